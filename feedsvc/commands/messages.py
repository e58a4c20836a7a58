"""What a command tells people, on standard error: lines, and how far a long step is."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Literal

import click

from feedsvc.commands.summary import summary
from feedsvc.errors import without_password
from feedsvc.progress import Progress, silent

# A shorter step is over before its line is read.
WORTH_A_LINE = 500

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
    """How far a step is: a bar on a terminal, a line elsewhere."""
    if level == "quiet":
        return nullcontext(silent)
    if sys.stderr is None or not sys.stderr.isatty():
        return nullcontext(_Lines().show)
    # Here, because what draws the bars takes 20 ms to import, and a job without a terminal needs none.
    from feedsvc.commands.bars import bars

    return bars()


class _Lines:
    """One line for each step, when it begins."""

    def __init__(self) -> None:
        self._step = ""

    def show(self, what: str, _done: int, total: int) -> None:
        if what != self._step:
            self._step = what
            if total >= WORTH_A_LINE:
                say(f"{what} {total}")
