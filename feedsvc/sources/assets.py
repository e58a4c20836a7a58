"""The files beside posts that posts name: pictures, sound, whatever a link leads to.

What a blog's generator publishes is not published again. What a plain folder holds, and what belongs to a
post that is shown on a page of ours, is: below the post's page, or where a name with a slash in front says.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote, unquote, urljoin, urlsplit

from feedsvc.posts.post import Asset, Post
from feedsvc.posts.record import Record
from feedsvc.sources.dialects.dialect import Dialect
from feedsvc.sources.file_names import MARKDOWN
from feedsvc.sources.linked_files import named_files
from feedsvc.sources.source_root import SourceRoot

CHUNK = 256 * 1024
LONGEST_ADDRESS = 1000  # bytes: what a store can look up
# What is named without an ending is a page rather than a file.
_ENDING = re.compile(r"[^/]\.[A-Za-z][A-Za-z0-9]{0,9}$|[^/]\.(?:7z|3gp)$")
_ON_SITE = "https://site/"  # any host
_MOST_DIGESTS = 4096
# Of files by device, inode and stamp: many posts name one file.
_digests: dict[tuple[int, int, str], str] = {}


def assets_of(dialect: Dialect, record: Record, post: Post) -> tuple[Asset, ...]:
    """The files of the blog that `post` names in its text, as its picture and as enclosures.

    Where there is none of a name, each place at which one was looked for: it may come. Of a file that the
    blog itself publishes nothing but the size is needed, and that of enclosures alone.
    """
    is_ours = not (post.url and dialect.publishes_files)
    fields = [item.url for item in post.enclosures] + ([post.image] if post.image else [])
    names = [*_names(fields), *(named_files(post.markdown or post.html or "") if is_ours else ())]
    found: dict[str, Asset] = {}
    taken: dict[str, str] = {}
    for written in dict.fromkeys(names):
        if not _ENDING.search(written) or written.lower().endswith((*MARKDOWN, *dialect.endings)):
            continue
        place = _place(post, written)
        for asset in _assets(dialect, record.key, written, place if is_ours else ""):
            free = _free(asset.place, asset.file, taken)
            found[written if asset.size is not None else asset.file] = asset._replace(place=free)
    return tuple(found.values())


def is_changed(files: SourceRoot, path: str, stamp: str) -> bool:
    """Whether the file at `path` is another than that of this stamp; "" stands for none."""
    try:
        if _stamp(os.stat(path)) == stamp:  # noqa: PTH116 (a Path for each file costs)
            return False
        with files.open(path) as file:
            return file_stamp(file) != stamp
    except (OSError, ValueError):
        return stamp != ""


def file_stamp(file: BinaryIO) -> str:
    """What changes with an open file."""
    return _stamp(os.fstat(file.fileno()))


def _stamp(status: os.stat_result) -> str:
    return f"{status.st_size}-{status.st_mtime_ns}"


def stamp_size(stamp: str) -> int:
    """The length in bytes of a file with this stamp."""
    return int(stamp.partition("-")[0])


def _names(addresses: Iterable[str]) -> Iterator[str]:
    for address in addresses:
        parts = urlsplit(address)
        if not parts.scheme and not parts.netloc and parts.path:
            yield unquote(parts.path)


def _assets(dialect: Dialect, key: str, written: str, place: str) -> Iterator[Asset]:
    """The file of this name, or the places where it might be."""
    missing: list[Asset] = []
    for path in _paths(dialect, key, written):
        file = os.path.relpath(path, dialect.root)
        try:
            with dialect.files.open(path) as opened:
                size, stamp = os.fstat(opened.fileno()).st_size, file_stamp(opened)
                yield Asset(written, file, place, size, stamp, _digest(opened, stamp) if place else "")
                return
        except (OSError, ValueError):
            missing.append(Asset(written, file, "", None, "", ""))
    yield from missing


def _paths(dialect: Dialect, key: str, written: str) -> list[Path]:
    """Where the file may lie that the post of the file `key` names `written`: in a folder of public files, or
    beside the post, or in the folder of the post's own name."""
    name = written.lstrip("/")
    if written.startswith("/"):
        return list(dict.fromkeys(folder / name for folder in dialect.static_folders()))
    file = dialect.root / key
    return [file.parent / name, file.with_suffix("") / name]


def _place(post: Post, written: str) -> str:
    """Where the file is published; "" where that is not below the site's URL."""
    parts = urlsplit(post.url or "")
    if parts.scheme or parts.netloc:
        return ""
    if written.startswith("/"):
        place = posixpath.normpath("/" + written.lstrip("/"))
    elif post.url:
        place = unquote(urlsplit(urljoin(_ON_SITE + parts.path.lstrip("/"), quote(written))).path)
    else:
        place = "/".join(name for name in posixpath.normpath(written).split("/") if name != "..")
    return place if len(place.encode()) <= LONGEST_ADDRESS else ""


def _free(place: str, file: str, taken: dict[str, str]) -> str:
    """`place`, or with a number where another file of the post has it."""
    stem, ending = posixpath.splitext(place)
    number, free = 1, place
    while place and taken.setdefault(free, file) != file:
        number += 1
        free = f"{stem}-{number}{ending}"
    return free


def _digest(file: BinaryIO, stamp: str) -> str:
    """The digest of a content, as of a document's (`publish.document.content_digest`)."""
    status = os.fstat(file.fileno())
    which = (status.st_dev, status.st_ino, stamp)
    if (known := _digests.get(which)) is not None:
        return known
    if len(_digests) >= _MOST_DIGESTS:
        _digests.clear()
    digest = blake2b(digest_size=12)
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    _digests[which] = digest.hexdigest()
    return _digests[which]
