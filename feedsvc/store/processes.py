"""Processes that compute for this one: how they begin, and that they end with it."""

from __future__ import annotations

import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import connection, get_context, parent_process
from multiprocessing.context import BaseContext
from typing import TypeVar

J = TypeVar("J")
R = TypeVar("R")
V = TypeVar("V")
CHUNK = 16
# Below this, starting processes costs more than it saves.
WORTH_PROCESSES = 200


def spread(
    work: Callable[[list[J]], list[R]],
    jobs: Iterable[J],
    processes: int,
    set_up: Callable[[V], None],
    value: V,
) -> Iterator[R]:
    """What `work` makes of the jobs, in their order; some are taken ahead. Each process calls `set_up` with
    `value` first, and ends with this one."""
    with ProcessPoolExecutor(processes, process_context(), _begin, (set_up, value)) as pool:
        pending: deque[Future[list[R]]] = deque()
        remaining = iter(jobs)
        while chunk := list(islice(remaining, CHUNK)):
            pending.append(pool.submit(work, chunk))
            if len(pending) > 2 * processes:
                yield from pending.popleft().result()
        while pending:
            yield from pending.popleft().result()


def _begin(set_up: Callable[[V], None], value: V) -> None:
    set_up(value)
    end_with_parent()


def process_context() -> BaseContext:
    """How to start processes that compute. A fork has everything imported already; but beside other threads
    it may take along a lock that one of them holds."""
    alone = sys.platform == "linux" and threading.active_count() == 1
    return get_context("fork" if alone else "spawn")


def end_with_parent() -> None:
    """Called in a process so started: end it when its parent ends, however that ends."""
    threading.Thread(target=_await_parent, daemon=True).start()


def _await_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
