"""What a post says and its generator's page does not show: tags of no element, which browsers pass over, and
values that Liquid does not know. An entry shows both, because no word may be lost."""

from __future__ import annotations

import re
from collections.abc import Sequence

from feedsvc.render.elements import is_element

_TAG = re.compile(r"</?(?P<name>[a-zA-Z][^\s/<>]*)(?P<rest>[^<>]*)>")
_LONGEST = 60  # words between the signs


def with_tags_shown(html: str) -> str:
    """`html` in which tags of elements that HTML does not have are text. A name with a hyphen is a custom
    element's only with attributes or an end of its own."""

    def shown(found: re.Match[str]) -> str:
        name = found["name"]
        is_one = is_element(name) and ("-" not in name or "=" in found["rest"] or f"</{name}>" in html)
        return found[0] if is_one else found[0].replace("<", "&lt;").replace(">", "&gt;")

    return _TAG.sub(shown, html)


def without_hidden(words: Sequence[str], beside: Sequence[str], *, values: bool = False) -> list[str]:
    """`words` without what is between `<` and `>` (of `values`, also between `{{` and `}}`), signs included,
    where `beside` has not the same there."""
    kept: list[str] = []
    at = 0
    while at < len(words):
        if list(beside[len(kept) : len(kept) + 2]) != list(words[at : at + 2]):
            if words[at] == "<" and (end := _end(words, at, (">",))):
                at = end
                continue
            if values and list(words[at : at + 2]) == ["{", "{"] and (end := _end(words, at, ("}", "}"))):
                at = end
                continue
        kept.append(words[at])
        at += 1
    return kept


def _end(words: Sequence[str], start: int, signs: tuple[str, ...]) -> int | None:
    """The index after the next of these signs."""
    for at in range(start + 1, min(start + _LONGEST, len(words))):
        if tuple(words[at : at + len(signs)]) == signs:
            return at + len(signs)
    return None
