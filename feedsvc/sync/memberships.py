"""A post's places in its feeds: taken, kept, left, and come back to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from feedsvc.feed_kinds import feeds_of
from feedsvc.posts.post import Post
from feedsvc.settings import FilterFeed
from feedsvc.store import schema
from feedsvc.store.listed import PagePosition
from feedsvc.sync.ledger import FeedState
from feedsvc.sync.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class PostChange:
    """How a post that is written differs from what it was. Times in seconds.

    `shown`: its entry is another; `listed`: it looks different on its page; `resurfaces`: subscribers must
    learn of it again; `arrives`: they did not have it just before.
    """

    published: int
    updated: int
    shown: bool
    listed: bool
    resurfaces: bool
    arrives: bool


_place = schema.membership
_HELD = (
    select(_place)
    .where(_place.c.post == bindparam("post"), _place.c.state != schema.LEFT)
    .order_by(_place.c.feed)
)
_CHANGE = update(_place).where(
    _place.c.feed == bindparam("this_feed"), _place.c.ordinal == bindparam("this_ordinal")
)


class Memberships:
    """The memberships of posts in feeds."""

    def __init__(self, unit: UnitOfWork, filters: Mapping[str, FilterFeed]) -> None:
        self._connection, self._batch = unit.connection, unit.batch
        self._ledger, self._invalidations = unit.ledger, unit.invalidations
        self._filters, self._now = filters, unit.now

    def settle(self, number: int, post: Post, change: PostChange, *, is_new: bool) -> None:
        """Put the post into the feeds it belongs to now, each at the ordinal it has there for ever."""
        wanted = [self._ledger.feed(name, change.published) for name in feeds_of(post, self._filters)]
        numbers = {state.number for state in wanted}
        held = set()
        for place in [] if is_new else self._held(number):
            if place.feed in numbers:
                held.add(place.feed)
                self._keep(place, change)
            else:
                self._leave(place, {"state": schema.LEFT, "tombstone": None})
        for state in wanted:
            if state.number not in held:
                self._take(state, number, change)
            state.updated = max(state.updated, change.updated)

    def delete(self, number: int) -> None:
        """Take a vanished post out of its feeds, and leave its tombstones there."""
        for place in self._held(number):
            self._leave(place, {"state": schema.DELETED, "tombstone": self._now})

    def _held(self, number: int) -> list[Row[Any]]:
        return list(self._connection.execute(_HELD, {"post": number}))

    def _take(self, state: FeedState, number: int, change: PostChange) -> None:
        state.size, state.live = state.size + 1, state.live + 1
        self._invalidations.touch_feed(state.number).new += 1
        self._invalidations.come(state, PagePosition(change.published, state.size))
        row = {
            "feed": state.number,
            "ordinal": state.size,
            "post": number,
            "published": change.published,
            "updated": change.updated,
            "state": schema.LIVE,
            # Nobody has asked yet for a feed that begins.
            "resurfaced": None if state.is_new else self._now,
        }
        self._batch.insert(schema.membership, row)

    def _keep(self, place: Row[Any], change: PostChange) -> None:
        state, was_live = self._ledger.feed_numbered(place.feed), place.state == schema.LIVE
        here, before = (PagePosition(at.published, place.ordinal) for at in (change, place))
        state.live += not was_live
        if change.arrives:
            self._invalidations.touch_feed(state.number).new += 1
        elif change.shown:
            self._invalidations.touch_feed(state.number).updated += 1
        if not was_live or here != before:
            if was_live:
                self._invalidations.go(state, before)
            self._invalidations.come(state, here)
        elif change.listed:
            self._invalidations.edit(state, here)
        values: dict[str, object] = {"published": change.published, "updated": change.updated}
        if not was_live:
            values |= {"state": schema.LIVE, "tombstone": None}
        if any(getattr(place, name) != value for name, value in values.items()):
            self._update(place, values)
        if change.shown:
            self._invalidations.entry(state, place.ordinal)
        if change.resurfaces:
            self._invalidations.resurface(state, place.ordinal)

    def _leave(self, place: Row[Any], values: Mapping[str, object]) -> None:
        state = self._ledger.feed_numbered(place.feed)
        if place.state == schema.LIVE:
            state.live -= 1
            self._invalidations.go(state, PagePosition(place.published, place.ordinal))
        self._invalidations.touch_feed(state.number).vanished += 1
        self._invalidations.entry(state, place.ordinal)
        self._update(place, {**values, "resurfaced": None})

    def _update(self, place: Row[Any], values: Mapping[str, object]) -> None:
        this = {"this_feed": place.feed, "this_ordinal": place.ordinal}
        self._connection.execute(_CHANGE, {**values, **this})
