"""Skipping idle inline patterns changes nothing but the time."""

from __future__ import annotations

import markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown.treeprocessors import InlineProcessor

from feedsvc.render import markdown as feedsvc_markdown

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
    "\n- ",
    "\n# ",
]


@pytest.fixture(scope="module")
def plain() -> markdown.Markdown:
    """The converter with every pattern tried on every text."""
    converter = feedsvc_markdown._markdown()
    converter.treeprocessors.register(InlineProcessor(converter), "inline", 20)
    return converter


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_text_is_converted_as_with_every_pattern_tried(plain: markdown.Markdown, text: str) -> None:
    assert feedsvc_markdown._markdown().convert(text) == plain.reset().convert(text)
