"""Where each generator puts the feeds of a blog, as its configuration says; paths below the site's, decoded.

Sources: hexo-generator-feed 4 (`index.js`), jekyll-feed 0.17 (`generator.rb`), Hugo 0.168 (RSS outputs),
Zola 0.22 (`feed_filenames`, taxonomies with `feed`), Pelican 4.12 (`generators.py`, `settings.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from feedsvc.feed_kinds import SITE_KIND
from feedsvc.sources.dialects.config import flag, text, value, words
from feedsvc.sources.dialects.dialect import Dialect
from feedsvc.sources.dialects.hexo import Hexo
from feedsvc.sources.dialects.hugo import Hugo
from feedsvc.sources.dialects.hugo_permalinks import in_path
from feedsvc.sources.dialects.jekyll import Jekyll
from feedsvc.sources.dialects.pelican import Pelican
from feedsvc.sources.dialects.zola import Zola

_PLAIN_TAG = re.compile(r"[A-Za-z0-9_]+")
_TAXONOMIES = {
    "tags": ("tags", "tag"),
    "categories": ("categories", "category"),
    "authors": ("authors", "author"),
}
# What Pelican calls the feeds of each kind, where they are by default, and what their slugs are made by.
_PELICAN = {
    SITE_KIND: (("FEED", ""), ("FEED_ALL", "feeds/all.atom.xml")),
    "categories": (("CATEGORY_FEED", "feeds/{slug}.atom.xml"),),
    "authors": (("AUTHOR_FEED", "feeds/{slug}.atom.xml"),),
    "tags": (("TAG_FEED", ""),),
    "languages": (("TRANSLATION_FEED", "feeds/all-{lang}.atom.xml"),),
}
_SLUGS = {"categories": "CATEGORY", "authors": "AUTHOR", "tags": "TAG"}
FeedPath = tuple[str, str]


def feed_paths(dialect: Dialect, kind: str, name: str) -> list[FeedPath]:
    """Where the generator puts the feed of this kind and name: paths, each with the format (atom or rss)."""
    match dialect:
        case Hexo():
            found = _of_hexo(dialect, kind)
        case Jekyll():
            found = _of_jekyll(dialect, kind, name)
        case Hugo():
            found = _of_hugo(dialect, kind, name)
        case Zola():
            found = _of_zola(dialect, kind, name)
        case Pelican():
            found = _of_pelican(dialect, kind, name)
        case _:
            found = iter(())
    return [(path.strip("/"), form) for path, form in found if path.strip("/")]


def _of_hexo(blog: Dialect, kind: str) -> Iterator[FeedPath]:
    if kind != SITE_KIND:
        return
    kinds = words(blog.config, "feed", "type") or ["atom"]
    paths = words(blog.config, "feed", "path")
    for number, of_type in enumerate(kinds):
        path = paths[number] if number < len(paths) else f"{of_type}.xml"
        yield path if Path(path).suffix else f"{path}.xml", "rss" if of_type == "rss2" else "atom"


def _of_jekyll(blog: Dialect, kind: str, name: str) -> Iterator[FeedPath]:
    if kind == SITE_KIND:
        own = text(blog.config, "feed", "path") or text(blog.config, "feed", "collections", "posts", "path")
        yield own or "feed.xml", "atom"
    elif kind == "categories":
        listed = words(blog.config, "feed", "categories")
        if name in (listed or words(blog.config, "feed", "collections", "posts", "categories")):
            yield f"feed/{name}.xml", "atom"
    elif kind == "tags" and _has_tag_feed(blog, name):
        yield f"{text(blog.config, 'feed', 'tags', 'path') or 'feed/by_tag/'}{name}.xml", "atom"


def _has_tag_feed(blog: Dialect, name: str) -> bool:
    is_asked_for = value(blog.config, "feed", "tags") not in (None, "", "false")
    is_left_out = name in words(blog.config, "feed", "tags", "except")
    return is_asked_for and not is_left_out and _PLAIN_TAG.fullmatch(name) is not None


def _of_hugo(blog: Hugo, kind: str, name: str) -> Iterator[FeedPath]:
    file = f"{text(blog.config, 'outputformats', 'rss', 'basename') or 'index'}.xml"
    sections = words(blog.config, "params", "mainsections") or ["posts", "post", "blog"]
    of_posts = [file, *(f"{section}/{file}" for section in sections)]
    found: list[str] = []
    if kind in (SITE_KIND, "languages"):
        found = _in_languages(blog.language_folders(), kind, name, of_posts)
    elif kind in _TAXONOMIES:
        part = in_path(name) if flag(blog.config, "disablepathtolower") else in_path(name).lower()
        of_term = f"{_TAXONOMIES[kind][0]}/{part}/{file}"
        found = [f"{folder}/{of_term}" for folder in {"": "", **blog.language_folders()}.values()]
    yield from ((path, "rss") for path in found)


def _in_languages(folders: dict[str, str], kind: str, name: str, paths: list[str]) -> list[str]:
    """`paths` below the folder of a site, or of one of its languages."""
    if kind == SITE_KIND:
        return paths
    folder = folders.get(name.lower()) if folders else name.partition("-")[0].lower()
    return [] if folder is None else [f"{folder}/{path}" for path in paths]


def _of_zola(blog: Zola, kind: str, name: str) -> Iterator[FeedPath]:
    files = words(blog.config, "feed_filenames") or words(blog.config, "feed_filename") or ["atom.xml"]
    folders = blog.language_folders()
    for file in files:
        form = "rss" if "rss" in file else "atom"
        if kind in (SITE_KIND, "languages"):
            yield from ((path, form) for path in _in_languages(folders, kind, name, [file]))
        elif kind in _TAXONOMIES:
            try:
                part = blog.slugify(name)
            except ValueError:  # how Zola spells it is not known
                continue
            for folder in {"": "", **folders}.values():
                yield from ((f"{folder}/{term}/{part}/{file}", form) for term in _TAXONOMIES[kind])


def _of_pelican(blog: Pelican, kind: str, name: str) -> Iterator[FeedPath]:
    for setting, usual in _PELICAN.get(kind, ()):
        for form in ("atom", "rss"):
            key = f"{setting}_{form.upper()}"
            default = usual if form == "atom" else usual.replace(".atom", ".rss") if kind == "authors" else ""
            pattern = (text(blog.config, key) if key in blog.config else default).replace("%s", "{slug}")
            slug = blog.slugify(name, _SLUGS[kind]) if kind in _SLUGS else name
            yield pattern.replace("{slug}", slug).replace("{lang}", name), form
