"""What kramdown reads otherwise than CommonMark, written as CommonMark has it.

https://kramdown.gettalong.org/syntax.html and, where that is silent, what kramdown 2.4 with its parser of
GitHub's Markdown does: attribute lists, options and the mark of a table of contents; tables without a rule under
their head; lines that belong to the item or quotation above; headings and fences that are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedsvc.render.fences import fences

# Attribute lists on a line of their own, options, and the mark of a table of contents.
_ATTRIBUTES = re.compile(
    r"^(?:[ \t]*(?:[-*+]|\d+\.)[ \t]+[^\n]*\n(?=[ \t]*\{:[ \t]*toc))?[ \t>]*\{:[^{}\n]*\}[ \t]*$"
    r"|[ \t]+\{:[^{}\n]*\}(?=[ \t]*$)|\{:(?::|/)(?:comment|nomarkdown|options)?[^{}\n]*\}",
    re.MULTILINE,
)
_BROKEN_ATTRIBUTES = re.compile(r"\{:(?=[^{}\n]*\n)(?:[^{}\n]|\n(?!\s*\n)){1,300}\}")
_SPAN_ATTRIBUTES = re.compile(r"(?<=[)\]*_`])\{:[^{}\n]*\}")

_ITEM = re.compile(
    r"(?P<before> {0,3}(?:[-*+]|\d+\.))(?P<blanks>[ \t]+)(?=\S)|(?P<bare> {0,3}(?:[-*+]|\d+\.))[ \t]*$"
)
_NUMBERED = re.compile(r" {0,3}\d+\.[ \t]")
_RULE = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$")
_INDENTED_HEADING = re.compile(r" {1,3}#{1,6}")
_BARE_HEADING = re.compile(r"#{1,6}[ \t]*$")
_QUOTE = re.compile(r" {0,3}>")
_FENCE = re.compile(r" {0,3}(?:`{3,}|~{3,})")
_BLOCK_TAGS = frozenset(
    """
    address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hgroup hr html iframe li main map menu nav noscript object ol p pre section summary table
    tbody td tfoot th thead tr ul
    """.split()  # noqa: SIM905 (a table is easier to read)
)
_HTML = re.compile(r" {0,3}<([a-zA-Z][a-zA-Z0-9]*)\b")
_CODE_SPAN = re.compile(r"(`+)(?:(?!\1).)+?\1")
_TABLE_RULE = re.compile(r"[ \t]*\|?[ \t:|+=-]*-[ \t:|+=-]*$")


def as_commonmark(text: str) -> str:
    """`text` in kramdown's Markdown as CommonMark with tables."""
    lines, at, out = text.split("\n"), 0, _Lines()
    for fence in fences(lines):
        out.read(_without_marks(lines[at : fence.start]))
        out.take(lines[fence.start : fence.end])
        at = fence.end
    out.read(_without_marks(lines[at:]))
    return "\n".join(out.lines)


def _without_marks(lines: list[str]) -> list[str]:
    text = "\n".join(lines)
    if "{:" not in text:
        return lines
    text = _BROKEN_ATTRIBUTES.sub(lambda found: " ".join(found[0].split()), text)
    return _ATTRIBUTES.sub("", _SPAN_ATTRIBUTES.sub("", text)).split("\n")


class _Lines:
    """Lines of kramdown written as CommonMark's, one after another."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._item: tuple[int, bool] | None = (
            None  # column of the text of the item above, and whether numbered
        )
        self._is_quote = False
        self._in_paragraph = False

    def take(self, block: list[str]) -> None:
        """A fenced block, as it stands."""
        self.lines += block
        self._in_paragraph = False

    def read(self, lines: list[str]) -> None:
        """Lines outside fenced blocks."""
        at = 0
        while at < len(lines):
            size = 0 if self._in_paragraph or self._item else _table(lines, at)
            if size:
                self.lines += ["", *_with_rule(lines[at : at + size]), ""]
                at += size
            else:
                self._line(lines[at])
                at += 1

    def _line(self, line: str) -> None:
        if not line.strip():
            self._is_quote = self._in_paragraph = False
            self._item = None
            self.lines.append(line)
            return
        self.lines += self._written(line)
        self._in_paragraph = not line.startswith(("    ", "\t", "#")) and not _HTML.match(line)

    def _written(self, line: str) -> Iterator[str]:
        item = None if _RULE.match(line) else _ITEM.match(line)
        if self._is_quote:
            yield line if _QUOTE.match(line) else f"> {line}"
        elif _QUOTE.match(line) and not self._item:
            self._is_quote = True
            yield line
        elif item and (not self._item or self._item[1] == bool(_NUMBERED.match(line)) or item["bare"]):
            if self._in_paragraph and not self._item and _NUMBERED.match(line):
                yield ""
            before = item["before"] or item["bare"]
            blanks = len((item["blanks"] or " ").expandtabs(4))
            self._item = (len(before) + (blanks if blanks <= 4 else 1), bool(_NUMBERED.match(line)))
            yield line
        elif self._item and len(line) - len(line.lstrip()) < self._item[0]:
            yield " " * self._item[0] + line.lstrip()
        elif not self._item and (_INDENTED_HEADING.match(line) or _BARE_HEADING.match(line)):
            yield line.replace("#", "\\#", 1)
        elif _FENCE.match(line) and not self._item:  # one that never closes is no fence
            yield line.lstrip().replace("`", "\\`").replace("~", "\\~")
        else:
            yield line


def _table(lines: list[str], at: int) -> int:
    """How many lines from `at` are a table that has no rule under its first row; 0 for none."""
    size = 0
    for line in lines[at:]:
        if not line.strip() or "|" not in _CODE_SPAN.sub("", line).replace("\\|", ""):
            break
        size += 1
    after = lines[at + size] if at + size < len(lines) else ""
    if size == 0 or after.strip() or lines[at].startswith(("    ", "\t")):
        return 0
    first = lines[at].lstrip()
    if first.startswith((">", "- ", "* ", "+ ", "#", "<")) or _NUMBERED.match(first):
        return 0
    return 0 if size > 1 and _TABLE_RULE.match(lines[at + 1]) else size


def _with_rule(rows: list[str]) -> list[str]:
    """The rows of a table with an empty head over them, which later goes."""
    rows = [row for row in rows if not _TABLE_RULE.match(row)]
    cells = max((_CODE_SPAN.sub("", row).strip().strip("|").count("|") + 1 for row in rows), default=1)
    return ["|" + " |" * cells, "|" + "-|" * cells, *rows]
