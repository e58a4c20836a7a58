"""The read side of the store: one consistent snapshot of what is published."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple
from urllib.parse import quote

from sqlalchemy import Connection, Row, Select

from feedsvc.errors import NothingPublishedError
from feedsvc.feed_formats import FORMAT_NAMES
from feedsvc.feed_kinds import SITE_FEED
from feedsvc.formats.entry import SITE, Fragment, Part, Tombstone
from feedsvc.store import queries
from feedsvc.store.faults import KeptDocument, kept_documents
from feedsvc.store.listed import Feed, Listed, PagePosition, listed
from feedsvc.store.posts_by_time import PostsByTime
from feedsvc.store.publication import Publication, publication
from feedsvc.store.published_files import PublishedFiles
from feedsvc.store.queries import in_parts
from feedsvc.store.reference_resolver import resolve_references
from feedsvc.store.short import digest
from feedsvc.store.store import NOTHING, Store, get_meta
from feedsvc.store.values import whole_number
from feedsvc.unix_time import moment

# Of a feed's documents: its formats, its pages, and those by month and year.
FORMS = (*FORMAT_NAMES, "html", "text", "month", "year")
SUBSCRIPTION = 0  # the number of a subscription document; archive documents and pages begin at 1


class Run(NamedTuple):
    """Documents of a feed, by form and from the first number to the last, and when they changed (seconds)."""

    form: str
    first: int
    last: int
    changed: int


class Shown(NamedTuple):
    """An entry of a document: what to splice in, its times in seconds, number, title and URL of its post."""

    part: Part
    updated: int
    published: int
    post: int
    title: str
    url: str


OLD_FEEDS = "old_feeds"  # JSON, kept beside the posts


@contextmanager
def snapshot(store: Store) -> Iterator[Catalog]:
    """The store as it is now, unmoved by syncs that go on meanwhile. Raises `StoreError`, also where there is
    no revision: what a first sync has written so far is nobody's to read."""
    with store.reading() as connection:
        catalog = Catalog(connection)
        if not catalog.revision():
            raise NothingPublishedError(f"store {store.name}: {NOTHING}")
        yield catalog


