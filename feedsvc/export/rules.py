"""What a host must know to answer as the server does: redirects, what is gone, cache times, media types.

The writers of hosts' files and the check of a live site read the same rules.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

from feedsvc.delivery.freshness import Freshness
from feedsvc.delivery.old_addresses import ANY_FORMAT, old_files, old_folders
from feedsvc.export.former_pages import former_pages
from feedsvc.feed_formats import BY_FILE
from feedsvc.feed_kinds import FEED_FOLDERS, SITE_FEED
from feedsvc.iri import to_uri
from feedsvc.publish.address import WHOLE_SITE, Address, feed_base
from feedsvc.publish.directory import OPML
from feedsvc.publish.documents import HTML, TEXT, Edition
from feedsvc.publish.file_document import file_type
from feedsvc.publish.site_files import CSS
from feedsvc.settings import DeliveryOptions

TYPES: MappingProxyType[str, str] = MappingProxyType(
    {
        **{file: feed_format.content_type for file, feed_format in BY_FILE.items()},
        WHOLE_SITE["opml"]: OPML,
        WHOLE_SITE["style"]: CSS,
        "index.html": HTML,
        "latest.txt": TEXT,
    }
)
XML = "application/xml; charset=utf-8"  # a feed of which the name does not say the format
# What every answer carries.
FIXED_FIELDS = MappingProxyType({"X-Content-Type-Options": "nosniff", "Access-Control-Allow-Origin": "*"})
PERMANENT, TEMPORARY = 301, 302

# As a regular expression: the folder of a feed, below the site's URL.
FEED_FOLDER = f"(?:(?:{'|'.join(FEED_FOLDERS)})/[^/]+/)?"
_SLUG, _NUMBER = "([^/]+)", "([0-9]+)"


class Redirect(NamedTuple):
    """Where an address leads: a URL, or a path from the host's root, in ASCII and without a dollar sign; 301
    or 302."""

    target: str
    status: int = PERMANENT


class FeedMove(NamedTuple):
    """What is elsewhere in each feed of a kind: the file `new` was, or may have been, at one of `old` (with
    its last slash only where it is nothing without).

    `folders` are those that feeds of the kind are or were in, none of the site's own feed. Where `archives`,
    both are in the folders of archive documents.
    """

    kind: str
    folders: tuple[str, ...]
    archives: bool
    old: tuple[str, ...]
    new: str
    status: int = PERMANENT

    def regex(self) -> str:
        """The paths below the site's, as a regular expression with a group for the slug, where there is one,
        and one for the number of the archive."""
        folder = f"(?:{'|'.join(self.folders)})/{_SLUG}/" if self.folders else ""
        number = f"archive/{_NUMBER}/" if self.archives else ""
        is_exact = self.status == TEMPORARY
        ends = [re.escape(old) + ("" if is_exact or old.endswith("/") else "/?") for old in self.old]
        return f"{folder}{number}(?:{'|'.join(ends)})"

    def target(self, *groups: str) -> str:
        """The path that leads to, below the site's, with `groups` for those of the regular expression."""
        rest = iter(groups)
        folder = f"{self.kind}/{next(rest)}/" if self.folders else ""
        number = f"archive/{next(rest)}/" if self.archives else ""
        return f"{folder}{number}{self.new}"

    def groups(self, slug: str, number: str) -> tuple[str, ...]:
        """Those of the two that the regular expression has groups for."""
        return ((slug,) if self.folders else ()) + ((number,) if self.archives else ())


@dataclass(frozen=True, slots=True)
class Rules:
    """All of it. Paths are from the host's root; keys are decoded, targets in ASCII. `former_pages` are more
    redirects, of pages that were numbered; there can be thousands.

    `base` is the path of the site's URL, percent-encoded. `redirects` come in the order of their worth, for
    hosts that take only so many. At `gone` there was something that was deleted.
    """

    base: str
    files: tuple[str, ...]  # of each feed
    redirects: Mapping[str, Redirect]
    former_pages: Mapping[str, Redirect]
    feed_moves: tuple[FeedMove, ...]
    years: tuple[int, ...]  # that have pages of the site's posts, the newest first
    gone: tuple[str, ...]
    cache: Callable[[str], str]  # Cache-Control by a document's kind

    def all_redirects(self, most: int | None = None) -> dict[str, Redirect]:
        """The redirects, with the first `most` of former pages (else all)."""
        return {**self.redirects, **dict(islice(self.former_pages.items(), most))}

    @property
    def root(self) -> str:
        """The path of the site's URL, decoded."""
        return unquote(self.base)


def rules_of(edition: Edition, delivery: DeliveryOptions) -> Rules:
    """The rules for a site as it is in `edition`."""
    base = _literal(urlsplit(edition.url).path)
    fresh = Freshness(delivery)
    site_feed = edition.catalog.feed(*SITE_FEED)
    redirects = _redirects(edition, base, delivery.moved)
    gone = dict.fromkeys(unquote(base + path) for path in _gone(edition))
    return Rules(
        base=base,
        files=tuple(edition.files),
        redirects=redirects,
        former_pages={
            unquote(base + old): Redirect(_literal(base + new))
            for old, new in former_pages(edition).items()
            if unquote(base + old) not in redirects
        },
        feed_moves=tuple(_feed_moves(edition)),
        years=edition.months(site_feed).years() if site_feed else (),
        gone=tuple(path for path in gone if path not in redirects),
        cache=lambda kind: fresh.cache_control(kind, 0, None),
    )


