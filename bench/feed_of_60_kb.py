"""A site whose subscription document has 60 KB: 27 whole posts."""

from __future__ import annotations

from pathlib import Path

from bench.feedsvc_site import body_of, sync_command
from bench.measure import measure
from bench.posts import posts
from feedsvc.publish.publisher import Publisher
from feedsvc.store.store import Store

COUNT = 27
URL = "https://bench.example.org/"
_CHARACTERS = 1400  # of each post's Markdown, at most


def publish(folder: Path) -> tuple[str, Path]:
    """Sync such a site. Returns the store, and a file with its posts as items of a JSON Feed."""
    source, store = folder / "posts", f"sqlite:///{folder}/store.db"
    source.mkdir()
    for number, text in enumerate(posts(COUNT)):
        (source / f"post-{number}.md").write_text(_shortened(text), "utf-8")
    measure(sync_command(source, store, URL), folder)
    opened = Store(store)
    items = folder / "items.json"
    items.write_bytes(body_of(Publisher(opened), "feed.json"))
    opened.close()
    return store, items


def _shortened(text: str) -> str:
    head, mark, body = text.partition("\n---\n")
    kept: list[str] = []
    for block in body.split("\n\n"):
        if sum(map(len, kept)) + len(block) > _CHARACTERS:
            break
        kept.append(block)
    return head + mark + "\n\n".join(kept) + "\n"
