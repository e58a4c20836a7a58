"""What marked, Hexo's renderer, reads otherwise than CommonMark, written as CommonMark has it (marked 15,
`src/rules.ts` and `src/Tokenizer.ts`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from feedsvc.render.fences import fences
from feedsvc.render.fillers import FILLER
from feedsvc.render.marked_emphasis import with_emphasis

_BULLET = r" {0,3}(?:[-*+]|\d{1,9}[.)])"
_ITEM = re.compile(rf"{_BULLET}(?:[ \t]|$)")
_INNER_ITEM = re.compile(r"[ \t]+(?:[-*+]|\d{1,9}[.)])[ \t]+")
_MARK = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]*")
_QUOTE = re.compile(r" {0,3}>")
_EMPTY_ITEM = re.compile(r"(?P<before> {0,3}\d*)(?P<mark>[-*+.)])[ \t]$")
_ENDS_ITEM = re.compile(r"#|<[a-zA-Z][^\n]*>")
_ENDS_PARAGRAPH = re.compile(
    r" {0,3}(?:#{1,6}(?:[ \t]|$)|>|[-*+][ \t]|1[.)][ \t]|`{3,}|~{3,}|<(?:/?[a-zA-Z]|!--)"
    r"|([-*_])(?:[ \t]*\1){2,}[ \t]*$)"
)
_NO_PARAGRAPH = re.compile(r" {4}| {0,3}\t| {0,3}(?:#{1,6}(?:[ \t]|$)|>|`{3,}|~{3,}|<[a-zA-Z/!])")
# Blanks that ASCII has not are blanks in a heading, too.
_HEADING = re.compile(r"( {0,3}#{1,6})[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000](?=[^\n])")
# A tab after the colon makes it text.
_NO_DEFINITION = re.compile(r"( {0,3})\[([^\[\]\n]+\]: *\t)")
_HEADING_RULE = re.compile(r" {0,3}(?:=+|-+)[ \t]*$")
# In a row of a table a bar after a pair of backslashes parts cells.
_ESCAPED_BACKSLASHES = re.compile(r"(?<!\\)((?:\\\\)+)\|")
# One tilde is as good as two, whatever is beside it, in one line of a paragraph or several. After letters of
# ASCII it is taken for part of an address.
_STRUCK = re.compile(
    r"(?<![~\\/0-9A-Za-z_])(~~?)(?=[^\s~])"
    r"((?:[^~\n`<>()\[\]]|\n(?![ \t]*\n))*[^\s~\\`<>()\[\]])\1(?!~)"
)


_STRAIGHT = {
    "\u2018": "'",
    "\u2019": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u2013": "--",
    "\u2014": "---",
    "\u2026": "...",
}
_CURLED = re.compile(f"[{''.join(_STRAIGHT)}]")
_RAW = ("code", "kbd", "pre")
_TAG = re.compile(r"<[^<>]*>")
_RAW_TAG = re.compile(r"<(/?)(?:code|kbd|pre)\b[^<>]*>")


def with_straight_code(html: str, source: str) -> str:
    """`html` of `source` in which nothing between tags of code that the author wrote is typographic."""
    if not any(f"<{name}" in source for name in _RAW) or not _CURLED.search(html):
        return html
    out, at, depth = [], 0, 0
    for tag in _RAW_TAG.finditer(html):
        piece = html[at : tag.start()]
        is_ours = depth > 0 and _CURLED.search(piece) and unescape(_TAG.sub("", piece)) not in source
        out += [_CURLED.sub(lambda found: _STRAIGHT[found[0]], piece) if is_ours else piece, tag[0]]
        depth = max(0, depth + (-1 if tag[1] else 1))
        at = tag.end()
    return "".join((*out, html[at:]))


def as_commonmark(text: str) -> str:
    """`text` in marked's Markdown as CommonMark."""
    if "\\\\|" in text:
        text = _ESCAPED_BACKSLASHES.sub(rf"\1{FILLER}|", text)
    lines = text.split("\n")
    in_code = {number for fence in fences(lines) for number in range(fence.start, fence.end)}
    lines = list(_Lines(lines, in_code).written())
    if "*" in text:
        lines = with_emphasis(lines)
    text = "\n".join(lines)
    return _STRUCK.sub(rf"\1{FILLER}\2{FILLER}\1{FILLER}", text) if text.count("~") > 1 else text


