"""Code indented by four columns in Markdown source (CommonMark 0.31, section 4.4), found line by line."""

from __future__ import annotations

import re

_INDENT = 4
_ITEM = re.compile(r"(?:[-*+]|\d{1,9}[.)])(?=[ \t]|$)[ \t]*")


def indented_code(lines: list[str]) -> list[tuple[int, int]]:
    """Each block of it as the index of its first line and that after its last, in order. Fenced blocks are
    not looked for: what is indented in one may be told as code too."""
    if not any(line.startswith(("    ", "\t", " \t", "  \t", "   \t")) for line in lines):
        return []
    found: list[tuple[int, int]] = []
    columns = [0]  # where the content of each open list item begins, after that of the post
    after_blank = True
    for index, line in enumerate(lines):
        text = line.lstrip(" \t")
        if not text.strip():
            after_blank = True
            continue
        column = _columns(line[: len(line) - len(text)])
        while after_blank and column < columns[-1]:
            columns.pop()
        is_code = column >= columns[-1] + _INDENT and (after_blank or bool(found and found[-1][1] == index))
        if is_code:
            joins = bool(found) and not any(held.strip() for held in lines[found[-1][1] : index])
            found[-1:] = [(found[-1][0], index + 1)] if joins else [*found[-1:], (index, index + 1)]
        else:
            while item := _ITEM.match(text):
                while column < columns[-1]:
                    columns.pop()
                width = _columns(" " * column + item[0].expandtabs(_INDENT)) - column
                marker = len(item[0].rstrip())
                column += width if marker < width <= marker + _INDENT else marker + 1
                columns.append(column)
                text = text[item.end() :]
                if not text:
                    break
        after_blank = False
    return found


def _columns(indent: str) -> int:
    return len(indent.expandtabs(_INDENT))
