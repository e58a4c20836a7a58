"""How tests wait for another process or thread: until it is so, however busy the machine is."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
# Ends what would never end; no test takes a fraction of it where nothing is broken.
PATIENCE = 180.0  # seconds


def eventually(look: Callable[[], T], told: Callable[[], object] = lambda: "") -> T:
    """Look again and again until what is seen is true; gives that. `told` is said of what never was."""
    end = time.monotonic() + PATIENCE
    while not (seen := look()):
        assert time.monotonic() < end, told() or f"never true: {seen!r}"
        time.sleep(0.02)
    return seen
