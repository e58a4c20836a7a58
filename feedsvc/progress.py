"""How far a long step is, told to whoever shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")
_EACH = 1000

# What is being done, how many are done, of how many (0 where nobody knows).
Progress = Callable[[str, int, int], None]


def silent(_step: str, _done: int, _total: int) -> None:
    """Tells nobody."""


def told(values: Iterable[T], step: str, progress: Progress) -> Iterator[T]:
    """The values, of which each thousandth is told as they come."""
    for done, value in enumerate(values, 1):
        if done % _EACH == 0:
            progress(step, done, 0)
        yield value
