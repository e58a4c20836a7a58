"""Where tags stand in a text: outside code, and outside formulas but for what can only be a tag."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from feedsvc.render.fences import CodeSpans, fences
from feedsvc.render.indented import indented_code
from feedsvc.render.shortcodes.syntax import LONGEST_TAG, end_of, known_tag, tag_at
from feedsvc.render.shortcodes.tag import Tag

# Each way begins with a plain sign, outside groups: so the signs alone are looked for.
_OPENING = re.compile(
    r"``*(?P<code>)|\{%|\{\{|\$\$(?P<displayed>)|\\\[(?P<bracket>)"
    # What TeX may hold between single signs, but for a tag.
    r"|\$(?<![\\$]\$)(?![\s$])(?:\\.|(?!\{%|\{\{[<%])[^\\$\n])+(?<!\s)\$(?!\d)"
)
_ESCAPED_HUGO = re.compile(r"\{\{([<%])/\*(.*?)\*/([>%])\}\}", re.DOTALL)
_TAG_OPENING = re.compile(r"\{%|\{\{")
_RAW_MARK = re.compile(
    r"^[ \t]*\{%-?\s*(?:end)?raw\s*-?%\}[ \t]*\n|\{%-?\s*(?:end)?raw\s*-?%\}", re.MULTILINE
)
_DISPLAYED_ENDS = {"$$": "$$", "\\[": "\\]"}


def tags_in(text: str, generator: str, *, html: bool) -> Iterator[Tag]:
    """Every tag outside code, in order; escaped ones and the words of `raw` count as tags. In `html` nothing
    but tags of `raw` and the like is code."""
    opening = _TAG_OPENING if html else _OPENING
    blocks = [] if html else _code_blocks(text)
    block_starts = [start for start, _ in blocks]
    spans = CodeSpans(text)
    endless: set[tuple[str, str]] = set()  # verbatim tags that nothing more ends
    at = 0
    while found := opening.search(text, at):
        start = found.start()
        block = bisect_right(block_starts, start) - 1
        if block >= 0 and start < blocks[block][1]:
            yield from _escaped(text, max(at, blocks[block][0]), blocks[block][1])
            at = blocks[block][1]
        elif found.lastgroup == "code":
            at = spans.end(start, found.end() - start) or found.end()
            yield from _escaped(text, start, at)
        elif found.lastgroup:
            end = text.find(_DISPLAYED_ENDS[found[0]], found.end(), found.end() + LONGEST_TAG)
            inside = text[found.end() : end] if end > 0 else ""
            at = found.end() if "{%" in inside or "{{<" in inside or end < 0 else end + 2
        elif text[start] == "$":
            at = found.end()
        elif tag := tag_at(text, start, generator):
            yield tag
            at = tag.end
            if _is_verbatim(tag) and (tag.syntax, tag.name) not in endless:
                if end_tag := end_of(text, tag):
                    yield end_tag
                    at = end_tag.end
                else:
                    endless.add((tag.syntax, tag.name))
        else:
            at = start + 2


def _code_blocks(text: str) -> list[tuple[int, int]]:
    """Where each block of code begins and ends."""
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    fenced = [(fence.start, fence.end) for fence in fences(lines)]
    indented = indented_code(lines)
    if indented:
        begins = [begin for begin, _ in fenced]

        def is_free(block: tuple[int, int]) -> bool:
            before = bisect_right(begins, block[0]) - 1
            return (before < 0 or fenced[before][1] <= block[0]) and (
                before + 1 == len(fenced) or block[1] <= begins[before + 1]
            )

        fenced = sorted([*fenced, *filter(is_free, indented)])
    return [(starts[begin], min(starts[end], len(text))) for begin, end in fenced]


def _escaped(text: str, start: int, end: int) -> Iterator[Tag]:
    """In code, Hugo's escaped tags, and Jekyll's `raw` where it ends there too, lose their marks."""
    part = text[start:end]
    if "{{</*" in part or "{{%/*" in part:
        for found in _ESCAPED_HUGO.finditer(part):
            shown = f"{{{{{found[1]}{found[2]}{found[3]}}}}}"
            yield Tag(start + found.start(), start + found.end(), "hugo", "/*", shown)
    if "{%" in part and "endraw" in part:
        for found in _RAW_MARK.finditer(part):
            yield Tag(start + found.start(), start + found.end(), "liquid", "/*", "")


def _is_verbatim(tag: Tag) -> bool:
    known = known_tag(tag)
    return known is not None and known.verbatim and not tag.closing and not tag.empty
