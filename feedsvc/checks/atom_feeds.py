"""What Atom (RFC 4287, with RFC 5005 and RFC 6721) asks of a document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from lxml import etree

from feedsvc.checks.fault import ABSOLUTE, Fault, is_date, parse_xml, repeated

_ATOM = "{http://www.w3.org/2005/Atom}"
_HISTORY = "{http://purl.org/syndication/history/1.0}"
_TOMBSTONES = "{http://purl.org/atompub/tombstones/1.0}"
_TEXT_TYPES = frozenset((None, "text", "html", "xhtml"))


def faults(body: bytes) -> Iterator[Fault]:
    """What is wrong with an Atom feed document. Raises `ValueError` where it cannot be read."""
    root = parse_xml(body)
    if root.tag != f"{_ATOM}feed":
        yield None, f"the root element is {etree.QName(root).localname}, not feed"
        return
    yield from ((None, fault) for fault in _common(root, "feed"))
    links = root.findall(f"{_ATOM}link")
    if not any(link.get("rel") == "self" for link in links):
        yield None, "the feed has no link with rel self (RFC 4287, 4.1.1)"
    if root.find(f"{_HISTORY}archive") is not None and not any(
        link.get("rel") == "current" for link in links
    ):
        yield None, "an archive document has no link with rel current (RFC 5005, 4)"
    entries = root.findall(f"{_ATOM}entry")
    has_author = root.find(f"{_ATOM}author") is not None
    yield from repeated(entry.findtext(f"{_ATOM}id") for entry in entries)
    for entry in entries:
        name = entry.findtext(f"{_ATOM}id")
        yield from ((name, fault) for fault in _entry(entry, has_author))
    for deleted in root.findall(f"{_TOMBSTONES}deleted-entry"):
        if not deleted.get("ref") or not is_date(deleted.get("when")):
            yield deleted.get("ref"), "a deleted entry needs ref and when (RFC 6721, 3)"


def _common(element: Any, what: str) -> Iterator[str]:
    """What a feed and an entry must both have, exactly once."""
    for name in ("id", "title", "updated"):
        count = len(element.findall(_ATOM + name))
        if count != 1:
            yield f"the {what} has {count} elements {name}, not 1"
    if not ABSOLUTE.fullmatch(element.findtext(f"{_ATOM}id") or ""):
        yield f"the id of the {what} is no IRI"
    for name in ("updated", "published"):
        found = element.find(_ATOM + name)
        if found is not None and not is_date(found.text):
            yield f"{name} is no RFC 3339 date: {found.text}"
    for name in ("title", "subtitle", "summary", "rights"):
        found = element.find(_ATOM + name)
        if found is not None and found.get("type") not in _TEXT_TYPES:
            yield f"{name} has the type {found.get('type')}"
    yield from _details(element)


def _details(element: Any) -> Iterator[str]:
    """People, links and categories of a feed or an entry."""
    for person in (*element.findall(f"{_ATOM}author"), *element.findall(f"{_ATOM}contributor")):
        if not (person.findtext(f"{_ATOM}name") or "").strip():
            yield "a person has no name"
    alternates: Counter[tuple[str | None, str | None]] = Counter()
    for link in element.findall(f"{_ATOM}link"):
        if not ABSOLUTE.fullmatch(link.get("href") or ""):
            yield f"a link has no absolute address: {link.get('href')}"
        if link.get("rel", "alternate") == "alternate":
            alternates[link.get("type"), link.get("hreflang")] += 1
    if any(count > 1 for count in alternates.values()):
        yield "two alternate links have the same type and language (RFC 4287, 4.1.1)"
    for category in element.findall(f"{_ATOM}category"):
        if not category.get("term"):
            yield "a category has no term"


def _entry(entry: Any, feed_has_author: bool) -> Iterator[str]:
    yield from _common(entry, "entry")
    if not feed_has_author and entry.find(f"{_ATOM}author") is None:
        yield "neither the entry nor the feed has an author (RFC 4287, 4.1.1)"
    content = entry.find(f"{_ATOM}content")
    if content is None:
        links = entry.findall(f"{_ATOM}link")
        if not any(link.get("rel", "alternate") == "alternate" for link in links):
            yield "an entry without content has no alternate link (RFC 4287, 4.1.2)"
    elif content.get("src") is not None and entry.find(f"{_ATOM}summary") is None:
        yield "an entry whose content is elsewhere has no summary (RFC 4287, 4.1.2)"
