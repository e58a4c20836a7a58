"""What every source offers to a sync: a list of items, each of which can be read as a record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from feedsvc.posts.record import Record
from feedsvc.sources.skipped import Skipped


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

    @property
    def skipped(self) -> Skipped:
        """What the last listing passed over although it looks like a record."""

    def items(self) -> Iterator[Item]:
        """Every record, in any order. Raises `SourceError` when the source cannot be listed."""
