"""The words of a post that are not in its body: looked for in every post, told where there are any.

Most posts are compared line by line, without markup, in order: what is found whole has lost nothing. Only
where a line is not found so are the words counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from html import unescape

from selectolax.lexbor import LexborHTMLParser

from feedsvc.render.code import NUMBER_SIGNS, NUMBERS
from feedsvc.render.elements import is_element, known_elements
from feedsvc.render.math import DRAWN, DRAWN_SIGNS

# ASCII that Markdown, HTML and a typographer add, take away or change, and bytes of which the UTF-8 of
# typographic signs and wide blanks is made: other characters keep at least one of theirs.
_SIGNS = "\u00a0\u2018\u2019\u201c\u201d\u2013\u2014\u2026\u3000"
_MARKS = bytes({*(byte for byte in range(128) if not chr(byte).isalnum()), *_SIGNS.encode()})
_MARKS_OF_LINES = _MARKS.replace(b"\n", b"")
_NO_TEXT = re.compile(r"<[^<>]*>|&(?:lt|gt|amp|quot|nbsp|#\d+);")
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|nbsp|#\d+);")
_WINDOW, _LONG = 400, 12  # bytes
_MOVED = 50  # parts of lines

# What of a line of Markdown is no text, each with what must be in the line: where a link leads or its label,
# attributes, tags of other generators.
_LINE_BEGIN = re.compile(
    r"[ \t>]*(?:```[^\n]*|~~~[^\n]*|:::[^\n]*|!!![^\n]*|(?:[-*+][ \t]+)*(?:\d{1,9}[.)](?=\s|$)|\[[ xX]\] ))"
)
_OF_LINE = (
    ("](", re.compile(r"(?<=\])\((?:[^()\n]|\([^()\n]*\))*\)")),
    ("][", re.compile(r"(?<=\])\[[^\[\]\n]*\]")),
    ("]:", re.compile(r"^ {0,3}\[[^\[\]\n]+\]:[ \t]*\S+(?:[ \t]+[\"'(][^\n]*)?[ \t]*$", re.MULTILINE)),
    (":", re.compile(r"(?<![\w:]):[a-z0-9_+-]+:(?![\w:])")),
    ("{%", re.compile(r"\{%(?:(?!\{%)[^\n])*?%\}")),
    ("{{", re.compile(r"\{\{[<%][^\n]*?[>%]\}\}|\{\{[^{}\n]*\}\}")),
    (
        "{",
        re.compile(
            r"\{:[^{}\n]*\}"
            r"|\{(?:\s*+(?>[#.][\w:-]++|[\w-]++=(?>\"[^\"\n]*\"|'[^'\n]*'|[^\s{}\"']++)))++\s*+\}"
        ),
    ),
)
_FENCE = re.compile(r"[ \t>]*(?:```|~~~)")
_FOOTNOTE = re.compile(r"\[\^[^\[\]\n]*\]:?")
_COMMENT = re.compile(r"<!--(?:(?!<!--).)*?-->", re.DOTALL)
_PICTURE = re.compile(r'<img [^<>]*?alt="([^"<>]*)"[^<>]*>')
# What goes by the table of docs/reader-html.md, each with what must be in the text. An element that does not
# end hides nothing.
_GOES = (
    (
        "</",
        re.compile(
            r"<(?P<element>script|style|template|title|iframe)\b[^>]*>(?:(?!<(?P=element)\b).)*?</(?P=element)\s*>"
            r"|<(?P<empty>[a-z][^\s/<>]*)>\s*</(?P=empty)>",
            re.DOTALL | re.IGNORECASE,
        ),
    ),
    ("<!--", _COMMENT),
    (
        "{%",
        re.compile(
            r"\{%-?\s*(?P<tag>comment|capture)\b(?:(?!\{%-?\s*(?P=tag)\b).)*?\{%-?\s*end(?P=tag)\s*-?%\}",
            re.DOTALL,
        ),
    ),
    (
        "{{<",
        re.compile(
            r"\{\{<\s*(?P<tag>comment|hide)\b(?:(?!\{\{<\s*(?P=tag)\b).)*?\{\{<\s*/\s*(?P=tag)\s*>\}\}",
            re.DOTALL,
        ),
    ),
    ("{%", re.compile(r"\{%(?:(?!\{%).)*?%\}", re.DOTALL)),
    ("{{", re.compile(r"\{\{[<%](?:(?!\n[ \t]*\n).)*?[>%]\}\}", re.DOTALL)),
    ("toc", re.compile(r"\[_?toc_?\]|^[*-][ \t].*\n(?=[ \t]*\{:[ \t]*toc\b)", re.IGNORECASE | re.MULTILINE)),
    ("TOC", re.compile(r"\[_?TOC_?\]")),
    ("[!", re.compile(r"\[!\w+\]")),
    ("[^", _FOOTNOTE),
)
_TAG = re.compile(r"</?(?P<name>[a-zA-Z][^\s/<>]*)[^<>]*>")
_DRAWING = re.compile(r"<(?P<name>svg|math)\b.*?</(?P=name)\s*>", re.DOTALL | re.IGNORECASE)
_ANY_TAG = re.compile(r"<[^<>]*>")
_LETTER = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_CHARACTER = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]*);")
_BETWEEN = re.compile(rf"(?<=[{_LETTER}]) (?=[{_LETTER}])")
_WORD = re.compile(rf"[{_LETTER}]|[^\W_{_LETTER}]+")


def has_all(text: str, body: str, seen: str | None = None) -> bool:
    """Whether each line of `text` (Markdown, or HTML) is in `body`, as far as it shows without counting.
    `seen` is the text of `body`, where it is known."""
    if "<img" in body:
        body = _PICTURE.sub(r"\1", body)
    shown = _letters(_NO_TEXT.sub("", body) if seen is None else seen)
    if "<!--" in text:
        text = _COMMENT.sub("", text)
    if "&" in text:
        text = _ENTITY.sub("", text)
    lines = text.split("\n")
    at = skipped = moved = 0
    letters = b""
    # Where links lead is no text; but in code what looks so is.
    target, targets = _OF_LINE[0]
    plain = targets.sub("", text) if target in text else text
    whole: list[bytes] = []
    for index, line in enumerate(_letters(plain, _MARKS_OF_LINES).split(b"\n")):
        if not line:
            continue
        if (found := shown.find(line, at, at + skipped + len(line) + _WINDOW)) >= 0:
            if len(line) > _LONG or not _FENCE.match(lines[index]):
                at, skipped = found + len(line), 0
            continue
        if plain is not text and target in lines[index]:
            whole = whole or _letters(text, _MARKS_OF_LINES).split(b"\n")
            found = shown.find(whole[index], at, at + skipped + len(whole[index]) + _WINDOW)
            if found >= 0:
                at, skipped = found + len(whole[index]), 0
                continue
        for part in _parts(lines[index]):
            if (found := shown.find(part, at, at + skipped + len(part) + _WINDOW)) >= 0:
                at, skipped = found + len(part), 0
                continue
            # Footnotes move to the end.
            letters, moved = letters or _letters(text), moved + 1
            if len(part) < _LONG or moved > _MOVED or not 0 < letters.count(part) <= shown.count(part):
                return False
            skipped += len(part)
    return True


def _parts(line: str) -> Iterator[bytes]:
    """What of a line of Markdown is text, parted where a footnote is referred to."""
    for part in _FOOTNOTE.split(_without_markup(line)):
        if letters := _letters(_TAG.sub(_no_element, part) if "<" in part else part):
            yield letters


def lost_words(
    text: str, body: str, told: Iterable[str] = (), *, written: bool = True, shown: str | None = None
) -> list[str]:
    """The words of `text` (`written` in Markdown, else HTML) that `body` and what was `told` lack, in the
    order of the text, each as often as it is missing. A word is a run of letters and digits, or one sign of a
    script without blanks. `shown` is the text of `body`, where it is known."""
    found: list[str] = []
    if has_all(text, body, shown):
        return found
    wanted = _words(_visible(text, written))
    missing = Counter(wanted)
    for there in (body, *told):
        missing.subtract(_words(there))
    for word in reversed(wanted):  # the last ones: where a post breaks off, those are missing
        if missing[word] > 0:
            found.append(word)
            missing[word] -= 1
    return found[::-1]


def step_that_lost(word: str, text: str, stages: Iterable[tuple[str, str]]) -> str:
    """The first of the steps, each with the text after it, after which `word` is there less often than in
    `text`."""
    count = _words(_visible(text, True)).count(word)
    return next((step for step, after in stages if _words(after).count(word) < count), "")


def phrase(words: list[str], most: int = 12) -> str:
    """`words` as text: at most so many of them."""
    text = " ".join(words[:most])
    text = _BETWEEN.sub("", text)
    return f"{text} … ({len(words)} words)" if len(words) > most else text


def _words(text: str) -> list[str]:
    # With their end only (CommonMark 0.31, section 6.2): `&section` is no `§ion`.
    return _WORD.findall(_CHARACTER.sub(lambda found: unescape(found[0]), text) if "&" in text else text)


def _visible(text: str, written: bool) -> str:
    if any(sign in text for sign in (*DRAWN_SIGNS, *NUMBER_SIGNS)):
        text = _without_drawn(text)
    for sign, known in _GOES:
        if sign in text:
            text = known.sub(" ", text)
    if "<svg" in text or "<math" in text:
        text = _DRAWING.sub(lambda drawing: _ANY_TAG.sub(" ", drawing[0]), text)
    text = "\n".join(_without_markup(line, " ") for line in text.split("\n"))
    return _TAG.sub(_no_element if written else " ", text)


def _no_element(tag: re.Match[str]) -> str:
    return " " if is_element(tag["name"]) else tag[0]


def _without_markup(line: str, instead: str = "") -> str:
    if begin := _LINE_BEGIN.match(line):
        line = line[begin.end() :]
    for sign, markup in _OF_LINE:
        if sign in line:
            line = markup.sub(instead, line)
    return line


def _without_drawn(text: str) -> str:
    """`text` without the numbers of lines of code, and without the formulas that a script has drawn."""
    tree = LexborHTMLParser(known_elements(text, written=True), is_fragment=True)
    for node in tree.css(f"{DRAWN}, {NUMBERS}"):
        node.decompose()
    return tree.html or ""


def _letters(text: str, marks: bytes = _MARKS) -> bytes:
    """`text` in UTF-8 without these of its bytes."""
    return text.encode("utf-8", "surrogatepass").translate(None, marks)
