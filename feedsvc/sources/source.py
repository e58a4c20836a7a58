"""What every source offers to a sync: a list of items, each of which can be read as a record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
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
    """A place that holds records.

    It may also say what its last listing passed over although it looks like a record (`skipped`), which
    file or folder to watch for changes (`watched`), and read many items at once (`fetched`).
    """

    @property
    def name(self) -> str:
        """What to call the source in a message: its path or address."""

    def items(self) -> Iterator[Item]:
        """Every record, in any order. Raises `SourceError` when the source cannot be listed."""


def skipped_by(source: Source) -> Skipped:
    """What the last listing passed over; nothing, where the source does not say it."""
    found = getattr(source, "skipped", None)
    return found if isinstance(found, Skipped) else Skipped()


def fetched_by(source: Source, items: Iterable[Item]) -> Iterator[Item]:
    """These items, in their order, some of them read together where the source can do that."""
    fetched = getattr(source, "fetched", None)
    return fetched(items) if callable(fetched) else iter(items)


def watched_by(source: Source) -> Path | None:
    """The file or folder whose changes are changes of the source; None where there is none."""
    found = getattr(source, "watched", None)
    return found if isinstance(found, Path) else None
