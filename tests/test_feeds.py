"""Every feed a reader could want, findable."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import feedparser
import html5lib
import pytest
from conftest import URL, Site
from lxml import etree

from feedsvc.publish.documents import Document, Gone

NAMES = [
    "数学",
    "naïve café",
    "C++",
    "C#",
    "a/b",
    "50% off",
    "v1.2",
    "🎉",
    "👩‍🚀",
    "日本語 タグ",
    "Ünïcode",
    "...",
    "?",
    "#",
    "Python",
    "python",
    "con",
    "русский",
    "עברית",
    "a" * 300,
]


def test_tag_in_any_script_has_its_feed_at_an_address_of_its_own(site: Site) -> None:
    for number, name in enumerate(NAMES, 1):
        site.write(f"{number}.md", title=f"T{number}", date=f"2024-01-{number:02}", tags=[name])
    site.sync()
    with site.publisher.edition() as edition:
        feeds = {feed.name: feed.slug for feed in edition.catalog.feeds() if feed.kind == "tags"}
    assert set(feeds) == set(NAMES)
    assert len({slug.lower() for slug in feeds.values()}) == len(NAMES)
    for number, name in enumerate(NAMES, 1):
        slug = feeds[name]
        assert slug
        assert not set(slug) & set("/\\?#%\x00")
        assert len(slug.encode()) < 150
        assert slug not in (".", "..")
        for file in ("atom.xml", "rss.xml", "feed.json", "latest.txt", ""):
            assert isinstance(site.get(f"tags/{quote(slug)}/{file}"), Document), name
        assert site.titles(f"tags/{quote(slug)}/feed.json") == [f"T{number}"]


def test_nested_category_is_in_the_feeds_of_those_around_it(site: Site) -> None:
    site.write("a.md", title="A", date="2024-01-01", categories=[["Science", "Mathematics", "Algebra"]])
    site.write("b.md", title="B", date="2024-01-02", categories="Science/Physics")
    site.sync()
    with site.publisher.edition() as edition:
        feeds = {feed.name: feed.slug for feed in edition.catalog.feeds() if feed.kind == "categories"}
    assert set(feeds) == {"Science", "Science/Mathematics", "Science/Mathematics/Algebra", "Science/Physics"}
    assert site.titles(f"categories/{feeds['Science']}/feed.json") == ["B", "A"]
    assert site.titles(f"categories/{feeds['Science/Mathematics']}/feed.json") == ["A"]


def test_author_and_language_have_their_feeds(site: Site) -> None:
    site.write("a.md", title="A", date="2024-01-01", authors=["Ada", "Grace"], lang="en")
    site.write("b.md", title="B", date="2024-01-02", author="Ada", lang="zh-CN")
    site.sync()
    assert site.titles("authors/ada/feed.json") == ["B", "A"]
    assert site.titles("authors/grace/feed.json") == ["A"]
    assert site.titles("languages/zh-CN/feed.json") == ["B"]
    assert site.feed("languages/zh-CN/feed.json")["language"] == "zh-CN"


def test_every_feed_has_archives_and_pages_of_its_own(make_site: Callable[..., Site]) -> None:
    site = make_site(feed={"page_size": 3}, page={"size": 4})
    site.fill(10, tags=["t"])
    site.sync()
    assert [item["title"] for item in site.walk("tags/t/feed.json")] == [
        f"Post {n}" for n in range(10, 0, -1)
    ]
    assert feedparser.parse(site.body("tags/t/archive/1/rss.xml")).entries[0].title == "Post 3"
    assert b"page/3/" in site.body("tags/t/page/2/")
    assert site.body("tags/t/page/3/latest.txt").decode().splitlines()[3:] == ["Text 2.", "Text 1.", "1 2 3"]


def _filtered(make_site: Callable[..., Site], **feed: Any) -> Site:
    site: Site = make_site(feeds={"mine": feed})
    site.write("a.md", "Alpha.", title="A", date="2024-01-01", tags=["x"], categories=["c/d"], lang="en")
    site.write("b.md", "Beta.", title="B", date="2024-01-02", tags=["x", "y"], author="Ada", lang="zh")
    site.write("c.md", "Gamma.", title="C", date="2024-01-03", tags=["z"], author="Grace", lang="en")
    site.sync()
    return site


@pytest.mark.parametrize(
    ("feed", "titles"),
    [
        ({}, "CBA"),
        ({"include": {"tags": ["x"]}}, "BA"),
        ({"include": {"tags": ["x", "z"]}}, "CBA"),
        ({"include": {"tags": ["x"], "languages": ["en"]}}, "A"),
        ({"include": {"tags": ["x"]}, "exclude": {"tags": ["y"]}}, "A"),
        ({"exclude": {"authors": ["Ada"], "categories": ["c"]}}, "C"),
        ({"include": {"categories": ["c"]}}, "A"),
        ({"include": {"text": ["gamma", "beta"]}}, "CB"),
        ({"exclude": {"text": ["ALPHA"]}}, "CB"),
    ],
)
def test_configured_feed_has_the_posts_its_filter_chooses(
    make_site: Callable[..., Site], feed: dict[str, Any], titles: str
) -> None:
    site = _filtered(make_site, **feed)
    assert "".join(site.titles("feeds/mine/feed.json")) == titles


def test_configured_feed_has_its_own_title_size_content_and_image(make_site: Callable[..., Site]) -> None:
    site = _filtered(
        make_site,
        title="Chosen",
        description="By hand",
        content="excerpt",
        page_size=1,
        image="https://example.com/i.png",
    )
    feed = site.feed("feeds/mine/feed.json")
    assert (feed["title"], feed["description"]) == ("Chosen", "By hand")
    assert feed["icon"] == "https://example.com/i.png"
    assert feed["items"][0]["content_text"] == "Gamma."
    assert site.titles("feeds/mine/archive/2/feed.json") == ["B"]
    assert "content_html" in site.feed()["items"][0]
    assert site.get("archive/1/feed.json") is None


def test_another_filter_refiles_without_rendering(make_site: Callable[..., Site]) -> None:
    site = _filtered(make_site, include={"tags": ["x"]})
    ids = site.ids()
    other = make_site(feeds={"mine": {"include": {"tags": ["z"]}}, "more": {}})
    report = other.sync()
    assert (report.rendered, report.changed) == (0, True)
    assert other.titles("feeds/mine/feed.json") == ["C"]
    assert other.titles("feeds/more/feed.json") == ["C", "B", "A"]
    assert other.ids() == ids
    none = make_site()
    none.sync()
    assert isinstance(none.get("feeds/mine/feed.json"), Gone)


def test_retagged_post_enters_the_feed_of_its_new_tag_as_its_newest(site: Site) -> None:
    site.fill(3, tags=["t"])
    site.write("p00001.md", "Text 1.", title="Post 1", date="2020-01-02", tags=["other"])
    site.sync()
    site.write("p00001.md", "Text 1.", title="Post 1", date="2020-01-02", tags=["t"])
    site.sync()
    assert site.titles("tags/t/feed.json") == ["Post 1", "Post 3", "Post 2"]
    assert site.titles("tags/other/feed.json") == []
    assert site.body("tags/t/latest.txt").decode().splitlines()[3:] == ["Text 3.", "Text 2.", "Text 1."]


def test_all_feeds_are_listed_for_people_and_for_readers(site: Site) -> None:
    site.write("a.md", title="A", date="2024-01-01", tags=["x & <y>", "数学"], lang="en")
    site.write("b.md", title="B", date="2024-01-01", tags=["soon gone"])
    site.sync()
    (site.posts / "b.md").unlink()
    site.sync(allow_shrink=True)
    opml = etree.fromstring(site.body("feeds.opml"))
    outlines = opml.findall(".//outline[@xmlUrl]")
    assert opml.get("version") == "2.0"
    assert [outline.get("text") for outline in outlines] == [
        "A blog", "A blog: x & <y>", "A blog: 数学", "A blog: en",
    ]  # fmt: skip
    for outline in outlines:
        assert outline.get("type") == "rss"
        assert isinstance(site.get(outline.get("xmlUrl", "")), Document)
        assert isinstance(site.get(outline.get("htmlUrl", "")), Document)
    page = site.body("feeds/")
    html5lib.HTMLParser(strict=True).parse(page.decode())
    assert page.count(b"/atom.xml") == len(outlines)
    assert f'href="{URL}feeds/"'.encode() in site.body("")


def test_every_page_announces_its_own_feeds(site: Site) -> None:
    site.fill(30, tags=["t"])
    site.sync()
    for path in ("", "page/2/", "posts/p00001/"):
        assert f'href="{URL}atom.xml"'.encode() in site.body(path)
    for path in ("tags/t/", "tags/t/page/2/"):
        for file in ("atom.xml", "rss.xml", "feed.json"):
            assert f'href="{URL}tags/t/{file}"'.encode() in site.body(path)


def test_rss_carries_the_markdown_source_when_it_is_asked_to(make_site: Callable[..., Site]) -> None:
    site = make_site()
    site.write("a.md", "Some *words* ]]> here.", title="A", date="2024-01-01")
    site.sync()
    assert b"source:markdown" not in site.body("rss.xml")
    other = make_site(feed={"markdown": True}, feeds={"short": {"content": "excerpt"}})
    other.sync()
    item = etree.fromstring(other.body("rss.xml")).find(".//item")
    assert item is not None
    assert item.findtext("{http://source.scripting.com/}markdown") == "Some *words* ]]> here.\n"
    assert b"source:markdown" not in other.body("atom.xml")
    assert b"source:markdown" not in other.body("feeds/short/rss.xml")


def test_local_enclosure_is_measured(site: Site) -> None:
    (site.posts / "talks" / "media").mkdir(parents=True)
    (site.posts / "talks" / "media" / "one two.mp3").write_bytes(b"x" * 1234)
    (site.posts / "two.ogg").write_bytes(b"x" * 77)
    outside = site.posts.parent / "secret.mp3"
    outside.write_bytes(b"x" * 5)
    site.write("talks/a.md", title="A", date="2024-01-01", enclosure="media/one%20two.mp3")
    site.write("talks/b.md", title="B", date="2024-01-02", enclosure="/two.ogg")
    site.write("talks/c.md", title="C", date="2024-01-03", enclosure="../../secret.mp3")
    site.write("talks/d.md", title="D", date="2024-01-04", enclosure={"url": "/two.ogg", "length": 9})
    site.sync()
    sizes = {item["title"]: item["attachments"][0].get("size_in_bytes") for item in site.walk()}
    assert sizes == {"A": 1234, "B": 77, "C": None, "D": 9}
    item = feedparser.parse(site.body("rss.xml")).entries[-1]
    assert (item.enclosures[0].length, item.enclosures[0].type) == ("1234", "audio/mpeg")
    assert item.enclosures[0].href == f"{URL}posts/a/media/one%20two.mp3"
