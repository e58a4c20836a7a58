"""Code spans, links and emphasis as kramdown reads them, written as CommonMark has it."""

from __future__ import annotations

import re

from feedsvc.render.fences import CodeParts
from feedsvc.render.fillers import FILLER

# Emphasis begins before and ends after whatever is no blank; CommonMark asks for more beside punctuation.
# None is in the address of a link, which may hold blanks and, each after a backslash, round brackets.
_LINK_OR_MARKS = re.compile(r"\]\((?P<target>(?!<)(?:[^()\n]|\((?:[^()\n]|\([^()\n]*+\))*+\))*+)\)|\*+|~+")
_BESIDE_MARK = re.compile(
    r"(?<=[^\w\s*~\\])(?=(?:\*{1,2}|~~)[^\s*~])"
    r"|(?<=[^*\\]\*\*|[^~\\]~~)(?=[^\w\s*~])|(?<=[^*\\]\*)(?=[^\w\s*])",
)
_TITLE = re.compile(r"\s+(?=[\"'])")
_TICKS = re.compile("`+")
_INDENTED = ("    ", "\t")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
# What is between these tags is no Markdown.
_RAW = re.compile(
    r"(?P<begin><(?P<name>code|kbd|samp|var)(?:\s[^<>\n]*)?>)(?P<text>[^\n]*?)(?P<end></(?P=name)>)"
)
_MARK = re.compile(r"[\\`*_\[\]~\"'.-]")
# Tags of kramdown's HTML_BLOCK_ELEMENTS are text within a line of text.
_BLOCK_TAG = re.compile(
    r"</?(?:address|article|aside|applet|body|blockquote|caption|col|colgroup|dd|div|dl|dt|fieldset|figcaption"
    r"|footer|form|h[1-6]|header|hgroup|hr|html|head|iframe|legend|menu|li|main|map|nav|ol|optgroup|p|pre"
    r"|section|summary|table|tbody|td|th|thead|tfoot|tr|ul)(?:\s[^<>\n]*)?/?>",
    re.IGNORECASE,
)
_LINE_MARKS = re.compile(r"(?:[ \t>|]|(?:[-*+]|\d+\.)[ \t])*+")
_DEFINED = re.compile(r"^ {0,3}\[([^\]\n^][^\]\n]*)\]:", re.MULTILINE)
_ESCAPED_LABEL = re.compile(r"(?<![\\\]])\[(?P<label>[^\[\]\n]*\\[^\[\]\n]*)\](?:\[\])?(?![\[(:])")
_ESCAPE = re.compile(r"\\([!-/:-@[-`{-~])")


def with_labels(text: str) -> str:
    """`text` in which a link by its text alone finds its address though marks in the text are escaped."""
    if "\\" not in text or "]:" not in text:
        return text
    defined = {label.casefold() for label in _DEFINED.findall(text)}

    def named(found: re.Match[str]) -> str:
        label = _ESCAPE.sub(r"\1", found["label"])
        if found["label"].casefold() in defined or label.casefold() not in defined:
            return found[0]
        return f"[{found['label']}][{label}]"

    return _ESCAPED_LABEL.sub(named, text) if defined else text


def with_inline(lines: list[str]) -> list[str]:
    """`lines` with kramdown's code spans, links and emphasis."""
    text = "\n".join(lines)
    if "<" in text and _BLOCK_TAG.search(text):
        text = _with_block_tags(text)
    if "</" in text:
        text = _with_raw(text)
    if "`" in text:
        text = _with_code_spans(text)
    code: CodeParts | None = None
    out, copied, marked = [], 0, -1
    for found in _LINK_OR_MARKS.finditer(text):
        target = found["target"]
        if target is None:
            for place in found.span():
                if place > marked and _BESIDE_MARK.match(text, place):
                    out += [text[copied:place], FILLER]
                    copied = marked = place
        elif " " in target.strip() or "\\" in target:
            code = code or CodeParts(text)
            if not code.holds(found.start() + 1):
                out += [text[copied : found.start()], "]", _target(target)]
                copied = found.end()
    return "".join((*out, text[copied:])).split("\n")


def _with_block_tags(text: str) -> str:
    """`text` in which tags of blocks within a line of text are text."""
    code = CodeParts(text)

    def shown(found: re.Match[str]) -> str:
        begin = text.rfind("\n", 0, found.start()) + 1
        marks = _LINE_MARKS.match(text, begin)
        first = marks.end() if marks else begin
        is_text = first < found.start() and text[first] != "<" and not code.holds(found.start())
        return f"\\{found[0]}" if is_text else found[0]

    return _BLOCK_TAG.sub(shown, text)


def _with_raw(text: str) -> str:
    """`text` in which what is between tags of code is as it was written."""
    if not _RAW.search(text):
        return text
    code = CodeParts(text)

    def escaped(found: re.Match[str]) -> str:
        if code.holds(found.start()):
            return found[0]
        return found["begin"] + _MARK.sub(r"\\\g<0>", found["text"]) + found["end"]

    return _RAW.sub(escaped, text)


def _target(written: str) -> str:
    """Where a link leads, and its title, between CommonMark's brackets."""
    address, *title = _TITLE.split(written.strip(), maxsplit=1)
    if "<" in address or ">" in address:
        return f"({written})"
    return f"(<{address}>{' ' + title[0] if title else ''})"


def _with_code_spans(text: str) -> str:
    """`text` in which CommonMark finds the code spans that kramdown finds: one ends at the first backticks
    that are as many as it begins with, or more; one alone between blanks begins none."""
    out: list[str] = []
    copied = at = 0
    ends: dict[int, int] = {}  # of each length, where the next such backticks are
    while found := _TICKS.search(text, at):
        start, at = found.span()
        size = at - start
        before, after = text[start - 1 : start], text[at : at + 1]
        line_start = text.rfind("\n", 0, start) + 1
        if before == "\\" or text.startswith(_INDENTED, line_start):
            continue
        close = -1
        if size > 1 or not ((not before or before.isspace()) and after.isspace()):
            if ends.get(size, at - 1) < at and ends.get(size) != -1:
                ends[size] = text.find("`" * size, at)
            close = ends[size]
            if close >= 0 and _BLANK_LINE.search(text, at, close):
                close = -1
        if close < 0:
            out += [text[copied:start], "\\`" * size]
            copied = at
            continue
        at = close + size
        if size == 1 and text[start + 1] == text[close - 1] == " " and not text[start + 1 : close].isspace():
            out += [text[copied : start + 1], " ", text[start + 1 : close], " "]  # both blanks are code
            copied = close
        if text[at : at + 1] == "`":
            out += [text[copied:at], FILLER]
            copied = at
    return "".join((*out, text[copied:]))
