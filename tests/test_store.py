"""The store under real faults, and on a real PostgreSQL."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path
from random import Random

import pytest
from conftest import URL, Site
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError

from feedsvc.errors import StoreError, UsageError
from feedsvc.sources import open_source
from feedsvc.store import store as store_module
from feedsvc.store.sqlite_dialect import COMPILED
from feedsvc.store.store import Store
from feedsvc.sync.sync import sync


def test_postgresql_publishes_the_same_bytes(make_site: Callable[..., Site], postgresql: str) -> None:
    sites = [make_site("one"), make_site("two", store_url=postgresql)]
    for site in sites:
        site.fill(45, tags=["数学", "b"])
        site.write("ü.md", title="Ü", date="2024-01-01", tags=["Z", "a"])
        site.sync()
        site.write("p00003.md", "Edited.", title="Post 3", date="2020-01-04")
        (site.posts / "p00007.md").unlink()
        (site.posts / "p00008.md").rename(site.posts / "renamed.md")
        report = site.sync()
        assert (report.rendered, report.updated, report.renamed, report.vanished) == (2, 2, 1, 1)
        unchanged = site.sync()
        assert (unchanged.rendered, unchanged.changed) == (0, False)
    assert sites[0].everything() == sites[1].everything()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
@pytest.mark.parametrize("field", ["title", "tags", "categories", "authors", "id", "url", "slug", "content"])
def test_long_value_costs_no_post(
    make_site: Callable[..., Site], kind: str, field: str, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("postgresql") if kind == "postgresql" else None
    site = make_site(store_url=url)
    site.source = site.posts / "posts.jsonl"
    random = Random(1)
    # No run of it repeats: databases compress what they index.
    long = "".join(random.choices("abcdefghijklmnopqrstuvwxyz0123456789数学", k=9000))
    value: object = f"https://example.org/{long}" if field in ("id", "url") else long
    value = f"[x]({long}.md)" if field == "content" else [long] if field == "tags" else value
    odd = {"title": "Odd", "date": "2024-01-02", "content": "Odd.", field: value}
    plain = {"title": "Plain", "date": "2024-01-01", "content": "Plain."}
    for text in ("Plain.", "Edited."):
        site.source.write_text("".join(json.dumps(each) + "\n" for each in (plain | {"content": text}, odd)))
        report = site.sync()
        assert (report.published, report.rejected) == (2, 0)
        assert site.everything()
    odd_id = {item["content_html"]: item["id"] for item in site.walk()}
    site.source.write_text(json.dumps(plain) + "\n")
    assert site.sync(allow_shrink=True).vanished == 1
    site.source.write_text("".join(json.dumps(each) + "\n" for each in (plain, odd)))
    assert site.sync().new == 1
    assert {item["id"] for item in site.walk()} == set(odd_id.values())


def test_file_whose_path_is_long_is_a_post_that_others_can_link_to(
    make_site: Callable[..., Site], postgresql: str
) -> None:
    for site in (make_site("one"), make_site("two", store_url=postgresql)):
        folder = "/".join("abcdefghij"[n % 10] * 200 + str(n) for n in range(15))
        site.write(f"{folder}/deep.md", "Deep.", title="Deep", date="2024-01-01")
        site.write("a.md", f"[there]({folder}/deep.md)", title="A", date="2024-01-02")
        site.sync()
        assert f'href="{URL}posts/deep/"'.encode() in site.body("posts/a/")
        assert (site.sync().read, site.sync().changed) == (2, False)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE record SET post = 1",
        "UPDATE record SET state = 'lost' WHERE post = 1",
        "UPDATE record SET problem = 'none' WHERE post = 1",
        "UPDATE post SET deleted = 5 WHERE number = 1",
        "UPDATE post SET id_digest = 'x'",
        "UPDATE post SET source_digest = 'x'",
        "UPDATE membership SET post = 1 WHERE feed = 1",
        "UPDATE membership SET state = 7",
        "UPDATE membership SET tombstone = 5",
        "UPDATE membership SET ordinal = 0 WHERE post = 1",
        "UPDATE feed SET live = size + 1",
        "DELETE FROM post",
    ],
)
def test_tables_hold_what_is_promised(
    make_site: Callable[..., Site], kind: str, statement: str, request: pytest.FixtureRequest
) -> None:
    site = make_site(store_url=request.getfixturevalue("postgresql") if kind == "postgresql" else None)
    site.fill(2)
    site.sync()
    with pytest.raises(IntegrityError), site.store.engine.begin() as connection:
        if kind == "sqlite":
            connection.exec_driver_sql("BEGIN")
        connection.exec_driver_sql(statement)


@pytest.mark.parametrize("url", ["", "nonsense", "mysterydb://x/y", "sqlite://", "sqlite:///:memory:"])
def test_impossible_store_address_is_a_usage_error(url: str) -> None:
    with pytest.raises(UsageError, match=r"sqlite:///feedsvc\.db"):
        Store(url)


def test_store_in_a_missing_folder_is_a_clear_error(make_site: Callable[..., Site], tmp_path: Path) -> None:
    site = make_site(store_url=f"sqlite:///{tmp_path}/none/store.db")
    site.fill(1)
    with pytest.raises(StoreError, match=r"none/store\.db"):
        site.sync()


def test_file_that_is_no_store_is_a_clear_error(make_site: Callable[..., Site], tmp_path: Path) -> None:
    (tmp_path / "junk.db").write_bytes(b"this is no database" * 100)
    site = make_site(store_url=f"sqlite:///{tmp_path}/junk.db")
    site.fill(1)
    with pytest.raises(StoreError, match=r"junk\.db"):
        site.sync()
    assert (tmp_path / "junk.db").read_bytes() == b"this is no database" * 100


def test_statements_are_compiled_once_for_all_stores_of_a_process(make_site: Callable[..., Site]) -> None:
    compiled = []
    for number in range(3):
        site = make_site(f"site-{number}")
        site.fill(number + 1, tags=[f"tag {number}"])
        site.sync()
        site.write("p00001.md", f"Edited {number}.", title="Post 1", date="2020-01-02", tags=["c"])
        site.sync()
        compiled.append(len(COMPILED))
    # The first posts that a store gets are asked for in fewer ways than those beside others.
    assert compiled[0] > 20
    assert compiled[2] == compiled[1]


def test_never_synced_store_says_so(make_site: Callable[..., Site]) -> None:
    site = make_site()
    with pytest.raises(StoreError, match="feedsvc sync"):
        site.get("atom.xml")


def test_locked_store_is_a_clear_error_and_loses_nothing(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.fill(3)
    site.sync()
    before = site.everything()
    site.store.close()
    monkeypatch.setattr(store_module, "BUSY_SECONDS", 0.2)
    site.store = Store(site.store_url)
    other = sqlite3.connect(site.store.engine.url.database or "", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    site.fill(1, first=9)
    with pytest.raises(StoreError, match="another process is writing"):
        site.sync()
    assert site.everything() == before
    other.execute("ROLLBACK")
    other.close()
    assert site.sync().new == 1


def test_full_disk_is_a_clear_error_and_keeps_what_was_live(site: Site) -> None:
    site.fill(3)
    site.sync()
    before = site.everything()
    site.store.close()
    pages = _pragma(site, "page_count")

    # A database that may not grow is what SQLite makes of a full disk (SQLITE_FULL).
    def limit(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages + 2}")

    event.listen(site.store.engine, "connect", limit)
    site.fill(200, first=10)
    with pytest.raises(StoreError, match="full"):
        site.sync()
    assert site.everything() == before
    event.remove(site.store.engine, "connect", limit)
    site.store.close()
    assert site.sync().new == 200


def killed_sync(site: Site, step: int) -> bool:
    """Sync in a process of its own that dies by SIGKILL just before its statement number `step`. Returns
    whether it came so far."""
    child = os.fork()
    if child == 0:
        try:
            statements = count(1)

            def kill(*_: object) -> None:
                if next(statements) == step:
                    os.kill(os.getpid(), signal.SIGKILL)

            store = Store(site.store_url)
            for moment in ("before_cursor_execute", "commit"):
                event.listen(store.engine, moment, kill)
            sync(open_source(site.posts), store, site.settings, now=site.now + timedelta(hours=1))
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


@pytest.mark.slow
def test_sync_killed_at_any_step_leaves_the_last_revision_whole(site: Site) -> None:
    site.fill(20)
    site.sync()
    before = site.everything()
    site.fill(100, first=21)
    step = 1
    while killed_sync(site, step):
        assert site.everything() == before
        step += 1 + step // 2
    assert step > 100
    assert len(site.walk()) == 120


def test_reader_keeps_its_revision_while_a_sync_goes_on(site: Site) -> None:
    site.fill(3)
    site.sync()
    with site.publisher.edition() as edition:
        before = edition.document("atom.xml")
        site.fill(1, first=9)
        site.sync()
        assert edition.document("atom.xml") == before
    assert site.get("atom.xml") != before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_store_is_a_clear_error(site: Site) -> None:
    site.fill(1)
    site.sync()
    site.store.close()
    Path(site.store.engine.url.database or "").chmod(0)
    with pytest.raises(StoreError):
        site.get("atom.xml")


def _pragma(site: Site, name: str) -> int:
    database = sqlite3.connect(site.store.engine.url.database or "")
    value = int(database.execute(f"PRAGMA {name}").fetchone()[0])
    database.close()
    return value
