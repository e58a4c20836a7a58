"""What every source offers to a sync: a list of items, each of which can be read as a record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from feedsvc.errors import Origin


@dataclass(frozen=True, slots=True)
class Record:
    """One raw record: whatever fields the source had, under the names the source used.

    `stem` is the name a file gives its post (without date, language and ending; the folder's name for an
    `index.md`), `file_date` the date in that name; both are None for records that are not files. `lines`
    gives the line (from 1) on which a field stands, where the source can tell.
    """

    key: str
    origin: Origin
    fields: Mapping[str, Any]
    stem: str | None = None
    file_date: date | None = None
    draft: bool = False
    lines: Mapping[str, int] = field(default_factory=dict)


class Item(Protocol):
    """One record as listed: cheap to make, read only when its fingerprint is new."""

    @property
    def key(self) -> str:
        """The record's name inside its source: unique there, and the same in every listing."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the record may have changed; never ends up in a document."""

    def read(self) -> Record:
        """The record. Raises `RecordError` when it cannot be parsed."""


class Source(Protocol):
    """A place that holds records."""

    @property
    def name(self) -> str:
        """What to call the source in a message: its path or address."""

    def items(self) -> Iterator[Item]:
        """Every record, in any order. Raises `SourceError` when the source cannot be listed."""
