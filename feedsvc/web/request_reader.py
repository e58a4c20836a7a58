"""Requests out of the bytes of a connection: parted by llhttp, checked, refused when they are too large."""

from __future__ import annotations

import re
from typing import NamedTuple

import httptools

from feedsvc.web.gateway import Fields, environ_of
from feedsvc.web.preconditions import Environ
from feedsvc.web.representations import Reply, plain_reply

LARGEST_HEAD = 65_536  # bytes of a request before its body
MOST_FIELDS = 128
LARGEST_BODY = 65_536  # bytes after the head, frames and trailers of chunks too; nothing is done with them
SLICE = 4096  # bytes parted at once; how much is held is looked at in between
TOO_SLOW = plain_reply("408 Request Timeout", "The request did not end in time.")
_BAD = plain_reply("400 Bad Request", "This is no request that can be understood.")
_NO_HOST = plain_reply("400 Bad Request", "A request needs one field Host (RFC 9112, 3.2).")
_CODING = plain_reply("501 Not Implemented", "The only transfer coding is chunked, once.")
_VERSION = plain_reply("505 HTTP Version Not Supported", "This server speaks HTTP/1.1.")
_BODY_TOO_LARGE = plain_reply("413 Content Too Large", "Requests need no content here.")
_HEAD_TOO_LARGE = plain_reply("431 Request Header Fields Too Large", "The request's head is too large.")
_HOST = re.compile(rb"[\w.~!$&'()*+,;=%:\[\]-]*", re.ASCII)  # RFC 3986, 3.2.2, and a port


class Request(NamedTuple):
    """A request; after the answer to one that does not `keep` the connection, that ends."""

    environ: Environ
    keeps: bool


class _RefusedError(Exception):
    """Raised to the parser, to go no further; what the client is told is noted before."""


class RequestReader:
    """The requests of one connection. `refusal` is why there will be no more, once that is so."""

    def __init__(self) -> None:
        self.refusal: Reply | None = None
        self._parser = httptools.HttpRequestParser(self)
        self._requests: list[Request] = []
        self._url = b""
        self._fields: Fields = []
        self._size = 0  # bytes of the head or the body, whichever is being read
        self._reads_head = self._reads_body = self._leaves_body = False

    @property
    def is_inside(self) -> bool:
        """Whether a request has begun that has not ended."""
        return self._reads_head or self._reads_body

    @property
    def held(self) -> int:
        """Bytes kept of a request that has not ended, about."""
        return self._size if self._reads_head else 0

    def read(self, data: bytes) -> tuple[list[Request], bytes]:
        """The requests that end in the next bytes (no more than `SLICE` are looked at), and the rest."""
        part, rest = data[:SLICE], data[SLICE:]
        self._requests = []
        try:
            self._parser.feed_data(part)
        except httptools.HttpParserUpgrade as found:  # a wish that is not heeded
            rest = part[found.args[0] :] + rest
        except httptools.HttpParserError:
            self._end(self.refusal or _BAD)
        if self.is_inside:
            self._size += len(part)
            if self._size > (LARGEST_HEAD if self._reads_head else LARGEST_BODY) + SLICE:
                self._end(_HEAD_TOO_LARGE if self._reads_head else _BODY_TOO_LARGE)
        return self._requests, rest

    def _end(self, reply: Reply) -> None:
        self.refusal = reply
        self._reads_head = self._reads_body = False

    # What the parser calls

    def on_message_begin(self) -> None:
        self._url, self._fields = b"", []
        self._size, self._reads_head = 0, True

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self._reads_head:
            return  # a trailer
        if len(self._fields) >= MOST_FIELDS:
            self._refuse(_HEAD_TOO_LARGE)
        # The parser leaves the white space behind a value (RFC 9112, 5.1).
        self._fields.append((name.lower(), value.rstrip(b" \t")))

    def on_headers_complete(self) -> None:
        self._size, self._reads_head, self._reads_body = 0, False, True
        version = self._parser.get_http_version()
        if version not in ("1.0", "1.1"):
            self._refuse(_BAD if version == "0.9" else _VERSION)
        if any(name == b"transfer-encoding" and value.lower() != b"chunked" for name, value in self._fields):
            self._refuse(_CODING)
        hosts = [value for name, value in self._fields if name == b"host"]
        is_missing = not hosts and version != "1.0"
        if is_missing or len(hosts) > 1 or not all(map(_HOST.fullmatch, hosts)):
            self._refuse(_NO_HOST)
        names = {name for name, _ in self._fields}
        has_body = not names.isdisjoint((b"content-length", b"transfer-encoding"))
        # Content that waits to be asked for, or that follows a wish for another protocol, is not read.
        self._leaves_body = has_body and (b"expect" in names or self._parser.should_upgrade())
        if self._leaves_body:
            self.on_message_complete()
            self._refuse(_BAD)

    def on_message_complete(self) -> None:
        self._reads_body = False
        url = httptools.parse_url(self._url)
        method, version = self._parser.get_method().decode("ascii"), self._parser.get_http_version()
        environ = environ_of(method, url.path or b"/", url.query or b"", self._fields)
        environ["SERVER_PROTOCOL"] = f"HTTP/{version}"
        keeps = version == "1.1" and self._parser.should_keep_alive()
        self._requests.append(Request(environ, keeps and not self._leaves_body and method != "CONNECT"))

    def _refuse(self, reply: Reply) -> None:
        self.refusal = reply
        raise _RefusedError
