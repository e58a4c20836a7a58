"""A bar on a terminal for each step of a long work."""

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

from feedsvc import progress


class _Rate(ProgressColumn):
    """How many a second."""

    def render(self, task: Task) -> Text:
        rate = task.finished_speed or task.speed
        return Text("" if rate is None else f"{rate:,.0f}/s")


@contextmanager
def bars() -> Iterator[progress.Progress]:
    """Shows steps one after the other on standard error; they are gone at the end."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        steps: dict[str, TaskID] = {}

        def show(what: str, done: int, total: int) -> None:
            if what not in steps:
                steps[what] = shown.add_task(what, total=total or None)
            shown.update(steps[what], completed=done)

        yield show
