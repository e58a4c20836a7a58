"""The cache in front of Flask: what it holds, what it drops, and what it says of freshness."""

from __future__ import annotations

import gzip
import re
import threading
from collections.abc import Callable
from datetime import timedelta
from email.utils import parsedate_to_datetime
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from conftest import Site
from delivered import MEGABYTE, Delivered, body, environ, fields

from feedsvc.errors import StoreError
from feedsvc.web import store_watcher


@pytest.fixture
def delivered(site: Site) -> Delivered:
    site.fill(45, tags=["one"])
    site.write("other.md", title="Other", date="2020-01-01", tags=["two"])
    site.sync()
    return Delivered(site)


def max_age(reply: Any) -> int:
    found = re.search(r"max-age=(\d+)", fields(reply)["cache-control"])
    assert found
    return int(found[1])


def test_document_is_made_once_however_often_it_is_asked_for(delivered: Delivered) -> None:
    etag = fields(delivered.ask("/atom.xml"))["etag"]
    for _ in range(5):
        delivered.ask("/atom.xml", Accept_Encoding="gzip")
        delivered.ask("/atom.xml", "HEAD")
        delivered.ask("/atom.xml", If_None_Match=etag)
        delivered.ask("/atom.xml?a=b")
    assert delivered.builds == ["/atom.xml"]


def test_new_revision_is_answered_with(delivered: Delivered) -> None:
    before = delivered.ask("/atom.xml")
    delivered.site.write("new.md", "Fresh words.", title="New", date="2025-01-01")
    delivered.site.sync()
    delivered.poll()
    after = delivered.ask("/atom.xml", If_None_Match=fields(before)["etag"])
    assert after.code == 200
    assert b"Fresh words." in body(after)


def test_client_that_has_seen_a_newer_revision_elsewhere_is_given_it(delivered: Delivered) -> None:
    before = fields(delivered.ask("/atom.xml"))
    delivered.site.write("new.md", "Fresh words.", title="New", date="2025-01-01")
    delivered.site.sync()
    elsewhere = fields(Delivered(delivered.site).ask("/atom.xml"))
    ahead = "Fri, 01 Jan 2100 00:00:00 GMT"  # nobody was given that
    for since in ({}, {"If_Modified_Since": before["last-modified"]}, {"If_Modified_Since": ahead}):
        known = delivered.ask("/atom.xml", If_None_Match=elsewhere["etag"], **since)
        assert (known.code, fields(known)["etag"]) == (200, before["etag"])
    since = {"If_Modified_Since": elsewhere["last-modified"]}
    asked = environ("/atom.xml", If_None_Match=elsewhere["etag"], **since)
    assert delivered.responder.cached(asked) is None
    assert delivered.responder.respond(asked).code == 304


def test_process_that_was_stopped_looks_before_it_answers(
    delivered: Delivered, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_watcher, "EVERY_SECONDS", 3600)
    delivered.ask("/atom.xml")
    delivered.watcher.start()
    delivered.site.write("new.md", "Fresh words.", title="New", date="2025-01-01")
    delivered.site.sync()
    assert b"Fresh words." not in body(delivered.ask("/atom.xml"))
    monkeypatch.setattr(store_watcher, "_ASLEEP", 0)
    assert delivered.responder.cached(environ("/atom.xml")) is None
    assert b"Fresh words." in body(delivered.ask("/atom.xml"))
    delivered.watcher.stop()


def test_revision_that_leaves_a_document_alone_drops_nothing(delivered: Delivered) -> None:
    paths = ["/atom.xml", "/tags/two/atom.xml", "/archive/1/atom.xml", "/posts/p00001/", "/tags/two/"]
    before = {path: delivered.ask(path, Accept_Encoding="gzip") for path in paths}
    delivered.builds.clear()
    delivered.site.write("new.md", title="New", date="2025-01-01", tags=["one"])
    delivered.site.sync()
    delivered.poll()
    after = {path: delivered.ask(path, Accept_Encoding="gzip") for path in paths}
    assert delivered.builds == ["/atom.xml"]
    for path in paths[1:]:
        assert after[path].body[0] is before[path].body[0]  # nor is it compressed again


