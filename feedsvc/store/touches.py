"""Which documents a revision may have changed: all others have the bytes they had."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import Connection, update

from feedsvc.settings import Settings, feed_options
from feedsvc.store import schema
from feedsvc.store.batch import in_parts
from feedsvc.store.ledger import FeedState, Ledger


class Place(NamedTuple):
    """Where a post stands on its feed's pages: newest first, then by ordinal."""

    published: int
    ordinal: int


@dataclass(slots=True)
class FeedTouches:
    """What changed in one feed: ordinals of entries; the places on its pages that posts came to, went from,
    or are at with another look; and how many posts are new in it, updated, or no longer there."""

    ordinals: set[int] = field(default_factory=set)
    resurfaced: set[int] = field(default_factory=set)
    came: list[Place] = field(default_factory=list)
    went: list[Place] = field(default_factory=list)
    edited: list[Place] = field(default_factory=list)
    new: int = 0
    updated: int = 0
    vanished: int = 0


def sealed(size: int, page_size: int) -> int:
    """How many archive documents a feed of `size` ordinals has; the rest, between `page_size` and
    2·`page_size`-1 of them (or all), is in the subscription document."""
    return max(0, size // page_size - 1)


def archive_of(ordinal: int, page_size: int) -> int:
    """The number of the archive document that holds an ordinal, or will once it is sealed."""
    return (ordinal - 1) // page_size + 1


class Touches:
    """Collected during a sync, written down at its end."""

    def __init__(self) -> None:
        self._feeds: dict[int, FeedTouches] = {}
        self.posts: set[int] = set()  # whose own pages may be others now

    def __bool__(self) -> bool:
        return bool(self._feeds)

    def items(self) -> Iterable[tuple[int, FeedTouches]]:
        """The touched feeds, by number."""
        return sorted(self._feeds.items())

    def feed(self, number: int) -> FeedTouches:
        """What changed in this feed; asking touches its subscription document."""
        return self._feeds.setdefault(number, FeedTouches())

    def entry(self, state: FeedState, ordinal: int) -> None:
        """An entry's markup appeared, changed or vanished."""
        touched = self.feed(state.number)
        if ordinal <= state.size_before:
            touched.ordinals.add(ordinal)

    def resurface(self, state: FeedState, ordinal: int) -> None:
        """Subscribers must learn of this entry again, also where it is archived (RFC 5005, 4.2)."""
        self.feed(state.number).resurfaced.add(ordinal)

    def resurfacing(self, number: int, size: int, page_size: int) -> int:
        """How many archived entries of a feed of `size` ordinals are to be shown again."""
        archived = sealed(size, page_size) * page_size
        return sum(ordinal <= archived for ordinal in self.feed(number).resurfaced)

    def come(self, state: FeedState, place: Place) -> None:
        """A post came to this place of the feed's pages."""
        if state.size_before:  # else all its documents are new
            self.feed(state.number).came.append(place)

    def go(self, state: FeedState, place: Place) -> None:
        """A post went from this place of the feed's pages."""
        self.feed(state.number).went.append(place)

    def edit(self, state: FeedState, place: Place) -> None:
        """A post changed how it looks on its page, but not its place."""
        self.feed(state.number).edited.append(place)

    def write(self, connection: Connection, ledger: Ledger, now: int, settings: Settings) -> None:
        """Write down the counts of the touched feeds, and which entries are shown again since `now`."""
        for number, touched in self._feeds.items():
            state = ledger.feed_numbered(number)
            page_size = feed_options(settings.feed, settings.feeds, *state.name).page_size
            _write_resurfaced(connection, state, touched.resurfaced, page_size, now)
        ledger.close(self._feeds)


def _write_resurfaced(
    connection: Connection, state: FeedState, ordinals: set[int], page_size: int, now: int
) -> None:
    table, archived = schema.membership, sealed(state.size, page_size) * page_size
    numbers = sorted(ordinal for ordinal in ordinals if ordinal <= archived)
    for some in in_parts(numbers):
        these = (table.c.feed == state.number) & table.c.ordinal.in_(some)
        connection.execute(update(table).where(these).values(surfaced=now))
