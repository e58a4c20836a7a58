"""Sources of others: a package brings one by an entry point, and it is used by its name.

`NAME:REST` as a source calls what the entry point NAME of the group `feedsvc.sources` leads to with REST.
That gives a `Source`, or an iterable of mappings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points

from feedsvc.errors import FeedsvcError, Origin, RecordError, SourceError
from feedsvc.posts.record import Record
from feedsvc.sources.mappings import Mappings
from feedsvc.sources.skipped import Skipped
from feedsvc.sources.source import Item, Source, skipped_by, watched_by

GROUP = "feedsvc.sources"


def names_own_source(location: str) -> bool:
    """Whether `location` names a source that a package brings."""
    return _entry_point(location) is not None


def own_source(location: str) -> Source | None:
    """The source of a package that `location` names; None where it names none.

    Raises `SourceError` where the package's part fails, or gives no source.
    """
    entry = _entry_point(location)
    if entry is None:
        return None
    rest = location.partition(":")[2]
    with_blame = f"{location}: {entry.value} (the source {entry.name})"
    try:
        found = entry.load()(rest)
    except FeedsvcError:
        raise
    except Exception as error:
        raise SourceError(f"{with_blame} failed: {_told(error)}") from error
    source = as_source(found, location)
    if source is None:
        raise SourceError(f"{with_blame} gives no source and no iterable of mappings, but {_kind(found)}")
    return _Guarded(source)


def as_source(found: object, name: str) -> Source | None:
    """A source as it is, an iterable of records as a source called `name`; None for anything else."""
    if callable(getattr(found, "items", None)) and hasattr(found, "name"):
        return found  # type: ignore[return-value]
    if isinstance(found, Iterable) and not isinstance(found, str | bytes) and not hasattr(found, "keys"):
        return Mappings(found, name)
    return None


def _entry_point(location: str) -> EntryPoint | None:
    name, colon, _ = location.partition(":")
    if not colon or len(name) < 2:  # C:\posts
        return None
    return next(iter(entry_points(group=GROUP, name=name)), None)


class _Guarded:
    """A source of others: whatever it raises ends in one line, and costs no other record."""

    def __init__(self, source: Source) -> None:
        self._source, self.name, self.watched = source, source.name, watched_by(source)

    @property
    def skipped(self) -> Skipped:
        return skipped_by(self._source)

    def items(self) -> Iterator[Item]:
        try:
            for item in self._source.items():
                yield _GuardedItem(item, self.name, item.key, item.fingerprint)
        except FeedsvcError:
            raise
        except Exception as error:
            raise SourceError(f"{self.name}: cannot be listed: {_told(error)}") from error


@dataclass(frozen=True, slots=True)
class _GuardedItem:
    item: Item
    source: str
    key: str
    fingerprint: str

    def read(self) -> Record:
        try:
            return self.item.read()
        except FeedsvcError:
            raise
        except Exception as error:
            raise RecordError(
                Origin(self.source), None, f"{self.key} cannot be read: {_told(error)}"
            ) from error


def _told(error: Exception) -> str:
    said = (str(error).strip().splitlines() or [""])[0]
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def _kind(found: object) -> str:
    return "None" if found is None else f"a {type(found).__name__}"
