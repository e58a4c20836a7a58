from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urljoin

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from feedsvc.errors import Origin, RecordError
from feedsvc.posts.post import Asset, Post
from feedsvc.render.clean import cleaned
from feedsvc.render.links import MAX_INLINE_IMAGE, absolute, absolute_image, absolute_set
from feedsvc.render.math import with_mathml
from feedsvc.render.options import RenderOptions
from feedsvc.render.page import Page
from feedsvc.render.render import Renderer
from feedsvc.render.sanitise import sanitised
from feedsvc.render.steps import STEPS, apply

GOLDEN = Path(__file__).parent / "golden" / "render"
URL = "https://site.example/blog/posts/a/"
ORIGIN = Origin("posts/a.md", 1)
ASSETS = (
    Asset("/shared/plan.svg", "shared/plan.svg", "/shared/plan.svg", 1, "1", "a"),
    Asset("../above/a b.png", "above/a b.png", "above/a b.png", 1, "1", "b"),
    Asset("beside.mp4", "posts/beside.mp4", "beside.mp4", 1, "1", "c"),
)
RENDERER = Renderer(RenderOptions())


def post(markdown: str | None = None, html: str | None = None) -> Post:
    return Post(
        key="posts/a.md",
        origin=ORIGIN,
        slug="a",
        published=datetime(2026, 1, 2, tzinfo=UTC),
        markdown=markdown,
        html=html,
        assets=ASSETS,
    )


def body(html: str) -> str:
    return RENDERER.render(post(html=html), URL).html


def golden(pattern: str) -> list[str]:
    return sorted(path.name.partition(".")[0] for path in GOLDEN.glob(pattern))


# --- golden pairs


@pytest.mark.parametrize("name", [name for step in STEPS for name in golden(f"{step.__name__}-*.in.html")])
def test_step_gives_its_golden_output(name: str) -> None:
    step = next(step for step in STEPS if name.startswith(f"{step.__name__}-"))
    given_html = (GOLDEN / f"{name}.in.html").read_text("utf-8")
    page = Page(post(html=given_html), given_html, URL, RenderOptions())
    assert apply((step,), page) == (GOLDEN / f"{name}.out.html").read_text("utf-8")


def test_every_step_has_a_golden_pair() -> None:
    assert [step.__name__ for step in STEPS if not golden(f"{step.__name__}-*.in.html")] == []


@pytest.mark.parametrize("name", golden("sanitised-*.in.html"))
def test_sanitiser_gives_its_golden_output(name: str) -> None:
    given_html = (GOLDEN / f"{name}.in.html").read_text("utf-8")
    assert sanitised(given_html) == (GOLDEN / f"{name}.out.html").read_text("utf-8")


@pytest.mark.parametrize("name", golden("post-*.md"))
def test_post_gives_its_golden_body_and_excerpt(name: str) -> None:
    rendered = RENDERER.render(post((GOLDEN / f"{name}.md").read_text("utf-8")), URL)
    assert rendered.html + "\n" == (GOLDEN / f"{name}.out.html").read_text("utf-8")
    assert rendered.excerpt + "\n" == (GOLDEN / f"{name}.out.txt").read_text("utf-8")


# --- links


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://x.example/a?b=c#d", "https://x.example/a?b=c#d"),
        ("b/../c", URL + "c"),
        ("//x.example", "https://x.example"),
        (" java\nscript:alert(1)", None),
        ("JavaScript:alert(1)", None),
        ("vbscript:x", None),
        ("data:image/png;base64,AAAA", None),
        ("file:///etc/passwd", None),
        ("doi:10.1000/a", "doi:10.1000/a"),
        ("C:\\a.png", None),
        ("http:", None),
        ("http://", None),
        ("http://x.example:99999/", None),
        ("http://x y/", None),
        ("http://[::1]/a", "http://[::1]/a"),
        ('http://x.example/a|b^c"d<e>', "http://x.example/a%7Cb%5Ec%22d%3Ce%3E"),
        ("http://x.example/%41%zz%", "http://x.example/%41%25zz%25"),
        ("HTTP://X.Example/", "http://x.example/"),
    ],
)
def test_addresses_become_absolute_or_go(address: str, expected: str | None) -> None:
    assert absolute(address, URL) == expected


