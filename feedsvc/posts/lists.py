"""Readers of fields with several values: tags, categories, people, files.

Each takes the raw value, drops the members it cannot use and tells `complain` why.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar
from urllib.parse import urlsplit

from feedsvc.posts import fields
from feedsvc.posts.post import Author, Category, Enclosure
from feedsvc.posts.text import name

Complain = Callable[[str], None]

_COMMA = re.compile("[,，、]")
_PERSON = re.compile(r"(?P<name>[^<>]*)<(?P<contact>[^<>]+)>")
_MAIL_FIRST = re.compile(r"(?P<contact>[^\s@()]+@[^\s@()]+)\s*\((?P<name>[^()]+)\)")
_MAIL = re.compile(r"[^\s@<>()]+@[^\s@<>()]+")
_MEDIA_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+", re.ASCII)
_MAX_DEPTH = 8

# Our own small table: the system's differs from machine to machine, and documents must not.
MEDIA_TYPES = {
    **{"mp3": "audio/mpeg", "m4a": "audio/mp4", "aac": "audio/aac", "ogg": "audio/ogg", "oga": "audio/ogg"},
    **{"opus": "audio/ogg", "flac": "audio/flac", "wav": "audio/wav", "weba": "audio/webm"},
    **{"mp4": "video/mp4", "m4v": "video/mp4", "webm": "video/webm", "ogv": "video/ogg"},
    **{"mov": "video/quicktime", "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png"},
    **{"gif": "image/gif", "webp": "image/webp", "avif": "image/avif", "svg": "image/svg+xml"},
    **{"pdf": "application/pdf", "epub": "application/epub+zip", "zip": "application/zip"},
    **{"gz": "application/gzip", "tar": "application/x-tar", "json": "application/json"},
    **{"txt": "text/plain", "csv": "text/csv", "html": "text/html", "srt": "application/x-subrip"},
}


MOST = 200  # tags, categories or authors of one post
T = TypeVar("T")


def tags(value: object, complain: Complain) -> tuple[str, ...]:
    """Names from text (split at commas), a list, or a mapping (its keys, or the one it names)."""
    found = []
    for member in _flat(_split(value), complain):
        if isinstance(member, Mapping):
            label = fields.first_of(member, "name", "term", "label", "title")
            found += [label] if label is not None else list(member)
        else:
            found.append(member)
    names: list[str] = []
    for member in found:
        try:
            names.append(name(fields.text(member)))
        except ValueError as error:
            complain(str(error))
    return _bounded(tuple(dict.fromkeys(filter(None, names))), "tags", complain)


def categories(value: object, complain: Complain) -> tuple[Category, ...]:
    """Like tags, but a list inside a list is one path of nested categories, and so is text with slashes."""
    outer = _split(value)
    found: dict[tuple[str, ...], Category] = {}
    for member in outer if isinstance(outer, list | tuple) else [outer]:
        try:
            for category in _category(member, complain):
                found.setdefault(category.path, category)
        except ValueError as error:
            complain(str(error))
    return _bounded(tuple(found.values()), "categories", complain)


def _bounded(values: tuple[T, ...], what: str, complain: Complain) -> tuple[T, ...]:
    """The first of many: each is a feed, with five documents of its own."""
    if len(values) > MOST:
        complain(f"{len(values)} {what} are more than a post may have ({MOST}); the first of them count")
    return values[:MOST]


def _category(member: object, complain: Complain) -> Iterator[Category]:
    label = scheme = None
    if isinstance(member, Mapping):
        if (term := fields.first_of(member, "term", "name", "label", "title")) is None:
            yield from (found for key in member for found in _category(key, complain))
            return
        label = name(fields.line(member["label"])) if member.get("label") else None
        scheme = fields.line(member["scheme"]) if member.get("scheme") else None
        if scheme and not fields.SCHEME.match(scheme):
            complain(f"the scheme {fields.shown(scheme)} is no IRI")
            scheme = None
        steps: list[object] = [term]
    elif isinstance(member, list | tuple):
        steps = list(_flat(member, complain))
    elif member is None:
        return
    else:
        steps = [member]
    path = tuple(name(part) for step in steps for part in _path(fields.text(step)))
    if path := tuple(filter(None, path)):
        yield Category(path, label=label if label != "/".join(path) else None, scheme=scheme)


def _path(term: str) -> list[str]:
    return [term] if "://" in term else term.split("/")


def authors(value: object, complain: Complain) -> tuple[Author, ...]:
    """Like `author`, but text holds several people: apart at its semicolons, else at its commas."""
    if isinstance(value, str):
        return author(value.split(";") if ";" in value else _COMMA.split(value), complain)
    return author(value, complain)


def author(value: object, complain: Complain) -> tuple[Author, ...]:
    """People from text ("Jane <jane@example.com>", "jane@example.com (Jane)"), mappings, or a list."""
    found: list[Author] = []
    for member in _flat(value, complain):
        if isinstance(member, str) and not member.strip():
            continue
        try:
            found.append(_author(member, complain))
        except ValueError as error:
            complain(str(error))
    return _bounded(tuple(dict.fromkeys(found)), "authors", complain)


def _author(member: object, complain: Complain) -> Author:
    if isinstance(member, Mapping):
        called = fields.first_of(member, "name", "title")
        mail = fields.first_of(member, "email", "mail")
        uri = fields.first_of(member, "uri", "url", "link")
    else:
        called, mail, uri = fields.line(member), None, None
        if match := _PERSON.fullmatch(called) or _MAIL_FIRST.fullmatch(called):
            called, contact = match["name"].strip(" \"'"), match["contact"].strip()
            mail, uri = (contact, None) if "@" in contact and "/" not in contact else (None, contact)
        elif _MAIL.fullmatch(called):
            called, mail = None, called
    email = None if mail is None else _email(mail, complain)
    web = None if uri is None else _absolute(uri, complain)
    label = "" if called is None else name(fields.line(called))
    label = label or (email.partition("@")[0] if email else "") or (web or "")
    if not label:
        raise ValueError("an author needs a name")
    if label.isascii() and not any(map(str.isalpha, label)):
        raise ValueError(f"{fields.shown(label)} is no name")
    return Author(label, email=email, uri=web)


def _email(value: object, complain: Complain) -> str | None:
    given = fields.line(value).removeprefix("mailto:")
    if _MAIL.fullmatch(given):
        return given
    complain(f"{fields.shown(given)} is no e-mail address")
    return None


def _absolute(value: object, complain: Complain) -> str | None:
    try:
        found = fields.address(value)
        if not found.startswith(("http://", "https://")):
            raise ValueError(f"{fields.shown(found)} is no web address; write one that begins with https://")  # noqa: TRY301
    except ValueError as error:
        complain(str(error))
        return None
    return found


def enclosures(value: object, complain: Complain) -> tuple[Enclosure, ...]:
    """Files that go with a post: an address, a mapping (url, type, length, title), or a list of them."""
    found: list[Enclosure] = []
    for member in _flat(value, complain):
        try:
            found.append(_enclosure(member if isinstance(member, Mapping) else {"url": member}, complain))
        except ValueError as error:
            complain(str(error))
    return tuple(dict.fromkeys(found))


def _enclosure(member: Mapping[Any, Any], complain: Complain) -> Enclosure:
    where = fields.first_of(member, "url", "src", "href")
    if where is None:
        raise ValueError("a file needs a url")
    url = fields.address(where)
    given = fields.first_of(member, "type", "mime_type")
    media_type = None if given is None else fields.line(given).lower()
    if media_type and not _MEDIA_TYPE.fullmatch(media_type.partition(";")[0].strip()):
        complain(f"{fields.shown(media_type)} is no media type")
        media_type = None
    length = None
    if (size := fields.first_of(member, "length", "size_in_bytes", "size")) is not None:
        digits = fields.text(size).removesuffix(".0")
        if re.fullmatch(r"[0-9]{1,18}", digits):
            length = int(digits)
        else:
            complain(f"the length {fields.shown(digits)} is no number of bytes")
    title = fields.first_of(member, "title")
    ending = urlsplit(url).path.rpartition("/")[2].rpartition(".")[2].lower()
    return Enclosure(
        url,
        media_type or MEDIA_TYPES.get(ending),
        length,
        None if title is None else fields.line(title) or None,
    )


def _flat(value: object, complain: Complain, depth: int = 0) -> Iterator[object]:
    """The members of a list and of the lists in it, or `value` alone; nothing for nulls."""
    if not isinstance(value, list | tuple):
        yield from () if value is None else (value,)
    elif depth == _MAX_DEPTH:
        complain("lists lie too deep in each other")
    else:
        for member in value:
            yield from _flat(member, complain, depth + 1)


def _split(value: object) -> object:
    """Text apart at its commas; a list or a mapping as it is."""
    return _COMMA.split(value) if isinstance(value, str) else value
