"""A raw record, and how its fields are looked up while it becomes a post."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from feedsvc.errors import Origin, RecordError
from feedsvc.posts import fields, lists
from feedsvc.posts.post import Post
from feedsvc.posts.text import clean
from feedsvc.posts.variant import PLAIN_VARIANT, Variant
from feedsvc.posts.vocabulary import PLAIN, Vocabulary, field_name

T = TypeVar("T")

# The address of a post's page below the site's URL, from the post as read so far and the zone of its dates.
# Raises `ValueError` with the reason where the post lacks something that its address is made of.
PageAddress = Callable[[Post, ZoneInfo], str]


@dataclass(frozen=True, slots=True)
class Record:
    """One raw record: whatever fields the source had, under the names the source used.

    `stem` is the name a file gives its post (without date, language and ending; the folder's name for an
    `index.md`), `file_date` the date and `file_language` the language in that name; all are None for records
    that are not files. `draft` says that the place of the record makes it one. `lines` gives the line (from
    1) on which a field stands, where the source can tell. `vocabulary` says what the fields are called, and
    `address` where a blog shows the post, if the record belongs to one. `size_of` measures a local file
    that a field refers to, in bytes. `variant` is the Markdown of its text.
    """

    key: str
    origin: Origin
    fields: Mapping[str, Any]
    stem: str | None = None
    file_date: date | None = None
    file_language: str | None = None
    draft: bool = False
    lines: Mapping[str, int] = field(default_factory=dict)
    vocabulary: Vocabulary = PLAIN
    address: PageAddress | None = None
    size_of: Callable[[str], int | None] | None = None
    variant: Variant = PLAIN_VARIANT


class Reading:
    """One record while it is read: its fields by their compared names, what was taken and what was wrong.

    `taken` has the name as given of every field that was used, by what it was used for.
    """

    def __init__(self, record: Record) -> None:
        self.record = record
        self.names = record.vocabulary
        self.dropped: list[RecordError] = []
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
