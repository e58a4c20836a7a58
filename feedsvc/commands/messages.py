"""What a command tells people, on standard error: lines, and how far a long step is."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext

import click

from feedsvc.progress import Progress

# A shorter step is over before its line is read.
WORTH_A_LINE = 500


def say(line: str) -> None:
    """A line for people."""
    click.echo(f"feedsvc: {line}", err=True)


def progress() -> AbstractContextManager[Progress]:
    """How far a step is: a bar on a terminal, a line elsewhere."""
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
