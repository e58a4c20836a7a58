"""What Atom (RFC 4287, with RFC 5005 and RFC 6721) and RSS 2.0 ask of a document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
_TOMBSTONES = "{http://purl.org/atompub/tombstones/1.0}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_HISTORY = "{http://purl.org/syndication/history/1.0}"

# RFC 3339, section 5.6: what atom:updated and the dates of JSON Feed are.
DATE = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)", re.ASCII)
ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_WEB = re.compile(r"https?://[^\s<>\"{}|\\^`/]+[^\s<>\"{}|\\^`]*", re.IGNORECASE)
_TEXT_TYPES = frozenset((None, "text", "html", "xhtml"))

# What is wrong, and the id of the entry it is wrong with (None for the document itself).
Fault = tuple[str | None, str]


def is_date(text: str | None) -> bool:
    """Whether `text` is a date and time of RFC 3339 that there is."""
    if text is None or not DATE.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text.upper().replace("Z", "+00:00"))
    except ValueError:
        return False
    return True


def is_web_address(text: str | None) -> bool:
    """Whether `text` is an absolute http or https URL."""
    return text is not None and _WEB.fullmatch(text) is not None


def parse(body: bytes) -> Any:
    """The root of an XML document. Raises `ValueError` where it is not well-formed."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        return etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"not well-formed XML: {error.msg}") from None


def atom_faults(root: Any) -> Iterator[Fault]:
    """What is wrong with an Atom feed document."""
    if root.tag != f"{ATOM}feed":
        yield None, f"the root element is {etree.QName(root).localname}, not feed"
        return
    yield from ((None, fault) for fault in _atom_common(root, "feed"))
    links = root.findall(f"{ATOM}link")
    if not any(link.get("rel") == "self" for link in links):
        yield None, "the feed has no link with rel self (RFC 4287, 4.1.1)"
    if root.find(f"{_HISTORY}archive") is not None and not any(
        link.get("rel") == "current" for link in links
    ):
        yield None, "an archive document has no link with rel current (RFC 5005, 4)"
    entries = root.findall(f"{ATOM}entry")
    has_author = root.find(f"{ATOM}author") is not None
    yield from _repeated(entry.findtext(f"{ATOM}id") for entry in entries)
    for entry in entries:
        name = entry.findtext(f"{ATOM}id")
        yield from ((name, fault) for fault in _atom_entry(entry, has_author))
    for deleted in root.findall(f"{_TOMBSTONES}deleted-entry"):
        if not deleted.get("ref") or not is_date(deleted.get("when")):
            yield deleted.get("ref"), "a deleted entry needs ref and when (RFC 6721, 3)"


def _atom_common(element: Any, what: str) -> Iterator[str]:
    """What a feed and an entry must both have, exactly once."""
    for name in ("id", "title", "updated"):
        count = len(element.findall(ATOM + name))
        if count != 1:
            yield f"the {what} has {count} elements {name}, not 1"
    if not ABSOLUTE.fullmatch(element.findtext(f"{ATOM}id") or ""):
        yield f"the id of the {what} is no IRI"
    for name in ("updated", "published"):
        found = element.find(ATOM + name)
        if found is not None and not is_date(found.text):
            yield f"{name} is no RFC 3339 date: {found.text}"
    for name in ("title", "subtitle", "summary", "rights"):
        found = element.find(ATOM + name)
        if found is not None and found.get("type") not in _TEXT_TYPES:
            yield f"{name} has the type {found.get('type')}"
    yield from _atom_details(element)


def _atom_details(element: Any) -> Iterator[str]:
    """People, links and categories of a feed or an entry."""
    for person in (*element.findall(f"{ATOM}author"), *element.findall(f"{ATOM}contributor")):
        if not (person.findtext(f"{ATOM}name") or "").strip():
            yield "a person has no name"
    alternates: Counter[tuple[str | None, str | None]] = Counter()
    for link in element.findall(f"{ATOM}link"):
        if not ABSOLUTE.fullmatch(link.get("href") or ""):
            yield f"a link has no absolute address: {link.get('href')}"
        if link.get("rel", "alternate") == "alternate":
            alternates[link.get("type"), link.get("hreflang")] += 1
    if any(count > 1 for count in alternates.values()):
        yield "two alternate links have the same type and language (RFC 4287, 4.1.1)"
    for category in element.findall(f"{ATOM}category"):
        if not category.get("term"):
            yield "a category has no term"


def _atom_entry(entry: Any, feed_has_author: bool) -> Iterator[str]:
    yield from _atom_common(entry, "entry")
    if not feed_has_author and entry.find(f"{ATOM}author") is None:
        yield "neither the entry nor the feed has an author (RFC 4287, 4.1.1)"
    content = entry.find(f"{ATOM}content")
    if content is None:
        links = entry.findall(f"{ATOM}link")
        if not any(link.get("rel", "alternate") == "alternate" for link in links):
            yield "an entry without content has no alternate link (RFC 4287, 4.1.2)"
    elif content.get("src") is not None and entry.find(f"{ATOM}summary") is None:
        yield "an entry whose content is elsewhere has no summary (RFC 4287, 4.1.2)"


def rss_faults(root: Any) -> Iterator[Fault]:
    """What is wrong with an RSS 2.0 document."""
    channel = root.find("channel")
    if root.tag != "rss" or root.get("version") != "2.0" or channel is None:
        yield None, "no RSS 2.0 document with a channel"
        return
    for name in ("title", "link", "description"):
        if len(channel.findall(name)) != 1:
            yield None, f"the channel has {len(channel.findall(name))} elements {name}, not 1"
    if not is_web_address(channel.findtext("link")):
        yield None, "the link of the channel is no web address"
    yield from ((None, fault) for fault in _rss_dates(channel, "lastBuildDate", "pubDate"))
    items = channel.findall("item")
    yield from _repeated(item.findtext("guid") for item in items)
    for item in items:
        name = item.findtext("guid")
        yield from ((name, fault) for fault in _rss_item(item))


def _rss_item(item: Any) -> Iterator[str]:
    if item.find("title") is None and item.find("description") is None:
        yield "an item has neither title nor description"
    link = item.findtext("link")
    if link is not None and not is_web_address(link):
        yield f"the link of an item is no web address: {link}"
    guid = item.find("guid")
    if guid is None or not guid.text:
        yield "an item has no guid"
    elif guid.get("isPermaLink", "true") == "true" and not is_web_address(guid.text):
        yield "a guid that is a permalink is no web address"
    yield from _rss_dates(item, "pubDate")
    enclosures = item.findall("enclosure")
    if len(enclosures) > 1:
        yield "an item has more than one enclosure"
    for enclosure in enclosures:
        length = enclosure.get("length", "")
        if not is_web_address(enclosure.get("url")) or not enclosure.get("type") or not length.isdigit():
            yield "an enclosure needs url, type and length"
    if len(item.findall(f"{_CONTENT}encoded")) > 1:
        yield "an item has more than one content:encoded"
    for creator in item.findall(_CREATOR):
        if not (creator.text or "").strip():
            yield "a dc:creator is empty"


def _rss_dates(element: Any, *names: str) -> Iterator[str]:
    for name in names:
        text = element.findtext(name)
        if text is None:
            continue
        try:
            found = parsedate_to_datetime(text)
        except ValueError:
            found = None
        if found is None or not re.search(r"\b\d{4}\b", text):
            yield f"{name} is no RFC 822 date with a year of four digits: {text}"


def _repeated(ids: Any) -> Iterator[Fault]:
    for name, count in Counter(filter(None, ids)).items():
        if count > 1:
            yield name, f"the id stands there {count} times"
