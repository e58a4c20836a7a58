"""The read side of the store: one consistent snapshot of what is published."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, Row, Select, func, select

from feedsvc.formats.entry import Fragment, Part, Tombstone
from feedsvc.settings import FeedOptions, FilterFeed, PageOptions, Site, feed_options
from feedsvc.store import schema
from feedsvc.store.ledger import moment
from feedsvc.store.store import Store, get_meta

Format = Literal["atom", "rss", "json"]


class Feed(NamedTuple):
    """A feed: its kind and slug make its address. `size` counts ordinals, `live` posts; times in seconds."""

    number: int
    kind: str
    slug: str
    name: str
    id: str
    size: int
    live: int
    updated: int
    changed: int


class Shown(NamedTuple):
    """An entry of a document: what to splice in, its `updated` in seconds, the number of its post."""

    part: Part
    updated: int
    post: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A post as it is listed on a page, or shown on its own. Times in seconds."""

    number: int
    slug: str
    url: str
    title: str
    published: int
    updated: int
    excerpt: str
    tags: tuple[str, ...]
    authors: tuple[str, ...]
    language: str | None
    rights: str | None
    live: bool
    changed: int


@dataclass(frozen=True, slots=True)
class Publication:
    """What all documents of a revision share."""

    revision: int
    site: Site
    feed: FeedOptions
    feeds: dict[str, FilterFeed]
    page: PageOptions
    url: str
    changed: int  # seconds: when any of this last changed
    feeds_changed: int  # seconds: when a feed last came to life or emptied

    def options(self, feed: Feed) -> FeedOptions:
        """How the documents of `feed` are cut and what they carry."""
        return feed_options(self.feed, self.feeds, feed.kind, feed.name)


_FEED = [schema.feed.c[name] for name in Feed._fields]
_LISTED = ("number", "slug", "url", "title", "published", "updated", "excerpt", "live", "changed", "details")


@contextmanager
def snapshot(store: Store) -> Iterator[Catalog]:
    """The store as it is now, unmoved by syncs that go on meanwhile. Raises `StoreError`."""
    with store.reading() as connection:
        yield Catalog(connection)


