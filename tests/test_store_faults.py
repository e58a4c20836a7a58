"""Every fault of a store in words with the way back, for every command; each is injected for real."""

from __future__ import annotations

import resource
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Site
from delivered import Delivered, body

from feedsvc.checks.stored import LEDGER, RENDERED, check_store
from feedsvc.errors import StoreError
from feedsvc.progress import silent
from feedsvc.publish.publisher import Publisher
from feedsvc.store import store as stores
from feedsvc.store.store import Store


@pytest.fixture
def file(site: Site) -> Path:
    """The file of a store with some posts, closed."""
    site.fill(30, tags=["a", "b"])
    site.sync()
    site.store.close()
    assert site.store.file is not None
    return site.store.file


def change(file: Path, *statements: str) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        for statement in statements:
            connection.execute(statement)
    connection.close()


def overwrite_pages(file: Path) -> None:
    """Other bytes in the file, but for its first page."""
    content = bytearray(file.read_bytes())
    for place in range(4096, len(content), 4096):
        content[place : place + 200] = b"\xff" * 200
    file.write_bytes(content)


def overwrite_beginning(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(bytes(range(256)) * 16 + content[4096:])


def cut(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])


FAULTS: dict[str, tuple[Callable[[Path], object], str]] = {
    "bytes overwritten": (overwrite_pages, "it is damaged: .*go back to a backup, or: feedsvc check --store"),
    "beginning overwritten": (overwrite_beginning, "its file is not a database, or its beginning is damaged"),
    "cut in half": (cut, "it is damaged: "),
    "newer": (
        lambda file: change(file, "UPDATE meta SET value = '99' WHERE name = 'schema'"),
        "newer feedsvc",
    ),
    "a table missing": (
        lambda file: change(file, "DROP TABLE fragment", "DROP TABLE feed"),
        "not all of one",
    ),
    "not feedsvc's": (
        lambda file: (file.unlink(), change(file, "CREATE TABLE meta (a)")),
        "it is no store of feedsvc's",
    ),
    "emptied": (lambda file: file.write_bytes(b""), "nothing was published yet; run feedsvc sync first"),
    "a folder": (lambda file: (file.unlink(), file.mkdir()), "it is a folder; name a file in it"),
    "a setting damaged": (
        lambda file: change(file, "UPDATE meta SET value = '{' WHERE name = 'site'"),
        "it is damaged: ",
    ),
    "a number damaged": (
        lambda file: change(file, "UPDATE meta SET value = 'x' WHERE name = 'revision'"),
        "it is damaged: ",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_fault_of_a_store_ends_in_one_line_with_the_way_back(site: Site, file: Path, name: str) -> None:
    break_it, words = FAULTS[name]
    for ending in ("-wal", "-shm"):
        Path(f"{file}{ending}").unlink(missing_ok=True)
    break_it(file)
    store = Store(site.store_url)
    with pytest.raises(StoreError, match=f"^store sqlite:///{file}: .*{words}") as caught:
        Publisher(store).document("atom.xml")
    assert "\n" not in str(caught.value)
    store.close()
    if name != "emptied":
        site.write("new.md", title="New", date="2026-01-01")
        with pytest.raises(StoreError, match=f"^store sqlite:///{file}: "):
            site.sync()


def test_locked_full_and_missing_stores_are_told_in_words(
    site: Site, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.write("new.md", "word " * 100_000, title="New", date="2026-01-01")
    monkeypatch.setattr(stores, "BUSY_SECONDS", 0)
    site.store = Store(site.store_url)
    with sqlite3.connect(file, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="another process is writing to it; try again"):
            site.sync()
        other.execute("ROLLBACK")
    other.close()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (file.stat().st_size + 100_000, hard))
    try:
        with pytest.raises(StoreError, match=r"there is no room for it|is it full"):
            site.sync()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert site.sync().new == 1
    site.store.close()
    shutil.rmtree(file.parent)
    with pytest.raises(StoreError, match="its folder does not exist"):
        Publisher(Store(site.store_url)).document("atom.xml")


def test_store_that_goes_and_comes_back_is_seen_by_a_running_server(site: Site, file: Path) -> None:
    served = Delivered(site)
    assert b"Post 30" in body(served.ask("/atom.xml"))
    kept = site.store_url
    for ending in ("", "-wal", "-shm"):
        Path(f"{file}{ending}").unlink(missing_ok=True)
    served.poll()
    assert b": its file is gone; put a backup in its place, or load the ledger" in body(served.ask("/readyz"))
    assert b"Post 30" in body(served.ask("/atom.xml"))
    site.fill(1, first=31)
    site.store = Store(kept)
    site.sync()
    served.poll()
    assert b"Post 31" in body(served.ask("/atom.xml"))


def test_sound_store_has_no_findings(site: Site, file: Path) -> None:
    result = check_store(Store(site.store_url), silent)
    assert (result.findings, result.documents > 20) == ((), True)


@pytest.mark.parametrize(
    ("statement", "table", "remedy"),
    [
        ("UPDATE entry SET html = html || 'x' WHERE post = 3", "entry", RENDERED),
        ("DELETE FROM fragment WHERE post = 3 AND format = 'rss'", "entry", RENDERED),
        ("DELETE FROM entry WHERE post = 3", "entry", RENDERED),
        ("UPDATE post SET id = id || 'x' WHERE number = 3", "post", LEDGER),
        ("UPDATE feed SET live = live - 1 WHERE number = 1", "feed", LEDGER),
        ("UPDATE feed SET size = size - 1, live = live - 1 WHERE number = 1", "feed", LEDGER),
        ("DELETE FROM slug WHERE post = 3", "slug", LEDGER),
        ("DELETE FROM membership WHERE post = 3", "membership", LEDGER),
        ("DELETE FROM record WHERE post = 3", "record", "a sync settles that"),
        ("UPDATE post SET live = 0 WHERE number = 3", "membership", LEDGER),
        ("UPDATE membership SET post = 999 WHERE post = 3 AND feed = 1", "membership", LEDGER),
        ("UPDATE fragment SET after = '<never>' WHERE post = 3 AND format = 'atom'", "entry", RENDERED),
    ],
)
def test_check_of_a_store_finds_what_is_damaged_and_says_what_it_is_made_of_again(
    site: Site, file: Path, statement: str, table: str, remedy: str
) -> None:
    change(file, statement)
    found = check_store(Store(site.store_url), silent).findings
    assert found
    assert any(one.file == table and one.message.endswith(remedy) for one in found), found
    assert all(one.rule in ("damaged-store", "invalid-document") for one in found)


def test_check_of_a_damaged_file_says_what_is_left(site: Site, file: Path) -> None:
    for ending in ("-wal", "-shm"):
        Path(f"{file}{ending}").unlink(missing_ok=True)
    content = bytearray(file.read_bytes())
    content[len(content) * 3 // 4 : len(content) * 3 // 4 + 4096] = b"\xff" * 4096
    file.write_bytes(content)
    found = check_store(Store(site.store_url), silent).findings
    assert any(one.file == "database" and LEDGER in one.message for one in found), found
