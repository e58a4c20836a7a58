"""What the steps changed, found by comparing the text before and after each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from html import unescape

from feedsvc.render.page import line_of
from feedsvc.render.report import Change

_PIECES = re.compile(r"<[^<>]*>|[^<\n]*\n?|<")
_WORDS = re.compile(r"""[^\s<>"'=]{3,}""")
# A name of HTML stands on many lines.
_COMMON = re.compile(r"/?(?:[a-z][a-z0-9]{0,9}|[a-z]+-[a-z]+)|https?:|https?://")


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
                yield Change(
                    step, gone, come, self._line(gone) or self._line("".join(old[max(0, first - 3) : first]))
                )

    def _line(self, piece: str) -> int | None:
        """The line of the source that holds the longest word of `piece`."""
        words = sorted(_WORDS.findall(unescape(piece)), key=len, reverse=True)
        for word in words[:8]:
            if not _COMMON.fullmatch(word) and (line := line_of(self._source, word)):
                return line
        return None
