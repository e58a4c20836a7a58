"""The blocks of the documentation, with what is said of running them.

A comment before a block, on a line of its own, says

    <!-- not run: REASON -->   that it cannot be run here, and why;
    <!-- before: COMMANDS -->  what readers have by then, made by commands ($EXAMPLES is examples/);
    <!-- a server: PATH -->    that its last command runs until it is stopped, and answers at PATH.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
_FENCE = re.compile(r"```(\S*)\s*$")
_MARK = re.compile(r"<!-- (not run|before|a server): (.+) -->\s*$")


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a page: `line` is that of its first line, from 1; the last three are as the marks say."""

    page: Path
    line: int
    language: str
    text: str
    not_run: str | None = None
    before: str | None = None
    answers: str | None = None

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def pages() -> list[Path]:
    """README and every page of the documentation."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(page: Path) -> Iterator[Block]:
    """The blocks of a page, in their order; an indented one has the language "indented"."""
    lines = page.read_text("utf-8").splitlines()
    number, marks = 0, dict[str, str]()
    while number < len(lines):
        line, start = lines[number], number
        if mark := _MARK.match(line):
            marks[mark[1]] = mark[2]
        elif fence := _FENCE.match(line):
            number = next(at for at in range(number + 1, len(lines)) if lines[at].startswith("```"))
            yield _block(page, start + 1, fence[1], lines[start + 1 : number], marks)
            marks = {}
        elif line.startswith("    ") and (not number or not lines[number - 1].strip()):
            while number < len(lines) and (lines[number].startswith("    ") or not lines[number].strip()):
                number += 1
            yield _block(page, start, "indented", [text[4:] for text in lines[start:number]], marks)
            number, marks = number - 1, {}
        elif line.strip():
            marks = {}
        number += 1


def _block(page: Path, start: int, language: str, lines: list[str], marks: dict[str, str]) -> Block:
    text = "\n".join(lines).rstrip() + "\n"
    found = (marks.get(name) for name in ("not run", "before", "a server"))
    return Block(page, start + 1, language, text, *found)
