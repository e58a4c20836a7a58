"""Records from a folder of Markdown files with front matter, as Hexo, Jekyll, Hugo and Pelican keep them."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from feedsvc.errors import Origin, RecordError, SourceError
from feedsvc.posts import vocabulary
from feedsvc.posts.record import Record
from feedsvc.posts.vocabulary import field_name
from feedsvc.sources.assets import assets_of
from feedsvc.sources.dialects.dialect import Dialect, Selection
from feedsvc.sources.file_dates import FileDates
from feedsvc.sources.file_names import (
    HTML,
    MARKDOWN,
    MDX,
    OTHER_ENDINGS,
    POST_ENDINGS,
    parse_file_name,
    printable,
)
from feedsvc.sources.front_matter import split
from feedsvc.sources.mdx import without_jsx
from feedsvc.sources.skipped import PAGES, Skipped
from feedsvc.sources.source_root import OutsideFolder

_TEXT_FIELDS = frozenset((*vocabulary.HTML, *vocabulary.MARKDOWN))
_POSSIBLE = (*POST_ENDINGS, *OTHER_ENDINGS)
_FRONT_MATTER = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:---|\+\+\+|\{\s*[\"}])")
# HTML that is a post to a generator: with a date in its front matter, or where Pelican looks for it.
_DATED_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*---[\s\S]*?\ndate:|[\s\S]*?<meta\s+name=.?date\b", re.IGNORECASE
)


class MarkdownFile(NamedTuple):
    """One file as listed. `key` is its path in the blog with `/`, in NFC, and text that can be stored."""

    key: str
    fingerprint: str
    path: str
    dialect: Dialect
    draft: bool = False
    appeared: datetime | None = None

    def read(self) -> Record:
        """The record. Raises `RecordError` for a file that cannot be read, decoded or taken apart."""
        origin = Origin(printable(self.path))
        front = split(self._text(origin), origin)
        fields = {name: value for name, value in front.fields.items() if field_name(name) not in _TEXT_FIELDS}
        is_html = self.path.lower().endswith(HTML)
        text_field = "content_html" if is_html else "content"
        fields[text_field], notices = front.body, front.notices
        if self.path.lower().endswith(MDX):
            fields[text_field], dropped = without_jsx(front.body)
            notices += tuple(_told_of(dropped, Origin(origin.file, front.body_line)))
        named = parse_file_name(self.key)
        record = Record(
            key=self.key,
            origin=origin,
            fields=fields,
            stem=named.stem,
            file_date=named.date,
            file_language=named.language,
            draft=self.draft,
            lines={**front.lines, text_field: front.body_line},
            unquoted=front.unquoted,
            notices=notices,
            variant=self.dialect.variant,
            appeared=self.appeared,
        )
        record = self.dialect.adapt(record)
        return replace(
            record,
            linked_files=partial(self.dialect.linked_files, record),
            feed_id=partial(self.dialect.feed_id, record),
            assets=partial(assets_of, self.dialect, record),
        )

    def _text(self, origin: Origin) -> str:
        try:
            data = self.dialect.files.read(self.path)
        except OSError as error:
            raise RecordError(origin, None, f"cannot be read: {error.strerror}") from None
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            byte = f"{error.object[error.start]:#04x}"
            line = error.object.count(b"\n", 0, error.start) + 1
            raise RecordError(
                Origin(origin.file, line), None, f"not UTF-8 (byte {byte}); save the file as UTF-8"
            ) from None
        return text.replace("\r\n", "\n").replace("\r", "\n")


class MarkdownFolder:
    """All Markdown files under `folder` that its dialect takes for posts, but for hidden ones.

    A link to a folder is followed once.
    """

    def __init__(self, folder: Path, dialect: Dialect, dates: FileDates | None = None) -> None:
        self.folder, self.dialect, self._dates = folder, dialect, dates
        self.skipped = Skipped()

    @property
    def name(self) -> str:
        return printable(os.fspath(self.folder))

    @property
    def watched(self) -> Path:
        """The folder below which posts come and go: a blog's root holds much else that changes."""
        paths = [path for path, _ in self.dialect.listed_folders()]
        shared = Path(os.path.commonpath(paths))
        return shared if shared.is_dir() else self.folder

    def items(self) -> Iterator[MarkdownFile | OutsideFolder]:
        """Every file. Raises `SourceError` when a folder cannot be listed: its posts are not gone."""
        self.skipped = Skipped()
        seen: set[tuple[int, int]] = set()
        # Folders before links to folders, and both by name: which way leads to a folder that can be
        # reached by several must not depend on the order in which a disk returns them.
        waiting = self._roots()
        linked: list[tuple[str, str, bool]] = []
        while waiting or linked:
            path, prefix, draft = waiting.pop() if waiting else linked.pop(0)
            if os.path.islink(path) and not self.dialect.files.holds(path):  # noqa: PTH114
                yield OutsideFolder(prefix, "outside", path)
                continue
            entries = self._entries(path, seen)
            parts = _key_parts([entry.name for entry in entries])
            folders = {entry.name: entry for entry in entries if self._is_folder(entry)}
            files = {
                entry.name: entry for entry in entries if entry.name not in folders and self._is_post(entry)
            }
            selection = self.dialect.select(prefix, list(files), list(folders))
            for name in selection.folders:
                into = linked if folders[name].is_symlink() else waiting
                key = f"{prefix}{parts.get(name, name)}/"
                into.append((folders[name].path, key, draft or name in self.dialect.drafts))
            for name in self._read(selection, files):
                mark = _fingerprint(files[name], self.dialect)
                mark += "" if self._dates is None else "-dated"
                yield MarkdownFile(
                    prefix + parts.get(name, name),
                    mark,
                    files[name].path,
                    self.dialect,
                    draft,
                    None if self._dates is None else self._dates.of(files[name].path),
                )

    def files_at(self, paths: Collection[str]) -> list[MarkdownFile] | None:
        """The items of these files, each of which was listed before, as they are now; None where that takes
        another listing: where one is there no more, or another file, and not Markdown."""
        found = [self._file_at(path) for path in paths]
        return None if None in found else [item for item in found if item is not None]

    def _file_at(self, path: str) -> MarkdownFile | None:
        if self._dates is not None or not path.lower().endswith(MARKDOWN):  # HTML is a post by what it says
            return None
        at = Path(path)
        for root, prefix, draft in self._roots():
            shown = Path(root)
            base = shown if at.is_relative_to(shown) else shown.resolve()
            if not at.is_relative_to(base):
                continue
            below = at.relative_to(base).parts
            is_plain = at.resolve() == base.resolve().joinpath(*below) and all(map(_is_key_part, below))
            if not is_plain or not at.is_file():
                return None
            is_draft = draft or not self.dialect.drafts.isdisjoint(below[:-1])
            mark = _mark(at.stat(), self.dialect)
            where = os.fspath(shown.joinpath(*below))
            return MarkdownFile(prefix + "/".join(below), mark, where, self.dialect, is_draft)
        return None

    def _read(self, selection: Selection, files: dict[str, os.DirEntry[str]]) -> Iterator[str]:
        """The posts of a folder that are read; the others are counted, and pages are, too."""
        read: list[str] = []
        others: list[str] = []
        for name in selection.posts:
            (read if name.lower().endswith(self.dialect.endings) else others).append(name)
        for name in read:
            # Without front matter, HTML is a page as it is.
            if not name.lower().endswith(HTML) or _FRONT_MATTER.match(self._head(files[name])):
                yield name
        stems = {_stem(name) for name in read} if others else ()
        for name in others:
            is_page = name.lower().endswith(HTML) and not _DATED_HTML.match(self._head(files[name]))
            if not is_page and _stem(name) not in stems:  # else what was made of it is read
                reason = OTHER_ENDINGS.get(_ending(name), f"files named *{_ending(name)}")
                self.skipped.add(reason, printable(files[name].path))
        for name in selection.pages:
            if name.lower().endswith(MARKDOWN):
                self.skipped.add(PAGES, printable(files[name].path))

    def _roots(self) -> list[tuple[str, str, bool]]:
        """Path, key and draft state of the folders to begin with; paths as the user wrote them."""
        base, found = self.dialect.folder, []
        for path, prefix in self.dialect.listed_folders():
            inside = os.path.relpath(path, base)
            shown = os.fspath(self.folder)
            shown = shown if inside == os.curdir else os.path.join(shown, inside)  # noqa: PTH118
            draft = not self.dialect.drafts.isdisjoint(prefix.split("/"))
            if inside == os.curdir or os.path.lexists(shown):
                found.append((shown, prefix, draft))
        return found[::-1]

    def _entries(self, path: str, seen: set[tuple[int, int]]) -> list[os.DirEntry[str]]:
        """What is in a folder, but for hidden names; nothing for a folder seen before."""
        try:
            status = os.stat(path)  # noqa: PTH116 (a Path for each of 100,000 files costs seconds)
            if (status.st_dev, status.st_ino) in seen:
                return []
            seen.add((status.st_dev, status.st_ino))
            with os.scandir(path) as listing:
                return sorted(
                    (entry for entry in listing if not entry.name.startswith(".")),
                    key=lambda entry: entry.name,
                )
        except FileNotFoundError:
            if path != os.fspath(self.folder):  # went away while we looked, or a link to nowhere
                return []
            raise SourceError(f"{self.name}: no such folder") from None
        except OSError as error:
            raise SourceError(f"{printable(path)}: cannot be listed: {error.strerror}") from None

    def _is_post(self, entry: os.DirEntry[str]) -> bool:
        """Whether this may be a post by its name, or a broken link to one: that is a record too, and gets
        rejected."""
        if not entry.name.lower().endswith(_POSSIBLE):
            return False
        try:
            if entry.is_file() or (entry.is_symlink() and not Path(entry.path).exists()):
                return True
        except OSError:
            return True
        self.skipped.add("no ordinary files", printable(entry.path))
        return False

    def _head(self, entry: os.DirEntry[str]) -> bytes:
        try:
            with self.dialect.files.open(entry.path) as file:
                return file.read(2048)
        except OSError:
            return b"---"  # reading it will tell

    def _is_folder(self, entry: os.DirEntry[str]) -> bool:
        try:
            return entry.is_dir()
        except OSError as error:
            if error.errno == errno.ELOOP:  # a link to itself
                return False
            raise SourceError(f"{printable(entry.path)}: cannot be listed: {error.strerror}") from None


