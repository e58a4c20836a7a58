"""feedsvc's entries of a blog, as an export publishes them."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from feedsvc.configuration import load
from feedsvc.sources.blog import with_blog

# Of a blog whose configuration does not say where it is found.
_SITE = "https://blog.example/"


@dataclass(frozen=True, slots=True)
class Entry:
    """One post in the feed: its body with absolute links, its URL, when it was published, its title."""

    html: str
    url: str
    published: datetime
    title: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """The entries of a blog by the keys of their records, the site's URL, and what the export said."""

    entries: dict[str, Entry]
    site: str
    said: list[str]


def feed(
    blog: Path, folder: Path, python: str = sys.executable, options: tuple[str, ...] = ("--verbose",)
) -> Feed:
    """Export `blog` into `folder` by the feedsvc of the interpreter `python`, with the blog's settings.

    Raises `RuntimeError` with what the export said when it fails.
    """
    store, out = folder / "store.db", folder / "site"
    settings = {"FEEDSVC_FEED__FORMATS": '["json"]', "FEEDSVC_FEED__PAGE_SIZE": "200", "TZ": "UTC"}
    others = {name: value for name, value in os.environ.items() if not name.startswith("FEEDSVC_")}
    known = with_blog(load(), blog)[0].site.url
    address = () if known else ("--url", _SITE)
    run = subprocess.run(
        [python, "-m", "feedsvc", "export", *options, *address, out, blog, "--store", f"sqlite:///{store}"],
        cwd=folder,
        env={**others, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise RuntimeError(run.stderr[-3000:])
    with sqlite3.connect(store) as connection:
        keys = dict(connection.execute("select id, key from post"))
    entries = {
        keys[item["id"]]: Entry(
            item.get("content_html") or "",
            item["url"],
            datetime.fromisoformat(item["date_published"]),
            item.get("title") or "",
        )
        for item in _items(out)
    }
    home = json.loads((out / "feed.json").read_text("utf-8"))["home_page_url"]
    return Feed(entries, home, run.stderr.splitlines())


def _items(out: Path) -> Iterator[dict[str, Any]]:
    for document in (out / "feed.json", *out.glob("archive/*/feed.json")):
        yield from json.loads(document.read_text("utf-8"))["items"]
