"""Configuration files: their tables, and where in them a setting stands."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from feedsvc.errors import UsageError


def read(path: Path) -> tuple[dict[str, Any], str]:
    """The tables of a configuration file, and its text. Raises `UsageError`."""
    try:
        text = path.read_text("utf-8-sig")
        return tomllib.loads(text), text
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: not valid TOML: {error}") from None


def line_of(text: str, names: tuple[str, ...]) -> int | None:
    """The line (from 1) on which the setting at these names stands in a TOML file, or what it is a part of;
    None where that cannot be told."""
    places: dict[tuple[str, ...], int] = {}
    for names_there, line in _keys(text):
        for length in range(1, len(names_there) + 1):
            places.setdefault(names_there[:length], line)
    return next((places[names[:n]] for n in range(len(names), 0, -1) if names[:n] in places), None)


def _keys(text: str) -> Iterator[tuple[tuple[str, ...], int]]:
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[\[?([^\]]+)\]", line):
            table = _parts(header[1])
            yield table, number
        elif key := re.match(r"\s*((?:[\w-]+|\"[^\"]*\"|'[^']*'|\s*\.\s*)+?)\s*=", line):
            yield table + _parts(key[1]), number


def _parts(key: str) -> tuple[str, ...]:
    found = re.findall(r"\"([^\"]*)\"|'([^']*)'|([\w-]+)", key)
    return tuple(double or single or bare for double, single, bare in found)


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """The values of both; where both have one, that of `above`."""

    def one(lower: Any, value: Any) -> Any:
        return merged(lower, value) if isinstance(lower, Mapping) and isinstance(value, Mapping) else value

    return {**below, **{name: one(below.get(name), value) for name, value in above.items()}}