def _told_of(dropped: dict[str, int], origin: Origin) -> Iterator[RecordError]:
    if dropped:
        counted = ", ".join(f"{what} ({count})" if count > 1 else what for what, count in dropped.items())
        yield RecordError(origin, "content", f"what only a program can show is left out: {counted}")


def _stem(name: str) -> str:
    return name.rpartition(".")[0]


def _ending(name: str) -> str:
    return f".{name.rpartition('.')[2].lower()}"


def _key_parts(names: list[str]) -> dict[str, str]:
    """How a key writes those names of one folder that it cannot take as they are; no two become one."""
    if all(name.isascii() and name.isprintable() for name in names):
        return {}
    written = {name: unicodedata.normalize("NFC", printable(name)) for name in names}
    times = Counter(written.values())
    for name, text in written.items():
        if text != name and times[text] > 1:
            written[name] = f"{text}~{hashlib.blake2b(os.fsencode(name), digest_size=4).hexdigest()}"
    return written


def _is_key_part(name: str) -> bool:
    """Whether a key has this name as it is, whatever else is in its folder."""
    return not name.startswith(".") and unicodedata.normalize("NFC", printable(name)) == name


def _fingerprint(entry: os.DirEntry[str], dialect: Dialect) -> str:
    try:
        # To where a link leads may change while the file there does not.
        link = f"-{dialect.files.holds(entry.path)}" if entry.is_symlink() else ""
        return _mark(entry.stat(), dialect) + link
    except OSError as error:
        return f"unreadable: {error.errno}"


def _mark(status: os.stat_result, dialect: Dialect) -> str:
    parts = status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, dialect.config_fingerprint
    return "-".join(map(str, parts))
