"""From a commit to the last of two web processes' new answer: over PostgreSQL, which tells of commits, and
over SQLite, where looking is all."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from importlib import import_module
from pathlib import Path
from statistics import median, quantiles

from bench.scale import Table
from bench.web_servers import feedsvc_web
from feedsvc.configuration import load
from feedsvc.sources import open_source
from feedsvc.store.store import Store
from feedsvc.sync.sync import sync

COMMITS = 200
_PAUSE = 0.25  # seconds between two of them
_TESTS = Path(__file__).parents[1] / "tests"


def commits(folder: Path, _count: int, _turns: int) -> Table:
    """Commit `COMMITS` posts, one after the other, while both processes are asked all the time."""
    sys.path.append(str(_TESTS))
    lines = [
        f"**From a commit to the last of two processes, {COMMITS} commits, ms**",
        "",
        "| store | | median | 90 % | 99 % | longest |",
        "| --- | --- | ---: | ---: | ---: | ---: |",
    ]
    database = import_module("own_postgresql").PostgreSQL()
    try:
        for name, url in (("PostgreSQL", database.url), ("SQLite", f"sqlite:///{folder}/feedsvc.db")):
            own = folder / name
            own.mkdir()
            lines += _rows(name, own, url)
    finally:
        database.stop()
    return Table(lines)


def _rows(name: str, folder: Path, url: str) -> Iterator[str]:
    store = Store(url)
    settings = load(None, site={"url": "https://example.com/"})
    posts, first = folder / "posts", datetime(2020, 1, 1, tzinfo=UTC)
    posts.mkdir()

    def commit(number: int) -> float:
        """Publish a post; when it was committed (by the monotonic clock)."""
        date = (first + timedelta(hours=number)).isoformat()
        text = f"---\ntitle: Post {number}\ndate: {date}\n---\nText {number}.\n"
        (posts / f"{number}.md").write_text(text, "utf-8")
        source = open_source(posts, settings.source)
        sync(source, store, settings, now=datetime.now(UTC))
        return time.monotonic()

    commit(0)
    seen = [_Seen(), _Seen()]
    with feedsvc_web(url, folder) as one, feedsvc_web(url, folder) as other:
        for web, what in ((one, seen[0]), (other, seen[1])):
            threading.Thread(target=what.follow, args=(web.port,), daemon=True).start()
        committed = []
        for number in range(1, COMMITS + 1):
            time.sleep(_PAUSE)
            committed.append((number, commit(number)))
        for what in seen:
            what.wait(COMMITS)
        for what in seen:
            what.stop.set()
    store.close()
    answers = [max(what.posts[number] for what in seen) - at for number, at in committed]
    yield f"| {name} | its new answer | {_spread(answers)} |"
    gaps = [max(what.slowest(at) for what in seen) for _, at in committed]
    yield f"| | longest request meanwhile | {_spread(gaps)} |"


class _Seen:
    """What a process answered: when each post was first in its feed, and how long its answers took."""

    def __init__(self) -> None:
        self.posts: dict[int, float] = {}
        self.stop = threading.Event()
        self._requests: list[tuple[float, float]] = []

    def follow(self, port: int) -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        tag = ""
        while not self.stop.is_set():
            asked = time.monotonic()
            connection.request("GET", "/feed.json", headers={"If-None-Match": tag} if tag else {})
            response = connection.getresponse()
            body = response.read()
            now = time.monotonic()
            self._requests.append((asked, now))
            if response.status == 200:
                tag = response.getheader("ETag") or ""
                number = int(body.partition(b"Text ")[2].partition(b".")[0])
                for shown in range(number, -1, -1):
                    if self.posts.setdefault(shown, now) != now:
                        break
            time.sleep(0.002)

    def wait(self, number: int) -> None:
        end = time.monotonic() + 60
        while number not in self.posts:
            if time.monotonic() > end:
                raise RuntimeError(f"post {number} was never answered")
            time.sleep(0.01)

    def slowest(self, at: float) -> float:
        """The longest request that began within half a second of a moment."""
        return max((end - asked for asked, end in self._requests if at - 0.5 < asked < at + 0.5), default=0)


def _spread(seconds: list[float]) -> str:
    parts = quantiles(seconds, n=100)
    numbers = (median(seconds), parts[89], parts[98], max(seconds))
    return " | ".join(f"{max(0.0, 1000 * number):.0f}" for number in numbers)
