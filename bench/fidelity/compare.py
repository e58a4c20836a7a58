"""What a generator shows of its posts beside what feedsvc's entries show."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from bench.fidelity.entries import Entry
from bench.fidelity.hidden import with_tags_shown, without_hidden
from bench.fidelity.page import Page, page
from bench.fidelity.theme_tags import uses_theme_tags

Dump = Mapping[str, Mapping[str, Any]]
_MARKDOWN_FILE = re.compile(r"\.(?:md|markdown|mkd|mdown)$", re.IGNORECASE)


@dataclass(frozen=True)
class Pair:
    """One post as the generator shows it and as the feed does. `with_tags` are the generator's words with
    tags of no element as text, where the words differ at all. `themed` says that it uses a tag of a theme or
    plug-in, or one of the blog's own."""

    key: str
    theirs: Page
    ours: Page
    with_tags: list[str]
    themed: bool
    same_address: bool
    same_date: bool

    @cached_property
    def text(self) -> bool:
        return self.theirs.words == self.ours.words

    @cached_property
    def hidden(self) -> str:
        """What it is that the entry shows and the generator's page loses, where the text is the same but for
        that: tags of no element or values of Liquid; "" for none."""
        if "".join(self.theirs.words) == "".join(self.ours.words):
            return ""  # the same, or but for blanks
        for kind, values in (("tags of no element", False), ("values of Liquid", True)):
            for theirs in (self.with_tags, self.theirs.words):
                if "".join(without_hidden(self.ours.words, theirs, values=values)) == "".join(theirs):
                    return kind
        return ""

    @property
    def fair_text(self) -> bool:
        """Whether the text is the same but for what the generator's page loses of it."""
        return self.text or bool(self.hidden)

    @cached_property
    def outline(self) -> bool:
        return self.theirs.outline == self.ours.outline

    @cached_property
    def links(self) -> bool:
        return self.theirs.links == self.ours.links

    @cached_property
    def images(self) -> bool:
        return self.theirs.images == self.ours.images

    @property
    def structure(self) -> bool:
        return self.outline and self.links and self.images

    @property
    def breaks(self) -> bool:
        return self.theirs.breaks == self.ours.breaks

    @property
    def code(self) -> bool:
        return self.theirs.code == self.ours.code

    @property
    def marks(self) -> bool:
        return self.theirs.marks == self.ours.marks

    @property
    def formulas(self) -> bool:
        return bool(self.theirs.formulas or self.ours.formulas)


FIGURES = (
    "text",
    "structure",
    "breaks",
    "outline",
    "links",
    "images",
    "code",
    "marks",
    "same_address",
    "same_date",
)


def pairs(dump: Dump, entries: Mapping[str, Entry], site: str, blog: Path) -> list[Pair]:
    """Every post that both have, in the order of their keys; `blog` is where their files are."""
    host = urlsplit(site).hostname or ""
    own = frozenset((host, host.removeprefix("www."), f"www.{host.removeprefix('www.')}"))
    found = []
    for key in sorted(dump.keys() & entries.keys()):
        post, entry = dump[key], entries[key]
        if "html" not in post:
            continue
        address = (
            post["url"] if post["url"].startswith("http") else urljoin(site, post["url"].replace("//", "/"))
        )
        theirs = page(post["html"], address, own)
        theirs.links = _by_address(theirs.links, key, dump, address)
        ours = page(entry.html, entry.url, own, theirs)
        found.append(
            Pair(
                key,
                theirs,
                ours,
                [] if theirs.words == ours.words else page(with_tags_shown(post["html"]), address, own).words,
                bool(post.get("stand_in")) or uses_theme_tags((blog / key).read_text("utf-8", "replace")),
                _path(entry.url, site) == _path(address, site),
                _same_date(post.get("date"), entry.published),
            )
        )
    return found


def _by_address(links: Counter[str], key: str, dump: Dump, address: str) -> Counter[str]:
    """`links`, in which one to another post's file leads to that post, as docs/reader-html.md promises."""
    if not any(_MARKDOWN_FILE.search(link) for link in links):
        return links
    here = unquote(urlsplit(address).path)
    found: Counter[str] = Counter()
    for link, count in links.items():
        if _MARKDOWN_FILE.search(link):
            written = posixpath.relpath(link, posixpath.dirname(here))
            file = posixpath.normpath(posixpath.join(posixpath.dirname(key), written))
            if file in dump:
                found[unquote(dump[file]["url"]).removesuffix("index.html").rstrip("/")] += count
                continue
        found[link] += count
    return found


def _path(url: str, site: str) -> str:
    base = unquote(urlsplit(site).path).rstrip("/")
    path = unquote(urlsplit(url).path)
    return re.sub(r"/+", "/", "/" + path.removeprefix(base)).removesuffix("index.html")


def _same_date(date: str | None, published: datetime) -> bool:
    return date is None or datetime.fromisoformat(date).replace(microsecond=0) == published.replace(
        microsecond=0
    )


def share(rows: Iterable[Pair], figure: str) -> float:
    """In how many of 100 posts this figure is the same."""
    values = [bool(getattr(row, figure)) for row in rows]
    return 100 * sum(values) / len(values) if values else float("nan")


GROUPS: dict[str, Callable[[Pair], bool]] = {
    "all posts": lambda pair: True,
    "without tags of themes": lambda pair: not pair.themed,
    "without those and formulas": lambda pair: not (pair.themed or pair.formulas),
}
