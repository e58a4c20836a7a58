"""Where the lines of a text begin and end, for whoever asks for one after another."""

from __future__ import annotations

import re
from bisect import bisect_left

_BREAK = re.compile("\n")


class TextLines:
    """The lines of `text`. Each is looked at once, however many tags stand on it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._breaks = [found.start() for found in _BREAK.finditer(text)]
        self._written: dict[int, tuple[int, int]] = {}

    def begin(self, at: int) -> int:
        """The index at which the line of the character at `at` begins."""
        line = bisect_left(self._breaks, at)
        return self._breaks[line - 1] + 1 if line else 0

    def end(self, at: int) -> int:
        """The index of the break after that line, or the end of the text."""
        line = bisect_left(self._breaks, at)
        return self._breaks[line] if line < len(self._breaks) else len(self._text)

    def is_first(self, at: int) -> bool:
        """Whether nothing but blanks stands before `at` on its line."""
        return at <= self._bounds(at)[0]

    def is_last(self, at: int) -> bool:
        """Whether nothing but blanks stands from `at` on, on its line."""
        return at >= self._bounds(at)[1]

    def is_blank_before(self, at: int) -> bool:
        """Whether the line before that of `at` is empty; where there is none, too."""
        begin = self.begin(at)
        return not begin or self.is_last(self.begin(begin - 1))

    def is_blank_after(self, at: int) -> bool:
        """Whether the line after that of `at` is empty; where there is none, too."""
        end = self.end(at)
        return end == len(self._text) or self.is_last(end + 1)

    def _bounds(self, at: int) -> tuple[int, int]:
        """Where what is written on the line of `at` begins and ends."""
        line = bisect_left(self._breaks, at)
        if line not in self._written:
            begin, end = self.begin(at), self.end(at)
            written = self._text[begin:end]
            first = begin + len(written) - len(written.lstrip())
            self._written[line] = first, begin + len(written.rstrip())
        return self._written[line]
