"""What Hexo and marked, its renderer, read otherwise than CommonMark."""

from __future__ import annotations

import re

import pytest

from feedsvc.posts.variant import Variant
from feedsvc.render.commonmark import commonmark
from feedsvc.render.marked_emphasis import with_emphasis

HEXO = Variant(
    hard_breaks=True,
    smart=True,
    parser="marked",
    abbreviations=False,
    attributes="none",
    cjk_emphasis=False,
    footnotes=False,
    tags="hexo",
)


def html(text: str) -> str:
    return commonmark(text, HEXO)


def shape(text: str) -> str:
    return re.sub(r"\n[ \t]*", "", html(text)).replace(" />", ">")


# --- fenced code, which Hexo finds before marked


def test_a_fence_ends_at_the_same_marks_however_they_are_indented() -> None:
    assert html("```\na\n      ```\nb") == "<pre><code>a\n</code></pre>\n<p>b</p>"


def test_a_fence_does_not_end_at_other_marks() -> None:
    assert "````\nb" in html("```\na\n````\nb\n```")
    assert "```js\nb" in html("```\na\n```js\nb\n```")


def test_an_indented_fence_in_an_item_is_code_of_that_item() -> None:
    expected = '<ul><li>a<pre><code class="language-js">if x:\n    y\n</code></pre></li><li>b</li></ul>'
    found = html("- a\n  ```js =12\n  if x:\n      y\n  ```\n- b")
    assert found.replace("\n<", "<").replace(">\n", ">") == expected.replace("\n</code>", "</code>")


def test_code_in_a_quotation_loses_the_marks_of_the_quotation() -> None:
    assert "<pre><code>a\n</code></pre>" in html("> ```\n> a\n> ```")


def test_code_that_is_indented_as_code_is_one_block() -> None:
    assert html("a\n\n    ```\n    b\n    ```\n").endswith("<pre><code>b\n</code></pre>")


def test_a_fence_in_a_comment_is_none() -> None:
    assert html("<!--\n```\na\n```\n-->\n\nb") == "<!--\n```\na\n```\n-->\n<p>b</p>"


def test_what_a_fence_says_after_the_language_is_the_caption() -> None:
    assert html("```js a.js mark:1,2\n1\n```") == (
        '<figure><figcaption>a.js</figcaption><pre><code class="language-js">1\n</code></pre></figure>'
    )
    found = html("```js The <b> https://a.example/b.js the file\n1\n```")
    assert '<figcaption>The &lt;b&gt; <a href="https://a.example/b.js">the file</a></figcaption>' in found


def test_markup_in_code_is_text() -> None:
    assert "<pre><code>&lt;b&gt; &amp; *c*\n</code></pre>" in html("```\n<b> & *c*\n```")


# --- marked


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("a\n\t\n\tb", "<p>a<br><br>b</p>"),
        ("a\n\tb\n\t\nc", "<p>a<br>b<br><br>c</p>"),
        ("a\n\t\n", "<p>a</p>"),
        ("a\n\u00a0\n\nb", "<p>a</p><p>b</p>"),
        ("a\n\u3000\nb", "<p>a<br>\u3000<br>b</p>"),
        ("-a\n\t\nb", "<p>-a<br><br>b</p>"),
        ("- a\n\t\n  b", "<ul><li><p>a</p><p>b</p></li></ul>"),
    ],
)
def test_a_paragraph_goes_on_over_a_line_of_tabs_and_ends_without_a_break(
    markdown: str, expected: str
) -> None:
    assert shape(markdown) == expected


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("- \na", "<p>-<br>a</p>"),
        ("1. \na", "<p>1.<br>a</p>"),
        ("a\n- \nb", "<p>a</p><p>-<br>b</p>"),
        ("- a\n- \n- b", "<ul><li>a</li><li></li><li>b</li></ul>"),
        ("- a\n> b\n> c\n\nd", "<ul><li>a<blockquote><p>b<br>c</p></blockquote></li></ul><p>d</p>"),
        ("- a\n  1. b\n> c", "<ul><li>a<ol><li>b<blockquote><p>c</p></blockquote></li></ol></li></ul>"),
        (
            "- a\n```\nb\n```\nc\n<b>d</b>",
            "<ul><li>a</li></ul><pre><code>b</code></pre><p>c<br><b>d</b></p>",
        ),
        ("-\n- a", "<ul><li></li><li>a</li></ul>"),
    ],
)
def test_lists_begin_and_go_on_as_marked_has_them(markdown: str, expected: str) -> None:
    assert shape(markdown) == expected


