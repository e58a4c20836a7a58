"""Where the links and pictures of posts lead: to something that is there, as far as the disk can tell."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from feedsvc.checks.checked_record import CheckedRecord, plain_path
from feedsvc.formats.entry import ORIGIN, SITE
from feedsvc.publish.address import parse
from feedsvc.sources.dialects.dialect import Dialect
from feedsvc.sources.file_names import ENDINGS
from feedsvc.sources.linked_files import destinations

_DATED = re.compile(r"(?:^|/)\d{4}/\d{1,2}/")
_FILE = re.compile(r"\.(?!html?$|php$|aspx?$|jsp$)[A-Za-z][A-Za-z0-9]{1,4}$")


class WrittenAddress(NamedTuple):
    """An address as a post's source has it, with its line in the file."""

    address: str
    line: int


class LinkTargets:
    """What is there: the addresses of posts, and the files the blog publishes.

    `base` is the path of the site's URL; `dialect` is None for posts that are no files; `files` are the paths
    at which files beside posts are published.
    """

    def __init__(
        self,
        records: Iterable[CheckedRecord],
        urls: Iterable[str],
        base: str,
        dialect: Dialect | None,
        files: Collection[str] = (),
    ):
        self._base, self._dialect, self._files = base, dialect, files
        self._pages = {plain_path(url.removeprefix(SITE)) for url in urls if url.startswith(SITE)}
        self._has_dated = any(_DATED.search(page) for page in self._pages)
        self._pages |= {alias for record in records for alias in record.aliases}
        self._static = [folder for folder in dialect.static_folders() if folder.is_dir()] if dialect else []
        self._homes = [dialect.root / home for home in dialect.post_folders()] if dialect else []
        self._is_there = cache(Path.exists)

    def written(self, record: CheckedRecord, url: str, text: str) -> dict[str, WrittenAddress]:
        """The addresses in a post's source by where they lead; `url` is the post's own."""
        found: dict[str, WrittenAddress] = {}
        for given, start in destinations(text):
            line = text.count("\n", 0, start) + record.lines.get("text", 1)
            try:
                leads_to = urljoin(ORIGIN, given) if given.startswith("/") else urljoin(url, given)
            except ValueError:
                continue
            found.setdefault(unquote(leads_to.partition("#")[0]), WrittenAddress(given, line))
        return found

    def is_dead(
        self, address: str, url: str, record: CheckedRecord, given: WrittenAddress | None, *, is_media: bool
    ) -> bool:
        """Whether `address`, on the placeholder, leads to nothing; `url` is that of the post that holds it.

        What the disk cannot tell is let pass.
        """
        path = self._path(address)
        if path is None or plain_path(path) in self._pages or path in self._files:
            return False
        if is_media and address.startswith(SITE) and self._is_ours(record):
            return True
        beside = given.address if given else address.removeprefix(url.rpartition("/")[0] + "/")
        if self._is_file(path, record, unquote(urlsplit(beside).path).lstrip("/")):
            return False
        is_relative = address.startswith(SITE)
        own = parse(unquote(path))
        if own is not None and own.document_type != "post":  # a page or a feed of ours
            return False
        if is_media or _FILE.search(path):
            return self._knows_files(is_relative, record)
        if own is not None or (is_relative and given is not None):
            return not self._is_page(path)
        return self._has_dated and _DATED.search(path) is not None and not self._is_page(path)

    def _path(self, address: str) -> str | None:
        """The path of an address below the site's URL, decoded; None for one elsewhere."""
        if address.startswith(SITE):
            return unquote(urlsplit(address.removeprefix(SITE)).path)
        if not address.startswith(ORIGIN):
            return None
        path = unquote(urlsplit(address.removeprefix(ORIGIN)).path)
        return path.removeprefix(self._base.lstrip("/")) if f"/{path}".startswith(self._base) else None

    def _is_ours(self, record: CheckedRecord) -> bool:
        """Whether the files beside the post would be published by us."""
        if self._dialect is None or record.path is None:
            return False
        return not (record.post.url and self._dialect.publishes_files)

    def missing(self, record: CheckedRecord) -> list[str]:
        """The names of files in the record's own fields that are not beside it; what is below the site's
        address may be somebody else's."""
        names = [item.url for item in record.post.enclosures]
        names += [record.post.image] if record.post.image else []
        asked = {unquote(urlsplit(name).path): name for name in names if not name.startswith("/")}
        lacking = [asset.written for asset in record.post.assets if asset.size is None]
        named = dict.fromkeys(asked[written] for written in lacking if written in asked)
        return list(named) if self._is_ours(record) else []

    def _knows_files(self, is_relative: bool, record: CheckedRecord) -> bool:
        """Whether the files of such links would be on this disk: those of a folder that is no blog's may be
        anywhere, but for those that lie beside the post."""
        if self._dialect is None or record.path is None:
            return False
        return is_relative or (self._dialect.name != "plain" and bool(self._static))

    def _is_file(self, path: str, record: CheckedRecord, beside: str) -> bool:
        """Whether there is a file at `path`, or at `beside` from where the post lies."""
        places = [folder / path for folder in (*self._static, *self._homes)]
        if record.path is not None and beside:
            file = Path(record.path)
            places += [file.parent / beside, file.with_suffix("") / beside]
        return any(self._exists(place) for place in places)

    def _is_page(self, path: str) -> bool:
        """Whether the blog makes a page at `path` of a file that is no post."""
        stem = plain_path(path)
        if not stem:
            return True
        for folder in (*self._homes, *self._static, *({self._dialect.root} if self._dialect else ())):
            if any(self._exists(folder / f"{stem}{ending}") for ending in (*ENDINGS, ".html")):
                return True
            if any(self._exists(folder / stem / name) for name in ("index.md", "_index.md", "index.html")):
                return True
        return False

    def _exists(self, path: Path) -> bool:
        try:
            return self._is_there(path)
        except (OSError, ValueError):
            return False


def lines_of(text: str, words: str, first_line: int) -> int:
    """The line of the file on which `words` first stand in a post's text; the text's first without them."""
    at = text.find(words) if words else -1
    return first_line + (text.count("\n", 0, at) if at >= 0 else 0)
