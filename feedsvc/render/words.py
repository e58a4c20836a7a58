"""The words of a post that are not in its body: looked for in every post, told where there are any.

Most posts are compared line by line, without markup, in order: what is found whole has lost nothing. Only where
a line is not found so are the words counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from html import unescape

from selectolax.lexbor import LexborHTMLParser

from feedsvc.render.elements import is_element
from feedsvc.render.math import DRAWN, DRAWN_SIGNS

# Bytes that Markdown, HTML and a typographer may add, take away or change.
_MARKS = bytes(byte for byte in range(128) if not chr(byte).isalnum() and chr(byte) != "\n")
_TYPOGRAPHIC = "\u00a0\u2018\u2019\u201c\u201d\u2013\u2014\u2026\u00ab\u00bb"
_NO_TEXT = re.compile(rf"<[^<>]*>|&(?:lt|gt|amp|quot|nbsp|#\d+);|[{_TYPOGRAPHIC}]")
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|nbsp|#\d+);")
_LIST_NUMBER = re.compile(rb"\d{1,9}")
_WINDOW, _LONG = 400, 12  # bytes

_BLANK_LINE = r"\n[ \t]*\n"
# Where a link leads, its label, an image's text, what a footnote is called, attributes: no text of a post.
_MARKUP = (
    r"(?<=\])\((?:[^()\n]|\([^()\n]*\))*\)|(?<=\])\[[^\[\]\n]*\]|\[\^[^\[\]\n]*\]:?"
    r"|^ {0,3}\[[^\[\]\n]+\]:[ \t]*\S+(?:[ \t]+[\"'(][^\n]*)?$"
    r"|\{:[^{}\n]*\}|\{(?:\s*(?:[#.][\w:-]+|[\w-]+=(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s{}\"']+)))+\s*\}"
    r"|^[ \t>]*(?:```|~~~)[^\n]*|^[ \t]*(?::::|!!!)[^\n]*|^[ \t>]*\d{1,9}[.)](?=\s)"
    r"|\{%(?:(?!\{%)[^\n])*?%\}|\{\{[<%][^\n]*?[>%]\}\}|\{\{[^{}\n]*\}\}"
)
_OF_LINE = re.compile(_MARKUP + r"|!\[[^\[\]\n]*\]|<[^<>\n]*>")
# What goes by the table of docs/reader-html.md. An element that has no end hides nothing.
_GOES = re.compile(
    r"<(?P<element>script|style|template|title|iframe)\b[^>]*>(?:(?!<(?P=element)\b).)*?</(?P=element)\s*>|<!--.*?-->"
    r"|\{%-?\s*(?P<tag>comment|hide|capture)\b.*?\{%-?\s*end(?P=tag)\s*-?%\}"
    r"|<(?P<empty>[a-z][^\s/<>]*)>\s*</(?P=empty)>|\[_?toc_?\]|\[!\w+\]|^[*-][ \t].*\n(?=[ \t]*\{:[ \t]*toc\b)"
    rf"|\{{%(?:(?!\{{%).)*?%\}}|\{{\{{[<%](?:(?!{_BLANK_LINE}).)*?[>%]\}}\}}|{_MARKUP}",
    re.DOTALL | re.IGNORECASE | re.MULTILINE,
)
_TAG = re.compile(r"</?(?P<name>[a-zA-Z][^\s/<>]*)[^<>]*>")
_DRAWING = re.compile(r"<(?P<name>svg|math)\b.*?</(?P=name)\s*>", re.DOTALL | re.IGNORECASE)
_ANY_TAG = re.compile(r"<[^<>]*>")
_LETTER = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_BETWEEN = re.compile(rf"(?<=[{_LETTER}]) (?=[{_LETTER}])")
_WORD = re.compile(rf"[{_LETTER}]|[^\W_{_LETTER}]+")


def has_all(text: str, body: str) -> bool:
    """Whether each line of `text` (Markdown, or HTML) is in `body`, as far as can be told without counting."""
    shown = _letters(_NO_TEXT.sub("", body))
    if "&" in text:
        text = _ENTITY.sub("", text)
    at = skipped = 0
    written: bytes | None = None
    lines = text.split("\n")
    for index, line in enumerate(_letters(text).split(b"\n")):
        if not line:
            continue
        found = shown.find(line, at, at + len(line) + skipped + _WINDOW)
        if found < 0:
            line = _letters(_NO_TEXT.sub("", _OF_LINE.sub("", lines[index])))
            if not line:
                continue
            found = shown.find(line, at, at + len(line) + skipped + _WINDOW)
        if found >= 0:
            at, skipped = found + len(line), 0
            continue
        # Footnotes move to the end.
        written = _letters(text) if written is None else written
        if len(line) < _LONG or not 0 < written.count(line) <= shown.count(line):
            return False
        skipped += len(line)
    return True


def lost_words(text: str, body: str, told: Iterable[str] = ()) -> list[str]:
    """The words of `text` that `body` and what was `told` lack, in the order of the text, each as often as it
    is missing. A word is a run of letters and digits, or one sign of a script without blanks."""
    found: list[str] = []
    if has_all(text, body):
        return found
    written = _words(_visible(text))
    missing = Counter(written)
    for shown in (body, *told):
        missing.subtract(_words(shown))
    for word in reversed(written):  # the last ones: where a post breaks off, those are missing
        if missing[word] > 0:
            found.append(word)
            missing[word] -= 1
    return found[::-1]


def step_that_lost(word: str, text: str, stages: Iterable[tuple[str, str]]) -> str:
    """The first of the steps, each with the text after it, after which `word` is there less often than in
    `text`."""
    count = _words(_visible(text)).count(word)
    return next((step for step, after in stages if _words(after).count(word) < count), "")


def phrase(words: list[str], most: int = 12) -> str:
    """`words` as text: at most so many of them."""
    text = " ".join(words[:most])
    text = _BETWEEN.sub("", text)
    return f"{text} … ({len(words)} words)" if len(words) > most else text


def _words(text: str) -> list[str]:
    return _WORD.findall(unescape(text))


def _visible(text: str) -> str:
    if any(sign in text for sign in DRAWN_SIGNS):
        text = _without_drawn(text)
    text = _DRAWING.sub(lambda drawing: _ANY_TAG.sub(" ", drawing[0]), _GOES.sub(" ", text))
    return _TAG.sub(lambda tag: " " if is_element(tag["name"]) else tag[0], text)


def _without_drawn(text: str) -> str:
    """`text` without the formulas that a script has drawn: their source is kept, but for some of its signs."""
    tree = LexborHTMLParser(text, is_fragment=True)
    for node in tree.css(DRAWN):
        node.decompose()
    return tree.html or ""


def _letters(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass").translate(None, _MARKS)
