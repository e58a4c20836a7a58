"""A tag as it stands in the text, its arguments taken apart."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

Syntax = Literal["liquid", "hugo", "zola", "output"]

_ARGUMENT = re.compile(
    r"""(?P<name>[\w-]+)\s*(?:=|:(?=["'\s]))\s*(?P<value>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`|[^\s"',]+)"""
    r"""|(?P<word>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`|[^\s"']+)"""
)
_ESCAPED = re.compile(r"""\\(["'\\])""")


class Arguments(NamedTuple):
    """The words of a tag without their quotes, and its values by their lower-case names."""

    words: tuple[str, ...]
    named: dict[str, str]

    def first(self, *names: str, word: int | None = None) -> str:
        """The first of these that is given and not empty; else the word at index `word`; else ""."""
        for name in names:
            if value := self.named.get(name):
                return value
        size = len(self.words)
        return self.words[word] if word is not None and -size <= word < size else ""


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag: `start` and `end` are where it stands in the text, `name` what it is called, `rest` its
    arguments as written. `closing` ends what another began, `empty` ends itself (`/>`)."""

    start: int
    end: int
    syntax: Syntax
    name: str
    rest: str
    closing: bool = False
    empty: bool = False

    @property
    def arguments(self) -> Arguments:
        words, named = [], {}
        for found in _ARGUMENT.finditer(self.rest):
            if found["name"]:
                named[found["name"].lower()] = _unquoted(found["value"])
            else:
                words.append(_unquoted(found["word"]))
        return Arguments(tuple(words), named)

    @property
    def parts(self) -> list[str]:
        """The arguments of themes that put commas between them."""
        return [_unquoted(part.strip()) for part in self.rest.split(",")]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a tag stands: `alone` on its lines, behind `indent`; in a post of this title, URL and language;
    `in_paragraph`, where what it becomes is to be part of the paragraph around it."""

    alone: bool
    indent: str
    title: str
    url: str
    language: str | None
    in_paragraph: bool = False


# From the tag, what stands between it and its closing tag (None without one) and its place to Markdown.
Handler = Callable[[Tag, str | None, Place], str | None]


class Known(NamedTuple):
    """How a tag is shown. `paired` ones may have a closing tag; what is inside a `verbatim` one is no
    Markdown and holds no tags."""

    show: Handler
    paired: bool = False
    verbatim: bool = False


def gone(_tag: Tag, _inner: str | None, _place: Place) -> str:
    """How a tag is shown that says nothing to readers."""
    return ""


def _unquoted(text: str) -> str:
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'`":
        return _ESCAPED.sub(r"\1", text[1:-1])
    return text
