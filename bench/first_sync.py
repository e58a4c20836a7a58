"""From Markdown files to every feed and page as files, with nothing there before: feedsvc and Pelican."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from bench.feedsvc_site import export_command
from bench.measure import Comparison, Side, compare, set_aside
from bench.pelican_site import pelican_command
from bench.posts import write_posts

URL = "https://example.com/"


def first_sync(folder: Path, count: int, turns: int) -> Comparison:
    """Compare a first sync and export of `count` posts with Pelican's first build. Uses up `folder`."""
    posts = folder / "posts"
    write_posts(posts, count)
    ours, theirs = folder / "feedsvc", folder / "pelican"
    sides = (
        Side("feedsvc", export_command(ours, posts, URL), partial(_begin_anew, ours)),
        Side("Pelican", pelican_command(theirs, posts, URL), partial(_begin_anew, theirs)),
    )
    comparison = compare(f"First sync and export of {count} posts", sides, turns, folder)
    for site in (ours, theirs):
        require_entries(site, count)
    return comparison


def require_entries(site: Path, count: int) -> None:
    """Raise `RuntimeError` unless the site's Atom feed has `count` entries, archive documents included."""
    public = site / "public"
    documents = (public / "atom.xml", *public.glob("archive/*/atom.xml"))
    found = sum(document.read_bytes().count(b"<entry>") for document in documents)
    if found != count:
        raise RuntimeError(f"{public}: {found} entries in the Atom feed, not {count}: nothing to compare")


def _begin_anew(site: Path) -> None:
    set_aside(site / "public", *site.glob("feedsvc.db*"))
