"""What a document costs that nobody has asked for yet, beside feedgen with the same entries in memory."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from bench.export_posts import write_posts_for
from bench.feedsvc_site import body_of, sync_command
from bench.measure import measure, spread
from bench.rivals import feedgen_document
from feedsvc.configuration import load
from feedsvc.publish.publisher import Publisher
from feedsvc.store.store import Store
from feedsvc.web.gateway import Responder, environ_of
from feedsvc.web.server import responder

POSTS = 100_000
ENTRIES = 20
# Neighbours, so that each is a document that nothing was read for before.
PLACES = {"the oldest": range(1, 41), "4,000 archives later": range(4001, 4041)}


@dataclass(frozen=True, slots=True)
class Cold:
    """CPU time of each build in milliseconds, by place and by who built."""

    runs: dict[str, dict[str, list[float]]]

    def table(self) -> str:
        lines = [
            f"**A document of {ENTRIES} whole entries out of {POSTS:,} posts, asked for the first time**",
            "",
            "| archive | feedsvc, request to response, ms of CPU (lowest to highest) "
            "| feedgen alone, ms (lowest to highest) | ratio |",
            "| --- | ---: | ---: | ---: |",
        ]
        for place, sides in self.runs.items():
            ours, theirs = sides["feedsvc"], sides["feedgen"]
            ratio = median(ours) / median(theirs)
            lines.append(f"| {place} | {spread(ours)} | {spread(theirs)} | {ratio:.2f} |")
        return "\n".join(lines)


def cold(folder: Path, _count: int, _turns: int) -> Cold:
    """Build `PLACES` of a site of `POSTS` posts of 4 KB. Uses up `folder`. Raises `RuntimeError`."""
    posts, store = folder / "posts", f"sqlite:///{folder}/store.db"
    write_posts_for("feedsvc", posts, POSTS)
    measure(sync_command(posts, store, "https://example.com/"), folder)
    app = responder(load(None, store={"url": store}), None, time.time)
    publisher = Publisher(Store(store))
    _asked(app, "/archive/100/atom.xml")  # so that templates and modules are loaded
    feedgen_document(_items(publisher, 1))
    runs: dict[str, dict[str, list[float]]] = {place: {"feedsvc": [], "feedgen": []} for place in PLACES}
    for numbers in zip(*PLACES.values(), strict=True):
        for sides, number in zip(runs.values(), numbers, strict=True):
            sides["feedsvc"].append(_milliseconds(partial(_asked, app, f"/archive/{number}/atom.xml")))
            build = partial(feedgen_document, _items(publisher, number))
            sides["feedgen"].append(_milliseconds(build))
    return Cold(runs)


def _asked(app: Responder, path: str) -> None:
    """The whole of a GET, but for the sockets."""
    reply = app.respond(environ_of("GET", path.encode(), b"", []))
    count = b"".join(reply.body).count(b"<entry")
    if reply.code != 200 or count != ENTRIES:
        raise RuntimeError(f"{path}: {reply.status} with {count} entries")


def _items(publisher: Publisher, number: int) -> list[dict[str, Any]]:
    return list(json.loads(body_of(publisher, f"archive/{number}/feed.json"))["items"])


def _milliseconds(build: Callable[[], object]) -> float:
    start = time.process_time()
    build()
    return (time.process_time() - start) * 1000
