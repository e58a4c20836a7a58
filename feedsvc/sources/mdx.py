"""MDX (mdxjs.com) read as Markdown: what only a program can show is left out, and told.

`import` and `export`, expressions in braces, and the tags of components go; what stands between the tags of a
component is text and stays. In code nothing is touched.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

_FENCE = re.compile(r" {0,3}(?:[-*+] +|\d+[.)] +|> ?)*[ ]{0,3}(`{3,}|~{3,})")
_CODE_SPAN = re.compile(r"(`+)(?!`)(?:(?!\n[ \t]*\n)[\s\S])*?(?<!`)\1(?!`)")
_STATEMENT = re.compile(
    r"""(import)(?:\s*["']|\b[^"'`;]{1,2000}?\bfrom\s*["'])"""
    r"""|(export)(?:\s+(?:default|const|let|var|function|class|async)\b|\s*[{*])"""
)
_MARK = re.compile(r"[`{<\\]")
_COMPONENT = re.compile(r"</?([A-Z][\w.]*)(?=[\s/>])|<(?=>)|</(?=>)")
_ELEMENT = re.compile(r"</?[a-z][\w-]*(?=[\s/>])")
_TEXT = re.compile(r"""\{\s*(?:"([^"\\\n]*)"|'([^'\\\n]*)'|`([^`\\$]*)`)\s*\}""")
_ATTRIBUTE = re.compile(r"\s+(?:[A-Za-z_][\w:-]*=)?$")
# An expression or a tag that does not end within so many characters is text, and so is everything in a text
# with so many of those.
_LONGEST, _ENDLESS = 5_000, 100


def without_jsx(text: str) -> tuple[str, dict[str, int]]:
    """`text` as Markdown, and how often each kind of what was left out stood there."""
    dropped: Counter[str] = Counter()
    parts = [
        part if is_code else _Text("".join(_without_statements(part, dropped)), dropped).markdown()
        for part, is_code in _parts(text)
    ]
    return "".join(parts), dict(dropped)


def _parts(text: str) -> list[tuple[str, bool]]:
    """The text in order, parted into fenced code and what is none."""
    found: list[tuple[list[str], bool]] = [([], False)]
    fence = ""
    for line in text.splitlines(keepends=True):
        match = _FENCE.match(line)
        if fence:
            found[-1][0].append(line)
            if match and match[1].startswith(fence) and not line[match.end() :].strip():
                fence = ""
                found.append(([], False))
        elif match and not (match[1][0] == "`" and "`" in line[match.end() :]):
            fence = match[1]
            found.append(([line], True))
        else:
            found[-1][0].append(line)
    return [("".join(lines), is_code) for lines, is_code in found]


def _without_statements(text: str, dropped: Counter[str]) -> Iterator[str]:
    """The lines that belong to no `import` or `export` at the beginning of a paragraph."""
    at, is_beginning = 0, True
    while at < len(text):
        end = text.find("\n", at) + 1 or len(text)
        if is_beginning and (found := _STATEMENT.match(text, at)):
            dropped[found[1] or found[2]] += 1
            end = _statement_end(text, at, found.end())
        else:
            yield text[at:end]
            is_beginning = not text[at:end].strip()
        at = end


def _statement_end(text: str, start: int, at: int) -> int:
    """The index after the last line of a statement: where its brackets are closed."""
    end = text.find("\n", at) + 1 or len(text)
    for _ in range(500):
        part = text[start:end]
        if sum(map(part.count, "{[(")) <= sum(map(part.count, "}])")) or end == len(text):
            return end
        end = text.find("\n", end) + 1 or len(text)
    return text.find("\n", at) + 1 or len(text)


class _Text:
    """A text without fenced code, while its JSX is taken out."""

    def __init__(self, text: str, dropped: Counter[str]) -> None:
        self._text, self._dropped = text, dropped
        self._endless = 0

    def markdown(self) -> str:
        out: list[str] = []
        at = 0
        while (found := _MARK.search(self._text, at)) and self._endless < _ENDLESS:
            start = found.start()
            shown, end = self._shown(start)
            out += (self._text[at:start], shown)
            at = end
        out.append(self._text[at:])
        return "".join(out)

    def _shown(self, start: int) -> tuple[str, int]:
        """What the mark at `start` becomes, and where the text goes on."""
        text = self._text
        if text[start] == "\\":
            return text[start : start + 2], start + 2
        if text[start] == "`":
            end = span.end() if (span := _CODE_SPAN.match(text, start)) else start + 1
            return text[start:end], end
        if text[start] == "{":
            end = self._closing_brace(start)
            return (self._expression(text[start:end]), end) if end else ("{", start + 1)
        component = _COMPONENT.match(text, start)
        end = self._tag_end(start) if component or _ELEMENT.match(text, start) else 0
        if not end:
            return "<", start + 1
        if component is None:
            return _without_expressions(text[start:end]), end
        if component[1] and text[start + 1] != "/":
            self._dropped[f"<{component[1]}>"] += 1
        return "", end

    def _expression(self, text: str) -> str:
        if found := _TEXT.fullmatch(text):
            return found[1] or found[2] or found[3] or ""
        if not text[1:].lstrip().startswith("/*"):
            self._dropped["{…}"] += 1
        return ""

    def _closing_brace(self, start: int) -> int:
        end = _closing_brace(self._text, start)
        self._endless += not end
        return end

    def _tag_end(self, start: int) -> int:
        """The index after the tag at `start`; 0 where it does not end."""
        at, quote = start + 1, ""
        while at < min(len(self._text), start + _LONGEST):
            letter = self._text[at]
            if quote:
                quote = "" if letter == quote else quote
            elif letter in "\"'":
                quote = letter
            elif letter == ">":
                return at + 1
            elif letter == "{":
                at = self._closing_brace(at) - 1
                if at < 0:
                    return 0
            at += 1
        self._endless += 1
        return 0


def _closing_brace(text: str, start: int) -> int:
    """The index after the brace that closes the one at `start`; 0 where none does."""
    depth, quote = 0, ""
    for at in range(start, min(len(text), start + _LONGEST)):
        letter = text[at]
        if quote:
            quote = "" if letter == quote and text[at - 1] != "\\" else quote
        elif letter in '"`':
            quote = letter
        elif letter == "{":
            depth += 1
        elif letter == "}":
            depth -= 1
            if not depth:
                return at + 1
    return 0


def _without_expressions(tag: str) -> str:
    """An element of HTML without those attributes that are expressions."""
    out, at = "", 0
    while (start := tag.find("{", at)) >= 0 and (end := _closing_brace(tag, start)):
        out, at = _ATTRIBUTE.sub("", out + tag[at:start]), end
    return (out + tag[at:]).replace(" className=", " class=")
