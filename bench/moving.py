"""Moving in and out: what a real reader sees when feedsvc takes the place of a blog's own generator.

BENCH_BLOGS names a folder of blogs as they lie, BENCH_NODE a folder `node_modules` with Hexo and
hexo-generator-feed, BENCH_WXR a folder of exports of WordPress. Of older versions BENCH_OLD_NODE names the
same folder with another hexo-generator-feed, BENCH_OLD_JEKYLL_FEED the `lib` of a jekyll-feed, BENCH_OLD_HUGO
a program, and BENCH_OLD_PELICAN anything: Pelican then writes the ids of its 3.4 to 3.6. For each blog its
generator makes its feeds with all posts, once with the blog at its address, once in a path; the reader
(`reader` of PyPI) subscribes to them at an address; then `feedsvc web` answers there, and it asks again.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from html import escape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from bench.old_feeds import lay_in_sub_path, old_feeds
from bench.posts import write_posts
from bench.web_servers import feedsvc_web, free_port
from feedsvc.publish.documents import Document
from feedsvc.publish.publisher import Publisher
from feedsvc.sources import open_source
from feedsvc.sources.markdown_folder import MarkdownFolder
from feedsvc.sources.published.published_post import PublishedPost, PublishedPosts
from feedsvc.sources.published.reading import read_published
from feedsvc.store.store import Store
from feedsvc.sync.store_dump import dump_store, load_store

URL = "https://blog.example.org/"
DUMPED = 5000


@dataclass(frozen=True, slots=True)
class MovedFeed:
    """A feed before and after: its entries, how many the reader knew, how many were new to it after the move,
    what `feedsvc plan --against` had said, and the page size that it told, where one was needed."""

    blog: str
    feed: str
    entries: int
    known: int
    new: int
    said: dict[str, int]
    page_size: int | None


@dataclass(slots=True)
class Moving:
    """All of it."""

    moved: list[MovedFeed] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def table(self) -> str:
        """A table of feeds, and lines about the rest."""
        lines = [
            "**Moving in: what a reader that knows the old feed is shown**",
            "",
            "| blog | feed | entries | known | new | same | changed | twice | never | page size |",
            "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        ]
        for moved in self.moved:
            counts = [moved.entries, moved.known, moved.new, *moved.said.values(), moved.page_size or ""]
            lines.append(f"| {moved.blog} | {moved.feed} | {' | '.join(map(str, counts))} |")
        return "\n".join([*lines, "", *self.told])


def moving(folder: Path, _count: int, _turns: int) -> Moving:
    """Move every blog and export that there is. Uses up `folder`."""
    found = Moving()
    named = os.environ.get("BENCH_BLOGS")
    for blog in sorted(Path(named).iterdir()) if named else ():
        own = folder / blog.name
        own.mkdir()
        _move_blog(found, blog.resolve(), own)
    for export in sorted(Path(os.environ["BENCH_WXR"]).glob("*.xml")) if "BENCH_WXR" in os.environ else ():
        own = folder / export.stem
        own.mkdir()
        _move_wordpress(found, export, own)
    found.told.append(_dumped(folder / "dumped"))
    return found


# What an older version of each generator, or of its plug-in, is named by.
_OLDER = {
    "hexo": "BENCH_OLD_NODE",
    "jekyll": "BENCH_OLD_JEKYLL_FEED",
    "hugo": "BENCH_OLD_HUGO",
    "pelican": "BENCH_OLD_PELICAN",
}


def _move_blog(found: Moving, blog: Path, folder: Path) -> None:
    source = open_source(blog)
    dialect = source.dialect if isinstance(source, MarkdownFolder) else None
    kind = dialect.name if dialect else "plain"
    url = "" if dialect and dialect.configured_url else URL
    older = os.environ.get(_OLDER.get(kind, ""))
    sub_path = folder / "blog"
    lay_in_sub_path(blog, sub_path)
    tries: list[tuple[str, Path, str, str | None]] = [
        ("", blog, url, None),
        (", in a sub path", sub_path, "", None),
    ]
    tries += [(", an older version, after an import", blog, url, older)] if older else []
    for number, (what, here, url_here, version) in enumerate(tries):
        own = folder / str(number)
        (own / "made").mkdir(parents=True)
        try:
            feeds = old_feeds(kind, here, own / "made", older=version)
        except RuntimeError as error:
            found.told.append(f"{blog.name}{what} is left out: {str(error)[-200:]}")
            continue
        for path, body in feeds.items():
            moved = _moved(here, path, body, own / path.replace("/", "-"), url_here, version is not None)
            found.moved.append(MovedFeed(f"{blog.name} ({kind}{what})", path, *moved))


def _move_wordpress(found: Moving, export: Path, folder: Path) -> None:
    posts = read_published(str(export))
    said = _run("import", export, folder / "posts")
    body = _wordpress_feed(posts)
    moved = _moved(folder / "posts", "feed/index.html", body, folder / "feed", URL, is_imported=True)
    found.moved.append(MovedFeed(f"{export.name} (WordPress, after an import)", "feed/", *moved))
    found.told += [f"{export.name}: {line.partition(': ')[2]}" for line in said.splitlines()]
    walked = _walked(folder / "feed" / "feedsvc.db")
    by_id = {post.id: post for post in posts.posts if not post.draft}
    same = [item for item in walked if (post := by_id.get(item["id"])) and _is_same(item, post)]
    whole = f"{len(same)} with id, date, authors and tags of the export"
    found.told.append(f"{export.name}: {len(walked)} entries walked, {whole}")


def _is_same(item: dict[str, Any], post: PublishedPost) -> bool:
    assert post.published is not None
    names = tuple(author["name"] for author in item.get("authors", ()))
    terms = {*post.tags, *("/".join(path) for path in post.categories)}
    is_of_time = item["date_published"] == post.published.strftime("%Y-%m-%dT%H:%M:%SZ")
    return is_of_time and names == post.authors and terms <= set(item.get("tags", ()))


def _by_time(post: PublishedPost) -> float:
    return post.published.timestamp() if post.published else 0


def _wordpress_feed(posts: PublishedPosts) -> bytes:
    """The posts as `feed-rss2.php` of WordPress writes them."""
    items = "".join(
        f"<item><title>{escape(post.title)}</title><link>{escape(post.url)}</link>"
        f"<pubDate>{post.published:%a, %d %b %Y %H:%M:%S +0000}</pubDate>"
        f'<guid isPermaLink="false">{escape(post.id)}</guid>'
        f"<content:encoded><![CDATA[{post.html.replace(']]>', ']]&gt;')}]]></content:encoded></item>\n"
        for post in sorted(posts.posts, key=_by_time, reverse=True)
        if post.was_seen(datetime.now(UTC)) and post.published
    )
    head = '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<title>Blog</title>\n{items}</channel></rss>'.encode()
    )


def _moved(
    source: Path, path: str, body: bytes, folder: Path, url: str, is_imported: bool
) -> tuple[int, int, int, dict[str, int], int | None]:
    """Entries, what the reader knew, what was new to it, what the plan said, and the page size it told."""
    from reader import make_reader

    old = folder / "old"
    file = old / path
    file.parent.mkdir(parents=True)
    file.write_bytes(body)
    store = f"sqlite:///{folder / 'feedsvc.db'}"
    address = ("--url", url) if url else ()
    if is_imported:
        _run("ledger", "import", file, "--source", source, "--store", store, *address)
    planned = _run("plan", source, "--against", file, "--json", "--store", store, *address, out=True)
    said = json.loads(planned)["against"][0]
    size = said["page_size"] if said["unseen"] else None
    with _page_size(size):
        _run("sync", source, "--store", store, *address)
    port = free_port()
    reader = make_reader(":memory:")
    asked = f"http://127.0.0.1:{port}/{path.removesuffix('index.html')}"
    with _files(old, port):
        reader.add_feed(asked)
        reader.update_feed(asked)
    known = {entry.id for entry in reader.get_entries()}
    with feedsvc_web(store, folder, port):
        reader.update_feed(asked)
    after = {entry.id for entry in reader.get_entries()}
    reader.close()
    entries = len(read_published(str(file)).posts)
    return entries, len(known), len(after - known), said["counts"], size


def _walked(store_file: Path) -> list[dict[str, Any]]:
    """The items of the site's feed in all its documents, each once."""
    store = Store(f"sqlite:///{store_file}")
    found: dict[str, dict[str, Any]] = {}
    with Publisher(store).edition() as edition:
        path = "feed.json"
        while path:
            document = edition.document(path)
            assert isinstance(document, Document)
            feed = json.loads(document.body)
            found |= {item["id"]: item for item in feed["items"]}
            path = unquote(feed.get("next_url", "").removeprefix(edition.url))
    store.close()
    return list(found.values())


