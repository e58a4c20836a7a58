"""A first sync whose posts are rendered by a Dask cluster, of which one worker is killed, beside the same on
this machine alone: what each takes, and whether the bytes are the same."""

from __future__ import annotations

import hashlib
import signal
import sys
import time
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from urllib.parse import unquote

from sqlalchemy import select

from bench.scale import Table, write_short_post
from feedsvc.configuration import load
from feedsvc.progress import Progress, silent
from feedsvc.publish.documents import Document
from feedsvc.publish.publisher import Publisher
from feedsvc.sources import open_source
from feedsvc.store import schema
from feedsvc.store.store import Store
from feedsvc.sync.sync import sync

_TESTS = Path(__file__).parents[1] / "tests"
_NOW = datetime(2040, 1, 1, tzinfo=UTC)
_EVERY = 50  # so many documents, one is compared beside the stores


def cluster(folder: Path, count: int, _turns: int) -> Table:
    """Sync `count` posts with two workers of a cluster, one of which is killed half-way, and without."""
    sys.path.append(str(_TESTS))
    running_cluster = import_module("dask_cluster").running_cluster
    posts = folder / "posts"
    posts.mkdir()
    for number in range(count):
        write_short_post(posts, number)
    lines = [
        f"**{count:,} posts rendered on a cluster**",
        "",
        "| | first sync, s | told | rows of the store | documents compared | SHA-256 |",
        "| --- | ---: | --- | ---: | ---: | --- |",
    ]
    with running_cluster(2) as found:
        killed: list[int] = []

        def kill(what: str, done: int, _of: int) -> None:
            if what == "rendering" and done >= count // 2 and not killed:
                killed.append(done)
                found.workers[0].send_signal(signal.SIGKILL)

        lines.append(
            f"| two workers, one killed half-way | {_row(folder / 'a.db', posts, found.address, kill)} |"
        )
        if not killed:
            raise RuntimeError("no worker was killed")
    lines.append(f"| this machine alone | {_row(folder / 'b.db', posts, '', silent)} |")
    if lines[-1].split("|")[-2] != lines[-2].split("|")[-2]:
        raise RuntimeError("\n".join(lines))
    return Table(lines)


def _row(file: Path, posts: Path, address: str, progress: Progress) -> str:
    settings = load(None, site={"url": "https://example.com/"}, sync={"cluster": address} if address else {})
    store = Store(f"sqlite:///{file}")
    began = time.monotonic()
    report = sync(open_source(posts, settings.source), store, settings, now=_NOW, progress=progress)
    seconds = time.monotonic() - began
    digest, rows, documents = hashlib.sha256(), 0, 0
    if report.new != len(list(posts.rglob("*.md"))):
        raise RuntimeError(f"{report.new} posts are new")
    with store.reading() as connection:
        for table in schema.tables.sorted_tables:
            for row in connection.execute(select(table).order_by(*table.primary_key)):
                digest.update(repr(row).encode())
                rows += 1
    with Publisher(store).edition() as edition:
        for number, at in enumerate(edition.addresses()):
            if number % _EVERY == 0:
                document = edition.at(at, unquote(at.path))
                assert isinstance(document, Document), at
                digest.update(document.body)
                documents += 1
    store.close()
    told = "; ".join(report.notices) or "nothing"
    print(f"{file.name}: {seconds:.0f} s, {told}", file=sys.stderr, flush=True)
    return f"{seconds:.0f} | {told} | {rows:,} | {documents:,} | {digest.hexdigest()[:16]}"
