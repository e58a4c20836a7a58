"""The listing of a file of many records by what changed in it: the others are not even looked at."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, select

from feedsvc.sources.json_lines import ChangedLines, JsonLinesFile
from feedsvc.sources.line_blocks import Block, FileListing
from feedsvc.sources.source import Source
from feedsvc.store import schema
from feedsvc.store.queries import ROWS, in_parts
from feedsvc.store.short import short
from feedsvc.store.store import drop_meta, get_meta, set_meta
from feedsvc.sync.listing import PUBLISHED, RECORD_COLUMNS, Listing, RecordRow, compare

# Kept beside the posts, as JSON: how the file was at the last listing, with the numbers of its blocks.
_LISTED = "listed"


class _Known(NamedTuple):
    """A file as the store knows it; `numbers` are those of its blocks in `listed_block`."""

    listing: FileListing
    numbers: list[int]


class FileListings:
    """The listing of the file in `source`, if it is one, now and at the last sync."""

    def __init__(self, connection: Connection, source: Source) -> None:
        self._connection = connection
        self._file = source if isinstance(source, JsonLinesFile) else None
        self._known = self._former()
        self._changes: ChangedLines | None = None

    def compare(self, now: int) -> Listing | None:
        """What `listing.compare` finds; None where the file must be listed as a whole. Raises
        `SourceError`."""
        if self._file is None or self._known is None:
            return None
        former, numbers = self._known
        due = list(self._connection.scalars(select(_record.c.key).where(_record.c.due <= now)))
        asked = self._blocks_with([*due, *self._rivals()])
        changes = None if asked is None else self._file.listed_again(former, asked, anyhow=bool(due))
        if changes is None or asked is None:
            return None
        read = set(numbers[changes.head : len(numbers) - changes.tail])
        if changes.items or read:
            read |= {numbers[place] for place in asked}
        then = self._keys(read)
        rows = self._rows(then | {short(item.key) for item in changes.items})
        if {row.key for row in rows} != then:  # one of the keys is elsewhere in the file, too
            return None
        listing = compare(iter(rows), changes.items, now, everything=False)
        others = self._keep_others(listing, rows)
        if not others and not changes.items:
            return None
        self._changes = changes
        return listing

    def keep(self) -> None:
        """Write down how the file is now."""
        table = schema.listed_block
        if self._changes is None:
            if self._known is not None:
                self._connection.execute(delete(table))
            if self._file is not None:
                numbers = list(range(len(self._file.keys)))
                self._write(self._file.listing, numbers, zip(numbers, self._file.keys, strict=True))
            elif self._known is not None:
                drop_meta(self._connection, _LISTED)
        elif self._known is not None and self._changes.listing is not self._known.listing:
            former, changes = self._known.numbers, self._changes
            end = len(former) - changes.tail
            first = max(former, default=-1) + 1
            new = list(range(first, first + len(changes.blocks)))
            for some in in_parts(former[changes.head : end]):
                self._connection.execute(delete(table).where(table.c.number.in_(some)))
            keys = (found for _, found in changes.blocks)
            self._write(
                changes.listing, [*former[: changes.head], *new, *former[end:]], zip(new, keys, strict=True)
            )

    def _former(self) -> _Known | None:
        kept = get_meta(self._connection, _LISTED)
        if kept is None:
            return None
        values = json.loads(kept)
        blocks = [Block(*block) for _, *block in values["blocks"]]
        listing = FileListing(values["mark"], blocks, values["is_plain"])
        return _Known(listing, [number for number, *_ in values["blocks"]])

    def _write(
        self, listing: FileListing, numbers: Sequence[int], keys: Iterable[tuple[int, list[str]]]
    ) -> None:
        blocks = [[number, *block] for number, block in zip(numbers, listing.blocks, strict=True)]
        values = {"mark": listing.mark, "is_plain": listing.is_plain, "blocks": blocks}
        set_meta(self._connection, _LISTED, json.dumps(values))
        for number, found in keys:
            row = {"number": number, "records": json.dumps(list(map(short, found)), ensure_ascii=False)}
            self._connection.execute(insert(schema.listed_block).values(row))

    def _rivals(self) -> list[str]:
        """The keys of the records that gave way to rivals."""
        these = (_record.c.state != PUBLISHED) & _record.c.rival.is_not(None)
        return list(self._connection.scalars(select(_record.c.key).where(these)))

    def _blocks_with(self, keys: list[str]) -> list[int] | None:
        """The places of the blocks that have these records; None where there are too many to look for."""
        if not keys or self._known is None:
            return []
        if len(keys) > ROWS:
            return None
        found = set[int]()
        table = schema.listed_block
        for key in keys:
            has_key = table.c.records.contains(json.dumps(key, ensure_ascii=False), autoescape=True)
            numbers = list(self._connection.scalars(select(table.c.number).where(has_key)))
            if not numbers:
                return None
            found.update(numbers)
        return [place for place, number in enumerate(self._known.numbers) if number in found]

    def _keys(self, numbers: Collection[int]) -> set[str]:
        """The keys of the records in these blocks."""
        found = set[str]()
        table = schema.listed_block
        for some in in_parts(sorted(numbers)):
            for keys in self._connection.scalars(select(table.c.records).where(table.c.number.in_(some))):
                found.update(json.loads(keys))
        return found

    def _rows(self, keys: Collection[str]) -> list[RecordRow]:
        """The records of these keys, in their order."""
        return [
            RecordRow._make(row)
            for some in in_parts(sorted(keys))
            for row in self._connection.execute(
                select(*RECORD_COLUMNS).where(_record.c.key.in_(some)).order_by(_record.c.key)
            )
        ]

    def _keep_others(self, listing: Listing, rows: list[RecordRow]) -> int:
        """Note the records besides these `rows`, which are what they were; returns how many."""
        seen = {row.key for row in rows}
        others = select(*RECORD_COLUMNS).where(_record.c.state != PUBLISHED).order_by(_record.c.key)
        unpublished = 0
        for row in map(RecordRow._make, self._connection.execute(others)):
            unpublished += 1
            if row.key not in seen:
                listing.keep(row)
        total = self._connection.scalar(select(func.count()).select_from(_record)) or 0
        published = total - unpublished - sum(row.state == PUBLISHED for row in rows)
        listing.unchanged[PUBLISHED] += published
        return total - len(rows)


_record = schema.record
