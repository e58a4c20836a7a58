"""Posts of WordPress, Ghost and feeds become Markdown files that feedsvc publishes under the same ids."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from command_line import URL, run, write
from hypothesis import given, settings
from hypothesis import strategies as st
from published_documents import ATOM, GHOST, RSS, WORDPRESS

from feedsvc.render.html_to_markdown import MarkdownWriter
from feedsvc.render.options import RenderOptions


def files(folder: Path) -> dict[str, tuple[dict[str, Any], str]]:
    """Front matter and text by the file's name."""
    found = {}
    for file in sorted(folder.glob("*.md")):
        _, front, text = file.read_text("utf-8").split("---\n", 2)
        found[file.name] = yaml.safe_load(front), text.strip()
    return found


def published(folder: Path) -> dict[str, dict[str, Any]]:
    """The items of the site's feed by title, after an export."""
    ended = run("export", "out", "posts", *URL, cwd=folder)
    assert ended.code == 0, ended.err
    items = json.loads((folder / "out/feed.json").read_text("utf-8"))["items"]
    return {item["title"]: item for item in items}


def test_wordpress_posts_become_files_with_all_that_they_have(tmp_path: Path) -> None:
    write(tmp_path, {"wp.xml": WORDPRESS})
    ended = run("import", "wp.xml", "posts", cwd=tmp_path)
    assert ended.code == 0, ended.err
    assert "wp.xml: 2 posts (1 of them drafts); 2 written to posts" in ended.err
    assert "left out: 1 attachments, 2 comments, 1 pages" in ended.err
    front, text = files(tmp_path / "posts")["2024-01-01-lamps.md"]
    assert front == {
        "title": "Lamps",
        "date": "2024-01-01T11:00:00+00:00",
        "id": "https://old.example/?p=7",
        "slug": "lamps",
        "aliases": ["/2024/01/lamps/"],
        "tags": ["Sea & sky"],
        "categories": ["Craft"],
        "authors": ["Ana Reis"],
        "excerpt": "Light.",
        "image": "https://old.example/lamp.jpg",
    }
    assert "<!-- more -->" in text
    assert "![A lamp](https://old.example/lamp.jpg)" in text
    assert "```\none\n\ntwo\n```" in text
    assert files(tmp_path / "posts")["2024-02-01-unfinished.md"][0]["draft"] is True


def test_imported_posts_keep_ids_dates_authors_and_tags(tmp_path: Path) -> None:
    write(tmp_path, {"wp.xml": WORDPRESS})
    assert run("import", "wp.xml", "posts", cwd=tmp_path).code == 0
    (lamps,) = published(tmp_path).values()
    assert (lamps["id"], lamps["date_published"]) == ("https://old.example/?p=7", "2024-01-01T11:00:00Z")
    assert (lamps["authors"], lamps["tags"]) == ([{"name": "Ana Reis"}], ["Sea & sky", "Craft"])
    assert "The end &amp; more." in lamps["content_html"]


def test_text_behind_a_password_stays_behind_it(tmp_path: Path) -> None:
    locked = "<wp:post_password>word</wp:post_password><wp:post_name>lamps"
    write(tmp_path, {"wp.xml": WORDPRESS.replace("<wp:post_name>lamps", locked)})
    ended = run("import", "wp.xml", "posts", cwd=tmp_path)
    assert "wp.xml: 2 posts (2 of them drafts); 2 written to posts" in ended.err
    assert files(tmp_path / "posts")["2024-01-01-lamps.md"][0]["draft"] is True


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (
            '[php]\n<?php echo "<b>$a</b>";\n\n$b &amp;&amp; 1;[/php]',
            '<?php echo "<b>$a</b>";\n\n$b &amp;&amp; 1;',
        ),
        ('[sourcecode language="xml"]&lt;a href="b"&gt;c&lt;/a&gt;[/sourcecode]', '<a href="b">c</a>'),
        ("[ccnLe_php]\nif ($a < $b) { [c]; }\n[/ccnLe_php]", "if ($a < $b) { [c]; }"),
        ('<pre lang="cpp" line="1">vector<int> a;</pre>', "vector<int> a;"),
        ('<pre lang="cpp" escaped="true">vector&lt;int&gt; a;</pre>', "vector<int> a;"),
    ],
)
def test_code_between_shortcodes_is_code(tmp_path: Path, typed: str, code: str) -> None:
    write(tmp_path, {"wp.xml": WORDPRESS.replace("Once a minute.", typed)})
    ended = run("import", "wp.xml", "posts", cwd=tmp_path)
    assert "are not shown" not in ended.err
    text = files(tmp_path / "posts")["2024-01-01-lamps.md"][1]
    assert f"\n{code}\n```" in text


