"""What a store holds can be taken away as JSON Lines, and another store gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import URL, post, run, write
from conftest import Site
from test_ledger_file import _history

from feedsvc.errors import RecordError, StoreError
from feedsvc.store.store import Store
from feedsvc.sync.store_dump import dump_store, load_store


def _filled(make_site: Callable[..., Site]) -> Site:
    site = make_site(feed={"page_size": 3})
    _history(site)
    site.write("math.md", "$x^2$ and [five](five.md).", title="Math", date="2024-05-01")
    own = {"title": "Own", "date": "2024-05-02", "excerpt": "A *short* one.", "categories": ["a/b"]}
    site.write("own.md", "Words.", **own)
    site.sync()
    return site


def test_fresh_store_gives_the_same_documents(make_site: Callable[..., Site]) -> None:
    site = _filled(make_site)
    lines = list(dump_store(site.store))
    other = make_site("other", feed={"page_size": 3})
    assert load_store(other.store, lines, "dump") == 14
    assert other.everything() == site.everything()
    assert list(dump_store(other.store)) == lines
    with site.publisher.edition() as one, other.publisher.edition() as two:
        assert list(one.inventory()) == list(two.inventory())


def test_loaded_store_goes_on_with_the_same_source(make_site: Callable[..., Site]) -> None:
    site = _filled(make_site)
    other = make_site("other", feed={"page_size": 3})
    load_store(other.store, list(dump_store(site.store)), "dump")
    other.source, other.now = site.posts, site.now
    assert not other.sync().changed
    other.now = site.now
    site.write("new.md", title="New", date="2026-05-05", tags=["t"])
    assert (other.sync().new, site.sync().new) == (1, 1)
    assert other.everything() == site.everything()


def test_store_moves_between_databases(make_site: Callable[..., Site], postgresql: str) -> None:
    site = _filled(make_site)
    other = make_site("other", store_url=postgresql, feed={"page_size": 3})
    load_store(other.store, list(dump_store(site.store)), "dump")
    assert other.everything() == site.everything()


def test_each_post_is_a_record_for_any_tool(make_site: Callable[..., Site]) -> None:
    site = _filled(make_site)
    posts = [line for line in map(json.loads, dump_store(site.store)) if "id" in line]
    assert sorted(line["id"] for line in posts) == sorted(item["id"] for item in site.walk())
    math = next(line for line in posts if line["title"] == "Math")
    assert 'href="https://blog.example.org/posts/five/"' in math["content_html"]
    assert math["url"].startswith("https://blog.example.org/posts/math/")
    assert math["_feedsvc"]["ordinals"]["site/"] == 14
    own = next(line for line in posts if line["title"] == "Own")
    assert (own["categories"], own["summary"]) == (["a/b"], "A *short* one.")
    assert own["date_published"] == "2024-05-02T00:00:00Z"


def test_store_with_posts_takes_no_dump(make_site: Callable[..., Site]) -> None:
    site = _filled(make_site)
    with pytest.raises(StoreError, match="published already"):
        load_store(site.store, dump_store(site.store), "dump")


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda lines: ["{}", *lines], "no line of a dump"),
        (lambda lines: [lines[0].replace('"schema": ', '"schema": 9'), *lines[1:]], "a dump of schema"),
        (lambda lines: [lines[0], '{"_feedsvc": {"table": "post", "row": {}}}'], "no row"),
        (lambda lines: [], "no dump"),
    ],
)
def test_what_is_no_dump_fills_nothing(
    make_site: Callable[..., Site], change: Callable[[list[str]], list[str]], complaint: str
) -> None:
    lines = change(list(dump_store(_filled(make_site).store)))
    other = make_site("other")
    with pytest.raises((RecordError, StoreError), match=complaint):
        load_store(other.store, lines, "dump")
    assert other.store.value("site") is None


def test_commands_dump_and_load(tmp_path: Path) -> None:
    write(tmp_path, {"posts/a.md": post("A"), "posts/b.md": post("B", 2)})
    assert run("sync", "posts", *URL, cwd=tmp_path).code == 0
    assert run("dump", "all.jsonl", cwd=tmp_path).code == 0
    loaded = run("load", "all.jsonl", "--store", "sqlite:///new.db", cwd=tmp_path)
    assert (loaded.code, "2 posts" in loaded.err) == (0, True), loaded.err
    again = run("dump", "--store", "sqlite:///new.db", cwd=tmp_path)
    assert again.out == (tmp_path / "all.jsonl").read_text("utf-8")
    refused = run("load", "all.jsonl", cwd=tmp_path)
    assert (refused.code, "published already" in refused.err) == (1, True)
    Store(f"sqlite:///{tmp_path}/new.db").close()
