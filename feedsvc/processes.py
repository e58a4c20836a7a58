"""Processes that compute for this one: how they begin, what they are given, and that they end with it."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import connection, get_context, parent_process
from multiprocessing.context import BaseContext
from typing import Any, TypeVar

from feedsvc.errors import ProcessError

K = TypeVar("K")
J = TypeVar("J")
R = TypeVar("R")
V = TypeVar("V")
CHUNK = 16
# Below this, starting processes costs more than it saves.
WORTH_PROCESSES = 200


def processes_for(jobs: int, wanted: int | None, worth: int = WORTH_PROCESSES) -> int:
    """How many processes to use for so many jobs: as many as `wanted` (else one for each processor that this
    process may use), but one alone for fewer jobs than are `worth` several."""
    return (wanted or _processors()) if jobs >= worth else 1


def _processors() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def spread(
    make_worker: Callable[[V], Callable[[J], R]],
    value: V,
    jobs: Iterable[tuple[K, J]],
    processes: int,
    chunk: int = CHUNK,
) -> Iterator[tuple[K, R]]:
    """What a worker makes of each job, in their order; what a job is known by stays in this process.

    Each process makes its worker of `value` once, and ends with this one. With one process that is this one,
    and the next job is taken when the one before is done; with more, some are taken ahead. Raises
    `ProcessError` when a process was killed, and what the workers raise.
    """
    if processes < 2:
        work = make_worker(value)
        yield from ((key, work(job)) for key, job in jobs)
        return
    pool = ProcessPoolExecutor(processes, process_context(), _begin, (make_worker, value))
    try:
        pending: deque[tuple[list[K], Future[list[R]]]] = deque()
        remaining = iter(jobs)
        while some := list(islice(remaining, chunk)):
            pending.append(([key for key, _ in some], pool.submit(_work, [job for _, job in some])))
            if len(pending) > 2 * processes:
                yield from _done(*pending.popleft())
        while pending:
            yield from _done(*pending.popleft())
    except BrokenProcessPool:
        raise ProcessError("a process that computed for this one was killed; try fewer (--jobs 1)") from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _done(keys: list[K], future: Future[list[R]]) -> Iterator[tuple[K, R]]:
    return zip(keys, future.result(), strict=True)


_worker: Callable[[Any], Any]  # of a process that computes


def _begin(make_worker: Callable[[V], Callable[[J], R]], value: V) -> None:
    global _worker  # noqa: PLW0603 (the one way to keep something in such a process)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()
    _worker = make_worker(value)


def _work(jobs: list[Any]) -> list[Any]:
    return [_worker(job) for job in jobs]


def process_context(module: str | None = None) -> BaseContext:
    """How to start processes that compute. A fork has everything imported already; but beside other threads
    it may take along a lock that one of them holds. Then a process without threads, which has imported
    `module`, is started once, and forks."""
    if sys.platform == "win32":
        return get_context("spawn")
    if sys.platform == "linux" and len(os.listdir("/proc/self/task")) == 1:  # noqa: PTH208 (names alone)
        return get_context("fork")
    context = get_context("forkserver")
    if module is not None:
        context.set_forkserver_preload([module])
    return context


def end_with_parent() -> None:
    """Called in a process so started: end it when its parent ends, however that ends."""
    threading.Thread(target=_await_parent, daemon=True).start()


def _await_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