class Catalog:
    """Questions that documents ask. Feeds, their slugs, the last page and the tombstones of the last feed are
    asked for again and again, and are remembered: a snapshot does not change."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.files = PublishedFiles(connection)
        self.by_time = PostsByTime(connection)
        self._feeds: dict[tuple[str, str], Feed | None] = {}
        self._slugs: dict[tuple[str, str], str] = {}
        self._page: tuple[tuple[int, int, int], list[Listed]] | None = None
        self._tombstones: tuple[int, tuple[Tombstone, ...]] | None = None

    def revision(self) -> int:
        """The number of the last sync that changed a document."""
        return whole_number(self._meta("revision"), "the revision")

    def revised(self) -> int:
        """The time of that sync (seconds): the latest time at which any document changed."""
        return whole_number(self._meta("revised"), "the time of the revision")

    def due(self) -> int | None:
        """When the next scheduled post is to go live (seconds)."""
        found = self.connection.scalar(queries.DUE)
        return None if found is None else int(found)

    def publication(self) -> Publication:
        """The settings that the last sync published with."""
        return publication(self._meta("site") or "{}", self.revision())

    def changed(self, feed: Feed, form: str, number: int) -> int:
        """When this document of a feed last changed (seconds)."""
        values = {"feed": feed.number, "form": form, "number": number}
        return self.connection.scalar(queries.CHANGED, values) or 0

    def runs(self, feed: Feed) -> list[Run]:
        """When all documents of a feed last changed; runs may overlap: the latest time counts."""
        return [Run._make(row) for row in self.connection.execute(queries.RUNS, {"feed": feed.number})]

    def site_changed(self, what: str, number: int = 1) -> int:
        """When this document of the whole site last changed (seconds), the one of this number of several."""
        names = f"{what}_changed", f"{what}-{number}_changed"
        return max(whole_number(self._meta(name), "the time of a change") for name in names)

    def feed(self, kind: str, slug: str) -> Feed | None:
        """The feed at this address."""
        if (kind, slug) not in self._feeds:
            row = self.connection.execute(queries.FEED, {"kind": kind, "slug": slug}).first()
            self._feeds[kind, slug] = Feed._make(row) if row else None
        return self._feeds[kind, slug]

    def feeds(self) -> Iterator[Feed]:
        """Every feed, by kind (in the order of `FEED_KINDS`) and slug."""
        for row in self.connection.execute(queries.FEEDS).all():
            yield self._remembered(row)

    def feeds_numbered(self, numbers: Sequence[int]) -> Iterator[Feed]:
        """The feeds of these numbers."""
        for some in in_parts(numbers):
            for row in self.connection.execute(queries.FEEDS_NUMBERED, {"numbers": some}).all():
                yield self._remembered(row)

    def entries(self, feed: Feed, first: int, last: int, form: str) -> list[Shown]:
        """The live entries with ordinals from `first` to `last`, the last one first."""
        return self._shown(queries.ENTRIES[form], feed, first=first, last=last)

    def resurfaced(self, feed: Feed, last: int, form: str, most: int) -> list[Shown]:
        """The live archived entries (ordinals up to `last`) shown beside those that are not, the last one
        first; the latest of them, where there are more than `most`."""
        return self._shown(queries.RESURFACED[form], feed, last=last, most=most) if last else []

    def newest(self, feed: Feed, first: int, last: int) -> int:
        """The newest `updated` among the entries with ordinals from `first` to `last`, also of those that are
        there no more: it never goes back (seconds)."""
        values = {"feed": feed.number, "first": first, "last": last}
        return self.connection.scalar(queries.NEWEST, values) or 0

    def tombstones(self, feed: Feed) -> tuple[Tombstone, ...]:
        """The deletions being announced, the latest first."""
        if self._tombstones is None or self._tombstones[0] != feed.number:
            rows = self.connection.execute(queries.TOMBSTONES, {"feed": feed.number})
            self._tombstones = feed.number, tuple(Tombstone(row.id, moment(row.tombstone)) for row in rows)
        return self._tombstones[1]

    def page(self, feed: Feed, number: int, size: int) -> list[Listed]:
        """The posts on page `number` (from 1) of `size` posts, newest first."""
        which = (feed.number, number, size)
        if self._page is None or self._page[0] != which:
            values = {"feed": feed.number, "size": size, "start": (number - 1) * size}
            self._page = which, [listed(row) for row in self.connection.execute(queries.PAGE, values)]
        return self._page[1]

    def rank(self, feed: Feed, place: PagePosition) -> int:
        """How many posts stand above this place on the pages of a feed."""
        return self.connection.scalar(queries.RANK, {"feed": feed.number} | place._asdict()) or 0

    def listing(self, feed: Feed) -> list[int]:
        """The ordinals of all posts on the pages of a feed, in their order."""
        return list(self.connection.scalars(queries.LISTING, {"feed": feed.number}))

    def excerpts(self, feed: Feed, start: int, size: int) -> list[str]:
        """The excerpts of `size` posts on the pages of a feed, after the first `start` ones."""
        values = {"feed": feed.number, "size": size, "start": start}
        return list(self.connection.scalars(queries.EXCERPTS, values))

    def posts(self, numbers: Sequence[int]) -> Iterator[Listed]:
        """The posts of these numbers."""
        for some in in_parts(numbers):
            yield from map(listed, self.connection.execute(queries.LISTED, {"numbers": some}))

    def live_posts(self) -> Iterator[Listed]:
        """Every live post, in the order of their numbers."""
        rows = self.connection.execute(queries.LIVE, execution_options={"yield_per": 1000})
        return map(listed, rows)

    def post(self, slug: str) -> Listed | None:
        """The post that this slug leads to, or once led to; also a deleted one."""
        row = self.connection.execute(queries.POST, {"slug": slug}).first()
        return listed(row) if row else None

    def post_and_body(self, slug: str) -> tuple[Listed, str] | None:
        """The same with the post's HTML."""
        row = self.connection.execute(queries.POST_AND_BODY, {"slug": slug}).first()
        return (listed(row), resolve_references(self.connection, [row.html or ""])[0]) if row else None

    def neighbours(self, feed: Feed, post: int) -> tuple[Listed | None, Listed | None]:
        """The posts that come before and after a live post in the order of a feed's pages, by their dates."""
        place = self.connection.execute(queries.PLACE, {"feed": feed.number, "post": post}).first()
        return self.around(feed, PagePosition(*place)) if place else (None, None)

    def around(self, feed: Feed, place: PagePosition) -> tuple[Listed | None, Listed | None]:
        """The posts before and after a place on a feed's pages, by their dates."""
        values = {"feed": feed.number} | place._asdict()
        rows = (self.connection.execute(query, values).first() for query in (queries.EARLIER, queries.LATER))
        earlier, later = (listed(row) if row else None for row in rows)
        return earlier, later

    def post_pages(self) -> Iterator[tuple[str, str, int, int]]:
        """Slug, URL, time of the page's last change and `updated` of every live post, in the order of their
        numbers."""
        rows = self.connection.execute(queries.POST_PAGES, execution_options={"yield_per": 1000})
        return ((slug, url, changed, updated) for slug, url, changed, updated in rows)

    def own_pages(self) -> int:
        """How many live posts have a page of their own on this site, at most: all of them."""
        site = self.feed(*SITE_FEED)
        return site.live if site else 0

    def former_slugs(self) -> Iterator[tuple[str, str | None]]:
        """Slugs under which a built-in post page once was, each with the slug it has now, None where the post
        was deleted; in the order of the former."""
        for row in self.connection.execute(queries.FORMER_SLUGS):
            if row.url in (f"{SITE}posts/{quote(row.now)}/", ""):  # "": known from a ledger alone
                yield row.slug, row.now if row.live else None

    def feed_slugs(self, kind: str, names: list[str]) -> dict[str, str]:
        """The slugs of the feeds of this kind and these names."""
        unknown = [name for name in names if (kind, name) not in self._slugs]
        if unknown:
            digests = [digest(name) for name in unknown]
            rows = self.connection.execute(queries.FEED_SLUGS, {"kind": kind, "digests": digests})
            self._slugs |= {(kind, row.name): row.slug for row in rows}
        return {name: self._slugs[kind, name] for name in names if (kind, name) in self._slugs}

    def old_feeds(self) -> dict[str, str]:
        """Where the blog's generator had feeds, decoded, each with the path of ours, percent-encoded."""
        return dict(json.loads(self._meta(OLD_FEEDS) or "{}"))

    def kept(self) -> dict[str, KeptDocument]:
        """The last good versions of documents that cannot be made anew, by path."""
        return kept_documents(self.connection)

    def _remembered(self, row: Row[Any]) -> Feed:
        feed = Feed._make(row)
        self._feeds[feed.kind, feed.slug] = feed
        return feed

    def _meta(self, name: str) -> str | None:
        return get_meta(self.connection, name)

    def _shown(self, query: Select[Any], feed: Feed, **values: int) -> list[Shown]:
        rows = self.connection.execute(query, values | {"feed": feed.number}).all()
        bodies = resolve_references(self.connection, [row.html for row in rows])
        return [
            Shown(Part(Fragment(before, after), html, markdown), *of_post)
            for (before, after, _, markdown, *of_post), html in zip(rows, bodies, strict=True)
        ]
