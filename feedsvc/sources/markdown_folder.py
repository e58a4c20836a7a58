"""Records from a folder of Markdown files with front matter, as Hexo, Jekyll, Hugo and Pelican keep them."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from feedsvc.errors import Origin, RecordError, SourceError
from feedsvc.posts.record import Record
from feedsvc.posts.vocabulary import HTML, MARKDOWN, field_name
from feedsvc.sources.file_names import ENDINGS, name_of, printable
from feedsvc.sources.front_matter import split

_SKIPPED_FOLDERS = frozenset(("node_modules",))
_DRAFT_FOLDERS = frozenset(("_drafts", "drafts"))
_SECTION_PAGE = re.compile(r"_index(?:\.[\w-]+)?\.[a-z]+", re.IGNORECASE)  # Hugo's page of a whole section
_TEXT_FIELDS = frozenset((*HTML, *MARKDOWN))


@dataclass(frozen=True, slots=True)
class MarkdownFile:
    """One file as listed. `key` is its path in the folder with `/`, in NFC, and text that can be stored."""

    key: str
    fingerprint: str
    path: str
    draft: bool = False

    def read(self) -> Record:
        """The record. Raises `RecordError` for a file that cannot be read, decoded or taken apart."""
        origin = Origin(printable(self.path))
        front = split(_text_of(self.path, origin), origin)
        fields = {name: value for name, value in front.fields.items() if field_name(name) not in _TEXT_FIELDS}
        fields["content"] = front.body
        named = name_of(self.key)
        return Record(
            key=self.key,
            origin=origin,
            fields=fields,
            stem=named.stem,
            file_date=named.date,
            file_language=named.language,
            draft=self.draft,
            lines=front.lines,
        )


class MarkdownFolder:
    """All Markdown files under `folder`, but for hidden ones, `_index.md` and what lies in `node_modules`.

    A link to a folder is followed once; files in a `_drafts` or `drafts` folder are drafts.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def name(self) -> str:
        return printable(os.fspath(self.folder))

    def items(self) -> Iterator[MarkdownFile]:
        """Every file. Raises `SourceError` when a folder cannot be listed: its posts are not gone."""
        seen: set[tuple[int, int]] = set()
        # Folders before links to folders, and both by name: which way leads to a folder that can be
        # reached by several must not depend on the order in which a disk returns them.
        waiting: list[tuple[str, str, bool]] = [(os.fspath(self.folder), "", False)]
        linked: list[tuple[str, str, bool]] = []
        while waiting or linked:
            path, prefix, draft = waiting.pop() if waiting else linked.pop(0)
            try:
                status = os.stat(path)  # noqa: PTH116 (a Path for each of 100,000 files costs seconds)
                if (status.st_dev, status.st_ino) in seen:
                    continue
                seen.add((status.st_dev, status.st_ino))
                with os.scandir(path) as listing:
                    entries = sorted(listing, key=lambda entry: entry.name)
            except FileNotFoundError:
                if prefix:  # went away while we looked, or a link to nowhere
                    continue
                raise SourceError(f"{self.name}: no such folder") from None
            except OSError as error:
                raise SourceError(f"{printable(path)}: cannot be listed: {error.strerror}") from None
            parts = _key_parts([entry.name for entry in entries])
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                key = prefix + parts.get(entry.name, entry.name)
                if self._is_folder(entry):
                    if entry.name not in _SKIPPED_FOLDERS:
                        into = linked if entry.is_symlink() else waiting
                        into.append((entry.path, f"{key}/", draft or entry.name in _DRAFT_FOLDERS))
                elif _is_post(entry):
                    yield MarkdownFile(key, _fingerprint(entry), entry.path, draft)

    def _is_folder(self, entry: os.DirEntry[str]) -> bool:
        try:
            return entry.is_dir()
        except OSError as error:
            if error.errno == errno.ELOOP:  # a link to itself
                return False
            raise SourceError(f"{printable(entry.path)}: cannot be listed: {error.strerror}") from None


def open_markdown_file(path: Path) -> MarkdownFile:
    """One Markdown file by itself; its key is its name."""
    return MarkdownFile(_key_parts([path.name]).get(path.name, path.name), "", os.fspath(path))


def _is_post(entry: os.DirEntry[str]) -> bool:
    """Whether this is a Markdown file, or a broken link to one: that is a record too, and gets rejected."""
    if not entry.name.lower().endswith(ENDINGS) or _SECTION_PAGE.fullmatch(entry.name):
        return False
    try:
        return entry.is_file() or (entry.is_symlink() and not Path(entry.path).exists())
    except OSError:
        return True


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


def _fingerprint(entry: os.DirEntry[str]) -> str:
    try:
        status = entry.stat()
    except OSError as error:
        return f"unreadable: {error.errno}"
    return f"{status.st_size}-{status.st_mtime_ns}-{status.st_ctime_ns}-{status.st_ino}"


def _text_of(path: str, origin: Origin) -> str:
    try:
        data = Path(path).read_bytes()
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
