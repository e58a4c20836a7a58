from __future__ import annotations

import itertools
import unicodedata
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.errors import Origin
from feedsvc.posts.clusters import cluster_start
from feedsvc.posts.post import Post
from feedsvc.render.excerpt import (
    RenderOptions,
    excerpt,
    own_excerpt,
    rendered_excerpt,
    source_excerpt,
    text_of,
    text_of_source,
    tidy,
)
from feedsvc.render.fences import fences, without_fences

FAMILY = "👨\u200d👩\u200d👧"
FLAG = "🇫🇷"
WORDS = st.text(alphabet="ab 中文，（é\u0301 \n\t\u3000👩🏽\u200d🎓🇩🇪$*`#<>-[]()!_\\{}&;.", max_size=120)


def post(**fields: Any) -> Post:
    if "html" not in fields:
        fields.setdefault("markdown", "")
    return Post(
        key="k", origin=Origin("k.md", 1), slug="k", published=datetime(2026, 1, 2, tzinfo=UTC), **fields
    )


# --- rule `rendered`


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("2<sup>8</sup> bytes", "2 8 bytes"),
        ("<p><strong>Note</strong>: read on</p><p>Next</p>", "Note : read on Next"),
        ("one<br>two<wbr>three", "one two three"),
        ("Tom &amp; Jerry&nbsp;&lt;3 &#x4E2D;", "Tom & Jerry <3 中"),
        ("a<script>var x = '<p>no</p>'</script><style>p{}</style><!-- no -->b", "a b"),
        ("<noscript>enable scripts</noscript>yes<template>no</template>", "yes"),
        ("<title>T</title>body", "body"),
        (r'<span class="arithmatex">\(x &lt; y\)</span>, so', r"\(x < y\) , so"),
        ('<div class="arithmatex">\\[\na^2\n\\]</div>', r"\[ a^2 \]"),
        ("全角，标点：（好）…", "全角,标点:(好)..."),
        ("a\u3000b\u00a0\u2028c\t\n d", "a b c d"),
        ("<p>unclosed <b>tags", "unclosed tags"),
        ('<img src="a.png" alt="no text">', ""),
        ("", ""),
    ],
)
def test_rendered_text(html: str, text: str) -> None:
    assert rendered_excerpt(html) == text


def test_rendered_text_of_the_limit_is_whole_and_one_more_is_cut_at_the_last_blank() -> None:
    assert rendered_excerpt("aaaaa bbb", 9) == "aaaaa bbb"
    assert rendered_excerpt("aaaaa bbbb", 9) == "aaaaa..."
    assert rendered_excerpt("aaaaa bbb c", 9) == "aaaaa bbb..."  # the blank stands at the limit itself


def test_rendered_cut_may_fall_into_a_formula() -> None:
    assert rendered_excerpt(r"<p>so <span>\(x\in \mathbb{R}\)</span></p>", 12) == r"so \(x\in..."


def test_text_without_a_blank_in_the_second_half_is_cut_hard() -> None:
    assert rendered_excerpt("字" * 600) == "字" * 500 + "..."
    assert rendered_excerpt("短 " + "字" * 600, 10) == "短 " + "字" * 8 + "..."
    assert rendered_excerpt("12345 " + "字" * 600, 10) == "12345..."
    assert rendered_excerpt("字" * 9 + FAMILY * 3, 10) == "字" * 9 + "..."


# --- rule `source`


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("before\n```python\nx = 1\n```\nafter", "before after"),
        ("~~~~\n~~~\nx\n~~~~\nafter", "after"),
        ("- item\n  ```\n  code\n  ```\n- more", "item more"),
        ("```never closed\ntext", "never closed text"),
        ("see ![alt [1]](a_(1).png 'title')this and ![x][ref]that", "see this and that"),
        ("a [link](http://x.example/(y) 'z') and [other][ref] [1]", "a link and other [1]"),
        ("[![badge](b.svg)](c.html)text", "text"),
        ("is\n\n$$\na_{i} > 0\n$$\n\ndone", "is [公式] done"),
        ("得到$$x$$的", "得到 [公式] 的"),
        ("since $\\alpha$, $x_{i}$ hold", "since [Math] , [Math] hold"),
        ("with $t$ and $g_t$, $e^x$.", "with t and g_t , e^x ."),
        ("spaced $ \\beta $ too, $ n $ also", "spaced [Math] too, n also"),
        ("$5 and $6, or $7-$8", "$5 and $6, or $7$8"),
        ("costs $5 and $k$ more", "costs $5 and k more"),
        ("escaped \\$5 to \\$6", "escaped \\$5 to \\$6"),
        ("IoU<=0.5 counts. Recall >= 0", "IoU= 0"),
        ("one<br>two <!-- x -->three", "onetwo three"),
        ("a < b and no more", "a < b and no more"),
        ("## Self-made *and* `UI-KIT`\n> N_RF - ok", "Selfmade and UIKIT N_RF ok"),
        ("全角＃，标点＊", "全角#,标点*"),  # full-width marks are marks only after the marks have gone
        ("", ""),
    ],
)
def test_source_text(markdown: str, text: str) -> None:
    assert source_excerpt(markdown) == text


