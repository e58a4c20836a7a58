"""Several processes that sync into one PostgreSQL: one does, and another takes over from it."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from conftest import URL, Site

STANDS_BY, SYNCS = "stands by", "this process syncs"


class Worker:
    """`feedsvc sync --watch` in a process of its own."""

    def __init__(self, site: Site, log: Path) -> None:
        self._log = log
        command = [sys.executable, "-m", "feedsvc", "sync", "--watch", str(site.posts), "--url", URL]
        with log.open("wb") as said:
            self.process = subprocess.Popen([*command, "--store", site.store_url], stderr=said)

    def awaits(self, words: str, seconds: float = 40) -> None:
        end = time.monotonic() + seconds
        while words not in self.said():
            assert time.monotonic() < end, self.said()
            assert self.process.poll() is None, self.said()
            time.sleep(0.05)

    def said(self) -> str:
        return self._log.read_text()

    def signal(self, number: int) -> None:
        self.process.send_signal(number)


@contextmanager
def working(site: Site, log: Path) -> Iterator[Worker]:
    worker = Worker(site, log)
    try:
        yield worker
    finally:
        worker.signal(signal.SIGCONT)
        worker.process.terminate()
        worker.process.wait(timeout=30)


def published(site: Site, title: str) -> None:
    for _ in range(800):
        if title in site.titles():
            return
        time.sleep(0.05)
    raise TimeoutError(title)


@pytest.mark.slow
def test_another_takes_over_from_a_worker_that_dies_or_freezes(
    make_site: Callable[..., Site], postgresql: str, tmp_path: Path
) -> None:
    site = make_site(store_url=postgresql)
    site.fill(3)
    with ExitStack() as stack:
        first = stack.enter_context(working(site, tmp_path / "first"))
        first.awaits("revision 1")
        second = stack.enter_context(working(site, tmp_path / "second"))
        second.awaits(STANDS_BY)
        site.write("a.md", title="While the first works", date="2026-01-01")
        published(site, "While the first works")
        assert "1 new" not in second.said()
        first.signal(signal.SIGSTOP)
        second.awaits(SYNCS)
        site.write("b.md", title="While it is frozen", date="2026-01-02")
        published(site, "While it is frozen")
        first.signal(signal.SIGCONT)
        first.awaits(STANDS_BY)
        second.signal(signal.SIGKILL)
        second.process.wait()
        site.write("c.md", title="When the second is dead", date="2026-01-03")
        published(site, "When the second is dead")
    assert len(site.walk()) == 6
    assert len({item["id"] for item in site.walk()}) == 6
