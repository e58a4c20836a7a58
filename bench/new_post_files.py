"""Which files an export writes for one new post, and whether links alone lead from `/` to every post."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from random import Random
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from bench.feedsvc_site import export_command
from bench.measure import measure
from bench.posts import TAGS
from bench.scale import Table

URL = "https://example.com/"
_FIRST = datetime(2010, 1, 1, tzinfo=UTC)
_LINK = re.compile(rb"""<a\b[^>]*?\bhref="([^"]*)""")
_NUMBER = re.compile(r"\b[0-9]+\b")


class File(NamedTuple):
    """A file of the export: its time in nanoseconds, and a digest of its bytes."""

    time: int
    digest: bytes


def new_post_files(folder: Path, count: int, _turns: int) -> Table:
    """An export of `count` posts in JSON Lines; then one more with three tags, and one that has a category
    and an author, too, each exported. Uses up `folder`. Raises `RuntimeError` where a post is not reached."""
    source = folder / "posts.jsonl"
    with source.open("w", encoding="utf-8") as lines:
        lines.writelines(_record(number, of_more=True) for number in range(count))
    command = export_command(folder / "site", source, URL)
    public = folder / "site" / "public"
    first = measure(command, folder)
    reached, clicks = _walk(public)
    lines_of_table = [
        f"**Files that an export writes for one new post among {count:,}**",
        "",
        f"First export: {first.wall:.0f} s, CPU {first.cpu:.0f} s; load {os.getloadavg()[0]:.1f}. From `/` "
        f"all {_require(reached, count):,} posts are reached over lists alone, in {clicks} clicks at most.",
        "",
        "| the new post has | new | changed | removed | in all | wall clock, s | CPU, s | reached from `/` |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    told = []
    for added, of_more in enumerate((False, True)):
        what = "three tags, a category and an author" if of_more else "three tags"
        before = _files(public)
        with source.open("a", encoding="utf-8") as lines:
            lines.write(_record(count + added, of_more))
        run = measure(command, folder)
        after = _files(public)
        new, removed = sorted(after.keys() - before.keys()), sorted(before.keys() - after.keys())
        changed = sorted(name for name in after.keys() & before.keys() if after[name] != before[name])
        reached = _walk(public)[0]
        numbers = (len(new), len(changed), len(removed), len(new) + len(changed) + len(removed))
        lines_of_table.append(
            f"| {what} | {' | '.join(map(str, numbers))} | {run.wall:.1f} | {run.cpu:.1f} "
            f"| {_require(reached, count + added + 1):,} |"
        )
        told += ["", f"With {what}:", "", *_told(new, changed, removed)]
    return Table(lines_of_table + told)


def _record(number: int, of_more: bool) -> str:
    """A post of a paragraph, an hour after the one before, with three of 50 tags, and where `of_more` one
    of 10 categories and one of 5 authors."""
    random = Random(number)
    record: dict[str, object] = {
        "id": f"post-{number}",
        "title": f"Post {number}",
        "date": (_FIRST + timedelta(hours=number)).isoformat(),
        "tags": random.sample(TAGS, 3),
        "content": f"Sentence number {number}. " * 20,
    }
    if of_more:
        record |= {"categories": [f"shelf {random.randrange(10)}"], "author": f"Author {random.randrange(5)}"}
    return json.dumps(record) + "\n"


def _files(public: Path) -> dict[str, File]:
    found = {}
    for file in _all(public):
        digest = blake2b(file.read_bytes(), digest_size=12).digest()
        found[file.relative_to(public).as_posix()] = File(file.stat().st_mtime_ns, digest)
    return found


def _all(public: Path) -> Iterator[Path]:
    for base, _, names in os.walk(public):
        yield from (Path(base) / name for name in names if not name.startswith(".feedsvc-export"))


def _walk(public: Path) -> tuple[set[str], int]:
    """The paths of the posts that are reached from `/`, and by how many clicks at most. No link on a post is
    followed: posts lead to the ones beside them, which would reach everything, one after another."""
    posts, seen, waiting, clicks = set[str](), {""}, [""], 0
    while waiting:
        clicks += 1
        linked = set[str]()
        for path in waiting:
            page = (public / path / "index.html").read_bytes()
            for link in _LINK.findall(page):
                url = urljoin(URL + path, link.decode())
                if url.startswith(URL) and url.endswith("/"):
                    linked.add(unquote(urlsplit(url).path[1:]))
        linked -= seen
        seen |= linked
        posts |= {path for path in linked if path.startswith("posts/")}
        waiting = sorted(path for path in linked if not path.startswith("posts/"))
    return {path for path in posts if (public / path / "index.html").is_file()}, clicks - 1


def _require(reached: set[str], count: int) -> int:
    if len(reached) != count:
        raise RuntimeError(f"{len(reached)} posts are reached from / by links, not {count}")
    return count


def _told(new: list[str], changed: list[str], removed: list[str]) -> Iterator[str]:
    """The files, those that differ in a number alone in one line."""
    for what, names in (("new", new), ("changed", changed), ("removed", removed)):
        alike = Counter(_NUMBER.sub("N", name) for name in names)
        yield from (f"- {what}: `{name}`{f' × {many}' if many > 1 else ''}" for name, many in alike.items())
