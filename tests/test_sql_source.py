"""Posts that lie in a database: real rows, in SQLite and in PostgreSQL."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from command_line import run
from conftest import URL, Site
from server import stop
from sqlalchemy import Engine, create_engine, text
from waiting import eventually

from feedsvc.errors import FeedsvcError, SourceError, UsageError
from feedsvc.publish.documents import Document
from feedsvc.publish.publisher import Publisher
from feedsvc.settings import SourceOptions
from feedsvc.sources import open_source
from feedsvc.sources.sql import SqlSource
from feedsvc.store.store import Store
from feedsvc.sync.sync import sync
from feedsvc.sync.sync_report import SyncReport

DAY = timedelta(days=1)
TOLD_ALONE = """
from feedsvc import watch
watch.EVERY_SECONDS = 3600  # and so nothing is found by looking
from feedsvc.cli import main
main()
"""


class Database:
    """A table `article` with columns of its own names."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine: Engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
        kinds = ("TEXT[]", "TIMESTAMPTZ") if self.is_postgresql else ("TEXT", "TEXT")
        self.do(
            f"CREATE TABLE article (number INTEGER PRIMARY KEY, headline TEXT, body TEXT, labels {kinds[0]}, "
            f"published {kinds[1]}, changed {kinds[1]})"
        )

    @property
    def is_postgresql(self) -> bool:
        return self.url.startswith("postgresql")

    def do(self, statement: str, *rows: dict[str, Any]) -> None:
        with self.engine.begin() as connection:
            connection.execute(text(statement), list(rows) or None)

    def add(self, *numbers: int) -> None:
        day = datetime.fromisoformat("2020-01-01T00:00:00+00:00")
        labels = ["one", "数学"]
        self.do(
            "INSERT INTO article VALUES (:n, :h, :b, :l, :p, :c)",
            *(
                {
                    "n": number,
                    "h": f"Article {number}",
                    "b": f"Text *{number}*.",
                    "l": labels if self.is_postgresql else json.dumps(labels),
                    "p": (day + number * DAY) if self.is_postgresql else (day + number * DAY).isoformat(),
                    "c": day if self.is_postgresql else day.isoformat(),
                }
                for number in numbers
            ),
        )

    def edit(self, number: int, body: str) -> None:
        now = "now()" if self.is_postgresql else "datetime('now')"
        self.do(f"UPDATE article SET body = :b, changed = {now} WHERE number = :n", {"n": number, "b": body})


FIELDS = {"title": "headline", "content": "body", "tags": "labels", "date": "published"}


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    is_sqlite = request.param == "sqlite"
    found = Database(f"sqlite:///{tmp_path}/cms.db" if is_sqlite else request.getfixturevalue("postgresql"))
    yield found
    found.engine.dispose()


def options(**given: Any) -> SourceOptions:
    chosen = {"table": "article", "key": "number", "fields": FIELDS, "watermark": "changed"} | given
    return SourceOptions.model_validate({k: v for k, v in chosen.items() if v is not None})


def publish(site: Site, database: Database, **given: Any) -> SyncReport:
    site.now += timedelta(hours=1)
    source = open_source(database.url, options(**given))
    return sync(source, site.store, site.settings, now=site.now)


@pytest.mark.parametrize("watermark", ["changed", None])
def test_rows_are_posts_and_only_what_changed_is_read(
    site: Site, database: Database, watermark: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feedsvc.sources.sql.ROWS", 2)
    database.add(*range(1, 13))
    assert publish(site, database, watermark=watermark).new == 12
    first = site.walk()[0]
    assert (first["title"], first["tags"]) == ("Article 12", ["one", "数学"])
    assert "<em>12</em>" in first["content_html"]
    assert first["date_published"].startswith("2020-01-13T00:00:00")
    ids = site.ids()
    assert publish(site, database, watermark=watermark).changed is False
    read: list[str] = []
    real = SqlSource._read

    def noted(self: SqlSource, item: Any, *rest: Any) -> Any:
        read.append(item.key)
        return real(self, item, *rest)

    monkeypatch.setattr(SqlSource, "_read", noted)
    database.edit(3, "Other words.")
    database.do("DELETE FROM article WHERE number = 5")
    database.add(100)
    report = publish(site, database, watermark=watermark)
    assert (report.new, report.updated, report.vanished, report.published) == (1, 1, 1, 12)
    assert sorted(read) == ["100", "3"]
    assert {title: found for title, found in site.ids().items() if title != "Article 100"} == {
        title: found for title, found in ids.items() if title != "Article 5"
    }


def test_query_with_colons_percents_and_json_chooses_the_rows(site: Site, database: Database) -> None:
    database.add(1, 2, 3)
    cast = "number::text" if database.is_postgresql else "CAST(number AS TEXT)"
    query = f"SELECT number AS id, 'At 12:30 100% ' || {cast} AS title, body, published AS date FROM article "
    query += "WHERE headline LIKE 'Article%' AND number <> 2;"
    publish(site, database, table=None, query=query, key="id", fields={}, watermark=None)
    assert site.titles() == ["At 12:30 100% 3", "At 12:30 100% 1"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"table": "nothing"}, r"cannot be read: .*nothing.*; nothing was changed"),
        ({"key": "id"}, r"source\.key: article has no column id; it has number, headline"),
        ({"key": "headline"}, r"source\.key: the column headline of article has 'Same' in two rows"),
        ({"watermark": "seen"}, r"source\.watermark: article has no column seen"),
        ({"fields": {"title": "name"}}, r"source\.fields\.title: article has no column name"),
        ({"query": "SELECT 1"}, r"source\.table, or source\.query"),
    ],
)
def test_mistake_is_one_clear_line_and_changes_nothing(
    site: Site, database: Database, given: dict[str, Any], told: str
) -> None:
    database.add(1, 2)
    publish(site, database)
    database.do("UPDATE article SET headline = 'Same'")
    before = site.everything()
    with pytest.raises(FeedsvcError, match=told):
        publish(site, database, **given)
    assert site.everything() == before


