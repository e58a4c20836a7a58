"""Bounds on one post, so that none can hold up a sync or bring the process down.

Markdown looks for the end of every bracket it meets, and HTML parsers for the element every end tag closes:
both take quadratic time where nothing is ever closed. What is counted here is that work, so the bounds are
the same on every machine and no ordinary post comes near them.
"""

from __future__ import annotations

import re

from feedsvc.posts.variant import Engine
from feedsvc.render.fences import without_fences

MAX_LENGTH = 1024 * 1024  # code points
MAX_DEPTH = 500  # elements
MAX_PARAGRAPHS = 20_000
MAX_ABBREVIATIONS = 1_000
MAX_REFERENCES = 2_000  # to footnotes
MAX_CELLS = 20_000  # of one table
MAX_TAGS = 250_000
# Each about two seconds on a small machine: characters compared while looking for the end of a bracket, those
# of a paragraph read again after a heading in it, and those moved to put something in their midst.
MAX_SCANNED, MAX_READ_AGAIN, MAX_MOVED = 20_000_000, 100_000_000, 10_000_000_000
# In so short a text nothing can take long.
_SHORT = 4_000

_PARAGRAPHS = re.compile(r"\n[ \t]*\n")
_PAIRS = (("[", "]"), ("](", ")"), ("\\(", "\\)"), ("<", ">"))
_INLINE_MARK = re.compile(r"[`$\\*_~&<\[]|  \n")
# Python-Markdown splits a paragraph anew at each of these lines.
_SPLITTING = re.compile(r"^ {0,3}(?:#|!!!|:[ \t])", re.MULTILINE)
# The quotations and list items that begin on one line.
_TOO_DEEP = re.compile(
    rf"^(?:[ \t]*+(?:>|[-*+](?=[ \t])|\d{{1,9}}[.)](?=[ \t]))){{{MAX_DEPTH + 1}}}", re.MULTILINE
)
# Lines begin after a sign that is quickly looked for; `^` is tried at every character.
_MAY_NEST = re.compile(rf"[ \t>*+.)\d-]{{{MAX_DEPTH + 1}}}")
_MAY_NEST_BELOW = re.compile(rf"\n{_MAY_NEST.pattern}")
_DEEP_ITEM = re.compile(r"^ {400}(?=[^\n]{0,8}[-*+.])", re.MULTILINE)
_ABBREVIATION = re.compile(r"^ {0,3}\*\[", re.MULTILINE)

# Few tags cannot nest deep, and most posts have few.
_FEW_TAGS = 4 * MAX_DEPTH
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)")
# Elements that are empty, or end by themselves where the next one begins (HTML, 13.1.2.4 "Optional tags").
_NEVER_NEST = re.compile(
    r"area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr"
    r"|p|li|dt|dd|rt|rp|option|optgroup|colgroup|caption|thead|tbody|tfoot|tr|td|th"
)


def too_long(text: str) -> str | None:
    """Why `text` is too long to be a post, and the remedy; None when it is not."""
    if len(text) <= MAX_LENGTH:
        return None
    return f"{len(text)} characters are more than a post may have ({MAX_LENGTH}); split it into several posts"


def too_slow(markdown: str, engine: Engine) -> str | None:
    """Why Markdown would take too long over `markdown`, and the remedy; None when it would not."""
    if len(markdown) <= MAX_DEPTH:
        return None
    if (_MAY_NEST.match(markdown) or _MAY_NEST_BELOW.search(markdown)) and _TOO_DEEP.search(markdown):
        return f"quotations or lists nest too deep (more than {MAX_DEPTH}); nest them less"
    if engine == "commonmark" or len(markdown) <= _SHORT:
        return None
    return _too_many(markdown) or _too_long_paragraphs(markdown)


def _too_many(markdown: str) -> str | None:
    """Why Python-Markdown would take too long over what all of `markdown` holds."""
    if markdown.count("*[") > MAX_ABBREVIATIONS and len(_ABBREVIATION.findall(markdown)) > MAX_ABBREVIATIONS:
        return f"more than {MAX_ABBREVIATIONS} abbreviations; define fewer"
    if (markdown.count("]:") if "*[" in markdown else 0) * len(markdown) > MAX_READ_AGAIN:
        return "too many abbreviations for so long a text; define fewer"
    if _DEEP_ITEM.search(markdown):
        return "lists nest too deep (more than 100); nest them less"
    if (markdown.count("```") + markdown.count("~~~")) * len(markdown) > MAX_MOVED:
        return "too many fenced code blocks; split it into several posts"
    if markdown.count("[^") > MAX_REFERENCES:
        return f"more than {MAX_REFERENCES} references to footnotes; split it into several posts"
    return None


def _too_long_paragraphs(markdown: str) -> str | None:
    """Why Python-Markdown would take too long over the paragraphs of `markdown`."""
    paragraphs = _PARAGRAPHS.split(without_fences(markdown))
    if len(paragraphs) > MAX_PARAGRAPHS:
        return f"more than {MAX_PARAGRAPHS} paragraphs; split it into several posts"
    long = [text for text in paragraphs if len(text) > _SHORT]
    if any(_cells(text) > MAX_CELLS for text in long):
        return f"a table of more than {MAX_CELLS} cells; split it into several tables"
    if sum(len(text) * len(_SPLITTING.findall(text)) for text in long) > MAX_READ_AGAIN:
        return "too many headings, notes or definitions in one paragraph; put blank lines between them"
    if sum(len(text) * len(_INLINE_MARK.findall(text)) for text in long) > MAX_MOVED:
        return "too many marks in one paragraph; put blank lines into it, or make it a code block"
    for opening, closing in _PAIRS:
        if sum(_scanned(text, opening, closing) for text in long) > MAX_SCANNED:
            return f"too many {opening!r} that nothing closes; close them, or put them in a code block"
    return None


def _cells(text: str) -> int:
    """The cells of a table whose head is one of the first two lines of `text`."""
    return text.count("\n") * max(line.count("|") for line in text.split("\n", 2)[:2])


def too_deep(html: str) -> str | None:
    """Why `html` has too many elements or nests them too deep, and the remedy; None when it does not."""
    if html.count("<") > MAX_TAGS:
        return f"more than {MAX_TAGS} tags; split it into several posts"
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


def _scanned(text: str, opening: str, closing: str) -> int:
    """The characters read when every `opening` looks for its own `closing`, to the end where it has none."""
    starts: list[int] = []
    total = 0
    for found in re.finditer(f"{re.escape(opening)}|{re.escape(closing)}", text):
        if found[0] == opening:
            starts.append(found.start())
        elif starts:
            total += found.start() - starts.pop()
    return total + sum(len(text) - start for start in starts)
