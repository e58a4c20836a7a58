from __future__ import annotations

from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedsvc.errors import Origin, RecordError
from feedsvc.posts.variant import Engine, Extension, Variant
from feedsvc.render.limits import MAX_LENGTH
from feedsvc.render.markdown import Converter

ORIGIN = Origin("posts/a.md", 3)
CONVERTER = Converter()
COMMONMARK = Variant()
PYTHON = Variant(engine="python-markdown")
ENGINES = ("commonmark", "python-markdown")


def html(text: str, variant: Variant = COMMONMARK) -> str:
    return CONVERTER.convert(text, ORIGIN, variant)


def shape(text: str, variant: Variant = COMMONMARK) -> str:
    return html(text, variant).replace("\n", "").replace(" />", ">")


@pytest.fixture(params=ENGINES)
def variant(request: pytest.FixtureRequest) -> Variant:
    return Variant(engine=cast(Engine, request.param))


# --- what both read


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("**重要:**正文", "<strong>重要:</strong>正文"),
        ("见**“引文”**。", "见<strong>“引文”</strong>。"),
        ("~~旧~~新", "<del>旧</del>新"),
        ("HTML\n\n*[HTML]: markup", '<abbr title="markup">HTML</abbr>'),
        ("term\n: meaning", "<dl>\n<dt>term</dt>\n<dd>meaning</dd>\n</dl>"),
        ("- [x] done", 'type="checkbox"'),
        ("a | b\n--|--:\n1 | 2", '<td align="right">2</td>'),
        ("text[^n]\n\n[^n]: note", 'class="footnote-'),
        ("# Head {#own .kind}", 'id="own"'),
        ("![a](b.png){: width=20}", 'width="20"'),
        ("before\n\n<!-- more -->\n\nafter", "<!-- more -->"),
        ('<div markdown="1">\n\n*in*\n\n</div>', "<em>in</em>"),
    ],
)
def test_what_is_promised_holds_in_both_converters(markdown: str, expected: str, variant: Variant) -> None:
    assert expected in html(markdown, variant)


@pytest.mark.parametrize(
    "opening",
    [
        "```python",
        "``` python",
        '```python title="a.py"',
        "```python {1,3}",
        "```python:a.py",
        "~~~ python",
        "```{.python}",
    ],
)
def test_fenced_code_is_plain_code_with_its_language(opening: str, variant: Variant) -> None:
    code = html(f"before\n\n{opening}\nif a < b:\n\n  - c\n{opening[:3]}\n\nafter", variant)
    assert '<pre><code class="language-python">if a &lt; b:\n\n  - c' in code
    assert "<p>before</p>" in code
    assert "<p>after</p>" in code


# --- CommonMark


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("text:\n- a\n- b", "<p>text:</p><ul><li>a</li><li>b</li></ul>"),
        ("- a\n  - b\n    - c\n- d", "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ul>"),
        ("1) a\n2) b", "<ol><li>a</li><li>b</li></ol>"),
        ("in\n2024. was good", "<p>in2024. was good</p>"),
        ("- one\n\n  two\n- three", "<ul><li><p>one</p><p>two</p></li><li><p>three</p></li></ul>"),
        ("* * *\n- - -", "<hr><hr>"),
        ("<pre>\n- a\n\n  - b\n</pre>", "<pre>- a  - b</pre>"),
        ("Map<String,List> <JAVA_HOME>/bin", "<p>Map&lt;String,List&gt; &lt;JAVA_HOME&gt;/bin</p>"),
        ("#no heading", "<p>#no heading</p>"),
        ("## Type {0}", "<h2>Type {0}</h2>"),
        ("**a**{b} and ${a.b},${c.d}", "<p><strong>a</strong>{b} and ${a.b},${c.d}</p>"),
        ("``a `b` c `d`", "<p>``a <code>b</code> c <code>d</code></p>"),
        ("a ``b`c`` `d` ``e", "<p>a <code>b`c</code> <code>d</code> ``e</p>"),
    ],
)
def test_commonmark_is_read_as_its_specification_says(markdown: str, expected: str) -> None:
    assert shape(markdown) == expected


@pytest.mark.parametrize(
    ("markdown", "variant", "expected"),
    [
        ("a\nb", Variant(), "<p>a\nb</p>"),
        ("a\nb", Variant(hard_breaks=True), "<p>a<br />\nb</p>"),
        ("'a' -- \"b\"...", Variant(smart=True), "<p>‘a’ – “b”…</p>"),
        ("https://a.example/b", Variant(autolink=False), "<p>https://a.example/b</p>"),
        ("**重:**正", Variant(cjk_emphasis=False), "<p>**重:**正</p>"),
        ("a[^1]\n\n[^1]: b c", Variant(footnotes=False), "<p>a[^1]</p>\n<p>[^1]: b c</p>"),
        ("a\n: b", Variant(definition_lists=False), "<p>a\n: b</p>"),
        ("# a {#b}", Variant(attributes="none"), "<h1>a {#b}</h1>"),
        ("![a](b){.c}", Variant(attributes="headings"), '<p><img src="b" alt="a" />{.c}</p>'),
        ("~~a~~", Variant(strikethrough=False), "<p>~~a~~</p>"),
        ("a|b\n-|-", Variant(tables=False), "<p>a|b\n-|-</p>"),
        ("==a== H~2~O x^2^ :smile:", Variant(), "<p>==a== H<del>2</del>O x^2^ :smile:</p>"),
        (
            "==a== H~2~O x^2^ :smile:",
            Variant(marks=("highlight", "subscript", "superscript", "emoji")),
            "<p><mark>a</mark> H<sub>2</sub>O x<sup>2</sup> 😄</p>",
        ),
    ],
)
def test_each_part_of_a_variant_counts(markdown: str, variant: Variant, expected: str) -> None:
    assert html(markdown, variant) == expected


