"""Fenced code as Hexo finds it, before its Markdown renderer sees the text.

`lib/plugins/filter/before_post_render/backtick_code_block.ts` of Hexo 8: a fence may be indented at will, and
ends at the first line with nothing but as many marks, however that is indented.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from html import escape

_OPENING = re.compile(
    r"(?P<start>(?:(?:[^\S\n]*>){0,3}|[-*+]|[0-9]+\.)[^\S\n]*)(?P<marks>`{3,}|~{3,})[^\S\n]*(?P<info>(?:.*[^`\s])?)"
    r"[^\S\n]*"
)
_CLOSING = re.compile(r"(?:[^\S\n]*>){0,3}[^\S\n]*(`{3,}|~{3,})[^\S\n]?")
_COMMENT = re.compile(r"<!--[\s\S]*?-->")
_MARK = "\x13"
_PLACE = re.compile(
    rf"<pre><code>&lt;!--{_MARK}(?P<indented>\d+)--&gt;\n</code></pre>|(?:<|&lt;)!--{_MARK}(?P<plain>\d+)--(?:>|&gt;)"
)
_OPTION = re.compile(r"\s(?:line_number|line_threshold|first_line|wrap|mark|language_attr|highlight):\S+")
_INFO = re.compile(r"(?P<language>\S+)(?:\s+(?P<caption>\S.*))?")
_LINK = re.compile(r"(?P<caption>.*\S)\s+(?P<address>(?:https?:/)?/\S+)(?:\s+(?P<text>.*))?")
_INDENT = re.compile(r"^[ \t]*(?=\S)", re.MULTILINE)


def without_code(text: str) -> tuple[str, list[str]]:
    """`text` with a comment in the place of each fenced block, and the HTML of the blocks."""
    if "```" not in text and "~~~" not in text:
        return text, []
    lines = text.split("\n")
    closing = _closing_lines(lines)
    comments = _Comments(text, lines)
    out: list[str] = []
    blocks: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        found = _OPENING.fullmatch(line) if "```" in line or "~~~" in line else None
        places = closing.get(found["marks"], ()) if found else ()
        index = bisect_right(places, at)
        if found is None or index == len(places) or comments.hold(at, places[index]):
            out.append(line)
            at += 1
            continue
        end = places[index]
        out.append(f"{found['start']}<!--{_MARK}{len(blocks)}-->")
        blocks.append(_block(lines[at + 1 : end], found["start"].count(">"), found["info"]))
        at = end + 1
    return "\n".join(out), blocks


def with_code(html: str, blocks: list[str]) -> str:
    """`html` with the blocks in the place of their comments."""
    return _PLACE.sub(lambda found: blocks[int(found[1] or found[2])], html) if blocks else html


def _closing_lines(lines: list[str]) -> dict[str, list[int]]:
    """The lines that can end a block, by the marks on them."""
    found: dict[str, list[int]] = {}
    for at, line in enumerate(lines):
        if ("```" in line or "~~~" in line) and (closing := _CLOSING.fullmatch(line)):
            found.setdefault(closing[1], []).append(at)
    return found


def _block(lines: list[str], depth: int, info: str) -> str:
    code = "\n".join(lines)
    if depth:
        code = re.sub(rf"^(?:[^\S\n]*>){{0,{depth}}}(?:[^\S\n]|$)", "", code, flags=re.MULTILINE)
    indent = min((len(found[0]) for found in _INDENT.finditer(code)), default=0)
    if indent:
        code = re.sub(rf"^[ \t]{{{indent}}}", "", code, flags=re.MULTILINE)
    found = _INFO.fullmatch(_OPTION.sub("", info).partition("=")[0].strip())
    named = f' class="language-{escape(found["language"])}"' if found else ""
    block = f"<pre><code{named}>{escape(code, quote=False)}\n</code></pre>"
    caption = _caption(found["caption"]) if found and found["caption"] else ""
    return f"<figure><figcaption>{caption}</figcaption>{block}</figure>" if caption else block


def _caption(written: str) -> str:
    """What stands after the language: a title, and where it leads to and by what name."""
    found = _LINK.fullmatch(written)
    if found is None:
        return escape(written, quote=False)
    link = f'<a href="{escape(found["address"])}">{escape(found["text"] or "link", quote=False)}</a>'
    return f"{escape(found['caption'], quote=False)} {link}"


class _Comments:
    """Where comments of HTML are: a block inside one is none."""

    def __init__(self, text: str, lines: list[str]) -> None:
        self._spans = [found.span() for found in _COMMENT.finditer(text)] if "<!--" in text else []
        self._starts = [start for start, _ in self._spans]
        self._line_starts = [0]
        for line in lines if self._spans else ():
            self._line_starts.append(self._line_starts[-1] + len(line) + 1)

    def hold(self, first: int, last: int) -> bool:
        """Whether the lines from `first` to `last` are in a comment."""
        if not self._spans:
            return False
        index = bisect_left(self._starts, self._line_starts[first]) - 1
        return index >= 0 and self._spans[index][1] > self._line_starts[last + 1]
