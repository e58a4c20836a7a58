"""feedsvc as it is installed, with its defaults."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from feedsvc.publish.documents import Document
from feedsvc.publish.publisher import Publisher

Command = list[str | Path]


def sync_command(posts: Path, store: str, url: str) -> Command:
    """The command that brings `store` up to date with `posts`."""
    return [sys.executable, "-m", "feedsvc", "sync", posts, "--store", store, "--url", url]


def body_of(publisher: Publisher, path: str) -> bytes:
    """The document that is published at `path`. Raises `TypeError` where there is none."""
    document = publisher.document(path)
    if not isinstance(document, Document):
        raise TypeError(f"{path}: {document}")
    return document.body


def export_command(site: Path, posts: Path, url: str, formats: Sequence[str] = ()) -> Command:
    """The command that syncs `posts` and exports them to `site`/public, in these formats (else in all); the
    store is below `site` too."""
    site.mkdir(parents=True, exist_ok=True)
    configuration = site / "feedsvc.toml"
    configuration.write_text(f"[feed]\nformats = {json.dumps(formats)}\n" if formats else "", "utf-8")
    store = f"sqlite:///{site / 'feedsvc.db'}"
    options = ["--config", configuration, "--store", store, "--url", url]
    return [sys.executable, "-m", "feedsvc", "export", site / "public", posts, *options]
