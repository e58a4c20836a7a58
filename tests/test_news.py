"""A reader that polls only the subscription document, at least once in `feed.resurface_days`, misses nothing;
and no time it is told goes back, or hides what comes later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from conftest import NOON, Site

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def small(make_site: Callable[..., Site]) -> Site:
    """A site with three posts to an archive document."""
    site = make_site(feed={"page_size": 3, "resurface_days": 2})
    site.fill(5)
    site.sync()
    return site


def seal(site: Site) -> None:
    """Publish so many posts that whatever there was is archived."""
    site.fill(6, first=100)
    site.sync()


def test_post_edited_before_it_is_archived_is_shown_again(small: Site) -> None:
    small.write("p00005.md", "Edited.", title="Post 5", date="2020-01-06T00:00:00+00:00")
    small.sync()
    seal(small)
    assert "<p>Edited.</p>" in [item["content_html"] for item in small.feed()["items"]]
    assert "Post 4" not in small.titles(), "what is no news is in the archive alone"


def test_post_that_comes_back_before_it_is_archived_is_shown_again(small: Site) -> None:
    text = (small.posts / "p00005.md").read_text()
    (small.posts / "p00005.md").unlink()
    small.sync()
    (small.posts / "p00005.md").write_text(text)
    small.sync()
    seal(small)
    assert "Post 5" in small.titles()


def test_new_posts_are_shown_also_where_they_are_archived_at_once(small: Site) -> None:
    small.fill(20, first=200)
    small.sync()
    assert {f"Post {number}" for number in range(200, 220)} <= set(small.titles())


def test_news_end_after_their_time_and_nothing_else_is_changed(small: Site) -> None:
    small.fill(20, first=200)
    small.sync()
    archive = small.body("archive/1/atom.xml")
    small.now += timedelta(days=2)
    assert small.sync().changed
    assert len(small.titles()) == 4
    assert small.body("archive/1/atom.xml") == archive
    small.now += timedelta(days=2)
    assert not small.sync().changed


def test_news_that_are_not_archived_end_without_a_new_revision(small: Site) -> None:
    small.write("p00005.md", "Edited.", title="Post 5", date="2020-01-06T00:00:00+00:00")
    small.sync()
    small.now += timedelta(days=3)
    assert not small.sync().changed


def test_no_more_archived_news_are_shown_than_the_limit(make_site: Callable[..., Site]) -> None:
    site = make_site(feed={"page_size": 3, "resurface_limit": 5})
    site.fill(5)
    site.sync()
    site.fill(30, first=100)
    site.sync()
    assert len(site.titles()) == 5 + 5
    assert len(site.walk()) == 35


def test_posts_that_begin_a_feed_are_no_news(make_site: Callable[..., Site]) -> None:
    site = make_site(feed={"page_size": 3})
    site.fill(20)
    site.sync()
    assert len(site.titles()) == 5
    site.fill(20, first=50, tags=["t"])
    site.sync()
    assert len(site.titles("tags/t/feed.json")) == 5


@pytest.mark.parametrize("path", ["atom.xml", "rss.xml", "archive/1/atom.xml"])
def test_time_of_a_feed_document_does_not_go_back_when_its_newest_post_goes(small: Site, path: str) -> None:
    seal(small)
    before = _time_of(small, path)
    newest = "p00105.md" if path != "archive/1/atom.xml" else "p00003.md"
    (small.posts / newest).unlink()
    small.sync()
    assert _time_of(small, path) == before


def test_time_of_an_archive_does_not_go_back_when_its_newest_post_leaves_the_feed(
    make_site: Callable[..., Site],
) -> None:
    site = make_site(feed={"page_size": 3})
    site.fill(7, tags=["t"])
    site.sync()
    before = _time_of(site, "tags/t/archive/1/atom.xml")
    for edit in ("Text 3.", "Edited elsewhere."):
        site.write("p00003.md", edit, title="Post 3", date="2020-01-04T00:00:00+00:00")
        site.sync()
        assert _time_of(site, "tags/t/archive/1/atom.xml") == before


def test_updated_in_the_future_counts_from_then_on_and_hides_no_edit(site: Site) -> None:
    fields = {"title": "A", "date": "2026-05-01", "updated": "2026-06-01T20:00:00Z"}
    site.write("a.md", "One.", **fields)
    site.sync()
    assert _updated(site) == datetime.fromisoformat("2026-05-01T00:00:00+00:00")
    site.write("a.md", "Two.", **fields)
    site.sync()
    edited = _updated(site)
    assert edited == site.now
    assert not site.sync().changed
    site.now = NOON + timedelta(hours=8)
    assert site.sync().updated == 1
    assert _updated(site) == NOON + timedelta(hours=8)
    site.write("a.md", "Three.", **fields)
    site.sync()
    assert _updated(site) == site.now


def test_every_edit_moves_updated_also_when_the_clock_stands(site: Site) -> None:
    site.write("a.md", "One.", title="A", date="2026-05-01")
    site.sync()
    seen = [_updated(site)]
    for text in ("Two.", "Three.", "Four."):
        site.write("a.md", text, title="A", date="2026-05-01")
        site.now -= timedelta(hours=2)
        site.sync()
        seen.append(_updated(site))
    assert seen == sorted(set(seen))


def test_atom_updated_of_a_post_does_not_go_back(site: Site) -> None:
    for number in range(5):
        site.write(f"{number}.md", f"Text {number}.", title=f"T{number}", date="2026-05-01")
    site.sync()
    before = _atom_updates(site)
    site.write("1.md", "Edited.", title="T1", date="2026-05-01")  # a second that T4 must not go back to
    site.sync()
    site.write("4.md", "Text 4.", title="T4", date="2026-05-01", updated="2026-05-01T00:00:01Z")
    site.sync()
    after = _atom_updates(site)
    assert after["T4"] > before["T4"]
    assert len(set(after.values())) == 5


def test_first_post_of_a_site_that_began_empty_is_seen_everywhere(site: Site) -> None:
    site.write("draft.md", title="Draft", date="2024-01-01", draft=True)
    site.sync()
    paths = ("", "latest.txt", "atom.xml", "rss.xml", "feed.json", "feeds.opml")
    before = {path: site.get(path) for path in paths}
    site.fill(1)
    site.sync()
    for path in paths:
        after = site.get(path)
        changed = after.etag != before[path].etag
        assert changed == (after.last_modified > before[path].last_modified), path
        assert changed or path == "feeds.opml", path


def _time_of(site: Site, path: str) -> Any:
    root = ElementTree.fromstring(site.body(path))
    return root.findtext(f"{ATOM}updated") or root.findtext("channel/lastBuildDate")


def _updated(site: Site) -> datetime:
    (item,) = site.feed()["items"]
    return datetime.fromisoformat(item.get("date_modified", item["date_published"]))


def _atom_updates(site: Site) -> dict[str | None, str | None]:
    root = ElementTree.fromstring(site.body("atom.xml"))
    return {e.findtext(f"{ATOM}title"): e.findtext(f"{ATOM}updated") for e in root.findall(f"{ATOM}entry")}