def test_both_validators_move_together_or_not_at_all(delivered: Delivered) -> None:
    site = delivered.site
    seen: dict[str, list[tuple[str, str]]] = {}

    def look() -> None:
        delivered.poll()
        with delivered.publisher.edition() as edition:
            paths = ["/" + unquote(path) for path, _ in edition.inventory()]
        for path in paths:
            answer = fields(delivered.ask(path.encode().decode("latin-1")))
            seen.setdefault(path, []).append((answer["etag"], answer["last-modified"]))

    look()
    site.write("new.md", title="New", date="2025-01-01", tags=["one"])
    site.sync()
    look()
    site.write("p00003.md", "Other words.", title="Post 3", date="2020-01-04", tags=["one"])
    site.sync()
    look()
    (site.posts / "other.md").unlink()
    site.sync()
    look()
    moves = 0
    for path, states in seen.items():
        for (tag, date), (next_tag, next_date) in pairwise(states):
            assert (tag == next_tag) or (date != next_date), path
            assert parsedate_to_datetime(date) <= parsedate_to_datetime(next_date), path
            moves += tag != next_tag
    assert moves


def test_only_one_of_many_makes_the_document(delivered: Delivered) -> None:
    replies = []
    start = threading.Barrier(8)

    def ask() -> None:
        start.wait()
        replies.append(delivered.ask("/rss.xml", Accept_Encoding="gzip"))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert delivered.builds == ["/rss.xml"]
    assert len({body(reply) for reply in replies}) == 1


def test_what_was_not_asked_for_the_longest_goes_first(site: Site) -> None:
    site.fill(65)
    site.sync()
    delivered = Delivered(site, budget=60_000)
    delivered.ask("/atom.xml")
    for number in (1, 2):
        for file in ("atom.xml", "rss.xml", "feed.json"):
            delivered.ask(f"/archive/{number}/{file}")
            delivered.ask("/atom.xml")
    assert 0 < delivered.cache.size <= 60_000
    delivered.builds.clear()
    delivered.ask("/atom.xml")
    delivered.ask("/archive/2/feed.json")
    assert delivered.builds == []
    delivered.ask("/archive/1/atom.xml")
    assert delivered.builds == ["/archive/1/atom.xml"]


def test_without_memory_every_answer_is_right_still(site: Site) -> None:
    site.fill(3)
    site.sync()
    delivered = Delivered(site, budget=0)
    for _ in range(2):
        reply = delivered.ask("/atom.xml", Accept_Encoding="gzip")
        assert gzip.decompress(body(reply)) == site.body("atom.xml")
    assert len(delivered.cache) == 0
    assert delivered.builds == ["/atom.xml"] * 2


def test_what_is_no_document_fills_no_cache(delivered: Delivered) -> None:
    for path in ("/nothing", "/rss", "/feed", "/healthz", "/posts/none/", "/archive/99/atom.xml"):
        delivered.ask(path)
    for number in range(20):
        delivered.ask(f"/atom.xml?cachebuster={number}")
    assert len(delivered.cache) == 1


def test_document_that_is_gone_is_gone_from_the_cache(delivered: Delivered) -> None:
    assert delivered.ask("/posts/other/").code == 200
    (delivered.site.posts / "other.md").unlink()
    delivered.site.sync()
    delivered.poll()
    assert delivered.ask("/posts/other/").code == 410
    assert delivered.ask("/posts/other/", "HEAD").body == []


