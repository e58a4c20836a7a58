"""Explain tells where everything of a post comes from, with the store's knowledge or without."""

from __future__ import annotations

import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from lxml import html as lxml_html
from quick_start import feedsvc_command

from feedsvc.checks.explanation import Explanation, explain
from feedsvc.checks.explanation_text import as_page, as_text
from feedsvc.cli import cli
from feedsvc.configuration import load
from feedsvc.sources import open_file
from feedsvc.store.lookup import known_post

NOW = datetime(2026, 6, 1, tzinfo=UTC)
SETTINGS = load(None, site={"url": "https://blog.example.org/"})


def explained(file: Path, text: str) -> Explanation:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return explain(open_file(file), None, SETTINGS, NOW)


def test_every_field_is_told_with_its_key_and_line(tmp_path: Path) -> None:
    found = explained(
        tmp_path / "2024-05-01-some-name.md",
        "---\nTitle: A title\nlastmod: 2024-06-01\nkeywords: a, b\nlayout: post\nimage: 'http://'\n---\n\nText.\n",
    )
    sources = {field.name: field.source for field in found.fields}

    assert sources == {
        "title": "Title, line 2",
        "published": "the file's name",
        "updated": "lastmod, line 3",
        "slug": "the file's name",
        "tags": "keywords, line 4",
        "text": "markdown, from line 8",
    }
    assert [(field.name, field.value, field.source) for field in found.unused] == [
        ("layout", "post", "line 5")
    ]
    assert "2024-05-01-some-name.md:6: image: 'http://' is no web address" in found.dropped[0]


def test_without_a_store_it_says_what_would_be(tmp_path: Path) -> None:
    found = explained(tmp_path / "a.md", "---\ntitle: T\ndate: 2024-05-01\ntags: [x]\n---\nText.\n")

    assert (found.id, found.url) == (
        "tag:blog.example.org,2024-05-01:a",
        "https://blog.example.org/posts/a/",
    )
    assert (found.known, found.state) == (False, "to be published with the next sync")
    assert [(feed.path, feed.place) for feed in found.feeds] == [
        ("the site's feed", "to come"),
        ("tags: x", "to come"),
    ]


def test_with_the_store_it_says_what_readers_know(make_site: Any) -> None:
    site = make_site(feed={"page_size": 2})
    site.fill(5, tags=["x"])
    site.sync()
    item = open_file(site.posts / "p00001.md")
    found = explain(item, known_post(site.store, item.key), site.settings, site.now)
    entry = next(entry for entry in site.walk() if entry["title"] == "Post 1")

    assert (found.known, found.state) == (True, "published")
    assert (found.id, found.url) == (entry["id"], entry["url"])
    assert [(feed.path, feed.place) for feed in found.feeds] == [
        ("/archive/1/atom.xml", "ordinal 1 of 5"),
        ("/tags/x/archive/1/atom.xml", "ordinal 1 of 5"),
    ]
    for feed in found.feeds:
        assert entry["id"].encode() in site.body(feed.path)


@pytest.mark.parametrize(
    ("front", "text", "rule"),
    [
        ("summary: Own", "Text.", "the post's own"),
        ("", "First.\n\n<!-- more -->\n\nSecond.", "the text before the mark <!-- more -->"),
        ("", "Text.", "rule rendered, at most 500 characters"),
        ("excerpt_rule: source\nexcerpt_limit: 20", "Text.", "rule source, at most 20 characters"),
    ],
)
def test_the_rule_of_the_excerpt_is_named(tmp_path: Path, front: str, text: str, rule: str) -> None:
    found = explained(tmp_path / "a.md", f"---\ndate: 2024-05-01\n{front}\n---\n{text}\n")

    assert found.excerpt_rule == rule


