"""Exports killed at random moments, each followed by a check of the whole tree by a reader that knows nothing
of feedsvc, in a process of its own."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from filecmp import cmp
from pathlib import Path
from random import Random

from bench.export_posts import write_posts_for
from bench.feedsvc_site import export_command
from bench.posts import post_file

KILLS = 200
URL = "https://example.com/"
READER = Path(__file__).parents[1] / "tests" / "export_reader.py"


@dataclass(slots=True)
class Kills:
    """What became of the exports."""

    posts: int
    killed: int = 0
    between: int = 0  # of those: with part of the files in place
    faults: int = 0
    lost: int = 0
    ended: int = 0
    different: int = 0

    def table(self) -> str:
        return (
            f"**Exports of {self.posts} posts killed (-9)**\n\n"
            "| killed | of these with some files in place | torn files and dangling links | lost posts "
            "| completed by the next export | of these other than a new export |\n"
            "| ---: | ---: | ---: | ---: | ---: | ---: |\n"
            f"| {self.killed} | {self.between} | {self.faults} | {self.lost} "
            f"| {self.ended} | {self.different} |"
        )


def export_kills(folder: Path, count: int, _turns: int) -> Kills:
    """Kill `KILLS` exports of a site of `count` posts, after edits, additions and deletions; every other time
    (at random) let the next one end. Uses up `folder`. Ended early, it prints what it counted so far."""
    done = Kills(count)
    try:
        _kill_exports(folder, done)
    except BaseException:  # a KeyboardInterrupt too
        print(f"\nEnded early. {done.table()}", flush=True)
        raise
    return done


def _kill_exports(folder: Path, done: Kills) -> None:
    random, count = Random(9), done.posts
    posts, site = folder / "posts", folder / "site"
    write_posts_for("feedsvc", posts, count)
    command = export_command(site, posts, URL)
    public, number = site / "public", count
    span = _run(command, public)
    ids = _read(public, "ids")
    waiting: list[set[str]] = []  # what feeds of killed exports held
    while done.killed < KILLS or waiting:
        for _ in range(random.randint(1, 4)):
            number = change_posts(posts, random, number)
        if done.killed < KILLS and (not waiting or random.random() < 0.5):
            if _kill(command, public, random.uniform(0.1, 0.9) * span):
                done.killed += 1
                done.between += (public / ".feedsvc-export.next").exists()
                done.faults += len(_read(public))
                waiting.append(_read(public, "ids"))
                if done.killed % 10 == 0:
                    print(f"{done.killed} of {KILLS}: {done}", file=sys.stderr, flush=True)
            continue
        span = _run(command, public)
        before, ids = ids, _read(public, "ids")
        done.lost += sum(len(before & ids - held) for held in waiting)
        waiting = []
        done.ended += 1
        clean = folder / "clean"
        _run([clean if part == public else part for part in command], clean)
        done.different += not _same(public, clean)
        shutil.rmtree(clean)


def change_posts(posts: Path, random: Random, number: int) -> int:
    """Add, edit or delete a post; returns how many there ever were."""
    file = post_file(posts, random.randrange(number))
    match random.randrange(3):
        case 0:
            template = next(iter(sorted(posts.iterdir()))).read_text("utf-8")
            tag = random.choice(("topic 01", f"new {number}", f"new {number // 3}"))
            text = template.replace("slug: ", f"slug: n{number}-").replace("tags: [", f"tags: [{tag}, ")
            # With a text of its own, lest it be taken for one that was deleted, which then comes back.
            text = text.replace("title: ", f"title: {number} ") + f"\nThe first words of {number}.\n" * 20
            post_file(posts, number).write_text(text, "utf-8")
            return number + 1
        case 1 if file.exists():
            file.write_text(file.read_text("utf-8") + f"\nAnd {number}.\n", "utf-8")
        case 2 if file.exists() and len(list(posts.iterdir())) > number * 0.8:
            file.unlink()
    return number


def _kill(command: list[str | Path], public: Path, after: float) -> bool:
    """Run an export and kill it so many seconds after it began to write; was it still running then?"""
    was = _state(public)
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _await_writing(process, public, was)
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    return process.wait() == -signal.SIGKILL


def _await_writing(process: subprocess.Popen[bytes], public: Path, was: tuple[int, int] | None) -> None:
    while process.poll() is None and _state(public) in (None, was):
        time.sleep(0.001)


def _state(public: Path) -> tuple[int, int] | None:
    """What tells a place for new files from one that a killed export left behind."""
    try:
        found = (public / ".feedsvc-export.part").stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_ctime_ns


def _read(public: Path, *what: str) -> set[str]:
    """What the reader says: faults, or ids. Raises `RuntimeError` where it fails itself."""
    command: list[str | Path] = [sys.executable, READER, public, URL, *what]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    if found.stderr:
        raise RuntimeError(found.stderr)
    if found.returncode:
        print(found.stdout[:2000], flush=True)
    return set(found.stdout.splitlines())


def _same(one: Path, other: Path) -> bool:
    def names(folder: Path) -> set[Path]:
        return {
            f.relative_to(folder) for f in folder.rglob("*") if f.is_file() and not f.name.startswith(".")
        }

    return names(one) == names(other) and all(cmp(one / name, other / name, False) for name in names(one))


def _run(command: list[str | Path], public: Path) -> float:
    """Run an export to its end; returns the seconds from its beginning to write on."""
    was = _state(public)
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _await_writing(process, public, was)
    start = time.monotonic()
    _, said = process.communicate()
    if process.returncode:
        raise RuntimeError(said.decode())
    return time.monotonic() - start
