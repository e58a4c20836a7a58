"""An object store that speaks S3: objects listed, read, written under a condition, deleted."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from feedsvc.errors import ExportError, UsageError
from feedsvc.export.target import Found
from feedsvc.prometheus import REGISTRY

CONNECT_SECONDS, READ_SECONDS = 10, 20
# What S3 calls these in its answers; where an answer has no body, it is the status.
_CONFLICTS = ("PreconditionFailed", "412")
_AT_ONCE = "ConditionalRequestConflict"  # another write was under way; which one came first is not known
_UNKNOWN = ("NotImplemented", "501")
_NOTHING = ("NoSuchKey", "NotFound", "404")
_TRIES = 4
_PART = 1024 * 1024  # bytes


class ConflictError(ExportError):
    """An object is not as it was when it was looked at: somebody else has written it."""


class ObjectStore:
    """`s3://bucket/prefix`. The keys to it come from the environment, as every S3 client takes them
    (`AWS_ACCESS_KEY_ID` and so on, `AWS_ENDPOINT_URL` for a store that is not Amazon's).

    Names are relative to the prefix. Safe to use from several threads. Raises `UsageError` where the package
    for it is missing; `failures` makes what the store says an `ExportError`.
    """

    def __init__(self, url: str, connections: int) -> None:
        try:
            from botocore.config import Config  # type: ignore[import-untyped]
            from botocore.session import get_session  # type: ignore[import-untyped]
        except ImportError:
            raise UsageError(f"{url}: install feedsvc[s3] to export there") from None
        parts = urlsplit(url)
        self.name, self._connections = url.rstrip("/"), connections
        self._bucket, prefix = parts.netloc, parts.path.strip("/")
        self._prefix = f"{prefix}/" if prefix else ""
        self.knows_conditions = True
        with self.failures():
            self._client: Any = get_session().create_client(
                "s3",
                config=Config(
                    connect_timeout=CONNECT_SECONDS,
                    read_timeout=READ_SECONDS,
                    max_pool_connections=connections,
                    retries={"mode": "standard"},
                    # Stores that are not Amazon's may know no checksums but MD5.
                    request_checksum_calculation="when_required",
                    response_checksum_validation="when_required",
                ),
            )

    def __reduce__(self) -> tuple[type[ObjectStore], tuple[str, int]]:
        return ObjectStore, (self.name, self._connections)

    @contextmanager
    def failures(self) -> Iterator[None]:
        """What the store and the way to it say, as one line."""
        from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

        try:
            yield
        except ClientError as error:
            said = error.response.get("Error", {})
            raise self._failure(said.get("Message") or said.get("Code") or error) from None
        except (OSError, BotoCoreError) as error:
            raise self._failure(getattr(error, "strerror", None) or error) from None

    def list(self) -> dict[str, Found]:
        """Every object by name; its stamp is its entity tag, without quotes."""
        pages = self._client.get_paginator("list_objects_v2")
        return {
            found["Key"].removeprefix(self._prefix): Found(int(found["Size"]), _tag(found))
            for page in pages.paginate(Bucket=self._bucket, Prefix=self._prefix)
            for found in page.get("Contents", ())
        }

    def get(self, name: str) -> bytes | None:
        """An object's content; None where there is none."""
        try:
            answer = self._client.get_object(**self._named(name))
        except self._client.exceptions.ClientError as error:
            if _code(error) in _NOTHING:
                return None
            raise
        with answer["Body"] as body:
            return bytes(body.read())

    def age(self, name: str) -> tuple[float, str] | None:
        """How long ago an object was written, by the store's own clock (seconds), and its tag; None where
        there is none."""
        try:
            answer = self._client.head_object(**self._named(name))
        except self._client.exceptions.ClientError as error:
            if _code(error) in _NOTHING:
                return None
            raise
        now = parsedate_to_datetime(answer["ResponseMetadata"]["HTTPHeaders"]["date"])
        return (now - answer["LastModified"]).total_seconds(), _tag(answer)

    def put(self, name: str, content: bytes | Path, former: str | None, **fields: str) -> str:
        """Write an object, of these bytes or those of a file, where it is as it was: of the tag `former`, or
        not there (None); returns its tag.

        Raises `ConflictError` where it is not. A store that knows no conditions writes all the same, and
        `knows_conditions` says so from then on.
        """
        errors = self._client.exceptions
        for attempt in range(_TRIES):
            condition = {"IfNoneMatch": "*"} if former is None else {"IfMatch": f'"{former}"'}
            condition = condition if self.knows_conditions else {}
            try:
                with REGISTRY.timed("object_store", "put"), _opened(content) as body:
                    answer = self._client.put_object(**self._named(name), Body=body, **fields, **condition)
                return _tag(answer)
            except errors.ClientError as error:
                code = _code(error)
                if condition and code in _UNKNOWN:
                    self.knows_conditions = False
                elif not condition or code not in (*_CONFLICTS, *_NOTHING, _AT_ONCE):
                    raise
                elif self._has(name, content):  # an attempt arrived whose answer was lost
                    return _tag(self._client.head_object(**self._named(name)))
                elif code != _AT_ONCE or attempt + 1 == _TRIES:
                    break
        raise ConflictError(f"{self.name}/{name}: was changed by somebody else meanwhile; export again")

    def delete(self, name: str) -> None:
        """Delete an object, where there is one."""
        with REGISTRY.timed("object_store", "delete"):
            self._client.delete_object(**self._named(name))

    def _has(self, name: str, content: bytes | Path) -> bool:
        try:
            answer = self._client.get_object(**self._named(name))
        except self._client.exceptions.NoSuchKey:
            return False
        with answer["Body"] as found, _opened(content) as own:
            while part := own.read(_PART):
                if found.read(_PART) != part:
                    return False
            return not found.read(1)

    def _named(self, name: str) -> dict[str, str]:
        return {"Bucket": self._bucket, "Key": self._prefix + name}

    def _failure(self, reason: object) -> ExportError:
        return ExportError(f"{self.name}: {reason}; what was exported before is still there")


def _opened(content: bytes | Path) -> IO[bytes]:
    return content.open("rb") if isinstance(content, Path) else io.BytesIO(content)


def _code(error: Any) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def _tag(answer: Any) -> str:
    return str(answer["ETag"]).strip('"') or "-"