def test_what_is_held_is_answered_with_while_the_store_cannot_be_read(
    delivered: Delivered, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = body(delivered.ask("/atom.xml"))
    delivered.site.write("new.md", title="New", date="2025-01-01")
    delivered.site.sync()

    def fail(*_: object) -> None:
        raise StoreError("store: the disk is on fire")

    with monkeypatch.context() as broken:
        broken.setattr(delivered.site.store, "reading", fail)
        delivered.poll()
        assert body(delivered.ask("/atom.xml")) == known
        assert delivered.ask("/rss.xml").code == 503
        ready = delivered.ask("/readyz")
        assert (ready.code, body(ready)) == (200, b"degraded: store: the disk is on fire\n")
    delivered.poll()
    assert b"New" in body(delivered.ask("/atom.xml"))
    assert body(delivered.ask("/readyz")).startswith(b"ready")


def test_overdue_post_is_told_by_readyz(delivered: Delivered) -> None:
    delivered.site.write("later.md", title="Later", date=str(delivered.site.now + timedelta(hours=2)))
    delivered.site.sync()
    delivered.ahead = 2 * 3600
    assert b"overdue" in body(delivered.ask("/readyz"))


def test_no_copy_outlives_the_next_scheduled_post(delivered: Delivered) -> None:
    paths = ("/atom.xml", "/archive/1/atom.xml", "/", "/latest.txt", "/posts/p00001/", "/nothing", "/rss")
    assert [max_age(delivered.ask(path)) for path in paths] == [300, 86_400, 60, 60, 60, 30, 86_400]
    site = delivered.site
    due = site.now + timedelta(hours=1, seconds=100)
    site.write("later.md", title="Later", date=due.isoformat())
    site.sync()
    for seconds in (0, 40, 95, 99, 500):
        delivered.ahead = seconds
        delivered.poll()
        left = max(0, int(due.timestamp() - delivered.clock()))
        for path in paths:
            reply = delivered.ask(path)
            assert max_age(reply) <= left, (path, seconds)
            stale = re.search(r"stale-while-revalidate=(\d+)", fields(reply)["cache-control"])
            assert max_age(reply) + (int(stale[1]) if stale else 0) <= left
        tag = fields(delivered.ask("/atom.xml"))["etag"]
        unmodified = delivered.ask("/atom.xml", If_None_Match=tag)
        assert unmodified.code == 304
        assert max_age(unmodified) <= left
    assert delivered.builds.count("/atom.xml") == 1


def test_archives_are_kept_longer_than_subscription_documents(delivered: Delivered) -> None:
    archive, feed = delivered.ask("/archive/1/rss.xml"), delivered.ask("/rss.xml")
    assert max_age(archive) > 100 * max_age(feed)
    for field in ("stale-while-revalidate=", "stale-if-error="):
        assert field in fields(feed)["cache-control"]


def test_time_that_lies_ahead_is_not_told_until_it_has_come(delivered: Delivered) -> None:
    site = delivered.site
    for number in range(3):  # three syncs in one second: each revision has a second of its own
        site.write("new.md", f"Words {number}.", title="New", date="2025-01-01")
        site.now -= timedelta(hours=1)
        site.sync()
    delivered.ahead = -1
    delivered.poll()
    reply = delivered.ask("/atom.xml")
    assert "last-modified" not in fields(reply)
    assert delivered.ask("/atom.xml", If_Modified_Since="Fri, 01 Jan 2100 00:00:00 GMT").code == 200
    assert delivered.ask("/atom.xml", If_None_Match=fields(reply)["etag"]).code == 304
    delivered.ahead = 10
    delivered.poll()
    date = fields(delivered.ask("/atom.xml"))["last-modified"]
    assert parsedate_to_datetime(date).timestamp() <= delivered.clock()
    assert delivered.ask("/atom.xml", If_Modified_Since=date).code == 304


def test_codings_have_tags_of_their_own_and_one_document(delivered: Delivered) -> None:
    replies = [
        delivered.ask("/atom.xml", Accept_Encoding=name) for name in ("br", "zstd", "gzip", "identity")
    ]
    tags = [fields(reply)["etag"] for reply in replies]
    assert len(set(tags)) == 4
    for tag in tags:
        assert delivered.ask("/atom.xml", If_None_Match=tag, Accept_Encoding="br, zstd, gzip").code == 304


def test_body_asked_for_again_is_compressed_better_meanwhile(delivered: Delivered) -> None:
    for name in ("br", "zstd", "gzip"):
        first = delivered.ask("/atom.xml", Accept_Encoding=name)
        delivered.recompressor.finish()
        assert delivered.ask("/atom.xml", Accept_Encoding=name).body == first.body  # asked for twice
        delivered.ask("/atom.xml", Accept_Encoding=name)
        delivered.recompressor.finish()
        better = delivered.ask("/atom.xml", Accept_Encoding=name)
        assert len(body(better)) < len(body(first))
        assert fields(better)["etag"] != fields(first)["etag"]
        for known in (first, better):
            tag = fields(known)["etag"]
            unmodified = delivered.ask("/atom.xml", Accept_Encoding=name, If_None_Match=tag)
            assert (unmodified.code, fields(unmodified)["etag"]) == (304, tag)
    assert delivered.builds == ["/atom.xml"]


def test_surrogate_keys_name_the_feed_and_its_posts(delivered: Delivered) -> None:
    def keys(path: str) -> list[str]:
        return fields(delivered.ask(path))["surrogate-key"].split()

    feed, page, post = keys("/tags/two/atom.xml"), keys("/tags/two/"), keys("/posts/other/")
    assert feed == page == [feed[0], *post]
    assert post[0] in keys("/archive/1/atom.xml")
    assert feed[0] != keys("/atom.xml")[0]


def test_pages_may_do_nothing_but_be_looked_at(delivered: Delivered) -> None:
    for path in ("/", "/posts/other/", "/nothing", "/feeds/"):
        answer = fields(delivered.ask(path))
        assert answer["referrer-policy"] == "strict-origin-when-cross-origin"
        assert "camera=()" in answer["permissions-policy"]
        policy = answer["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script" not in policy
        assert "unsafe-inline" not in policy.replace("style-src-attr 'unsafe-inline'", "")


def test_redirects_go_below_the_sites_address(make_site: Callable[..., Site]) -> None:
    site = make_site(site={"url": "https://example.org/blog/"})
    site.fill(1)
    site.sync()
    delivered = Delivered(site)
    assert fields(delivered.ask("/rss"))["location"] == "/blog/rss.xml"
    assert b'href="/blog/feed.css"' in body(delivered.ask("/atom.xml"))


def test_cache_is_the_same_for_every_thread(delivered: Delivered) -> None:
    """Readers and a writer at once: no error, and never an older answer after a newer one."""
    problems: list[str] = []
    stop = threading.Event()

    def read() -> None:
        newest = 0
        while not stop.is_set():
            reply = delivered.ask("/feed.json", Accept_Encoding="gzip")
            found = re.search(rb"Number (\d+)\.", gzip.decompress(body(reply)))
            number = int(found[1]) if found else 0
            if reply.code != 200 or number < newest:
                problems.append(f"{reply.code}: {number} after {newest}")
            newest = number

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(1, 9):
        delivered.site.write("new.md", f"Number {number}.", title="New", date="2025-01-01")
        delivered.site.sync()
        delivered.poll()
    stop.set()
    for thread in threads:
        thread.join()
    assert not problems
    assert b"Number 8." in body(delivered.ask("/feed.json"))


def test_store_brought_back_from_a_copy_is_noticed(delivered: Delivered, tmp_path: Path) -> None:
    first = body(delivered.ask("/atom.xml"))
    connect = delivered.site.store.engine.raw_connection
    import sqlite3

    with sqlite3.connect(tmp_path / "copy.db") as copy:
        connect().driver_connection.backup(copy)  # type: ignore[union-attr]
    delivered.site.write("new.md", title="New", date="2025-01-01")
    delivered.site.sync()
    delivered.poll()
    assert body(delivered.ask("/atom.xml")) != first
    with sqlite3.connect(tmp_path / "copy.db") as copy:
        copy.backup(connect().driver_connection)  # type: ignore[arg-type]
    delivered.poll()
    assert body(delivered.ask("/atom.xml")) == first


def test_budget_counts_codings_too(delivered: Delivered) -> None:
    delivered.ask("/atom.xml")
    before = delivered.cache.size
    packed = delivered.ask("/atom.xml", Accept_Encoding="br")
    assert delivered.cache.size == before + len(body(packed))
    assert delivered.cache.size < MEGABYTE


def test_head_of_anything_has_no_body(delivered: Delivered) -> None:
    for path in ("/atom.xml", "/nothing", "/rss", "/healthz"):
        assert delivered.responder.respond(environ(path, "HEAD")).body == []
