"""Readers of a blog's feeds: one that only polls, and walks through all documents in each format."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from typing import NamedTuple
from xml.etree import ElementTree

Get = Callable[[str], bytes]
_ATOM = "{http://www.w3.org/2005/Atom}"
_TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
_ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"


class Entry(NamedTuple):
    """An entry as a document shows it; `updated` is None where the format has no such time."""

    id: str
    title: str
    text: str
    published: datetime
    updated: datetime | None

    @property
    def news(self) -> tuple[str, str, datetime]:
        return self.title, self.text, self.published


@dataclass(frozen=True)
class FeedDocument:
    """A feed document, read: what it shows, announces as deleted, links to, and when it says it changed."""

    path: str
    entries: list[Entry]
    deleted: list[str]
    links: dict[str, str]
    updated: datetime | None


def read(get: Get, path: str) -> FeedDocument:
    """The feed document at a path, in any format."""
    body = get(path)
    if path.endswith(".json"):
        return _read_json(path, body)
    root = ElementTree.fromstring(body)
    return _read_rss(path, root) if path.endswith("rss.xml") else _read_atom(path, root)


def _read_atom(path: str, root: ElementTree.Element) -> FeedDocument:
    def text(element: ElementTree.Element, name: str) -> str:
        return element.findtext(_ATOM + name) or ""

    entries = [
        Entry(
            text(entry, "id"),
            text(entry, "title"),
            _plain(text(entry, "content")),
            _time(text(entry, "published")),
            _time(text(entry, "updated")),
        )
        for entry in root.findall(_ATOM + "entry")
    ]
    links = {link.get("rel", ""): _path(link.get("href", "")) for link in root.findall(_ATOM + "link")}
    deleted = [gone.get("ref", "") for gone in root.findall(_TOMBSTONE)]
    return FeedDocument(path, entries, deleted, links, _time(text(root, "updated")))


def _read_rss(path: str, root: ElementTree.Element) -> FeedDocument:
    channel = root.find("channel")
    assert channel is not None
    entries = [
        Entry(
            item.findtext("guid") or "",
            item.findtext("title") or "",
            _plain(item.findtext(_ENCODED) or item.findtext("description") or ""),
            parsedate_to_datetime(item.findtext("pubDate") or "").astimezone(UTC),
            None,
        )
        for item in channel.findall("item")
    ]
    links = {link.get("rel", ""): _path(link.get("href", "")) for link in channel.findall(_ATOM + "link")}
    built = parsedate_to_datetime(channel.findtext("lastBuildDate") or "")
    return FeedDocument(path, entries, [], links, built)


def _read_json(path: str, body: bytes) -> FeedDocument:
    feed = json.loads(body)
    entries = [
        Entry(
            item["id"],
            item["title"],
            _plain(item["content_html"]),
            _time(item["date_published"]),
            _time(item.get("date_modified", item["date_published"])),
        )
        for item in feed["items"]
    ]
    links = {"next": _path(feed["next_url"])} if "next_url" in feed else {}
    deleted = [gone["id"] for gone in feed.get("_feedsvc", {}).get("deleted", [])]
    return FeedDocument(path, entries, deleted, links, None)


def _plain(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html)).strip()


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _path(url: str) -> str:
    return url.partition("://")[2].partition("/")[2]


def walk(get: Get, path: str, rel: str = "next") -> Iterator[FeedDocument]:
    """The document at `path` and all that its links of this kind lead to."""
    seen: set[str] = set()
    while path:
        assert path not in seen, f"{path} is linked to twice"
        seen.add(path)
        document = read(get, path)
        yield document
        path = document.links.get(rel, "")


@dataclass
class Poller:
    """A reader that asks for the subscription document alone, now and then, and keeps what it was shown. One
    entry takes the place of another when it says it is newer."""

    get: Get
    since: datetime | None = None
    entries: dict[str, Entry] = field(default_factory=dict)

    def poll(self, now: datetime) -> None:
        document = read(self.get, "atom.xml")
        self.since = self.since or now
        for entry in document.entries:
            known = self.entries.get(entry.id)
            if (
                known is None
                or known.updated is None
                or entry.updated is None
                or entry.updated > known.updated
            ):
                self.entries[entry.id] = entry
        for deleted in document.deleted:
            self.entries.pop(deleted, None)
