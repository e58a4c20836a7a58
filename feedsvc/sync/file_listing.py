"""The listing of a file of many records by what changed in it: the others are not even looked at."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from functools import partial
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from feedsvc.sources.json_lines import ChangedLines, JsonLinesFile
from feedsvc.sources.line_blocks import Block, FileListing
from feedsvc.sources.markdown_folder import MarkdownFolder
from feedsvc.sources.source import Item, Source
from feedsvc.store import schema
from feedsvc.store.queries import ROWS, in_parts
from feedsvc.store.short import short
from feedsvc.store.store import drop_meta, get_meta, set_meta
from feedsvc.sync.listing import PUBLISHED, RECORD_COLUMNS, Listing, RecordRow, compare, known_records

# Kept beside the posts, as JSON: how the file was at the last listing, with the numbers of its blocks.
_LISTED = "listed"


class _Known(NamedTuple):
    """A file as the store knows it; `numbers` are those of its blocks in `listed_block`."""

    listing: FileListing
    numbers: list[int]


class Listings:
    """The listing of `source` as of `now` (seconds): of what changed in it, where that can be told; that of a
    file is known from the last sync. With `everything`, all records are to be read again."""

    def __init__(self, connection: Connection, source: Source, now: int, *, everything: bool) -> None:
        self._connection, self._source, self._now, self._everything = connection, source, now, everything
        self._file = source if isinstance(source, JsonLinesFile) else None
        self._known = self._former()
        self._changes: ChangedLines | None = None

    def of_everything(self, items: Iterable[Item], stale: Collection[str]) -> Listing:
        """What `compare` finds where all `items` are listed. Raises `SourceError`."""
        shared = (self._source, getattr(self._source, "dialect", None))
        listed = partial(compare, now=self._now, everything=self._everything, stale=stale, shared=shared)
        listing = listed(known_records(self._connection), items)
        if listing.vanished:
            # A file that moves while folders are listed may be found at neither place: so look again.
            listing = listed(known_records(self._connection), self._source.items())
        return listing

    def of_changes(self, written: Collection[str]) -> Listing | None:
        """The same where nothing has changed but the file, or files of a folder that were `written` (their
        paths); None where all must be listed. Raises `SourceError`."""
        if self._everything:
            return None
        return self._of_written(written) if written else self._of_file(self._now)

    def _of_written(self, paths: Collection[str]) -> Listing | None:
        connection, source = self._connection, self._source
        items = source.files_at(paths) if isinstance(source, MarkdownFolder) else None
        if items is None or _due(connection, self._now) or _rivals(connection):
            return None
        rows = _rows(connection, {short(item.key) for item in items})
        if len(rows) < len(items):
            return None
        listing = compare(iter(rows), items, self._now, everything=False)
        _keep_others(connection, listing, rows)
        return listing

    def _of_file(self, now: int) -> Listing | None:
        if self._file is None or self._known is None:
            return None
        former, numbers = self._known
        due = _due(self._connection, now)
        asked = self._blocks_with([*due, *_rivals(self._connection)])
        changes = None if asked is None else self._file.listed_again(former, asked, anyhow=bool(due))
        if changes is None or asked is None:
            return None
        read = set(numbers[changes.head : len(numbers) - changes.tail])
        if changes.items or read:
            read |= {numbers[place] for place in asked}
        then = self._keys(read)
        rows = _rows(self._connection, then | {short(item.key) for item in changes.items})
        if {row.key for row in rows} != then:  # one of the keys is elsewhere in the file, too
            return None
        listing = compare(iter(rows), changes.items, now, everything=False)
        others = _keep_others(self._connection, listing, rows)
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


_record = schema.record
_DUE = select(_record.c.key).where(_record.c.due <= bindparam("now"))
_RIVALS = select(_record.c.key).where(_record.c.state != PUBLISHED, _record.c.rival.is_not(None))
_ROWS = (
    select(*RECORD_COLUMNS)
    .where(_record.c.key.in_(bindparam("keys", expanding=True)))
    .order_by(_record.c.key)
)
_UNPUBLISHED = select(*RECORD_COLUMNS).where(_record.c.state != PUBLISHED).order_by(_record.c.key)
_COUNT = select(func.count()).select_from(_record)


def _due(connection: Connection, now: int) -> list[str]:
    """The keys of the records that are to be shown, updated or hidden by `now` (seconds)."""
    return list(connection.scalars(_DUE, {"now": now}))


def _rivals(connection: Connection) -> list[str]:
    """The keys of the records that gave way to rivals."""
    return list(connection.scalars(_RIVALS))


def _rows(connection: Connection, keys: Collection[str]) -> list[RecordRow]:
    """The records of these keys, in their order."""
    found = (connection.execute(_ROWS, {"keys": some}) for some in in_parts(sorted(keys)))
    return [RecordRow._make(row) for rows in found for row in rows]


def _keep_others(connection: Connection, listing: Listing, rows: list[RecordRow]) -> int:
    """Note the records besides these `rows`, which are what they were; returns how many."""
    seen = {row.key for row in rows}
    unpublished = 0
    for row in map(RecordRow._make, connection.execute(_UNPUBLISHED)):
        unpublished += 1
        if row.key not in seen:
            listing.keep(row)
    total = connection.scalar(_COUNT) or 0
    published = total - unpublished - sum(row.state == PUBLISHED for row in rows)
    listing.unchanged[PUBLISHED] += published
    return total - len(rows)