def test_source_cut_keeps_a_blank_before_the_dots() -> None:
    assert source_excerpt("word word", 5) == "word ..."
    assert source_excerpt("word word", 9) == "word word"


def test_source_lengths_count_code_points() -> None:
    assert source_excerpt("😀" * 351) == "😀" * 350 + "..."
    assert source_excerpt("字" * 350) == "字" * 350


@pytest.mark.parametrize(
    "cluster",
    [
        FAMILY,
        FLAG,
        "x\u0323\u0301",
        "👍🏽",
        "1\ufe0f\u20e3",
        "क्षि",
        "\ud558\u11f0",
        "🏴\U000e0067\U000e007f",
    ],
)
def test_source_cut_moves_back_to_the_start_of_a_character(cluster: str) -> None:
    text = "ab" + cluster + "cd"
    for limit in range(3, 2 + len(cluster)):
        assert source_excerpt(text, limit) == "ab..."
    assert source_excerpt(text, 2 + len(cluster)) == "ab" + cluster + "..."


def test_flags_are_counted_in_pairs() -> None:
    assert [cluster_start(FLAG * 3, at) for at in range(6)] == [0, 0, 2, 2, 4, 4]


# --- which rule a post gets


def test_own_excerpt_is_tidied_and_never_cut() -> None:
    own = "很长，" * 400
    assert excerpt(post(markdown="x", excerpt=own), "<p>x</p>", RenderOptions()) == "很长," * 400


def test_own_excerpt_shows_no_markup() -> None:
    assert own_excerpt("<p>One &amp; <em>two</em></p>") == "One & two"
    assert own_excerpt("line<br>break") == "line break"
    assert own_excerpt("a < b, c > d &  *so on*") == "a < b, c > d & *so on*"


def test_blank_own_excerpt_counts_as_none() -> None:
    assert excerpt(post(markdown="x", excerpt=" \n"), "<p>x</p>", RenderOptions()) == "x"


@pytest.mark.parametrize("mark", ["<!-- more -->", "<!--more-->", "<!--  More -->"])
def test_text_before_a_more_mark_is_never_cut(mark: str) -> None:
    source = f"{'word ' * 200}\n\n{mark}\n\nrest"
    html = f"<p>{'word ' * 200}</p>\n{mark}\n<p>rest</p>"
    whole = "word " * 199 + "word"
    assert excerpt(post(markdown=source), html, RenderOptions(limit=20)) == whole
    assert excerpt(post(markdown=source), html, RenderOptions("source", 20)) == whole
    assert excerpt(post(html=html), html, RenderOptions("source", 20)) == whole


def test_a_more_mark_shown_as_code_is_no_mark() -> None:
    source = "```\nup\n<!-- more -->\n```\n\nPut `<!-- more -->` there."
    html = "<pre>&lt;!-- more --&gt;</pre>"
    assert excerpt(post(markdown=source), html, RenderOptions("source")) == "Put there."
    assert excerpt(post(markdown=source), html, RenderOptions()) == "<!-- more -->"


def test_a_more_mark_with_nothing_before_it_is_ignored() -> None:
    html = "<!-- more -->\n<p>rest</p>"
    assert excerpt(post(markdown="<!-- more -->\n\nrest"), html, RenderOptions()) == "rest"


def test_own_excerpt_comes_before_a_more_mark() -> None:
    assert excerpt(post(markdown="x", excerpt="mine"), "<p>a</p><!--more-->b", RenderOptions()) == "mine"


