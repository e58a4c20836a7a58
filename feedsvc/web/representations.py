"""A document as it goes over the wire: everything a response needs, computed once per version."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.utils import formatdate
from urllib.parse import unquote

from feedsvc.delivery.content_coding import BEST, FAST
from feedsvc.feed_formats import FORMATS
from feedsvc.publish.documents import Document
from feedsvc.web.store_watcher import StoreState, StoreVersion

Headers = list[tuple[str, str]]

# Browsers apply a style sheet to XML only under its plain type; to anybody else a feed is a feed.
PLAIN_XML = "application/xml; charset=utf-8"
_DISPLAYED = (
    "Content-Security-Policy",
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
)
FEED_XML = tuple(feed_format.media_type for feed_format in FORMATS if feed_format.is_xml)
# Fields of a 304 beside the validators (RFC 9110, 15.4.5); CORS is decided for each response by itself.
_REPEATED = ("Cache-Control", "Vary", "Access-Control-Allow-Origin")
_QUICK = ".0"  # behind the tag of a quickly compressed body
_OWN = ("Content-Length", "Content-Type", "ETag", "Last-Modified", "Cache-Control", "Vary")
_REMEMBERED = 16  # earlier versions
_OVERHEAD = 4096  # bytes of headers and objects, about


def coding_of(tag: str, version: str) -> str | None:
    """The coding that an opaque `tag` of `version` stands for; None where it is none that we give."""
    coding = tag[len(version) + 1 :].removesuffix(_QUICK) if tag != version else "identity"
    return coding if coding in ("identity", *FAST) else None


class Reply:
    """A response, ready to be sent, and the one to HEAD. Nobody who sends it may change its lists."""

    __slots__ = ("body", "code", "head", "head_lines", "headers", "size", "status")

    def __init__(self, status: str, headers: Headers, body: list[bytes]) -> None:
        self.status, self.headers, self.body = status, headers, body
        lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers), ""]
        self.head_lines = "\r\n".join(lines).encode("latin-1")
        self.code = int(status[:3])
        self.size = sum(map(len, body))
        self.head: Reply = Reply(status, headers, []) if body else self


class StreamedReply(Reply):
    """A response whose body is not in memory: its pieces are asked for as they are sent. Whoever asks for any
    closes it."""

    __slots__ = ("_pieces",)

    def __init__(self, status: str, headers: Headers, pieces: Iterable[bytes]) -> None:
        super().__init__(status, headers, [])
        self._pieces = pieces
        self.size = int(dict(headers).get("Content-Length", 0))

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._pieces)

    def close(self) -> None:
        """Let go of the file."""
        if hasattr(self._pieces, "close"):
            self._pieces.close()


def plain_reply(status: str, text: str, *headers: tuple[str, str]) -> Reply:
    """A response in words, which no cache may keep."""
    body = f"{text}\n".encode()
    fields = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        ("Access-Control-Allow-Origin", "*"),
    ]
    return Reply(status, [*fields, *headers], [body])


class Representation:
    """A document in one coding: as 200 and as 304. `asked` counts the former until the body `is_final`."""

    __slots__ = ("asked", "etag", "full", "is_final", "last_modified", "unmodified")

    def __init__(self, headers: Headers, coded: Coded, etag: str, last_modified: str | None) -> None:
        self.etag, self.last_modified, self.is_final = etag, last_modified, coded.is_final
        self.full = Reply("200 OK", headers, [coded.body])
        kept = [("ETag", etag), *(field for field in headers if field[0] in _REPEATED)]
        if last_modified:
            kept.append(("Last-Modified", last_modified))
        self.unmodified = Reply("304 Not Modified", kept, [])
        self.asked = 0

    def unmodified_as(self, etag: str) -> Reply:
        """The 304 for a client that has the document under another tag of the same version."""
        headers = [("ETag", etag) if field[0] == "ETag" else field for field in self.unmodified.headers]
        return Reply(self.unmodified.status, headers, [])


@dataclass(frozen=True, slots=True)
class Coded:
    """A body in a coding; `is_final` when it will not be compressed better."""

    body: bytes
    is_final: bool


class Resource:
    """One version of a document, held for the requests to come.

    `state` is the last state of the store for which its headers are right, `store_version` the one of which
    it is known that the document is the same, `version` names this one in entity tags.
    `history` has the entries of earlier versions by their opaque tag, the latest last.
    """

    def __init__(
        self,
        document: Document,
        headers: Headers,
        store_version: StoreVersion | None,
        former: Resource | None = None,
    ) -> None:
        self.document, self.store_version = document, store_version
        self.path = unquote(document.path)
        self.version = document.etag.strip('"')
        self.state: StoreState | None = None
        self.deltas: dict[tuple[str, str], Reply | None] = {}
        self.history = former.succeeded(self.version) if former else {}
        self.representations: dict[str, Representation] = {}
        self._is_xml = document.media_type.startswith(FEED_XML)
        self._displayed: dict[str, Representation] = {} if self._is_xml else self.representations
        self._fixed = [field for field in headers if field[0] not in _OWN]
        self._coded = {"identity": Coded(document.body, is_final=True)}
        if former and former.version == self.version:
            self._coded |= former._coded
        self._cache_control = ""
        self._last_modified: str | None = None
        self._lock = threading.Lock()

    def succeeded(self, version: str) -> dict[str, frozenset[int]]:
        """The history of the next version."""
        history = dict(self.history)
        if self.document.entries and version != self.version:
            history.pop(self.version, None)
            history[self.version] = frozenset(self.document.entries)
        return dict(list(history.items())[-_REMEMBERED:])

    @property
    def size(self) -> int:
        """Bytes held, about."""
        deltas = sum(reply.size for reply in list(self.deltas.values()) if reply)
        return _OVERHEAD + deltas + sum(len(coded.body) for coded in list(self._coded.values()))

    def renew(self, state: StoreState, cache_control: str, now: float) -> None:
        """Right for `state`: what depends on the time of day is written anew."""
        changed = self.document.last_modified
        # A time that lies ahead must not be told (RFC 9110, 8.8.2.1).
        last_modified = formatdate(changed, usegmt=True) if changed <= now else None
        with self._lock:
            if (cache_control, last_modified) != (self._cache_control, self._last_modified):
                self._cache_control, self._last_modified = cache_control, last_modified
                for coding in list(self.representations):
                    self._represent(coding)
        self.state = state

    def table(self, destination: str | None) -> dict[str, Representation]:
        """The representations by coding, for a request with this `Sec-Fetch-Dest`."""
        return self._displayed if destination == "document" else self.representations

    def representation(self, coding: str, destination: str | None) -> Representation:
        """The document in `coding`, compressed now if it was not asked for before."""
        with self._lock:
            if coding not in self.representations:
                if coding not in self._coded:
                    self._coded[coding] = Coded(FAST[coding](self.document.body), is_final=False)
                self._represent(coding)
            return self.table(destination)[coding]

    def improve(self, coding: str) -> None:
        """Compress as well as possible: takes long, without keeping anybody waiting."""
        if self._coded[coding].is_final:
            return
        best = BEST[coding](self.document.body)
        with self._lock:
            self._coded[coding] = Coded(best, is_final=True)
            self._represent(coding)

    def headers(self, coding: str, etag: str, length: int, media_type: str) -> Headers:
        """The fields of a 200 in `coding`."""
        fields = [
            ("Content-Type", media_type),
            ("Content-Length", str(length)),
            ("ETag", etag),
            ("Cache-Control", self._cache_control),
            ("Vary", "Accept-Encoding, Sec-Fetch-Dest" if self._is_xml else "Accept-Encoding"),
            *self._fixed,
        ]
        if self._last_modified:
            fields.append(("Last-Modified", self._last_modified))
        if coding != "identity":
            fields.append(("Content-Encoding", coding))
        return fields

    def etag(self, coding: str) -> str:
        """A tag of its own for each sequence of bytes (RFC 9110, 8.8.3.3)."""
        if coding == "identity":
            return self.document.etag
        quick = "" if self._coded[coding].is_final else _QUICK
        return f'"{self.version}-{coding}{quick}"'

    def _represent(self, coding: str) -> None:
        coded, etag = self._coded[coding], self.etag(coding)
        if self._is_xml:
            headers = self.headers(coding, etag, len(coded.body), PLAIN_XML)
            headers.append(_DISPLAYED)
            self._displayed[coding] = Representation(headers, coded, etag, self._last_modified)
        headers = self.headers(coding, etag, len(coded.body), self.document.media_type)
        self.representations[coding] = Representation(headers, coded, etag, self._last_modified)
