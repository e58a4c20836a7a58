"""The fenced and indented blocks of the documentation, with what is said of running them.

A comment before a block, `<!-- not run: REASON -->`, says that it cannot run here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
_FENCE = re.compile(r"```(\w*)\s*$")
_MARK = re.compile(r"<!-- (not run): (.+) -->\s*$")


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a page: `line` is that of its first line, from 1; `not_run` says why it cannot be run."""

    page: Path
    line: int
    language: str
    text: str
    not_run: str | None

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def pages() -> list[Path]:
    """README and every page of the documentation."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(page: Path) -> Iterator[Block]:
    """The blocks of a page, in their order; an indented one has the language "indented"."""
    lines = page.read_text("utf-8").splitlines()
    number, reason = 0, None
    while number < len(lines):
        line = lines[number]
        if mark := _MARK.match(line):
            reason = mark[2]
        elif fence := _FENCE.match(line):
            end = next(at for at in range(number + 1, len(lines)) if lines[at].startswith("```"))
            yield Block(page, number + 2, fence[1], "\n".join(lines[number + 1 : end]) + "\n", reason)
            number, reason = end, None
        elif line.startswith("    ") and (not number or not lines[number - 1].strip()):
            end = number
            while end < len(lines) and (lines[end].startswith("    ") or not lines[end].strip()):
                end += 1
            text = "\n".join(text[4:] for text in lines[number:end]).rstrip()
            yield Block(page, number + 1, "indented", text + "\n", reason)
            number, reason = end - 1, None
        elif line.strip():
            reason = None
        number += 1
