"""Records from a JSON Lines file: one JSON object a line, read a line at a time."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from feedsvc.errors import Origin, RecordError, SourceError
from feedsvc.posts.record import Record
from feedsvc.sources.file_names import printable
from feedsvc.sources.json_text import JsonError, checked_object, decode_document
from feedsvc.sources.keys import Keys, byte_digest
from feedsvc.sources.line_blocks import BOM, Block, CutBlock, FileListing, cut, places, unchanged
from feedsvc.sources.skipped import Skipped

_MOST = 64 * 1024 * 1024  # bytes that are cut in memory
# The id at the very beginning of a line that is broken further on: such a line still is that record, and
# its post stays as it was.
_LEADING_ID = re.compile(rb'\s*\{\s*"id"\s*:\s*("(?:[^"\\]|\\.)*"|-?[0-9]+)\s*,')


@dataclass(frozen=True, slots=True)
class JsonLine:
    """One line as listed: `length` bytes from `start` of the file."""

    key: str
    fingerprint: str
    path: Path
    number: int
    start: int
    length: int

    def read(self) -> Record:
        """The record. Raises `RecordError` when the line is no JSON object, or not what was listed."""
        origin = Origin(printable(str(self.path)), self.number)
        try:
            with self.path.open("rb") as file:
                file.seek(self.start)
                raw = file.read(self.length)
        except OSError as error:
            raise RecordError(origin, None, f"cannot be read: {error.strerror}") from None
        if byte_digest(raw) != self.fingerprint:
            raise RecordError(origin, None, "the file changed while it was read; sync again")
        try:
            return Record(key=self.key, origin=origin, fields=checked_object(decode_document(raw)))
        except JsonError as error:
            raise RecordError(origin, None, str(error)) from None


@dataclass(slots=True)
class ChangedLines:
    """What differs from a former listing: of its blocks `head` at the beginning and `tail` at the end are as
    they were, `blocks` are those between now, with the keys of their records; `items` are these records, and
    those of the blocks that were asked for."""

    listing: FileListing
    head: int
    tail: int
    blocks: list[tuple[Block, list[str]]]
    items: list[JsonLine]


class JsonLinesFile:
    """The lines of one file; empty ones are skipped."""

    def __init__(self, path: Path) -> None:
        self.path = self.watched = path
        self.skipped = Skipped()
        self.listing = FileListing()  # of the last time that all was listed
        self.keys: list[list[str]] = []  # of its blocks

    @property
    def name(self) -> str:
        return printable(str(self.path))

    def items(self) -> Iterator[JsonLine]:
        """Every line. Raises `SourceError` when the file cannot be read."""
        keys = Keys()
        self.listing, self.keys = FileListing(), []
        with self._opened() as (file, mark, _):
            for some in cut(file, 0, None, 1):
                self.listing.blocks.append(some.block)
                self.keys.append([])
                for line in self._lines(some, keys):
                    self.keys[-1].append(line.key)
                    yield line
        self.listing.mark, self.listing.is_plain = mark, keys.are_plain

    def listed_again(
        self, former: FileListing, asked: Collection[int] = (), *, anyhow: bool = False
    ) -> ChangedLines | None:
        """What is another since a former listing; then, or `anyhow`, also the records of the blocks `asked`
        for, by their numbers (from 0) there. None where that takes listing all. Raises `SourceError`."""
        if not former.is_plain:
            return None
        with self._opened() as (file, mark, size):
            if mark == former.mark and not anyhow:
                return ChangedLines(former, len(former.blocks), 0, [], [])
            head, tail = unchanged(file, size, former.blocks)
            keys = Keys()
            old = former.blocks
            kept = [*old[:head], *old[len(old) - tail :]]
            begin = sum(block.size for block in old[:head])
            end = size - sum(block.size for block in old[len(old) - tail :])
            if end - begin > _MOST:
                return None
            new = [] if begin == end else list(cut(file, begin, end, 1 + sum(b.lines for b in old[:head])))
            found = [(some.block, list(self._lines(some, keys))) for some in new]
            listing = FileListing(mark, [*kept[:head], *(block for block, _ in found), *kept[head:]])
            items = [line for _, lines in found for line in lines]
            where = list(places(listing.blocks))
            for number in asked:
                now = number if number < head else number - len(old) + len(listing.blocks)
                if head <= number < len(old) - tail:
                    continue
                start, first = where[now]
                for some in cut(file, start, start + listing.blocks[now].size, first):
                    items += self._lines(some, keys)
        blocks = [(block, [line.key for line in lines]) for block, lines in found]
        return ChangedLines(listing, head, tail, blocks, items) if keys.are_plain else None

    @contextmanager
    def _opened(self) -> Iterator[tuple[IO[bytes], str, int]]:
        """The file, what changes with it, and its size."""
        try:
            with self.path.open("rb") as file:
                status = os.fstat(file.fileno())
                times = (status.st_mtime_ns, status.st_ctime_ns)
                parts = (status.st_size, *times, status.st_ino, self.path)
                yield file, "-".join(map(str, parts)), status.st_size
        except OSError as error:
            raise SourceError(f"{self.name}: cannot be read: {error.strerror}") from None

    def _lines(self, some: CutBlock, keys: Keys) -> Iterator[JsonLine]:
        start = some.start
        for number, line in enumerate(some.lines, some.first):
            begin, raw = start, line
            start += len(line)
            if number == 1 and raw.startswith(BOM):
                begin, raw = begin + len(BOM), raw[len(BOM) :]
            if raw := raw.rstrip():
                yield JsonLine(_key(raw, number, keys), byte_digest(raw), self.path, number, begin, len(raw))


def _key(raw: bytes, number: int, keys: Keys) -> str:
    try:
        return keys.of(checked_object(decode_document(raw)))
    except JsonError:
        pass
    if found := _LEADING_ID.match(raw):
        try:
            return keys.of({"id": json.loads(found[1])})
        except ValueError:
            pass
    return keys.placed(f"line:{number}")
