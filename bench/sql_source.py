"""Posts in a database: what a first sync of many rows, an unchanged one and one of a new row cost."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path

from sqlalchemy import Engine, create_engine, text

from bench.measure import Run, measure
from bench.posts import TAGS
from bench.scale import Table

_TESTS = Path(__file__).parents[1] / "tests"
SIZES = (1_000, 100_000)
_FIRST = datetime(2010, 1, 1, tzinfo=UTC)
_WORDS = "Sentence after sentence of a post that says nothing in particular. " * 15  # a kilobyte


def sql_source(folder: Path, _count: int, turns: int) -> Table:
    """Tables of `SIZES` rows of a kilobyte, in SQLite and PostgreSQL, with a watermark and without."""
    lines = [
        "**Rows of a database as posts**",
        "",
        "| database | watermark | rows | first sync, s | peak RSS, MiB | unchanged, s | one new row, s "
        "| of that CPU, s | peak RSS, MiB |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    sys.path.append(str(_TESTS))
    server = import_module("own_postgresql").PostgreSQL()
    try:
        for size in SIZES:
            for name in ("SQLite", "PostgreSQL"):
                for watermark in ("yes", "no"):
                    own = folder / f"{name}-{size}-{watermark}"
                    own.mkdir()
                    url = f"sqlite:///{own}/cms.db" if name == "SQLite" else _database(server.url, own)
                    lines.append(
                        f"| {name} | {watermark} | {size:,} | {_row(own, url, size, watermark, turns)} |"
                    )
                    print(lines[-1], file=sys.stderr, flush=True)
    finally:
        server.stop()
    return Table(lines)


def _database(server: str, folder: Path) -> str:
    name = folder.name.lower().replace("-", "_")
    engine = _engine(server)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    return server.replace("/postgres?", f"/{name}?")


def _engine(url: str) -> Engine:
    return create_engine(url.replace("postgresql://", "postgresql+psycopg://"))


def _row(folder: Path, url: str, size: int, watermark: str, turns: int) -> str:
    kind = "TEXT" if url.startswith("sqlite") else "TIMESTAMPTZ"
    engine = _engine(url)
    with engine.begin() as connection:
        columns = f"id INTEGER PRIMARY KEY, title TEXT, body TEXT, tags TEXT, date {kind}, changed {kind}"
        connection.execute(text(f"CREATE TABLE post ({columns})"))
    _add(engine, range(size))
    (folder / "feedsvc.toml").write_text(
        f"[site]\nurl = 'https://example.com/'\n[source]\nurl = '{url}'\ntable = 'post'\n"
        + ("watermark = 'changed'\n" if watermark == "yes" else ""),
        "utf-8",
    )
    command = [sys.executable, "-m", "feedsvc", "sync"]
    first = measure(command, folder)
    unchanged = [measure(command, folder) for _ in range(turns)]
    new = []
    for turn in range(turns):
        _add(engine, [size + turn])
        new.append(measure(command, folder))
    engine.dispose()
    best = sorted(new, key=_wall)[len(new) // 2]
    numbers = (
        first.wall,
        first.peak,
        sorted(map(_wall, unchanged))[turns // 2],
        best.wall,
        best.cpu,
        best.peak,
    )
    return " | ".join(
        f"{number:.2f}" if place not in (1, 5) else f"{number:.0f}" for place, number in enumerate(numbers)
    )


def _wall(run: Run) -> float:
    return run.wall


def _add(engine: Engine, numbers: Sequence[int]) -> None:
    # Some at a time: the peak of a process begins with that of the one that starts it.
    for first in range(0, len(numbers), 1000):
        _insert(engine, numbers[first : first + 1000])


def _insert(engine: Engine, numbers: Sequence[int]) -> None:
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO post VALUES (:id, :title, :body, :tags, :date, :date)"),
            [
                {
                    "id": number,
                    "title": f"Post {number}",
                    "body": f"{_WORDS} Number {number}.",
                    "tags": TAGS[number % len(TAGS)],
                    "date": (_FIRST + timedelta(hours=number)).isoformat(),
                }
                for number in numbers
            ],
        )
