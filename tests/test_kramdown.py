"""What kramdown reads otherwise than CommonMark."""

from __future__ import annotations

import re

import pytest

from feedsvc.posts.variant import Variant
from feedsvc.render.commonmark import commonmark

KRAMDOWN = Variant(parser="kramdown", autolink=False, cjk_emphasis=False)


def shape(text: str) -> str:
    return re.sub(r"\n\s*", "", commonmark(text, KRAMDOWN)).replace(" />", ">")


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("a\n\n见**“引”**后", "<p>a</p><p>见<strong>“引”</strong>后</p>"),
        ("不~~删，~~后", "<p>不<del>删，</del>后</p>"),
        (
            "a | b\nc | d",
            "<table><tbody><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></tbody></table>",
        ),
        (
            "| a | b | c\n|--|--\n| 1 | 2 | 3",
            "<table><thead><tr><th>a</th><th>b</th><th>c</th></tr></thead>"
            "<tbody><tr><td>1</td><td>2</td><td>3</td></tr></tbody></table>",
        ),
        (
            "| | |\n|-|-|\n| 1 | 2 |",
            "<table><thead><tr><th></th><th></th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>",
        ),
        ("- a | b", "<ul><li><table><tbody><tr><td>a</td><td>b</td></tr></tbody></table></li></ul>"),
        ("text\na | b", "<p>texta | b</p>"),
        ("a `x | y` b", "<p>a <code>x | y</code> b</p>"),
        ("- #### a\nb", "<ul><li><h4>a</h4>b</li></ul>"),
        ("1. a\n  - b", "<ol><li>a<ul><li>b</li></ul></li></ol>"),
        ("1. a\n\t- b\n\t\t- c", "<ol><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li></ol>"),
        ("text\n2. a\n3. b", '<p>text</p><ol start="2"><li>a</li><li>b</li></ol>'),
        ("> a\n- b", "<blockquote><p>a</p><ul><li>b</li></ul></blockquote>"),
        (" ## a", "<p>## a</p>"),
        ("###\n\na", "<p>###</p><p>a</p>"),
        ("```coq\nx\n``", "<p>```coqx``</p>"),
        ("<div>\n<p>a</p>\n\n    <p>b</p>\n</div>\n\n*c*", "<div><p>a</p><p>b</p></div><p><em>c</em></p>"),
        ("<br>\n**a**", "<p><br><strong>a</strong></p>"),
        ("http://a.example", "<p>http://a.example</p>"),
    ],
)
def test_kramdown_is_read_as_kramdown_reads_it(markdown: str, expected: str) -> None:
    assert shape(markdown) == expected


@pytest.mark.parametrize("code", ["```\n- a\nb | c\n ## d\n```", "    a | b\n    **c**“d”"])
def test_code_stays_as_it_is(code: str) -> None:
    found = commonmark(f"text\n\n{code}\n", KRAMDOWN)
    for line in code.split("\n"):
        if "```" not in line:
            assert line.strip() in found
