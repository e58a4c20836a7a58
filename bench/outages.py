"""Posts published for two minutes by a worker with a standby, over PostgreSQL and two web processes, while
the worker, a web process and PostgreSQL are killed, frozen and restarted once each."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from importlib import import_module
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any

from bench.outage_readers import Faults, Reader, Visitor, Walker
from bench.scale import Table

SECONDS = 120.0
POLL_SECONDS = 0.3
_BEFORE = 45  # posts that are there at the beginning
_FROZEN = {"worker": 9.0, "web": 3.0, "PostgreSQL": 5.0}
_TESTS = Path(__file__).parents[1] / "tests"
_URL = "https://example.com/"
_FIRST = datetime(2020, 1, 1, tzinfo=UTC)


class _Process:
    """feedsvc in a process of its own, which is begun again after its end."""

    def __init__(self, folder: Path, port: int, *arguments: str, **environment: str) -> None:
        self.port, self._folder, self._arguments, self._environment = port, folder, arguments, environment
        self.begin()

    def begin(self) -> None:
        with (self._folder / f"{self.port}.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "feedsvc", *self._arguments],
                cwd=self._folder,
                env=os.environ | self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def send(self, number: signal.Signals) -> None:
        """To it and the processes that it has begun."""
        os.killpg(self.process.pid, number)

    def end(self, number: signal.Signals) -> None:
        self.send(number)
        self.process.wait(60)

    def asked(self, path: str) -> str:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            connection.request("GET", path)
            return connection.getresponse().read().decode()
        except OSError:
            return ""
        finally:
            connection.close()


class _Site:
    """The processes, and what is the matter with them."""

    def __init__(self, folder: Path) -> None:
        self.database: Any = import_module("own_postgresql").PostgreSQL()
        free_port: Callable[[], int] = import_module("server").free_port
        self.posts, self.outage = folder / "posts", ""
        self.posts.mkdir()
        self.written: dict[str, float] = {}
        for _ in range(_BEFORE):
            self.write()
        common = ("--store", self.database.url, "--url", _URL)
        self.workers = []
        for _ in range(2):
            port = free_port()
            variables = {"FEEDSVC_SYNC__METRICS_PORT": str(port)}
            self.workers.append(_Process(folder, port, "sync", "--watch", "posts", *common, **variables))
        self.webs = []
        _await(lambda: self.leader() is not None, "no worker leads")
        for _ in range(2):
            port = free_port()
            self.webs.append(_Process(folder, port, "web", *common[:2], "--port", str(port)))
        _await(self.is_well, "it does not begin")

    def write(self) -> None:
        number = len(self.written)
        title, date = f"Post {number:04}", (_FIRST + timedelta(hours=number)).isoformat()
        part = self.posts / ".part"
        part.write_text(f"---\ntitle: {title}\ndate: {date}\ntags: [a, b]\n---\nText {number}.\n", "utf-8")
        self.written[title] = time.monotonic()
        part.rename(self.posts / f"{number:04}.md")

    def leader(self) -> _Process | None:
        return next((one for one in self.workers if "\nfeedsvc_leader 1\n" in one.asked("/metrics")), None)

    def is_well(self) -> bool:
        """Whether a worker leads, and both web processes can see the newest."""
        return self.leader() is not None and all(
            one.asked("/readyz").startswith("ready") for one in self.webs
        )

    def suffer(self, who: str, what: str, random: Random) -> str:
        """One outage, to the moment when all is well again; a line about it."""
        began, self.outage = time.monotonic(), f"{who} {what}"
        one = self.database if who == "PostgreSQL" else self.leader() if who == "worker" else None
        one = one or random.choice(self.webs if who == "web" else self.workers)
        if what == "frozen" and who == "PostgreSQL":
            with one.frozen():
                time.sleep(_FROZEN[who])
        elif what == "frozen":
            one.send(signal.SIGSTOP)
            time.sleep(_FROZEN[who])
            one.send(signal.SIGCONT)
        elif who == "PostgreSQL":
            one.kill() if what == "killed" else one.shut_down()
            one.restart()
        else:
            one.end(signal.SIGKILL if what == "killed" else signal.SIGTERM)
            one.begin()
        _await(self.is_well, f"not well again after {self.outage}")
        time.sleep(0.5)  # an answer may still be under way
        self.outage = ""
        return f"{who} {what}: {time.monotonic() - began:.1f} s"

    def stop(self) -> None:
        for one in (*self.webs, *self.workers):
            if one.process.poll() is None:
                one.end(signal.SIGTERM)
        self.database.stop()


def outages(folder: Path, _count: int, _turns: int) -> Table:
    """What readers of both web processes, and one that goes from one to the other, saw."""
    sys.path.append(str(_TESTS))
    random, site, faults, stop = Random(18), _Site(folder), Faults(), threading.Event()
    ports = [one.port for one in site.webs]
    told: list[str] = []

    def outage() -> str:
        return site.outage

    readers = [
        Reader(f"{path} of {name}", some, path, outage, faults, stop, POLL_SECONDS)
        for path in ("feed.json", "atom.xml")
        for name, some in (("the first", ports[:1]), ("the second", ports[1:]), ("both", ports))
    ]

    def published() -> set[str]:
        return set.intersection(*(set(reader.seen) for reader in readers))

    walker = Walker(ports, published, outage, faults, stop)
    try:
        for thread in (*readers, walker, Visitor(ports, outage, faults, stop)):
            thread.start()
        end = time.monotonic() + SECONDS
        plan = [
            (who, what)
            for who in ("worker", "web", "PostgreSQL")
            for what in ("killed", "frozen", "restarted")
        ]
        random.shuffle(plan)

        def fail() -> None:
            for number, (who, what) in enumerate(plan):
                left = end - time.monotonic() - 3
                stop.wait(max(0.5, random.uniform(0.2, 0.6) * left / (len(plan) - number)))
                told.append(site.suffer(who, what, random))
                print(told[-1], file=sys.stderr, flush=True)

        failing = threading.Thread(target=fail, name="outages")
        failing.start()
        while time.monotonic() < end or failing.is_alive():
            time.sleep(random.uniform(0.1, 1.5))
            site.write()
        _await(lambda: set(site.written) <= published(), "a reader never saw all posts", 120)
    finally:
        stop.set()
        site.stop()
    return Table(_lines(site, readers, walker, faults, told))


def _lines(site: _Site, readers: list[Reader], walker: Walker, faults: Faults, told: list[str]) -> list[str]:
    late = sorted(
        reader.seen[title] - when
        for reader in readers
        for title, when in list(site.written.items())[_BEFORE:]
    )
    unseen = sum(len(site.written.keys() - reader.seen.keys()) for reader in readers)
    return [
        f"**{len(site.written)} posts, {len(readers)} readers, {len(told)} outages ({'; '.join(told)})**",
        "",
        "| | |",
        "| --- | --- |",
        f"| answers | {faults.answers:,} |",
        f"| posts that a reader did not see | {unseen} |",
        f"| posts seen twice | {len(faults.twice)} {faults.twice[:3]} |",
        f"| validators that went back | {len(faults.validators_back)} {faults.validators_back[:3]} |",
        f"| walks over both processes, given up, with a post lost | {walker.walks:,}, {walker.given_up}, "
        f"{len(faults.lost_walks)} {faults.lost_walks[:3]} |",
        f"| answers 5xx, by what was the matter | {dict(faults.server_errors)} |",
        f"| connections refused or broken, by what was the matter | {dict(faults.no_answers)} |",
        f"| from a post's file to a reader, s (median, 90 %, longest) | {median(late):.2f}, "
        f"{quantiles(late, n=10)[-1]:.2f}, {late[-1]:.2f} |",
    ]


def _await(holds: Callable[[], bool], otherwise: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise RuntimeError(otherwise)
        time.sleep(0.05)
