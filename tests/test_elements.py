"""What is an element in a post and what is text: no word goes with a tag that is none."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape

import pytest

from feedsvc.errors import Origin
from feedsvc.posts.post import Post
from feedsvc.posts.variant import Engine
from feedsvc.render.elements import known_elements
from feedsvc.render.html_blocks import with_blocks_closed
from feedsvc.render.options import RenderOptions
from feedsvc.render.render import Renderer

ENGINES: tuple[Engine, ...] = ("commonmark", "python-markdown")
RENDERERS = {engine: Renderer(RenderOptions(markdown=engine)) for engine in ENGINES}


def body(markdown: str | None = None, html: str | None = None, engine: Engine = "commonmark") -> str:
    published = datetime(2026, 1, 2, tzinfo=UTC)
    post = Post(
        key="a.md", origin=Origin("a.md"), slug="a", published=published, markdown=markdown, html=html
    )
    return RENDERERS[engine].render(post, "https://site.example/a/").html


def text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", "", html)).split())


FOREIGN = "int list set path text filter in min max not mi mo view use image-set animate title style desc"


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", FOREIGN.split())
def test_text_after_a_name_that_svg_or_mathml_knows_stays(name: str, engine: Engine) -> None:
    assert text(body(f"so a<{name}> left", engine=engine)) in (f"so a<{name}> left", "so a left")
    assert "left" in text(body(html=f"<p>so a<{name}> left</p>"))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "written",
    [
        "vector<int> v, end",
        "Map<String,List> of",
        "List<Map> and Set<Object>",
        "the <main> element",
        "<JAVA_HOME>/bin",
        "include <string.h> first",
        '<bean id="a" class="b.C"/> in it',
        '<context:component-scan base-package="a.b"/> too',
        "for (i=0;i<n;i++) and a<b and c>d",
        "ssh <user>@<host-name>",
        "the <title> of a <script> or <style>, <textarea>, <xmp>, <plaintext>",
        "from <head> to <body> in <html>",
        "an <iframe> or a <video>",
        "</nothing> begins it",
        "<br",
        "a <?php echo 1; b",
    ],
)
def test_what_is_no_tag_is_shown_as_it_was_written(written: str, engine: Engine) -> None:
    assert text(body(f"see {written}\n\nrest", engine=engine)) == f"see {written} rest"


@pytest.mark.parametrize(
    "html",
    [
        '<p>a<br>b <b>c</b> <img src="https://x.example/a.png" alt="d"> <kbd>e</kbd></p>',
        "<p>a <svg><title>b</title><path d='M0'></path><text>c</text></svg> d</p>",
        "<p><math><mi>x</mi><annotation>y</annotation></math></p>",
        '<lite-youtube videoid="abc"></lite-youtube><my-box>in it</my-box>',
        "<P>old <FONT color=red>words</FONT><BR></P>",
        '<video src="a.mp4" controls><p>instead</p></video>',
        "<script>if (a<b) c();</script><style>p>b{}</style>",
        "<details open><summary>a</summary>b</details>",
        "<div markdown>a</div><td nowrap data-x>b</td>",
        "<!-- more --><!-- a <int> b -->",
        "<!DOCTYPE html><html><head><title>t</title></head><body><p>a</p></body></html>",
    ],
)
def test_elements_of_html_are_left_alone(html: str) -> None:
    assert known_elements(html, written=True) == html
    assert known_elements(html, written=False) == html


ENDLESS = (
    '<iframe src="https://v.example/1" />',
    '<iframe src="https://v.example/1">',
    '<script src="https://v.example/1.js"/>',
    '<script src="https://v.example/1.js">',
    '<style media="print">',
    '<style media="print"/>',
    '<title lang="en">',
    '<video src="a.mp4"/>',
    '<video src="a.mp4">',
    '<audio src="a.mp3">',
    '<object data="a.swf">',
    '<textarea rows="2">',
    '<select name="a">',
    '<template id="x">',
    '<xmp class="y">',
    '<noscript id="z">',
    '<noembed id="z">',
    '<canvas id="x">',
    "<plaintext>",
    "<script/>",
    "<style/>",
    "<title>",
    "<video/>",
    "<!--",
    "<!-- never closed",
    "<!",
    "<?",
    "<![CDATA[",
    "<!DOCTYPE",
    "<pre>",
    "<svg>",
    "<math>",
)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("opening", ENDLESS)
@pytest.mark.parametrize(
    "place",
    ["{}", "so {} it is", "- so {} it\n- two", "> {}", "| a |\n|---|\n| {} |", "# {} x"],
    ids=["block", "paragraph", "item", "quotation", "cell", "heading"],
)
def test_nothing_after_an_element_that_nothing_ends_is_lost(opening: str, place: str, engine: Engine) -> None:
    rest = "*first* of the rest\n\n## second\n\n- third"
    shown = body(f"before\n\n{place.format(opening)}\n\n{rest}", engine=engine)
    after = r"<p><em>first</em> of the rest</p>.*<h2[^>]*>second</h2>.*<li>third</li>"
    assert re.search(rf"<p>before</p>.*{after}", shown, re.DOTALL)


@pytest.mark.parametrize("opening", ENDLESS)
def test_nothing_of_given_html_after_an_element_that_nothing_ends_is_lost(opening: str) -> None:
    html = f"<p>before</p><div>{opening}</div><p><em>first</em></p><h2>second</h2>"
    assert [word for word in ("before", "first", "second") if word not in text(body(html=html))] == []


def test_an_element_that_nothing_ends_takes_nothing_up_to_the_next_of_its_name() -> None:
    frame = '<iframe src="https://v.example/{}"{}'
    shown = body(f"{frame.format(1, '>')}\n\nbetween\n\n{frame.format(2, '></iframe>')}\n\nafter")
    assert text(shown) == "https://v.example/1 between https://v.example/2 after"
    script = '<script src="https://v.example/{}.js">'
    shown = body(f"{script.format(1)}\n\n*between*\n\n{script.format(2)}</script>\n\nafter")
    assert text(shown) == "between after"
    assert "<em>between</em>" in shown


def test_blocks_of_raw_html_that_end_are_left_alone() -> None:
    for markdown in (
        "<pre>\na\n\nb\n</pre>\n\nc",
        "<script>\na\n\nb\n</script>\n\nc",
        "<!--\na\n\nb\n-->\n\nc",
        "```\n<script>\n\n<!--\n```\n\nc",
        "    <script>\n\nc",
        "<style>\na</style>\n<script>\n\n\nb</script>",
    ):
        assert with_blocks_closed(markdown) == markdown


def test_code_shows_tags_as_before() -> None:
    assert "<code>vector&lt;int&gt;</code>" in body("`vector<int>`")
    assert "<pre><code>&lt;title&gt;\n&lt;int&gt;\n</code></pre>" in body("```\n<title>\n<int>\n```")
