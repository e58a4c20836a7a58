"""Posts by year and month: pages whose addresses never move, where numbered pages end.

Each new post moves every numbered page on by one, so only the newest of them are there (`page.limit`). A feed
with more posts has a page for each month in which it has any, from the month's first post to its last, in
parts of `PART` posts: a new post changes the last part of its own month, and nothing before it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, datetime
from operator import neg
from typing import NamedTuple
from zoneinfo import ZoneInfo

from feedsvc.publish.address import Address
from feedsvc.store.catalog import Catalog
from feedsvc.store.listed import Feed, Listed, PagePosition
from feedsvc.store.publication import Publication
from feedsvc.unix_time import moment

PART = 100  # posts
# A feed of so many pages is numbered whole; of a longer one, which few read to its end by numbers, so many
# pages are: a new post changes them all, in each of its feeds.
WHOLE, NEWEST = 8, 4
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PARTS = 10_000  # numbers kept for the parts of a month
_NEVER = 2**62  # seconds: after any post


class Month(NamedTuple):
    """A month of the calendar, in the site's time zone: `number` is 1 to 12."""

    year: int
    number: int

    @property
    def next(self) -> Month:
        return Month(self.year + self.number // 12, self.number % 12 + 1)


def document_number(address: Address) -> int:
    """By which the times of month and year pages are kept (see `schema.document_change`)."""
    if address.document_type == "year":
        return address.year
    return ((address.year * 12 + address.month) * _PARTS) + address.number


def numbered_pages(publication: Publication, feed: Feed) -> int:
    """How many numbered pages a feed has."""
    count = max(1, -(-feed.live // publication.page.size))
    if publication.page.limit is None:
        return count if count <= WHOLE else NEWEST
    return min(count, publication.page.limit)


def has_months(publication: Publication, feed: Feed) -> bool:
    """Whether the feed has posts that are on no numbered page."""
    return feed.live > numbered_pages(publication, feed) * publication.page.size


class Months:
    """The months of one feed in one revision: none where its numbered pages hold all of it."""

    def __init__(self, catalog: Catalog, publication: Publication, feed: Feed) -> None:
        self._posts, self._feed = catalog.by_time, feed
        self._zone: ZoneInfo = publication.site.zone
        self._page_size = publication.page.size
        self._has = has_months(publication, feed)
        self._numbered = numbered_pages(publication, feed)
        self._years: tuple[int, ...] | None = None
        # Of each month asked for: pages name their neighbours, and these name them.
        self._after: dict[Month, Month | None] = {}
        self._before: dict[Month, Month | None] = {}
        self._parts: dict[Month, int] = {}

    def __bool__(self) -> bool:
        return self._has

    def of(self, published: int) -> Month:
        """The month in which that is (seconds)."""
        local = moment(published).astimezone(self._zone)
        return Month(local.year, local.month)

    def years(self) -> tuple[int, ...]:
        """The years with posts, the newest first."""
        if self._years is None:
            found: list[int] = []
            month = self._first_from(-_NEVER)
            while month:
                found.append(month.year)
                month = self._first_from(self._start(Month(month.year + 1, 1)))
            self._years = tuple(reversed(found))
        return self._years

    def of_year(self, year: int) -> list[Month]:
        """Its months with posts, in order."""
        found: list[Month] = []
        month = self._first_from(self._start(Month(year, 1)))
        while month and month.year == year:
            found.append(month)
            month = self.after(month)
        return found

    def after(self, month: Month) -> Month | None:
        """The next month with posts."""
        if month not in self._after:
            self._after[month] = self._first_from(self._start(month.next))
        return self._after[month]

    def before(self, month: Month) -> Month | None:
        """The month with posts before it."""
        if self._has and month not in self._before:
            last = self._posts.last_before(self._feed, self._start(month))
            before = self._before[month] = None if last is None else self.of(last)
            if before is not None and self.parts(month):
                self._after[before] = month
        return self._before.get(month)

    def parts(self, month: Month) -> int:
        """How many pages the month has: 0 where it has no posts."""
        if self._has and month not in self._parts:
            posts = self._posts.count_between(self._feed, self._start(month), self._start(month.next))
            self._parts[month] = -(-posts // PART)
        return self._parts.get(month, 0)

    def posts(self, month: Month, part: int) -> list[Listed]:
        """The posts of a part (from 1), the oldest first."""
        span = self._start(month), self._start(month.next)
        return self._posts.between(self._feed, *span, start=(part - 1) * PART, size=PART)

    def part_of(self, published: int) -> int:
        """The part of its month in which the first post of that time (seconds) is or would be."""
        return self._posts.count_between(self._feed, self._start(self.of(published)), published) // PART + 1

    def address(self, month: Month, part: int = 1) -> Address:
        """Where that page is."""
        feed = self._feed
        return Address("month", feed.kind, feed.slug, part, year=month.year, month=month.number)

    def year_address(self, year: int) -> Address:
        """Where the page of that year is."""
        return Address("year", self._feed.kind, self._feed.slug, year=year)

    def holding(self, place: PagePosition) -> Address:
        """The page on which that post is."""
        month = self.of(place.published)
        above = self._posts.count_between(self._feed, self._start(month), place.published)
        above += self._posts.count_beside(self._feed, place)
        return self.address(month, above // PART + 1)

    def older(self, number: int) -> Address | None:
        """The page on which the first post is that stood on the numbered page `number`, which is no more."""
        if not self._has:
            return None
        place = self._posts.place_at(self._feed, (number - 1) * self._page_size)
        return None if place is None else self.holding(place)

    def former_pages(self) -> Iterator[tuple[int, Address]]:
        """Each number beyond the numbered pages that there would be for all posts, with the page on which its
        first post is (as `older` gives it)."""
        times = self._posts.times(self._feed) if self._has else []
        for start in range(self._numbered * self._page_size, len(times), self._page_size):
            month = self.of(times[start])
            # As many of the month stand below this place: the list has the newest first.
            first = bisect_right(times, -self._start(month), key=neg)
            yield start // self._page_size + 1, self.address(month, (first - 1 - start) // PART + 1)

    def addresses(self) -> Iterator[Address]:
        """Every page, the newest first; a year's before its months'."""
        for year in self.years():
            yield self.year_address(year)
            for month in reversed(self.of_year(year)):
                yield from (self.address(month, part) for part in range(self.parts(month), 0, -1))

    def _first_from(self, start: int) -> Month | None:
        if not self._has:
            return None
        first = self._posts.first_since(self._feed, start)
        return None if first is None else self.of(first)

    def _start(self, month: Month) -> int:
        """When it begins (seconds)."""
        if month.year > 9999:
            return _NEVER
        begins = datetime(month.year, month.number, 1, tzinfo=self._zone)
        return int((begins - _EPOCH).total_seconds())
