"""Processes that compute for this one: how they begin, and that they end with it."""

from __future__ import annotations

import os
import sys
import threading
from multiprocessing import connection, get_context, parent_process
from multiprocessing.context import BaseContext


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
