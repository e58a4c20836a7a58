"""A thousand posts made to hold a sync up, beside a hundred good ones: what goes live, how long it takes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random
from xml.etree import ElementTree

from bench.hostile_texts import hostile_texts
from feedsvc.publish.documents import Document
from feedsvc.publish.publisher import Publisher
from feedsvc.store.store import Store

BAD, GOOD = 1000, 100
LARGEST = 200_000  # characters
URL = "https://bench.example.org/"
# Pieces that a converter, a tag, a formula or the sanitiser looks for the end of.
PIECES = (
    *(
        "[",
        "](",
        "![",
        "`",
        "``",
        "*",
        "**",
        "_",
        "~~",
        "<",
        "<!--",
        "<a ",
        "<b>",
        "<div>",
        "<p",
        "&",
        "$",
        "$$",
        "\\(",
    ),
    *(
        "\\[",
        "{%",
        "{{<",
        "{{",
        "|",
        "||\n",
        "|-|\n",
        "> ",
        "- ",
        "1. ",
        "    ",
        "\t",
        "\n",
        "\n\n",
        "  \n",
        ": ",
        "[^1]",
    ),
    *(
        "[^1]: a\n",
        "*[a]: b\n",
        "```\n",
        "~~~\n",
        "# ",
        "---\n",
        "===\n",
        "http://a.b",
        "www.",
        "a",
        "中",
        "\u202e",
        "é",
    ),
    *(
        "\\begin{a}",
        "{",
        "}",
        "(",
        "^",
        "\\frac",
        "<svg>",
        "<math>",
        "<table>",
        "<script>",
        "<!-- more -->",
        "]]>",
    ),
)


@dataclass(frozen=True, slots=True)
class WorstBodies:
    """What one first sync of all of them, and a second, did; and what was published."""

    seconds: float
    again: float
    megabytes: float
    report: dict[str, int]
    given_up: int
    good: int
    documents: int

    def table(self) -> str:
        counts = ", ".join(f"{name} {count}" for name, count in self.report.items())
        return (
            f"**{BAD} bodies made to hold a sync up, beside {GOOD} good posts**\n\n"
            "| first sync, s | again, s | largest process, MB | records | given up | good posts live "
            "| documents that parse |\n"
            "| ---: | ---: | ---: | --- | ---: | ---: | ---: |\n"
            f"| {self.seconds:.0f} | {self.again:.1f} | {self.megabytes:.0f} | {counts} | {self.given_up} "
            f"| {self.good} of {GOOD} | {self.documents} |"
        )


def worst_bodies(folder: Path, _count: int, _turns: int) -> WorstBodies:
    """Write the posts, sync them, and read every document; each must parse."""
    posts = folder / "posts"
    posts.mkdir()
    for number, text in enumerate(bodies(BAD)):
        (posts / f"bad-{number:04}.md").write_text(
            f"---\ntitle: Bad {number}\ndate: 2025-01-01\n---\n{text}", "utf-8"
        )
    for number in range(GOOD):
        (posts / f"good-{number}.md").write_text(
            f"---\ntitle: Good {number}\ndate: 2025-06-01\n---\nWords.", "utf-8"
        )
    store = f"sqlite:///{folder}/store.db"
    seconds, megabytes, said = _sync(folder, posts, store)
    again, _, _ = _sync(folder, posts, store)
    report = json.loads(said)
    opened = Store(store)
    good, documents = _published(Publisher(opened))
    opened.close()
    given_up = said.count("rendering takes") + said.count("rendering fails")
    counts = {name: report["counts"][name] for name in ("published", "hidden", "rejected")}
    return WorstBodies(seconds, again, megabytes, counts, given_up, good, documents)


def bodies(count: int) -> list[str]:
    """The texts of the tests, then as many more: a few pieces, repeated and nested, always the same."""
    numbers, found = Random(17), list(hostile_texts().values())
    while len(found) < count:
        some = [numbers.choice(PIECES) for _ in range(numbers.randint(1, 5))]
        text = "".join(some)
        match numbers.randrange(4):
            case 0:
                found.append(text * (LARGEST // len(text)))
            case 1:
                found.append(text * 2_000 + "".join(reversed(some)) * 2_000)
            case 2:
                found.append("".join(numbers.choice(some) for _ in range(20_000)))
            case _:
                found.append("\n".join(" " * (n % 80) + text for n in range(4_000)))
    return found[:count]


def _sync(folder: Path, posts: Path, store: str) -> tuple[float, float, str]:
    """Seconds, the largest process's megabytes, and what the command said as JSON."""
    command = [sys.executable, "-m", "feedsvc", "sync", posts, "--store", store, "--url", URL, "--json"]
    began = time.monotonic()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, env=dict(os.environ))
    assert process.stdout is not None
    said = process.stdout.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status):
        raise RuntimeError(said[-2000:])
    return time.monotonic() - began, usage.ru_maxrss / 1024, said


def _published(publisher: Publisher) -> tuple[int, int]:
    """How many good posts can be read in the feeds, and how many documents were parsed on the way."""
    good, documents, path = 0, 0, "feed.json"
    while path:
        items = json.loads(_body(publisher, path))
        good += sum(item["title"].startswith("Good ") for item in items["items"])
        for file in ("atom.xml", "rss.xml"):
            ElementTree.fromstring(_body(publisher, path.replace("feed.json", file)))
        documents += 3
        path = items.get("next_url", "").removeprefix(URL)
    return good, documents


def _body(publisher: Publisher, path: str) -> bytes:
    document = publisher.document(path)
    if not isinstance(document, Document):
        raise TypeError(f"{path}: {document}")
    return document.body
