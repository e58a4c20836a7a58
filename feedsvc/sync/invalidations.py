"""Which documents a revision may have changed: all others have the bytes they had."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, update

from feedsvc.publish.archive import archive_count, archive_of
from feedsvc.store import schema
from feedsvc.store.listed import PagePosition
from feedsvc.sync.ledger import FeedState, Ledger

_place = schema.membership
_RESURFACE = (
    update(_place)
    .where(_place.c.feed == bindparam("this_feed"), _place.c.ordinal == bindparam("this_ordinal"))
    .values(resurfaced=bindparam("now"))
)


@dataclass(slots=True)
class FeedInvalidations:
    """What changed in one feed: ordinals of entries; the places on its pages that posts came to, went from,
    or are at with another look; and how many posts are new in it, updated, or no longer there."""

    ordinals: set[int] = field(default_factory=set)
    resurfaced: set[int] = field(default_factory=set)
    came: list[PagePosition] = field(default_factory=list)
    went: list[PagePosition] = field(default_factory=list)
    edited: list[PagePosition] = field(default_factory=list)
    new: int = 0
    updated: int = 0
    vanished: int = 0

    def archives(self, page_size: int, had: int, count: int) -> list[int]:
        """The archive documents that may have changed: those with these entries, the new ones, and the newest
        so far, which now links to the next."""
        numbers = {number for o in self.ordinals if (number := archive_of(o, page_size)) <= count}
        if count > had:
            numbers.update(range(max(1, had), count + 1))
        return sorted(numbers)


class Invalidations:
    """Collected during a sync, written down at its end."""

    def __init__(self) -> None:
        self._feeds: dict[int, FeedInvalidations] = {}
        self.posts: set[int] = set()  # whose own pages may be others now
        self.files = False  # whether a file beside a post came, went or changed

    def __bool__(self) -> bool:
        return bool(self._feeds) or self.files

    def items(self) -> Iterable[tuple[int, FeedInvalidations]]:
        """The touched feeds, by number."""
        return sorted(self._feeds.items())

    def touch_feed(self, number: int) -> FeedInvalidations:
        """What changed in this feed; asking touches its subscription document."""
        return self._feeds.setdefault(number, FeedInvalidations())

    def entry(self, state: FeedState, ordinal: int) -> None:
        """An entry's markup appeared, changed or vanished."""
        touched = self.touch_feed(state.number)
        if ordinal <= state.size_before:
            touched.ordinals.add(ordinal)

    def resurface(self, state: FeedState, ordinal: int) -> None:
        """Subscribers must learn of this entry again, also where it is archived, or will be before they ask
        (RFC 5005, 4.2)."""
        self.touch_feed(state.number).resurfaced.add(ordinal)

    def resurfacing(self, number: int, size: int, page_size: int) -> int:
        """How many archived entries of a feed of `size` ordinals are to be shown again."""
        archived = archive_count(size, page_size) * page_size
        return sum(ordinal <= archived for ordinal in self.touch_feed(number).resurfaced)

    def come(self, state: FeedState, place: PagePosition) -> None:
        """A post came to this place of the feed's pages."""
        if not state.is_new:  # else all its documents are
            self.touch_feed(state.number).came.append(place)

    def go(self, state: FeedState, place: PagePosition) -> None:
        """A post went from this place of the feed's pages."""
        self.touch_feed(state.number).went.append(place)

    def edit(self, state: FeedState, place: PagePosition) -> None:
        """A post changed how it looks on its page, but not its place."""
        self.touch_feed(state.number).edited.append(place)

    def write(self, connection: Connection, ledger: Ledger, now: int) -> None:
        """Write down the counts of the touched feeds, and which entries are shown again since `now`."""
        again = [
            {"this_feed": number, "this_ordinal": ordinal, "now": now}
            for number, touched in self._feeds.items()
            for ordinal in sorted(touched.resurfaced)
        ]
        if again:
            connection.execute(_RESURFACE, again)
        ledger.close(self._feeds)