def content_type(name: str) -> str:
    """The media type of a file by its name, below the site's address."""
    if name.endswith(".html"):
        return HTML
    last = name.rpartition("/")[2]
    known = (
        TYPES.get(last) or TYPES.get(old_files().get(name, "")) or (XML if last.endswith(".xml") else None)
    )
    return known or (file_type(last) if "." in last else TEXT)


def cache_control(name: str, fresh: Freshness) -> str:
    """The Cache-Control of a file by its name."""
    last = name.rpartition("/")[2]
    kind = "page" if last not in BY_FILE else "archive" if "archive/" in name else "feed"
    return fresh.cache_control(kind, 0, None)


def _redirects(edition: Edition, base: str, moved: Mapping[str, str]) -> dict[str, Redirect]:
    """By their worth: what the user says, the site's own feeds, posts, those without their last slash,
    and the files of posts."""
    found: dict[str, Redirect] = {}
    root = unquote(base)

    def add(path: str, to: str, status: int = PERMANENT) -> None:
        found.setdefault(root + path, Redirect(_literal(to), status))

    for path, to in sorted(moved.items()):
        target = to_uri(to if urlsplit(to).scheme else base + to.lstrip("/"))
        for end in ("", "/"):
            add(path.strip("/") + end, target)
    for old, ours in edition.catalog.old_feeds().items():
        place = edition.where(unquote(ours))
        if place is not None and edition.where(old) is None:
            add(old, base + place)
    for old, file in _former_files(edition).items():
        for path in (old,) if old.endswith("/") else (old, f"{old}/"):
            add(path, base + file)
    add(ANY_FORMAT, base + next(iter(edition.files)), TEMPORARY)
    for path, to in (("page/1/", ""), ("page/1", ""), ("page/1/latest.txt", "latest.txt")):
        add(path, base + to)
    former = [(old, new) for old, new in edition.catalog.former_slugs() if new is not None]
    for end in ("/", ""):
        for old, new in former:
            add(f"posts/{old}{end}", base + Address("post", slug=new).path)
    below = _files_of_posts(edition, {new for _, new in former})
    for old, new in former:
        for name, path in below.get(new, ()):
            add(f"posts/{old}/{name}", base + path)
    return found


def _files_of_posts(edition: Edition, slugs: set[str]) -> dict[str, list[tuple[str, str]]]:
    """The files below the pages of posts by their slug: each file's name, and its path, percent-encoded."""
    found: dict[str, list[tuple[str, str]]] = {}
    if not slugs:
        return found
    for path, _ in edition.file_inventory():
        root, _, rest = unquote(path).partition("/")
        slug, _, name = rest.partition("/")
        if root == "posts" and name and slug in slugs:
            found.setdefault(slug, []).append((name, path))
    return found


def _literal(target: str) -> str:
    """A target in which no host finds a variable; nginx has no way to write a dollar sign."""
    return target.replace("$", "%24")


def _former_files(edition: Edition) -> dict[str, str]:
    """Below a feed's own address, all that is now one of the files that are published."""
    first = next(iter(edition.files))
    instead = {file: first for file in BY_FILE if file not in edition.files}
    return {old: instead.get(file, file) for old, file in old_files().items()} | instead


def _feed_moves(edition: Edition) -> Iterator[FeedMove]:
    first = next(iter(edition.files))
    unpublished = tuple(file for file in BY_FILE if file not in edition.files)
    former = _former_files(edition)
    if unpublished:
        yield FeedMove("", (), True, unpublished, first)
    for kind in FEED_FOLDERS:
        own = (kind,)
        if unpublished:
            yield FeedMove(kind, own, True, unpublished, first)
        folders = (kind, *old_folders(kind))
        for new in edition.files:
            if old := tuple(old for old, file in former.items() if file == new):
                yield FeedMove(kind, folders, False, old, new)
        # What has another folder alone.
        if folders[1:]:
            for file in edition.files:
                yield FeedMove(kind, folders[1:], False, (file,), file)
        yield FeedMove(kind, folders, False, (ANY_FORMAT,), first, TEMPORARY)
        yield FeedMove(kind, own, False, ("page/1",), "")
        yield FeedMove(kind, own, False, ("page/1/latest.txt",), "latest.txt")


def _gone(edition: Edition) -> Iterator[str]:
    """Paths below the site's, percent-encoded, at which there was something."""
    for old, new in edition.catalog.former_slugs():
        if new is None:
            path = Address("post", slug=old).path
            yield from (path, path.rstrip("/"))
    for feed in edition.catalog.feeds():
        if not edition.is_published(feed):
            base = feed_base(feed.kind, feed.slug)
            yield from (
                base,
                base.rstrip("/"),
                f"{base}latest.txt",
                *(base + quote(file) for file in edition.files),
            )