def test_root_relative_links_leave_the_site_path() -> None:
    assert (
        absolute("/about", "https://site.feedsvc.invalid/~site/posts/x/")
        == "https://site.feedsvc.invalid/about"
    )


def test_small_inline_pictures_stay_and_big_ones_leave_their_description() -> None:
    small = "data:image/png;base64," + "A" * 100
    big = "data:image/png;base64," + "A" * MAX_INLINE_IMAGE
    assert absolute_image(small, URL) == small
    assert body(f'<img src="{small}" alt="small">') == f'<img src="{small}" alt="small">'
    assert body(f'<p><img src="{big}" alt="big"></p>') == "<p>big</p>"


@pytest.mark.parametrize(
    ("candidates", "expected"),
    [
        ("/a.png 1x, b.png 2x", "https://site.example/a.png 1x, https://site.example/blog/posts/a/b.png 2x"),
        ("/a.png 1x,/b.png 2x", "https://site.example/a.png 1x, https://site.example/b.png 2x"),
        ("/w_1,h_2/a.png 640w", "https://site.example/w_1,h_2/a.png 640w"),
        ("/a.png, /b.png 2x", "https://site.example/a.png, https://site.example/b.png 2x"),
        ("/a b.png 1x, /c.png 2x", "https://site.example/c.png 2x"),
        ("javascript:x 1x", None),
        (" , ", None),
    ],
)
def test_source_sets_become_absolute(candidates: str, expected: str | None) -> None:
    assert absolute_set(candidates, URL) == expected


@settings(max_examples=200, deadline=None)
@example("/\\%")
@example("//%@a")
@given(st.text(alphabet="ab:/?#[]@%. 中\\\t\x00&=\"'<>|{}~é", max_size=40))
def test_any_address_gives_a_valid_uri_that_stays_itself(address: str) -> None:
    result = absolute(address, URL)
    if result is not None:
        assert re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]*", result)
        assert not re.search(r"%(?![0-9A-Fa-f]{2})", result)
        assert absolute(result, URL) == result


@settings(max_examples=300, deadline=None)
@example("/a/./b", "https://site.example/")
@example("#", "https://site.example/a?b#c")
@example("/?#", "https://site.example/a")
@given(
    st.text(alphabet="aB/?#.:@%41é", max_size=20),
    st.sampled_from(
        ("https://site.example/a/?b=c#d", "HTTPS://Site.Example/é/", "https://u@site.example:80/a")
    ),
)
def test_an_address_is_resolved_as_the_standard_says(address: str, base: str) -> None:
    """Whether it is one of the plain ones, which are put together without resolving anything, or not."""
    result = absolute(address, base)
    if result is not None:
        assert result == absolute(urljoin(base, address), base)


# --- the body


def test_rendering_twice_changes_nothing() -> None:
    for name in golden("post-*.md"):
        first = RENDERER.render(post((GOLDEN / f"{name}.md").read_text("utf-8")), URL).html
        assert body(first) == first


def test_a_whole_page_gives_its_body_alone() -> None:
    page = (
        "<!DOCTYPE html><html><head><title>T</title><style>p{}</style></head><body><p>text</p></body></html>"
    )
    rendered = RENDERER.render(post(html=page), URL)
    assert (rendered.html.strip(), rendered.excerpt) == ("<p>text</p>", "text")


def test_a_post_without_text_renders_to_nothing() -> None:
    assert RENDERER.render(post(markdown=""), URL).html == ""
    assert RENDERER.render(post(html=""), URL).excerpt == ""


def test_a_picture_alone_has_a_body_and_no_excerpt() -> None:
    rendered = RENDERER.render(post("![a view](view.jpg)"), URL)
    assert rendered.html == f'<p><img src="{URL}view.jpg" alt="a view"></p>'
    assert rendered.excerpt == ""


def test_what_readers_are_given_instead_is_not_in_the_excerpt() -> None:
    rendered = RENDERER.render(post('- [x] fed\n\n<iframe src="https://v.example/1"></iframe>'), URL)
    assert "☑" in rendered.html
    assert "https://v.example/1" in rendered.html
    assert rendered.excerpt == "fed"


_TEXT = st.text(alphabet="ab中 <>&;\"'=/!-", max_size=60)
_TAGS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<script>",
        "</script>",
        "<style>",
        "<svg>",
        "</svg>",
        "<math>",
        "<mtext>",
        "<table>",
        "<td>",
        "<!--",
        "-->",
        "<template>",
        "<noscript>",
        "<title>",
        "<form>",
        "<iframe src=x>",
        "<a href=javascript:x>",
        "<img src=x onerror=y>",
    ]
)


