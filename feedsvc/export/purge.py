"""Telling a content delivery network what changed, by address: it has copies that it would keep for long."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from uuid import uuid4

from feedsvc import __version__
from feedsvc.errors import ExportError, UsageError
from feedsvc.settings import ExportOptions

# From here on one call for all below the site's address: a network limits how many it takes.
MOST_ADDRESSES = 1000
SECONDS = 30

# Told the site's address, and the paths below it (percent-encoded) that are other documents now. Raises
# `ExportError`.
Purge = Callable[[str, Sequence[str]], None]


def purge_of(options: ExportOptions) -> Purge | None:
    """The purge that is configured, if any. Raises `UsageError` where something that it needs is missing."""
    if options.cdn is None:
        return None
    needed = ("cdn_id",) if options.cdn == "cloudfront" else ("cdn_id", "cdn_token")
    for name in needed:
        if not getattr(options, name):
            raise UsageError(f"export.{name}: missing; export.cdn ({options.cdn}) needs it")
    if options.cdn == "cloudfront":
        return _CloudFront(options.cdn_id, options.cdn_api)
    return _Calls(_NETWORKS[options.cdn], options.cdn_id, options.cdn_token, options.cdn_api)


class _Call(NamedTuple):
    """A POST: its path, and what its body is to be as JSON (None: it has none)."""

    path: str
    values: dict[str, list[str]] | None


class _Network(NamedTuple):
    """A network whose API takes calls with a token in the header field `field`: those for some paths below
    the site's address, and those for all, with the id that the network has given."""

    name: str
    api: str
    field: str
    some: Callable[[str, str, Sequence[str]], list[_Call]]
    all: Callable[[str, str], list[_Call]]


def _cloudflare_some(own_id: str, site: str, paths: Sequence[str]) -> list[_Call]:
    parts = [paths[begin : begin + 100] for begin in range(0, len(paths), 100)]
    return [
        _Call(f"/zones/{own_id}/purge_cache", {"files": [site + path for path in some]}) for some in parts
    ]


def _cloudflare_all(own_id: str, site: str) -> list[_Call]:
    prefix = site.partition("://")[2].rstrip("/")
    return [_Call(f"/zones/{own_id}/purge_cache", {"prefixes": [prefix]})]


def _fastly_some(_id: str, site: str, paths: Sequence[str]) -> list[_Call]:
    return [_Call(f"/purge/{site.partition('://')[2]}{path}", None) for path in paths]


def _fastly_all(own_id: str, _site: str) -> list[_Call]:
    return [_Call(f"/service/{own_id}/purge_all", None)]


_NETWORKS = {
    # https://developers.cloudflare.com/api/resources/cache/methods/purge/
    "cloudflare": _Network(
        "Cloudflare",
        "https://api.cloudflare.com/client/v4",
        "Authorization: Bearer",
        _cloudflare_some,
        _cloudflare_all,
    ),
    # https://www.fastly.com/documentation/reference/api/purging/
    "fastly": _Network("Fastly", "https://api.fastly.com", "Fastly-Key:", _fastly_some, _fastly_all),
}


class _Calls:
    """The purge of a network by plain calls, which answer 2xx."""

    def __init__(self, network: _Network, own_id: str, token: str, api: str | None) -> None:
        self._network, self._id = network, own_id
        self._api = urlsplit(api or network.api)
        name, _, before = network.field.partition(":")
        self._fields = {name: f"{before} {token}".strip(), "Content-Type": "application/json"}
        self._fields["User-Agent"] = f"feedsvc/{__version__}"

    def __call__(self, site: str, paths: Sequence[str]) -> None:
        network = self._network
        is_some = len(paths) <= MOST_ADDRESSES
        calls = network.some(self._id, site, paths) if is_some else network.all(self._id, site)
        kind = HTTPSConnection if self._api.scheme == "https" else HTTPConnection
        connection = kind(self._api.netloc, timeout=SECONDS)
        try:
            for call in calls:
                body = "" if call.values is None else json.dumps(call.values)
                connection.request("POST", self._api.path.rstrip("/") + call.path, body, self._fields)
                answer = connection.getresponse()
                said = " ".join(answer.read(2000).decode(errors="replace").split())
                if not 200 <= answer.status < 300:
                    raise _failure(network.name, f"{answer.status} {answer.reason}: {said[:200]}")
        except (OSError, HTTPException) as error:
            raise _failure(network.name, getattr(error, "strerror", None) or error) from None
        finally:
            connection.close()


class _CloudFront:
    """CreateInvalidation of a distribution."""

    def __init__(self, own_id: str, api: str | None) -> None:
        try:
            from botocore.session import get_session  # type: ignore[import-untyped]
        except ImportError:
            raise UsageError("export.cdn: install feedsvc[s3] to purge CloudFront") from None
        self._id = own_id
        self._client: Any = get_session().create_client(
            "cloudfront", region_name="us-east-1", endpoint_url=api
        )

    def __call__(self, site: str, paths: Sequence[str]) -> None:
        from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

        root = urlsplit(site).path
        items = [root + path for path in paths] if len(paths) <= MOST_ADDRESSES else [f"{root}*"]
        batch = {"Paths": {"Quantity": len(items), "Items": items}, "CallerReference": uuid4().hex}
        try:
            self._client.create_invalidation(DistributionId=self._id, InvalidationBatch=batch)
        except ClientError as error:
            raise _failure("CloudFront", error.response["Error"].get("Message") or error) from None
        except (OSError, BotoCoreError) as error:
            raise _failure("CloudFront", error) from None


def _failure(name: str, reason: object) -> ExportError:
    return ExportError(
        f"{name} was not purged: {reason}; all documents are in place, and the next export purges again"
    )
