"""Saying how far a long step is: a bar on a terminal, a line elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from feedsvc.store.report import Progress as Report


class _Rate(ProgressColumn):
    """How many a second."""

    def render(self, task: Task) -> Text:
        rate = task.finished_speed or task.speed
        return Text("" if rate is None else f"{rate:,.0f}/s")


# A shorter step is over before its line is read.
WORTH_A_LINE = 500


@contextmanager
def progress(console: Console) -> Iterator[Report]:
    """Shows steps one after the other on `console`."""
    if not console.is_terminal:
        yield _Lines(console).show
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bars:
        steps: dict[str, TaskID] = {}

        def show(what: str, done: int, total: int) -> None:
            if what not in steps:
                steps[what] = bars.add_task(what, total=total)
            bars.update(steps[what], completed=done)

        yield show


class _Lines:
    """One line for each step, when it begins."""

    def __init__(self, console: Console) -> None:
        self._console, self._step = console, ""

    def show(self, what: str, _done: int, total: int) -> None:
        if what != self._step:
            self._step = what
            if total >= WORTH_A_LINE:
                self._console.print(f"feedsvc: {what} {total}", markup=False)
