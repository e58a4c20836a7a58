"""The addresses of documents: what a path asks for, and which path a document has."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import quote

from feedsvc.feed_formats import BY_FILE, FORMATS
from feedsvc.feed_kinds import FEED_FOLDERS, SITE_KIND

# The documents of the whole site, by their document types.
WHOLE_SITE = {
    "index": "feeds/",
    "opml": "feeds.opml",
    "style": "feed.css",
    "robots": "robots.txt",
    "sitemap": "sitemap.xml",
    "missing": "404.html",
    "icon": "favicon.ico",
}
_WHOLE_SITE = {path: name for name, path in WHOLE_SITE.items()}
# Those of them that a site has whoever makes it: where others put theirs, theirs stay.
OF_ANY_SITE = frozenset(("robots", "sitemap", "missing", "icon"))

_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_YEAR, _MONTH = re.compile(r"[0-9]{4}"), re.compile(r"0[1-9]|1[0-2]")
_SITEMAP = re.compile(r"sitemap-([2-9]|[1-9][0-9]{1,4})\.xml")
# Of three digits: four are a year, of a feed called `page`.
_INDEX = re.compile(r"feeds/page/([1-9][0-9]{0,2})/?")


@dataclass(frozen=True, slots=True)
class Address:
    """What a path asks for: of the feed `kind`/`slug` (or of a post, or of the whole site) the document
    `document_type`, where it is one of several the `number`, and of a feed document the `file`; of a page of
    posts by month the `year`, and the `month` (1 to 12)."""

    document_type: str
    kind: str = SITE_KIND
    slug: str = ""
    number: int = 1
    file: str = ""
    year: int = 0
    month: int = 0

    @property
    def path(self) -> str:
        """The path below the site's URL, percent-encoded, without a leading slash."""
        if self.document_type == "sitemap" and self.number > 1:
            return f"sitemap-{self.number}.xml"
        if self.document_type == "index" and self.number > 1:
            return f"{WHOLE_SITE['index']}page/{self.number}/"
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
        if self.document_type in ("month", "year"):
            month = f"{self.month:02}/" if self.month else ""
            part = f"{self.number}/" if self.number > 1 else ""
            return f"{base}{self.year:04}/{month}{part}"
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
    if path in _WHOLE_SITE or path == "feeds":
        return Address(_WHOLE_SITE.get(path, "index"))
    if found := _SITEMAP.fullmatch(path):
        return Address("sitemap", number=int(found[1]))
    if found := _INDEX.fullmatch(path):
        return Address("index", number=int(found[1]))
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
        case [year, *more] if _YEAR.fullmatch(year) and year != "0000":
            return _by_month(kind, slug, int(year), more[:-1] if more[-1:] == [""] else more)
    return None


def _by_month(kind: str, slug: str, year: int, rest: list[str]) -> Address | None:
    match rest:
        case []:
            return Address("year", kind, slug, year=year)
        case [month] if _MONTH.fullmatch(month):
            return Address("month", kind, slug, year=year, month=int(month))
        case [month, part] if _MONTH.fullmatch(month) and _NUMBER.fullmatch(part):
            return Address("month", kind, slug, int(part), year=year, month=int(month))
    return None