@pytest.mark.parametrize(
    ("front", "state"),
    [
        ("date: 2024-05-01\ndraft: true", "hidden: it is a draft"),
        ("date: 2027-05-01", "hidden until 2027-05-01T00:00:00+00:00"),
        ("date: 2024-05-01", "to be published with the next sync"),
    ],
)
def test_a_hidden_post_says_why(tmp_path: Path, front: str, state: str) -> None:
    assert explained(tmp_path / "a.md", f"---\n{front}\n---\nText.\n").state == state


def test_changes_have_the_text_before_and_after_and_the_line_of_the_file(tmp_path: Path) -> None:
    found = explained(
        tmp_path / "a.md", "---\ndate: 2024-05-01\n---\n\nText.\n\n![A pier](pictures/pier.jpg)\n"
    )
    (change,) = (change for change in found.changes if "pier.jpg" in change.before)

    assert change.line == 7
    assert 'src="pictures/pier.jpg"' in change.before
    assert 'src="https://blog.example.org/posts/a/pictures/pier.jpg"' in change.after


def test_the_text_tells_everything_and_stays_narrow(tmp_path: Path) -> None:
    found = explained(tmp_path / "a.md", f"---\ntitle: {'T' * 500}\ndate: 2024-05-01\n---\n$x^2$\n")
    told = as_text(found)

    for words in (found.id, found.url, "title, line 2", "rule rendered", "changes (2)", "by pandoc's rule"):
        assert words in told
    assert re.search(r"title +T+…  \[title, line 2\]", told)


def test_the_page_shows_the_post_as_it_is_and_runs_nothing(tmp_path: Path) -> None:
    found = explained(
        tmp_path / "a.md",
        "---\ntitle: A <b> & c\ndate: 2024-05-01\n---\n"
        "# Words\n\n<script>alert(1)</script>\n\nMore <em>text</em>.\n",
    )
    page = lxml_html.fromstring(as_page(found))

    assert page.findtext(".//article/h1") == "A <b> & c"
    assert page.findtext(".//article/div/h1") == "Words"
    assert page.findtext(".//article//em") == "text"
    assert not page.xpath("//script | //link | //style")


def run(*arguments: str | Path) -> Any:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments], catch_exceptions=False)


def test_the_command_finds_the_post_in_the_store_that_a_sync_made(tmp_path: Path) -> None:
    (tmp_path / "posts").mkdir()
    file = tmp_path / "posts/a.md"
    file.write_text("---\ntitle: T\ndate: 2024-05-01\n---\nText.\n", "utf-8")
    store = f"sqlite:///{tmp_path}/store.db"

    before = run("explain", file, "--store", store)
    assert "the store does not know the post" in before.stdout
    assert not (tmp_path / "store.db").exists()
    assert run("sync", tmp_path / "posts", "--store", store, "--url", "https://example.com/").exit_code == 0
    after = run("explain", file, "--store", store)
    assert "ordinal 1 of 1" in after.stdout
    assert "state     published" in after.stdout


def test_the_command_writes_the_readers_view_and_names_it(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("---\ntitle: T\ndate: 2024-05-01\n---\nText.\n", "utf-8")
    page = tmp_path / "out.html"

    told = run("explain", file, "--html", "--output", page)
    assert told.stdout.strip() == str(page)
    assert "<p>Text.</p>" in page.read_text("utf-8")
    temporary = Path(run("explain", file, "--html").stdout.strip())
    assert temporary.read_text("utf-8") == page.read_text("utf-8")
    temporary.unlink()


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.md", "---\ntitle: T\n---\n", "date: no date anywhere"),
        ("a.txt", "Text.", "not a Markdown file"),
        ("b.md", None, "no such file"),
    ],
)
def test_a_file_that_is_no_post_ends_in_one_line(
    tmp_path: Path, name: str, text: str | None, message: str
) -> None:
    if text is not None:
        (tmp_path / name).write_text(text, "utf-8")
    command = [*feedsvc_command(), "explain", str(tmp_path / name)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert message in done.stderr
