"""An object store. Every object is replaced as a whole; what others lead to comes first, deletions last."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from feedsvc.delivery.freshness import Freshness
from feedsvc.errors import ExportError, UsageError
from feedsvc.export.manifest import JOURNAL, MANIFEST, Journal, ManifestRow
from feedsvc.export.precompressed import PRECOMPRESSED
from feedsvc.export.rules import TYPES, cache_control, content_type
from feedsvc.export.target import Found, Staged, TargetChanges, planned
from feedsvc.feed_formats import BY_FILE
from feedsvc.publish.document import content_digest
from feedsvc.settings import DeliveryOptions

AT_ONCE = 16
WHOLE = 8 * 1024 * 1024  # bytes that are sent in one piece


class Bucket:
    """`s3://bucket/prefix`. The keys to it come from the environment, as every S3 client takes them
    (`AWS_ACCESS_KEY_ID` and so on, `AWS_ENDPOINT_URL` for a store that is not Amazon's).

    Raises `UsageError` where the package for it is missing. A store has no locks: one export at a time.
    """

    def __init__(self, url: str, delivery: DeliveryOptions) -> None:
        try:
            from fsspec.core import url_to_fs  # type: ignore[import-untyped]

            store, root = url_to_fs(url, use_listings_cache=False, skip_instance_cache=True)
        except ImportError:
            raise UsageError(f"{url}: install feedsvc[s3] to export there") from None
        self.name = url.rstrip("/")
        self._store: Any = store
        self._root = str(root).rstrip("/")
        self._fresh = Freshness(delivery)
        kinds = ("page", "feed", "archive")
        self.fields = content_digest(
            repr([self._fresh.cache_control(kind, 0, None) for kind in kinds]).encode()
        )
        self._found: dict[str, Found] = {}
        self._staging = Path()

    @contextmanager
    def locked(self) -> Iterator[Path]:
        with tempfile.TemporaryDirectory(prefix="feedsvc-") as folder, self._failures():
            for key, info in self._store.find(self._root, detail=True).items():
                self._found[key] = Found(int(info["size"]), _stamp(info))
            self._staging = Path(folder) / "new"
            yield self._staging

    @contextmanager
    def _failures(self) -> Iterator[None]:
        from botocore.exceptions import BotoCoreError  # type: ignore[import-untyped]

        try:
            yield
        except (OSError, BotoCoreError) as error:
            reason = getattr(error, "strerror", None) or error
            raise ExportError(f"{self.name}: {reason}; what was exported before is still there") from None

    def read(self, name: str) -> bytes | None:
        if self.find(name) is None:
            return None
        return bytes(self._store.cat_file(self._key(name)))

    def find(self, name: str) -> Found | None:
        return self._found.get(self._key(name))

    def restamp(self, name: str, _stamp: str) -> str:
        return self._found[self._key(name)].stamp

    def commit(self, changes: TargetChanges, journal: Journal) -> dict[str, str]:
        journal.add(planned(changes), [])
        self._put(JOURNAL, journal.write())
        rows: dict[str, str] = {}
        staging = self._staging
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for _, stage in groupby(sorted(changes.staged, key=_rank), key=_rank):
                files = list(stage)
                stamps = pool.map(lambda file: self._put_file(file.name, staging / file.part), files)
                for file, stamp in zip(files, stamps, strict=True):
                    rows[file.name] = ManifestRow.parse(file.row)._replace(stamp=stamp).text()
            list(pool.map(self._store.rm_file, map(self._key, changes.removed)))
        return rows

    def write_manifest(self, data: bytes) -> None:
        self._put(MANIFEST, data)
        if self.find(JOURNAL):
            self._store.rm_file(self._key(JOURNAL))

    def _put(self, name: str, content: bytes) -> str:
        """Upload an object with what a server must say of it; returns its stamp."""
        key = self._key(name)
        answer = self._store.pipe_file(key, content, **_metadata(name, self._fresh))
        found = self._found[key] = Found(len(content), _stamp(answer))
        return found.stamp

    def _put_file(self, name: str, file: Path) -> str:
        """The same with what is in a file, which need not fit into memory."""
        if file.stat().st_size <= WHOLE:
            return self._put(name, file.read_bytes())
        key = self._key(name)
        self._store.put_file(str(file), key, **_metadata(name, self._fresh))
        info = self._store.info(key)
        found = self._found[key] = Found(int(info["size"]), _stamp(info))
        return found.stamp

    def _key(self, name: str) -> str:
        return f"{self._root}/{unquote(name)}"


def _metadata(name: str, fresh: Freshness) -> dict[str, str]:
    plain, coding = _untwinned(name)
    if name in (MANIFEST, JOURNAL):
        return {"ContentType": "text/plain; charset=utf-8", "CacheControl": "no-store"}
    values = {
        "ContentType": content_type(plain),
        "CacheControl": cache_control(plain, fresh),
    }
    return values | ({"ContentEncoding": coding} if coding else {})


def _untwinned(name: str) -> tuple[str, str | None]:
    """The name of the document's own file, and the coding that this one is in."""
    for twin in PRECOMPRESSED.values():
        if name.endswith(twin.suffix):
            return name.removesuffix(twin.suffix), twin.coding
    return name, None


def _rank(file: Staged) -> int:
    """Which stage of the upload: posts and their files, archive documents, pages and the rest, subscription
    documents."""
    stem, _ = _untwinned(file.name)
    is_feed = stem.rpartition("/")[2] in BY_FILE
    if is_feed:
        return 1 if "archive/" in stem else 3
    is_document = stem.rpartition("/")[2] in TYPES
    return 0 if stem.startswith("posts/") or not is_document else 2


def _stamp(info: dict[str, Any]) -> str:
    return str(info["ETag"]).strip('"') or "-"
