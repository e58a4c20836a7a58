"""What Goldmark, Hugo's Markdown, reads otherwise than CommonMark with GitHub's extensions, written as that
has it (goldmark 1.7, `extension/table.go`, `extension/definition_list.go`, `parser/attribute.go`)."""

from __future__ import annotations

import re

from feedsvc.posts.variant import Variant
from feedsvc.render.fences import CodeParts

_TILDE = re.compile(r"^~(?=[ \t])", re.MULTILINE)  # comrak takes it for a definition
# On a line of its own such a list of attributes belongs to the block above.
_BLOCK_LIST = re.compile(
    r"^ {0,3}\{[ \t]*+"
    r"(?:(?:[#.][^\s{}<>#.=\"']++|[\w-]++=(?:\"[^\"\n]*+\"|'[^'\n]*+'|[^\s{}<>\"']++))[ \t,]*+)++\}[ \t]*+$",
    re.MULTILINE,
)
_RULE = re.compile(r"^[ \t>|:-]++$", re.MULTILINE)  # or an empty line of a quotation
_RULE_SIGNS = " \t>|:-"
_RULE_CELL = re.compile(r"[ \t]*:?-+:?[ \t]*")
_BEFORE_ROW = re.compile(r"(?:[ \t>]|(?:[-*+]|\d{1,9}[.)])[ \t])*+")
_NO_HEAD = ("#", "<", "```", "~~~", ":::")


def as_commonmark(text: str, variant: Variant) -> str:
    """`text` in Goldmark's Markdown as CommonMark."""
    if variant.definition_lists and "\n~" in text:
        text = _outside_code(text, _TILDE, "\\~")
    if variant.attributes == "everywhere" and _BLOCK_LIST.search(text):
        text = _outside_code(text, _BLOCK_LIST, "")
    return _with_heads(text) if variant.tables and "|" in text else text


def _outside_code(text: str, pattern: re.Pattern[str], by: str) -> str:
    code = CodeParts(text)
    return pattern.sub(lambda found: found[0] if code.holds(found.start()) else by, text)


def _with_heads(text: str) -> str:
    """`text` in which a table's head has as many cells as the rule below it, where it has fewer."""
    code: CodeParts | None = None
    out, copied = [], 0
    for rule in _RULE.finditer(text):
        end = rule.start() - 1
        if end < 0 or not {"|", "-"}.issubset(rule[0]):
            continue
        wanted = _cells(rule[0].strip(" \t>"))
        head = text[text.rfind("\n", 0, end) + 1 : end].rstrip()
        row = head[_row_start(head) :]
        missing = len(wanted) - len(_cells(row))
        if missing < 1 or not row.strip(_RULE_SIGNS) or row.startswith(_NO_HEAD):
            continue
        code = code or CodeParts(text)
        if all(map(_RULE_CELL.fullmatch, wanted)) and not code.holds(rule.start()):
            closed = row.endswith("|") and not row.endswith("\\|")
            out += [text[copied:end], " |" * (missing if closed else missing + 1)]
            copied = end
    return "".join((*out, text[copied:]))


def _row_start(line: str) -> int:
    found = _BEFORE_ROW.match(line)
    return found.end() if found else 0


def _cells(row: str) -> list[str]:
    """The cells of this row, between bars that no backslash escapes."""
    cells = row.replace("\\|", "  ").split("|")
    first = 1 if not cells[0].strip() else 0
    return cells[first : len(cells) - (1 if len(cells) > 1 and not cells[-1].strip() else 0)]
