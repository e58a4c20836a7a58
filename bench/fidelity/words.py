"""A page's text as words and signs."""

from __future__ import annotations

import re
import textwrap

_TYPOGRAPHY = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´", "'"),
        **dict.fromkeys("“”„‟″", '"'),
        **dict.fromkeys("–—―−‑", "-"),
        "…": "...",
        "«": "<<",
        "»": ">>",
        "©": "(c)",
        "®": "(r)",
        "™": "(tm)",
        "±": "+-",
    }
)
_DASHES = re.compile(r"-{2,}")
_DOTS = re.compile(r"\.{2,}")
_QUOTES = re.compile(r"''|``")
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b-\u200f\u2060\ufeff\ufe0e\ufe0f\ufffd]")
# What text is marked with until it is words; in code, dollars and backslashes mark no formula.
# Scripts that draw formulas look for none that begins in one block and ends in another.
BLOCK, BREAK = "\ue000", "\ue001"
_FORMULA_START, _FORMULA_END, _DOLLAR, _SLASH = "\ue002", "\ue003", "\ue004", "\ue005"
_TEX = re.compile(
    r"\$\$([^\ue000]{1,6000}?)\$\$"
    r"|(?<![\\$])\$(?![\s$\ue001])([^$\ue000]{0,600}?[^\s$\\\ue000\ue001])\$(?![0-9A-Za-z$])"
    r"|\\\(([^\ue000]{1,600}?)\\\)|\\\[([^\ue000]{1,6000}?)\\\]"
)
_DRAWN = re.compile(rf"{_FORMULA_START}(.*?){_FORMULA_END}", re.DOTALL)
_IDEOGRAPH, _COMMAND = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"), re.compile(r"\\[A-Za-z]")
_NO_SIGN = re.compile(r"[\W_]+")
_TEX_WORD = re.compile(r"\\(?:begin|end|left|right|big|Big|displaystyle|limits|nonumber|quad|qquad|tag)\b")
_WORD = re.compile(
    "⟦[^⟧]*⟧"
    "|[\u2e80-\u2fff\u3001-\u303f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
    "\U00020000-\U0003ffff]"
    r"|[^\W\u2e80-\u9fff\uac00-\ud7af\uf900-\uffef\U00020000-\U0003ffff]+|[^\s\w]"
)


def prose(text: str) -> str:
    """Text outside code, in plain typography."""
    text = _DASHES.sub("-", _INVISIBLE.sub("", text).translate(_TYPOGRAPHY))
    return _QUOTES.sub('"', _DOTS.sub("...", text))


def literal(text: str) -> str:
    """Text in code."""
    return _INVISIBLE.sub("", text).replace("$", _DOLLAR).replace("\\", _SLASH)


def formula(tex: str) -> str:
    """A formula."""
    return f"{_FORMULA_START}{tex}{_FORMULA_END}"


def dedented(code: str) -> str:
    """Code as it is compared: tabs are blanks, lines end without blanks and have no indentation in common."""
    lines = [line.rstrip() for line in code.expandtabs(4).split("\n")]
    return textwrap.dedent("\n".join(lines)).strip("\n")


def _is_prose(tex: str | None) -> bool:
    """Whether what is between two dollars is Chinese that no command of TeX marks as text."""
    return tex is not None and _IDEOGRAPH.search(tex) is not None and _COMMAND.search(tex) is None


def words_of(raw: str) -> tuple[list[str], int, int]:
    """The words and signs of a text with the marks of this module, how many of its lines are broken, and how
    many formulas it has."""
    formulas = 0

    def alone(tex: str) -> str:
        nonlocal formulas
        formulas += 1
        return f" ⟦{_NO_SIGN.sub('', _TEX_WORD.sub('', tex.replace(BREAK, '')))}⟧ "

    raw = _DRAWN.sub(lambda found: alone(found[1]), raw)
    raw = _TEX.sub(
        lambda found: found[0] if _is_prose(found[2]) else alone(next(filter(None, found.groups()), "")), raw
    )
    breaks = raw.count(BREAK)
    raw = raw.replace(BREAK, "\n").replace(BLOCK, "\n").replace(_DOLLAR, "$").replace(_SLASH, "\\")
    return _WORD.findall(raw), breaks, formulas
