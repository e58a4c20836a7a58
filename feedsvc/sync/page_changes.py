"""Which pages of a feed have other posts on them, told from where posts came, went and changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from feedsvc.publish.pages import line
from feedsvc.store.catalog import Catalog
from feedsvc.store.listed import Feed
from feedsvc.store.schema import TO_THE_END
from feedsvc.sync.invalidations import FeedInvalidations

Span = tuple[int, int]  # the first and the last page

# To find the rank of a place costs as much as to walk past what stands above it.
FEW_PLACES = 10
# Of so many shifted posts the lines are read, in each feed; all later pages are taken for changed.
LINES = 600


@dataclass(slots=True)
class PageChanges:
    """Pages on which no post is at the place where it was, and those that may be as they were."""

    shifted: list[Span] = field(default_factory=list)
    doubtful: set[int] = field(default_factory=set)


def find_page_changes(
    before: Catalog, after: Catalog, was: Feed, feed: Feed, touched: FeedInvalidations, size: int
) -> PageChanges:
    """The pages of `feed`, of `size` posts each, that are not certain to be the same in both revisions; `was`
    is the feed before."""
    steps = {1: touched.came, -1: touched.went, 0: touched.edited}
    events = [(place, step) for step, places in steps.items() for place in places]
    if len(events) > FEW_PLACES:
        return _by_walk(
            before.listing(was), after.listing(feed), {place.ordinal for place, _ in events}, size
        )
    ranked = [
        (before.rank(was, place), after.rank(feed, place), step)
        for place, step in sorted(events, reverse=True)
    ]
    return _by_rank(ranked, size)


def _by_rank(events: Iterable[tuple[int, int, int]], size: int) -> PageChanges:
    """From the ranks of each place, before and after, and by how much it shifts those below; from the top."""
    found = PageChanges()
    offset = begin = 0
    for old, new, step in events:
        if offset:
            _shift(found, begin, new, size)
        found.doubtful |= {old // size + 1, new // size + 1}
        offset += step
        begin = new if step < 0 else new + 1
    if offset:
        _shift(found, begin, TO_THE_END, size)
    return found


def _shift(found: PageChanges, begin: int, end: int, size: int) -> None:
    """Note the pages wholly between two ranks; one that is partly there holds an event."""
    first, last = -(-begin // size) + 1, TO_THE_END if end == TO_THE_END else end // size
    if first <= last:
        found.shifted.append((first, last))


def _by_walk(old: list[int], new: list[int], touched: set[int], size: int) -> PageChanges:
    """From all ordinals in the order of the pages, before and after."""
    found = PageChanges()
    for number, start in enumerate(range(0, max(len(new), 1), size), 1):
        here = new[start : start + size]
        if here != old[start : start + size]:
            _append(found.shifted, number)
        elif not touched.isdisjoint(here):
            found.doubtful.add(number)
    return found


def changed_lines(
    before: Catalog, after: Catalog, was: Feed, feed: Feed, shifted: list[Span], size: int
) -> Iterator[Span]:
    """Those of the `shifted` pages whose excerpts, as lines of text, are others now: posts may have none, or
    the same."""
    left = LINES // size
    pages = max(1, -(-feed.live // size))  # there is a page without posts
    for first, last in shifted:
        end = min(last, pages)
        seen = min(end, first + left - 1)
        left -= seen - first + 1
        yield from _changed_lines(before, after, was, feed, (first, seen), size)
        if seen < end:
            yield seen + 1, last


def _changed_lines(
    before: Catalog, after: Catalog, was: Feed, feed: Feed, span: Span, size: int
) -> Iterator[Span]:
    start, count = (span[0] - 1) * size, (span[1] - span[0] + 1) * size
    if count <= 0:
        return
    old, new = before.excerpts(was, start, count), after.excerpts(feed, start, count)
    changed: list[Span] = []
    for page in range(span[1] - span[0] + 1):
        here = slice(page * size, (page + 1) * size)
        if _lines(old[here]) != _lines(new[here]):
            _append(changed, span[0] + page)
    yield from changed


def _lines(excerpts: list[str]) -> list[str]:
    return list(filter(None, map(line, excerpts)))


def _append(spans: list[Span], number: int) -> None:
    if spans and spans[-1][1] == number - 1:
        spans[-1] = (spans[-1][0], number)
    else:
        spans.append((number, number))
