"""How the fields of a record are looked up while it becomes a post."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, TypeVar

from feedsvc.errors import Origin, RecordError
from feedsvc.posts import fields, lists
from feedsvc.posts.record import Record
from feedsvc.posts.text import clean
from feedsvc.posts.vocabulary import field_name

T = TypeVar("T")


class RecordReader:
    """One record while it is read: its fields by their compared names, what was taken and what was wrong.

    `taken` has the name as given of every field that was used, by what it was used for.
    """

    def __init__(self, record: Record) -> None:
        self.record = record
        self.names = record.vocabulary
        self.dropped: list[RecordError] = list(record.notices)
        self.taken: dict[str, str] = {}
        self._by_name: dict[str, tuple[str, Any]] = {}
        for given, value in record.fields.items():
            if not _is_empty(value):
                self._by_name.setdefault(field_name(str(given)), (str(given).strip(), value))

    def values(self, names: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
        """The name as given and the value of each of these fields that is there and not empty."""
        return (self._by_name[name] for name in names if name in self._by_name)

    def first(self, what: str, read: Callable[[Any], T]) -> T | None:
        """The first of the fields for `what` that `read` can use; a notice for each it cannot."""
        for given, value in self.values(getattr(self.names, what)):
            try:
                if found := read(value):
                    self.taken[what] = given
                    return found
            except ValueError as error:
                self.drop(given, str(error))
        return None

    def listed(self, what: str, read: Callable[[Any, lists.Complain], tuple[T, ...]]) -> tuple[T, ...]:
        """The first of the fields for `what` in which `read` finds anything."""
        for given, value in self.values(getattr(self.names, what)):
            if found := read(value, partial(self.drop, given)):
                self.taken[what] = given
                return found
        return ()

    def body(self, what: str) -> str | None:
        """The text of the post in the first of the fields for `what`; raises `RecordError` for what is no
        text."""
        for given, value in self.values(getattr(self.names, what)):
            if not isinstance(value, str):
                raise self.error(given, f"must be text, not {fields.kind(value)}")
            self.taken[what] = given
            return clean(value)
        return None

    def error(self, given: str, reason: str) -> RecordError:
        """What is wrong with the field `given`, with its place."""
        origin = self.record.origin
        return RecordError(Origin(origin.file, self.record.lines.get(given, origin.line)), given, reason)

    def drop(self, given: str, reason: str) -> None:
        """Note that the field `given` was not used, and why."""
        self.dropped.append(self.error(given, reason))


def _is_empty(value: object) -> bool:
    return value is None or value in ("", [], {}, ()) or (isinstance(value, str) and not value.strip())
