"""Commands measured as whole processes, in turns, so that a busy machine is unfair to none of them."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True, slots=True)
class Run:
    """What one process took, its children included: seconds of wall clock and of CPU, peak RSS in MiB."""

    wall: float
    cpu: float
    peak: float


@dataclass(frozen=True, slots=True)
class Side:
    """One of the commands compared; `prepare` comes before each run and is not measured."""

    name: str
    command: Sequence[str | Path]
    prepare: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The runs of each side, in the order in which the sides took turns."""

    title: str
    runs: dict[str, list[Run]]

    def table(self) -> str:
        """Medians as a Markdown table; ratios are to the last side, of wall clock also turn by turn."""
        lines = [
            f"**{self.title}**",
            "",
            "| | wall clock, s (lowest to highest) | ratio (turn by turn) | CPU, s | ratio | peak RSS, MiB |",
            "| --- | ---: | ---: | ---: | ---: | ---: |",
        ]
        last = list(self.runs.values())[-1]
        last_wall, last_cpu = median(run.wall for run in last), median(run.cpu for run in last)
        for name, runs in self.runs.items():
            walls = [run.wall for run in runs]
            wall, cpu = median(walls), median(run.cpu for run in runs)
            turns = [run.wall / other.wall for run, other in zip(runs, last, strict=True)]
            lines.append(
                f"| {name} | {spread(walls)} "
                f"| {wall / last_wall:.2f} ({min(turns):.2f} to {max(turns):.2f}) "
                f"| {cpu:.2f} | {cpu / last_cpu:.2f} | {median(run.peak for run in runs):.0f} |"
            )
        return "\n".join(lines)


def spread(values: Sequence[float], form: str = ".2f") -> str:
    """The median, and in brackets the lowest and the highest, each in this format."""
    return f"{median(values):{form}} ({min(values):{form}} to {max(values):{form}})"


def compare(title: str, sides: Sequence[Side], turns: int, folder: Path) -> Comparison:
    """Run each side once a turn. What the commands say goes to `folder`. Raises `RuntimeError`."""
    runs: dict[str, list[Run]] = {side.name: [] for side in sides}
    for _ in range(turns):
        for side in sides:
            side.prepare()
            runs[side.name].append(measure(side.command, folder))
    return Comparison(title, runs)


def set_aside(*paths: Path) -> None:
    """Move what an earlier run made out of its site's folder. Deleting it would slow the next run down: where
    thousands of files just went, ext4 takes long, for minutes, to make others."""
    for path in filter(Path.exists, paths):
        aside = path.parents[1] / "aside"
        aside.mkdir(exist_ok=True)
        path.rename(aside / f"{path.parent.name}-{len(list(aside.iterdir()))}")


def measure(command: Sequence[str | Path], folder: Path) -> Run:
    """Run `command` in `folder` to its end. Raises `RuntimeError` with what it said when it fails."""
    log = folder / "said.txt"
    with log.open("wb") as said:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT
        )
        # Not Popen.wait: wait4 alone tells what this process and its children took.
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        said_last = log.read_text("utf-8", "replace")[-2000:]
        raise RuntimeError(f"{' '.join(map(str, command))}: exit code {process.returncode}\n{said_last}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
