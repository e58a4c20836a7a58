"""The list of all documents, made without building any."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from urllib.parse import unquote

from conftest import Site

from feedsvc.publish.documents import Document, Moved


def times(site: Site) -> dict[str, int]:
    with site.publisher.edition() as edition:
        return dict(edition.inventory())


def test_every_document_is_listed_with_its_last_modified(site: Site) -> None:
    site.fill(45, tags=["数学", "a/b c"])
    site.sync()
    site.write("p00007.md", "Changed.", title="Post 7", date="2020-01-08", tags=["数学"])
    site.fill(1, first=46)
    site.sync()
    listed = times(site)
    with site.publisher.edition() as edition:
        for path, changed in listed.items():
            document = edition.document(unquote(path))
            assert isinstance(document, Document), path
            assert (document.path, document.last_modified) == (path, changed)
    assert len(set(listed.values())) > 1


def test_whatever_changes_has_a_new_time(site: Site) -> None:
    """Edits at random: a document with other bytes always has another time."""
    random, count = Random(6), 60
    site.fill(count, tags=["one", "two"])
    site.sync()
    before, before_times = site.everything(), times(site)
    for _ in range(12):
        for _ in range(random.randint(1, 3)):
            count += _edit(site, random, count)
        site.sync(allow_shrink=True)
        after, after_times = site.everything(), times(site)
        assert list(after) == list(after_times)
        for path, body in after.items():
            if before.get(path) != body:
                assert before_times.get(path) != after_times[path], path
        before, before_times = after, after_times


def test_archive_without_entries_does_not_change_with_its_feed(make_site: Callable[..., Site]) -> None:
    site = make_site(feed={"page_size": 2})
    site.fill(6)
    site.sync()
    for number in (1, 2):
        (site.posts / f"p{number:05}.md").unlink()
    site.sync(allow_shrink=True)
    before, before_times = site.body("archive/1/atom.xml"), times(site)
    site.fill(1, first=7)
    site.sync()
    assert site.body("archive/1/atom.xml") == before
    assert times(site)["archive/1/atom.xml"] == before_times["archive/1/atom.xml"]


def test_limit_ends_the_pages_of_each_feed(make_site: Callable[..., Site]) -> None:
    site = make_site(page={"size": 2, "limit": 3})
    site.fill(9, tags=["one"])
    site.sync()
    pages = [path for path in times(site) if "page/" in path and not path.endswith(".txt")]
    assert sorted(pages) == ["page/2/", "page/3/", "tags/one/page/2/", "tags/one/page/3/"]
    assert b"page/3/" in site.body("")
    assert b"page/4/" not in site.body("") + site.body("page/3/")
    assert site.get("page/4/") == Moved("2020/01/")


def _edit(site: Site, random: Random, count: int) -> int:
    number = random.randint(1, count)
    name, day = f"p{number:05}.md", (datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=number)).isoformat()
    match random.randrange(5):
        case 0:
            (site.posts / name).unlink(missing_ok=True)
        case 1:
            site.fill(1, first=count + 1, tags=["one", f"new {count % 3}"])
            return 1
        case 2:
            site.write(name, f"Edited {random.random()}.", title=f"Post {number}", date=day, tags=["two"])
        case 3:
            slug = f"moved-{random.randrange(99)}"
            site.write(name, f"Text {number}.", title=f"Post {number}", date=day, slug=slug)
        case 4:
            site.write(name, f"Text {number}.", title=f"Post {number}", date=f"2019-05-{number % 28 + 1:02}")
    return 0
