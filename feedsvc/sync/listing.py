"""What the source lists against what the store knows: which records to read, which are gone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy import Connection, select

from feedsvc.sources.source import Item
from feedsvc.sources.source_root import OutsideFolder
from feedsvc.store import schema
from feedsvc.store.short import short
from feedsvc.sync.external_sort import ExternalSort

PUBLISHED, HIDDEN, REJECTED = "published", "hidden", "rejected"


class RecordRow(NamedTuple):
    """A record as the last sync left it: a row of the `record` table."""

    key: str
    fingerprint: str
    state: str
    post: int | None
    digest: str | None
    due: int | None
    problem: str | None
    rival: str | None


Fresh = tuple[str, Item, RecordRow | None]


RECORD_COLUMNS = [schema.record.c[name] for name in RecordRow._fields]
_ALL = select(*RECORD_COLUMNS).order_by(schema.record.c.key)


@dataclass(slots=True)
class Listing:
    """The comparison. `fresh` are the items to read, with their keys (which order them) and what is known of
    them; `vanished` are the known records that the source no longer has; `unchanged` counts the rest by
    state, of which `rejected` are those whose post is still the last good version."""

    fresh: ExternalSort[Fresh]
    vanished: list[RecordRow] = field(default_factory=list)
    rejected: list[RecordRow] = field(default_factory=list)
    unchanged: dict[str, int] = field(default_factory=lambda: {PUBLISHED: 0, HIDDEN: 0, REJECTED: 0})
    problems: list[str] = field(default_factory=list)

    def keep(self, row: RecordRow) -> None:
        """Note a record that is what it was."""
        self.unchanged[row.state] += 1
        if row.problem:
            self.problems.append(row.problem)
        if row.state == REJECTED and row.post is not None:
            self.rejected.append(row)

    def miss(self, row: RecordRow, unread: str | None) -> None:
        """Note a record that was not listed; below `unread`, a folder's key, that says nothing of it."""
        if unread is not None and row.key.startswith(unread) and row.key != unread:
            self.keep(row)
        else:
            self.vanished.append(row)


def compare(
    known: Iterator[RecordRow],
    items: Iterable[Item],
    now: int,
    *,
    everything: bool,
    stale: Collection[str] = (),
    shared: tuple[object, ...] = (),
) -> Listing:
    """Merge the listing with the `known` records, which come in the order of their keys.

    An item is fresh when its fingerprint is new, when its key is in `stale`, when its post has become due by
    `now` (seconds), and with `everything` always; one that had to give way to a rival is as soon as anything
    else is. What is known below a folder that is not read stays as it was. `shared` are objects that all
    items may refer to.
    """
    unread: str | None = None
    listed: ExternalSort[tuple[str, Item]] = ExternalSort(itemgetter(0), shared)
    for item in items:
        listed.add((short(item.key), item))
    listing = Listing(ExternalSort(itemgetter(0), shared))
    rivals: list[tuple[str, Item, RecordRow]] = []
    row = next(known, None)
    for key, item in listed:
        while row is not None and row.key < key:
            listing.miss(row, unread)
            row = next(known, None)
        unread = key if isinstance(item, OutsideFolder) else unread
        match = row if row is not None and row.key == key else None
        if match is not None:
            row = next(known, None)
        is_known = match is not None and match.fingerprint == item.fingerprint and key not in stale
        if match is None or not is_known or everything or _is_due(match, now):
            listing.fresh.add((key, item, match))
        elif match.rival is not None:
            rivals.append((key, item, match))
        else:
            listing.keep(match)
    while row is not None:
        listing.miss(row, unread)
        row = next(known, None)
    has_changes = bool(listing.fresh or listing.vanished)
    for rival in rivals:
        if has_changes:
            listing.fresh.add(rival)
        else:
            listing.keep(rival[2])
    return listing


def known_records(connection: Connection) -> Iterator[RecordRow]:
    """All records, in the order of their keys."""
    rows = connection.execute(_ALL, execution_options={"yield_per": 1000})
    return map(RecordRow._make, rows)


def _is_due(row: RecordRow, now: int) -> bool:
    return row.due is not None and row.due <= now
