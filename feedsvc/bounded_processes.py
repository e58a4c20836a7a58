"""Processes that compute for this one, each job within a bound of time and memory.

No pattern tells what a converter takes for a text; a clock does. Who exceeds the bound is ended, with the one
job that it was at: the others go on elsewhere.
"""

from __future__ import annotations

import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from multiprocessing import connection
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

from feedsvc.errors import ProcessError
from feedsvc.processes import CHUNK, end_with_parent, process_context

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

K = TypeVar("K")
J = TypeVar("J")
R = TypeVar("R")
V = TypeVar("V")
# So many jobs of one call may take the whole time; then it is a tenth, so that a thousand end, too.
_PATIENCE = 5
_SHORTEST = 1.0  # seconds
_WAITING = 5  # times the bound, on a machine that has no time for the process


class Bounds(NamedTuple):
    """What one job may take: seconds of CPU, and megabytes beyond what a process has at its start."""

    seconds: float
    megabytes: int


class _Failed(NamedTuple):
    """In place of a result: why there is none."""

    reason: str


def spread_bounded(
    make_worker: Callable[[V], Callable[[J], R]],
    value: V,
    jobs: Iterable[tuple[K, J]],
    processes: int,
    bounds: Bounds,
    refused: Callable[[J, str], R],
    is_small: Callable[[J], bool],
) -> Iterator[tuple[K, R]]:
    """What a worker makes of each job, in their order, or what `refused` makes of one and the reason for
    which it was given up; what a job is known by stays in this process.

    With one process, jobs that are small are done in this one. Jobs are taken ahead, some for each process.
    """
    pool = _Pool(make_worker, value, bounds, processes)
    own = make_worker(value) if processes < 2 else None
    chunk = CHUNK if processes > 1 else 1
    keys: deque[tuple[K, J, int | None]] = deque()
    done: dict[int, Any] = {}
    remaining = iter(jobs)
    try:
        while some := list(islice(remaining, chunk)):
            for key, job in some:
                if own is not None and is_small(job):
                    keys.append((key, job, None))
                else:
                    keys.append((key, job, pool.add(job)))
            pool.work(done, until=2 * processes * chunk)
            yield from _ready(keys, done, own, refused)
        while keys:
            pool.work(done, until=0)
            yield from _ready(keys, done, own, refused)
    finally:
        pool.end()


def _ready(
    keys: deque[tuple[K, J, int | None]],
    done: dict[int, Any],
    own: Callable[[J], R] | None,
    refused: Callable[[J, str], R],
) -> Iterator[tuple[K, R]]:
    """The results that come next."""
    while keys and (keys[0][2] is None or keys[0][2] in done):
        key, job, number = keys.popleft()
        if number is None:
            assert own is not None
            yield key, own(job)
            continue
        result = done.pop(number)
        yield key, refused(job, result.reason) if isinstance(result, _Failed) else result


