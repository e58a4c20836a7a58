"""Exports killed at random moments, each followed by a check of the whole tree by a reader that knows nothing
of feedsvc, in a process of its own."""

from __future__ import annotations

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
    compared: int = 0

    def table(self) -> str:
        return (
            f"**{self.killed} exports of {self.posts} posts killed (-9)**\n\n"
            "| killed | of these with some of the files in place | torn files, dangling links, lost posts "
            "| completed by the next export |\n| ---: | ---: | ---: | ---: |\n"
            f"| {self.killed} | {self.between} | {self.faults} | {self.compared} |"
        )


def export_kills(folder: Path, count: int, _turns: int) -> Kills:
    """Kill `KILLS` exports of a site of `count` posts, after edits, additions and deletions.
    Uses up `folder`."""
    random, done = Random(9), Kills(count)
    posts, site = folder / "posts", folder / "site"
    write_posts_for("feedsvc", posts, count)
    command = export_command(site, posts, URL)
    _run(command)
    public, number = site / "public", count
    while done.killed < KILLS:
        for _ in range(random.randint(1, 4)):
            number = _change(posts, random, number)
        if _kill(command, public, random):
            done.killed += 1
            done.between += (public / ".feedsvc-export.next").exists()
            done.faults += _faults(public, len(list(posts.iterdir())))
        if done.killed % 20 == 0:
            _run(command)
            clean = export_command(site, posts, URL)
            clean[clean.index(public)] = folder / f"clean-{done.killed}"
            _run(clean)
            done.compared += _same(public, folder / f"clean-{done.killed}")
    return done


def _change(posts: Path, random: Random, number: int) -> int:
    """Add, edit or delete a post; returns how many there ever were."""
    file = post_file(posts, random.randrange(number))
    match random.randrange(3):
        case 0:
            template = next(iter(sorted(posts.iterdir()))).read_text("utf-8")
            tag = random.choice(("topic 01", f"new {number}", f"new {number // 3}"))
            text = template.replace("slug: ", f"slug: n{number}-").replace("tags: [", f"tags: [{tag}, ")
            post_file(posts, number).write_text(text, "utf-8")
            return number + 1
        case 1 if file.exists():
            file.write_text(file.read_text("utf-8") + f"\nAnd {number}.\n", "utf-8")
        case 2 if file.exists() and len(list(posts.iterdir())) > number * 0.8:
            file.unlink()
    return number


def _kill(command: list[str | Path], public: Path, random: Random) -> bool:
    """Run an export and kill it at a moment after it began to write; whether it was still running then."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None and not (public / ".feedsvc-export.part").exists():
        time.sleep(0.001)
    time.sleep(random.uniform(0, 0.4))
    process.send_signal(signal.SIGKILL)
    return process.wait() == -signal.SIGKILL


def _faults(public: Path, posts: int) -> int:
    found = subprocess.run([sys.executable, READER, public, URL], capture_output=True, text=True, check=False)
    if found.returncode:
        print(found.stdout[:2000] + found.stderr[-2000:], flush=True)
    return len(found.stdout.splitlines()) + bool(found.stderr)


def _same(one: Path, other: Path) -> bool:
    def names(folder: Path) -> set[Path]:
        return {
            f.relative_to(folder) for f in folder.rglob("*") if f.is_file() and not f.name.startswith(".")
        }

    return names(one) == names(other) and all(cmp(one / name, other / name, False) for name in names(one))


def _run(command: list[str | Path]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
