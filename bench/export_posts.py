"""The posts to measure exports with, in front matter that every generator reads."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.posts import post_file, posts

_FIRST = datetime(2016, 1, 1, 9, tzinfo=UTC)
_APART = timedelta(minutes=40)  # so that 100,000 posts are no post of the future


def write_posts_for(generator: str, folder: Path, count: int) -> None:
    """Write `count` posts below `folder`, as `bench.posts` makes them, but 40 minutes apart and in the front
    matter that `generator` reads: tags are a list for all but Pelican; Jekyll wants dates in file names, and
    makes no feed for a tag with a blank."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, text in enumerate(posts(count)):
        date = _FIRST + _APART * number
        file = post_file(folder, number)
        written = _with(text, "date: .*", f"date: {date:%Y-%m-%dT%H:%M:%SZ}")
        if generator != "Pelican":
            written = _with(written, "tags: (.*)", r"tags: [\1]")
        if generator == "Jekyll":
            file = file.with_name(f"{date:%Y-%m-%d}-{file.name}")
            written = written.replace("topic ", "topic")
        file.write_text(written, "utf-8")


def _with(text: str, line: str, instead: str) -> str:
    return re.sub(f"^{line}$", instead, text, count=1, flags=re.MULTILINE)
