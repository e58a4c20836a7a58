"""What a command tells people, on standard error: lines, and how far a long step is."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from typing import Literal

import click

from feedsvc.commands.summary import summary
from feedsvc.errors import without_password
from feedsvc.progress import Progress, silent

# A shorter step is over before its line is read.
WORTH_A_LINE = 500
TOLD_SECONDS = 30  # between two lines of one step

# How much this process tells, as its options say.
level: Literal["quiet", "usual", "verbose"] = "usual"


def say(line: str) -> None:
    """A line for people."""
    if level != "quiet":
        click.echo(f"feedsvc: {line}", err=True)


def say_error(error: object) -> None:
    """What went wrong, told even by a quiet process; it shows no password."""
    click.echo(f"feedsvc: error: {without_password(str(error))}", err=True)


def say_all(lines: Sequence[str], beginning: str = "") -> None:
    """Lines about places, all of them in a verbose process, else one for each kind."""
    for line in shortened(lines):
        say(beginning + line)


def shortened(lines: Sequence[str]) -> Sequence[str]:
    """Lines about places: all of them in a verbose process, else one for each kind."""
    return lines if level == "verbose" else summary(lines)


def progress() -> AbstractContextManager[Progress]:
    """How far a step is: a bar on a terminal, lines elsewhere."""
    if level == "quiet":
        return nullcontext(silent)
    if sys.stderr is None or not sys.stderr.isatty():
        return nullcontext(Lines().show)
    # Here, because what draws the bars takes 20 ms to import, and a job without a terminal needs none.
    from feedsvc.commands.bars import bars

    return bars()


class Lines:
    """A line when a step begins that is worth one, and then now and then: how far it is, how fast, and how
    long the rest will take. `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._step = clock, ""
        self._began = self._told = 0.0

    def show(self, what: str, done: int, total: int) -> None:
        now = self._clock()
        if what != self._step:
            self._step, self._began, self._told = what, now, now
            if total >= WORTH_A_LINE:
                say(f"{what} {total}")
        elif now - self._told >= TOLD_SECONDS:
            self._told = now
            rate = done / (now - self._began)
            say(f"{what} {done}{_of(done, total, rate)}")


def _of(done: int, total: int, rate: float) -> str:
    """The rest of a line, which says nothing of a rest that nobody knows."""
    if not total or not rate:
        return f", {rate:.0f} a second"
    left = timedelta(seconds=round((total - done) / rate))
    return f" of {total}, {rate:.0f} a second, about {left} left"
