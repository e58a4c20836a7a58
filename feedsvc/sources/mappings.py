"""Records that a program has: rows of a query, objects of an API, any mappings of fields."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from feedsvc.errors import Origin, RecordError
from feedsvc.posts.record import Record
from feedsvc.sources.keys import Keys, byte_digest
from feedsvc.sources.source import Item

_PLAIN = (bool, int, float, str, date, Decimal, UUID)
_DEEPEST = 20


class Fields(Protocol):
    """A record's fields by name: a mapping, or a row that can be asked like one (`sqlite3.Row`)."""

    def keys(self) -> Iterable[str]:
        """The names."""

    def __getitem__(self, name: str, /) -> Any:
        """The value of the field `name`."""


@dataclass(frozen=True, slots=True)
class MappingItem:
    """One mapping as listed, with values that any process can be given."""

    key: str
    fingerprint: str
    origin: Origin
    fields: Mapping[str, Any]
    problem: str | None = None
    dropped: tuple[RecordError, ...] = ()

    def read(self) -> Record:
        """The record. Raises `RecordError` for what is no mapping."""
        if self.problem is not None:
            raise RecordError(self.origin, None, self.problem)
        return Record(self.key, self.origin, self.fields, notices=self.dropped)


class Mappings:
    """The records of an iterable, which is run through once, at the first listing."""

    def __init__(self, records: Iterable[Fields], name: str) -> None:
        self._records, self.name = records, name
        self._items: list[MappingItem] | None = None

    def items(self) -> Iterator[Item]:
        if self._items is None:
            keys = Keys()
            self._items = [
                _item(record, Origin(self.name, number), keys)
                for number, record in enumerate(self._records, 1)
            ]
        return iter(self._items)


def _item(record: object, origin: Origin, keys: Keys) -> MappingItem:
    if not hasattr(record, "keys") or isinstance(record, type):
        key, problem = keys.unique(f"row:{origin.line}"), f"must be a mapping, not {type(record).__name__}"
        return MappingItem(key, byte_digest(problem.encode()), origin, {}, problem)
    fields, dropped = plain_fields(record, origin)  # type: ignore[arg-type]
    fingerprint = byte_digest(json.dumps(fields, default=str).encode("utf-8", "surrogatepass"))
    return MappingItem(keys.of(fields), fingerprint, origin, fields, None, dropped)


def plain_fields(record: Fields, origin: Origin) -> tuple[dict[str, Any], tuple[RecordError, ...]]:
    """A record's fields in types that any process can be given and that fields are read from, and a notice
    for each that is of another type."""
    fields: dict[str, Any] = {}
    dropped = []
    names: Iterable[object] = record.keys()
    for name in names:
        try:
            fields[str(name)] = _plain(record[name], _DEEPEST)  # type: ignore[index]
        except TypeError as error:
            dropped.append(RecordError(origin, str(name), f"{error} is no value of a field"))
    return fields, tuple(dropped)


def _plain(value: object, depth: int) -> Any:
    """The value in types that fields are read from. Raises `TypeError` with the name of any other type."""
    if value is None or type(value) in _PLAIN:
        return value
    if isinstance(value, str):  # marked as safe, of an enumeration
        return str.__str__(value)
    if isinstance(value, _PLAIN):
        return value
    if depth and isinstance(value, Mapping):
        return {str(name): _plain(member, depth - 1) for name, member in value.items()}
    if depth and isinstance(value, list | tuple):
        return [_plain(member, depth - 1) for member in value]
    if depth and isinstance(value, set | frozenset):
        return sorted(_plain(member, depth - 1) for member in value)
    raise TypeError(type(value).__name__)
