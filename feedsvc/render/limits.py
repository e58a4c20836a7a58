"""Bounds on one post, so that none can hold up a sync or bring the process down.

Markdown looks for the end of every bracket it meets, and HTML parsers for the element every end tag closes:
both take quadratic time where nothing is ever closed. What is counted here is that work, so the bounds are
the same on every machine and no ordinary post comes near them.
"""

from __future__ import annotations

import re

MAX_LENGTH = 2 * 1024 * 1024  # code points
MAX_DEPTH = 500  # elements
MAX_SCAN = 20_000_000  # characters looked at, about two seconds
MAX_SPLIT = 100_000_000  # characters read again, about two seconds
MAX_ABBREVIATIONS = 1_000

# Few tags cannot nest deep, and most posts have few.
_FEW_TAGS = 4 * MAX_DEPTH
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)")
# Elements that are empty, or end by themselves where the next one begins (HTML, 13.1.2.4 "Optional tags").
_NEVER_NEST = re.compile(
    r"(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr"
    r"|p|li|dt|dd|rt|rp|option|optgroup|colgroup|caption|thead|tbody|tfoot|tr|td|th)"
)
_PARAGRAPHS = re.compile(r"\n[ \t]*\n")
_PAIRS = (("[", "]"), ("](", ")"), ("\\(", "\\)"), ("<", ">"))
# Python-Markdown splits a paragraph anew at each of these lines, and reads all the rest of it each time.
_SPLITTING = re.compile(r"^ {0,3}(?:#|!!!)", re.MULTILINE)
_ABBREVIATION = re.compile(r"^ {0,3}\*\[", re.MULTILINE)


def too_long(text: str) -> str | None:
    """Why `text` is too long to be a post, and the remedy; None when it is not."""
    if len(text) <= MAX_LENGTH:
        return None
    return f"{len(text)} characters are more than a post may have ({MAX_LENGTH}); split it into several posts"


def too_slow(markdown: str) -> str | None:
    """Why Markdown would take too long over `markdown`, and the remedy; None when it would not."""
    if markdown.count("*[") > MAX_ABBREVIATIONS and len(_ABBREVIATION.findall(markdown)) > MAX_ABBREVIATIONS:
        return f"more than {MAX_ABBREVIATIONS} abbreviations; define fewer"
    paragraphs = _PARAGRAPHS.split(markdown)
    if any(
        len(text) > 10_000 and len(text) * len(_SPLITTING.findall(text)) > MAX_SPLIT for text in paragraphs
    ):
        return "too many headings or notes in one paragraph; put blank lines between them"
    for opening, closing in _PAIRS:
        if markdown.count(opening) * len(markdown) > MAX_SCAN:
            if sum(_scan(text, opening, closing) for text in paragraphs) > MAX_SCAN:
                return f"too many {opening!r} that nothing closes; close them, or put them in a code block"
    return None


def too_deep(html: str) -> str | None:
    """Why `html` nests too deep, and the remedy; None when it does not."""
    if html.count("<") <= _FEW_TAGS:
        return None
    still_open: dict[str, int] = {}
    depth = 0
    for end, name in _TAG.findall(html):
        tag = name.lower()
        if _NEVER_NEST.fullmatch(tag):
            continue
        if not end:
            still_open[tag] = still_open.get(tag, 0) + 1
            depth += 1
            if depth > MAX_DEPTH:
                return f"elements nest more than {MAX_DEPTH} deep; close the <{tag}> elements"
        elif still_open.get(tag):
            still_open[tag] -= 1
            depth -= 1
    return None


def _scan(text: str, opening: str, closing: str) -> int:
    """The characters read when every `opening` looks for its own `closing`, to the end where it has none."""
    if text.count(opening) * len(text) <= MAX_SCAN // 1000:
        return 0
    starts: list[int] = []
    total = 0
    for found in re.finditer(f"{re.escape(opening)}|{re.escape(closing)}", text):
        if found[0] == opening:
            starts.append(found.start())
        elif starts:
            total += found.start() - starts.pop()
    return total + sum(len(text) - start for start in starts)
