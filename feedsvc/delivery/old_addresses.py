"""Where feeds used to be: addresses of other publishing systems, each leading straight to ours."""

from __future__ import annotations

from urllib.parse import unquote

from feedsvc.feed_formats import BY_FILE
from feedsvc.feed_kinds import FEED_FOLDERS, FEED_KINDS
from feedsvc.publish.address import feed_base
from feedsvc.publish.documents import Edition

# What stands after a feed's base in WordPress, Jekyll, Hugo, Hexo, Pelican, Ghost and Blogger.
_FILES = {
    "feed/": "rss.xml",
    "feed/atom": "atom.xml",
    "feed/rss": "rss.xml",
    "feed/rss2": "rss.xml",
    "feed/json": "feed.json",
    "rss": "rss.xml",
    "rss2": "rss.xml",
    "rss2.xml": "rss.xml",
    "feed.rss": "rss.xml",
    "index.rss": "rss.xml",
    "index.rdf": "rss.xml",
    "index.xml": "rss.xml",
    "feeds/all.rss.xml": "rss.xml",
    "atom": "atom.xml",
    "feed.atom": "atom.xml",
    "feed.xml": "atom.xml",
    "index.atom": "atom.xml",
    "atom10.xml": "atom.xml",
    "feeds/all.atom.xml": "atom.xml",
    "feeds/posts/default": "atom.xml",
    "json": "feed.json",
    "index.json": "feed.json",
    **{file: file for file in BY_FILE},
}
_FOLDERS = {kind.singular: kind.name for kind in FEED_KINDS.values() if kind.singular}
# Stands for a feed in any format, so that a client gets the one it likes best.
ANY_FORMAT = "feed"


def led_to(edition: Edition, path: str) -> str | None:
    """The path (percent-encoded) of our document at what may be an old address of a feed (decoded, without
    its leading slash): where the blog's own generator had it, else where any other system may have."""
    own = edition.catalog.old_feeds().get(path.rstrip("/")) or new_path(path)
    return None if own is None else edition.where(unquote(own))


def new_path(path: str) -> str | None:
    """Where the feed is that was once at `path` (decoded, without its leading slash); None for no feed's.

    The result is a path of ours, percent-encoded, whether there is such a feed or not.
    """
    for base, rest in (("", path), _split(path)):
        file = _FILES.get(rest) or _FILES.get(rest.removesuffix("/"))
        if file is not None and unquote(base + file) != path:
            return base + file
    return None


def chosen_path(path: str, file: str) -> str | None:
    """Where `feed`, which stands for a feed in any format, leads a client that likes `file` best."""
    base, rest = _split(path)
    return base + file if rest == ANY_FORMAT else None


def old_files() -> dict[str, str]:
    """Below a feed's own address, where its documents may have been, each with the file it is now. What ends
    in a slash is nothing without it; the others may have one."""
    return {old: file for old, file in _FILES.items() if old != file}


def old_folders(kind: str) -> list[str]:
    """The folders in which the feeds of a kind may have been, besides the one they are in."""
    return [old for old, now in _FOLDERS.items() if now == kind]


def _split(path: str) -> tuple[str, str]:
    """The base of a feed's addresses, and what comes after it."""
    kind, _, rest = path.partition("/")
    slug, _, rest = rest.partition("/")
    kind = _FOLDERS.get(kind, kind)
    if kind in FEED_FOLDERS and slug and rest:
        return feed_base(kind, slug), rest
    return "", path
