"""Names in a Hugo site's addresses, as Hugo 0.168 writes them (`helpers/pathspec`, `permalinks.go`)."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from feedsvc.sources.dialects.dialect import Token

_SLICE = re.compile(r"sections\[(?:(\d*):(\d*)|(\d+)|(last))\]")
_KEPT = frozenset("._#+~-@/\\")


class Tokens(dict[str, Token]):
    """Tokens by name, and slices of the sections: `sections[1:]`, `sections[last]`."""

    def __init__(self, tokens: dict[str, Token], sections: list[str], *, lower: bool) -> None:
        super().__init__(tokens)
        self._found, self._lower = sections, lower

    def get(self, name: str, default: Any = None) -> Any:
        match = _SLICE.fullmatch(name)
        if match is None:
            token = super().get(name, default)
            return (lambda: token().lower()) if token and self._lower else token
        first, last, only, is_last = match.groups()
        if is_last or only is not None:
            part = self._found[-1:] if is_last else self._found[int(only) : int(only) + 1]
        else:
            part = self._found[int(first or 0) : int(last) if last else None]
        return lambda: "/".join(part)


def _is_kept(name: str, index: int) -> bool:
    letter = name[index]
    if letter in _KEPT:
        return True
    if letter == "%":
        return re.match("%[0-9A-Fa-f]{2}", name[index:]) is not None
    kind = unicodedata.category(letter)
    return kind[0] in "LM" or kind == "Nd"


def in_path(name: str) -> str:
    """A file's or a folder's name as it stands in an address: a dash for each blank, no punctuation."""
    marked = re.sub(r"\s", "-", name)
    return "".join(letter for index, letter in enumerate(marked) if _is_kept(marked, index))


def path_token(name: str) -> str:
    """A name as a permalink token writes it: one dash for blanks and for plus signs."""
    found = sanitised(name)
    return sanitised(found.replace("+", " ")) if "+" in found else found


def title_token(title: str) -> str:
    return path_token(title.replace("/", "-").replace("\\", "-"))


def sanitised(name: str) -> str:
    """A slug as it stands in an address that no pattern makes: one dash for blanks, no punctuation but what
    a path may hold (Hugo's `paths.Sanitize`)."""
    if all(_is_kept(name, index) for index in range(len(name))):
        return name
    found: list[str] = []
    is_blank = was_dash = False
    for index, letter in enumerate(name):
        if _is_kept(name, index):
            was_dash = letter == "-"
            if is_blank and not was_dash:
                found.append("-")
            is_blank = False
            found.append(letter)
        elif found and not was_dash and letter.isspace():
            is_blank = True
    return "".join(found)