class Catalog:
    """Questions that documents ask."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def revision(self) -> int:
        """The number of the last sync that changed a document."""
        return int(get_meta(self._connection, "revision") or 0)

    def revised(self) -> int:
        """The time of that sync (seconds): the latest time at which any document changed."""
        return int(get_meta(self._connection, "revised") or 0)

    def due(self) -> int | None:
        """When the next scheduled post is to go live (seconds)."""
        due = schema.record.c.due
        found = self._connection.scalar(select(func.min(due)).where(due.is_not(None)))
        return None if found is None else int(found)

    def publication(self) -> Publication:
        """The settings that the last sync published with."""
        values = json.loads(get_meta(self._connection, "site") or "{}")
        site = Site.model_validate(values["site"])
        return Publication(
            revision=self.revision(),
            site=site,
            feed=FeedOptions.model_validate(values["feed"]),
            feeds={name: FilterFeed.model_validate(feed) for name, feed in values["feeds"].items()},
            page=PageOptions.model_validate(values["page"]),
            url=str(values["site"]["url"]),
            changed=int(get_meta(self._connection, "site_changed") or 0),
            feeds_changed=int(get_meta(self._connection, "feeds_changed") or 0),
        )

    def feed(self, kind: str, slug: str) -> Feed | None:
        """The feed at this address."""
        table = schema.feed
        query = select(*_FEED).where(table.c.kind == kind, table.c.slug == slug)
        row = self._connection.execute(query).first()
        return Feed._make(row) if row else None

    def feeds(self) -> Iterator[Feed]:
        """Every feed, the site's first, the others by kind and slug."""
        table = schema.feed
        query = select(*_FEED).order_by(table.c.kind != "site", table.c.kind, table.c.slug)
        return (Feed._make(row) for row in self._connection.execute(query).all())

    def entries(self, feed: Feed, first: int, last: int, form: Format) -> list[Shown]:
        """The live entries with ordinals from `first` to `last`, the last one first."""
        place = schema.membership
        within = place.c.ordinal.between(first, last) & (place.c.state == schema.LIVE)
        return self._shown(_shown_query(feed, form).where(within).order_by(place.c.ordinal.desc()))

    def resurfaced(self, feed: Feed, last: int, form: Format) -> list[Shown]:
        """The live archived entries (ordinals up to `last`) shown again, the last one first."""
        place = schema.membership
        again = place.c.surfaced.is_not(None) & (place.c.state == schema.LIVE) & (place.c.ordinal <= last)
        return self._shown(_shown_query(feed, form).where(again).order_by(place.c.ordinal.desc()))

    def _shown(self, query: Select[Any]) -> list[Shown]:
        return [
            Shown(Part(Fragment(*json.loads(markup)), html), updated, number)
            for markup, html, updated, number in self._connection.execute(query)
        ]

    def tombstones(self, feed: Feed) -> tuple[Tombstone, ...]:
        """The deletions being announced, the latest first."""
        place, post = schema.membership, schema.post
        query = (
            select(post.c.id, place.c.deleted)
            .join_from(place, post, place.c.post == post.c.number)
            .where(place.c.feed == feed.number, place.c.deleted.is_not(None))
            .order_by(place.c.deleted.desc(), place.c.ordinal.desc())
        )
        return tuple(Tombstone(row.id, moment(row.deleted)) for row in self._connection.execute(query))

    def archive_changed(self, feed: Feed, number: int) -> int:
        """When archive document `number` last changed (seconds)."""
        table = schema.archive
        query = select(table.c.changed).where(table.c.feed == feed.number, table.c.number == number)
        return self._connection.scalar(query) or 0

    def archives_changed(self, feed: Feed) -> dict[int, int]:
        """When each archive document last changed (seconds), by number."""
        table = schema.archive
        query = select(table.c.number, table.c.changed).where(table.c.feed == feed.number)
        return {row.number: row.changed for row in self._connection.execute(query)}

    def page(self, feed: Feed, number: int, size: int) -> list[Listed]:
        """The posts on page `number` (from 1) of `size` posts, newest first."""
        place, post = schema.membership, schema.post
        newest = (place.c.published.desc(), place.c.ordinal.desc())
        numbers = (
            select(place.c.post)
            .where(place.c.feed == feed.number, place.c.state == schema.LIVE)
            .order_by(*newest)
            .limit(size)
            .offset((number - 1) * size)
        )
        chosen = list(self._connection.scalars(numbers))
        rows = self._connection.execute(
            select(*(post.c[name] for name in _LISTED)).where(post.c.number.in_(chosen))
        )
        by_number = {row.number: _listed(row) for row in rows}
        return [by_number[number] for number in chosen]

    def page_changed(self, feed: Feed, number: int) -> int:
        """When page `number` last changed (seconds)."""
        table = schema.page_run
        covers = (table.c.first <= number) & (table.c.last >= number)
        query = select(func.max(table.c.changed)).where(table.c.feed == feed.number, covers)
        return self._connection.scalar(query) or 0

    def page_runs(self, feed: Feed) -> list[tuple[int, int, int]]:
        """Runs of pages: the first, the last, and when they last changed (seconds); runs may overlap."""
        table = schema.page_run
        query = select(table.c.first, table.c.last, table.c.changed).where(table.c.feed == feed.number)
        return [(first, last, changed) for first, last, changed in self._connection.execute(query)]

    def post(self, slug: str) -> Listed | None:
        """The post that this slug leads to, or once led to; also a deleted one."""
        table = schema.post
        query = (
            select(*(table.c[name] for name in _LISTED))
            .join_from(schema.slug, table, schema.slug.c.post == table.c.number)
            .where(schema.slug.c.slug == slug)
        )
        row = self._connection.execute(query).first()
        return _listed(row) if row else None

    def body(self, post: Listed) -> str:
        """The post's HTML."""
        query = select(schema.entry.c.html).where(schema.entry.c.post == post.number)
        return self._connection.scalar(query) or ""

    def post_pages(self) -> Iterator[tuple[str, str, int]]:
        """Slug, URL and time of the last change of every live post, in the order of their numbers."""
        table = schema.post
        columns = select(table.c.slug, table.c.url, table.c.changed)
        query = columns.where(table.c.live).order_by(table.c.number)
        rows = self._connection.execute(query, execution_options={"yield_per": 1000})
        return ((slug, url, changed) for slug, url, changed in rows)

    def feed_slugs(self, kind: str, names: list[str]) -> dict[str, str]:
        """The slugs of the feeds of this kind and these names."""
        table = schema.feed
        query = select(table.c.name, table.c.slug).where(table.c.kind == kind, table.c.name.in_(names))
        return {row.name: row.slug for row in self._connection.execute(query)}


def _shown_query(feed: Feed, form: Format) -> Select[Any]:
    place, post, entry = schema.membership, schema.post, schema.entry
    return (
        select(entry.c[form], entry.c.html, post.c.updated, post.c.number)
        .join_from(place, entry, place.c.post == entry.c.post)
        .join(post, post.c.number == place.c.post)
        .where(place.c.feed == feed.number)
    )


def _listed(row: Row[Any]) -> Listed:
    details = json.loads(row.details)
    return Listed(
        number=row.number,
        slug=row.slug,
        url=row.url,
        title=row.title,
        published=row.published,
        updated=row.updated,
        excerpt=row.excerpt,
        tags=tuple(details["tags"]),
        authors=tuple(details["authors"]),
        language=details["language"],
        rights=details["rights"],
        live=row.live,
        changed=row.changed,
    )
