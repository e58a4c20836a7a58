"""What the `content` settings change in a post's HTML, and what rendering tells of itself."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from conftest import Site
from hypothesis import example, given, settings
from hypothesis import strategies as st

from feedsvc.errors import Origin
from feedsvc.posts.post import Post
from feedsvc.render.math import marked_formulas, with_mathml
from feedsvc.render.options import RenderOptions
from feedsvc.render.render import Renderer
from feedsvc.render.report import Change, Rendered
from feedsvc.render.sanitise import sanitised
from feedsvc.render.steps import STEPS

URL = "https://site.example/blog/posts/a/"
EVERYTHING = Path(__file__).parent / "golden/render/post-everything.md"
RENDERER = Renderer(RenderOptions())


def post(markdown: str | None = None, html: str | None = None) -> Post:
    published = datetime(2026, 1, 2, tzinfo=UTC)
    origin = Origin("posts/a.md")
    return Post(key="posts/a.md", origin=origin, slug="a", published=published, markdown=markdown, html=html)


def rendered(options: RenderOptions, markdown: str | None = None, html: str | None = None) -> Rendered:
    return Renderer(options).render(post(markdown, html), URL)


# --- settings


def test_formulas_are_mathml_or_tex_as_the_setting_says() -> None:
    drawn = (
        '<span class="katex"><span class="katex-mathml"><math><semantics><mi>y</mi>'
        '<annotation encoding="application/x-tex">y</annotation></semantics></math></span>'
        '<span class="katex-html">y</span></span>'
    )
    text = f"$x$ and {drawn}"
    mathml, tex = rendered(RenderOptions(), text).html, rendered(RenderOptions(math="tex"), text).html
    assert (mathml.count("<math>"), mathml.count("arithmatex")) == (2, 0)
    assert tex == (
        '<p><span class="arithmatex">\\(x\\)</span> and <span class="arithmatex">\\(y\\)</span></p>'
    )


@pytest.mark.parametrize("fragments", ["absolute", "kept"])
def test_links_to_a_place_in_the_post_lead_there(fragments: Any) -> None:
    text = (
        '## Part {#part}\n\n[up](#part), <a name="é"></a>[down](#%C3%A9), '
        f"[whole]({URL}#part), [away](#elsewhere)[^1]\n\n[^1]: note"
    )
    body = rendered(RenderOptions(fragments=fragments), text).html
    begin = "#" if fragments == "kept" else f"{URL}#"
    places = set(re.findall(r' (?:id|name)="([^"]+)"', body))
    links = {unquote(link) for link in re.findall(rf'href="{begin}([^"]+)"', body)}
    assert len(places) == 4
    assert links - places == {"elsewhere"}
    assert places - links == set()
    assert (fragments == "kept") == ('href="#' in body)


def test_a_link_to_a_place_on_the_blogs_own_page_of_the_post_keeps_its_name() -> None:
    there = replace(post("## Part {#part}\n\n[up](#part)[^1]\n\n[^1]: note"), url=URL)
    body = RENDERER.render(there, URL).html
    assert f'href="{URL}#part"' in body
    assert 'id="part"' not in body
    assert re.search(rf'href="{URL}#fn:?-?1-\w{{8}}"', body)


@pytest.mark.parametrize("name", ["location", "createElement", "body", "cookie", "main", "top"])
def test_no_id_or_name_of_a_text_takes_one_of_the_page_or_of_another_post(name: str) -> None:
    html = (
        f'<p id="{name}">a <a name="{name}">b</a></p><img name="{name}" src="a.png" alt=""><b id={name}>c</b>'
    )
    bodies = [RENDERER.render(post(html=html), f"https://x.example/{one}/").html for one in "ab"]
    found = [set(re.findall(r' (?:id|name)="([^"]+)"', body)) for body in bodies]
    assert found[0]
    assert not found[0] & found[1]
    assert all("-" in item for item in found[0] | found[1])


def test_headers_of_table_cells_stay_with_their_ids() -> None:
    html = '<table><tr><th id="h">a</th></tr><tr><td headers="h x">b</td></tr></table>'
    body = RENDERER.render(post(html=html), URL).html
    name = re.findall(r' id="([^"]+)"', body)[0]
    assert f'headers="{name} x"' in body


def test_two_posts_share_no_id_of_a_footnote() -> None:
    text = "a[^1]\n\n[^1]: note"
    one, two = (RENDERER.render(post(text), f"https://x.example/{name}/").html for name in "ab")
    found = [set(re.findall(r'id="([^"]+)"', html)) for html in (one, two)]
    assert len(found[0]) == len(found[1]) == 2
    assert not found[0] & found[1]


def test_trust_keeps_frames_and_nothing_else() -> None:
    html = (
        '<iframe src="//maps.example/?q=1" width="3" height="2" allowfullscreen onload="x()" srcdoc="<b>">'
        '</iframe><iframe src="javascript:x"></iframe><script>x</script><object data="a.swf"></object>'
        "<form>words</form>"
    )
    body = rendered(RenderOptions(trusted=True), html=html).html
    assert body == (
        '<iframe src="https://maps.example/?q=1" width="3" height="2" allowfullscreen=""></iframe>'
        f'<p><a href="{URL}a.swf">{URL}a.swf</a></p>words'
    )
    assert "<iframe" not in rendered(RenderOptions(), html=html).html


def test_a_changed_setting_renders_every_post_again(make_site: Callable[..., Site]) -> None:
    site = make_site(content={"math": "tex"})
    site.write("a.md", "$x$", title="A", date="2026-01-01")
    site.sync()
    assert b"<math" not in site.body("feed.json")
    site.settings = site.settings.model_copy(
        update={"content": site.settings.content.model_copy(update={"math": "mathml"})}
    )
    assert site.sync().rendered == 1
    assert b"<math" in site.body("feed.json")


# --- one body


def test_every_format_and_the_page_carry_one_body(site: Site) -> None:
    site.write("a.md", "A formula $x^2$ and a ![picture](b.png).", title="A", date="2026-01-01")
    site.sync()
    body = json.loads(site.body("feed.json"))["items"][0]["content_html"]
    assert "<math>" in body
    assert "posts/a/b.png" in body
    assert body in site.body("posts/a/").decode()
    atom, rss = (ElementTree.fromstring(site.body(path)) for path in ("atom.xml", "rss.xml"))
    assert atom.findtext(".//{http://www.w3.org/2005/Atom}content") == body
    assert rss.findtext(".//{http://purl.org/rss/1.0/modules/content/}encoded") == body


# --- formulas in HTML


@pytest.mark.parametrize(
    ("html", "tex"),
    [
        (r"<p>so \(x_1\) is</p>", [r"\(x_1\)"]),
        (r"<p>\[x &lt; y\]</p>", [r"\[x &lt; y\]"]),
        ("<p>$$x\n+ y$$</p>", ["\\[x\n+ y\\]"]),
        (r"<p>$\alpha$, $x_1$ and $e^{x}$.</p>", [r"\(\alpha\)", r"\(x_1\)", r"\(e^{x}\)"]),
        ("<p>$5 and $6, US$ 5_000, a $b_c $ d</p>", []),
        (r"<pre>\(x\)</pre><code>$$x$$</code><kbd>$x_1$</kbd>", []),
        (r'<span class="arithmatex">\(x\)</span>', [r"\(x\)"]),
        (r'<a title="$x_1$">y</a>', []),
    ],
)
def test_formulas_that_wait_for_a_script_are_found(html: str, tex: list[str]) -> None:
    assert re.findall(r'<span class="arithmatex">(.*?)</span>', marked_formulas(html), re.DOTALL) == tex


def test_formulas_of_given_html_become_mathml() -> None:
    html = rendered(RenderOptions(), html=r"<p>so \(x_1\)</p>").html
    assert html.startswith("<p>so <math>")
    assert rendered(RenderOptions(), html=html).html == html


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="ab$\\()[]_{}^ \n&;<>/", max_size=40))
def test_marking_formulas_loses_no_text(text: str) -> None:
    html = sanitised(text)
    plain = re.sub(r'<span class="arithmatex">|</span>', "", marked_formulas(html))
    assert re.sub(r"\$\$|\$|\\[()\[\]]", "", plain) == re.sub(r"\$\$|\$|\\[()\[\]]", "", html)


_TEX = st.sampled_from(
    r"""
    \text{ \href{ javascript:x \mathrm{ \class{ \style{ \operatorname{ \unicode{ \color{red} \tag{ \label{
    } < > & \
    " ' <script> </math> </annotation> --> ]]> onload=x style="x" \begin{array} \end{array} x ^ _ \frac
    """.split()  # noqa: SIM905 (a table is easier to read)
)


@settings(max_examples=200, deadline=None)
@example(r"\operatorname{ }")
@example(r"\operatorname{ } -->")
@example(r"\operatorname{ } a")
@example(r"\operatorname{ < }")
@example(r"\operatorname{ > }")
@given(st.lists(_TEX, max_size=12).map(" ".join))
def test_whatever_a_formula_holds_its_mathml_would_pass_the_sanitiser(tex: str) -> None:
    html = with_mathml(f'<span class="arithmatex">\\({escape(tex, quote=False)}\\)</span>')
    assert sanitised(html) == html


def test_tex_that_stays_is_told() -> None:
    found = rendered(RenderOptions(), "line\n\n$\\unknown{x}$")
    assert [(notice.kind, notice.line) for notice in found.notices] == [("formula", 3)]
    assert with_mathml(found.html) in found.html


# --- the report


def test_an_explanation_has_the_body_and_the_notices_of_rendering() -> None:
    text = EVERYTHING.read_text("utf-8")
    explained = RENDERER.explain(post(text), URL)
    assert explained.rendered == RENDERER.render(post(text), URL)
    assert explained.notices == explained.rendered.notices != ()


def test_each_change_names_its_step_and_its_line() -> None:
    text = 'one\n\n{% asset_img a.png %}\n\n<p onclick="x()">two</p>\n\n- [x] three\n\n'
    text += "[four](five.html)\n\n$x+yz$\n"
    changes = RENDERER.explain(post(text), URL).changes
    assert [(change.step, change.line) for change in changes] == [
        ("shortcodes", 3),
        ("formulas", 11),
        ("show_checkboxes", 7),
        ("absolute_links", 3),
        ("absolute_links", 9),
        ("sanitised", 5),
        ("with_mathml", 11),
    ]
    assert changes[0].before == "{% asset_img a.png %}"
    assert changes[0].after.strip() == '<p><img src="a.png" alt=""></p>'
    assert (changes[1].before, changes[1].after) == ("$x+yz$", "between $, by pandoc's rule")
    assert changes[4] == Change("absolute_links", '<a href="five.html">', f'<a href="{URL}five.html">', 9)
    assert (changes[5].before, changes[5].after) == ('<p onclick="x()">', "<p>")


def test_every_step_shows_in_the_explanation_of_the_post_with_every_feature() -> None:
    explained = RENDERER.explain(post(EVERYTHING.read_text("utf-8")), URL)
    steps = {change.step for change in explained.changes}
    silent = {step.__name__ for step in STEPS} - steps
    # It has no formula that a script has drawn, and lies in no folder with files.
    assert silent <= {"plain_math", "link_assets"}
    assert {"shortcodes", "with_mathml", "sanitised"} <= steps


def test_a_post_in_plain_html_has_nothing_to_explain() -> None:
    explained = RENDERER.explain(post(html="<p>Plain <em>text</em>.</p>\n"), URL)
    assert (explained.changes, explained.notices) == ((), ())


@pytest.mark.parametrize(
    ("markdown", "kind", "line", "loss"),
    [
        ("a\n\n![](b.png)", "image", 3, False),
        ("a\n\n<script>x()</script>", "script", 3, True),
        ('a\n\n<iframe src="https://v.example/1"></iframe>', "frame", 3, False),
        ("a\n\n<iframe></iframe>", "frame", None, True),
        ("a\n\n[b](javascript:x)", "link", 3, False),
        ("a\n\n{% odd %}", "shortcode", 3, True),
    ],
)
def test_an_author_is_told(markdown: str, kind: str, line: int | None, loss: bool) -> None:
    notices = rendered(RenderOptions(), markdown).notices
    assert [(notice.kind, notice.line, notice.loss) for notice in notices] == [(kind, line, loss)]


def test_nothing_of_the_post_with_every_feature_is_doubled_or_missing() -> None:
    body = re.sub(
        r"<annotation.*?</annotation>", "", RENDERER.render(post(EVERYTHING.read_text("utf-8")), URL).html
    )
    text = re.sub(r"<[^>]+>", "", body)
    for words in (
        "tide tables", "one that no converter knows", "def tide", "const tide", "from Jekyll",
        "from Hugo", "given as HTML", "echo one", "echo two", "The pattern", "from an include",
        "▶ YouTube", "▶ Vimeo", "A map of the pier", "Mind the tide", "A note of NexT",
        "A notice of Hugo", "An alert", "An admonition", "A container", "Something to open",
        "Rowing", "By wind", "Ana Reis", "read the tables", "height, m", "its meaning", "by Jekyll",
        "a place above", "class of kramdown", "script survives", "a button's words",
        "what a bad link says", "Written at the desk", "\\notacommand", "🌊", "👩‍🔬", "🇵🇹",
    ):  # fmt: skip
        assert text.count(words) == 1, words
    for left in ("{% a", "{{<", "{: ", "[TOC]", "[!", "alert(1)", ":::", "unknown_tag", "site.unknown"):
        assert left not in text, left
    assert not re.search(r'(?:href|src)="(?!https?://|data:image/)', body)