def test_a_heading_without_its_blank_ends_an_item_all_the_same() -> None:
    assert shape("1. a\n#b") == "<ol><li>a</li></ol><p>#b</p>"


def test_a_bar_after_two_backslashes_parts_cells() -> None:
    assert "<td>\\</td><td>x</td>" in shape("a|b\n-|-\n\\\\|x")
    assert "<td>|</td><td>x</td>" in shape("a|b\n-|-\n\\||x")


def test_one_tilde_strikes_whatever_is_beside_it_but_not_in_addresses() -> None:
    assert shape("a：~”~5") == "<p>a：<del>”</del>5</p>"
    assert shape("为~/a\n为~/b") == "<p>为<del>/a<br>为</del>/b</p>"
    assert "<del>" not in shape("[http://a.example/~b](http://a.example/~b)")


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("xhttps://a y", '<p>x<a href="https://a">https://a</a> y</p>'),
        ("[https://a", '<p>[<a href="https://a">https://a</a></p>'),
        ("www.a", '<p><a href="http://www.a">www.a</a></p>'),
        ("http://a.b/c(d e", '<p><a href="http://a.b/c">http://a.b/c</a>(d e</p>'),
        ("http://a.b/c_(d).", '<p><a href="http://a.b/c_(d)">http://a.b/c_(d)</a>.</p>'),
        ("`http://a`", "<p><code>http://a</code></p>"),
        ("<div>http://a.b</div>", "<div>http://a.b</div>"),
        ("www. https://", "<p>www. https://</p>"),
    ],
)
def test_addresses_are_links_where_marked_finds_them(markdown: str, expected: str) -> None:
    assert shape(markdown) == expected


def test_marked_knows_no_footnotes() -> None:
    assert shape("a[^1]\n\n[^1]: b c") == "<p>a[^1]</p><p>[^1]: b c</p>"


def test_a_tab_after_the_colon_makes_no_definition() -> None:
    assert shape("[a][1]\n\n[1]:\thttps://b.example/") == (
        '<p>[a][1]</p><p>[1]:\t<a href="https://b.example/">https://b.example/</a></p>'
    )


def test_nothing_is_typographic_in_code_that_was_written_as_html() -> None:
    assert shape('"a" <code class="b">"c"--d</code> <kbd>\'e\'</kbd>') == (
        '<p>\u201ca\u201d <code class="b">"c"--d</code> <kbd>\'e\'</kbd></p>'
    )
    assert shape("`\u201ca\u201d` <code>\u201cb\u201d</code>") == (
        "<p><code>\u201ca\u201d</code> <code>\u201cb\u201d</code></p>"
    )


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("a **）* b", "<p>a **）* b</p>"),
        ("a****b** c", "<p>a**<strong>b</strong> c</p>"),
        ("**\\**", "<p>****</p>"),
        ("**a****（**b**）******", "<p><strong>a</strong><strong>（<strong>b</strong>）</strong>****</p>"),
        ("- **a（b）**c `**）`", "<ul><li>**a（b）**c <code>**）</code></li></ul>"),
        ("**“a”** b", "<p><strong>“a”</strong> b</p>"),
        ("[**（a）**](/b)", '<p><a href="/b"><strong>（a）</strong></a></p>'),
        ("***\n**a**：b", "<hr><p><strong>a</strong>：b</p>"),
        ("    **）\n", "<pre><code>**）</code></pre>"),
        ("*\n（a）**b**", "<ul><li></li></ul><p>（a）<strong>b</strong></p>"),
        ("*     **a）**b\n", "<ul><li><pre><code>**a）**b</code></pre></li></ul>"),
        ("```\n**）\n```", "<pre><code>**）</code></pre>"),
        ("####\u3000a", "<h4>a</h4>"),
        (
            "|a|b|\n|-|-|\n|**\\**|**“c”** d|",
            "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>****</td>"
            "<td><strong>“c”</strong> d</td></tr></tbody></table>",
        ),
        ("    a|b\n    -|-\n    **\\**|c\n", r"<pre><code>a|b-|-**\**|c</code></pre>"),
    ],
)
def test_emphasis_is_where_marked_finds_it(markdown: str, expected: str) -> None:
    assert shape(markdown) == expected


@pytest.mark.parametrize("marks", ["*）", "**a（", "[**（", "`*（", "~*（", "<*（"])
def test_marks_by_the_thousand_cost_no_more_than_their_length(marks: str) -> None:
    assert with_emphasis([marks * 5_000]) == [marks * 5_000]
