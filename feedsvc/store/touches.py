"""Which documents a revision touches: what later lets a cache or an export leave the rest alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import Connection, and_, delete, func, insert, or_, select, update

from feedsvc.settings import Settings, feed_options
from feedsvc.store import schema
from feedsvc.store.ledger import FeedState, Ledger

MANY_EDITS = 50


class Place(NamedTuple):
    """Where a post stands on its feed's pages: newest first, then by ordinal."""

    published: int
    ordinal: int


@dataclass(slots=True)
class FeedTouches:
    """What changed in one feed: ordinals of entries, the topmost shift of places, and edits in place; and
    how many posts are new in it, updated, or no longer there."""

    ordinals: set[int] = field(default_factory=set)
    resurfaced: set[int] = field(default_factory=set)
    shifted: Place | None = None
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

    def shift(self, state: FeedState, place: Place) -> None:
        """A post came to, or went from, this place: every page from there on is another."""
        touched = self.feed(state.number)
        touched.shifted = max(touched.shifted or place, place)

    def edit(self, state: FeedState, place: Place) -> None:
        """A post changed how it looks on its page, but not its place."""
        self.feed(state.number).edited.append(place)

    def write(self, connection: Connection, ledger: Ledger, now: int, settings: Settings) -> bool:
        """Note the time `now` for every document touched. Returns whether a feed came to life or emptied."""
        posts_per_page, is_another_list = settings.page.size, False
        for number, touched in self._feeds.items():
            state = ledger.feed_numbered(number)
            is_another_list |= bool(state.live) != bool(state.live_before)
            page_size = feed_options(settings.feed, settings.feeds, *state.name).page_size
            _write_archives(connection, state, touched.ordinals, page_size, now)
            _write_resurfaced(connection, state, touched.resurfaced, page_size, now)
            _write_pages(connection, state, touched, posts_per_page, now)
        ledger.close(dict.fromkeys(self._feeds, now))
        return is_another_list


def _write_archives(
    connection: Connection, state: FeedState, ordinals: set[int], page_size: int, now: int
) -> None:
    before, after = sealed(state.size_before, page_size), sealed(state.size, page_size)
    touched = {number for o in ordinals if (number := archive_of(o, page_size)) <= after}
    if after > before:
        # The newest archive so far now links to the next one.
        touched |= set(range(max(1, before), after + 1))
    table = schema.archive
    numbers = sorted(touched)
    for start in range(0, len(numbers), 500):
        some = numbers[start : start + 500]
        connection.execute(delete(table).where(table.c.feed == state.number, table.c.number.in_(some)))
        rows = [{"feed": state.number, "number": number, "changed": now} for number in some]
        connection.execute(insert(table), rows)


def _write_resurfaced(
    connection: Connection, state: FeedState, ordinals: set[int], page_size: int, now: int
) -> None:
    table, archived = schema.membership, sealed(state.size, page_size) * page_size
    numbers = sorted(ordinal for ordinal in ordinals if ordinal <= archived)
    for start in range(0, len(numbers), 500):
        these = (table.c.feed == state.number) & table.c.ordinal.in_(numbers[start : start + 500])
        connection.execute(update(table).where(these).values(surfaced=now))


def _write_pages(
    connection: Connection, state: FeedState, touched: FeedTouches, posts_per_page: int, now: int
) -> None:
    shifted = touched.shifted
    if len(touched.edited) > MANY_EDITS:
        shifted = max([*touched.edited, *([shifted] if shifted else [])])
    runs: list[tuple[int, int]] = []
    if -(-state.live // posts_per_page) != -(-state.live_before // posts_per_page):
        runs.append((1, schema.TO_THE_END))  # every pager names the last page
    elif shifted is not None:
        runs.append((_page(connection, state, shifted, posts_per_page), schema.TO_THE_END))
    beyond = runs[0][0] if runs else None
    if len(touched.edited) <= MANY_EDITS:
        pages = {_page(connection, state, place, posts_per_page) for place in touched.edited}
        runs += [(page, page) for page in sorted(pages) if beyond is None or page < beyond]
    table = schema.page_run
    for first, last in runs:
        covered = (table.c.first >= first) & (table.c.last <= last)
        connection.execute(delete(table).where(table.c.feed == state.number, covered))
        values = {"feed": state.number, "first": first, "last": last, "changed": now}
        connection.execute(insert(table).values(values))


def _page(connection: Connection, state: FeedState, place: Place, posts_per_page: int) -> int:
    table = schema.membership
    above = or_(
        table.c.published > place.published,
        and_(table.c.published == place.published, table.c.ordinal > place.ordinal),
    )
    listed = (table.c.feed == state.number) & (table.c.state == schema.LIVE)
    rank = connection.scalar(select(func.count()).select_from(table).where(listed, above)) or 0
    return rank // posts_per_page + 1
