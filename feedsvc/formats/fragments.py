"""Entries and documents in every format of the table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from importlib import import_module
from typing import Protocol, cast

from feedsvc.feed_formats import FORMAT_NAMES, FeedFormat
from feedsvc.formats.entry import Entry, Fragment, Head, Part

# Goes up when the same entry is written in another way: stored fragments are then made again. A new format or
# a new field of entries does that by itself.
FORMATS_VERSION = 6


class Syntax(Protocol):
    """What the module of a format has."""

    def fragment(self, entry: Entry) -> Fragment:
        """`entry` without its body."""

    def document(self, head: Head, parts: Iterable[Part]) -> bytes:
        """A whole feed document in UTF-8."""


_SYNTAX = {name: cast(Syntax, import_module(f"feedsvc.formats.{name}_feed")) for name in FORMAT_NAMES}


def formats_fingerprint() -> tuple[object, ...]:
    """Of what decides how entries are written: another one, and stored fragments are made again."""
    return (FORMATS_VERSION, FORMAT_NAMES, tuple((field.name, field.type) for field in fields(Entry)))


def fragments(entry: Entry) -> dict[str, Fragment]:
    """`entry` in each format, by the format's name, without its body."""
    return {name: syntax.fragment(entry) for name, syntax in _SYNTAX.items()}


def document(feed_format: FeedFormat, head: Head, parts: Iterable[Part]) -> bytes:
    """A whole feed document in this format, in UTF-8."""
    return _SYNTAX[feed_format.name].document(head, parts)
