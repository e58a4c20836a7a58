"""HTML that an author wrote into Markdown, where the blog's generator leaves it out or shows it as text.

Done to the text as it was written: what tags of generators become is HTML too, and stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import comrak

from feedsvc.posts.variant import Variant
from feedsvc.render.commonmark import extensions_of
from feedsvc.render.elements import is_element

_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9-]*)")
_MAY_BE_HTML = re.compile(r"<[a-zA-Z/!?]")
_TAG = re.compile(r"\{\{[<%].*?[>%]\}\}|\{%.*?%\}", re.DOTALL)
_CONTAINER = re.compile(r"[ \t>]*")
_NEAR = 8  # columns by which escaped bars in a table move what stands after them


def without_raw_html(text: str, variant: Variant) -> tuple[str, list[int]]:
    """`text` as if it held no HTML, comments apart; and the indices at which there was any."""
    if variant.raw_html == "kept" or not _MAY_BE_HTML.search(text):
        return text, []
    tags = [found.span() for found in _TAG.finditer(text)]
    out: list[str] = []
    places: list[int] = []
    at = 0
    for start, end, is_block in _raw(text, variant):
        if (
            start < at
            or not _is_html(text, start)
            or any(first < end and start < last for first, last in tags)
        ):
            continue
        places.append(start)
        out += [text[at:start], _instead(text[start:end], variant, is_block)]
        at = end
    return "".join((*out, text[at:])), places


def _is_html(text: str, start: int) -> bool:
    """Whether the tag there is one of HTML: `vector<int>` is no HTML, and shown as it was written."""
    name = _NAME.match(text, start)
    return name is None or is_element(name[1])


def _instead(html: str, variant: Variant, is_block: bool) -> str:
    if variant.raw_html == "escaped":
        return html.replace("<", "&lt;")
    if not is_block:
        return ""
    # The quotation or item that it stood in goes on; the comment holds its place.
    _, *rest = html.split("\n")
    return "\n".join(("<!-- -->", *(found[0] if (found := _CONTAINER.match(line)) else "" for line in rest)))


def _raw(text: str, variant: Variant) -> Iterator[tuple[int, int, bool]]:
    """Begin and end of each piece of HTML in `text`, and whether it is a block."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    document = comrak.parse_document(text, extensions_of(variant), comrak.ParseOptions(sourcepos_chars=True))
    waiting: list[Any] = [document]
    while waiting:
        node = waiting.pop()
        waiting += reversed(node.children)
        value = node.node_value
        if isinstance(value, comrak.HtmlBlock):
            if not value.value.literal.startswith("<!--"):
                place = node.sourcepos
                begin = starts[place.start.line - 1] + place.start.column - 1
                yield begin, starts[place.end.line - 1] + place.end.column, True
        elif isinstance(value, comrak.HtmlInline) and not value.value.startswith("<!--"):
            place = node.sourcepos
            begin = starts[place.start.line - 1] + place.start.column - 1
            length = starts[place.end.line - 1] + place.end.column - begin
            if "\n" not in value.value:
                begin = text.find(value.value, max(0, begin - 1), begin + len(value.value) + _NEAR)
                length = len(value.value)
            if begin >= 0:
                yield begin, begin + length, False
