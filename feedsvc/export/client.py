"""Asking a live site, and nobody else: no redirect is followed, and answers are read up to a length."""

from __future__ import annotations

import threading
import zlib
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import NamedTuple
from urllib.parse import urlsplit

import brotli  # type: ignore[import-untyped]
import zstandard

from feedsvc import __version__
from feedsvc.errors import ExportError

SECONDS = 20
_MOST = 1 << 26  # bytes of one answer


class HostReply(NamedTuple):
    """What came back: the status, the fields by their names in lower case, and the body as it was sent."""

    status: int
    fields: Mapping[str, str]
    body: bytes

    def content(self) -> bytes | None:
        """The body without its coding; None where it is not in the coding that it says."""
        coding = self.fields.get("content-encoding", "identity").lower()
        try:
            match coding:
                case "identity":
                    return self.body
                case "gzip" | "x-gzip":
                    return zlib.decompressobj(wbits=31).decompress(self.body, _MOST)
                case "br":
                    return bytes(brotli.decompress(self.body))
                case "zstd":
                    reader = zstandard.ZstdDecompressor().stream_reader(self.body)
                    return bytes(reader.read(_MOST))
        except (zlib.error, brotli.error, zstandard.ZstdError):
            pass
        return None


class Client:
    """Asks one host; each thread has a connection of its own."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._host, self._name = parts.netloc, f"{parts.scheme}://{parts.netloc}"
        self._local = threading.local()

    def get(self, path: str, **fields: str) -> HostReply:
        """The answer for a path (percent-encoded); `accept_encoding="gzip"` and the like are sent along.

        Raises `ExportError` where there is no answer.
        """
        headers = {"User-Agent": f"feedsvc/{__version__}", "Accept-Encoding": "identity"}
        headers |= {name.replace("_", "-").title(): value for name, value in fields.items()}
        for attempt in (1, 2):  # a connection that was kept may have been closed meanwhile
            connection = self._connection()
            try:
                connection.request("GET", path, headers=headers)
                return _reply(connection.getresponse())
            except (OSError, HTTPException) as error:
                connection.close()
                self._local.connection = None
                if attempt == 2:
                    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
                    raise ExportError(f"{self._name}{path}: no answer: {reason}") from None
        raise AssertionError

    def _connection(self) -> HTTPConnection:
        connection: HTTPConnection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = self._kind(self._host, timeout=SECONDS)
        return connection


def _reply(response: HTTPResponse) -> HostReply:
    body = response.read(_MOST)
    fields: dict[str, str] = {}
    for name, value in response.getheaders():
        key = name.lower()
        fields[key] = f"{fields[key]}, {value}" if key in fields else value
    if len(body) == _MOST:
        raise HTTPException("the answer does not end")
    return HostReply(response.status, fields, body)
