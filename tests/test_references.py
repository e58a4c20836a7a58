"""Links from post to post, written with the name of the other's file."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import urljoin

import pytest
from conftest import URL, Site

from feedsvc.render.page import mark_of
from feedsvc.render.placeholders import POST, SITE, TITLED
from feedsvc.render.references import file_place, post_reference, referred


def link_of(site: Site, path: str = "posts/from/") -> str:
    """The paragraph of the post `from.md`, on its page; the feeds have the same."""
    page = site.body(path).decode()
    body = page[page.index("<p>See") : page.index("</p>", page.index("<p>See")) + 4]
    assert "feedsvc.invalid" not in page
    return body


def version(site: Site, path: str) -> tuple[bytes, int]:
    document = site.get(path)
    return document.body, document.last_modified


def refer(site: Site, link: str, name: str = "from.md", **fields: object) -> None:
    site.write(name, f"See {link}.", title="From", date="2026-01-01", slug="from", **fields)


@pytest.mark.parametrize(
    ("source", "target", "link"),
    [
        ("from.md", "to.md", "[it](to.md)"),
        ("from.md", "to.md", "[it](./to.md#place)"),
        ("a/from.md", "b/to.md", "[it](../b/to.md)"),
        ("a/from.md", "to.md", "[it](/to.md)"),
        ("from.md", "to/index.md", "[it](to/index.md)"),
        ("from.md", "2026-01-05-to.md", "[it]({% post_url 2026-01-05-to %})"),
        ("a/from.md", "b/2026-01-05-to.md", "[it]({% link b/2026-01-05-to.md %})"),
        ("from.md", "c/to.md", "{% post_link to 'it' %}"),
        ("from.md", "c/2026-01-05-to.md", "{% post_link to it %}"),
        ("from.md", "to.md", "[it]({% post_path to %})"),
        ("from.md", "c/to.md", '[it]({{< ref "to.md" >}})'),
        ("from.md", "c/to/index.md", '[it]({{% relref "c/to" %}})'),
        ("from.md", "c/to.md", '[it]({{< ref "/posts/c/to.md#place" >}})'),
    ],
)
def test_a_link_to_a_file_leads_to_its_post(site: Site, source: str, target: str, link: str) -> None:
    refer(site, link, source)
    site.write(target, "## Here {#place}", title="To", date="2026-01-05", slug="there")
    site.sync()
    # The page shows each id of a post's text with the post's own mark.
    place = f"#place-{mark_of(f'{SITE}posts/there/')}" if "#place" in link else ""
    assert f'id="{place.lstrip("#")}"' in site.body("posts/there/").decode() or not place
    expected = f'<p>See <a href="{URL}posts/there/{place}">it</a>.</p>'
    assert link_of(site) == expected
    for feed in ("atom.xml", "rss.xml"):
        assert f"{URL}posts/there/{place}" in site.body(feed).decode()
    assert f"{URL}posts/there/{place}" in site.body("feed.json").decode()


def test_a_link_without_a_text_of_its_own_says_the_title(site: Site) -> None:
    refer(site, "{% post_link to %}")
    site.write("to.md", title="This & <that>", date="2026-01-05")
    site.sync()
    assert link_of(site) == f'<p>See <a href="{URL}posts/to/">This &amp; &lt;that&gt;</a>.</p>'


def test_a_tag_for_no_post_is_its_text(site: Site) -> None:
    refer(site, "{% post_link gone-away %}")
    site.sync()
    assert link_of(site) == "<p>See <a>gone away</a>.</p>"


@pytest.mark.parametrize("link", ["../README.md", "nowhere.md", "nowhere.md?plain=1#top"])
def test_a_link_to_no_post_stays_as_the_author_wrote_it(site: Site, link: str) -> None:
    refer(site, f"[it]({link})")
    site.sync()
    assert link_of(site) == f'<p>See <a href="{urljoin(f"{URL}posts/from/", link)}">it</a>.</p>'


def test_a_link_to_a_deleted_post_is_its_text(site: Site) -> None:
    site.fill(10)
    refer(site, "[it](to.md)")
    _appears(site)
    site.sync()
    _is_deleted(site)
    site.sync(allow_shrink=True)
    assert link_of(site) == "<p>See <a>it</a>.</p>"
    refer(site, "[it](to.md) still")
    site.sync()
    assert link_of(site) == "<p>See <a>it</a> still.</p>"


def test_a_link_to_a_draft_waits_for_its_post(site: Site) -> None:
    refer(site, "[it](to.md)")
    site.write("to.md", title="To", date="2026-01-05", draft=True)
    site.sync()
    assert link_of(site) == "<p>See <a>it</a>.</p>"
    _appears(site)
    site.sync()
    assert link_of(site) == f'<p>See <a href="{URL}posts/to/">it</a>.</p>'


def _appears(site: Site) -> None:
    site.write("to.md", title="To", date="2026-01-05")


def _is_renamed(site: Site) -> None:
    site.write("to.md", title="To", date="2026-01-05", slug="elsewhere")


def _has_another_title(site: Site) -> None:
    site.write("to.md", title="Another", date="2026-01-05")


def _is_deleted(site: Site) -> None:
    (site.posts / "to.md").unlink()


@pytest.mark.parametrize(
    ("before", "change", "expected"),
    [
        (False, _appears, f'<a href="{URL}posts/to/">To</a>'),
        (True, _is_renamed, f'<a href="{URL}posts/elsewhere/">To</a>'),
        (True, _has_another_title, f'<a href="{URL}posts/to/">Another</a>'),
        (True, _is_deleted, "<a>to</a>"),
    ],
)
def test_a_link_follows_its_post_in_every_document(
    site: Site, before: bool, change: Callable[[Site], None], expected: str
) -> None:
    refer(site, "{% post_link to %}", tags=["pier"])
    site.fill(60)
    if before:
        _appears(site)
    site.sync()
    paths = ("posts/from/", "tags/pier/atom.xml", "tags/pier/rss.xml", "tags/pier/feed.json")
    old = {path: site.get(path) for path in paths}
    untouched = version(site, "archive/1/atom.xml")
    change(site)
    report = site.sync(allow_shrink=True)
    assert link_of(site) == f"<p>See {expected}.</p>"
    for path in paths:
        new = site.get(path)
        assert (new.body != old[path].body, new.last_modified > old[path].last_modified) == (True, True), path
    assert version(site, "archive/1/atom.xml") == untouched
    assert report.rendered <= 1


def test_a_renamed_target_gives_an_archived_post_a_new_time(site: Site) -> None:
    site.write("from.md", "See [it](to.md).", title="From", date="2019-01-01")
    site.write("to.md", title="To", date="2026-01-05")
    site.fill(60)
    site.sync()
    first, second = site.get("archive/1/atom.xml"), version(site, "archive/2/atom.xml")
    _is_renamed(site)
    site.sync()
    assert f"{URL}posts/elsewhere/" in site.body("archive/1/atom.xml").decode()
    assert site.get("archive/1/atom.xml").last_modified > first.last_modified
    assert version(site, "archive/2/atom.xml") == second


def test_a_moved_target_makes_no_entry_an_updated_one(site: Site) -> None:
    refer(site, "[it](to.md)")
    _appears(site)
    site.sync()
    _is_renamed(site)
    site.sync()
    items = json.loads(site.body("feed.json"))["items"]
    assert ["date_modified" in item for item in items if item["title"] == "From"] == [False]


def test_a_translation_refers_to_translations(site: Site) -> None:
    for language in ("en", "zh"):
        site.write(f"to.{language}.md", title="To", date="2026-01-05", slug=f"to-{language}")
        site.write(
            f"from.{language}.md",
            "See [it](to.md).",
            title="From",
            date="2026-01-01",
            slug=f"from-{language}",
        )
    site.sync()
    for language in ("en", "zh"):
        assert f'href="{URL}posts/to-{language}/"' in link_of(site, f"posts/from-{language}/")


def test_an_unlinked_post_is_no_longer_followed(site: Site) -> None:
    refer(site, "[it](to.md)")
    _appears(site)
    site.write("between.md", title="Between", date="2026-01-03")  # whose page leads to both, and theirs to it
    site.sync()
    refer(site, "nothing")
    site.sync()
    page = version(site, "posts/from/")
    _is_renamed(site)
    site.sync()
    assert version(site, "posts/from/") == page


@pytest.mark.parametrize(
    ("key", "path", "language", "name"),
    [
        ("a/b.md", "a/b", None, "b"),
        ("a/b/index.md", "a/b", None, "b"),
        ("a/index.zh.md", "a", "zh", "a"),
        ("2020-01-02-b.zh-CN.md", "2020-01-02-b", "zh-CN", "b"),
        ("2020-01-02.md", "2020-01-02", None, "2020-01-02"),
        ("index.md", "index", None, "index"),
    ],
)
def test_files_have_a_place(key: str, path: str, language: str | None, name: str) -> None:
    place = file_place(key)
    assert (place.path, place.language, place.name) == (path, language, name)


def test_references_are_found_in_a_body() -> None:
    links = (post_reference("./a/b c.md#x", "en"), post_reference("2020-01-02-d", titled=True))
    assert links == (POST + "./a/b%20c?en#x", TITLED + "2020-01-02-d")
    assert (
        post_reference("a.md", "en", otherwise="https://e.org/~a") == f"{POST}a?en~https%3A%2F%2Fe.org%2F~a"
    )
    assert referred("".join(f'<a href="{link}">x</a>' for link in links)) == ("b c", "d")
