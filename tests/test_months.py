"""Posts by year and month: where numbered pages end, older posts have pages whose addresses never move."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Site

from feedsvc.export.export import export
from feedsvc.publish.documents import Document, Moved

Make = Callable[..., Site]


def blog(make_site: Make, count: int = 90, **page: int) -> Site:
    """A post a day from 2 January 2020 on, six on the numbered pages."""
    site = make_site(page={"size": 3, "limit": 2} | page)
    site.fill(count, tags=["one"])
    site.sync()
    return site


def linked(site: Site, path: str) -> set[str]:
    """The paths of the site to which the page leads."""
    found = site.get(path)
    assert isinstance(found, Document), path
    links = re.findall(r'<a[^>]* href="([^"]*)"', found.body.decode())
    return {link.removeprefix(site.settings.url) for link in links if link.startswith(site.settings.url)}


def titles(site: Site, path: str) -> list[str]:
    return re.findall(r'<h2 dir="auto"><a[^>]*>([^<]*)</a>', site.body(path).decode())


def test_a_month_has_its_posts_from_the_first_to_the_last(make_site: Make) -> None:
    site = blog(make_site)
    assert titles(site, "2020/01/") == [f"Post {number}" for number in range(1, 31)]
    assert titles(site, "tags/one/2020/02/")[0] == "Post 31"
    assert linked(site, "2020/") >= {"2020/01/", "2020/02/", "2020/03/"}


@pytest.mark.parametrize("part", [100, 7])
def test_every_post_is_reached_from_the_front_page_by_links_alone(
    make_site: Make, monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    monkeypatch.setattr("feedsvc.publish.months.PART", part)
    site = blog(make_site, count=500)
    posts, seen, waiting = set[str](), set[str](), [""]
    while waiting:
        path = waiting.pop()
        if path in seen or re.search(r"^tags/|\.(?:xml|json|opml)$", path):
            continue
        seen.add(path)
        if path.startswith("posts/"):
            posts.add(path)
        else:
            waiting += linked(site, path)
    assert len(posts) == 500
    assert "2021/05/" in seen


@pytest.mark.parametrize("newest", [False, True])
def test_pages_lead_to_those_beside_them(
    make_site: Make, monkeypatch: pytest.MonkeyPatch, newest: bool
) -> None:
    """Along `Older` from the front page to the first post, and back along `Newer`."""
    monkeypatch.setattr("feedsvc.publish.months.PART", 7)
    site = blog(make_site)
    rel, path, shown = ("prev", "2020/01/", []) if newest else ("next", "", [])
    while path is not None:
        found = titles(site, path)
        shown += found if newest or path in ("", "page/2/") else reversed(found)
        link = re.search(rf'<a class="step" rel="{rel}" href="([^"]*)"', site.body(path).decode())
        path = link[1].removeprefix(site.settings.url) if link else None
    if newest:
        assert shown == [f"Post {number}" for number in range(1, 91)]
    else:
        assert list(dict.fromkeys(shown)) == [f"Post {number}" for number in range(90, 0, -1)]


def test_a_numbered_page_that_is_no_more_leads_to_where_its_posts_are(
    make_site: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feedsvc.publish.months.PART", 7)
    site = blog(make_site)
    for number in range(3, 31):
        moved = site.get(f"page/{number}/")
        assert isinstance(moved, Moved)
        assert f"Post {90 - (number - 1) * 3}" in titles(site, moved.path)
    assert site.get("page/31/") is None
    assert site.get("page/3/latest.txt") == site.get("page/3/")


def test_hosts_are_told_where_each_of_them_is_as_the_server_leads(
    make_site: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feedsvc.publish.months.PART", 7)
    site = blog(make_site, count=60)
    for number in range(20):  # at the same time
        site.write(f"same{number}.md", title="Same", date="2020-02-10", tags=["one"])
    site.sync()
    with site.publisher.edition() as edition:
        for feed in edition.catalog.feeds():
            months = edition.months(feed)
            found = list(months.former_pages())
            assert [number for number, _ in found] == list(range(3, 28))
            assert found == [(number, months.older(number)) for number in range(3, 28)]


def test_a_long_feed_has_fewer_numbered_pages_than_one_that_they_hold(make_site: Make) -> None:
    site = make_site(page={"size": 1})
    site.fill(8)
    site.sync()
    assert isinstance(site.get("page/8/"), Document)
    assert site.get("2020/") is None
    site.fill(1, first=9)
    site.sync()
    assert isinstance(site.get("page/4/"), Document)
    assert site.get("page/5/") == Moved("2020/01/")


def test_a_page_has_one_address(make_site: Make) -> None:
    site = blog(make_site)
    assert site.get("2020/01") == site.get("2020/01/1/") == Moved("2020/01/")
    assert site.get("2020") == Moved("2020/")
    for path in (
        "2020/1/",
        "2020/13/",
        "2020/04/",
        "2020/01/2/",
        "2019/",
        "0000/",
        "2020/01/0/",
        "2020/01/1/1/",
    ):
        assert site.get(path) is None, path


def test_a_feed_that_its_numbered_pages_hold_has_no_months(make_site: Make) -> None:
    site = blog(make_site, count=6)
    assert site.get("2020/") is None
    assert "By year" not in site.body("").decode()


def test_a_month_is_one_of_the_sites_time_zone(make_site: Make) -> None:
    site = make_site(page={"size": 1, "limit": 1}, site={"timezone": "Asia/Shanghai"})
    site.write("a.md", title="A", date="2020-01-31T17:00:00Z")
    site.write("b.md", title="B", date="2020-03-01T12:00:00Z")
    site.sync()
    assert titles(site, "2020/02/") == ["A"]
    assert site.get("2020/01/") is None


def test_a_new_post_writes_its_month_and_no_older_one(make_site: Make, tmp_path: Path) -> None:
    site = blog(make_site, count=200)
    export(site.publisher, tmp_path / "out")
    before = {file: file.stat().st_mtime_ns for file in (tmp_path / "out").rglob("*.html")}
    site.fill(1, first=201, tags=["one"])
    site.sync()
    export(site.publisher, tmp_path / "out")
    written = {
        str(file.relative_to(tmp_path / "out").parent)
        for file in (tmp_path / "out").rglob("*.html")
        if before.get(file) != file.stat().st_mtime_ns
    }
    assert written - {"404.html"} == {
        *(".", "page/2", "2020/07", "tags/one", "tags/one/page/2", "tags/one/2020/07", "posts/p00201"),
        *("posts/p00200", "feeds"),  # which lead to the new one, and count it
    }
