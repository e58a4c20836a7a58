"""Load while a new revision lands every second: how long requests take, and how old an answer can be."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

from bench.feed_of_60_kb import COUNT, URL, publish
from bench.feedsvc_site import body_of, sync_command
from bench.web_servers import CONNECTIONS, Load, Web, feedsvc_web, started
from feedsvc.publish.publisher import Publisher
from feedsvc.store.catalog import snapshot
from feedsvc.store.store import Store

SECONDS = 30
_EDIT = re.compile(rb"Edit number (\d+)\.")


@dataclass(frozen=True, slots=True)
class Revisions:
    """The loads without and with revisions, and of the latter each revision's stale answers: for how many
    seconds after it landed an answer was still the one before."""

    quiet: Load
    busy: Load
    stale: list[float]

    def table(self) -> str:
        lines = [
            f"**wrk with {CONNECTIONS} connections, gzip, {SECONDS} s each**",
            "",
            "| | requests/s | 50 %, ms | 99 %, ms | errors | revisions | stale for, s (median, longest) |",
            "| --- | ---: | ---: | ---: | --- | ---: | ---: |",
        ]
        stale_for = f"{median(self.stale):.2f}, {max(self.stale):.2f}"
        for name, load, count, stale in (
            ("nothing new", self.quiet, 0, ""),
            ("an edit every second", self.busy, len(self.stale), stale_for),
        ):
            lines.append(
                f"| {name} | {load.rate:,.0f} | {load.p50:.2f} | {load.p99:.2f} "
                f"| {load.errors or 'none'} | {count} | {stale} |"
            )
        return "\n".join(lines)


def revisions(folder: Path, _count: int, _turns: int) -> Revisions:
    """Load `feedsvc web` while `feedsvc sync --watch` publishes an edit every second. Uses up `folder`."""
    store, _ = publish(folder)
    fields = ["Accept-Encoding: gzip"]
    with feedsvc_web(store, folder) as web:
        web.load(2, fields)
        quiet = web.load(SECONDS, fields)
        watch = [*sync_command(folder / "posts", store, URL), "--watch"]
        with (
            started(watch, folder, folder / "said-watching.txt"),
            _edits(folder / "posts"),
            ThreadPoolExecutor() as pool,
        ):
            busy = pool.submit(web.load, SECONDS, fields)
            landed, answers = _watched(web, store, busy.done)
    return Revisions(quiet, busy.result(), _stale(landed, answers))


@contextmanager
def _edits(posts: Path) -> Iterator[None]:
    """Edit the newest post once a second."""
    stop, post = threading.Event(), posts / f"post-{COUNT - 1}.md"
    text = post.read_text("utf-8")

    def edit() -> None:
        number = 0
        while not stop.wait(1):
            number += 1
            post.write_text(f"{text}\nEdit number {number}.\n", "utf-8")

    editor = threading.Thread(target=edit)
    editor.start()
    try:
        yield
    finally:
        stop.set()
        editor.join()


Moments = list[tuple[float, int]]


def _watched(web: Web, store: str, is_done: Callable[[], bool]) -> tuple[Moments, Moments]:
    """When each edit was in the store at the latest look without it, and what each answer had when asked."""
    publisher = Publisher(Store(store))
    connection = HTTPConnection("127.0.0.1", web.port, timeout=10)
    landed: Moments = []
    answers: Moments = []
    revision, looked = 0, time.monotonic()
    while not is_done():
        now = time.monotonic()
        with snapshot(publisher.store) as catalog:
            found = catalog.revision()
        if found != revision:
            revision = found
            landed.append((looked, _edit(body_of(publisher, "atom.xml"))))
        looked = now
        asked = time.monotonic()
        connection.request("GET", "/atom.xml")
        answers.append((asked, _edit(connection.getresponse().read())))
        time.sleep(0.005)
    return landed, answers


def _edit(body: bytes) -> int:
    found = _EDIT.search(body)
    return int(found[1]) if found else 0


def _stale(landed: Moments, answers: Moments) -> list[float]:
    return [
        max((asked - moment for asked, shown in answers if shown < edit), default=0.0)
        for moment, edit in landed
        if edit
    ]
