"""The ledger: what is given once and for ever. Entry ids, slugs, and in every feed the ordinals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, count
from typing import Any
from urllib.parse import quote

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Connection,
    Row,
    Table,
    bindparam,
    func,
    insert,
    or_,
    select,
    update,
)

from feedsvc.feed_kinds import FEED_KINDS, FeedName
from feedsvc.posts.fields import same_id
from feedsvc.posts.text import folded
from feedsvc.store import schema
from feedsvc.store.short import digest
from feedsvc.unix_time import DAY, moment

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")

# Kept with the store while posts that came with a ledger may wait for their records.
IMPORTED = "imported"


def _named(table: Table) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Either says that a row's slug is a given one, or one file name with it (`folded`)."""
    alike: BindParameter[str] = bindparam("alike", expanding=True)
    return table.c.slug.in_(alike), table.c.folded == bindparam("folded")


_post, _slug, _feed = schema.post, schema.slug, schema.feed
_NEXT = {table: select(func.max(table.c.number)) for table in (_post, _feed)}
_HOLDERS = {
    column: select(_post.c.number).where(column == bindparam("value")).limit(1)
    for column in (_post.c.id_digest, _post.c.source_digest, _post.c.atom_updated)
}
_LIVE = select(_post.c.live).where(_post.c.number == bindparam("number"))
_PUBLISHED = select(_post.c.published).where(_post.c.number == bindparam("number"))
_OF_SLUG = select(_slug.c.post).where(_slug.c.slug == bindparam("slug"))
_OF_NAME = select(_slug.c.post).where(or_(*_named(_slug)))
_FEED = select(_feed)
_FEED_NUMBERED = _FEED.where(_feed.c.number == bindparam("number"))
_FEED_NAMED = _FEED.where(_feed.c.kind == bindparam("kind"), _feed.c.name_digest == bindparam("digest"))
# The kind stands in either half: SQLite else reads all feeds of the kind, for each that is new.
_of_kind = ((_feed.c.kind == bindparam("kind")) & named for named in _named(_feed))
_FEED_OF_SLUG = select(_feed.c.number).where(or_(*_of_kind)).limit(1)
_BEGIN_FEED = insert(_feed)
_CLOSE_FEED = update(_feed).where(_feed.c.number == bindparam("feed"))


@dataclass(slots=True)
class FeedState:
    """A feed as this sync found it, and as it leaves it; `is_new` says that this sync began it."""

    number: int
    name: FeedName
    is_new: bool
    size_before: int
    size: int
    live: int
    updated: int