def test_database_cut_off_in_mid_read_changes_nothing(
    site: Site, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    database.add(*range(1, 8))
    publish(site, database)
    before = site.everything()
    database.add(*range(8, 30))
    monkeypatch.setattr("feedsvc.sources.sql.ROWS", 5)
    reads = 0

    def cut(self: SqlSource, *given: Any, real: Any = SqlSource._read) -> Any:
        nonlocal reads
        reads += 1
        if reads == 12 and database.is_postgresql:
            others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            with database.engine.begin() as connection:
                connection.execute(
                    text(others + "WHERE pid <> pg_backend_pid() AND datname = current_database()")
                )
        elif reads == 12:
            self._connection.connection.dbapi_connection.close()  # type: ignore[union-attr]
        return real(self, *given)

    monkeypatch.setattr(SqlSource, "_read", cut)
    with pytest.raises(SourceError, match=r"cannot be read: .*nothing was changed"):
        publish(site, database)
    monkeypatch.undo()
    assert site.everything() == before
    assert publish(site, database).new == 22


def test_database_that_is_away_is_said_without_its_password(site: Site, tmp_path: Path) -> None:
    away = "postgresql://me:secret@127.0.0.1:9/cms"
    with pytest.raises(SourceError, match=r"me:\*\*\*@127\.0\.0\.1:9/cms: cannot be read: .*refused"):
        sync(open_source(away, options()), site.store, site.settings, now=site.now)
    with pytest.raises(SourceError, match="there is no such file"):
        open_source(f"sqlite:///{tmp_path}/none.db", options())
    assert not (tmp_path / "none.db").exists()
    with pytest.raises(UsageError, match="driver for this database is not installed"):
        open_source("mysql://h/cms", options())


def test_command_publishes_a_database(site: Site, tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / "cms.db")
    database.execute("CREATE TABLE post (id INTEGER PRIMARY KEY, title, body, date)")
    database.execute("INSERT INTO post VALUES (1, 'Hello', 'Text.', '2024-01-01')")
    database.commit()
    database.close()
    (tmp_path / "feedsvc.toml").write_text(
        f'[site]\nurl = "{URL}"\n[source]\nurl = "sqlite:///cms.db"\ntable = "post"\n', "utf-8"
    )
    for command in (("plan",), ("check",), ("sync",), ("export", "public")):
        ended = run(*command, cwd=tmp_path)
        assert ended.code == 0, ended.err
    assert (tmp_path / "public/posts/hello/index.html").is_file()


def test_watching_sync_publishes_what_the_database_tells(
    tmp_path: Path, postgresql: str, database: Database
) -> None:
    if not database.is_postgresql:
        pytest.skip("NOTIFY is PostgreSQL's")
    database.add(1)
    (tmp_path / "feedsvc.toml").write_text(
        f"""
[site]
url = "{URL}"
[source]
url = "{database.url}"
table = "article"
key = "number"
watermark = "changed"
channel = "New articles"
fields = {{title = "headline", content = "body", date = "published"}}
""",
        "utf-8",
    )
    command = [sys.executable, "-c", TOLD_ALONE, "sync", "--watch"]
    worker = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL)
    store = Store(f"sqlite:///{tmp_path}/feedsvc.db")
    try:
        for number in (1, 2, 3):
            if number > 1:
                database.add(number)
                database.do('NOTIFY "New articles"')
            eventually(lambda wanted=number: len(_titles(store)) == wanted)  # type: ignore[misc]
    finally:
        stop(worker)
        store.close()


def _titles(store: Store) -> list[str]:
    try:
        document = Publisher(store).document("feed.json")
    except FeedsvcError:
        return []
    assert isinstance(document, Document)
    return [item["title"] for item in json.loads(document.body)["items"]]
