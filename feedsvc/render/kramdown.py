"""What kramdown reads otherwise than CommonMark, written as CommonMark has it.

https://kramdown.gettalong.org/syntax.html and, where that is silent, what kramdown 2.4 with its parser of
GitHub's Markdown does: emphasis beside punctuation; tables without a rule under their head; lines that belong
to the item or quotation above; headings and fences that are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedsvc.render.fences import fences
from feedsvc.render.fillers import FILLER
from feedsvc.render.kramdown_inline import with_inline, with_labels

_ITEM = re.compile(
    r"(?P<before> {0,3}(?:[-*+]|\d+\.))(?P<blanks>[ \t]+)(?=\S)|(?P<bare> {0,3}(?:[-*+]|\d+\.))[ \t]+$"
)
# With a bracket after its number a line is no item.
_BRACKET = re.compile(r"([ \t>]*\d{1,9})(\)(?:[ \t]|$))")
# Without a blank after it a mark is text.
_NO_ITEM = re.compile(r"( {0,3}\d*)([-*+.])$")
_INNER_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d+\.)[ \t]+(?=\S)")
_NUMBERED = re.compile(r" {0,3}\d+\.[ \t]")
_RULE = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$")
_INDENTED_HEADING = re.compile(r" {1,3}#{1,6}")
_BARE_HEADING = re.compile(r"#{1,6}[ \t]*$")
_QUOTE = re.compile(r" {0,3}>")
_QUOTE_MARK = re.compile(r"^ {0,3}> ?")
_DEEPEST_QUOTE = 8  # what is quoted deeper is passed on as it stands
_FENCE = re.compile(r" {0,3}(?:`{3,}[^`]*$|~{3,})")
_BLOCK_TAGS = frozenset(
    """
    address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption
    figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html iframe li main map menu nav noscript
    object ol p pre section summary table tbody td tfoot th thead tr ul
    """.split()  # noqa: SIM905 (a table is easier to read)
)
_HTML = re.compile(r" {0,3}<([a-zA-Z][a-zA-Z0-9]*)\b")
# An element whose text is Markdown, and the end of one.
_MARKDOWN_HTML = re.compile(
    r"(?P<open> {0,3}<(?P<tag>[a-zA-Z][a-zA-Z0-9]*)\b[^<>]*?\smarkdown=[\"']?(?:1|block|span)\b[^<>]*>)"
    r"(?:(?P<text>.*?)(?P<close></(?P=tag)>.*)|(?P<rest>.*))"
)
_HTML_END = re.compile(r" {0,3}</([a-zA-Z][a-zA-Z0-9]*)>[ \t]*$")
_TEXT_AFTER = re.compile(r"(?P<html>.*</(?P<tag>[a-zA-Z][a-zA-Z0-9]*)>)[ \t]*(?P<text>[^\s<][^<]*)")
# What has a bracket or a blank in its address is one, too.
_DEFINITION = re.compile(
    r"(?P<label> {0,3}\[[^\]\n^][^\]\n]*\]:)[ \t]*(?P<address>(?=[^\"']*[\s()])[^\s<\"'][^<>\"'\n]*?)"
    r"(?P<title>[ \t]+(?P<quote>[\"']).+(?P=quote))?[ \t]*$"
)
_TAG_ALONE = re.compile(r" {0,3}</?([a-zA-Z][a-zA-Z0-9]*)\b[^<>]*>[ \t]*$")
_CODE_SPAN = re.compile(r"(`+)(?:(?!\1).)+?\1")
_TABLE_RULE = re.compile(r"[ \t]*\|?[ \t:|+=-]*-[ \t:|+=-]*$")
_INDENTED = ("    ", "\t")
# kramdown, `LAZY_END_HTML_START`: on these a paragraph or quotation ends.
_SPAN_TAGS = "a abbr acronym b big bdo br button cite code del dfn em i img input ins kbd label mark option q rb rbc rp rt rtc ruby samp script select small span strong sub sup textarea time tt u var"  # noqa: E501
_ENDS_PARAGRAPH = re.compile(rf" {{0,3}}</?(?!(?:{'|'.join(_SPAN_TAGS.split())})\b)[a-zA-Z]")


_MOST_OPEN_FENCES = 20  # after so many that are none the others are read as they stand


def as_commonmark(text: str, depth: int = 0) -> str:
    """`text` in kramdown's Markdown as CommonMark with tables; it stands in so many quotations."""
    lines, at, out = with_labels(text).split("\n"), 0, _Lines(depth)
    for _ in range(_MOST_OPEN_FENCES):
        begin = at
        for fence in fences(lines[begin:]):
            start, end = begin + fence.start, begin + fence.end
            out.read(lines[at:start])
            column = out.item_column(lines[start])
            at = start
            if column and not all(map(str.strip, lines[start:end])):
                # A line below an item belongs to the item, which ends before the fence does.
                out.read([_without_fence(lines[start])])
                at += 1
                break
            at = _end(lines, start, end, fence.marks)
            out.take([" " * column + line for line in lines[start:at]])
            if at != end:
                break
        else:
            break
    out.read(lines[at:])
    return "\n".join(out.lines)


