"""A Markdown file apart: its front matter as fields, and its text.

Front matter is YAML between `---` lines (Jekyll, Hexo, Hugo), YAML that only a `---` line ends (Hexo), TOML
between `+++` lines (Hugo), a JSON object (Hugo), or `Key: value` lines before the first empty line (Pelican).
A file without any is all text.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from feedsvc.errors import Origin, RecordError
from feedsvc.posts.text import clean
from feedsvc.sources.json_text import JsonError, decode_object
from feedsvc.sources.source_root import SourceRoot
from feedsvc.sources.yaml_text import YamlError, decode_mapping

MAX_LENGTH = 64 * 1024  # characters of front matter; a post's fields take a few hundred

_YAML_OPEN = re.compile(r"-{3,}[ \t]*(?:\n|$)")
_YAML_CLOSE = re.compile(r"^(?:-{3,}|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE)
_TOML_OPEN = re.compile(r"\+{3}[ \t]*(?:\n|$)")
_TOML_CLOSE = re.compile(r"^\+{3}[ \t]*(?:\n|\Z)", re.MULTILINE)
_TOML_KEY = re.compile(r"""[ \t]*["']?([\w-]+)["']?[ \t]*=""", re.ASCII)
_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_JSON_OPEN = re.compile(r'\{\s*["}]')
_KNOWN_KEY = re.compile(r"^(?:title|date):", re.MULTILINE | re.IGNORECASE)
_HEADER_LINE = re.compile(r"([A-Za-z][\w-]*):(?:[ \t]+|$)(.*)", re.ASCII)
# YAML that a `---` line ends, with empty lines in it: after one stand only items of lists and their names.
_LOOSE_YAML = re.compile(
    r"(?:[A-Za-z][\w-]*:(?:[ \t][^\n]*)?\n|-[ \t][^\n]*\n|[ \t]+[^\s][^\n]*\n)++"
    r"(?:[ \t]*\n|[ \t]*-[ \t][^\n]*\n|[A-Za-z][\w-]*:[ \t]*\n)*+(?=-{3,}[ \t]*(?:\n|\Z))"
)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The fields of a file, the line (from 1) of each where known, and the text after them with the line on
    which it begins. `unquoted` names the fields whose value is YAML without quotes, `notices` tell of what
    the author may not have meant and cost nothing."""

    fields: Mapping[str, Any]
    body: str
    lines: Mapping[str, int] = field(default_factory=dict)
    body_line: int = 1
    unquoted: Set[str] = frozenset()
    notices: tuple[RecordError, ...] = ()


def split(text: str, origin: Origin) -> FrontMatter:
    """Take `text`, a whole file with line feeds as line ends, apart.

    Raises `RecordError` with the line when front matter begins but does not end, or cannot be parsed.
    """
    found = _split(text, origin)
    line = text.count("\n", 0, len(text) - len(found.body)) + 1
    return found if line == 1 else replace(found, body_line=line)


def front_matter_of(files: SourceRoot, file: Path) -> Mapping[str, Any] | None:
    """The fields of a file that is no post itself; None where it cannot be read."""
    try:
        text = files.read(file).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        return split(text, Origin(str(file))).fields
    except (OSError, ValueError, RecordError):
        return None


def _split(text: str, origin: Origin) -> FrontMatter:
    start = first_line = len(text) - len(text.lstrip("\n"))
    if opening := _YAML_OPEN.match(text, start):
        return _yaml(text, opening.end(), first_line + 1, origin)
    if opening := _TOML_OPEN.match(text, start):
        return _toml(text, opening.end(), first_line + 1, origin)
    if _JSON_OPEN.match(text, start):
        return _json(text, start, first_line, origin)
    return _bare(text, start, first_line, origin) or FrontMatter({}, text)


def _yaml(text: str, start: int, offset: int, origin: Origin) -> FrontMatter:
    block, body = _block(text, start, _YAML_CLOSE, "---", offset, origin)
    try:
        found = decode_mapping(block)
    except YamlError as error:
        raise _unusable(origin, None if error.line is None else error.line + offset, str(error)) from None
    lines = {name: line + offset for name, line in found.lines.items()}
    repeated = [(name, line + offset) for name, line in found.repeated]
    told = _told_twice(origin, repeated, "the last")
    return FrontMatter(found.fields, body, lines, unquoted=found.unquoted, notices=told)


def _toml(text: str, start: int, offset: int, origin: Origin) -> FrontMatter:
    block, body = _block(text, start, _TOML_CLOSE, "+++", offset, origin)
    try:
        found = tomllib.loads(block)
    except RecursionError:
        raise _unusable(origin, offset, "the TOML is nested too deeply") from None
    except ValueError as error:
        place = _TOML_PLACE.search(str(error))
        line = int(place[1]) if place and place[1] else block.count("\n") if place else 0
        reason = str(error)[: place.start()] if place else str(error)
        raise _unusable(origin, offset + line, f"not valid TOML: {reason}") from None
    lines: dict[str, int] = {}
    for number, line_text in enumerate(block.split("\n"), offset + 1):
        if line_text.startswith("["):
            break
        if key := _TOML_KEY.match(line_text):
            lines.setdefault(key[1], number)
    return FrontMatter(found, body, lines)


def _json(text: str, start: int, offset: int, origin: Origin) -> FrontMatter:
    try:
        found, end = decode_object(text, start)
    except JsonError as error:
        raise _unusable(origin, error.line or offset + 1, str(error)) from None
    if end - start > MAX_LENGTH:
        raise _too_long(origin, offset)
    return FrontMatter(found, text[end:])


def _bare(text: str, start: int, offset: int, origin: Origin) -> FrontMatter | None:
    """Fields without an opening fence; None where the first lines are text of the post after all."""
    if not _HEADER_LINE.match(text, start):
        return None
    end = text.find("\n\n", start)
    head = text[start:] if end < 0 else text[start:end]
    if closing := _YAML_CLOSE.search(text, start, start + len(head) + 1):
        known = _KNOWN_KEY.search(text, start, closing.start())
        return _yaml(text, start, offset, origin) if known else None
    if (loose := _LOOSE_YAML.match(text, start)) and _KNOWN_KEY.search(text, start, loose.end()):
        try:
            return _yaml(text, start, offset, origin)
        except RecordError:
            pass  # a text that begins with a list
    lines = _header(head) if len(head) <= MAX_LENGTH else []
    found: dict[str, tuple[str, int]] = {}
    for key, value, line in lines:
        found.setdefault(key, (value, offset + line))
    if "title" not in found and "date" not in found:
        return None
    repeated = [(key, offset + line) for key, _, line in lines if found[key][1] != offset + line]
    return FrontMatter(
        {key: value for key, (value, _) in found.items()},
        text[start + len(head) :].lstrip("\n"),
        {key: line for key, (_, line) in found.items()},
        notices=_told_twice(origin, repeated, "the first"),  # as Pelican reads it
    )


def _header(head: str) -> list[tuple[str, str, int]]:
    """The `Key: value` lines of `head`: each key in lower case, its value and its line (from 1); an indented
    line goes on with the value before it. Empty when any line is neither."""
    found: list[tuple[str, str, int]] = []
    for number, line in enumerate(head.rstrip("\n").split("\n"), 1):
        if match := _HEADER_LINE.fullmatch(line):
            found.append((match[1].lower(), clean(match[2]).strip(), number))
        elif line[:1] in (" ", "\t") and found:
            key, value, begin = found[-1]
            found[-1] = (key, f"{value}\n{clean(line).strip()}", begin)
        else:
            return []
    return found


def _told_twice(origin: Origin, repeated: Iterable[tuple[str, int]], counts: str) -> tuple[RecordError, ...]:
    return tuple(
        RecordError(Origin(origin.file, line), name, f"stands there twice; {counts} counts")
        for name, line in repeated
    )


def _block(
    text: str, start: int, closing: re.Pattern[str], fence: str, offset: int, origin: Origin
) -> tuple[str, str]:
    """The front matter from `start`, fit for its parser, and the text after the closing fence."""
    end = closing.search(text, start)
    if end is None:
        raise _unusable(origin, offset, f"the front matter has no end; close it with a line {fence}")
    if end.start() - start > MAX_LENGTH:
        raise _too_long(origin, offset)
    return clean(text[start : end.start()]), text[end.end() :]


def _too_long(origin: Origin, line: int) -> RecordError:
    return _unusable(origin, line, f"the front matter is longer than {MAX_LENGTH // 1024} KiB")


def _unusable(origin: Origin, line: int | None, reason: str) -> RecordError:
    return RecordError(Origin(origin.file, line), "front matter", reason)
