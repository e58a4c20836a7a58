"""What one more post costs when there are many: time, memory, documents."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median
from urllib.parse import unquote

from bench.feedsvc_site import sync_command
from bench.measure import Run, measure
from bench.posts import TAGS
from feedsvc.publish.address import parse
from feedsvc.publish.publisher import Publisher
from feedsvc.store.store import Store

SIZES = (1_000, 10_000, 100_000)
_FIRST = datetime(2010, 1, 1, tzinfo=UTC)
_LIST = """
import os, sys
for folder, _, files in os.walk(sys.argv[1]):
    for file in files:
        os.stat(os.path.join(folder, file))
"""


@dataclass(frozen=True, slots=True)
class Table:
    """Lines of a Markdown table under a title."""

    lines: list[str]

    def table(self) -> str:
        return "\n".join(self.lines)


def scale(folder: Path, _count: int, turns: int) -> Table:
    """Sites of `SIZES` short posts with three tags each: a sync of one new post, `turns` times. Uses up
    `folder`."""
    lines = [
        "**One new post among many**",
        "",
        "| posts | list the files, s | unchanged sync, s | sync of one new post, s | of that CPU, s "
        "| peak RSS, MiB | documents changed | most for one feed and format |",
        "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    lines += [_row(folder / str(size), size, turns) for size in SIZES]
    return Table(lines)


def _row(folder: Path, size: int, turns: int) -> str:
    posts, store = folder / "posts", f"sqlite:///{folder}/store.db"
    posts.mkdir(parents=True)
    for number in range(size):
        write_short_post(posts, number)
    command = sync_command(posts, store, "https://example.com/")
    measure(command, folder)
    listing = [measure([sys.executable, "-c", _LIST, posts], folder) for _turn in range(turns)]
    unchanged = [measure(command, folder) for _turn in range(turns)]
    new: list[Run] = []
    for turn in range(turns):
        write_short_post(posts, size + turn)
        new.append(measure(command, folder))
    documents, most = _changed(store)
    numbers = (
        f"{size:,}",
        f"{median(run.wall for run in listing):.2f}",
        f"{median(run.wall for run in unchanged):.2f}",
        f"{median(run.wall for run in new):.2f}",
        f"{median(run.cpu for run in new):.2f}",
        f"{median(run.peak for run in new):.0f}",
        str(documents),
        str(most),
    )
    return f"| {' | '.join(numbers)} |"


def write_short_post(posts: Path, number: int) -> None:
    """A post of one sentence with three tags, in one of 100 folders."""
    random = Random(number)
    tags = ", ".join(random.sample(TAGS, 3))
    date = (_FIRST + timedelta(hours=number)).isoformat()
    text = f"---\ntitle: Post {number}\ndate: {date}\ntags: [{tags}]\n---\nSentence number {number}.\n"
    file = posts / f"{number % 100:02}" / f"{number}.md"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, "utf-8")


def _changed(store: str) -> tuple[int, int]:
    """The feed documents that the last revision changed: all, and most of one feed in one format."""
    with Publisher(Store(store)).edition() as edition:
        revised = edition.catalog.revised()
        paths = [path for path, changed in edition.inventory() if changed == revised]
    found = [address for path in paths if (address := parse(unquote(path))) and address.file]
    counts = Counter((address.kind, address.slug, address.file) for address in found)
    return len(found), max(counts.values())
