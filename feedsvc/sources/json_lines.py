"""Records from a JSON Lines file: one JSON object a line, read a line at a time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from feedsvc.errors import Origin, RecordError, SourceError
from feedsvc.posts.record import Record
from feedsvc.sources.file_names import printable
from feedsvc.sources.json_text import JsonError, checked_object, decode_document
from feedsvc.sources.keys import Keys, byte_digest
from feedsvc.sources.skipped import Skipped

_BOM = b"\xef\xbb\xbf"
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


class JsonLinesFile:
    """The lines of one file; empty ones are skipped."""

    def __init__(self, path: Path) -> None:
        self.path = self.watched = path
        self.skipped = Skipped()

    @property
    def name(self) -> str:
        return printable(str(self.path))

    def items(self) -> Iterator[JsonLine]:
        """Every line. Raises `SourceError` when the file cannot be read."""
        keys = Keys()
        start = 0
        try:
            with self.path.open("rb") as file:
                for number, line in enumerate(file, 1):
                    begin, raw = start, line
                    start += len(line)
                    if number == 1 and raw.startswith(_BOM):
                        begin, raw = begin + len(_BOM), raw[len(_BOM) :]
                    if raw := raw.rstrip():
                        yield JsonLine(
                            _key(raw, number, keys), byte_digest(raw), self.path, number, begin, len(raw)
                        )
        except OSError as error:
            raise SourceError(f"{self.name}: cannot be read: {error.strerror}") from None


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
    return keys.unique(f"line:{number}")
