"""What is a formula in Markdown and what is not, by which rule, and how it comes through both converters."""

from __future__ import annotations

from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.errors import Origin
from feedsvc.posts.variant import Engine, Variant
from feedsvc.render.formulas import hide_formulas, show_formulas
from feedsvc.render.markdown import Converter

CONVERTER = Converter()
ENGINES = ("commonmark", "python-markdown")
PASSTHROUGH = Variant(delimiters=("$$", "\\(", "\\["))


def tex(text: str, variant: Variant | None = None) -> list[str]:
    return [formula.tex for formula in hide_formulas(text, variant or Variant()).formulas]


def html(text: str, engine: str) -> str:
    return CONVERTER.convert(text, Origin("a.md"), Variant(engine=cast(Engine, engine)))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("$x<y$ and $z_1$.", ["x<y", "z_1"]),
        ("设$x$的值", ["x"]),
        ("$\\text{价格} = 5x$", ["\\text{价格} = 5x"]),
        ("the $n$th of $k$-th", ["n", "k"]),
        ("$a\nb$", ["a\nb"]),
        ("$$\na_1*b*\n$$", ["\na_1*b*\n"]),
        ("in $$x$$ text", ["x"]),
        ("> $$\n> a\n> b\n> $$", ["\na\nb\n"]),
        ("\\begin{align}\na&=b\\\\\nc\n\\end{align}", ["\\begin{align}\na&=b\\\\\nc\n\\end{align}"]),
        ("\\(x_1\\) and \\[\\frac{a}{b}\\]", ["x_1", "\\frac{a}{b}"]),
        ("\\\\(e^x\\\\)", ["e^x"]),
        ("O\\(n^2\\)", ["n^2"]),
    ],
)
def test_what_an_author_means_as_a_formula_is_one(text: str, found: list[str]) -> None:
    assert tex(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "$5 and $6",
        "US$ 5, US$ 6",
        "a \\$5 b \\$6",
        "$7000 … ($5000)",
        "$HOME/bin:$PATH",
        "${a.b},${c.d}",
        "$变量$",
        "- 写作 $((16#5f)) 结果为a\\+\\+，不用$符号",
        "- echo $(x)\n- 或 y$",
        "1. a $b\n2. c$",
        "$0：名字\n$n：第n个参数",
        "<p>a$</p><td>b$</td>",
        "\\(KB\\)",
        "\\[完\\]",
        "\\[see [x](y_1)\\]",
        "\\[=,>,<,<=,>=\\]",
        "#\\[target_feature\\] const\\(const_ptr_offset_from\\)",
        "`$x$` and ``\\(y_1\\)``",
        "```\n$x$\n```",
        "$a\n\nb$",
        "$a `b$`",
    ],
)
def test_money_shells_and_escaped_brackets_are_no_formulas(text: str) -> None:
    assert tex(text) == []


def test_brackets_that_the_blog_keeps_for_formulas_are_formulas_whatever_is_between() -> None:
    assert tex("\\(KB\\) \\[完\\]", PASSTHROUGH) == ["KB", "完"]


def test_each_formula_and_each_refusal_names_its_rule() -> None:
    hidden = hide_formulas("$x$ $$y$$ \\(z_1\\) \\(KB\\)", Variant())
    rules = [formula.rule for formula in hidden.formulas]
    assert rules == ["between $, by pandoc's rule", "between $$", "between \\(, TeX by what it holds"]
    assert [(formula.source, formula.rule) for formula in hidden.refused] == [
        ("\\(KB\\)", "an escaped bracket: no TeX between \\(")
    ]


def test_letters_between_brackets_are_a_formula_where_other_brackets_of_the_post_are() -> None:
    assert tex("\\(R\\) is \\(\\mathbb{R}\\), \\(n+1\\) \\(KB\\) \\(1\\)") == ["R", "\\mathbb{R}", "n+1"]
    assert tex("\\(R\\) and $x$") == ["x"]
    assert tex("\\(R\\) is \\(\\mathbb{R}\\)", Variant(tags="jekyll")) == ["\\mathbb{R}"]
    hidden = hide_formulas("\\(R\\) \\(x_1\\)", Variant())
    assert hidden.formulas[0].rule == "between \\(, letters, as other brackets of the post hold TeX"


def test_dollars_in_the_address_of_a_link_are_no_formula() -> None:
    assert tex("[a](http://b.example/?c=$d$&e=1) $x$") == ["x"]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("$x<y$", '<p><span class="arithmatex">\\(x&lt;y\\)</span></p>'),
        ("a $x_1*y*_2$ b", "\\(x_1*y*_2\\)"),
        ("$$\na\\\\\n- b\n$$", '<div class="arithmatex">\\[\na\\\\\n- b\n\\]</div>'),
        ("so\n$$\na_1*b*\n$$\nthen", '<span class="arithmatex">\\[\na_1*b*\n\\]</span>'),
        ("\\begin{align}\na&=b\n\\end{align}", "\\[\\begin{align}\na&amp;=b\n\\end{align}\\]"),
        ("`$x$`", "<code>$x$</code>"),
        ("    $x$", "<pre><code>$x$"),
        ('![$a$](x "$b$")', 'alt="$a$"'),
        ("<script>$x$</script>", "<script>$x$</script>"),
        ("<!-- $x$ -->", "<!-- $x$ -->"),
    ],
)
def test_tex_comes_through_untouched_and_code_as_it_was_written(
    markdown: str, expected: str, engine: str
) -> None:
    assert expected in html(markdown, engine)


@given(st.text(alphabet="ab1 $\\()[]`_^\n>{}中\x0e\x0f", max_size=60))
def test_hiding_and_showing_again_changes_nothing_but_the_formulas(text: str) -> None:
    hidden = hide_formulas(text, Variant())
    plain = text.replace("\x0e", "").replace("\x0f", "")
    pieces = hidden.text.split("\x0e")
    assert len(pieces) == len(hidden.formulas) + 1
    shown = pieces[0]
    for formula, piece in zip(hidden.formulas, pieces[1:], strict=True):
        shown = shown[:-1] + formula.source + piece.partition("\x0f$")[2]
    assert shown == plain


def test_a_placeholder_in_an_element_that_never_ends_is_text_as_it_was_written() -> None:
    hidden = hide_formulas("$x$", Variant())
    assert show_formulas("<pre>" + hidden.text, hidden.formulas) == "<pre>$x$"
    assert show_formulas("<!-- " + hidden.text, hidden.formulas).endswith("\\(x\\)</span>")
