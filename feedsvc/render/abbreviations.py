"""Abbreviations as PHP Markdown Extra writes them: `*[HTML]: Hypertext Markup Language`."""

from __future__ import annotations

import re
from html import escape

from feedsvc.render.fences import fences
from feedsvc.render.text_pieces import in_text

_DEFINITION = re.compile(r" {0,3}\*\[([^\[\]\n]+)\]:[ \t]*(\S[^\n]*)?$")
_WORD = re.compile(r"\w+")
_MARKS = "".join(map(chr, range(33, 48))) + ":;<=>?@[\\]^`{|}~"
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
    titles: dict[str, str] = {}
    groups: dict[str, list[str]] = {}
    for name, meaning in sorted(meanings.items(), key=lambda item: -len(item[0])):
        written = escape(name, quote=False)
        titles[written] = f' title="{escape(meaning)}"' if meaning else ""
        if word := _WORD.search(written):
            groups.setdefault(written[: word.end()], []).append(re.escape(written))
    # One pattern for each beginning: what a text is searched for grows with the text, not with the meanings.
    patterns = {begin: re.compile("|".join(names)) for begin, names in groups.items()}

    def change(text: str) -> str:
        return _with_meanings(text, patterns, titles)

    return in_text(html, change, verbatim=_VERBATIM)


def _with_meanings(text: str, patterns: dict[str, re.Pattern[str]], titles: dict[str, str]) -> str:
    offsets = {len(begin) - len(begin.lstrip(_MARKS)) for begin in patterns}
    out: list[str] = []
    copied = 0
    for word in _WORD.finditer(text):
        for offset in offsets:
            start = word.start() - offset
            pattern = patterns.get(text[max(0, start) : word.end()]) if start >= copied else None
            found = pattern.match(text, start) if pattern else None
            if found and not _goes_on(text, start, found.end()):
                out += [text[copied:start], f"<abbr{titles[found[0]]}>{found[0]}</abbr>"]
                copied = found.end()
                break
    return "".join((*out, text[copied:]))


def _goes_on(text: str, start: int, end: int) -> bool:
    """Whether a word goes on before or after: an abbreviation in its midst is none."""
    return (start > 0 and text[start - 1].isalnum() and text[start].isalnum()) or (
        end < len(text) and text[end].isalnum() and text[end - 1].isalnum()
    )
