"""What the source lists against what the store knows: which records to read, which are gone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import Connection, select

from feedsvc.sources.source import Item
from feedsvc.store import schema

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


@dataclass(slots=True)
class Listing:
    """The comparison. `fresh` are the items to read, with what is known of them; `vanished` are the known
    records that the source no longer has; `unchanged` counts the rest by state."""

    fresh: list[tuple[Item, RecordRow | None]] = field(default_factory=list)
    vanished: list[RecordRow] = field(default_factory=list)
    unchanged: dict[str, int] = field(default_factory=lambda: {PUBLISHED: 0, HIDDEN: 0, REJECTED: 0})
    problems: list[str] = field(default_factory=list)


def compare(connection: Connection, items: Iterable[Item], now: int, *, everything: bool) -> Listing:
    """Merge the listing with the known records, both in the order of their keys.

    An item is fresh when its fingerprint is new, when its post has become due by `now` (seconds), and with
    `everything` always.
    """
    listing = Listing()
    known = _known(connection)
    row = next(known, None)
    for item in sorted(items, key=lambda item: item.key):
        while row is not None and row.key < item.key:
            listing.vanished.append(row)
            row = next(known, None)
        match = row if row is not None and row.key == item.key else None
        if match is not None:
            row = next(known, None)
        if match is None or everything or _is_due(match, now) or match.fingerprint != item.fingerprint:
            listing.fresh.append((item, match))
            continue
        listing.unchanged[match.state] += 1
        if match.problem:
            listing.problems.append(match.problem)
    if row is not None:
        listing.vanished += [row, *known]
    return listing


def _known(connection: Connection) -> Iterator[RecordRow]:
    columns = [schema.record.c[name] for name in RecordRow._fields]
    query = select(*columns).order_by(schema.record.c.key)
    rows = connection.execute(query, execution_options={"yield_per": 1000})
    return (RecordRow._make(row) for row in rows)


def _is_due(row: RecordRow, now: int) -> bool:
    return row.due is not None and row.due <= now