class Ledger:
    """Gives ids, slugs and ordinals. `authority` is the domain in the ids it mints (RFC 4151, 2.1). Where ids
    are addresses, `pages` is the site's URL, below which posts without an address have their pages.
    `is_first` says that nothing was published yet, whatever the store has."""

    def __init__(
        self, connection: Connection, authority: str, pages: str | None = None, *, is_first: bool = False
    ) -> None:
        self._connection, self._authority, self._pages = connection, authority, pages
        self.is_first = is_first
        self._next_feed = _next(connection, schema.feed)
        self._numbers: dict[FeedName, int] = {}
        self._feeds: dict[int, FeedState] = {}
        self.forget()

    def forget(self) -> None:
        """What was given so far is in the store, which is asked for it from now on: it would fill the memory.
        Must be called at the same place among the posts in any sync of them."""
        self._next_post = _next(self._connection, schema.post)
        self.has_posts = self._next_post > 1
        self._ids: dict[str, int] = {}
        self._slugs: dict[str, int] = {}
        self._names: dict[str, int] = {}  # slugs as file names, folded
        self._new_slugs: set[str] = set()
        self._atom_updates: set[int] = set()
        self._next_atom_updates: dict[int, int] = {}

    def post_number(self) -> int:
        """The number of the next new post."""
        self._next_post += 1
        return self._next_post - 1

    def holder_of_id(self, entry_id: str) -> int | None:
        """The post that has this entry id."""
        return self._ids.get(entry_id) or self._post(_post.c.id_digest, digest(entry_id))

    def holder_of_source_id(self, source_id: str) -> int | None:
        """The post whose record gave this id."""
        plain = same_id(source_id)
        return self._post(_post.c.source_digest, digest(plain)) or self.holder_of_id(plain)

    def is_live(self, number: int) -> bool:
        """Whether this post is published now."""
        return bool(self._connection.scalar(_LIVE, {"number": number}))

    def deleted_holder(self, feed_id: str | None, slug: str, published: int) -> int | None:
        """The deleted post that has the id which a new post of these would get, where it is of the same day
        (which a tag URI has in it)."""
        holder = self.holder_of_id(self.wish(None, feed_id, slug, published))
        if holder is None or self.is_live(holder):
            return None
        is_of_day = (self._connection.scalar(_PUBLISHED, {"number": holder}) or 0) // DAY == published // DAY
        return holder if feed_id is None or is_of_day else None

    def wish(self, source_id: str | None, feed_id: str | None, slug: str, published: int) -> str:
        """The id for a new post, before it is made unique."""
        if feed_id is None and self._pages is not None:
            feed_id = f"{self._pages}posts/{quote(slug)}/"
        return wished_id(self._authority, source_id, feed_id, slug, published)

    def give_id(self, wish: str, number: int) -> str:
        """`wish`, or where another post has it, the first free `wish-2`, `wish-3`, …"""
        entry_id = next(text for text in _numbered(wish) if self.holder_of_id(text) is None)
        self._ids[entry_id] = number
        return entry_id

    def give_slug(self, wish: str, number: int) -> str:
        """`wish`, made unique for ever, also as a file's name: a slug that once led to a post leads to no
        other."""
        slug = next(text for text in _numbered(wish) if not self._holders_of_name(text) - {number})
        if self._holder_of_slug(slug) is None:
            self._new_slugs.add(slug)
        self._slugs[slug] = self._names[folded(slug)] = number
        return slug

    def is_new_slug(self, slug: str) -> bool:
        """Whether this slug was given just now, and is to be written down."""
        return slug in self._new_slugs

    def give_atom_updated(self, moment: int, former: int | None) -> int:
        """The first second from `moment` on, and after the `former` one of the post, that no other post has:
        of two entries updated in the same second, some readers show one only.

        The former one stays taken in this sync: another post must not get it or not as it is written sooner
        or later.
        """
        if former is not None:
            self._atom_updates.add(former)
            moment = max(moment, former + 1)
        atom_updated = self._next_atom_updates.get(moment, moment)
        while atom_updated in self._atom_updates or self._post(_post.c.atom_updated, atom_updated):
            atom_updated += 1
        self._atom_updates.add(atom_updated)
        self._next_atom_updates[moment] = atom_updated + 1
        return atom_updated

    def _post(self, column: Column[Any], value: object) -> int | None:
        """The number (from 1) of the post in the store that has this value."""
        return self._connection.scalar(_HOLDERS[column], {"value": value}) if self.has_posts else None

    def _holder_of_slug(self, slug: str) -> int | None:
        holder = self._slugs.get(slug)
        if holder is None and self.has_posts:
            holder = self._connection.scalar(_OF_SLUG, {"slug": slug})
        return holder

    def _holders_of_name(self, slug: str) -> set[int]:
        """The posts that have a slug which may be one file name with this one."""
        name = folded(slug)
        holders = {held} if (held := self._names.get(name)) is not None else set()
        if self.has_posts:
            holders.update(self._connection.scalars(_OF_NAME, {"alike": [slug, name], "folded": name}))
        return holders

    def feed(self, name: FeedName, first_published: int) -> FeedState:
        """The feed of this kind and name, begun if there is none yet."""
        if name not in self._numbers:
            kind, text = name
            row = self._connection.execute(_FEED_NAMED, {"kind": kind, "digest": digest(text)}).first()
            self._numbers[name] = self._begin(name, first_published) if row is None else self._found(row)
        return self.feed_numbered(self._numbers[name])

    def feed_numbered(self, number: int) -> FeedState:
        """The feed of this number."""
        if number not in self._feeds:
            self._found(self._connection.execute(_FEED_NUMBERED, {"number": number}).one())
        return self._feeds[number]

    def _found(self, row: Row[Any]) -> int:
        """The number of a feed that is in the store, remembered as it is there."""
        if row.number not in self._feeds:
            before = 0 if self.is_first else row.size
            name, counts = (row.kind, row.name), (row.size, row.live, row.updated)
            self._feeds[row.number] = FeedState(row.number, name, self.is_first, before, *counts)
        return int(row.number)

    def _begin(self, name: FeedName, first_published: int) -> int:
        kind, text = name
        slug = next(wish for wish in _numbered(FEED_KINDS[kind].slug(text)) if not self._has_feed(kind, wish))
        number, self._next_feed = self._next_feed, self._next_feed + 1
        values = {"number": number, "kind": kind, "slug": slug, "name": text, "name_digest": digest(text)}
        values["id"] = _tag_uri(self._authority, first_published, f"/{kind}/{slug}" if slug else "/")
        counts = {"size": 0, "live": 0, "updated": first_published}
        self._connection.execute(_BEGIN_FEED, values | counts)
        self._feeds[number] = FeedState(number, name, True, size_before=0, **counts)
        return number

    def _has_feed(self, kind: str, slug: str) -> bool:
        name = folded(slug)
        values = {"kind": kind, "alike": [slug, name], "folded": name}
        return self._connection.scalar(_FEED_OF_SLUG, values) is not None

    def close(self, numbers: Iterable[int]) -> None:
        """Write down the counts of the feeds of these numbers."""
        states = [self.feed_numbered(number) for number in numbers]
        rows = [{"feed": s.number, "size": s.size, "live": s.live, "updated": s.updated} for s in states]
        if rows:
            self._connection.execute(_CLOSE_FEED, rows)


def is_iri(source_id: str) -> bool:
    """Whether an id is what Atom asks for (RFC 4287, 4.2.6)."""
    return _IRI.fullmatch(source_id) is not None


def wished_id(authority: str, source_id: str | None, feed_id: str | None, slug: str, published: int) -> str:
    """The id for a new post. A record's own id stays as it is where it is an IRI, which Atom asks for
    (RFC 4287, 4.2.6). Else it is what readers know the post by from another feed, whatever the record has for
    its own use; else a bare UUID becomes a URN (RFC 9562), and anything else is minted (RFC 4151)."""
    if source_id is not None:
        if is_iri(source_id):
            return source_id
        if feed_id is None and (plain := same_id(source_id)) != source_id:
            return plain
    return feed_id or _tag_uri(authority, published, source_id or slug)


def _tag_uri(authority: str, published: int, name: str) -> str:
    """A tag URI (RFC 4151): the date is one on which the authority was the publisher's."""
    return f"tag:{authority},{moment(published).date().isoformat()}:{quote(name, safe=_TAG_SAFE)}"


_TAG_SAFE = "/:@!$&'()*+,;=-._~"


def _numbered(wish: str) -> Iterator[str]:
    return chain((wish,), (f"{wish}-{number}" for number in count(2)))


def _next(connection: Connection, table: Table) -> int:
    return (connection.scalar(_NEXT[table]) or 0) + 1
