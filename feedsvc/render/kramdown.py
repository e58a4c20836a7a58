"""What kramdown reads beside CommonMark (https://kramdown.gettalong.org/syntax.html): attribute lists, options,
the mark of a table of contents."""

from __future__ import annotations

import re
from collections.abc import Callable

from feedsvc.posts.variant import Variant
from feedsvc.render.fences import fences

# Attribute lists on a line of their own, options, and the mark of a table of contents.
_ATTRIBUTES = re.compile(
    r"^(?:[ \t]*(?:[-*+]|\d+\.)[ \t]+[^\n]*\n(?=[ \t]*\{:[ \t]*toc))?[ \t>]*\{:[^{}\n]*\}[ \t]*$"
    r"|[ \t]+\{:[^{}\n]*\}(?=[ \t]*$)|\{:(?::|/)(?:comment|nomarkdown|options)?[^{}\n]*\}",
    re.MULTILINE,
)
_BROKEN_ATTRIBUTES = re.compile(r"\{:(?=[^{}\n]*\n)(?:[^{}\n]|\n(?!\s*\n)){1,300}\}")


def with_kramdown(text: str, variant: Variant, convert: Callable[[str, Variant], str]) -> str:
    """`text` as HTML, by a converter of CommonMark."""
    if "{:" in text:
        out: list[str] = []
        lines, at = text.split("\n"), 0
        for fence in fences(lines):
            out += [_without_marks("\n".join(lines[at : fence.start])), *lines[fence.start : fence.end]]
            at = fence.end
        text = "\n".join((*out, _without_marks("\n".join(lines[at:]))))
    return convert(text, variant)


def _without_marks(text: str) -> str:
    joined = _BROKEN_ATTRIBUTES.sub(lambda found: " ".join(found[0].split()), text)
    return _ATTRIBUTES.sub("", joined)
