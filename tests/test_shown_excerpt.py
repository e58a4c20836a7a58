"""Excerpts as people see them: the author's characters and mark-up, and the rule's text, to the letter."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from html import unescape
from typing import Any

import html5lib
import pytest
from conftest import Site
from hypothesis import example, given, settings
from hypothesis import strategies as st

from feedsvc.errors import Origin
from feedsvc.posts.post import LinkedFile, Post
from feedsvc.render.render import Rendered, Renderer, RenderOptions

URL = "https://site.feedsvc.invalid/~site/posts/a/"
RENDERER = Renderer(RenderOptions())

_MATH = re.compile(
    r'<math(?P<attributes>[^>]*)>.*?<annotation encoding="application/x-tex">(?P<tex>.*?)</annotation>'
    r".*?</math>",
    re.DOTALL,
)


def rendered(limit: int | None = None, **fields: Any) -> Rendered:
    if "html" not in fields:
        fields.setdefault("markdown", "")
    post = Post(
        key="a.md",
        origin=Origin("a.md", 1),
        slug="a",
        published=datetime(2026, 1, 2, tzinfo=UTC),
        excerpt_limit=limit,
        **fields,
    )
    return RENDERER.render(post, URL)


def shown(limit: int | None = None, **fields: Any) -> str:
    """The excerpt as HTML."""
    found = rendered(limit, **fields).shown_excerpt
    return found.html or found.text


def as_text(html: str) -> str:
    """HTML read as text: every tag a blank, a formula as its TeX in its delimiters, in NFKC."""

    def tex(found: re.Match[str]) -> str:
        opened, closed = ("[", "]") if 'display="block"' in found["attributes"] else ("(", ")")
        return f" \\{opened}{found['tex']}\\{closed} "

    text = unescape(re.sub(r"<[^>]*>", " ", _MATH.sub(tex, html)))
    return " ".join(unicodedata.normalize("NFKC", text).split())


def test_page_shows_the_characters_of_the_author() -> None:
    text = "价格：５元，x² ½ “好”…"
    found = rendered(markdown=text)
    assert found.excerpt == "价格:5元,x2 1⁄2 “好”..."
    assert found.shown_excerpt == (text, "")
    assert rendered(markdown="x", excerpt=text).shown_excerpt.text == text
    assert rendered(markdown=text, excerpt_rule="source").shown_excerpt.text == text


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("A *b* **c** `d<e`", "A <em>b</em> <strong>c</strong> <code>d&lt;e</code>"),
        ("# One\n\nTwo.\n\n- three\n- four", "One Two. three four"),
        ("10<sup>5</sup>m", "10<sup>5</sup>m"),
        ("a<br>b", "a b"),
        ("[x](https://e.org/?a&b)", '<a href="https://e.org/?a&amp;b">x</a>'),
        ("[x](/about)", '<a href="https://site.feedsvc.invalid/about">x</a>'),
        ("[x](b.md) [y](#z)", "<span>x</span> <span>y</span>"),
        ("[x](javascript:alert(1))", "<span>x</span>"),
        ("![gone](a.png) here", "here"),
        ("[![gone](a.png)](https://e.org/) *here*", "<span> </span> <em>here</em>"),
        ("> quoted\n\n```\nlet a = 1;\n\nlet b\n```", "quoted <code>let a = 1; let b</code>"),
        ("&lt;b&gt; &amp;", "&lt;b&gt; &amp;"),
    ],
)
def test_mark_up_of_a_line_stays_and_any_other_is_a_blank(markdown: str, html: str) -> None:
    found = rendered(markdown=markdown).shown_excerpt
    assert (found.html or found.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")) == html


def test_formula_is_drawn_whole_and_is_tex_where_it_is_cut() -> None:
    whole = shown(markdown="Let $x^2$ be\n\n$$\na\n$$\n")
    assert whole.count("<math") == 2
    assert 'display="block"' in whole
    assert as_text(whole) == r"Let \(x^2\) be \[ a \]"
    cut = shown(12, markdown="Let $x + y + z$ be it")
    assert "<math" not in cut
    assert as_text(cut) == r"Let \(x + y..."


@pytest.mark.parametrize(
    ("limit", "html"),
    [
        (4, "<strong>one...</strong>"),
        (7, "<strong>one two...</strong>"),
        (13, "<strong>one two</strong> <em>three...</em>"),
        (15, "<strong>one two</strong> <em>three</em>,..."),
    ],
)
def test_cut_falls_where_the_rule_cuts_and_closes_what_is_open(limit: int, html: str) -> None:
    found = rendered(limit, markdown="**one two** *three*, four five six")
    assert found.shown_excerpt.html == html
    assert as_text(found.shown_excerpt.html) == found.excerpt


def test_cut_inside_one_character_shows_the_part_that_the_rule_keeps() -> None:
    found = rendered(3, markdown="啊啊㍿啊啊啊啊")
    assert (found.excerpt, found.shown_excerpt.text) == ("啊啊株...", "啊啊株...")
    assert rendered(6, markdown="啊啊㍿啊啊啊啊").shown_excerpt.text == "啊啊㍿..."


def test_links_to_other_posts_are_no_links_in_an_excerpt() -> None:
    files = (LinkedFile("other", "other.md", None),)
    assert shown(markdown="[x](other)", linked_files=files) == "<span>x</span>"


PIECES = st.sampled_from(
    [
        *("价格：", "５元，", "x² ", "½", "㍿", "ﷺ", "¨", "e\u0301", "각", "ᄀ", "ᅡ", "\u3000", "\u00a0", "…"),
        *("word ", " ", "\n\n", "**", "*", "`", "$", "$$", "\\(", "\\)", "x^2", "\\frac{a}{b}", "{", "}"),
        *("[", "](https://e.org/)", "![", "](a.png)", "# ", "- ", "> ", "```\n", "|", "<", ">", "&amp;"),
        *("<em>", "</em>", "<sup>", "</sup>", "<p>", "</p>", "<br>", "<!-- c -->", "<span>", "</span>"),
        *("<div>", "<table><tr><td>", "<script>x</script>", "<svg><text>", "<ruby>", "<rt>", "👩🏽\u200d🎓"),
        *("<math><mi>x</mi></math>", "<title>", "<button>", '<span class="arithmatex">', "...", "\\"),
    ]
)
TEXTS = st.lists(PIECES, max_size=25).map("".join)


@settings(max_examples=200)
@given(TEXTS, st.integers(1, 60))
@example("a<!-- c -->b", 9)
@example("wo<span>rd</span>", 9)
@example("$x$", 5)
@example("$ x $ y", 5)
def test_shown_excerpt_reads_as_the_text_of_the_rule(text: str, limit: int) -> None:
    for fields in (
        {"markdown": text},
        {"html": text},
        {"markdown": text, "excerpt_rule": "source"},
        {"markdown": "x", "excerpt": text or "x"},
    ):
        found = rendered(limit, **fields)
        html = found.shown_excerpt.html
        assert " ".join(unicodedata.normalize("NFKC", found.shown_excerpt.text).split()) == found.excerpt
        if html:
            assert as_text(html) == found.excerpt, html
            parser = html5lib.HTMLParser(strict=False)
            parser.parseFragment(f"<p>{html}</p>")
            assert not parser.errors, (html, parser.errors)


def test_page_reads_as_latest_txt(site: Site) -> None:
    posts = (
        "价格：５元，**x² ½** 与 $e^x$ 。",
        "![nothing](https://e.org/a.png)",
        "# A\n\n`code` and [a link](https://e.org/)" + " more" * 200,
        "一" * 700,
        "$$\na \\\\ b\n$$\n\nSee <sup>1</sup>.",
    )
    for number, text in enumerate(posts, 1):
        site.write(f"p{number}.md", text, title=f"P {number}", date=f"2024-01-0{number}")
    site.write("own.md", "Text.", title="Own", date="2024-02-01", excerpt="价格：５元")
    site.sync()
    page = site.body("").decode()
    lines = [as_text(found) for found in re.findall(r'<p class="excerpt"[^>]*>(.*?)</p>', page, re.DOTALL)]
    assert lines == site.body("latest.txt").decode().split("\n")[3:]
    assert len(lines) == 5
    assert "价格：５元，<strong>x² ½</strong>" in page
    summaries = [item["summary"] for item in site.feed()["items"]]
    assert summaries[0] == "价格：５元"
    assert summaries[-1].startswith("价格：５元， x² ½")  # the rule has a blank for a tag
