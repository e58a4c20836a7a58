"""The words of a post that are not in its body: looked for in every post, told where there are any.

Most posts are compared line by line, without markup, in order: what is found whole has lost nothing. Only
where a line is not found so are the words counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from html import unescape
from itertools import accumulate

from selectolax.lexbor import LexborHTMLParser

from feedsvc.render.code import NUMBER_SIGNS, NUMBERS
from feedsvc.render.elements import is_element, known_elements
from feedsvc.render.math import DRAWN, DRAWN_SIGNS

# ASCII that Markdown, HTML and a typographer add, take away or change, and bytes of which the UTF-8 of
# typographic signs and wide blanks is made: other characters keep at least one of theirs.
_SIGNS = "\u00a0\u2018\u2019\u201c\u201d\u2013\u2014\u2026\u3000"
_MARKS = bytes({*(byte for byte in range(128) if not chr(byte).isalnum()), *_SIGNS.encode()})
_MARKS_OF_LINES = _MARKS.replace(b"\n", b"")
_SHOWN_TAG = re.compile(r"<[^<>]*+>")
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|nbsp|#\d+);")
_WINDOW, _LONG = 400, 12  # bytes
_MOVED = 50  # parts of lines

# What of a line of Markdown is no text, each with what must be in the line: where a link leads or its label,
# attributes, tags of other generators.
_LINE_BEGIN = re.compile(
    r"[ \t>]*(?:```[^\n]*|~~~[^\n]*|:::[^\n]*|!!![^\n]*|(?:[-*+][ \t]+)*(?:\d{1,9}[.)](?=\s|$)|\[[ xX]\] ))"
)
# Each begins with a sign, which is quickly looked for, before it looks back.
_OF_LINE = (
    ("](", re.compile(r"\((?<=\]\()[^()\n]*+(?:\([^()\n]*+\)[^()\n]*+)*+\)")),
    ("][", re.compile(r"\[(?<=\]\[)[^\[\]\n]*+\]")),
    ("]:", re.compile(r"^ {0,3}\[[^\[\]\n]+\]:[ \t]*\S+(?:[ \t]+[\"'(][^\n]*)?[ \t]*$", re.MULTILINE)),
    (":", re.compile(r":(?<![\w:]:)[a-z0-9_+-]++:(?![\w:])")),
    ("{%", re.compile(r"\{%(?:(?!\{%)[^\n])*?%\}")),
    ("{{", re.compile(r"\{\{[<%](?:(?!\{\{[<%])[^\n])*?[>%]\}\}|\{\{[^{}\n]*\}\}")),
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
# The item that stands for a table of contents in kramdown.
_CONTENTS = re.compile(r"^[*-][ \t].*\n(?=[ \t]*\{:[ \t]*toc\b)", re.IGNORECASE | re.MULTILINE)
# What goes by the table of docs/reader-html.md, each with what must be in the text. An element that does not
# end hides nothing.
_HELD = re.compile(
    r"<(?P<element>script|style|template|title|iframe)\b[^>]*>(?:(?!<(?P=element)\b).)*?</(?P=element)\s*>"
    r"|<(?P<empty>[a-z][^\s/<>]*)>\s*</(?P=empty)>",
    re.DOTALL | re.IGNORECASE,
)
# Up to where another begins: else each that does not end is followed to the end of its paragraph.
_SHORTCODE = re.compile(r"\{\{[<%](?:(?!\n[ \t]*\n|\{\{[<%]).)*?[>%]\}\}", re.DOTALL)
_GOES = (
    ("</", _HELD),
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
    ("{{", _SHORTCODE),
    ("toc", re.compile(rf"\[_?toc_?\]|{_CONTENTS.pattern}", re.IGNORECASE | re.MULTILINE)),
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
    if seen is None:
        # Twice, since a pattern that begins with a sign is quickly looked for.
        seen = _ENTITY.sub("", _SHOWN_TAG.sub("", body))
    text = _staying(text)
    lines, reading, moved = text.split("\n"), _Reading(_letters(seen)), 0
    # Where links lead is no text; but in code what looks so is.
    target, targets = _OF_LINE[0]
    plain = targets.sub("", text) if target in text else text
    of_lines = _letters(plain, _MARKS_OF_LINES).split(b"\n")
    letters = b"".join(of_lines)
    begins = [0, *accumulate(map(len, of_lines))]
    fence_lines = [index for index, line in enumerate(lines) if "```" in line or "~~~" in line]
    fence_lines.append(len(lines))
    whole: list[bytes] = []
    index = fence = 0
    while index < len(lines):
        if fence_lines[fence] < index:
            fence += 1
            continue
        index = reading.follow(letters, begins, index, fence_lines[fence])
        if index == len(lines):
            break
        line, index = of_lines[index], index + 1
        if not line or reading.finds(line, goes_on=len(line) > _LONG or not _FENCE.match(lines[index - 1])):
            continue
        if plain is not text and target in lines[index - 1]:
            whole = whole or _letters(text, _MARKS_OF_LINES).split(b"\n")
            if reading.finds(whole[index - 1]):
                continue
        for written, part in _parts(lines[index - 1]):
            if not reading.finds(part):
                # Footnotes move to the end.
                moved += 1
                is_elsewhere = max(1, letters.count(part)) <= reading.shown.count(part)
                reading.skip(written, part, is_elsewhere=is_elsewhere)
        if moved > _MOVED or reading.has_lost:
            return False
    return reading.ends()


class _Reading:
    """A way through what a body `shown`, from one line of its post to the next."""

    __slots__ = ("_at", "_missed", "_skipped", "has_lost", "shown")

    def __init__(self, shown: bytes) -> None:
        self.shown, self.has_lost = shown, False
        self._at = self._skipped = 0
        self._missed: list[str] = []  # what was not found as a whole since something was

    def follow(self, letters: bytes, begins: list[int], line: int, end: int) -> int:
        """Goes over the lines from `line` to before `end` that come next, each right after the other; those
        of `letters` begin at `begins`. The first that does not, or `end`."""
        if self._missed or self._skipped:
            return line
        shown, size = self.shown, 4
        offset = self._at - begins[line]
        is_growing = True
        while size and line < end:
            after = min(line + size, end)
            if shown.startswith(letters[begins[line] : begins[after]], begins[line] + offset):
                line = after
                size = size * 2 if is_growing else size // 2
            else:
                is_growing, size = False, size // 2
        self._at = begins[line] + offset
        return line

    def finds(self, letters: bytes, *, goes_on: bool = True) -> bool:
        """Whether these come next, or soon; then what was missed must be before them."""
        at = self._at
        found = self.shown.find(letters, at, at + self._skipped + len(letters) + _WINDOW)
        if found < 0:
            return False
        if self._missed:
            self.has_lost |= not _are_all_in(self._missed, self.shown[at:found])
            self._missed = []
        if goes_on:
            self._at, self._skipped = found + len(letters), 0
        return True

    def skip(self, text: str, letters: bytes, *, is_elsewhere: bool) -> None:
        """Goes on without `text`, which is not to be seen here as it stands."""
        if not is_elsewhere or len(letters) < _LONG:
            self._missed.append(text)
        self._skipped += len(letters)

    def ends(self) -> bool:
        """Whether everything was there."""
        rest = self.shown[self._at : self._at + self._skipped + _WINDOW]
        return not self.has_lost and _are_all_in(self._missed, rest)


def _staying(text: str) -> str:
    """`text` without what goes by the table of docs/reader-html.md, as far as its signs are in many posts."""
    if "<!--" in text:
        text = _COMMENT.sub("", text)
    if "{:" in text and "toc" in text:
        text = _CONTENTS.sub("\n", text)
    if "{{<" in text or "{{%" in text:
        text = _SHORTCODE.sub(" ", text)
    if "<iframe" in text or "<script" in text or "<style" in text:
        text = _HELD.sub(" ", text)
    return _ENTITY.sub("", text) if "&" in text else text


def _are_all_in(parts: list[str], shown: bytes) -> bool:
    """Whether the words of `parts` are in `shown`, in order, whatever is between them."""
    at = 0
    for part in parts:
        for word in _words(part):
            letters = _letters(word)
            if (found := shown.find(letters, at)) < 0:
                return False
            at = found + len(letters)
    return True


def _parts(line: str) -> Iterator[tuple[str, bytes]]:
    """What of a line of Markdown is text, and its letters, parted where a footnote is referred to."""
    for part in _FOOTNOTE.split(_without_markup(line)):
        text = _TAG.sub(_no_element, part) if "<" in part else part
        if letters := _letters(text):
            yield text, letters


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