def _end(lines: list[str], start: int, end: int, marks: str) -> int:
    """Where the fence ends that is said to be from `start` to `end`: a line indented as code ends none."""
    if not lines[end - 1].startswith(_INDENTED) or lines[start].startswith(_INDENTED):
        return end
    closing = re.compile(rf" {{0,3}}{marks}{marks[0]}*[ \t]*$")
    return next((at + 1 for at in range(end, len(lines)) if closing.match(lines[at])), end)


def _without_fence(line: str) -> str:
    return line.lstrip().replace("`", "\\`").replace("~", "\\~")


class _Lines:
    """Lines of kramdown written as CommonMark's, one after another."""

    def __init__(self, depth: int) -> None:
        self.lines: list[str] = []
        self._depth = depth
        # Of the item above, the column of its text, and whether it is numbered.
        self._item: tuple[int, bool] | None = None
        self._in_list = 0  # of the list above, the column of its last item's text
        self._in_paragraph = False
        self._in_code = False
        self._after_blank = True  # or at the beginning: nothing else can a table follow

    def item_column(self, line: str) -> int:
        """The column of the text of the item that `line` belongs to though indented less; 0 for none."""
        is_less = self._item is not None and len(line) - len(line.lstrip(" ")) < self._item[0]
        return self._item[0] if self._item is not None and is_less else 0

    def take(self, block: list[str]) -> None:
        """A fenced block, as it stands."""
        self.lines += block
        self._in_list = self._in_list if block[0].startswith(" ") else 0
        self._in_paragraph = self._in_code = self._after_blank = False

    def read(self, lines: list[str]) -> None:
        """Lines outside fenced blocks."""
        at, endless = 0, set[str]()
        written = with_inline(lines)
        while at < len(lines):
            line = lines[at]
            begins = self._begins_html(line)
            if begins and (element := _MARKDOWN_HTML.match(line)):
                self._begin_html([element["open"]])
                inner = [element["text"], element["close"]] if element["close"] else [element["rest"]]
                lines[at : at + 1], written[at : at + 1] = inner, with_inline(inner)
            elif size := _html_block(lines, at, endless) or _is_html_end(line) if begins else 0:
                self._begin_html(lines[at : at + size])
                at += size
            elif size := 0 if self._item or self._depth > _DEEPEST_QUOTE else _quotation(lines, at):
                quoted = "\n".join(_QUOTE_MARK.sub("", line) for line in lines[at : at + size])
                self._end_paragraph()
                mark = f"{line[: line.index('>')]}> "
                self.lines += [mark + quoted for quoted in as_commonmark(quoted, self._depth + 1).split("\n")]
                at += size
                if at < len(lines):
                    self.lines.append("")
            elif size := 0 if self._item or not self._after_blank else _table(lines, at, self._in_list):
                indent = line[: len(line) - len(line.lstrip())] if self._in_list else ""
                rows = [row.lstrip() if indent else row for row in written[at : at + size]]
                self.lines += ["", *(indent + row for row in _with_rule(rows)), ""]
                at += size
                self._after_blank = False
            else:
                self._line(written[at])
                at += 1

    def _begins_html(self, line: str) -> bool:
        """Whether an element that `line` begins is one of its own, and no part of the text above it."""
        if not self._item and not self._in_paragraph:
            return True
        is_left = not self._item or len(line) - len(line.lstrip(" ")) < self._item[0]
        return is_left and _ENDS_PARAGRAPH.match(line) is not None

    def _begin_html(self, block: list[str]) -> None:
        """An element of HTML; what follows it is Markdown."""
        self._end_paragraph()
        after, begun = _TEXT_AFTER.fullmatch(block[-1]), _HTML.match(block[0])
        if after and begun and after["tag"].lower() == begun[1].lower():
            block = [*block[:-1], after["html"], "", *with_inline([after["text"]])]
            self._in_paragraph = True
            self.lines += [line or FILLER for line in block[:-2]] + block[-2:]
        else:
            self.lines += [*(line or FILLER for line in block), ""]

    def _end_paragraph(self) -> None:
        if self._in_paragraph or self._item:
            self.lines.append("")
        self._in_paragraph = self._after_blank = False
        self._item = None

    def _line(self, line: str) -> None:
        if not line.strip():
            self._in_paragraph = self._in_code = False
            self._item, self._after_blank = None, True
            self.lines.append(line)
            return
        if self._after_blank and not line.startswith((" ", "\t")) and not _ITEM.match(line):
            self._in_list = 0
        if self._in_code and not line.startswith(_INDENTED) and not _ENDS_PARAGRAPH.match(line):
            self.lines[-1] += " " + line.lstrip()
            return
        self._in_code = line.startswith(_INDENTED) and not (self._in_list or self._in_paragraph)
        if not self._item and _ENDS_PARAGRAPH.match(line):
            self._end_paragraph()
        if not self._in_code and (bracket := _BRACKET.match(line)):
            line = f"{bracket[1]}\\{line[bracket.start(2) :]}"
        self.lines += self._written(line)
        self._after_blank = line.startswith("{:")
        self._in_paragraph = not line.startswith((*_INDENTED, "#")) and not _HTML.match(line)

    def _written(self, line: str) -> Iterator[str]:
        item = None if _RULE.match(line) else _ITEM.match(line)
        if item and (not self._item or self._item[1] == bool(_NUMBERED.match(line)) or item["bare"]):
            yield from self._item_of(line, item)
        elif (bare := _NO_ITEM.match(line)) and (self._item or not self._in_paragraph):
            yield f"{' ' * self._item[0] if self._item else ''}{bare[1].strip()}\\{bare[2]}"
        elif self._item and _is_row(line) and (inner := _INNER_ITEM.match(line)):
            column = len(inner[0].expandtabs(4))
            head, *rows = _with_rule([line[inner.end() :].strip()])
            yield inner[0] + head
            yield from (" " * column + row for row in rows)
        elif self._item and len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip()) < self._item[0]:
            yield " " * self._item[0] + line.lstrip()
        else:
            yield self._text(line)

    def _item_of(self, line: str, item: re.Match[str]) -> Iterator[str]:
        if self._in_paragraph and not self._item and _NUMBERED.match(line):
            yield ""
        before = item["before"] or item["bare"]
        blanks = len((item["blanks"] or " ").expandtabs(4))
        self._item = (len(before) + (blanks if blanks <= 4 else 1), bool(_NUMBERED.match(line)))
        self._in_list = self._item[0]
        if _is_row(text := line[len(before) :]):
            head, *rows = _with_rule([text.strip()])
            yield before + " " * (self._item[0] - len(before)) + head
            yield from (" " * self._item[0] + row for row in rows)
        else:
            yield line

    def _text(self, line: str) -> str:
        if not self._item and (_INDENTED_HEADING.match(line) or _BARE_HEADING.match(line)):
            return line.replace("#", "\\#", 1)
        if _FENCE.match(line) and not self._item:  # one that never closes is no fence
            return _without_fence(line)
        if self._in_paragraph and not self._item and "|" in line and _TABLE_RULE.match(line):
            return line.replace("|", "\\|")  # of rows that are no table
        if definition := _DEFINITION.fullmatch(line):
            return f"{definition['label']} <{definition['address'].strip()}>{definition['title'] or ''}"
        if (tag := _TAG_ALONE.match(line)) and tag[1].lower() not in _BLOCK_TAGS:
            return FILLER + line.lstrip()  # what begins with such a tag is a paragraph
        return line


