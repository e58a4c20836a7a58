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
        ("1) a\n2) b", "<p>1) a2) b</p>"),
        ("- a\n  1) b", "<ul><li>a1) b</li></ul>"),
    ],
)
def test_kramdown_is_read_as_kramdown_reads_it(markdown: str, expected: str) -> None:
    assert shape(markdown) == expected


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        # Attributes after an element, whatever they hold; after text they are text.
        ('[a](/b){:target="_blank" rel="x y"}<br>\nc', '<p><a href="/b">a</a><br>c</p>'),
        ("`c`{:.l} *e*{: .x y} b{:.n} c", "<p><code>c</code> <em>e</em> b{:.n} c</p>"),
        ('![](a.png){: width="3" title="q r"}', '<p><img src="a.png" alt="" width="3"></p>'),
        # An element whose text is Markdown, and what follows an element.
        (
            '<figure markdown="1">\n  ![](a.png)\n  *b*\n</figure>\n*c*',
            '<figure markdown="1"><p><img src="a.png" alt=""><em>b</em></p></figure><p><em>c</em></p>',
        ),
        ('<div markdown="1">*a*</div>', '<div markdown="1"><p><em>a</em></p></div>'),
        ("<div>x</div>\n*b*", "<div>x</div><p><em>b</em></p>"),
        ("a\n<p>x</p> *b*", "<p>a</p><p>x</p><p><em>b</em></p>"),
        ("- a\n<p>x</p>\n\n- b", "<ul><li>a</li></ul><p>x</p><ul><li>b</li></ul>"),
        # Code that was written as HTML.
        (
            "<kbd>\\<l\\></kbd> <code>*a* `</code> `b`",
            "<p><kbd>\\&lt;l\\&gt;</kbd> <code>*a* `</code> <code>b</code></p>",
        ),
        # Tables: bars in code, in quotations, and none but after an empty line.
        (
            "| `a|b` | c |\n|-|-|\n| d | e |",
            "<table><thead><tr><th><code>a|b</code></th><th>c</th></tr></thead><tbody><tr><td>d</td><td>e</td></tr></tbody></table>",
        ),
        ("> a | b", "<blockquote><table><tbody><tr><td>a</td><td>b</td></tr></tbody></table></blockquote>"),
        ("# a\n| b | c |\n|-|-|\n| d | e |", "<h1>a</h1><p>| b | c ||-|-|| d | e |</p>"),
        (
            "* a\n\n    b | c\n    d | e\n* f\n\n      g | h",
            "<ul><li><p>a</p><table><tbody><tr><td>b</td><td>c</td></tr><tr><td>d</td><td>e</td></tr></tbody></table>"
            "</li><li><p>f</p><pre><code>g | h</code></pre></li></ul>",
        ),
        ("[a]\n\n[a]: https://b.example/c)\n[d]: e", '<p><a href="https://b.example/c)">a</a></p>'),
        ("a` b `c ` d `", "<p>a<code> b </code>c ` d `</p>"),
        # A fence below an item is the item's, and text where the item ends before it.
        ("- a\n```\nb\n```\n- c", "<ul><li>a<pre><code>b</code></pre></li><li>c</li></ul>"),
        ("1. a\n```\n\n## b\n\nc", "<ol><li>a```</li></ol><h2>b</h2><p>c</p>"),
        (
            "```\n1. a\n\n    ```\n    b\n    ```\n2. c\n```\n\nd",
            "<pre><code>1. a```b```2. c</code></pre><p>d</p>",
        ),
        (
            "```\na\n```\n\n1. b\n```\n\n- c\n```\nd\n```\n\n```\ne\n```",
            "<pre><code>a</code></pre><ol><li>b```</li></ol>"
            "<ul><li>c<pre><code>d</code></pre></li></ul><pre><code>e</code></pre>",
        ),
        # Tags of blocks within a line are text, and those that begin one are none.
        (
            "- a <DIV> `<p>` b</p>\n- <p>c</p>",
            "<ul><li>a &lt;DIV&gt; <code>&lt;p&gt;</code> b&lt;/p&gt;</li><li><p>c</p></li></ul>",
        ),
        ("a <b>c</b><br>d", "<p>a <b>c</b><br>d</p>"),
        # A list goes on after a text that is indented as code would be.
        ("* a\n\n    b\n* c", "<ul><li><p>a</p><p>b</p></li><li><p>c</p></li></ul>"),
        (
            "- a\n\n    [b](c d.png)\n\n      [b](c d.png)",
            '<ul><li><p>a</p><p><a href="c%20d.png">b</a></p><pre><code>[b](c d.png)</code></pre></li></ul>',
        ),
        (
            "[a\\_b][] [a\\_b] [a\\_c]\n\n[a_b]: /d",
            '<p><a href="/d">a_b</a> <a href="/d">a_b</a> [a_c]</p>',
        ),
    ],
)
def test_what_only_kramdown_knows_is_read_as_it_reads_it(markdown: str, expected: str) -> None:
    assert shape(markdown) == expected


def test_quotations_however_deep_are_read_in_bounded_steps() -> None:
    assert shape(">" * 50 + " a").count("<blockquote>") == 50


@pytest.mark.parametrize("code", ["```\n- a\nb | c\n ## d\n```", "    a | b\n    **c**“d”"])
def test_code_stays_as_it_is(code: str) -> None:
    found = commonmark(f"text\n\n{code}\n", KRAMDOWN)
    for line in code.split("\n"):
        if "```" not in line:
            assert line.strip() in found


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("![](a b/c d.jpg)", '<p><img src="a%20b/c%20d.jpg" alt=""></p>'),
        ('[x](a b "c d")', '<p><a href="a%20b" title="c d">x</a></p>'),
        ("[x](http://a.example/b_(c\\))", '<p><a href="http://a.example/b_(c)">x</a></p>'),
        ("![](http://a.example/1*-b.png)", '<p><img src="http://a.example/1*-b.png" alt=""></p>'),
        ("`a[0](x y)`", "<p><code>a[0](x y)</code></p>"),
    ],
)
def test_a_link_leads_where_its_brackets_say_blanks_and_marks_and_all(markdown: str, expected: str) -> None:
    assert shape(markdown) == expected


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("`a``", "<p><code>a</code>`</p>"),
        ("a ` b ` c", "<p>a ` b ` c</p>"),
        ("``a`b`` `c`", "<p><code>a`b</code> <code>c</code></p>"),
        ("`a\n\nb`", "<p>`a</p><p>b`</p>"),
    ],
)
def test_a_code_span_ends_at_the_first_backticks_that_are_enough(markdown: str, expected: str) -> None:
    assert shape(markdown) == expected


def test_a_mark_without_a_blank_begins_no_item() -> None:
    assert shape("2.\n") == "<p>2.</p>"
    assert shape("- a\n-\n- b") == "<ul><li>a-</li><li>b</li></ul>"


def test_a_line_after_indented_code_belongs_to_it() -> None:
    assert shape("a\n\n    b\nc") == "<p>a</p><pre><code>b c</code></pre>"


def test_an_element_ends_the_paragraph_or_quotation_before_it() -> None:
    assert shape("> a\n<https://b.example>") == (
        '<blockquote><p>a</p></blockquote><p><a href="https://b.example">https://b.example</a></p>'
    )
    assert shape("a\n<em>b</em>") == "<p>a<em>b</em></p>"
