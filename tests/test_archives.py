"""Pages that never shift."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import feedparser
import pytest
from conftest import URL, Site
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.feed_formats import BY_FILE
from feedsvc.publish.archive import archive_count, archive_of

FILES = tuple(BY_FILE)


def _links(data: bytes) -> dict[str, str]:
    return {link["rel"]: link["href"] for link in feedparser.parse(data).feed.links}


@pytest.mark.parametrize("file", ["atom.xml", "rss.xml"])
@pytest.mark.parametrize("count", [1, 19, 20, 39, 40, 59, 61, 103])
def test_walking_next_meets_every_post_exactly_once(site: Site, file: str, count: int) -> None:
    site.fill(count)
    site.sync()
    url, titles = URL + file, []
    while url:
        parsed = feedparser.parse(site.body(url))
        titles += [entry.title for entry in parsed.entries]
        url = {link["rel"]: link["href"] for link in parsed.feed.links}.get("next", "")
    assert titles == [f"Post {number}" for number in range(count, 0, -1)]


@given(st.integers(1, 10_000), st.integers(1, 50))
def test_every_ordinal_is_in_exactly_one_document(size: int, page_size: int) -> None:
    archives = archive_count(size, page_size)
    rest = size - archives * page_size
    assert rest == size if size < page_size else page_size <= rest <= 2 * page_size - 1
    numbers = {archive_of(ordinal, page_size) for ordinal in range(1, archives * page_size + 1)}
    assert numbers == set(range(1, archives + 1))


def test_subscription_document_leads_along_the_archives_and_back(make_site: Callable[..., Site]) -> None:
    site = make_site(feed={"page_size": 3})
    site.fill(13)
    site.sync()
    for file in FILES[:2]:
        archive = {number: f"{URL}archive/{number}/{file}" for number in (1, 2, 3)}
        top = URL + file
        assert _links(site.body(file)) | {"alternate": URL} == {
            "self": top,
            "alternate": URL,
            "first": top,
            "last": archive[1],
            "next": archive[3],
            "prev-archive": archive[3],
        }
        middle = _links(site.body(f"archive/2/{file}"))
        assert middle["self"] == archive[2]
        assert middle["current"] == top
        assert middle["next"] == middle["prev-archive"] == archive[1]
        assert middle["previous"] == middle["next-archive"] == archive[3]
        newest = _links(site.body(f"archive/3/{file}"))
        assert newest["previous"] == top
        assert "next-archive" not in newest
        oldest = _links(site.body(f"archive/1/{file}"))
        assert "next" not in oldest
        assert b"fh:archive" in site.body(f"archive/1/{file}")
        assert b"fh:archive" not in site.body(file)
        assert site.get(f"archive/4/{file}") is None


def test_feed_that_fits_whole_says_so(site: Site) -> None:
    site.fill(39)
    site.sync()
    assert b"fh:complete" in site.body("atom.xml")
    assert b"fh:complete" in site.body("rss.xml")
    assert site.feed()["_feedsvc"]["complete"] is True
    site.fill(1, first=40)
    site.sync()
    assert b"fh:complete" not in site.body("atom.xml")


def test_new_post_changes_no_sealed_archive(make_site: Callable[..., Site]) -> None:
    site = make_site(feed={"page_size": 4})
    site.fill(13)
    site.sync()
    for number in range(14, 30):
        before = _archives(site)
        site.fill(1, first=number)
        site.sync()
        after = _archives(site)
        changed = {path for path, body in before.items() if after[path] != body}
        if number % 4:
            assert changed == set()
        else:
            # One was sealed: the one before it now links there, and that is all.
            newest = f"archive/{number // 4 - 2}/"
            assert {path.rpartition("/")[0] + "/" for path in changed} == {newest}


def test_deletion_leaves_a_hole_and_moves_nothing(make_site: Callable[..., Site]) -> None:
    site = make_site(feed={"page_size": 4})
    site.fill(20)
    site.sync()
    before = _archives(site)
    (site.posts / "p00006.md").unlink()
    site.sync()
    after = _archives(site)
    changed = {path for path in before if after[path] != before[path]}
    assert changed == {f"archive/2/{file}" for file in FILES}
    assert site.titles("archive/2/feed.json") == ["Post 8", "Post 7", "Post 5"]


def test_edited_archived_post_is_shown_again(make_site: Callable[..., Site]) -> None:
    site = make_site(feed={"page_size": 4, "resurface_days": 1})
    site.fill(20)
    site.sync()
    site.write("p00002.md", "Rewritten.", title="Post 2", date="2020-01-03T00:00:00+00:00")
    site.sync()
    assert "Post 2" in site.titles()
    assert _item(site.feed(), "Post 2") == _item(site.feed("archive/1/feed.json"), "Post 2")
    assert _item(site.feed(), "Post 2")["date_modified"] == "2026-06-01T14:00:00Z"
    for _hour in range(25):
        site.sync()
    assert "Post 2" not in site.titles()
    assert "Post 2" in site.titles("archive/1/feed.json")


def test_backdated_new_post_reaches_subscribers(make_site: Callable[..., Site]) -> None:
    site = make_site(feed={"page_size": 4})
    site.fill(20)
    site.sync()
    site.write("old.md", "From long ago.", title="Old", date="1999-01-01")
    site.sync()
    assert "Old" in site.titles()
    assert len(site.walk()) == 21


def test_fresh_store_gives_the_ordinals_in_order_of_publication(site: Site) -> None:
    site.write("z.md", "z", title="First", date="2024-01-01")
    site.write("a.md", "a", title="Third", date="2024-01-02", id="urn:b")
    site.write("b.md", "b", title="Second", date="2024-01-02", id="urn:a")
    site.sync()
    assert site.titles() == ["Third", "Second", "First"]


def _archives(site: Site) -> dict[str, bytes]:
    return {path: body for path, body in site.everything().items() if path.startswith("archive/")}


def _item(feed: Any, title: str) -> Any:
    return next(item for item in feed["items"] if item["title"] == title)
