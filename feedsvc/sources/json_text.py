"""JSON read for records: objects only, every key once, and no error but `JsonError`."""

from __future__ import annotations

import json
from typing import Any


class JsonError(ValueError):
    """Text that is no JSON of ours; `line` counts from 1 in the text, None where unknown."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.line = line


def decode_object(text: str, start: int = 0) -> tuple[dict[str, Any], int]:
    """The JSON object that begins at `start` of `text`, and where it ends.

    Control characters in strings are let through, NaN and Infinity are null: programs write both. Raises
    `JsonError`.
    """
    found, end = decode_value(text, start)
    return checked_object(found), end


def checked_object(value: Any) -> dict[str, Any]:
    """`value`, when it is a JSON object. Raises `JsonError`."""
    if not isinstance(value, dict):
        raise JsonError("must be a JSON object, {…}")
    return value


def decode_value(text: str, start: int = 0) -> tuple[Any, int]:
    """Like `decode_object`, for a value of any kind."""
    try:
        return _DECODER.raw_decode(text, start)
    except json.JSONDecodeError as error:
        raise JsonError(f"not valid JSON: {error.msg}, column {error.colno}", error.lineno) from None
    except RecursionError:
        raise JsonError("the JSON is nested too deeply") from None
    except ValueError as error:
        raise JsonError(f"not valid JSON: {error}") from None


def decode_document(data: bytes) -> Any:
    """The one JSON value in `data`, which is UTF-8 with or without a byte order mark. Raises `JsonError`."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise JsonError(f"not UTF-8 (byte {data[error.start]:#04x})", line) from None
    start = len(text) - len(text.lstrip())
    found, end = decode_value(text, start)
    if rest := text[end:].strip():
        raise JsonError(f"more than one JSON value: {rest[:20]!r} follows", text.count("\n", 0, end) + 1)
    return found


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for index, name in enumerate(names) if name in names[:index])
        raise ValueError(f"{twice!r} stands there twice; keep one")
    return found


_DECODER = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=lambda _: None, strict=False)