@pytest.mark.parametrize(
    ("rule", "limit", "options", "length"),
    [
        (None, None, RenderOptions(), 500),
        (None, None, RenderOptions("source"), 350),
        (None, None, RenderOptions("source", 40), 40),
        (None, 30, RenderOptions("source", 40), 30),
        ("source", None, RenderOptions("rendered", 40), 350),
        ("rendered", None, RenderOptions("source", 40), 500),
        ("source", None, RenderOptions("source", 40), 40),
        ("source", 300, RenderOptions(), 300),
    ],
)
def test_rule_and_limit_of_a_post(rule: Any, limit: int | None, options: RenderOptions, length: int) -> None:
    text = "字" * 1000
    given_post = post(markdown=text, excerpt_rule=rule, excerpt_limit=limit)
    assert excerpt(given_post, f"<p>{text}</p>", options) == "字" * length + "..."


def test_html_under_rule_source_gives_its_text_at_the_limit() -> None:
    html = "<p>one</p><p>two three</p>"
    assert excerpt(post(html=html), html, RenderOptions("source", 8)) == "one two ..."


# --- properties


@given(WORDS)
def test_tidy_text_is_normal_single_spaced_and_final(text: str) -> None:
    tidied = tidy(text)
    assert unicodedata.is_normalized("NFKC", tidied)
    assert "  " not in tidied
    assert tidied == tidied.strip()
    assert tidy(tidied) == tidied


@given(WORDS, st.integers(1, 60))
def test_source_excerpt_is_a_prefix_of_the_text_within_the_limit(markdown: str, limit: int) -> None:
    text, cut = text_of_source(markdown), source_excerpt(markdown, limit)
    if len(text) <= limit:
        assert cut == text
    else:
        kept = cut.removesuffix("...")
        assert cut == kept + "..."
        assert text.startswith(kept)
        assert len(kept) <= limit
        assert cluster_start(text, len(kept)) == len(kept)
        assert unicodedata.is_normalized("NFKC", cut)


@given(WORDS, st.integers(1, 60))
def test_rendered_excerpt_is_a_prefix_of_the_text_and_ends_between_words(html: str, limit: int) -> None:
    text, cut = text_of(html), rendered_excerpt(html, limit)
    if len(text) <= limit:
        assert cut == text
        return
    kept = cut.removesuffix("...")
    assert cut == kept + "..."
    assert text.startswith(kept)
    assert len(kept) <= limit
    assert unicodedata.is_normalized("NFKC", cut)
    last_blank = text.rfind(" ", 0, limit + 1)
    if last_blank * 2 >= limit:
        assert len(kept) == last_blank
    else:
        assert kept == text[: cluster_start(text, limit)]


@given(WORDS)
def test_excerpts_are_one_line(text: str) -> None:
    for line in (rendered_excerpt(text), source_excerpt(text), own_excerpt(text)):
        assert len(line.splitlines()) <= 1


@given(st.text(alphabet="a\u0301\u200d👩🇩🇪\u1100\u1161\u11a8", max_size=12), st.data())
def test_cluster_starts_are_boundaries(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    start = cluster_start(text, at)
    assert 0 <= start <= at
    assert cluster_start(text, start) == start


@given(st.lists(st.sampled_from(["```", "````", "~~~", "```py", "text", "> ```", "  ```", ""]), max_size=12))
def test_fences_are_in_order_and_closed(lines: list[str]) -> None:
    found = list(fences(lines))
    assert all(fence.end - fence.start >= 2 for fence in found)
    assert all(one.end <= two.start for one, two in itertools.pairwise(found))
    assert all(set(lines[fence.end - 1].strip(" >")) == {fence.marks[0]} for fence in found)


def test_text_without_fences_is_left_alone() -> None:
    assert without_fences("a\nb `c`\n") == "a\nb `c`\n"


@pytest.mark.parametrize(
    "piece",
    [
        "$",
        "$a",
        "$$a",
        "`",
        "```\n",
        "````a\n```\n",
        "[",
        "[[]",
        "[](",
        "![",
        "[a](",
        "<",
        "<!--",
        ">",
        "\\",
        "${",
    ],
)
def test_excerpts_of_long_repetitions_are_cut_like_any(piece: str) -> None:
    # With time that grows faster than the text this would take hours.
    text = piece * (400_000 // len(piece))
    assert len(source_excerpt(text)) <= 350 + len("...")
    assert len(rendered_excerpt(text)) <= 500 + len("...")
