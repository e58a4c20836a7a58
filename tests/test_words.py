"""Every word of a post is in its body, or a notice tells that it is not."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from feedsvc.errors import Origin, RecordError
from feedsvc.posts.post import Post
from feedsvc.posts.variant import Engine, Variant
from feedsvc.render.elements import known_elements
from feedsvc.render.html_blocks import with_blocks_closed
from feedsvc.render.options import RenderOptions
from feedsvc.render.render import Rendered, Renderer
from feedsvc.render.words import lost_words, phrase

ENGINES: tuple[Engine, ...] = ("commonmark", "python-markdown")
RENDERER = Renderer(RenderOptions())
GOLDEN = Path(__file__).parent / "golden" / "render"


def rendered(
    markdown: str | None = None, html: str | None = None, variant: Variant | None = None
) -> Rendered:
    post = Post(
        key="a.md",
        origin=Origin("a.md"),
        slug="a",
        published=datetime(2026, 1, 2, tzinfo=UTC),
        markdown=markdown,
        html=html,
        variant=variant or Variant(),
    )
    return RENDERER.render(post, "https://site.example/a/")


# --- what is told


@pytest.mark.parametrize(
    ("markdown", "words", "step"),
    [
        ("one\n\n| a |\n|---|\n| b | lost cell |\n", "lost cell", "Markdown"),
        ("one\n\ntext\n\n[^a]: Never called", "Never called", "Markdown"),
        ('one\n\n<a href="a.html>lost words</a> and "more', "lost words", ""),
    ],
)
def test_words_that_go_are_told_with_the_step_and_the_line(markdown: str, words: str, step: str) -> None:
    told = [notice for notice in rendered(markdown).notices if notice.kind == "words"]
    if words in rendered(markdown).html:
        assert told == []
        return
    assert len(told) == 1
    assert words in told[0].text
    assert told[0].text.startswith(f"words left out by {step}")
    assert told[0].loss
    assert told[0].line == markdown[: markdown.index(words.partition(" ")[0])].count("\n") + 1


def test_words_are_told_in_their_order_and_only_some_of_many() -> None:
    assert phrase(["one", "two"]) == "one two"
    assert phrase(list("一二三")) == "一二三"
    assert phrase([str(number) for number in range(20)]).endswith("10 11 … (20 words)")


@pytest.mark.parametrize(
    ("text", "body", "lost"),
    [
        ("a word", "<p>a word</p>", []),
        ("a word a word", "<p>a word</p>", ["a", "word"]),
        ("a **w**ord", "<p>a <strong>w</strong>ord</p>", []),
        ("说**了**话", "<p>说<strong>了</strong></p>", ["话"]),
        ("[text](https://x.example/gone 'title')", '<p><a href="https://x.example/there">text</a></p>', []),
        ("AT&amp;T &copy; &section", "<p>AT&amp;T © &amp;section</p>", []),
        ("```js title=x\nlet a;\n```", "<pre><code>let a;</code></pre>", []),
        ("1. one\n2. two", "<ol><li>one</li><li>two</li></ol>", []),
        ("<!-- gone --><script>gone()</script><b class='x'>there</b>", "<b>there</b>", []),
        ("<script>never closed", "", ["never", "closed"]),
        ("<int> x", "x", ["int"]),
        ("- [ ] to do :smile: [^1]\n\n[^1]: note\n\n[a]: b 'c'", "<li>☐ to do 😄 1</li><p>note</p>", []),
        ("“quoted” -- so...", "<p>&quot;quoted&quot; – so…</p>", []),
        (
            "before `<b>it</b>` after\n\nthe end",
            "<p>before <code>&lt;b&gt;it&lt;/b&gt;</code> after</p>the end",
            [],
        ),
        ("before :wink: and it after\n\nthe end", "<p>before 😉 and after</p><p>the end</p>", ["it"]),
        ("before :wink: after it\n\nthe end", "<p>before 😉 after</p><p>the end</p>", ["it"]),
        ("before {{< a\n b=c >}} after\n\nthe end", "<p>before after</p><p>the end</p>", []),
        (
            "a [^1] b\n\n[^1]: See [the article](x 'y') again\n\nend",
            "<p>a 1 b</p>end<p>See the article again</p>",
            [],
        ),
    ],
)
def test_only_words_count(text: str, body: str, lost: list[str]) -> None:
    assert lost_words(text, body) == lost


def test_words_that_a_notice_names_are_told_already() -> None:
    assert lost_words("a {% odd thing %} b", "<p>a b</p>") == []
    assert lost_words("a <odd thing> b", "<p>a b</p>", ["tag <odd thing> left out"]) == []


@pytest.mark.parametrize("name", sorted(path.name for path in GOLDEN.glob("post-*.md")))
def test_a_post_that_lost_nothing_is_not_said_to(name: str) -> None:
    found = rendered((GOLDEN / name).read_text("utf-8"))
    assert [notice.text for notice in found.notices if notice.kind == "words"] == []


def test_given_html_is_counted_as_a_browser_shows_it() -> None:
    html = (
        "<p>one <int>two</int> <list>three</p><style>p{}</style><!-- no --><title>no</title><p title=no>four"
    )
    found = rendered(html=html)
    assert found.notices == ()
    assert all(word in found.html for word in ("one", "two", "three", "four"))


# --- whatever a post is made of

_TAGS = """
    <int> <list> <set> <path> <text> <title> </title> <script> </script> <style> </style> <iframe/> <iframe>
    </iframe> <video> </video> <textarea> <noscript> </noscript> <xmp> <plaintext> <template> <svg> </svg>
    <math> </math> <b> </b> <div> </div> <table> <td> <select> <object> <String,List> <a.b> <x-y> </x-y> <p>
    </p> <mi> <?php <! <![CDATA[ ]]> <!-- --> <br/> <a&&b> <Map> <details> <summary> <pre> </pre>
    """.split()  # noqa: SIM905 (a table is easier to read)
_TAGS.append('<a href="')
_BRACES = """
    {% %} {{ }} {{< >}} {{% %}} {0} {b} {.c} {#d} ${e} {{f}} {{g.h}} {%i%} {%endi%} {%raw%} {%endraw%}
    {%note%} {%endnote%} {%comment%} {%endcomment%} {{<tab>}} {{</tab>}} {: j }
    """.split()  # noqa: SIM905 (a table is easier to read)
_MARKS = """
    " ' > < = & * ** _ ` ``` ~~~ ~~ $ $$ \\( \\) \\[ \\] [ ] ]( ) ![ | |-| # ## - 1. + : [^1] [^1]: !!! :::
    /// --- &amp; &int; \\
    """.split()  # noqa: SIM905 (a table is easier to read)
_PIECES = [*_TAGS, *_BRACES, *_MARKS, "\n", "\n\n", "\n- ", "\n> ", "\n    ", "\n\t", " "]


# What goes by the table of docs/reader-html.md.
_GOES = re.compile(
    r"<!--.*?-->|<(script|style|template|title|iframe)\b[^>]*>.*?</\1>|\{%comment%\}.*?\{%endcomment%\}"
    '|<a href="[^<>]*>',
    re.DOTALL,
)


def _told(found: Rendered) -> str:
    return found.html + "".join(notice.text for notice in found.notices)


@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=200, deadline=None)
@example(pieces=["{% ", "\n\n", " %}"])
@given(pieces=st.lists(st.sampled_from(_PIECES), min_size=1, max_size=7))
def test_every_word_between_any_marks_is_in_the_body_or_told(engine: Engine, pieces: list[str]) -> None:
    words = [f"word{chr(97 + number)}" for number in range(len(pieces) + 1)]
    text = words[0] + "".join(f"{piece}{word} " for piece, word in zip(pieces, words[1:], strict=True))
    try:
        found = rendered(text, variant=Variant(engine=engine))
    except RecordError:
        return
    told = _told(found)
    assert [word for word in words if word not in told and word in _GOES.sub("", text)] == []


@settings(max_examples=200, deadline=None)
@given(pieces=st.lists(st.sampled_from([*_TAGS, " "]), min_size=1, max_size=4))
def test_every_word_of_given_html_is_in_the_body_or_told(pieces: list[str]) -> None:
    words = [f"word{chr(97 + number)}" for number in range(len(pieces) + 1)]
    html = words[0] + "".join(f"{piece}{word} " for piece, word in zip(pieces, words[1:], strict=True))
    told = _told(rendered(html=html))
    assert [word for word in words if word not in told and word in _GOES.sub("", html)] == []


@pytest.mark.parametrize(
    "part",
    [
        "<!",
        "<!--",
        "<a ",
        "<Map>",
        "<int>",
        "\n<pre>\n",
        "{% comment %}",
        "{a=b#c",
        "](",
        "\n- ",
        "lost words\n",
    ],
)
def test_the_same_mark_many_times_is_read_to_its_end(part: str) -> None:
    text = part * 50_000
    shown = with_blocks_closed(known_elements(text, written=True))
    assert lost_words(shown, text.replace("<", "&lt;")) == []
    assert lost_words(text + " gone", "")[-1:] == ["gone"]
