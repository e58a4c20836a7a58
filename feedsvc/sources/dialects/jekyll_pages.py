"""Addresses of a Jekyll site's pages and of the documents of its collections, which are no posts: as Jekyll 4
makes them (`lib/jekyll/page.rb`, `document.rb`, `collection.rb`, `utils.rb`).
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, time
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from feedsvc.posts.dates import as_written
from feedsvc.posts.post import Post
from feedsvc.posts.record import Record
from feedsvc.sources.dialects.config import Config, flag, mapping, text, words
from feedsvc.sources.dialects.dialect import field
from feedsvc.sources.dialects.jekyll_permalinks import page_address
from feedsvc.sources.file_names import parse_file_name

_DATE_TOKEN = re.compile(r":(?:\w*(?:year|month|day|week)|hour|minute|second)\b")


def collection_of(config: Config, key: str) -> str | None:
    """The collection that a file below the source folder is in; None for a page."""
    folder = text(config, "collections_dir").strip("/")
    label, slash, _ = key.removeprefix(f"{folder}/" if folder else "").partition("/")
    is_known = slash and label.startswith("_") and label[1:] in mapping(config, "collections")
    return label[1:] if is_known else None


def address_of(config: Config, record: Record, collection: str | None, post: Post, zone: ZoneInfo) -> str:
    """The address of a page (`collection` is None) or document; `record` has its front matter, with defaults,
    and its key below the source folder. `post` is any post of the site.

    Raises `ValueError` with the reason where it has none.
    """
    if str(field(record, "published")).lower() == "false":
        raise ValueError("not published")
    folder, _, file = record.key.rpartition("/")
    name = file.rpartition(".")[0]
    style = text(config, "permalink") or "date"
    own = field(record, "permalink")
    if collection is None:
        if folder.startswith("_") and folder.partition("/")[0] not in words(config, "include"):
            raise ValueError("not read")
        path, slug = folder, name
        template = "/:path/" if name == "index" else _with_suffix("/:path/:basename", style)
    else:
        if not flag(config, "collections", collection, "output"):
            raise ValueError("not published")
        path = record.key.partition(f"_{collection}/")[2].rpartition(".")[0]
        slug, post = _dated(record, post, zone)
        given = text(config, "collections", collection, "permalink")
        template = given or _with_suffix("/:collection/:path", style)
    if isinstance(own, str):
        template = unquote(own)
    if (collection is None or not _is_dated(record)) and _DATE_TOKEN.search(template):
        raise ValueError("no date")
    tokens = {
        "path": lambda: path,
        "basename": lambda: name,
        "collection": lambda: collection or "",
    }
    return page_address(template, record, slug, replace(post, categories=()), zone, tokens)


def _with_suffix(template: str, style: str) -> str:
    if style in ("date", "ordinal", "none") or style.endswith(":output_ext"):
        return f"{template}:output_ext"
    return f"{template}/" if style == "pretty" or style.endswith("/") else template


def _is_dated(record: Record) -> bool:
    return field(record, "date") is not None or parse_file_name(record.key).date is not None


def _dated(record: Record, post: Post, zone: ZoneInfo) -> tuple[str, Post]:
    """The slug that a document's file name gives, and `post` with the document's date."""
    named = parse_file_name(record.key)
    name = record.key.rpartition("/")[2].rpartition(".")[0]
    given = field(record, "date")
    if given is not None:
        moment = as_written(given, zone)
    elif named.date is not None:
        moment = datetime.combine(named.date, time(), zone)
    else:
        return name, post
    slug = re.sub(r"^\d{2,4}-\d{1,2}-\d{1,2}-", "", name)
    return slug, replace(post, published=moment.astimezone(UTC))
