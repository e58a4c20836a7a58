"""A first sync of very many records in JSON Lines: time, memory of all processes, log and store; killed
half-way and gone on with; one new post; documents at any depth."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from bench.feedsvc_site import Command, sync_command
from bench.posts import TAGS
from bench.scale import Table
from bench.web_servers import Web, feedsvc_web
from feedsvc.errors import NothingPublishedError
from feedsvc.store.status import first_sync_status
from feedsvc.store.store import Store

_SMALL = 1_000  # records of the site whose new post is compared
_NEW = 3  # new posts, one after another
_EVERY = 2.0  # seconds between two looks at the memory
_FIRST = datetime(1980, 1, 1, tzinfo=UTC)
_WORDS = "Sentence after sentence of a post that says nothing in particular. " * 15  # a kilobyte


@dataclass(slots=True)
class _Watch:
    """What the looks at a sync saw: the highest sum of the proportional set sizes of all its processes and
    that of the first one (MiB), the longest log (MB), and seconds of CPU."""

    memory: float = 0
    first: float = 0
    log: float = 0
    cpu: float = 0
    _of: dict[int, float] = field(default_factory=dict)

    def look(self, process: int, log: Path) -> None:
        sizes = {each: _memory(each) for each in _tree(process)}
        self.memory = max(self.memory, sum(sizes.values()))
        self.first = max(self.first, sizes.get(process, 0))
        with suppress(FileNotFoundError):
            self.log = max(self.log, log.stat().st_size / 1e6)
        self._of |= {each: _cpu(each) for each in sizes}
        self.cpu = sum(self._of.values())


def many_records(folder: Path, count: int, _turns: int) -> Table:
    """So many records of a kilobyte. The first sync is killed (-9) when half of them are rendered, and the
    next one goes on. Uses up `folder`."""
    lines = [
        "| records | first sync, s | of that CPU, s | peak of all processes, MiB | of the first, MiB "
        "| log, MB | store, MB | file read, s | one new post, s | of that CPU, s | its peak, MiB | load |",
        "|" + " ---: |" * 12,
    ]
    documents: list[str] = []
    for size in (_SMALL, count):
        own = folder / str(size)
        own.mkdir()
        lines.append(_row(own, size))
        print(lines[-1], file=sys.stderr, flush=True)
    with feedsvc_web(_store(own), own) as web:
        documents = list(_documents(web, count))
    return Table([f"**{count:,} records, the first sync killed half-way**", "", *lines, "", *documents])


def _row(folder: Path, size: int) -> str:
    records, log = folder / "posts.jsonl", folder / "store.db-wal"
    with records.open("w", encoding="utf-8") as file:
        file.writelines(map(_record, range(size)))
    command, watch = sync_command(records, _store(folder), "https://example.com/"), _Watch()
    wall = _sync(command, folder, watch, log, until=size // 2) if size > _SMALL else 0.0
    wall += _sync(command, folder, watch, log)
    began = time.perf_counter()
    with records.open("rb") as listing:
        hashlib.file_digest(listing, "sha256")
    read = time.perf_counter() - began
    best, new = float("inf"), _Watch()
    for number in range(_NEW):
        with records.open("a", encoding="utf-8") as file:
            file.write(_record(size + number))
        seen = _Watch()
        if (took := _sync(command, folder, seen, log, every=0.2)) < best:
            best, new = took, seen
    numbers = (
        f"{size:,}",
        f"{wall:.0f}",
        f"{watch.cpu:.0f}",
        f"{watch.memory:.0f}",
        f"{watch.first:.0f}",
        f"{watch.log:.0f}",
        f"{(folder / 'store.db').stat().st_size / 1e6:.0f}",
        f"{read:.2f}",
        f"{best:.2f}",
        f"{new.cpu:.2f}",
        f"{new.memory:.0f}",
        f"{os.getloadavg()[0]:.1f}",
    )
    return f"| {' | '.join(numbers)} |"


def _sync(
    command: Command, folder: Path, watch: _Watch, log: Path, *, until: int = 0, every: float = _EVERY
) -> float:
    """Seconds that the command took to its end, or until it was killed, so many records rendered. Raises
    `RuntimeError` where it fails, or ends before that."""
    began, looked = time.perf_counter(), 0.0
    with (folder / "said.txt").open("ab") as said:
        process = subprocess.Popen(command, cwd=folder, stdout=said, stderr=subprocess.STDOUT)
    try:
        while process.poll() is None:
            watch.look(process.pid, log)
            if until and time.perf_counter() - looked > 30 * _EVERY:
                looked = time.perf_counter()
                if _rendered(folder) >= until:
                    process.kill()
                    print(f"killed at {_rendered(folder):,} records", file=sys.stderr, flush=True)
                    break
            time.sleep(every)
    finally:
        process.kill()
        code = process.wait()
    if code != (-9 if until else 0):
        raise RuntimeError(f"{command}: exit code {code}\n{(folder / 'said.txt').read_text()[-2000:]}")
    return time.perf_counter() - began


def _rendered(folder: Path) -> int:
    """How many records a first sync has rendered and committed in parts."""
    if not (folder / "store.db").exists():
        return 0
    store = Store(_store(folder))
    try:
        status = first_sync_status(store)
    except NothingPublishedError:
        return 0
    finally:
        store.close()
    print(f"{datetime.now(UTC):%H:%M:%S} {status}", file=sys.stderr, flush=True)
    return status.done if status and status.step == "rendering" else 0


def _documents(web: Web, count: int) -> Iterator[str]:
    """How long the server takes for documents at each depth: asked for the first time, and again."""
    yield "| document | first, ms | again, ms | bytes |"
    yield "| --- | ---: | ---: | ---: |"
    last = max(map(int, re.findall(rb"example\.com/archive/(\d+)/", web.fetch("/atom.xml")[1])))
    newest = _FIRST + timedelta(minutes=15 * (count - 1))
    middle = _FIRST + timedelta(minutes=15 * (count // 2))
    archives = [f"/archive/{number}/atom.xml" for number in (1, last // 2, last)]
    months = [f"/{day:%Y/%m}/" for day in (_FIRST, middle, newest)]
    for path in ("/atom.xml", *archives, "/", *months, "/feeds/", "/sitemap.xml"):
        times = []
        for _ in range(2):
            began = time.perf_counter()
            _, body = web.fetch(path)
            times.append((time.perf_counter() - began) * 1000)
        yield f"| `{path}` | {times[0]:.1f} | {times[1]:.1f} | {len(body):,} |"


def _store(folder: Path) -> str:
    return f"sqlite:///{folder}/store.db"


def _record(number: int) -> str:
    record = {
        "id": f"post-{number}",
        "title": f"Post {number}",
        "date": (_FIRST + timedelta(minutes=15 * number)).isoformat(),
        "slug": f"post-{number}",
        "tags": Random(number).sample(TAGS, 3),
        "content": f"{_WORDS}Number {number}.",
    }
    return json.dumps(record) + "\n"


def _tree(process: int) -> Iterator[int]:
    yield process
    with suppress(OSError):
        for child in Path(f"/proc/{process}/task/{process}/children").read_text().split():
            yield from _tree(int(child))


def _memory(process: int) -> float:
    """The proportional set size in MiB; 0 for a process that has gone."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0


def _cpu(process: int) -> float:
    with suppress(OSError):
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0
