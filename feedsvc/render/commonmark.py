"""Lists written as CommonMark allows (0.31, section 5.2), rewritten as Python-Markdown wants them.

Python-Markdown nests a list only at four blanks and begins one only after an empty line; everybody else, and
so nearly every post, nests at two or three and begins right under a sentence.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from feedsvc.render.fences import Fence, fences

_INDENT = 4
_ITEM = re.compile(r"(?P<indent> *)(?P<marker>[-*+]|(?P<number>\d{1,9})[.)])(?P<blanks> +)(?P<text>\S.*)$")
_RULE = re.compile(r" *([-*_])(?: *\1){2,} *$")
_HEADING = re.compile(r"#{1,6} ")
# Blocks whose lines are not Markdown end at a line of their own, or at an empty line.
_HTML = re.compile(r" {0,3}<(?P<tag>[a-zA-Z][a-zA-Z0-9-]*)\b")
_INLINE_TAGS = frozenset(
    {"br", "hr", "img", "input", "a", "b", "i", "em", "strong", "code", "span", "sub", "sup", "kbd"}
)
_OVER_BLANK_LINES = frozenset({"</pre", "</script", "</style", "</textarea"})


class _Item(NamedTuple):
    """An open list item, in columns of the source."""

    indent: int
    content: int
    numbered: bool

    def holds(self, indent: int) -> bool:
        return indent >= min(self.content, self.indent + 2)


def with_lists_as_seen(lines: list[str]) -> list[str]:
    """`lines` with list items indented by four blanks a level and an empty line before each list."""
    return _Lists(lines).out


class _Lists:
    def __init__(self, lines: list[str]) -> None:
        self.out: list[str] = []
        self._open: list[_Item] = []
        self._after_blank = True
        self._verbatim: str | None = None  # what ends the block that is not Markdown
        self._shift = ""
        at = 0
        for fence in fences(lines):
            for line in lines[at : fence.start]:
                self._line(line)
            self._block(fence, lines[fence.start : fence.end])
            at = fence.end
        for line in lines[at:]:
            self._line(line)

    def _line(self, line: str) -> None:
        text = line.lstrip(" ")
        if self._verbatim is not None:
            self._verbatim_line(line)
        elif not text:
            self.out.append("")
            self._after_blank = True
            return
        elif (item := _ITEM.match(line)) and not _RULE.match(line) and self._begins_item(item):
            self._item(item)
        elif end := _verbatim_end(line):
            indent = len(line) - len(text)
            self._close(indent)
            self._verbatim, self._shift = end, " " * max(0, self._column(indent) - indent)
            self.out.append(self._shift + line)
        else:
            self._text(text, len(line) - len(text))
        self._after_blank = False

    def _verbatim_line(self, line: str) -> None:
        self.out.append(self._shift + line if line else line)
        end = self._verbatim or ""
        if end in line.lower() or (not line.strip() and end not in _OVER_BLANK_LINES):
            self._verbatim = None

    def _begins_item(self, item: re.Match[str]) -> bool:
        indent = len(item["indent"])
        if self._open:
            return not self._after_blank or indent < self._open[-1].content + _INDENT
        # Under a sentence a number is a list only when it counts from one.
        return indent < _INDENT and (self._after_blank or item["number"] in (None, "1"))

    def _item(self, item: re.Match[str]) -> None:
        indent = len(item["indent"])
        before = self._close(indent)
        numbered = item["number"] is not None
        begins = before is None if not self._open or before else False
        if (begins or (before and before.numbered != numbered)) and not self._after_blank:
            self.out.append("")
        blanks = len(item["blanks"]) if len(item["blanks"]) <= _INDENT else 1
        marker = f"{item['number']}." if numbered else item["marker"]
        self.out.append(f"{' ' * (_INDENT * len(self._open))}{marker} {item['text']}")
        self._open.append(_Item(indent, indent + len(item["marker"]) + blanks, numbered))

    def _text(self, text: str, indent: int) -> None:
        heading = indent == 0 and _HEADING.match(text)
        if self._after_blank or heading:
            self._close(indent)
        if heading and not self._after_blank:
            self.out.append("")
        self.out.append(" " * self._column(indent) + text)

    def _block(self, fence: Fence, block: list[str]) -> None:
        """A fenced block moves as one, by as much as its first line, and stands between empty lines."""
        if fence.prefix.strip():  # it belongs to the item or quotation that begins on the same line
            self.out += block
            self._after_blank = False
            return
        indent = len(fence.prefix)
        self._close(indent)
        shift = " " * max(0, self._column(indent) - indent)
        self.out += ["", *(shift + line if line else line for line in block), ""]
        self._after_blank, self._verbatim = True, None

    def _close(self, indent: int) -> _Item | None:
        """Closes the items that cannot hold a line at `indent`; the outermost of them, if any."""
        closed = None
        while self._open and not self._open[-1].holds(indent):
            closed = self._open.pop()
        return closed

    def _column(self, indent: int) -> int:
        """Where a line at `indent` belongs, inside the items that are open."""
        if not self._open or not self._open[-1].holds(indent):
            return indent
        column, offset = _INDENT * len(self._open), indent - self._open[-1].content
        if offset < _INDENT:
            return column
        return max(indent, column + offset) if indent < column + _INDENT else indent


def _verbatim_end(line: str) -> str | None:
    """What ends the block that `line` begins, when that block is not Markdown and goes on after `line`."""
    text = line.strip()
    if text.startswith("$$"):
        return "$$" if text.count("$$") % 2 else None
    for begin, end in (("\\[", "\\]"), ("\\begin{", "\\end{"), ("<!--", "-->")):
        if text.startswith(begin):
            return None if end in text else end
    found = _HTML.match(line)
    if found is None or (tag := found["tag"].lower()) in _INLINE_TAGS or f"</{tag}" in line.lower():
        return None
    return f"</{tag}"