def test_title_of_wordpress_is_the_one_that_readers_see(tmp_path: Path) -> None:
    marked = "<title><![CDATA[<em>Lamps</em> &amp; 1 < 2]]></title>"
    write(tmp_path, {"wp.xml": WORDPRESS.replace("<title>Lamps</title>", marked)})
    assert run("import", "wp.xml", "posts", cwd=tmp_path).code == 0
    assert files(tmp_path / "posts")["2024-01-01-lamps.md"][0]["title"] == "Lamps & 1 < 2"


def test_nothing_that_is_there_is_overwritten(tmp_path: Path) -> None:
    write(tmp_path, {"wp.xml": WORDPRESS, "posts/2024-01-01-lamps.md": "mine"})
    ended = run("import", "wp.xml", "posts", cwd=tmp_path)
    assert "1 written to posts" in ended.err
    assert "1 are there already, and stay as they are" in ended.err
    assert (tmp_path / "posts/2024-01-01-lamps.md").read_text("utf-8") == "mine"


def test_ghost_posts_keep_ids_that_are_no_addresses_by_the_ledger(tmp_path: Path) -> None:
    write(tmp_path, {"ghost.json": GHOST})
    ended = run("import", "ghost.json", "posts", cwd=tmp_path)
    assert "1 ids are no addresses: feedsvc ledger import ghost.json --source posts" in ended.err
    told = run("ledger", "import", "ghost.json", "--source", "posts", *URL, cwd=tmp_path).err
    assert "1 records take their ids (1 by id)" in told
    assert published(tmp_path)["Low water"]["id"] == "65a0c1"


def test_feed_is_imported_and_summaries_are_told(tmp_path: Path) -> None:
    write(tmp_path, {"old.xml": ATOM, "rss.xml": RSS})
    assert run("import", "old.xml", "posts", cwd=tmp_path).code == 0
    ended = run("import", "rss.xml", "posts", cwd=tmp_path)
    assert "1 have only a description in that feed, which may be a summary" in ended.err
    found = files(tmp_path / "posts")
    assert found["2024-02-01-fog.md"][1] == "Fog over *the* pier."
    assert found["2024-01-01-kelp.md"][0]["enclosures"][0]["url"] == "http://old.example/kelp.mp3"
    assert published(tmp_path)["Tides & lamps"]["id"] == "http://old.example/?p=3"


def test_post_with_the_id_of_another_is_published_too(tmp_path: Path) -> None:
    write(tmp_path, {"old.xml": ATOM.replace("?p=2", "?p=3")})
    ended = run("import", "old.xml", "posts", cwd=tmp_path)
    assert "1 have the id of a post before them, and get one of their own" in ended.err
    assert len(published(tmp_path)) == 2


def test_posts_of_one_name_get_files_of_their_own(tmp_path: Path) -> None:
    twice = ATOM.replace("2024/02/fog", "2024/03/tides").replace("2024-02-01", "2024-03-01")
    write(tmp_path, {"old.xml": twice})
    assert run("import", "old.xml", "posts", cwd=tmp_path).code == 0
    assert sorted(files(tmp_path / "posts")) == ["2024-03-01-tides-2.md", "2024-03-01-tides.md"]


@pytest.mark.parametrize(
    ("html", "expected", "is_html"),
    [
        ("<h2>A</h2><p>b <strong>c</strong></p>", "## A\n\nb **c**", False),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b", False),
        ('<pre><code class="language-py">a\n\nb</code></pre>', "```py\na\n\nb\n```", False),
        ("<p>1. no list, *no* mark_s_</p>", None, False),
        ('<p><video src="/a.mp4">v</video></p>', '<p><video src="/a.mp4">v</video></p>', True),
        (
            "<h2>A</h2>\n<pre>one\n\n\n <i>_two_</i></pre>\n<dl><dt>a</dt></dl>",
            "<h2>A</h2>\n<pre>one&#10;&#10;\n <i>_two_</i></pre>\n<dl><dt>a</dt></dl>",
            True,
        ),
        ("<dl>\n\n  <dt>a</dt>\n\n<dd>b</dd></dl>", "<dl>\n<dt>a</dt>\n<dd>b</dd></dl>", True),
    ],
)
def test_html_is_written_as_markdown_where_that_loses_nothing(
    html: str, expected: str | None, is_html: bool
) -> None:
    found = MarkdownWriter(RenderOptions()).convert(html, "https://example.com/")
    assert (found.is_html, found.lost) == (is_html, 0)
    assert expected is None or found.text == expected


_TEXT = st.text(st.sampled_from("ab 1.*_#[]()<>&`~|\\-+\n$="), max_size=30)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["p", "li", "h2", "pre", "blockquote", "td"]), _TEXT), max_size=4))
def test_no_word_is_lost_by_an_import(parts: list[tuple[str, str]]) -> None:
    from html import escape

    html = "".join(f"<{tag}>{escape(text)}</{tag}>" for tag, text in parts)
    assert MarkdownWriter(RenderOptions()).convert(html, "https://example.com/").lost == 0