_ATTRIBUTES = st.lists(
    st.tuples(
        st.sampled_from(
            ("class", "id", "href", "src", "alt", "title", "width", "style", "onclick", "align", "data-x")
        ),
        st.sampled_from(
            (
                "",
                "a",
                "admonition tip",
                "a language-js",
                "https://a.example/?b&amp;c",
                "javascript:x",
                "80%",
                "left",
            )
        ),
    ),
    max_size=4,
    unique_by=lambda pair: pair[0],
)
_NAMES = st.sampled_from(
    ("p", "a", "img", "div", "span", "td", "b", "code", "blockquote", "iframe", "form", "x-y")
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(_NAMES, _ATTRIBUTES, st.sampled_from(("", "text", "a &amp; b"))), max_size=4))
def test_what_the_tags_show_is_what_the_sanitiser_does(
    elements: list[tuple[str, list[tuple[str, str]], str]],
) -> None:
    html = ""
    for name, attributes, text in elements:
        html += f"<{name}" + "".join(f' {key}="{value}"' for key, value in attributes) + f">{text}"
    written = LexborHTMLParser(html, is_fragment=True).html or ""
    assert cleaned(written) in (None, sanitised(written))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(_TEXT, _TAGS), max_size=12).map("".join))
def test_any_html_becomes_safe_and_stays_the_same_under_the_sanitiser(html: str) -> None:
    result = body(html)
    assert sanitised(result) == result
    assert not re.search(
        r"<(?:script|style|iframe|form|template|html|body)\b|<[^>]*\bon\w+=|javascript:", result
    )


@pytest.mark.parametrize("tag", ["<div>", "<b></p>", "<li><ul>", "<b>x<p>"])
def test_html_that_nests_too_deep_is_refused(tag: str) -> None:
    with pytest.raises(RecordError) as error:
        RENDERER.render(post(html=tag * 50_000), URL)
    assert (error.value.origin, error.value.field) == (ORIGIN, "content_html")


def test_many_elements_side_by_side_are_no_depth() -> None:
    assert body("<p>x<br>" * 5_000).count("<p>") == 5_000
    assert body("<div><b>x</b></div>" * 5_000).count("</b>") == 5_000


# --- formulas


def test_formulas_become_mathml_with_their_tex() -> None:
    shown = RENDERER.render(post("Let $a<b$.\n\n$$\n\\frac{1}{2}\n$$"), URL).html
    assert '<annotation encoding="application/x-tex">a&lt;b</annotation></semantics></math>' in shown
    assert '<math display="block"><semantics><mfrac><mn>1</mn><mn>2</mn></mfrac>' in shown
    assert "arithmatex" not in shown
    assert sanitised(shown) == shown


def test_a_numbered_formula_keeps_its_number_and_its_own_tex() -> None:
    shown = with_mathml('<div class="arithmatex">\\[x=1\\tag{7}\\]</div>')
    assert "<mtext>(7)</mtext>" in shown
    assert ">x=1\\tag{7}</annotation>" in shown


@pytest.mark.parametrize(
    "tex", ["\\unknown{x}", "\\frac{1", "a & b", "{" * 20_000, "\\sqrt" * 20_000, "x^{" * 20_000]
)
def test_tex_that_cannot_be_converted_stays_as_it_is(tex: str) -> None:
    html = f'<p><span class="arithmatex">\\({tex.replace("&", "&amp;")}\\)</span></p>'
    assert with_mathml(html) == html


@pytest.mark.parametrize(("begin", "end"), [("(", ")"), ("[", "]"), ("\\lfloor ", "\\rfloor "), ("{", "}")])
def test_formula_that_nests_too_deep_for_the_converter_stays_tex(begin: str, end: str) -> None:
    html = f'<span class="arithmatex">\\({begin * 60_000}x{end * 60_000}\\)</span>'
    failed: list[str] = []
    assert with_mathml(html, failed) == html
    assert len(failed) == 1


def test_html_without_formulas_is_left_alone() -> None:
    assert with_mathml("<p>\\(x\\)</p>") == "<p>\\(x\\)</p>"
