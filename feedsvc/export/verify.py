"""Asking a live site as readers and browsers do, and comparing what it says with what the store has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from itertools import islice
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from feedsvc.delivery.page_policies import PAGE_POLICIES
from feedsvc.errors import ExportError, UsageError
from feedsvc.export.client import Client, HostReply
from feedsvc.export.expected import Expected, expected
from feedsvc.export.rules import FIXED_FIELDS, Rules, rules_of
from feedsvc.progress import Progress, silent
from feedsvc.publish.document import content_digest
from feedsvc.publish.documents import HTML, Document, Edition, FileDocument
from feedsvc.settings import DeliveryOptions

AT_ONCE = 4  # connections
_PART = 64
_WHOLE, _BEGINNING = 1 << 25, 1 << 16  # bytes: of a longer file only so many are asked for
_ACCEPTED = ("gzip", "gzip, deflate, br, zstd")  # by readers, by browsers
_CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)"')
_MAX_AGE = re.compile(r"max-age=([0-9]+)")


class Verified(NamedTuple):
    """What was tried of an address: the aspect of the answer, and what is wrong with it ("" for nothing)."""

    url: str
    aspect: str
    problem: str


def verify(
    edition: Edition,
    url: str,
    delivery: DeliveryOptions,
    stubs: bool = False,
    progress: Progress = silent,
) -> Iterator[Verified]:
    """Ask the site at `url` for every address; one result for each aspect of each answer.

    Where `stubs`, a page that leads to the target will do for a redirect, and 404 for 410. Raises
    `ExportError` where the host does not answer, `UsageError` where `url` has another path than the site's.
    """
    rules = rules_of(edition, delivery)
    if unquote(urlsplit(url).path) != rules.root:
        raise UsageError(f"{url}: the site is made for the path {rules.base} (site.url); ask there")
    visitor = _Visitor(Client(url), url, rules, edition.catalog.due() is not None, stubs)
    addresses = expected(edition, rules)
    done = 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        # In parts: documents are made as they are needed, and never all at once.
        while part := list(islice(addresses, _PART)):
            for found in pool.map(visitor.visit, part):
                yield from found
            done += len(part)
            progress("asking", done, max(done, len(rules.redirects)))


class _Visitor:
    """Asks for one address after another."""

    def __init__(self, client: Client, url: str, rules: Rules, has_due: bool, stubs: bool) -> None:
        self._client, self._url, self._rules = client, url, rules
        self._has_due, self._stubs = has_due, stubs

    def visit(self, wanted: Expected) -> list[Verified]:
        """All that there is to say of an address."""
        own = urljoin(self._url, wanted.path)
        if wanted.file:
            return [Verified(own, wanted.aspect, self._file(wanted.path, wanted.file))]
        reply = self._client.get(wanted.path)
        if self._stubs and wanted.target != f"{wanted.path}/" and _location(reply, own) == f"{own}/":
            reply = self._client.get(f"{wanted.path}/")
        if wanted.document:
            checks = self._document(wanted, wanted.document, reply)
        else:
            checks = iter([(wanted.aspect, self._answer(wanted, reply))])
        return [Verified(own, aspect, problem) for aspect, problem in checks]

    def _answer(self, wanted: Expected, reply: HostReply) -> str:
        """What is wrong with an answer that is no document."""
        if wanted.status in (301, 302):
            return self._redirect(wanted, reply)
        if wanted.status == 404 and reply.status == 403:
            return ""  # not shown, either way
        if wanted.status == 410 and self._stubs and reply.status == 404:
            return ""
        return _status(wanted.status, reply)

    def _redirect(self, wanted: Expected, reply: HostReply) -> str:
        target = urljoin(self._url, wanted.target)
        if self._stubs and self._leads(wanted, reply):
            return ""
        permanent = wanted.status == 301
        if reply.status not in ((301, 308) if permanent else (301, 302, 307, 308)):
            return _status(wanted.status, reply)
        location = _location(reply, urljoin(self._url, wanted.path))
        if not location.isascii() or re.search(r'[\s"<>]', location):
            return f"the redirect is not written as a URL: {location!r}"
        return "" if _same(location, target) else f"leads to {location}, not to {target}"

    def _leads(self, wanted: Expected, reply: HostReply) -> bool:
        """Whether a page leads to the target, or the feed that is there is here too."""
        if reply.status != 200:
            return False
        if canonical := _CANONICAL.search(reply.body.decode(errors="replace")):
            page = unescape(canonical[1])
            path = urlsplit(page)._replace(scheme="", netloc="").geturl()
            return wanted.target in (page, path)
        is_here = wanted.target.startswith(self._rules.base)
        return is_here and reply.body == self._client.get(wanted.target).body

    def _document(self, wanted: Expected, document: Document, reply: HostReply) -> Iterator[tuple[str, str]]:
        aspect = "documents in other scripts" if "%" in wanted.path else "documents"
        problem = _status(200, reply) or _body(document, reply)
        yield aspect, problem
        if reply.status != 200:
            return
        yield "types", _fields(document, reply.fields)
        yield "cache times", self._cache(document, reply.fields.get("cache-control", ""))
        yield "validators", self._validators(wanted.path, reply, "identity")
        for accepted in _ACCEPTED:
            yield "encodings", self._coded(wanted.path, document, accepted)
        refused = self._client.get(wanted.path, accept_encoding="gzip;q=0, br;q=0, zstd;q=0")
        coding = refused.fields.get("content-encoding", "identity")
        yield "encodings", "" if coding == "identity" else f"sent in {coding}, which was refused (q=0)"

    def _file(self, path: str, file: FileDocument) -> str:
        """What is wrong with the answer for a file: of a large one, with that for its beginning."""
        is_large = file.size > _WHOLE
        try:
            reply = self._client.get(path, **({"range": f"bytes=0-{_BEGINNING - 1}"} if is_large else {}))
        except ExportError as error:
            return str(error)
        if problem := _status(206 if is_large else 200, reply):
            return problem
        if is_large:
            if (found := reply.fields.get("content-range", "")).rpartition("/")[2] != str(file.size):
                return f"Content-Range: {found or 'none'}, of {file.size} bytes"
        elif content_digest(reply.body) != file.digest:
            return f"other bytes than the last sync's ({len(reply.body)}, not {file.size})"
        return _media_type(file.media_type, reply.fields) or self._validators(path, reply, "identity")

    def _cache(self, document: Document, found: str) -> str:
        wanted = self._rules.cache(document.document_type)
        if found == wanted:
            return ""
        ages = [_MAX_AGE.search(text) for text in (found, wanted)]
        # The server lets no copy live beyond the next scheduled post.
        if self._has_due and ages[0] and ages[1] and int(ages[0][1]) < int(ages[1][1]):
            return ""
        return f"Cache-Control: {found or 'none'}, not {wanted}"

    def _coded(self, path: str, document: Document, accepted: str) -> str:
        """What is wrong with the answer for a client that accepts these codings."""
        reply = self._client.get(path, accept_encoding=accepted)
        used = reply.fields.get("content-encoding", "identity")
        problem = _status(200, reply) or _body(document, reply) or _fields(document, reply.fields)
        if problem:
            return f"asked for {accepted}, sent in {used}: {problem}"
        if used != "identity" and used not in accepted:
            return f"asked for {accepted}, sent in {used}"
        if used != "identity" and "accept-encoding" not in reply.fields.get("vary", "").lower():
            return f"sent in {used} without Vary: Accept-Encoding: a shared cache may give it to anybody"
        return self._validators(path, reply, accepted)

    def _validators(self, path: str, reply: HostReply, accepted: str) -> str:
        """Whether a client that has this answer is told so."""
        tag, changed = reply.fields.get("etag"), reply.fields.get("last-modified")
        asked = {"accept_encoding": accepted}
        asked |= {"if_none_match": tag} if tag else {}
        asked |= {"if_modified_since": changed} if changed else {}
        if len(asked) == 1:
            return "neither ETag nor Last-Modified: every reader gets everything every time"
        again = self._client.get(path, **asked)
        return (
            ""
            if again.status == 304
            else f"asked again for {accepted} with its validators: {again.status}, not 304"
        )


def _status(wanted: int, reply: HostReply) -> str:
    return "" if reply.status == wanted else f"{reply.status}, not {wanted}"


def _body(document: Document, reply: HostReply) -> str:
    content = reply.content()
    if content is None:
        return f"the body is not in {reply.fields.get('content-encoding')}"
    if content != document.body:
        return f"other bytes than the store's ({len(content)}, not {len(document.body)})"
    return ""


def _fields(document: Document, fields: Mapping[str, str]) -> str:
    if problem := _media_type(document.media_type, fields):
        return problem
    of_pages = PAGE_POLICIES if document.media_type == HTML else {}
    for name, value in {**FIXED_FIELDS, **of_pages}.items():
        if fields.get(name.lower()) != value:
            return f"{name}: {fields.get(name.lower(), 'none')}, not {value}"
    return ""


def _media_type(wanted: str, fields: Mapping[str, str]) -> str:
    found = fields.get("content-type", "none")
    is_same = found.lower().replace(" ", "") == wanted.lower().replace(" ", "")
    return "" if is_same else f"Content-Type: {found}, not {wanted}"


def _location(reply: HostReply, url: str) -> str:
    """The URL that the answer to `url` leads to; `url` itself where it leads nowhere."""
    return urljoin(url, reply.fields.get("location", ""))


def _same(location: str, target: str) -> bool:
    """Whether two URLs are the same but for what is percent-encoded."""
    return unquote(location) == unquote(target)
