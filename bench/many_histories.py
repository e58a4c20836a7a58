"""Thousands of edits of random blogs, and how many of these broke a promise to a reader."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from bench.histories.history import BrokenPromiseError, History

SEEDS = 50
STEPS = 100


@dataclass(slots=True)
class Histories:
    """How many histories, of how many edits and publications together, and in how many what was broken."""

    histories: int = 0
    steps: int = 0
    publications: int = 0
    broken: Counter[str] = field(default_factory=Counter)
    seconds: float = 0

    def table(self) -> str:
        told = "; ".join(f"{kind}: {times}" for kind, times in self.broken.most_common()) or "none"
        return (
            "**Histories of random edits**\n\n| histories | edits | publications | seconds | broken |\n"
            "| ---: | ---: | ---: | ---: | --- |\n"
            f"| {self.histories} | {self.steps:,} | {self.publications:,} | {self.seconds:.0f} | {told} |"
        )


def histories(folder: Path, _count: int, _turns: int) -> Histories:
    """Live through `SEEDS` histories of `STEPS` edits each; print what breaks, and go on with the next."""
    found, start = Histories(), time.monotonic()
    for seed in range(SEEDS):
        own = folder / str(seed)
        own.mkdir()
        history = History(own, seed)
        try:
            history.live(STEPS)
        except BrokenPromiseError as error:
            found.broken[error.kind] += 1
            print(f"seed {seed}, edit {history.steps}: {error}", flush=True)
        found.histories += 1
        found.steps += history.steps
        found.publications += history.publications
    found.seconds = time.monotonic() - start
    return found
