"""What cannot match is not tried: most text has no link, no formula and no entity, most blocks are plain
paragraphs, and many a post has no HTML and no backslash."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable

import markdown
from markdown.blockparser import BlockParser
from markdown.preprocessors import NormalizeWhitespace, Preprocessor
from markdown.treeprocessors import InlineProcessor, Treeprocessor
from markdown.util import ETX, STX, AtomicString

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

_INDENT = "    "  # the one trigger with which a block must begin
_ALWAYS = ("",)
# The same for block processors. Some ask what stands before the block as well, which only narrows it down.
BLOCK_TRIGGERS: dict[str, tuple[str, ...]] = {
    "abbr": ("*[",),
    "admonition": ("!!!", _INDENT),
    "arithmatex-block": ("$$", "\\[", "\\begin{"),
    "code": (_INDENT,),
    "defindent": (_INDENT,),
    "deflist": (": ",),
    "empty": _ALWAYS,
    "footnote": ("]:",),
    "hashheader": ("#",),
    "hr": tuple(mark + blanks + mark for mark in "-_*" for blanks in (mark, " ", "  ")),
    "indent": (_INDENT,),
    "markdown_block": (STX,),
    "olist": (". ",),
    "paragraph": _ALWAYS,
    "quote": (">",),
    "reference": ("]:",),
    "setextheader": ("\n=", "\n-"),
    "table": ("|",),
    "ulist": ("- ", "* ", "+ "),
}

# For what works on the whole text: looked for in the lines it is given, or in the source of its tree. Not in
# the lines the tree was made from: Markdown in HTML has left them by then.
PREPROCESSOR_TRIGGERS: dict[str, tuple[str, ...]] = {
    "fenced_code_block": ("```", "~~~"),
    "html_block": ("<", "&"),
}
TREE_TRIGGERS = {
    "attr_list": ("{",),
    "unescape": ("\\",),
}
# What the first preprocessor changes, beside adding two empty lines.
_UNTIDY = (STX, ETX, "\r", "\t", " \n")


class TriggeredInlineProcessor(InlineProcessor):
    """Python-Markdown's inline processor, which tries a pattern only on text with one of its triggers."""

    def __init__(self, md: markdown.Markdown) -> None:
        super().__init__(md)
        # The registry looks whether it is still in order each time it is asked, and that is a million times.
        self.inlinePatterns = list(md.inlinePatterns)  # type: ignore[assignment]
        names = {id(md.inlinePatterns[name]): triggers for name, triggers in TRIGGERS.items()}
        self._triggers = [_with_marks(names[id(pattern)]) for pattern in self.inlinePatterns]
        self._marks = sorted({mark for triggers in self._triggers for mark, _ in triggers})

    # The one place where it chooses what to try is private to the class extended: hence the name.
    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803
        if isinstance(data, AtomicString):
            return data
        for mark in self._marks:
            if mark in data:
                break
        else:
            return data
        apply = self._InlineProcessor__applyPattern  # type: ignore[attr-defined]
        index, start, patterns, triggers = patternIndex, 0, self.inlinePatterns, self._triggers
        while index < len(patterns):
            for mark, trigger in triggers[index]:
                if mark in data and trigger in data:
                    data, matched, start = apply(patterns[index], data, index, start)
                    if not matched:
                        index += 1
                    break
            else:
                index, start = index + 1, 0
        return data


class TriggeredBlocks:
    """A parser's block processors, each tried only on blocks with one of its triggers."""

    def __init__(self, parser: BlockParser) -> None:
        registry = parser.blockprocessors
        names = {id(registry[name]): triggers for name, triggers in BLOCK_TRIGGERS.items()}
        every = [(processor, names[id(processor)]) for processor in registry]
        self._for_indented = [(processor, _with_marks(triggers)) for processor, triggers in every]
        self._for_others = [
            (processor, _with_marks(others))
            for processor, triggers in every
            if (others := [trigger for trigger in triggers if trigger != _INDENT])
        ]

    def parse(self, parent: ET.Element, blocks: list[str]) -> None:
        """As `BlockParser.parseBlocks`, whose place it takes."""
        while blocks:
            block = blocks[0]
            for processor, triggers in self._for_indented if block.startswith(_INDENT) else self._for_others:
                for mark, trigger in triggers:
                    if mark in block and trigger in block:
                        break
                else:
                    continue
                if processor.test(parent, block):
                    if processor.run(parent, blocks) is not False:
                        break
                    block = blocks[0]


def _with_marks(triggers: Iterable[str]) -> list[tuple[str, str]]:
    """The triggers, each after one character of it: that is looked for first, which is ten times as fast."""
    return [(trigger.strip()[:1] or trigger, trigger) for trigger in triggers]


class Source(NormalizeWhitespace):
    """Python-Markdown's first preprocessor, which keeps the text as it came."""

    text = ""

    def run(self, lines: list[str]) -> list[str]:
        self.text = "\n".join([*lines, ""])
        if _holds(self.text, _UNTIDY):
            return super().run(lines)
        return [*lines, "", ""]


def skip_idle(converter: markdown.Markdown) -> None:
    """Leave out of the converter's work what cannot change the text at hand. What it makes of any text stays
    the same. Raises `KeyError` for an inline pattern or a block processor without triggers."""
    source = Source(converter)
    converter.preprocessors.register(source, "normalize_whitespace", 30)
    for name, triggers in PREPROCESSOR_TRIGGERS.items():
        _run_on_lines(converter.preprocessors[name], triggers)
    for name, triggers in TREE_TRIGGERS.items():
        _run_on_trees(converter.treeprocessors[name], source, triggers)
    converter.treeprocessors.register(TriggeredInlineProcessor(converter), "inline", 20)
    # On this very parser, which each of its block processors holds.
    converter.parser.parseBlocks = TriggeredBlocks(converter.parser).parse  # type: ignore[method-assign]
    # Looked into for every element, and a list of a hundred names unless it is made a set.
    converter.block_level_elements = frozenset(converter.block_level_elements)  # type: ignore[assignment]


# Others ask these processors by name for what they know, so they stay what they are but for `run`.
def _run_on_lines(processor: Preprocessor, triggers: Iterable[str]) -> None:
    run = processor.run

    def run_on_lines(lines: list[str]) -> list[str]:
        return run(lines) if _holds("\n".join(lines), triggers) else lines

    processor.run = run_on_lines  # type: ignore[method-assign]


def _run_on_trees(processor: Treeprocessor, source: Source, triggers: Iterable[str]) -> None:
    run = processor.run

    def run_on_tree(root: ET.Element) -> ET.Element | None:
        return run(root) if _holds(source.text, triggers) else None

    processor.run = run_on_tree  # type: ignore[method-assign]


def _holds(text: str, triggers: Iterable[str]) -> bool:
    return any(trigger in text for trigger in triggers)