def _dumped(folder: Path) -> str:
    """A store of many posts in a fresh one: how many documents have the same bytes."""
    folder.mkdir()
    write_posts(folder / "posts", DUMPED)
    one, two = (Store(f"sqlite:///{folder / name}.db") for name in ("one", "two"))
    _run("sync", folder / "posts", "--store", f"sqlite:///{folder / 'one.db'}", "--url", URL)
    started = time.perf_counter()
    lines = list(dump_store(one))
    dumped = time.perf_counter()
    load_store(two, lines, "dump")
    loaded = time.perf_counter()
    documents = same = 0
    with Publisher(one).edition() as first, Publisher(two).edition() as second:
        for address in first.addresses():
            a, b = (edition.at(address, unquote(address.path)) for edition in (first, second))
            assert isinstance(a, Document)
            documents += 1
            same += isinstance(b, Document) and (a.body, a.last_modified) == (b.body, b.last_modified)
    size = sum(len(line) for line in lines) / 1e6
    one.close()
    two.close()
    return (
        f"dump of {DUMPED} posts: {size:.0f} MB in {dumped - started:.1f} s, loaded in "
        f"{loaded - dumped:.1f} s; "
        f"{same} of {documents} documents with the same bytes and times"
    )


def _run(*arguments: str | Path, out: bool = False) -> str:
    command = [sys.executable, "-m", "feedsvc", *map(str, arguments)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode:
        raise RuntimeError(run.stderr[-2000:])
    return run.stdout if out else run.stderr


@contextmanager
def _page_size(size: int | None) -> Iterator[None]:
    if size:
        os.environ["FEEDSVC_FEED__PAGE_SIZE"] = str(size)
    try:
        yield
    finally:
        os.environ.pop("FEEDSVC_FEED__PAGE_SIZE", None)


class _Quiet(SimpleHTTPRequestHandler):
    def guess_type(self, path: object) -> str:
        return "application/xml"

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@contextmanager
def _files(folder: Path, port: int) -> Iterator[None]:
    server = ThreadingHTTPServer(("127.0.0.1", port), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
