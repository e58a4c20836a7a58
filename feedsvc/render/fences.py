"""Code in Markdown source: fenced blocks (CommonMark 0.31, section 4.5), found line by line, and code spans
(section 6.1)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

# A fence may stand in a list item or a quotation.
_OPENING = re.compile(
    r"(?P<prefix>(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*)(?P<fence>`{3,}(?=[^`\n]*$)|~{3,})(?P<info>[^\n]*)$"
)
_LEADER = " \t>"
_ITEM = re.compile(r"(?P<mark>[ \t]*+(?:[-*+]|\d{1,9}[.)]))[ \t]+")
# No code span goes over an empty line, nor into an item of a list or a heading. Outside a list only the
# number one begins an item below a line of text (CommonMark 0.31, section 5.2).
_BLOCK_BEGINS = re.compile(r"\n(?:\n|[ \t>]*+(?:[-*+]|1[.)]|(?P<number>\d{1,9}[.)])|#{1,6})[ \t])")
_IN_LIST = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)|(?<=[ \t]))")


class Fence(NamedTuple):
    """A fenced block: `start` is the index of its opening line, `end` the index after its closing line."""

    start: int
    end: int
    prefix: str
    marks: str
    info: str


def fences(lines: list[str]) -> Iterator[Fence]:
    """Every closed fenced block in `lines`, in order. One that never closes is no block."""
    marked = [at for at, line in enumerate(lines) if "```" in line or "~~~" in line]
    closing = _ClosingLines(lines, marked)
    after = 0
    for at in marked:
        if at < after or not (found := _OPENING.match(lines[at])):
            continue
        if end := closing.end(found["fence"], at):
            yield Fence(at, end, found["prefix"], found["fence"], found["info"].strip())
            after = end


def without_fences(markdown: str) -> str:
    """`markdown` with an empty line in the place of each fenced block."""
    if "```" not in markdown and "~~~" not in markdown:
        return markdown
    lines, kept, after = markdown.split("\n"), [], 0
    for fence in fences(lines):
        kept += [*lines[after : fence.start], ""]
        after = fence.end
    return "\n".join(kept + lines[after:])


class _ClosingLines:
    """The lines that can close a fence, of those `marked`: asked in order, all answers take one pass."""

    def __init__(self, lines: list[str], marked: list[int]) -> None:
        self._left: dict[str, list[tuple[int, int]]] = {"`": [], "~": []}
        for at in reversed(marked):
            marks = lines[at].strip(_LEADER)
            if len(marks) >= 3 and marks[0] in self._left and not marks.strip(marks[0]):
                self._left[marks[0]].append((at, len(marks)))
        self._never = {mark: 1 + max((n for _, n in left), default=0) for mark, left in self._left.items()}

    def end(self, marks: str, opening: int) -> int | None:
        """The index after the line that closes `marks`, opened on line `opening`; None when none does."""
        left = self._left[marks[0]]
        while left and left[-1][0] <= opening:
            left.pop()
        if len(marks) >= self._never[marks[0]]:
            return None
        for at, length in reversed(left):
            if length >= len(marks):
                return at + 1
        self._never[marks[0]] = len(marks)
        return None


class CodeSpans:
    """Where code spans end: at as many backticks as they begin with, in the same paragraph."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._runs: dict[int, list[int]] = {}
        for run in re.finditer("`+", text):
            self._runs.setdefault(len(run[0]), []).append(run.start())

    def end(self, start: int, length: int) -> int | None:
        """The index after the span that `length` backticks at `start` begin; None where they begin none."""
        starts = self._runs.get(length, [])
        following = bisect_right(starts, start)
        if following == len(starts):
            return None
        close = starts[following]
        for found in _BLOCK_BEGINS.finditer(self._text, start, close):
            if not found["number"] or _IN_LIST.match(self._text, self._text.rfind("\n", 0, start) + 1):
                return None
        return close + length


class CodeParts:
    """Where code stands in a text: fenced blocks, lines indented as code, and code spans."""

    def __init__(self, text: str) -> None:
        lines = text.split("\n")
        starts = [0]
        for line in lines:
            starts.append(starts[-1] + len(line) + 1)
        parts = [(starts[fence.start], min(starts[fence.end], len(text))) for fence in fences(lines)]
        parts += [(starts[number], starts[number + 1]) for number in _indented_code(lines)]
        spans, at = CodeSpans(text), 0
        self._parts = _Parts(parts)
        inline = []
        for run in re.finditer("`+", text):
            if run.start() >= at and not self._parts.holds(run.start()):
                end = spans.end(run.start(), len(run[0]))
                if end:
                    inline.append((run.start(), end))
                at = end or run.end()
        self._spans = _Parts(inline)

    def holds(self, index: int) -> bool:
        """Whether the character at `index` is part of code."""
        return self._parts.holds(index) or self._spans.holds(index)


def _indented_code(lines: list[str]) -> Iterator[int]:
    """The lines that are indented as code: by four columns, in a list by four more than the item above."""
    column = 0  # of the text of that item
    after_blank = True
    for number, line in enumerate(lines):
        if not line.strip():
            after_blank = True
            continue
        indented = line.startswith(("    ", "\t"))
        if item := _ITEM.match(line) if column or not indented else None:
            column = len(item["mark"].expandtabs(4)) + 1
            blanks = len(item[0].expandtabs(4)) - column
            column += blanks if blanks < 4 else 0
        elif indented and (not column or _indentation(line) >= column + 4):
            yield number
        elif after_blank and not line.startswith((" ", "\t")):
            column = 0
        after_blank = False


def _indentation(line: str) -> int:
    line = line.expandtabs(4)
    return len(line) - len(line.lstrip())


class _Parts:
    def __init__(self, parts: list[tuple[int, int]]) -> None:
        self._starts, self._ends = [], []
        for start, end in sorted(parts):
            self._starts.append(start)
            self._ends.append(end)

    def holds(self, index: int) -> bool:
        part = bisect_right(self._starts, index) - 1
        return part >= 0 and index < self._ends[part]