def _quotation(lines: list[str], at: int) -> int:
    """How many lines from `at` are one quotation, with those that have no mark; 0 for none."""
    end = at
    if _QUOTE.match(lines[at]):
        while end < len(lines) and lines[end].strip() and not _ENDS_PARAGRAPH.match(lines[end]):
            end += 1
    return end - at


def _table(lines: list[str], at: int, column: int) -> int:
    """How many lines from `at` are a table that has no rule under its first row; 0 for none. In a list,
    `column` is that of its text."""
    size = 0
    while at + size < len(lines) and _is_row(lines[at + size]):
        size += 1
    after = lines[at + size] if at + size < len(lines) else ""
    line = lines[at].expandtabs(4)
    goes_on = after.strip() and not (column and _ITEM.match(after))
    if size == 0 or goes_on or line.startswith(" " * (column + 4)):
        return 0
    first = lines[at].lstrip()
    if first.startswith((">", "- ", "* ", "+ ", "#", "<")) or _NUMBERED.match(first):
        return 0
    return size


def _is_row(line: str) -> bool:
    return "|" in line and "|" in _CODE_SPAN.sub("", line).replace("\\|", "")


def _html_block(lines: list[str], at: int, endless: set[str]) -> int:
    """How many lines from `at` are one element of HTML, empty lines and all; 0 for none. `endless` are the
    elements of which one was found not to end."""
    found = _HTML.match(lines[at])
    if found is None or (tag := found[1].lower()) not in _BLOCK_TAGS - endless or "markdown=" in lines[at]:
        return 0
    marks, depth = re.compile(rf"<(/?){tag}\b", re.IGNORECASE), 0
    for end in range(at, len(lines)):
        for mark in marks.finditer(lines[end]):
            depth += -1 if mark[1] else 1
        if depth <= 0:
            return end + 1 - at
    endless.add(tag)
    return 0


def _is_html_end(line: str) -> bool:
    end = _HTML_END.match(line)
    return end is not None and end[1].lower() in _BLOCK_TAGS


def _with_rule(rows: list[str]) -> list[str]:
    """The rows of a table with a rule under their head; with an empty head, which later goes, where they have
    none."""
    rows = [_CODE_SPAN.sub(lambda found: found[0].replace("|", "\\|"), row) for row in rows]
    cells = max(map(_cells, rows))
    rule = "|" + "-|" * cells
    if len(rows) > 1 and (given := _TABLE_RULE.match(rows[1])):
        rule = given[0] if _cells(given[0]) == _cells(rows[0]) else rule
        return [rows[0], rule, *(row for row in rows[2:] if not _TABLE_RULE.match(row))]
    return ["|" + f"{FILLER}|" * cells, rule, *(row for row in rows if not _TABLE_RULE.match(row))]


def _cells(row: str) -> int:
    return _CODE_SPAN.sub("", row).replace("\\|", "").strip().strip("|").count("|") + 1
