"""Formulas in Markdown: told from money and escaped brackets, and kept from whatever reads the Markdown.

In the text each stands as a placeholder between dollar signs, so that the marks beside it mean what they meant
beside the formula. A placeholder holds control characters, which `posts.text.clean` takes out of every text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from html import escape
from typing import NamedTuple

from feedsvc.posts.variant import Variant
from feedsvc.render.fences import CodeSpans, fences

_BEGIN, _END = "\x0e", "\x0f"
_SIGNS = ("$", "\\(", "\\[", "\\begin{")
# A part of a paragraph: no empty line.
_ANY = r"(?:\\[^\n]|\\(?=\n)|[^\\\n$]|\n(?![ \t>]*\n))"
_FORMULA = re.compile(
    r"(?P<code>`+)"
    r"|(?P<escape>\\\$)"
    rf"|\$\$(?!\$)(?P<displayed>(?:{_ANY}|\$(?!\$))+?)\$\$(?!\$)"
    # Pandoc's rule (tex_math_dollars), and more of it: no blank inside, nothing of a word right after.
    r"|\$(?![\s$])(?P<inline>(?:\\[^\n]|[^\\\n$`]|\n(?![ \t>]*\n))+?)(?<![\s\\])\$"
    r"(?![0-9{$]|(?!(?:th|st|nd|rd|s)\b)[A-Za-z])"
    r"|(?<!\\)(?P<slashes>\\\\?)\((?P<round>(?:(?!\\\\?[()])[^\n]|\n(?![ \t>]*\n)){1,4000}?)(?P=slashes)\)"
    r"|(?<!\\)(?P<slashes2>\\\\?)\[(?P<square>(?:(?!\\\\?[\[\]])[^\n]|\n(?![ \t>]*\n)){1,8000}?)(?P=slashes2)\]"
    r"|^[ \t>]*(?P<environment>\\begin\{(?P<name>[a-zA-Z]+\*?)\}(?:[^\\\n]|\\(?!end\{)|\n(?![ \t>]*\n))*?\\end\{(?P=name)\})",
    re.MULTILINE,
)
# What none but TeX holds: a command, an exponent, the index of a letter. Escapes of Markdown are none.
_TEX = re.compile(
    r"\\[A-Za-z]{2,}|(?<!\\)[\^_]\{|(?<=[A-Za-z0-9)])\^[A-Za-z0-9(]|(?<![A-Za-z0-9])[A-Za-z]_[A-Za-z0-9](?![A-Za-z0-9])"
)
_LETTER = re.compile(r"[A-Za-z0-9\\]")
_QUOTE = re.compile(r"^[ \t]*>[ \t]?", re.MULTILINE)
_PLACE = re.compile(
    rf"<p>\s*\${_BEGIN}(?P<block>\d+){_END}\$\s*</p>|\${_BEGIN}(?P<number>\d+){_END}\$"
    r"|(?P<skip><(?P<tag>pre|code|kbd|samp|math|textarea|script|style)\b[^>]*>.*?</(?P=tag)>|<!--.*?-->|<[^>]*>)",
    re.DOTALL,
)
_MARK = re.compile(rf"\${_BEGIN}(\d+){_END}\$")
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
    if not any(sign in text for sign in _SIGNS):
        return Hidden(text, [], [])
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    blocks = [(starts[fence.start], min(starts[fence.end], len(text))) for fence in fences(lines)]
    block_starts = [start for start, _ in blocks]
    spans = CodeSpans(text)
    out: list[str] = []
    formulas: list[Formula] = []
    refused: list[Formula] = []
    at = copied = 0
    while found := _FORMULA.search(text, at):
        start = found.start()
        block = bisect_right(block_starts, found.end() - 1) - 1
        if block >= 0 and start < blocks[block][1]:
            at = max(blocks[block][1], start + 1)
        elif found["code"]:
            at = spans.end(start, len(found["code"])) or found.end()
        elif found["escape"]:
            at = found.end()
        else:
            formula, is_one = _formula(found, variant)
            if is_one:
                lead = found.start("environment") if found["environment"] else start
                out += [text[copied:lead], f"${_BEGIN}{len(formulas)}{_END}$"]
                formulas.append(formula)
                copied = at = found.end()
            else:
                refused.append(formula)
                at = start + len(found["slashes"] or found["slashes2"] or "") + 1
    return Hidden("".join((*out, text[copied:])), formulas, refused)


def show_formulas(html: str, formulas: list[Formula]) -> str:
    """`html` with each formula in the place of its placeholder, as `class="arithmatex"`, its TeX between `\\(`
    and `\\)` or `\\[` and `\\]`; in code and in attributes as it was written."""
    if not formulas:
        return html

    def show(found: re.Match[str]) -> str:
        if (skip := found["skip"]) is not None:
            if _BEGIN not in skip:
                return skip
            return _MARK.sub(lambda mark: escape(formulas[int(mark[1])].source), skip)
        formula = formulas[int(found["block"] or found["number"])]
        tex = escape(formula.tex, quote=False)
        if not formula.displayed:
            shown = f'<span class="arithmatex">\\({tex}\\)</span>'
            return f"<p>{shown}</p>" if found["block"] else shown
        tag = "div" if found["block"] else "span"
        return f'<{tag} class="arithmatex">\\[{tex}\\]</{tag}>'

    return _PLACE.sub(show, html)


def _formula(found: re.Match[str], variant: Variant) -> tuple[Formula, bool]:
    """The formula that was `found`, and whether it is one."""
    begins_line = found.string.rfind("\n", 0, found.start()) + 1
    quoted = ">" in found.string[begins_line : found.start() + 2]

    def made(tex: str, displayed: bool, rule: str) -> Formula:
        source = found["environment"] or found[0]
        return Formula(
            source, _QUOTE.sub("", tex) if quoted and "\n" in tex else tex, displayed, rule, found.start()
        )

    if (tex := found["displayed"]) is not None:
        return made(tex, True, "between $$"), bool(tex.strip())
    if (tex := found["inline"]) is not None:
        return made(tex, False, "between $, by pandoc's rule"), bool(_LETTER.search(tex))
    if (tex := found["environment"]) is not None:
        return made(tex, True, "a LaTeX environment"), True
    is_square = found["square"] is not None
    tex = found["square"] if is_square else found["round"]
    mark = "\\[" if is_square else "\\("
    if mark in variant.delimiters:
        return made(tex, is_square, f"between {mark}, which the blog's set-up keeps"), True
    is_tex = bool(_TEX.search(tex)) and "](" not in tex
    rule = f"between {mark}, TeX by what it holds" if is_tex else f"an escaped bracket: no TeX between {mark}"
    return made(tex, is_square, rule), is_tex
