"""Which posts link to others by the names of their files (see `render.references`)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, delete, select

from feedsvc.render.references import file_place
from feedsvc.sources.file_names import POST_ENDINGS
from feedsvc.store import schema
from feedsvc.store.queries import in_parts
from feedsvc.store.short import short
from feedsvc.sync.unit_of_work import UnitOfWork

_reference = schema.reference
_DROP = delete(_reference).where(_reference.c.post == bindparam("post"))
_ANY = select(_reference.c.post).limit(1)


def post_name(key: str, slug: str) -> str:
    """What links look a post up by: the name of its file, shortened; else its slug."""
    return short(file_place(key).name) if key.lower().endswith(POST_ENDINGS) else slug


class ReferenceIndex:
    """The references of posts, while a sync writes them."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._connection, self._batch = unit.connection, unit.batch
        self._ledger, self._invalidations = unit.ledger, unit.invalidations
        self._moved: set[str] = set()

    def settle(self, number: int, names: tuple[str, ...], *, is_new: bool) -> None:
        """The post refers to these names, and to no others."""
        if not is_new:
            self._connection.execute(_DROP, {"post": number})
        for name in names:
            self._batch.insert(schema.reference, {"post": number, "name": short(name)})

    def move(self, *names: str | None) -> None:
        """Posts of these names came or went, or have another URL or title."""
        if not self._ledger.is_first:  # else all documents are new
            self._moved.update(name for name in names if name)

    def touch(self) -> None:
        """Touch every document that shows a link to a post that moved."""
        self._batch.flush()
        names, table = sorted(self._moved), schema.reference
        if not names or self._connection.scalar(_ANY) is None:
            return
        for some in in_parts(names):
            these = table.c.name.in_(some)
            self._touch(select(table.c.post).where(these).distinct())

    def _touch(self, referring: Any) -> None:
        place, post = schema.membership, schema.post
        here = place.c.post.in_(referring) & (place.c.state == schema.LIVE)
        for feed, ordinal in self._connection.execute(
            select(place.c.feed, place.c.ordinal).where(here)
        ).all():
            self._invalidations.entry(self._ledger.feed_numbered(feed), ordinal)
        live = post.c.number.in_(referring) & post.c.live
        self._invalidations.posts.update(self._connection.scalars(select(post.c.number).where(live)))
