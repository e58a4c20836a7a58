"""Characters that stand in the text for a while, so that a converter reads what is beside them as it should.

They are control characters, which `posts.text.clean` takes out of every text.
"""

from __future__ import annotations

import re

from feedsvc.render.fences import CodeSpans, fences

FILLER = "\x11"  # no blank and no punctuation
_BACKTICK = "\x12"
_LONG_PREFIX = 100  # of a fence, in quotations and items
_FENCE = re.compile(r"[ \t>]*`{3,}[^`]*")
_TICKS = re.compile("`+")


def without_fillers(html: str) -> str:
    """`html` with what the fillers stand for."""
    if FILLER in html:
        html = html.replace(FILLER, "")
        if "%11" in html:
            html = html.replace("%11", "")
    return html.replace(_BACKTICK, "`") if _BACKTICK in html else html


def with_open_backticks_hidden(text: str) -> str:
    """`text` without the backticks that begin no code span and no fence: after several in a row comrak (0.59)
    finds no further spans."""
    if not _has_backticks_in_lines(text):
        return text
    lines, at = text.split("\n"), 0
    out: list[str] = []
    for fence in fences(lines):
        out += [*_hidden(lines[at : fence.start]), *lines[fence.start : fence.end]]
        at = fence.end
    return "\n".join((*out, *_hidden(lines[at:])))


def _has_backticks_in_lines(text: str) -> bool:
    """Whether there are several in a row but in lines that look like fences."""
    at = text.find("``")
    while at >= 0:
        end = text.find("\n", at)
        end = end if end >= 0 else len(text)
        if not _FENCE.fullmatch(text, text.rfind("\n", 0, at) + 1, end):
            return True
        at = text.find("``", end)
    return False


def _hidden(lines: list[str]) -> list[str]:
    text = "\n".join(lines)
    if "``" not in text:
        return lines
    spans, out, at, copied = CodeSpans(text), [], 0, 0
    while found := _TICKS.search(text, at):
        before = text[max(0, found.start() - _LONG_PREFIX) : found.start()]
        begins_line = not before.rpartition("\n")[2].strip(" \t>")
        if found.start() and text[found.start() - 1] == "\\":
            at = found.end()
        elif end := spans.end(found.start(), len(found[0])):
            at = end
        else:
            at = found.end()
            if not (begins_line and len(found[0]) > 2):
                out += [text[copied : found.start()], _BACKTICK * len(found[0])]
                copied = at
    return "".join((*out, text[copied:])).split("\n")
