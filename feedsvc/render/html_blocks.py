"""Blocks of raw HTML in Markdown (CommonMark 0.31, section 4.6) that nothing ends."""

from __future__ import annotations

import re

from feedsvc.render.elements import following
from feedsvc.render.fences import fences

# What CommonMark (0.31, section 4.6) reads without looking for Markdown, up to its own end or to that of the
# post, by how it begins; and what Python-Markdown reads so.
_RAW = re.compile(
    r"<(?:(?P<name>pre|script|style|textarea|iframe|video|audio|object|canvas|noscript|template|svg|math)"
    r"(?=[\s>/]|$)|(?P<mark>!--|\?|!\[CDATA\[|![a-zA-Z]))",
    re.IGNORECASE,
)
_MARK_ENDS = {"!--": "-->", "?": "?>", "![CDATA[": "]]>"}
_HOLD_CODE = frozenset(("pre", "script", "style", "textarea"))
_FIRST_TAG = re.compile(r" {0,3}<[^<>]*>")


def with_blocks_closed(markdown: str) -> str:
    """`markdown` where a block of raw HTML that nothing ends, ends at the next empty line; comments and the
    like that nothing ends are text."""
    begun = [raw for raw in _RAW.finditer(markdown) if _begins_line(markdown, raw.start())]
    if all(_ends_line(markdown, raw) for raw in begun):
        return markdown
    lines = markdown.split("\n")
    found: dict[int, re.Match[str]] = {}
    line = counted = 0
    for raw in begun:
        line += markdown.count("\n", counted, raw.start())
        counted = raw.start()
        found[line] = raw
    blank = [index for index, line in enumerate(lines) if not line.strip()]
    code = [(fence.start, fence.end) for fence in fences(lines)]
    at = 0  # before this line everything is known_elements
    held: dict[str, list[int]] = {}
    begins: dict[str, list[int]] = {}

    def line_with(text: str, first: int) -> int | None:
        if text not in held:
            held[text] = [index for index, line in enumerate(lines) if text in line.lower()]
        return following(held[text], first)

    for index, raw in found.items():
        while code and code[0][1] <= index:
            del code[0]
        if index < at or (code and code[0][0] <= index):
            continue
        name = (raw["name"] or "").lower()
        end = line_with(f"</{name}" if name else _MARK_ENDS.get(raw["mark"].upper(), ">"), index)
        if not name:
            if end is None:
                lines[index] = lines[index].replace("<", "&lt;", 1)
        else:
            next_blank = following(blank, index)
            last = len(lines) - 1 if next_blank is None else next_blank - 1
            if name not in begins:
                begins[name] = [at for at in found if (found[at]["name"] or "").lower() == name]
            again = following(begins[name], last + 1)
            if end is None or (again is not None and again <= end):
                end = _close(lines, index, name, last)
        at = index + 1 if end is None else end + 1
    return "\n".join(lines)


def _begins_line(text: str, at: int) -> bool:
    before = text[max(0, at - 4) : at]
    return not before.rpartition("\n")[2].strip(" ") and (at < 4 or "\n" in before)


def _ends_line(text: str, raw: re.Match[str]) -> bool:
    """Whether what begins there ends on the same line."""
    end = text.find("\n", raw.end())
    line = text[raw.end() : end if end >= 0 else len(text)]
    return (f"</{raw['name']}" if raw["name"] else _MARK_ENDS.get(raw["mark"], ">")) in line


def _close(lines: list[str], index: int, name: str, last: int) -> int:
    """Ends the element of this name that begins on the line `index` of a block up to the line `last`: code at
    the end of the block, else at once. The line on which it ends."""
    tag = _FIRST_TAG.match(lines[index])
    if tag is None or (name in _HOLD_CODE and not tag[0].endswith("/>")):
        lines[last] += f"</{name}>"
        return last
    if "=" in tag[0]:
        lines[index] = f"{tag[0]}</{name}>{lines[index][tag.end() :]}"
    else:  # only the name is meant
        lines[index] = lines[index].replace("<", "&lt;", 1)
    return index
