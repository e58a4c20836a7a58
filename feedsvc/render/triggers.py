"""Inline patterns that cannot match are not tried: most text has no link, no formula and no entity."""

from __future__ import annotations

import re
from collections.abc import Iterator

import markdown

# The text without which a pattern never matches, by the name under which the pattern is registered.
TRIGGERS = {
    "autolink": "<",
    "automail": "@",
    "backtick": "`",
    "delimiter": "~",
    "displayed-in-text": "$$",
    "entity": "&",
    "escape": "\\",
    "footnote": "[^",
    "html": "<",
    "image_link": "![",
    "image_reference": "![",
    "linebreak": "  \n",
    "link": "[",
    "reference": "[",
    "short_image_ref": "![",
    "short_reference": "[",
}


class _Triggered:
    """A compiled pattern that first looks for its trigger, which is many times quicker."""

    def __init__(self, pattern: re.Pattern[str], trigger: str) -> None:
        self._pattern, self._trigger = pattern, trigger

    def finditer(self, text: str, start: int = 0) -> Iterator[re.Match[str]]:
        return self._pattern.finditer(text, start) if self._trigger in text else iter(())


def skip_idle_patterns(converter: markdown.Markdown) -> None:
    """Give the converter's inline patterns their triggers. What it makes of any text stays the same."""
    for name, trigger in TRIGGERS.items():
        pattern = converter.inlinePatterns[name]
        pattern.compiled_re = _Triggered(pattern.compiled_re, trigger)  # type: ignore[assignment]
    # The registry looks whether it is still in order each time it is asked, and that is a million times.
    in_order = list(converter.inlinePatterns)
    converter.treeprocessors["inline"].inlinePatterns = in_order  # type: ignore[attr-defined]
