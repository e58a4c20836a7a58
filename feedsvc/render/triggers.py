"""Inline patterns that cannot match are not tried: most text has no link, no formula and no entity."""

from __future__ import annotations

import re

import markdown
from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString

# The texts of which one must be there for a pattern to match, by the name under which it is registered.
TRIGGERS = {
    "arithmatex-inline": ("$", "\\"),
    "autolink": ("<",),
    "automail": ("@",),
    "backtick": ("`", "\\"),
    "delimiter": ("~",),
    "displayed-in-text": ("$$",),
    "em_strong": ("*", "_"),
    "entity": ("&",),
    "escape": ("\\",),
    "footnote": ("[^",),
    "html": ("<",),
    "image_link": ("![",),
    "image_reference": ("![",),
    "linebreak": ("  \n",),
    "link": ("[",),
    "reference": ("[",),
    "short_image_ref": ("![",),
    "short_reference": ("[",),
}


class TriggeredInlineProcessor(InlineProcessor):
    """Python-Markdown's inline processor, which tries a pattern only on text with one of its triggers."""

    def __init__(self, md: markdown.Markdown) -> None:
        super().__init__(md)
        # The registry looks whether it is still in order each time it is asked, and that is a million times.
        self.inlinePatterns = list(md.inlinePatterns)  # type: ignore[assignment]
        names = {id(md.inlinePatterns[name]): triggers for name, triggers in TRIGGERS.items()}
        self._triggers = [names[id(pattern)] for pattern in self.inlinePatterns]
        every = {trigger for triggers in self._triggers for trigger in triggers}
        self._any = re.compile("|".join(map(re.escape, sorted(every))))

    # The one place where it chooses what to try is private to the class extended: hence the name.
    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803
        if isinstance(data, AtomicString) or self._any.search(data) is None:
            return data
        apply = self._InlineProcessor__applyPattern  # type: ignore[attr-defined]
        index, start, patterns, triggers = patternIndex, 0, self.inlinePatterns, self._triggers
        while index < len(patterns):
            for trigger in triggers[index]:
                if trigger in data:
                    data, matched, start = apply(patterns[index], data, index, start)
                    if not matched:
                        index += 1
                    break
            else:
                index, start = index + 1, 0
        return data


def skip_idle_patterns(converter: markdown.Markdown) -> None:
    """Try the converter's inline patterns only where they may match. What it makes of any text stays the
    same. Raises `KeyError` for a pattern without triggers."""
    converter.treeprocessors.register(TriggeredInlineProcessor(converter), "inline", 20)
    # Looked into for every element, and a list of a hundred names unless it is made a set.
    converter.block_level_elements = frozenset(converter.block_level_elements)  # type: ignore[assignment]
