"""Which pages of a feed by month and year may be others now, told from where posts came, went and changed."""

from __future__ import annotations

from collections.abc import Iterator

from feedsvc.publish.address import Address
from feedsvc.publish.months import Month, Months
from feedsvc.sync.invalidations import FeedInvalidations


def doubtful_months(before: Months, after: Months, touched: FeedInvalidations) -> Iterator[Address]:
    """The pages that are not certain to be the same in both revisions; some may be only in the one. Between
    the two neither the settings changed nor whether there are such pages."""
    firsts: dict[Month, int] = {}  # the first part of each month with a change
    edited: set[Address] = set()
    for place in (*touched.came, *touched.went):
        month = after.of(place.published)
        part = min(before.part_of(place.published), after.part_of(place.published))
        firsts[month] = min(part, firsts.get(month, part))
    for place in touched.edited:
        edited.add(after.holding(place))
    years: set[int] = set()
    found = set(edited)
    for month, first in firsts.items():
        had, has = before.parts(month), after.parts(month)
        parts = range(max(1, min(first, had, has)), max(had, has) + 1)
        found.update(after.address(month, part) for part in parts)
        if had != has:
            found.update(_beside(before, month), _beside(after, month))
        if not had or not has:
            years.add(month.year)
    for year in years:
        found.add(after.year_address(year))
        if (year in before.years()) != (year in after.years()):
            found.update(map(after.year_address, after.years()))
    yield from sorted(found, key=lambda address: (address.year, address.month, address.number))


def _beside(months: Months, month: Month) -> Iterator[Address]:
    """The pages that link to those of a month: the last before it, and the first after."""
    if older := months.before(month):
        yield months.address(older, months.parts(older))
    if newer := months.after(month):
        yield months.address(newer)
