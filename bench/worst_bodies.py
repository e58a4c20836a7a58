"""A thousand posts made to hold a sync up, or to run in a browser, beside a hundred good ones: what goes
live, how long it takes, whether each document is valid, and whether anything runs.

With `FEEDVALIDATOR_DIR` (a work tree of w3c/feedvalidator) each feed is judged by the W3C's validator; with
`PAGE_TOOLS` (a folder whose `node_modules` has puppeteer-core) everything is opened in Chromium.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from random import Random
from threading import Event, Thread
from urllib.parse import unquote
from xml.etree import ElementTree

from selectolax.lexbor import LexborHTMLParser

from bench.feedsvc_site import body_of
from bench.hostile_markup import hostile_markup
from bench.hostile_texts import hostile_texts
from bench.web_servers import feedsvc_web, free_port
from feedsvc.publish.publisher import Publisher
from feedsvc.store.store import Store

BAD, GOOD = int(os.environ.get("BODIES", "1000")), 100
LARGEST = 200_000  # characters
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
    """What one first sync of all of them, and a second, did; and what was published.

    `megabytes` is the most that all processes of the first sync held together (each one's share of what they
    share). `unnamed` are bad posts that are neither live nor named; `documents` counts what was published and
    parsed, `messages` what the W3C's validator said of the feeds (None where it was not there), `opened` what
    Chromium opened, and `ran` what ran there.
    """

    seconds: float
    again: float
    megabytes: float
    outcomes: dict[str, int]
    unnamed: list[str]
    good: int
    documents: dict[str, int]
    messages: dict[str, int] | None
    opened: int
    failed: list[str]
    ran: list[str]

    def table(self) -> str:
        judged = "not asked" if self.messages is None else _counts(self.messages) or "nothing"
        browser = f"{self.opened:,} opened, {len(self.failed)} not, {len(self.ran)} ran something"
        rows = {
            "first sync, s": f"{self.seconds:.0f}",
            "again, s": f"{self.again:.1f}",
            "most memory of all its processes, MB": f"{self.megabytes:.0f}",
            f"good posts live, of {GOOD}": str(self.good),
            f"bad posts, of {BAD}": _counts(self.outcomes),
            "neither live nor named": f"{len(self.unnamed)} {' '.join(self.unnamed[:5])}".strip(),
            "documents that parse": _counts(self.documents),
            "the W3C's validator says of feeds": judged,
            "in Chromium": browser if self.opened else "not asked",
        }
        return (
            f"**{BAD} bodies made to hold a sync up or to run, beside {GOOD} good posts**\n\n"
            "| | |\n| --- | --- |\n"
            + "\n".join(f"| {name} | {value} |" for name, value in rows.items())
            + "".join(f"\n\n{line}" for line in (*self.ran[:20], *self.failed[:20]))
        )


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in sorted(counts.items()))


def worst_bodies(folder: Path, _count: int, _turns: int) -> WorstBodies:
    """Write the posts, sync them, and look at every document: each must parse."""
    posts = folder / "posts"
    posts.mkdir()
    for number, text in enumerate(bodies(BAD)):
        (posts / f"bad-{number:04}.md").write_text(_bad(number, text), "utf-8")
    for number in range(GOOD):
        (posts / f"good-{number:04}.md").write_text(
            f"---\ntitle: Good {number}\ndate: 2025-06-01\n---\nWords.", "utf-8"
        )
    store, port = f"sqlite:///{folder}/store.db", free_port()
    site = f"http://localhost:{port}/"
    seconds, megabytes, told = _sync(folder, posts, store, site)
    again, _, _ = _sync(folder, posts, store, site)
    opened = Store(store)
    documents = dict(_documents(Publisher(opened)))
    opened.close()
    live = {path.split("/")[1] for path in documents if path.startswith("posts/") and path.count("/") == 2}
    outcomes = _outcomes(told, live)
    browsed = _browse(store, folder, port, list(documents)) if "PAGE_TOOLS" in os.environ else []
    return WorstBodies(
        seconds,
        again,
        megabytes,
        Counter(outcomes.values()),
        [name for name, outcome in outcomes.items() if outcome == "unnamed"],
        sum(f"good-{number:04}" in live for number in range(GOOD)),
        Counter(path.rpartition(".")[2] if "." in path else "pages" for path in documents),
        _judged(documents, site) if "FEEDVALIDATOR_DIR" in os.environ else None,
        len(browsed),
        [str(one) for one in browsed if "failed" in one],
        [str(one) for one in browsed if one.get("ran")],
    )


def _bad(number: int, text: str) -> str:
    """A file with a text, and with front matter that is no better."""
    runs = json.dumps(f"Bad {number} <img src=x onerror=alert(1)>\"'><script>alert(1)</script>]]>")
    # Each tag and author has a feed of its own: a few are enough.
    name = json.dumps(f"<svg onload=alert({number % 3})>\"'><script>alert(1)</script>]]>")
    return (
        f"---\ntitle: {runs}\ndate: 2025-01-01\nauthor: {name}\ntags: [{name}]\nsummary: {runs}\n"
        f"image: 'javascript:alert(1)'\n---\n{text}"
    )


def _outcomes(told: dict[str, list[str]], live: set[str]) -> dict[str, str]:
    """What became of each bad post. The sync names a file at the beginning of what it says of it."""
    found = {}
    lines = {kind: "\n".join(told[kind]) for kind in ("problems", "notices", "faults")}
    for number in range(BAD):
        name = f"bad-{number:04}"
        if name in live:
            is_named = any(name in line for line in told["notices"] if "rendering" in line)
            found[name] = "live as plain text, named" if is_named else "live"
        else:
            found[name] = "rejected, named" if name in lines["problems"] else "unnamed"
    return found


def bodies(count: int) -> list[str]:
    """The texts of the tests, markup that would run, then as many more: a few pieces, repeated and nested,
    always the same."""
    numbers, found = Random(17), [*hostile_texts().values(), *hostile_markup()]
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


def _sync(folder: Path, posts: Path, store: str, url: str) -> tuple[float, float, dict[str, list[str]]]:
    """Seconds, the most megabytes of all processes together, and what the command said as JSON."""
    command = [sys.executable, "-m", "feedsvc", "sync", posts, "--store", store, "--url", url, "--json"]
    began = time.monotonic()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE)
    ended, most = Event(), [0.0]

    def watch() -> None:
        while not ended.wait(0.5):
            most[0] = max(most[0], _megabytes(process.pid))

    watcher = Thread(target=watch)
    watcher.start()
    said, _ = process.communicate()
    seconds = time.monotonic() - began
    ended.set()
    watcher.join()
    if process.returncode:
        raise RuntimeError(said[-2000:])
    return seconds, most[0], json.loads(said)


def _megabytes(process: int) -> float:
    """What a process and those below it hold, each with its share of what they share."""
    try:
        size = Path(f"/proc/{process}/smaps_rollup").read_text("ascii")
        below = Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()
    except OSError:
        return 0.0  # it has ended
    own = next((int(line.split()[1]) for line in size.splitlines() if line.startswith("Pss:")), 0)
    return own / 1000 + sum(_megabytes(int(child)) for child in below)


def _documents(publisher: Publisher) -> Iterator[tuple[str, bytes]]:
    """Every document by its path. Raises what a parser says of one that is not well-formed."""
    with publisher.edition() as edition:
        paths = [path for path, _ in edition.inventory()]
    for path in paths:
        body = body_of(publisher, unquote(path))
        if path.endswith(".xml"):
            ElementTree.fromstring(body)
        elif path.endswith(".json"):
            json.loads(body)
        elif path.endswith("/") or not path:
            _require_own_ids(path, body)
        yield path, body


def _require_own_ids(path: str, body: bytes) -> None:
    """Raise `ValueError` where two elements of a page have one id, or where it is not one page any more."""
    page = LexborHTMLParser(body.decode())
    ids = Counter(node.attributes.get("id") for node in page.css("[id]"))
    if any(count > 1 for count in ids.values()) or len(page.css("main")) != 1 or page.css("script"):
        raise ValueError(f"{path}: {ids.most_common(1)}, {len(page.css('main'))} main")


def _judged(documents: dict[str, bytes], site: str) -> dict[str, int]:
    """What the W3C's validator says of the feeds, how often."""
    sys.path.append(str(Path(__file__).parents[1] / "tests"))
    messages = import_module("w3c").messages
    found: Counter[str] = Counter()
    for path, body in documents.items():
        name = path.rpartition("/")[2]
        if name in ("atom.xml", "rss.xml"):
            found["feeds"] += 1
            for message in messages(body, f"application/{name[:-4]}+xml", site + path):
                level, _, event = message.split(" ")[:3]
                found[f"{level} {event}"] += 1
    return found


def _browse(store: str, folder: Path, port: int, paths: list[str]) -> list[dict[str, object]]:
    """What Chromium says of each document, and of each item's content."""
    tools, chromium = Path(os.environ["PAGE_TOOLS"]), shutil.which("chromium") or "chromium"
    # The archives of tags and authors have the same entries as the site's.
    shown = [path for path in paths if not path.endswith(".txt") and "/archive/" not in path]
    with feedsvc_web(store, folder, port):
        ended = subprocess.run(
            ["node", Path(__file__).with_suffix(".js")],
            input=json.dumps({"site": f"http://localhost:{port}/", "paths": shown}),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            env={**os.environ, "NODE_PATH": str(tools / "node_modules"), "CHROMIUM": chromium},
        )
    return [json.loads(line) for line in ended.stdout.splitlines()]
