"""Formulas in Markdown: told from money and escaped brackets, and kept from whatever reads the Markdown.

In the text each stands as a placeholder between dollar signs, so that the marks beside it mean what they
meant beside the formula. A placeholder holds control characters, which `posts.text.clean` takes out of every
text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from html import escape
from itertools import accumulate
from typing import NamedTuple

from feedsvc.posts.variant import Variant
from feedsvc.render.fences import CodeSpans, fences
from feedsvc.render.text_pieces import in_text

_BEGIN, _END = "\x0e", "\x0f"
_DOLLAR, _SLASH, _SIGN = re.compile(r"\$"), re.compile(r"\\"), re.compile(r"[$\\]")
_TICKS = re.compile("`+")
# No dollar in a tag begins or ends a formula.
_TAG = re.compile(
    r"</?[a-zA-Z][a-zA-Z0-9-]*+"
    r"(?:\s++[^\s<>\"'=/]++(?:\s*+=\s*+(?:\"[^\"<>]*+\"|'[^'<>]*+'|[^\s\"'<>]++))?)*+\s*+/?>"
)
_LONGEST_TAG = 1_000
_ENDS_TARGET = re.compile(r"[\s)]")
# A line's end in a paragraph, and one that neither an item of a list nor a heading follows.
_GOES_ON = r"\n(?![ \t>]*\n)"
_GOES_ON_INLINE = r"\n(?![ \t>]*(?:\n|(?:[-*+]|\d{1,9}[.)]|#{1,6})[ \t]))"
_MAY_BE = re.compile(
    rf"(?<!\\)\$\$(?!\$)(?P<displayed>(?:\\[^\n]|\\(?=\n)|[^\\\n$]|{_GOES_ON}|\$(?!\$))+?)\$\$(?!\$)"
    # Pandoc's rule (tex_math_dollars), and more of it: no blank inside, nothing of a word right after.
    rf"|(?<![\\$])\$(?![\s$])(?P<inline>(?:\\[^\n]|[^\\\n$`]|{_GOES_ON_INLINE})+?)(?<![\s\\])\$"
    r"(?![0-9{$]|(?!(?:th|st|nd|rd|s)\b)[A-Za-z])"
    r"|(?<!\\)(?P<slash>\\\\?)"
    rf"(?:\((?P<round>(?:(?!\\\\?[()])[^\n]|{_GOES_ON}){{1,4000}}?)(?P=slash)\)"
    rf"|\[(?P<square>(?:(?!\\\\?[\[\]])[^\n]|{_GOES_ON}){{1,8000}}?)(?P=slash)\])"
    r"|(?<!\\)\\begin\{(?P<name>[a-zA-Z]+\*?)\}"
)
_EMPTY_LINE = re.compile(r"\n[ \t>]*\n")
# What none but TeX holds: a command, an exponent, the index of a letter. Escapes of Markdown are none.
_TEX = re.compile(
    r"\\[A-Za-z]{2,}|(?<!\\)[\^_]\{|(?<=[A-Za-z0-9)])\^[A-Za-z0-9(]|(?<![A-Za-z0-9])[A-Za-z]_[A-Za-z0-9](?![A-Za-z0-9])"
)
# Letters one by one, as between the brackets of a post whose other brackets hold TeX.
_LETTERS = re.compile(
    r"[\d\s+*/=<>|!,.'()-]*(?:[A-Za-z\u0370-\u03ff][\d\s+*/=<>|!,.'()-]+)*[A-Za-z\u0370-\u03ff]?"
)
_BY_TEX, _BY_OTHERS = "TeX by what it holds", "letters, as other brackets of the post hold TeX"
_NO_TEX = "an escaped bracket: no TeX between {}"
_IDEOGRAPH = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_LETTER = re.compile(r"[A-Za-z0-9\\]")
_COMMAND = re.compile(r"\\[A-Za-z]")
_QUOTE = re.compile(r"^[ \t]*>[ \t]?", re.MULTILINE)
_MARK = re.compile(rf"\${_BEGIN}(\d+){_END}\$")
_ALONE = re.compile(rf"<p>\s*\${_BEGIN}(\d+){_END}\$\s*</p>")
_CONTROL = str.maketrans("", "", _BEGIN + _END)


class Formula(NamedTuple):
    """A formula as `source` writes it, its TeX, and the rule by which it is one; `start` is its index."""

    source: str
    tex: str
    displayed: bool
    rule: str
    start: int


class Hidden(NamedTuple):
    """A text whose formulas are placeholders, the formulas, and what looked like one and is none."""

    text: str
    formulas: list[Formula]
    refused: list[Formula]


def hide_formulas(text: str, variant: Variant) -> Hidden:
    """`text` with a placeholder for each formula outside code."""
    if _BEGIN in text or _END in text:
        text = text.translate(_CONTROL)
    # In most texts that hold a sign of formulas, as in a shell's code, none could begin and end one.
    may_begin = _beginning(text)
    if may_begin is None or not (found := _next(text, 0, may_begin)):
        return Hidden(text, [], [])
    search = _Search(text, variant, may_begin)
    search.run(found)
    if (
        search.by_letters
        and not variant.tags
        and any(formula.rule.endswith(_BY_TEX) for formula in search.formulas)
    ):
        search = _Search(text, variant, may_begin, letters=True)
        search.run(found)
    return Hidden("".join((*search.out, text[search.copied :])), search.formulas, search.refused)


def show_formulas(html: str, formulas: list[Formula]) -> str:
    """`html` with each formula in the place of its placeholder: with `class="arithmatex"`, its TeX between
    `\\(` and `\\)` or `\\[` and `\\]`; in code and in attributes as it was written."""
    if not formulas:
        return html

    def block(found: re.Match[str]) -> str:
        formula = formulas[int(found[1])]
        return _shown(formula, "div") if formula.displayed else f"<p>{_shown(formula, 'span')}</p>"

    def shown(text: str) -> str:
        return _MARK.sub(lambda found: _shown(formulas[int(found[1])], "span"), text)

    def written(text: str) -> str:
        return (
            _MARK.sub(lambda found: escape(formulas[int(found[1])].source), text) if _BEGIN in text else text
        )

    return in_text(_ALONE.sub(block, html), shown, written, sign=_BEGIN)


def _shown(formula: Formula, tag: str) -> str:
    tex = escape(formula.tex, quote=False)
    delimited = f"\\[{tex}\\]" if formula.displayed else f"\\({tex}\\)"
    return f'<{tag} class="arithmatex">{delimited}</{tag}>'


def _beginning(text: str) -> re.Pattern[str] | None:
    """What finds each sign with which a formula of `text` can begin: one sign alone is found far faster."""
    if "$" not in text:
        return _SLASH if "\\" in text else None
    return _SIGN if "\\" in text else _DOLLAR


def _next(text: str, at: int, may_begin: re.Pattern[str]) -> re.Match[str] | None:
    """What may be a formula and begins at `at` or next after it."""
    while sign := may_begin.search(text, at):
        if found := _MAY_BE.match(text, sign.start()):
            return found
        at = sign.end()
    return None


def _is_inline(tex: str) -> bool:
    """Whether what is between two dollars can be TeX: it has a letter, no end of an element, and Chinese only
    where a command says that it is text."""
    is_prose = _IDEOGRAPH.search(tex) is not None and _COMMAND.search(tex) is None
    return bool(_LETTER.search(tex)) and "</" not in tex and not is_prose


def _in_target(text: str, index: int) -> int | None:
    """The index after the address of a link that the character at `index` is part of; None if of none."""
    start = text.rfind("](", max(0, index - _LONGEST_TAG), index)
    if start < 0 or _ENDS_TARGET.search(text, start + 2, index):
        return None
    end = _ENDS_TARGET.search(text, index)
    return end.start() if end else len(text)


class _Search:
    """One pass over a text, from what may be a formula to the next."""

    def __init__(
        self, text: str, variant: Variant, may_begin: re.Pattern[str], *, letters: bool = False
    ) -> None:
        self._text, self._variant, self._may_begin, self._letters = text, variant, may_begin, letters
        lines = text.split("\n")
        self._line_starts = starts = [0, *accumulate(len(line) + 1 for line in lines)]
        found = fences(lines) if "```" in text or "~~~" in text else ()
        self._blocks = [(starts[fence.start], min(starts[fence.end], len(text))) for fence in found]
        self._block_starts = [start for start, _ in self._blocks]
        self._spans: CodeSpans | None = None
        self._no_code = 0  # up to here code spans were looked for
        self._ends: dict[str, int] = {}  # of each environment, where the next end is that was looked for
        self.out: list[str] = []
        self.formulas: list[Formula] = []
        self.refused: list[Formula] = []
        self.copied = 0
        self.by_letters = False  # whether brackets hold letters, and no more

    def run(self, found: re.Match[str] | None) -> None:
        while found:
            at = self._in_code(found.start()) or self._after(found)
            found = _next(self._text, at, self._may_begin)

    def _in_code(self, index: int) -> int | None:
        """The index after the code or the tag that the character at `index` is part of; None if of none."""
        text = self._text
        if end := self._in_block(index):
            return end
        tag = text.rfind("<", max(0, index - _LONGEST_TAG), index)
        if tag >= 0 and (found := _TAG.match(text, tag)) and found.end() > index:
            return found.end()
        if target := _in_target(text, index):
            return target
        # None goes over an empty line.
        self._no_code = max(self._no_code, text.rfind("\n\n", self._no_code, index))
        while run := _TICKS.search(text, self._no_code, index):
            self._spans = self._spans or CodeSpans(text)
            end = self._in_block(run.start()) or self._spans.end(run.start(), len(run[0])) or run.end()
            if end > index:
                return end
            self._no_code = end
        return None

    def _in_block(self, index: int) -> int | None:
        block = bisect_right(self._block_starts, index) - 1
        return self._blocks[block][1] if block >= 0 and index < self._blocks[block][1] else None

    def _after(self, found: re.Match[str]) -> int:
        """Take what was found, if it is a formula; where to go on."""
        start = found.start()
        if (tex := found["displayed"]) is not None:
            return self._take(found, tex, True, "between $$", bool(tex.strip()) and "</" not in tex)
        if (tex := found["inline"]) is not None:
            return self._take(found, tex, False, "between $, by pandoc's rule", _is_inline(tex))
        if found["slash"]:
            return self._in_brackets(found)
        after = self._environment(start, found["name"])
        if after is None:
            return found.end()
        tex = self._text[start:after]
        self._add(start, after, Formula(tex, tex, True, "a LaTeX environment", start))
        return after

    def _in_brackets(self, found: re.Match[str]) -> int:
        is_square = found["square"] is not None
        tex = found["square"] if is_square else found["round"]
        mark = "\\[" if is_square else "\\("
        if mark in self._variant.delimiters:
            rule, is_one = f"between {mark}, which the blog's set-up keeps", True
        elif _TEX.search(tex) and "](" not in tex:
            rule, is_one = f"between {mark}, {_BY_TEX}", True
        elif any(map(str.isalpha, tex)) and _LETTERS.fullmatch(tex):
            self.by_letters = True
            rule = f"between {mark}, {_BY_OTHERS}" if self._letters else _NO_TEX.format(mark)
            is_one = self._letters
        else:
            rule, is_one = _NO_TEX.format(mark), False
        return self._take(found, tex, is_square, rule, is_one)

    def _take(self, found: re.Match[str], tex: str, displayed: bool, rule: str, is_one: bool) -> int:
        start, text = found.start(), self._text
        if "\n" in tex and ">" in text[self._line_start(start) : start]:
            tex = _QUOTE.sub("", tex)
        formula = Formula(found[0], tex, displayed, rule, start)
        if not is_one:
            self.refused.append(formula)
            return start + (2 if text[start] == "\\" else 1)
        self._add(start, found.end(), formula)
        return found.end()

    def _add(self, start: int, end: int, formula: Formula) -> None:
        self.out += [self._text[self.copied : start], f"${_BEGIN}{len(self.formulas)}{_END}$"]
        self.formulas.append(formula)
        self.copied = end

    def _line_start(self, index: int) -> int:
        return self._line_starts[bisect_right(self._line_starts, index) - 1]

    def _environment(self, start: int, name: str) -> int | None:
        """The index after an environment that begins its line and ends in its paragraph."""
        text = self._text
        if text[self._line_start(start) : start].strip(" \t>"):
            return None
        end = self._ends.get(name, start - 1)
        if 0 <= end < start or name not in self._ends:
            end = self._ends[name] = text.find(f"\\end{{{name}}}", start)
        if end < 0 or _EMPTY_LINE.search(text, start, end):
            return None
        return end + len(name) + 6
