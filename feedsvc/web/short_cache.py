"""Results remembered for what clients send again and again, and not for what fills memory."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

R = TypeVar("R")
T = TypeVar("T", str, str | None)
MOST = 1024
LONGEST = 256  # characters; readers' header fields have some dozens


def short_cache(function: Callable[[T], R]) -> Callable[[T], R]:
    """`function`, with its latest `MOST` results remembered; for a longer argument it is called each time."""
    remembered = lru_cache(maxsize=MOST)(function)

    @wraps(function)
    def call(value: T) -> R:
        return remembered(value) if value is None or len(value) <= LONGEST else function(value)

    return call