@pytest.mark.parametrize(
    ("markdown", "link"),
    [
        ("见 https://a.example/b。后", '<a href="https://a.example/b">https://a.example/b</a>。后'),
        ("(https://a.example/b)。", '(<a href="https://a.example/b">https://a.example/b</a>)。'),
        ("https://a.example/b。`code`", "</a>。<code>code</code>"),
        ("http://localhost:80/", "<p>http://localhost:80/</p>"),
        ("<http://localhost:80/>", '<a href="http://localhost:80/">'),
        ("[https://a.example](https://a.example)", '<a href="https://a.example">https://a.example</a>'),
        ("`https://a.example/b中`", "<code>https://a.example/b中</code>"),
    ],
)
def test_bare_addresses_end_where_goldmark_ends_them(markdown: str, link: str) -> None:
    assert link in html(markdown, Variant(parser="goldmark"))


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        (r"https://a.example/\~b`code`", 'href="https://a.example/~b">https://a.example/~b</a><code>code'),
        (r"`https://a.example/\~b`", r"<code>https://a.example/\~b</code>"),
        (r"[a](https://a.example/\~b)", '<a href="https://a.example/~b">a</a>'),
    ],
)
def test_a_bare_address_holds_no_escapes_and_no_code(markdown: str, expected: str) -> None:
    assert expected in html(markdown)


def test_marked_links_an_address_in_the_midst_of_a_text() -> None:
    found = html("见www.a.example/b", Variant(parser="marked"))
    assert found == '<p>见<a href="http://www.a.example/b">www.a.example/b</a></p>'


def test_in_marked_a_paragraph_goes_on_over_a_line_with_a_tab() -> None:
    assert html("a\n\t\n\tb", Variant(parser="marked")) == "<p>a\n\nb</p>"
    assert "<pre>" in html("a\n\n\tb\n\t\n\tc", Variant(parser="marked"))


# --- Python-Markdown


def test_python_markdown_reads_with_the_extensions_that_a_blog_names() -> None:
    extensions = (Extension("markdown.extensions.codehilite", (("use_pygments", False),)),)
    plain = Variant(engine="python-markdown", extensions=extensions)
    assert "language-python" in html("    :::python\n    x = 1", plain)
    assert ":::python" not in html("    :::python\n    x = 1", plain)
    assert html("~~a~~", plain) == "<p>~~a~~</p>"


def test_python_markdown_nests_at_four_blanks_as_its_users_write() -> None:
    assert shape("* a\n    * b", PYTHON) == "<ul><li>a<ul><li>b</li></ul></li></ul>"
    assert shape("text\n* a", PYTHON) == "<p>text* a</p>"


# --- bounds


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("字" * (MAX_LENGTH + 1), "split it into several posts"),
        ("1. " * 10_000, "nest too deep"),
        ("> " * 10_000, "nest too deep"),
        (">" * 100_000, "nest too deep"),
    ],
)
def test_a_text_that_nobody_can_read_is_refused_by_both(text: str, reason: str, variant: Variant) -> None:
    with pytest.raises(RecordError) as error:
        html(text, variant)
    assert error.value.origin == ORIGIN
    assert error.value.field == "content"
    assert reason in error.value.reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[" * 10_000, "'['"),
        ("[a](" * 10_000, "']('"),
        ("\\(" * 10_000, "'\\\\('"),
        ("<" * 10_000, "'<'"),
        ("a\n\n" * 30_000, "paragraphs"),
        ("`a" * 100_000, "marks"),
        ("".join(f"*[A{n}]: x\n" for n in range(990)) + "\nA1 " * 50_000, "abbreviations"),
        ("".join("  " * n + "- a\n" for n in range(500)), "lists nest too deep"),
        ("# a\n" * 10_000, "headings"),
        ("*[a]: b\n" * 2_000, "abbreviations"),
        ("```\n\n" * 50_000, "fenced"),
        ("|a" * 3_000 + "\n" + "|-" * 3_000 + "\n" + "||\n" * 10_000, "table"),
        ("[^1]" * 5_000 + "\n\n[^1]: a", "footnotes"),
        ("a  \n" * 200_000, "marks"),
        ("a\n: " * 100_000, "definitions"),
    ],
)
def test_what_takes_python_markdown_too_long_is_refused_at_once(text: str, reason: str) -> None:
    with pytest.raises(RecordError) as error:
        html(text, PYTHON)
    assert reason in error.value.reason


