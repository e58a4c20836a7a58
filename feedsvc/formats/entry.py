"""What a format is given: one entry, or the head of one feed document. Values only, no syntax."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from feedsvc.posts.post import Author, Category, Enclosure
from feedsvc.render.placeholders import ORIGIN, SITE

__all__ = [
    "ORIGIN",
    "SITE",
    "BrowserView",
    "Entry",
    "Fragment",
    "Head",
    "Heading",
    "Link",
    "Part",
    "Tombstone",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One live post as readers see it. Times are aware, in UTC, in whole seconds.

    `html` is the body, `excerpt` plain text; URLs are absolute, the site's own on `SITE`. `atom_updated` is
    `updated`, moved on by some seconds where another entry has that already: Atom's `updated` should tell
    entries apart.
    """

    id: str
    url: str
    title: str
    published: datetime
    updated: datetime
    atom_updated: datetime | None = None
    html: str
    excerpt: str
    tags: tuple[str, ...] = ()
    categories: tuple[Category, ...] = ()
    authors: tuple[Author, ...] = ()
    contributors: tuple[Author, ...] = ()
    language: str | None = None
    rights: str | None = None
    image: str | None = None
    enclosures: tuple[Enclosure, ...] = ()
    markdown: str | None = None


class Fragment(NamedTuple):
    """An entry's markup in one format, without its body: the body belongs between the two."""

    before: str
    after: str


class Heading(NamedTuple):
    """What leads to an entry's page where a document is opened in a browser: its title, the page's address,
    the day it was published, as it is to be read."""

    title: str
    href: str
    day: str


class Part(NamedTuple):
    """An entry as a document takes it: its fragment in the document's format, its body as HTML (None in a
    feed of excerpts), the body's Markdown where RSS is to carry it, and its heading for browsers."""

    fragment: Fragment
    html: str | None
    markdown: str | None = None
    heading: Heading | None = None


class BrowserView(NamedTuple):
    """How a browser shows a document: the address of its style sheet, what it says to people who know no
    feeds, and the words that lead to the feed's page."""

    stylesheet: str
    notice: str
    page: str


class Link(NamedTuple):
    """A link of a feed document: `rel` as RFC 4287 and RFC 5005 name it, `href` absolute."""

    rel: str
    href: str
    type: str


class Tombstone(NamedTuple):
    """A deleted entry (RFC 6721): its id and when it went, aware, in UTC."""

    id: str
    when: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Everything of a feed document but its entries.

    `id` is the logical feed's, the same in all its documents; `page` is the HTML page the feed belongs to;
    `self` is the document's own URL; `links` are the paging and archive links (RFC 5005) in this format.
    `archive` marks an archive document, `complete` a document that holds the whole feed. `browser` is for
    people who open it in one; `ttl` after which to ask again.
    """

    id: str
    title: str
    subtitle: str = ""
    page: str
    self: str
    links: tuple[Link, ...] = ()
    updated: datetime
    language: str | None = None
    rights: str | None = None
    authors: tuple[Author, ...] = ()
    logo: str | None = None
    icon: str | None = None
    archive: bool = False
    complete: bool = False
    tombstones: tuple[Tombstone, ...] = ()
    browser: BrowserView | None = None
    ttl: int | None = None
