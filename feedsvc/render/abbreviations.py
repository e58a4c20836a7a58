"""Abbreviations as PHP Markdown Extra writes them: `*[HTML]: Hypertext Markup Language`."""

from __future__ import annotations

import re
from html import escape

from feedsvc.render.fences import fences
from feedsvc.render.text_pieces import in_text

_DEFINITION = re.compile(r" {0,3}\*\[([^\[\]\n]+)\]:[ \t]*(\S[^\n]*)?$")
_WORD = re.compile(r"\w+")
_VERBATIM = ("pre", "code", "kbd", "samp", "script", "style", "abbr", "textarea")


def taken_out(text: str) -> tuple[str, dict[str, str]]:
    """`text` without the definitions of abbreviations in it, and what each means."""
    lines, meanings = text.split("\n"), {}
    in_code = {number for fence in fences(lines) for number in range(fence.start, fence.end)}
    kept = []
    for number, line in enumerate(lines):
        found = _DEFINITION.match(line) if "*[" in line and number not in in_code else None
        if found:
            meanings[found[1].strip()] = (found[2] or "").strip()
        else:
            kept.append(line)
    return "\n".join(kept), meanings


def with_abbreviations(html: str, meanings: dict[str, str]) -> str:
    """`html` with each word of the text that has a meaning as `<abbr>`."""
    by_word: dict[str, list[tuple[str, int, str]]] = {}
    for name, meaning in sorted(meanings.items(), key=lambda item: -len(item[0])):
        written = escape(name, quote=False)
        if word := _WORD.search(written):
            shown = (
                f'<abbr title="{escape(meaning)}">{written}</abbr>' if meaning else f"<abbr>{written}</abbr>"
            )
            by_word.setdefault(word[0], []).append((written, word.start(), shown))
    return in_text(html, lambda text: _with_meanings(text, by_word), verbatim=_VERBATIM)


def _with_meanings(text: str, by_word: dict[str, list[tuple[str, int, str]]]) -> str:
    out, copied = [], 0
    for word in _WORD.finditer(text):
        for written, offset, shown in by_word.get(word[0], ()):
            start = word.start() - offset
            end = start + len(written)
            if start >= copied and text.startswith(written, start) and not _is_word(text, start - 1, end):
                out += [text[copied:start], shown]
                copied = end
                break
    return "".join((*out, text[copied:]))


def _is_word(text: str, before: int, after: int) -> bool:
    """Whether the word goes on before or after: an abbreviation in its midst is none."""
    return (before >= 0 and text[before].isalnum() and text[before + 1].isalnum()) or (
        after < len(text) and text[after].isalnum() and text[after - 1].isalnum()
    )
