"""Marks of other Markdown dialects that no tag begins: kramdown's attributes, containers, alerts, notes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedsvc.render.fences import fences

_ALERT_SIGN = re.compile(r">[ \t]*\[!")
# Attribute lists of kramdown on a line of their own, options of it, and the mark of a table of contents.
_ATTRIBUTES = re.compile(
    r"^(?:[ \t]*(?:[-*+]|\d+\.)[ \t]+[^\n]*\n(?=[ \t]*\{:[ \t]*toc))?[ \t>]*\{:[^{}\n]*\}[ \t]*$"
    r"|[ \t]+\{:[^{}\n]*\}(?=[ \t]*$)|\{:(?::|/)(?:comment|nomarkdown|options)?[^{}\n]*\}",
    re.MULTILINE,
)
_ALERT = re.compile(r"^(?P<marks>[ \t>]*>[ \t]*)\[!(?P<kind>\w{2,20})\][+-]?[ \t]*(?P<title>.*)$")
_BROKEN_ATTRIBUTES = re.compile(r"\{:(?=[^{}\n]*\n)(?:[^{}\n]|\n(?!\s*\n)){1,300}\}")
_NOTE = re.compile(r"!!![ ](?P<kind>[\w-]+)(?:[ ][\w -]*)?(?:[ ]\"(?P<title>[^\"]*)\")?[ \t]*$")
_CONTAINER = re.compile(r"^:::+[ \t]*(?P<kind>[a-zA-Z][\w-]*)?[ \t]*(?P<title>[^\n]*)$")
# In a list the end of a container may be indented as the items are, and ends it all the same.
_INDENTED_END = re.compile(r" {1,3}:::+[ \t]*$")


def may_hold_marks(text: str) -> bool:
    """Whether there can be such a mark in `text`."""
    if "{:" in text or "\n:::" in text or "\n!!! " in text or text.startswith((":::", "!!! ")):
        return True
    return "[!" in text and _ALERT_SIGN.search(text) is not None


def without_marks(text: str, generator: str) -> str:
    """`text` with the containers of markdown-it (`::: tip`) and the alerts of GitHub (`> [!TIP]`) as notes;
    where it may be of that `generator` ("": of any), without kramdown's attribute lists, which Markdown would
    show, and with the notes of Python-Markdown (`!!! tip`)."""
    out: list[str] = []
    lines, at, containers = text.split("\n"), 0, _Containers(generator)
    for fence in fences(lines):
        out += [*_outside(lines[at : fence.start], generator, containers), *lines[fence.start : fence.end]]
        at = fence.end
    return "\n".join(out + _outside(lines[at:], generator, containers))


def _outside(lines: list[str], generator: str, containers: _Containers) -> list[str]:
    if lines and generator in ("", "jekyll"):
        text = _BROKEN_ATTRIBUTES.sub(lambda found: " ".join(found[0].split()), "\n".join(lines))
        lines = _ATTRIBUTES.sub("", text).split("\n")
    if not generator and any(line.startswith("!!! ") for line in lines):
        lines = list(_with_notes(lines))
    return [containers.written(line) if ":::" in line else _ALERT.sub(_alert, line) for line in lines]


def _with_notes(lines: list[str]) -> Iterator[str]:
    """`lines` with each `!!! kind "title"` and the lines indented below it as a container."""
    inside = False
    for line in lines:
        if found := _NOTE.match(line):
            yield from (":::",) if inside else ()
            yield f"::: {found['kind']} {found['title'] or ''}"
            inside = True
        elif inside and line.strip() and not line.startswith(("    ", "\t")):
            yield from (":::", line)
            inside = False
        else:
            yield line.removeprefix("\t" if line.startswith("\t") else "    ") if inside else line
    if inside:
        yield ":::"


def _alert(found: re.Match[str]) -> str:
    return f"{found['marks']}**{found['title'] or found['kind'].capitalize()}**\n{found['marks']}"


class _Containers:
    """Lines that begin and end containers, one after another. One without a title is headed by its kind, but
    for Hexo's, whose renderer (markdown-it-container) shows the text alone."""

    def __init__(self, generator: str) -> None:
        self._open, self._names_kinds = 0, generator != "hexo"

    def written(self, line: str) -> str:
        if self._open and _INDENTED_END.match(line):
            line = line.lstrip()
        found = _CONTAINER.match(line)
        if found is None:
            return _ALERT.sub(_alert, line)
        if found["kind"] is None:
            self._open = max(0, self._open - 1)
            return "\n</div>\n" if not found["title"] else line
        self._open += 1
        title = found["title"].strip() or (found["kind"].capitalize() if self._names_kinds else "")
        heading = f'<p class="admonition-title">{title}</p>\n' if title else ""
        return f'\n<div class="admonition {found["kind"].lower()}" markdown="1">\n{heading}'
