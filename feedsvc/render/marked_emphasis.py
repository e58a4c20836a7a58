"""Emphasis as marked finds it (marked 15, `Tokenizer.emStrong` and `src/rules.ts`), written as HTML.

marked looks for the end of each emphasis by counting marks, where CommonMark (0.31, section 6.2) pairs them;
beside Chinese punctuation, and where rows of three and more marks meet, the two find others. Only lines with
such marks are looked at here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import category

from feedsvc.render.fences import fences
from feedsvc.render.fillers import FILLER

_NEAR = re.compile(r"\*\*\*|[^\x00-\x7f\w]\*|\*[^\x00-\x7f\w]|\\\*")
_PREFIX = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])(?:[ \t]+|(?=\n|\Z)))*(?:#{1,6}[ \t]+)?")
_NEW_BLOCK = re.compile(r"[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)|#{1,6}[ \t]|<|\||(?:\*[ \t]*){3,}$|$)")
# What may hold stars that are no emphasis here: indented code, rules, rows of tables, HTML, addresses,
# underscores.
_OTHERS = re.compile(
    r"(?: {4}|\t|[ \t>]*(?:[-*+]|\d{1,9}[.)])(?: {5,}| *\t)|[ \t>]*(?:\*[ \t]*){3,}(?:\n|\Z)|[ \t>]*<(?!https?:))|.*(?:\||(?:://|www\.)[^\s<]*\*|(?<![^\W_])_+[^\s_])",
    re.DOTALL,
)
# In this order, at each place (`Lexer.inlineTokens`).
_TOKEN = re.compile(
    r"(?P<escape>\\[!-/:-@\[-`{-~])"
    r"|(?P<tag><!--.*?-->|</?[a-zA-Z][^<>]*>)"
    r"|(?P<link>!?\[(?P<label>(?:\[(?:\\.|[^\[\]\\])*\]|\\.|`[^`]*`|[^\[\]\\`])*?)\](?P<target>\((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*\)))"
    r"|(?P<stars>\*+)"
    r"|(?P<code>(?P<ticks>`+)(?:[^`]|[^`].*?[^`])(?P=ticks)(?!`))"
    r"|(?P<break>[ ]*\n)"
    r"|(?P<del>(?P<tildes>~~?)(?=[^\s~])(?P<deleted>(?:\\.|[^\\])*?(?:\\.|[^\s~\\]))(?P=tildes)(?=[^~]|$))"
    r"|(?P<text>(?:[`~]+|[^`~])(?:(?=[ ]*\n)|.*?(?=[\\<!\[`*~_]|[ ]*\n|https?://|ftp://|www\.|\Z)))",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\[!-/:-@\[-`{-~]")
_SKIPPED = re.compile(r"\[[^\[\]]*?\]\((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*\)|`[^`]*?`|<[^<>]*?>", re.DOTALL)
# Over the classes of characters: s, a blank; p, a mark; w, anything else; and stars.
_ENDS = re.compile(
    r"[^*]+(?=[^*])|p(?P<a>\*+)(?=s|$)|w(?P<b>\*+)(?!\*)(?=[ps]|$)|[ps](?P<c>\*+)(?=w)|s(?P<d>\*+)(?!\*)(?=p)"
    r"|p(?P<e>\*+)(?!\*)(?=p)|w(?P<f>\*+)(?=w)"
)
_BAR = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"[ \t]*+\|?[ \t]*+:?-[-:| \t]*+")
_DEEPEST = 20
# What is longer, or holds more marks, is left to CommonMark: none takes more than some 10 ms.
_LONGEST, _MOST_MARKS = 3_000, 100
_MARK = re.compile(r"[*`~\[<\\]")


def with_emphasis(lines: list[str]) -> list[str]:
    """`lines` with the emphasis of those in which marked and CommonMark may differ as elements, every other
    star escaped."""
    if not any(_NEAR.search(line) for line in lines):
        return lines
    in_code = {number for fence in fences(lines) for number in range(fence.start, fence.end)}
    rows = set(_table_rows(lines)) - in_code
    out, at = [_row(line) if number in rows else line for number, line in enumerate(lines)], 0
    in_code |= rows
    while at < len(lines):
        end = at + 1
        if at not in in_code and lines[at].strip():
            while end < len(lines) and end not in in_code and not _NEW_BLOCK.match(lines[end]):
                end += 1
            text = "\n".join(lines[at:end])
            if _may_differ(text):
                begin = _PREFIX.match(text)
                start = begin.end() if begin else 0
                written = _written(text[start:], 0)
                # No tag may begin a block of HTML.
                out[at:end] = f"{text[:start]}{FILLER if written[0] == '<' else ''}{written}".split("\n")
        at = end
    return out


def _table_rows(lines: list[str]) -> Iterator[int]:
    """The lines that are rows of a table."""
    at = 1
    while at < len(lines):
        is_code = lines[at].startswith(("    ", "\t"))
        if "|" in lines[at] and "|" in lines[at - 1] and not is_code and _RULE.fullmatch(lines[at]):
            yield at - 1
            while at + 1 < len(lines) and "|" in lines[at + 1]:
                at += 1
                yield at
        at += 1


def _may_differ(text: str) -> bool:
    return (
        len(text) <= _LONGEST
        and _NEAR.search(text) is not None
        and not _OTHERS.match(text)
        and len(_MARK.findall(text)) <= _MOST_MARKS
    )


def _row(line: str) -> str:
    """A row of a table, each cell by itself."""
    return "|".join(_written(cell, 0) if _may_differ(cell) else cell for cell in _BAR.split(line))


def _written(text: str, depth: int) -> str:
    return "".join(_pieces(text, depth)) if "*" in text and depth < _DEEPEST else text


def _pieces(text: str, depth: int) -> Iterator[str]:
    classes, at, before = _classes(text), 0, ""
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            yield text[at]
            at, before = at + 1, text[at]
        elif found["stars"] and (end := _emphasis(classes, at, len(found["stars"]), before)):
            name = "em" if end[1] == 1 else "strong"
            yield f"<{name}>{_written(text[at + end[1] : end[0] - end[1]], depth + 1)}</{name}>"
            at, before = end[0], ""
        elif found["stars"]:
            yield "\\*"
            at, before = at + 1, "*"
        elif found["text"]:
            yield found[0]
            at, before = found.end(), found[0][-1] if found[0][-1] != "_" else before
        else:
            if found["link"]:
                mark = "![" if found[0].startswith("!") else "["
                yield f"{mark}{_written(found['label'], depth + 1)}]{found['target']}"
            elif found["del"]:
                yield f"{found['tildes']}{_written(found['deleted'], depth + 1)}{found['tildes']}"
            else:
                yield found[0]
            at, before = found.end(), ""


def _emphasis(classes: str, at: int, length: int, before: str) -> tuple[int, int] | None:
    """Where the emphasis ends that so many stars at `at` begin, after the character `before`, and of how many
    marks it is; None where none begins."""
    inside = classes[at + length : at + length + 1]
    if inside in ("", "s"):
        return None
    if inside == "p" and before and before != "~" and (before in "*_" or _class(before) == "w"):
        return None
    open_marks, middle = length, 0
    for found in _ENDS.finditer(classes, at + length):
        marks = next(filter(None, found.groups()), "")
        if not marks:
            continue
        size = len(marks)
        if found["c"] or found["d"]:
            open_marks += size
            continue
        if (found["e"] or found["f"]) and length % 3 and not (length + size) % 3:
            middle += size
            continue
        open_marks -= size
        if open_marks > 0:
            continue
        size = min(size, size + open_marks + middle)
        end = found.start() + 1 + size
        return end, 1 if min(length, size) % 2 else 2
    return None


def _classes(text: str) -> str:
    """The class of each character, for whatever looks for the ends of emphasis."""
    text = _ESCAPE.sub("++", text)
    text = _SKIPPED.sub(lambda found: f"[{'a' * (len(found[0]) - 2)}]", text)
    return "".join(map(_class, text))


def _class(character: str) -> str:
    if character == "*":
        return "*"
    if character.isspace() or character == "\ufeff":
        return "s"
    return "p" if category(character)[0] in "PS" and character != "~" else "w"
