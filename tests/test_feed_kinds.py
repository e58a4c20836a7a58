"""Every kind of feed is found wherever feeds are: the table of kinds is walked, a new line of it as well."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from conftest import URL, Site, exporting
from delivered import Delivered
from lxml import etree, html

from feedsvc.checks.check import check
from feedsvc.configuration import load
from feedsvc.delivery.old_addresses import new_path
from feedsvc.export import export
from feedsvc.export.build import file_name
from feedsvc.export.hosts import host_files
from feedsvc.feed_kinds import FEED_FOLDERS, FEED_KINDS, SITE_KIND, FeedKind
from feedsvc.posts.text import slug
from feedsvc.posts.vocabulary import PLAIN
from feedsvc.publish.address import Address, parse
from feedsvc.publish.documents import Document
from feedsvc.settings import PostFilter, Settings
from feedsvc.sources import open_source
from feedsvc.store.listed import Feed
from feedsvc.store.store import Store

KINDS = pytest.mark.parametrize("kind", FEED_KINDS.values(), ids=FEED_KINDS)
NAMED = [kind for kind in FEED_KINDS.values() if kind.names_of is not None and kind.name != SITE_KIND]
NAMED_BY_POSTS = pytest.mark.parametrize("kind", NAMED, ids=[kind.name for kind in NAMED])

# A post that says something in every field that may be any words, so also in those that a new kind reads.
OTHERWISE_READ = {
    "title", "html", "markdown", "date", "updated", "expires", "id", "url", "slug", "language", "excerpt",
    "excerpt_rule", "excerpt_limit", "image", "enclosures", "hidden",
}  # fmt: skip
WORDS = {name: getattr(PLAIN, name)[0] for name in PLAIN.__dataclass_fields__ if name not in OTHERWISE_READ}
POSTS = 3  # with a page size of 1: two archives and three pages for each feed


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site whose posts are in a feed of each kind, and in others by a filter for each kind."""
    root = tmp_path_factory.mktemp("kinds")
    own = {"own": {}} | {
        f"by-{kind.name}": {"include": {kind.name: ["Example", "en"]}}
        for kind in NAMED
        if kind.name in PostFilter.model_fields
    }
    options = {"feed": {"page_size": 1}, "page": {"size": 1}, "feeds": own}
    settings: Settings = load(None, site={"url": URL, "title": "A blog"}, **options)
    site = Site(root, settings, f"sqlite:///{root}/store.db")
    for number in range(1, POSTS + 1):
        words = dict.fromkeys(WORDS.values(), "Example")
        site.write(f"{number}.md", title=f"T{number}", date=f"2024-01-0{number}", language="en", **words)
    site.sync()
    yield site
    site.store.close()


def feed_of(site: Site, kind: FeedKind) -> Feed:
    """A feed of this kind in which all posts are."""
    with site.publisher.edition() as edition:
        feeds = [feed for feed in edition.catalog.feeds() if feed.kind == kind.name]
    assert feeds, f"{kind.name}: no post is in a feed of this kind, though it has words in {', '.join(WORDS)}"
    assert feeds[0].live == POSTS, kind.name
    return feeds[0]


def addresses(feed: Feed) -> list[Address]:
    """One address for each type of document that a feed has."""
    where = feed.kind, feed.slug
    return [
        *(Address("feed", *where, file=file) for file in ("atom.xml", "rss.xml", "feed.json")),
        *(Address("archive", *where, number=2, file=file) for file in ("atom.xml", "rss.xml", "feed.json")),
        *(Address(of_page, *where, number=number) for of_page in ("page", "text") for number in (1, 3)),
    ]


def test_names_of_kinds_are_segments_of_paths_and_no_two_are_alike() -> None:
    singular = [kind.singular for kind in FEED_KINDS.values() if kind.singular]
    for name in (*FEED_FOLDERS, *singular):
        assert slug(name) == name
        assert name not in ("posts", "page", "archive"), f"{name}: other documents are there"
    assert len({*FEED_KINDS, *singular}) == len(FEED_KINDS) + len(singular)
    assert all(kind.heading for kind in FEED_KINDS.values())
    assert len({kind.heading for kind in FEED_KINDS.values()}) == len(FEED_KINDS)


@KINDS
def test_kind_has_addresses_that_are_read_back(full: Site, kind: FeedKind) -> None:
    for address in addresses(feed_of(full, kind)):
        assert parse(unquote(address.path)) == address


@KINDS
def test_kind_is_served(full: Site, kind: FeedKind) -> None:
    delivered = Delivered(full)
    for address in addresses(feed_of(full, kind)):
        reply = delivered.ask(f"/{unquote(address.path)}")
        assert reply.status.startswith("200"), f"{address.path}: {reply.status}"
        assert b"".join(reply.body) == full.body(address.path)


