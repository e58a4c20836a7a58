"""How single values are written in a feed: text, times, addresses, ids, media types."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from mimetypes import MimeTypes
from typing import Any, TypeVar
from urllib.parse import urlsplit

from feedsvc.formats.entry import Entry
from feedsvc.iri import percent_encoded, to_uri
from feedsvc.posts.post import Category, Enclosure
from feedsvc.posts.text import clean

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:(?=\S)")
_MEDIA_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+(\s*;.*)?", re.ASCII)
# An instance of its own holds Python's list alone; the module's functions also read the machine's.
_KNOWN_TYPES = MimeTypes()
UNKNOWN_TYPE = "application/octet-stream"

T = TypeVar("T")


def safe(value: T) -> T:
    """`value` (a string, a tuple, a dataclass) with every string in it cleaned (see `posts.text.clean`).

    Posts come here clean; but a single character that XML forbids would make a whole document unreadable.
    """
    made: Any = value
    if isinstance(value, str):
        made = clean(value)
    elif isinstance(value, tuple):
        items = [safe(item) for item in value]
        made = type(value)(*items) if hasattr(value, "_fields") else tuple(items)
    elif is_dataclass(value) and not isinstance(value, type):
        made = replace(value, **{field.name: safe(getattr(value, field.name)) for field in fields(value)})
    return made  # type: ignore[no-any-return]


@lru_cache(maxsize=1)
def without_body(entry: Entry) -> Entry:
    """`entry`, safe, with nothing in the place of its body. Each format asks for the same entry in turn."""
    return safe(replace(entry, html="", markdown=None))


def rfc3339(when: datetime) -> str:
    """`when` as Atom and JSON Feed write it: 2026-01-31T09:05:00Z."""
    return when.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def rfc822(when: datetime) -> str:
    """`when` as RSS writes it: Sat, 31 Jan 2026 09:05:00 GMT, whatever the process's locale."""
    return format_datetime(when.astimezone(UTC), usegmt=True)


def uri(address: str) -> str:
    """`address` as a URI; one whose host cannot be is only percent-encoded."""
    address = address.strip()
    try:
        return to_uri(address)
    except ValueError:
        return percent_encoded(address)


def atom_id(value: str) -> str:
    """`value` as an atom:id, which should be an IRI (RFC 4287, 4.2.6) and must be what readers know.

    They compare it character by character (4.2.6.1). feedsvc gives IRIs; an id of another feed that
    is none, as many in RSS are, stays what it was.
    """
    return value if value.strip() else "data:,"


def is_absolute(address: str | None) -> bool:
    """Whether `address` has a scheme."""
    return address is not None and _SCHEME.match(address.strip()) is not None


def media_type(enclosure: Enclosure) -> str:
    """The enclosure's media type; where it has no usable one, what its file ending means."""
    if enclosure.type and _MEDIA_TYPE.fullmatch(enclosure.type):
        return enclosure.type
    path = urlsplit(uri(enclosure.url)).path
    guess, encoding = _KNOWN_TYPES.guess_type(path, strict=False)
    return guess if guess and not encoding else UNKNOWN_TYPE


def terms(entry: Entry) -> list[Category]:
    """The entry's tags and categories in their order, each term once (a category's label wins)."""
    found: dict[tuple[str, str | None], Category] = {}
    for category in (*(Category((tag,)) for tag in entry.tags), *entry.categories):
        if not category.term.strip():
            continue
        scheme = uri(category.scheme) if category.scheme and is_absolute(category.scheme) else None
        key = (category.term, scheme)
        if key not in found or category.label:
            found[key] = Category(category.path, category.label, scheme)
    return list(found.values())
