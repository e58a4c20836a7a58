"""Skipping what is idle changes nothing but the time."""

from __future__ import annotations

from textwrap import indent

import markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown.blockprocessors import ParagraphProcessor

from feedsvc.render import markdown as feedsvc_markdown
from feedsvc.render.triggers import skip_idle

PIECES = [
    "word ",
    "字",
    "`",
    "``",
    "$",
    "$$",
    "\\",
    "[",
    "]",
    "(",
    ")",
    "[^1]",
    "!",
    "![",
    "<",
    ">",
    "&",
    "&amp;",
    "@",
    "~~",
    "*",
    "_",
    "  \n",
    "\n\n",
    "\n[^1]: note\n",
    "https://a.example/",
    "<b>",
    "a@b.example",
    "<a@b.example>",
    "[a](b)",
    "![a](b 'c')",
    "![r]",
    "[a][r]",
    "![a][r]",
    "\\(y\\)",
    "\n\n[r]: https://a.example/\n\n",
    "\n- ",
    "\n# ",
    "{.c}",
    "\t",
    "\r",
    "\x02",
    "\x03",
    "HTML",
]
# What a line may begin with, one after the other.
LEADERS = [
    *("    ", "  ", " ", "\t"),
    *("- ", "* ", "+ ", "1. ", "23.  ", "- [x] "),
    *("> ", ">", ": ", ":   ", "# ", "###### ", "!!! note ", "!!!warning"),
    *("[^1]: ", "[^n]:", "*[HTML]: ", "[r]: "),
    *("| ", "<div markdown>", '<p markdown="span">', "<div>", "$$", "\\["),
]
LINES = [
    *("", "word", "more words. And: so on", "HTML and [r] and [^1][^n]", "https://a.example/ 'title'"),
    *('"title"', "(title)", "a | b", "a | b {.c}", "--- | :-:", "|---|", "a |"),
    *("===", "=", "---", "- - -", "-  -  -", "***", "* * *", "__ _", "--", "-"),
    *("x^2$$", "y\\]", "\\begin{a}b\\end{a}", "</div>", "</p>", "<!-- c -->", "<hr>", "<br>"),
    *(
        "```",
        "```js",
        "~~~",
        "```{.py}",
        "end #",
        "end {.c #i}",
        "{: .c}",
        "\\*not\\*",
        "///Footnotes Go Here///",
    ),
]
# Whole blocks, and what goes on in the next one.
BLOCKS = [
    "!!! note\n    first\n\n    second\n\n        - third\n\n            fourth",
    '!!! tip "With a title"\n    - item\n\n        more of it\n\n        !!! note\n            inner',
    "- item\n\n    its paragraph\n\n        code\n    - nested\n\n1. one\n2. two\n    > quoted",
    "term\n:   meaning\n\n    more of it\n\n    - item\n\n        of the item\n\nother\n: meaning\n: another",
    "note[^1]\n\n[^1]: first\n\n    second\n\n        code\n[^n]: next\nlazy",
    '<div markdown="1">\n- item\n\n# heading {.c}\n\n<p markdown="span">*x* </p>\n</div>',
    "> quoted\nlazy\n>\n> - item\n>     - nested\n>\n> > deeper\n\n> again",
    "*[HTML]: markup\n*[XML]:\n  also\n\n[r]: <https://a.example/>\n  'title'\n[s]: /s (t)",
    "| a | `b|c` {.c} |\n|:--|--:|\n| 1 | 2 |\n\na | b\n--|--",
    "heading\n===\ntext\n\nheading\n---\ntext\n* * *\nrest\n-  -  -\n_  _  _\n*  *  *\n___",
    "$$\nx\n$$\n\n\\[y\\]\n\n$$z$$\n\n    code\n\n\n    code\n\ntext",
]


def _plain() -> markdown.Markdown:
    """The converter with everything tried on every text."""
    return markdown.Markdown(
        extensions=[*feedsvc_markdown._EXTENSIONS, feedsvc_markdown._Dialects()],
        extension_configs=feedsvc_markdown._CONFIGURATION,
        output_format="html",
    )


@pytest.fixture(scope="module")
def plain() -> markdown.Markdown:
    return _plain()


@pytest.fixture(scope="module")
def quick() -> markdown.Markdown:
    return feedsvc_markdown._markdown()


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_text_is_converted_as_with_everything_tried(
    plain: markdown.Markdown, quick: markdown.Markdown, text: str
) -> None:
    assert quick.reset().convert(text) == plain.reset().convert(text)


_line = st.builds(
    lambda leaders, text: "".join(leaders) + text,
    st.lists(st.sampled_from(LEADERS), max_size=3),
    st.sampled_from(LINES),
)
_block = st.builds(indent, st.sampled_from(BLOCKS), st.sampled_from(["", "", "    ", "        ", "> "]))
_blocks = st.one_of(
    st.lists(st.one_of(st.just(""), _line, st.sampled_from(LINES)), max_size=25).map("\n".join),
    st.lists(st.one_of(_line, _block, _block), max_size=5).map("\n\n".join),
)


@settings(max_examples=400, deadline=None)
@given(_blocks)
def test_blocks_are_converted_as_with_everything_tried(
    plain: markdown.Markdown, quick: markdown.Markdown, text: str
) -> None:
    assert quick.reset().convert(text) == plain.reset().convert(text)


def test_a_text_knows_nothing_of_the_one_before(plain: markdown.Markdown, quick: markdown.Markdown) -> None:
    for text in (
        "```\nnever closed",
        "`x` {.c} \\*",
        "*x*{.c}",
        "<div markdown>\n*x*{.c}\n",
        "x\t|\ny |\n",
        "x",
    ):
        assert quick.reset().convert(text) == plain.reset().convert(text)


def test_a_block_processor_without_triggers_is_refused() -> None:
    converter = _plain()
    converter.parser.blockprocessors.register(ParagraphProcessor(converter.parser), "unheard-of", 200)
    with pytest.raises(KeyError):
        skip_idle(converter)
