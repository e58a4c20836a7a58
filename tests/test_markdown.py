from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedsvc.errors import Origin, RecordError
from feedsvc.render.limits import MAX_LENGTH
from feedsvc.render.markdown import Converter

ORIGIN = Origin("posts/a.md", 3)
CONVERTER = Converter()


def html(text: str) -> str:
    return CONVERTER.convert(text, ORIGIN)


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        (
            "$x<y$ and \\(z\\)",
            r'<span class="arithmatex">\(x&lt;y\)</span> and <span class="arithmatex">\(z\)</span>',
        ),
        ("$$\na\n- b\n$$", '<div class="arithmatex">\\[\na\n- b\n\\]</div>'),
        ("so\n$$\na_1*b*\n$$\nthen", '<span class="arithmatex">\\[\na_1*b*\n\\]</span>'),
        ("\\begin{align}\na&=b\n\\end{align}", "\\[\\begin{align}\na&amp;=b\n\\end{align}\\]"),
        ("`$x$`", "<code>$x$</code>"),
    ],
)
def test_formulas_stay_tex_in_their_delimiters(markdown: str, expected: str) -> None:
    assert expected in html(markdown)


@pytest.mark.parametrize("text", ["$5 and $6", "US$ 5, US$ 6", "a \\$5 b \\$6"])
def test_money_is_no_formula(text: str) -> None:
    assert html(text) == f"<p>{text.replace(chr(92), '')}</p>"


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("**重要:**正文", "<p><strong>重要:</strong>正文</p>"),
        ("见**“引文”**。", "<p>见<strong>“引文”</strong>。</p>"),
        ("~~旧~~新", "<p><del>旧</del>新</p>"),
        ("HTML\n\n*[HTML]: markup", '<p><abbr title="markup">HTML</abbr></p>'),
        ("term\n: meaning", "<dl>\n<dt>term</dt>\n<dd>meaning</dd>\n</dl>"),
        ("- [x] done", '<input type="checkbox" disabled checked/> done'),
        ("a | b\n--|--:\n1 | 2", '<td align="right">2</td>'),
        ("text[^n]\n\n[^n]: note", '<li id="fn:n">'),
        ('<div markdown="1">\n*in*\n</div>', "<em>in</em>"),
        ("!!! tip\n    *in*", '<div class="admonition tip">'),
        ("before\n\n<!-- more -->\n\nafter", "<!-- more -->"),
    ],
)
def test_common_extensions_work(markdown: str, expected: str) -> None:
    assert expected in html(markdown)


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
def test_fenced_code_is_plain_code_with_its_language(opening: str) -> None:
    code = html(f"before\n{opening}\nif a < b:\n\n  - c\n{opening[:3]}\nafter")
    assert '<pre><code class="language-python">if a &lt; b:\n\n  - c</code></pre>' in code
    assert "<p>before</p>" in code
    assert "<p>after</p>" in code


@pytest.mark.parametrize(
    ("markdown", "shape"),
    [
        ("text:\n- a\n- b", "<p>text:</p><ul><li>a</li><li>b</li></ul>"),
        ("- a\n  - b\n    - c\n- d", "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ul>"),
        ("- a\n    - b\n        - c", "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li></ul>"),
        ("1. a\n   - b\n2. c", "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>"),
        ("1) a\n2) b", "<ol><li>a</li><li>b</li></ol>"),
        ("- a\n1. b", "<ul><li>a</li></ul><ol><li>b</li></ol>"),
        ("in\n2024. was good", "<p>in2024. was good</p>"),
        ("- a\n\n  more\n\n- b", "<ul><li><p>a</p><p>more</p></li><li><p>b</p></li></ul>"),
        ("- a\n# H", "<ul><li>a</li></ul><h1>H</h1>"),
        (
            "- a\n\n  ```\n  x\n  ```\n- b",
            "<ul><li><p>a</p><pre><code>x</code></pre></li><li><p>b</p></li></ul>",
        ),
        ("- a\n\n        code", "<ul><li>a<pre><code>code</code></pre></li></ul>"),
        ("- a\n\n  $$\n  x\n  $$", '<ul><li><p>a</p><div class="arithmatex">\\[x\\]</div></li></ul>'),
        ("* * *\n- - -", "<hr><hr>"),
        ("<pre>\n- a\n\n  - b\n</pre>", "<pre>- a  - b</pre>"),
        ("    - code\n      - code", "<pre><code>- code  - code</code></pre>"),
    ],
)
def test_lists_are_read_as_other_generators_read_them(markdown: str, shape: str) -> None:
    assert html(markdown).replace("\n", "") == shape


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("字" * (MAX_LENGTH + 1), "split it into several posts"),
        ("[" * 10_000, "'['"),
        ("[a](" * 10_000, "']('"),
        ("\\(" * 10_000, "'\\\\('"),
        ("<" * 10_000, "'<'"),
        ("a\n\n" * 60_000, "paragraphs"),
        ("`a" * 100_000, "marks"),
        ("# a\n" * 10_000, "headings"),
        ("*[a]: b\n" * 2_000, "abbreviations"),
        ("```\n\n" * 50_000, "fenced"),
        ("1. " * 10_000, "nest too deep"),
    ],
)
def test_a_text_that_would_take_too_long_is_refused_at_once(text: str, reason: str) -> None:
    began = time.perf_counter()
    with pytest.raises(RecordError) as error:
        html(text)
    assert time.perf_counter() - began < 10
    assert error.value.origin == ORIGIN
    assert error.value.field == "content"
    assert reason in error.value.reason


@pytest.mark.parametrize(
    "mark", [">", "*", "_", "#", "`", "&", "\\", "- ", "> ", "$", "~", "|", "**a ", "    "]
)
def test_ten_thousand_marks_do_no_harm(mark: str) -> None:
    began = time.perf_counter()
    html(mark * 10_000)
    assert time.perf_counter() - began < 5


def test_a_converter_works_on_after_a_refusal() -> None:
    before = html("[a]: /x\n\nx[^1]\n\n[^1]: n")
    with pytest.raises(RecordError):
        html("1. " * 10_000)
    assert html("[a]: /x\n\nx[^1]\n\n[^1]: n") == before
    assert html("[a]") == "<p>[a]</p>"  # nothing is left of the post before


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ab 中*_`[]()<>!#-+.1:|$\\{}~^&\"'\n\t", max_size=80))
def test_any_text_is_converted_and_always_to_the_same(text: str) -> None:
    assert html(text) == html(text)