class _Lines:
    """One pass over the lines of a text, those of `in_code` apart."""

    def __init__(self, lines: list[str], in_code: set[int]) -> None:
        self._lines, self._in_code = lines, in_code
        self._in_list = self._in_paragraph = self._in_html = False
        self._after_blank = True
        self._following = 0  # the line after those of tabs at hand
        self._column = 0  # of the text of the item above

    def written(self) -> Iterator[str]:
        for number, line in enumerate(self._lines):
            if number in self._in_code:
                self._in_paragraph = self._after_blank = False
                yield line
            elif not line.strip(" "):
                self._in_paragraph = self._in_html = False
                self._after_blank = True
                yield line
            elif line.isspace():
                yield self._blank(number)
            else:
                yield from self._line(line)
                self._after_blank = False

    def _blank(self, number: int) -> str:
        """A line of tabs, or of blanks that ASCII has not: a paragraph goes on over it."""
        line = self._lines[number]
        if not self._in_paragraph or self._in_list:
            self._after_blank = self._after_blank or not self._in_paragraph
            return "" if not self._in_paragraph else line
        if self._following <= number:
            self._following = self._next_text(number)
        following = self._following
        after = self._lines[following] if following < len(self._lines) else ""
        if not after.strip() or _ENDS_PARAGRAPH.match(after):
            return ""
        return line if line.strip("\t ") else FILLER

    def _next_text(self, number: int) -> int:
        """The next line that is empty or has a text."""
        number += 1
        while number < len(self._lines) and self._lines[number].isspace() and self._lines[number].strip(" "):
            number += 1
        return number

    def _line(self, line: str) -> Iterator[str]:
        line = _HEADING.sub(r"\1 ", line)
        if no_definition := _NO_DEFINITION.match(line):
            line = f"{no_definition[1]}\\[{line[no_definition.start(2) :]}"
        if line.startswith("<!--") and "-->" in line:
            self._in_list = self._in_paragraph = self._in_html = False
            yield line
            return
        if self._in_list and self._after_blank and not line.startswith((" ", "\t")):
            self._in_list = False
        if _ITEM.match(line) and not self._in_html:
            # A list does not begin with an item that is a mark and one blank.
            if not self._in_list and (empty := _EMPTY_ITEM.match(line)):
                if self._in_paragraph:
                    yield ""
                self._in_paragraph = True
                yield f"{empty['before']}\\{empty['mark']}"
                return
            self._in_list, self._in_paragraph = True, False
            self._column = _column(line)
        elif self._in_list:
            yield from self._in_item(line)
            return
        elif self._in_paragraph:
            if _HEADING_RULE.match(line):
                self._in_paragraph = False
            elif _ENDS_PARAGRAPH.match(line):
                self._begin(line)
        elif not self._in_html:
            self._begin(line)
        yield line

    def _in_item(self, line: str) -> Iterator[str]:
        """A line after the first of an item."""
        if _INNER_ITEM.match(line):
            self._column = _column(line)
        elif not self._after_blank and _QUOTE.match(line):
            line = " " * self._column + line.lstrip()
        elif _ENDS_ITEM.match(line):
            self._in_list = False
            self._begin(line)
            yield ""
        yield line

    def _begin(self, line: str) -> None:
        """What `line` begins."""
        self._in_paragraph = not _NO_PARAGRAPH.match(line)
        self._in_html = not self._in_paragraph and line.lstrip().startswith("<")


def _column(line: str) -> int:
    """Where the text of the item begins that `line` begins."""
    found = _MARK.match(line)
    mark = found[0].expandtabs(4) if found else ""
    return len(mark) if len(mark) - len(mark.rstrip()) in range(1, 5) else len(mark.rstrip()) + 1