@KINDS
def test_kind_is_listed_on_the_page_of_feeds_and_in_the_opml(full: Site, kind: FeedKind) -> None:
    feed = feed_of(full, kind)
    page = html.fromstring(full.body("feeds/").decode())
    section = page.xpath(f"//section[h2 = '{kind.heading}']")
    assert section, f"/feeds/ has no heading {kind.heading}"
    links = section[0].xpath(".//a/@href")
    outlines = etree.fromstring(full.body("feeds.opml")).xpath("//outline[@type='rss']/@xmlUrl")
    assert URL + Address("page", feed.kind, feed.slug).path in links
    assert URL + Address("feed", feed.kind, feed.slug, file="atom.xml").path in links
    assert URL + Address("feed", feed.kind, feed.slug, file="atom.xml").path in outlines
    folders = etree.fromstring(full.body("feeds.opml")).xpath("//outline[not(@type)]/@text")
    assert kind.name == SITE_KIND or kind.heading in folders


@KINDS
def test_kind_is_exported(full: Site, kind: FeedKind, tmp_path: Path) -> None:
    export(full.publisher, tmp_path / "out")
    for address in addresses(feed_of(full, kind)):
        assert (tmp_path / "out" / unquote(file_name(address.path))).read_bytes() == full.body(address.path)


@pytest.mark.parametrize("folder", FEED_FOLDERS)
def test_hosts_know_the_kind(full: Site, folder: str) -> None:
    with full.publisher.edition() as edition:
        files = host_files(edition, exporting(hosts=("netlify",))).files
    assert f"\n/{folder}/:slug/atom.xml\n".encode() in files["_headers"]
    assert f"\n/{folder}/:slug/:page/:number/\n".encode() in files["_headers"]


@NAMED_BY_POSTS
def test_old_addresses_of_the_kind_lead_to_it(kind: FeedKind) -> None:
    assert kind.singular, f"{kind.name}: what is one of them called?"
    assert new_path(f"{kind.singular}/x/feed/") == f"{kind.name}/x/rss.xml"


@NAMED_BY_POSTS
def test_feed_of_ones_own_can_choose_by_the_kind(full: Site, kind: FeedKind) -> None:
    assert kind.name in PostFilter.model_fields, f"settings.PostFilter has no list {kind.name}"
    assert len(full.walk(f"feeds/by-{kind.name}/feed.json")) == POSTS
    docs = (Path(__file__).parents[1] / "docs" / "settings.md").read_text("utf-8")
    lists = next(line for line in docs.splitlines() if line.startswith("| `feeds.NAME.include`"))
    assert kind.name in lists, f"docs/settings.md does not say that feeds.NAME.include may have {kind.name}"


@NAMED_BY_POSTS
def test_two_ways_to_write_a_name_of_the_kind_are_found(site: Site, kind: FeedKind) -> None:
    for number, word in enumerate(("Example", "Example", "example")):
        site.write(
            f"{number}.md", title=f"T{number}", date="2024-01-01", **dict.fromkeys(WORDS.values(), word)
        )
    found = check(open_source(site.posts), site.settings, now=site.now, progress=lambda *_: None).findings
    expected = f'the {kind.singular} "example" (1 post) is elsewhere written "Example" (2 posts)'
    # A language is always written in the same way.
    assert (expected in [finding.message for finding in found]) == (not kind.is_language)


@KINDS
def test_feed_is_in_the_language_that_its_kind_says(full: Site, kind: FeedKind) -> None:
    feed = feed_of(full, kind)
    document = full.feed(Address("feed", feed.kind, feed.slug, file="feed.json").path)
    assert document.get("language") == ("en" if kind.is_language else None)


def test_new_kind_has_the_posts_that_were_published_before(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.write("a.md", title="A", date="2024-01-01", tags=["t"])
    site.write("b.md", title="B", date="2024-01-02")
    fewer = {name: kind for name, kind in FEED_KINDS.items() if name != "tags"}
    with monkeypatch.context() as before:
        before.setattr("feedsvc.feed_kinds.FEED_KINDS", fewer)
        before.setattr("feedsvc.sync.settings_used.FEED_KINDS", fewer)
        site.sync()
    assert site.get("tags/t/feed.json") is None
    site.sync()
    assert site.titles("tags/t/feed.json") == ["A"]


def test_feed_of_a_kind_that_is_known_no_more_is_not_published_and_stops_nothing(site: Site) -> None:
    site.write("a.md", title="A", date="2024-01-01", tags=["t"])
    site.sync()
    with Store(site.store_url).writing() as connection:
        connection.exec_driver_sql("UPDATE feed SET kind = 'gone' WHERE kind = 'tags'")
    site.write("b.md", title="B", date="2024-01-02", tags=["t"])
    (site.posts / "a.md").unlink()
    site.sync(allow_shrink=True)
    assert site.get("gone/t/atom.xml") is None
    assert b"gone/t" not in site.body("feeds/") + site.body("feeds.opml")
    assert not any(path.startswith("gone/") for path in site.everything())
    assert site.titles("tags/t/feed.json") == ["B"]
    assert isinstance(site.get("tags/t/"), Document)
    assert json.loads(site.body("feed.json"))["items"]
