"""A store that an older feedsvc made goes on: with every id, ordinal and archive that readers know."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command_line import run
from conftest import Site, plan
from schema_4 import posts as schema_4

from feedsvc.errors import StoreError
from feedsvc.publish.documents import Document
from feedsvc.sources import open_source
from feedsvc.sync.ledger_file import export_ledger, import_ledger
from feedsvc.unix_time import moment

FIXTURE = Path(__file__).parent / "schema_4"
NAMES_SINCE = {"claim": "source_id", "stamp": "atom_updated", "gone": "deleted", "surfaced": "resurfaced"}


@pytest.fixture
def old_site(make_site: Callable[..., Site]) -> Site:
    """The store of schema 4, and the posts that its last sync found."""
    site = make_site(**schema_4.SETTINGS)
    database = sqlite3.connect(site.store.engine.url.database or "")
    database.executescript((FIXTURE / "store.sql").read_text("utf-8"))
    database.close()
    _write_posts(site)
    return site


@pytest.fixture
def old_postgresql(make_site: Callable[..., Site], postgresql: str, old_site: Site) -> Site:
    """The same in PostgreSQL."""
    site = make_site("postgresql", store_url=postgresql, **schema_4.SETTINGS)
    site.source = old_site.posts
    site.now = old_site.now
    old_site.store.close()
    database = sqlite3.connect(old_site.store.engine.url.database or "")
    with site.store.engine.begin() as connection:
        tables = ("meta", "post", "entry", "feed", "slug", "membership", "record", "reference", "run")
        for kind, names in (("table", tables), ("index", None)):
            made = dict(
                database.execute("SELECT name, sql FROM sqlite_master WHERE type = ? AND sql <> ''", (kind,))
            )
            for name in names or made:
                connection.exec_driver_sql(made[name])
        for table in tables:
            for row in database.execute(f"SELECT * FROM {table}"):
                values = list(row)
                if table == "post":
                    values[17] = bool(values[17])
                places = ", ".join(["%s"] * len(values))
                connection.exec_driver_sql(f"INSERT INTO {table} VALUES ({places})", tuple(values))
    database.close()
    return site


def _write_posts(site: Site) -> None:
    schema_4.write_first(site.posts)
    schema_4.write_edits(site.posts)
    schema_4.write_last(site.posts)
    # Its last sync was at 14:00.
    site.now = schema_4.FIRST_SYNC.replace(hour=14)


def _ledger(lines: list[str]) -> list[dict[str, Any]]:
    return [
        {NAMES_SINCE.get(name, name): value for name, value in json.loads(line).items()} for line in lines
    ]


def _kept_ledger() -> list[dict[str, Any]]:
    return _ledger((FIXTURE / "ledger.jsonl").read_text("utf-8").splitlines())


def _kept_documents() -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = json.loads((FIXTURE / "documents.json").read_text("utf-8"))
    return found


@pytest.mark.parametrize("which", ["old_site", "old_postgresql"])
def test_ids_ordinals_and_times_outlive_an_upgrade(which: str, request: pytest.FixtureRequest) -> None:
    site: Site = request.getfixturevalue(which)
    report = site.sync()
    assert (report.new, report.vanished, report.renamed) == (0, 0, 0)
    assert _ledger(list(export_ledger(site.store))) == _kept_ledger()


@pytest.mark.parametrize("which", ["old_site", "old_postgresql"])
def test_archives_outlive_an_upgrade(which: str, request: pytest.FixtureRequest) -> None:
    """Those of JSON have the same bytes; what opens a feed in XML has been written otherwise since."""
    site: Site = request.getfixturevalue(which)
    with site.store.writing():
        pass  # the upgrade alone: posts may be rendered otherwise by now
    kept = {path: known for path, known in _kept_documents().items() if "archive/" in path}
    assert len(kept) == 27
    for path, (digest, last_modified) in kept.items():
        found = site.get(path)
        assert isinstance(found, Document)
        assert found.last_modified == last_modified
        assert found.digest == digest or path.endswith(".xml")


def test_every_document_is_there_after_an_upgrade(old_site: Site) -> None:
    old_site.sync()
    assert _kept_documents().keys() - old_site.everything().keys() == set()
    for path in _kept_documents():
        document = old_site.get(path)
        assert isinstance(document, Document)
        assert moment(document.last_modified) == old_site.now, "what may be other bytes has another time"


def test_store_goes_on_after_an_upgrade_as_if_it_had_always_been_so(old_site: Site) -> None:
    ids = {values["id"] for values in _kept_ledger() if "key" in values}
    old_site.sync()
    (old_site.posts / "p09.md").rename(old_site.posts / "nine.md")
    old_site.write(
        "p07.md", "Text 7, *with* some `code` and $x^{7}$.", title="Post 7", date="2020-01-08T00:00:00+00:00"
    )
    old_site.write("new.md", title="New", date="2026-05-05")
    report = old_site.sync()
    assert (report.new, report.renamed, report.vanished) == (2, 1, 0)
    after = {values["id"] for values in _ledger(list(export_ledger(old_site.store))) if "key" in values}
    assert len(after - ids) == 1
    assert not ids - after


def test_store_is_copied_before_its_upgrade_and_its_user_told(old_site: Site) -> None:
    file = Path(old_site.store.engine.url.database or "")
    report = old_site.sync()
    copy = file.with_name(f"{file.name}.schema-4")
    assert any(str(copy) in notice for notice in report.notices)
    database = sqlite3.connect(copy)
    assert database.execute("SELECT value FROM meta WHERE name = 'schema'").fetchall() == [("4",)]
    assert database.execute("SELECT count(*) FROM post").fetchall() == [(46,)]
    database.close()
    assert not any("schema" in notice for notice in old_site.sync().notices)


def test_upgrade_of_postgresql_says_what_to_keep(old_postgresql: Site) -> None:
    assert any("pg_dump" in notice for notice in old_postgresql.sync().notices)


def test_upgrade_that_cannot_be_copied_changes_nothing(old_site: Site) -> None:
    file = Path(old_site.store.engine.url.database or "")
    old_site.store.close()
    before = _dump(file)
    file.with_name(f"{file.name}.schema-4").mkdir()
    file.with_name(f"{file.name}.schema-4-2").symlink_to("/nowhere/at/all")
    with pytest.raises(StoreError, match="nothing was changed"):
        old_site.sync()
    assert _dump(file) == before


def test_ledger_is_exported_from_an_older_store_which_stays_as_it_is(old_site: Site) -> None:
    file = Path(old_site.store.engine.url.database or "")
    before = _dump(file)
    assert _ledger(list(export_ledger(old_site.store))) == _kept_ledger()
    assert _dump(file) == before
    assert [path.name for path in file.parent.glob("*.schema-*")] == []


def test_plan_tells_of_an_older_store_without_changing_it(old_site: Site) -> None:
    file = Path(old_site.store.engine.url.database or "")
    before = _dump(file)
    found = plan(open_source(old_site.posts), old_site.store, old_site.settings, now=old_site.now)
    assert (found.report.new, found.report.vanished, found.report.renamed) == (0, 0, 0)
    assert _dump(file) == before


def test_reader_of_an_older_store_is_told_to_sync(old_site: Site) -> None:
    with pytest.raises(StoreError, match=r"older feedsvc \(schema 4.*feedsvc sync"):
        old_site.get("atom.xml")


def test_store_of_a_newer_feedsvc_is_refused_in_words(site: Site) -> None:
    site.fill(1)
    site.sync()
    database = sqlite3.connect(site.store.engine.url.database or "")
    database.execute("UPDATE meta SET value = '99' WHERE name = 'schema'")
    database.commit()
    database.close()
    for attempt in (site.sync, lambda: site.get("atom.xml"), lambda: list(export_ledger(site.store))):
        with pytest.raises(StoreError, match=r"newer feedsvc \(schema 99"):
            attempt()


def test_ledger_of_an_older_release_is_imported(old_site: Site, make_site: Callable[..., Site]) -> None:
    site = make_site("elsewhere", **schema_4.SETTINGS)
    site.source, site.now = old_site.posts, old_site.now
    import_ledger(site.store, (FIXTURE / "ledger.jsonl").read_text("utf-8").splitlines(), "ledger")
    report = site.sync()
    assert (report.new, report.vanished) == (0, 0)
    assert _ledger(list(export_ledger(site.store))) == _kept_ledger()


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE record SET post = 1 WHERE key = 'p02.md'",
        "UPDATE post SET claim = '4FB6D2E4-0D4B-4B7C-9C38-7C9D0F1C1B11' WHERE number = 1;"
        "UPDATE post SET claim = 'urn:uuid:4fb6d2e4-0d4b-4b7c-9c38-7c9d0f1c1b11' WHERE number = 2",
        "UPDATE post SET details = '{}' WHERE NOT live",
        "UPDATE feed SET live = size + 5",
    ],
    ids=["two records of one post", "one id in two spellings", "no details", "counts"],
)
def test_upgrade_takes_what_the_tables_did_not_forbid(old_site: Site, damage: str) -> None:
    database = sqlite3.connect(old_site.store.engine.url.database or "")
    database.executescript(damage)
    database.close()
    ids = {values["id"] for values in _kept_ledger()}
    old_site.sync()
    assert {values["id"] for values in _ledger(list(export_ledger(old_site.store)))} >= ids
    assert old_site.everything()


def _dump(file: Path) -> list[str]:
    database = sqlite3.connect(file)
    lines = list(database.iterdump())
    database.close()
    return lines


def test_address_of_an_older_store_is_remembered_by_its_first_sync(old_site: Site) -> None:
    posts, store = str(old_site.posts), ("--store", old_site.store_url)

    ended = run("sync", posts, *store, cwd=old_site.posts.parent)

    assert ended.code == 0, ended.err
    assert "brought from schema 4" in ended.err
    assert run("status", "--json", *store, cwd=old_site.posts.parent).out.count(old_site.settings.url) == 1


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_store_of_schema_5_learns_which_slugs_are_one_file_name(
    make_site: Callable[..., Site], kind: str, request: pytest.FixtureRequest
) -> None:
    site = make_site(store_url=request.getfixturevalue("postgresql") if kind == "postgresql" else None)
    site.write("one.md", title="Straße", slug="straße", date="2024-01-01", tags=["Straße"])
    site.sync()
    before = site.everything()
    with site.store.engine.begin() as connection:
        for table in ("slug", "feed"):
            connection.exec_driver_sql(f"DROP INDEX {table}_folded")
            connection.exec_driver_sql(f"ALTER TABLE {table} DROP COLUMN folded")
        connection.exec_driver_sql("DROP TABLE asset")
        connection.exec_driver_sql("DROP TABLE listed_block")
        connection.exec_driver_sql("DROP INDEX record_others")
        connection.exec_driver_sql("ALTER TABLE post DROP COLUMN excerpt_html")
        connection.exec_driver_sql("UPDATE meta SET value = '5' WHERE name = 'schema'")
    with site.store.writing():
        pass
    assert site.everything() == before
    site.write("two.md", title="Strasse", slug="strasse", date="2024-01-02", tags=["Strasse"])
    site.sync()
    assert site.get("posts/strasse-2/").document_type == "post"
    assert site.get("tags/strasse-2/").document_type == "page"
