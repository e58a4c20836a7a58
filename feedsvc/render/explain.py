"""What the steps changed, found by comparing the text before and after each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from html import unescape

from feedsvc.render.formulas import Formula, Hidden
from feedsvc.render.page import line_of
from feedsvc.render.report import Change

_PIECES = re.compile(r"<[^<>]*>|[^<\n]*\n?|<")
_TAG = re.compile(r"<[^<>]*>")
_WORD = re.compile(r"[^\s<>]{3,}")
_VALUE = re.compile(r'="([^"]{3,})"')


class Stages:
    """Collects the text after each step."""

    def __init__(self) -> None:
        self.after: list[tuple[str, str]] = []

    def compare(self, step: str, _before: str, after: str, *, is_source: bool = False) -> str:
        self.after.append((step, after))
        return after

    def formulas(self, hidden: Hidden) -> None:
        """Formulas stay what they are until the end."""


class Watch:
    """Collects changes: told the text before everything, then after each step."""

    def __init__(self, source: str) -> None:
        self._source = source
        self.changes: list[Change] = []

    def compare(self, step: str, before: str, after: str, *, is_source: bool = False) -> str:
        """Note what `step` changed; returns `after`. In the post's own text lines are known exactly."""
        if before != after:
            self.changes += (self._by_line if is_source else self._by_piece)(step, before, after)
        return after

    def formulas(self, hidden: Hidden) -> None:
        """Note each formula of the text and each that is none, with the rule that says so."""
        for formula in sorted((*hidden.formulas, *hidden.refused), key=lambda formula: formula.start):
            self.changes.append(self._formula(formula))

    def _formula(self, formula: Formula) -> Change:
        line = line_of(self._source, formula.source) or self._line(formula.source)
        return Change("formulas", formula.source, formula.rule, line)

    def _by_line(self, step: str, before: str, after: str) -> Iterator[Change]:
        old, new = before.splitlines(), after.splitlines()
        for kind, first, last, begin, end in SequenceMatcher(None, old, new).get_opcodes():
            if kind != "equal" and (old[first:last] or any(line.strip() for line in new[begin:end])):
                yield Change(step, "\n".join(old[first:last]), "\n".join(new[begin:end]), first + 1)

    def _by_piece(self, step: str, before: str, after: str) -> Iterator[Change]:
        old, new = _PIECES.findall(before), _PIECES.findall(after)
        for kind, first, last, begin, end in SequenceMatcher(None, old, new).get_opcodes():
            gone, come = "".join(old[first:last]), "".join(new[begin:end])
            if kind != "equal" and (gone.strip() or come.strip()):
                near = (gone, "".join(old[last : last + 3]), "".join(old[max(0, first - 3) : first]))
                yield Change(step, gone, come, next(filter(None, map(self._line, near)), None))

    def _line(self, piece: str) -> int | None:
        """The line of the source that holds the longest word of `piece`, or of its attributes."""
        # A formula stands between other signs in the source.
        found = (word.strip("\\()[]") for word in _WORD.findall(_TAG.sub(" ", piece)))
        words = sorted((word for word in found if len(word) > 2), key=len, reverse=True)
        values = sorted(_VALUE.findall(piece), key=len, reverse=True)
        lines = (line_of(self._source, unescape(word)) for word in words[:5] + values[:5])
        return next(filter(None, lines), None)
