"""The addresses of documents: what a path asks for, and which path a document has."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from feedsvc.feed_formats import BY_FILE, FORMATS
from feedsvc.feed_kinds import FEED_FOLDERS, SITE_KIND

WHOLE_SITE = {"index": "feeds/", "opml": "feeds.opml", "style": "feed.css"}

_NUMBER = re.compile(r"[1-9][0-9]{0,8}")


@dataclass(frozen=True, slots=True)
class Address:
    """What a path asks for: of the feed `kind`/`slug` (or of a post, or of the whole site) the document
    `document_type`, where it is one of several the `number`, and of a feed document the `file`."""

    document_type: Literal["feed", "archive", "page", "text", "post", "index", "opml", "style"]
    kind: str = SITE_KIND
    slug: str = ""
    number: int = 1
    file: str = ""

    @property
    def path(self) -> str:
        """The path below the site's URL, percent-encoded, without a leading slash."""
        if self.document_type in WHOLE_SITE:
            return WHOLE_SITE[self.document_type]
        base = feed_base(self.kind, self.slug)
        page = f"page/{self.number}/" if self.number > 1 else ""
        if self.document_type == "feed":
            return base + self.file
        if self.document_type == "archive":
            return f"{base}archive/{self.number}/{self.file}"
        if self.document_type == "post":
            return f"posts/{quote(self.slug)}/"
        return base + page + ("latest.txt" if self.document_type == "text" else "")


def feed_files(formats: Collection[str]) -> dict[str, str]:
    """The files of a feed in `formats`, each with its format's name, in the order of the table. The first is
    what a link to a feed leads to."""
    return {each.file: each.name for each in FORMATS if each.name in formats}


def feed_base(kind: str, slug: str) -> str:
    """Where a feed's documents are, below the site's URL: "" for the site's own."""
    return "" if kind == SITE_KIND else f"{kind}/{quote(slug)}/"


def parse(path: str) -> Address | None:
    """What a decoded path, without its leading slash, asks for; None where it can be nothing.

    A page's path may lack its last slash: compare `path` of the result.
    """
    if path == WHOLE_SITE["opml"]:
        return Address("opml")
    if path == WHOLE_SITE["style"]:
        return Address("style")
    if path in (WHOLE_SITE["index"], WHOLE_SITE["index"].rstrip("/")):
        return Address("index")
    kind, slug, rest = SITE_KIND, "", path.split("/")
    if rest[0] == "posts" and len(rest) in (2, 3) and rest[1] and rest[2:] in ([], [""]):
        return Address("post", slug=rest[1])
    if rest[0] in FEED_FOLDERS and len(rest) >= 2 and rest[1]:
        kind, slug, rest = rest[0], rest[1], rest[2:] or [""]
    match rest:
        case [file] if file in BY_FILE:
            return Address("feed", kind, slug, file=file)
        case ["archive", number, file] if file in BY_FILE and _NUMBER.fullmatch(number):
            return Address("archive", kind, slug, int(number), file)
        case [""]:
            return Address("page", kind, slug)
        case ["latest.txt"]:
            return Address("text", kind, slug)
        case ["page", number] | ["page", number, ""] if _NUMBER.fullmatch(number):
            return Address("page", kind, slug, int(number))
        case ["page", number, "latest.txt"] if _NUMBER.fullmatch(number):
            return Address("text", kind, slug, int(number))
    return None
