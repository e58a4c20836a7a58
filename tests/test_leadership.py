"""Several processes that sync into one PostgreSQL: one does, and another takes over from it."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from conftest import URL, Site
from server import stop
from waiting import eventually

STANDS_BY, SYNCS = "stands by", "this process syncs"
# Nobody is silent for so long because the machine is busy.
PATIENT = """
from feedsvc.store import leadership
leadership.SILENT_SECONDS = 12
from feedsvc.cli import main
main()
"""


class Worker:
    """`feedsvc sync --watch` in a process of its own."""

    def __init__(self, site: Site, log: Path) -> None:
        self._log = log
        command = [sys.executable, "-c", PATIENT, "sync", "--watch", str(site.posts), "--url", URL]
        with log.open("wb") as said:
            self.process = subprocess.Popen([*command, "--store", site.store_url], stderr=said)

    def awaits(self, words: str) -> None:
        eventually(lambda: words in self.said() or self.process.poll() is not None, self.said)
        assert words in self.said(), self.said()

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
        stop(worker.process)


def published(site: Site, title: str) -> None:
    eventually(lambda: title in site.titles(), lambda: title)


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