class _Pool(Generic[V]):
    """The processes, and the jobs that wait for one."""

    def __init__(self, make_worker: Callable[[V], Any], value: V, bounds: Bounds, processes: int) -> None:
        self._start = (make_worker, value, bounds.megabytes)
        self._bounds, self._most = bounds, max(1, processes)
        self._waiting: deque[tuple[int, Any]] = deque()
        self._processes: list[_Process] = []
        self._numbers = self._unfinished = self._ended = 0

    def add(self, job: Any) -> int:
        """The number by which the result of `job` will be known."""
        self._numbers += 1
        self._unfinished += 1
        self._waiting.append((self._numbers, job))
        return self._numbers

    def work(self, done: dict[int, Any], until: int) -> None:
        """Have jobs done until no more than so many are unfinished."""
        while self._unfinished > until:
            self._hand_out()
            busy = {process.connection: process for process in self._processes if process.jobs}
            ends = min(process.ends_at for process in busy.values())
            ready = connection.wait(list(busy), max(0.0, ends - time.monotonic()))
            for one in ready:
                self._receive(busy[one], done)  # type: ignore[index]
            for process in busy.values():
                if process.jobs and process.ends_at <= time.monotonic() and not process.is_waiting():
                    self._give_up(process, done, f"takes more than {process.seconds:g} seconds")

    def end(self) -> None:
        """End all processes."""
        for process in self._processes:
            process.end()

    def _hand_out(self) -> None:
        """Give jobs to processes that have none."""
        while self._waiting:
            free = next((process for process in self._processes if not process.jobs), None)
            if free is None:
                if len(self._processes) >= self._most:
                    return
                free = _Process(*self._start)
                self._processes.append(free)
            size = CHUNK if self._most > 1 else 1
            seconds = self._bounds.seconds
            if self._ended >= _PATIENCE:
                seconds = max(min(_SHORTEST, seconds), seconds / 10)
            free.give([self._waiting.popleft() for _ in range(min(size, len(self._waiting)))], seconds)

    def _receive(self, process: _Process, done: dict[int, Any]) -> None:
        try:
            result = process.connection.recv()
        except (EOFError, OSError):
            megabytes = self._bounds.megabytes
            self._give_up(process, done, f"takes more than {megabytes} MB, or ends the process")
            return
        if process.is_starting:
            process.begin()
            return
        number, _ = process.jobs.popleft()
        done[number] = result
        self._unfinished -= 1
        process.begin()

    def _give_up(self, process: _Process, done: dict[int, Any], reason: str) -> None:
        process.end()
        self._processes.remove(process)
        self._ended += 1
        if process.is_starting:
            raise ProcessError(f"a process that computes for this one cannot start: it {reason}")
        number, _ = process.jobs.popleft()
        done[number] = _Failed(reason)
        self._unfinished -= 1
        self._waiting.extendleft(reversed(process.jobs))
        process.jobs.clear()


class _Process:
    """A process, and the jobs that it has: it is at the first."""

    def __init__(self, make_worker: Callable[[Any], Any], value: Any, megabytes: int) -> None:
        context = process_context(make_worker.__module__)
        self.connection, theirs = context.Pipe()
        arguments = (theirs, make_worker, value, megabytes)
        self._process = context.Process(target=_run, args=arguments, daemon=True)  # type: ignore[attr-defined]
        self._process.start()
        theirs.close()
        self.jobs: deque[tuple[int, Any]] = deque()
        self.is_starting, self.seconds = True, 60.0
        self._began = time.monotonic()
        self._cpu = 0.0
        self.ends_at = self._began + self.seconds

    def give(self, jobs: list[tuple[int, Any]], seconds: float) -> None:
        self.jobs.extend(jobs)
        if not self.is_starting:
            self.seconds = seconds
        self._allowed = seconds
        self.connection.send([job for _, job in jobs])
        self._mark()

    def begin(self) -> None:
        """It is at another job now."""
        self.is_starting, self.seconds = False, self._allowed
        self._mark()

    def _mark(self) -> None:
        self._began, self._cpu = time.monotonic(), _cpu_seconds(self._process.pid)
        self.ends_at = self._began + self.seconds

    def is_waiting(self) -> bool:
        """Whether the time went by without the process having had it; then it gets more."""
        used, waited = _cpu_seconds(self._process.pid) - self._cpu, time.monotonic() - self._began
        if used < self.seconds and waited < _WAITING * self.seconds:
            self.ends_at = time.monotonic() + self.seconds - used
            return True
        return False

    def end(self) -> None:
        self._process.kill()
        self._process.join()
        # It closes itself when nothing holds it. To close it here would close another's descriptor where the
        # collector has been at it before: its finalizer does not note that it has closed.
        del self.connection


def _cpu_seconds(process: int | None) -> float:
    """Seconds of CPU that a process has taken; 0 where the system does not tell."""
    try:
        with open(f"/proc/{process}/stat", "rb") as file:  # noqa: PTH123 (a Path costs, twice for each post)
            fields = file.read().rpartition(b")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / 100


def _run(
    own: connection.Connection, make_worker: Callable[[Any], Callable[[Any], Any]], value: Any, megabytes: int
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()
    worker = make_worker(value)
    _bound_memory(megabytes)
    own.send(None)
    while True:
        for job in own.recv():
            try:
                result = worker(job)
            except MemoryError:
                result = _Failed(f"takes more than {megabytes} MB")
            own.send(result)


def _bound_memory(megabytes: int) -> None:
    """Let this process have so much more memory, where the system can count it."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        most = pages * resource.getpagesize() + megabytes * 1024 * 1024
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (most if hard < 0 else min(most, hard), hard))
    except (OSError, ValueError, AttributeError):
        return