@pytest.mark.parametrize("mark", ["*", "_", "#", "`", "&", "\\", "$", "~", "|", "**a "])
def test_ten_thousand_marks_do_no_harm(mark: str, variant: Variant) -> None:
    assert html(mark * 10_000, variant)


def test_a_converter_works_on_after_a_refusal(variant: Variant) -> None:
    before = html("[a]: /x\n\nx[^1]\n\n[^1]: n", variant)
    with pytest.raises(RecordError):
        html("1. " * 10_000, variant)
    assert html("[a]: /x\n\nx[^1]\n\n[^1]: n", variant) == before
    assert html("[a]", variant) == "<p>[a]</p>"  # nothing is left of the post before


def test_goldmark_leads_an_address_without_a_scheme_where_the_blog_says() -> None:
    goldmark = Variant(parser="goldmark", www_scheme="https")
    assert html("www.a.example", goldmark) == '<p><a href="https://www.a.example">www.a.example</a></p>'


def test_goldmark_links_an_address_in_quotation_marks() -> None:
    found = html('a "https://b.example"', Variant(parser="goldmark", smart=True))
    assert found == '<p>a “<a href="https://b.example">https://b.example</a>”</p>'


def test_goldmark_links_an_address_of_mail_only_after_a_blank_or_mark() -> None:
    goldmark = Variant(parser="goldmark")
    link = '<a href="mailto:b@a.example">b@a.example</a>'
    assert html("a b@a.example (b@a.example) <b@a.example>", goldmark) == f"<p>a {link} ({link}) {link}</p>"
    assert html("邮箱：b@a.example", goldmark) == "<p>邮箱：b@a.example</p>"


def test_a_tilde_begins_no_definition_in_goldmark() -> None:
    goldmark = Variant(parser="goldmark")
    assert html("a\n\n~ b", goldmark) == "<p>a</p>\n<p>~ b</p>"
    assert "\n~ b" in html("```\na\n~ b\n```", goldmark)


@pytest.mark.parametrize("mark", ["", "> "])
def test_a_tables_head_in_goldmark_may_have_fewer_cells_than_the_rule(mark: str) -> None:
    rows = ("| a | b |", "|---|--|-|", "| 1 | 2 | 3 |")
    found = html("\n".join(mark + row for row in rows), Variant(parser="goldmark"))
    assert "<tr>\n<th>a</th>\n<th>b</th>\n<th></th>\n</tr>" in found


def test_what_is_no_table_in_goldmark_stays_as_it_is() -> None:
    goldmark = Variant(parser="goldmark")
    for text in ("| a | b | c |\n|---|---|", "# a | b\n|-|-|-|", "```\na | b\n-|-|-\n```"):
        assert html(text, goldmark).count("|") == text.count("|")


def test_a_code_span_goes_over_a_line_that_looks_like_the_second_item_of_a_list() -> None:
    assert html("``a\n2. b``") == "<p><code>a 2. b</code></p>"
    assert html("1. ``a\n2. b``").count("<li>") == 2


def test_a_footnotes_label_may_hold_blanks() -> None:
    found = html("a[^b c] `[^b c]` [^d e]\n\n[^b c]: f")
    assert found.count("b c") == 1
    assert "[^d e]" in found
    assert '<li id="fn-b-c">\n<p>f ' in found


def test_an_address_in_square_brackets_stays_the_text_of_its_link() -> None:
    found = html("[https://a.example/](é)", Variant(parser="goldmark"))
    assert found == '<p><a href="%C3%A9">https://a.example/</a></p>'


@pytest.mark.parametrize("block", ["b", "> b", "| b |\n|---|\n| c |", "- b"])
def test_goldmark_takes_a_list_of_attributes_on_a_line_of_its_own_for_the_block_above(block: str) -> None:
    goldmark = Variant(parser="goldmark", attributes="everywhere")
    assert html(f"{block}\n{{.c}}\n\nd", goldmark) == html(f"{block}\n\nd", goldmark)
    assert "{.c}" in html("```\n{.c}\n```", goldmark)
    assert "{.c}" in html(f"{block}\n{{.c}}", Variant(parser="goldmark", attributes="headings"))


@settings(max_examples=150, deadline=None)
@given(
    st.text(alphabet="ab 中*_`[]()<>!#-+.1:|$\\{}~^&\"'\n\t", max_size=80),
    st.sampled_from(["", "goldmark", "kramdown", "marked", "python"]),
)
def test_any_text_is_converted_and_always_to_the_same(text: str, parser: str) -> None:
    variant = PYTHON if parser == "python" else Variant(parser=parser, smart=True)  # type: ignore[arg-type]
    assert html(text, variant) == html(text, variant)
    assert not set(html(text, variant)) & set("\x0e\x0f\x11\x12\x13")
