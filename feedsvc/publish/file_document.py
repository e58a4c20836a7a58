"""Files beside posts as documents: the store knows what they are, their bytes are read from the source."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from mimetypes import MimeTypes
from typing import BinaryIO
from urllib.parse import quote

from feedsvc.publish.document import Gone, Moved
from feedsvc.sources.assets import CHUNK, file_stamp, stamp_size
from feedsvc.sources.source_root import SourceRoot
from feedsvc.store.catalog import Catalog
from feedsvc.store.published_files import PublishedFile

_UNKNOWN = "application/octet-stream"
# The same on every machine: neither its own table counts nor what Python's release knows.
_TYPES = MimeTypes(filenames=())
for _ending, _type in {
    **{".avif": "image/avif", ".jxl": "image/jxl", ".webp": "image/webp", ".svg": "image/svg+xml"},
    **{".ico": "image/x-icon", ".m4a": "audio/mp4", ".flac": "audio/flac", ".opus": "audio/ogg"},
    **{".ogg": "audio/ogg", ".oga": "audio/ogg", ".ogv": "video/ogg", ".webm": "video/webm"},
    **{".mkv": "video/x-matroska", ".js": "text/javascript", ".mjs": "text/javascript"},
    **{".woff2": "font/woff2", ".epub": "application/epub+zip", ".7z": "application/x-7z-compressed"},
    **{".gz": "application/gzip", ".csv": "text/csv", ".yml": "text/yaml", ".yaml": "text/yaml"},
    **{".xml": "application/xml", ".srt": "application/x-subrip", ".vtt": "text/vtt"},
}.items():
    _TYPES.add_type(_type, _ending)
_TYPES.encodings_map.clear()  # what is packed stays packed


def file_type(name: str) -> str:
    """The media type of a file by its name."""
    found = _TYPES.guess_type(name.rpartition("/")[2])[0] or _UNKNOWN
    is_text = found.startswith("text/") or found in ("application/json", "application/xml", "image/svg+xml")
    return f"{found}; charset=utf-8" if is_text and found != "image/svg+xml" else found


@dataclass(frozen=True, slots=True)
class FileDocument:
    """A file that goes with a post. `path` is percent-encoded, below the site's URL; `source_path` is where
    the file is, to be opened by `files`; the rest as in `Document`, as the last sync found it."""

    path: str
    media_type: str
    digest: str
    last_modified: int
    stamp: str
    files: SourceRoot
    source_path: str

    document_type = "file"

    @property
    def size(self) -> int:
        """In bytes, as the last sync found it."""
        return stamp_size(self.stamp)

    def open(self) -> OpenedFile:
        """The file as it is now. Raises `OSError`, also where the source is not on this machine."""
        file = self.files.open(self.source_path)
        status = os.fstat(file.fileno())
        if file_stamp(file) == self.stamp:
            return OpenedFile(file, status.st_size, f'"{self.digest}"', self.last_modified)
        # It was written since the last sync; the next one will know it.
        changed = int(status.st_mtime)
        return OpenedFile(file, status.st_size, f'"{status.st_size:x}-{status.st_mtime_ns:x}"', changed)


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """An open file with its size in bytes, its entity tag and its Last-Modified (seconds)."""

    file: BinaryIO
    size: int
    etag: str
    last_modified: int

    def chunks(self) -> Iterator[bytes]:
        """Its bytes, in pieces; closes it."""
        with self.file:
            while chunk := self.file.read(CHUNK):
                yield chunk


def find_file(catalog: Catalog, path: str) -> FileDocument | Moved | Gone | None:
    """The file published at `path` (decoded), or, below the page of a post that has another slug now, where
    it is; `Gone` below that of a deleted post."""
    found, files = catalog.files.at(path), catalog.files.root()
    if found is not None and files is not None:
        return _document(found, files)
    root, _, rest = path.partition("/")
    slug, _, name = rest.partition("/")
    post = catalog.post(slug) if root == "posts" and name else None
    if post is None:
        return None
    if not post.live:
        return Gone()
    now = f"posts/{post.slug}/{name}"
    return Moved(_quoted(now)) if now != path and catalog.files.at(now) else None


def file_items(catalog: Catalog) -> Iterator[tuple[str, int]]:
    """Path (percent-encoded) and Last-Modified of every file, by path."""
    return ((_quoted(found.address), found.changed) for found in catalog.files.all())


def _quoted(path: str) -> str:
    return quote(path, safe="/:@!$&'()*+,;=~")


def _document(found: PublishedFile, files: SourceRoot) -> FileDocument:
    return FileDocument(
        path=_quoted(found.address),
        media_type=file_type(found.address),
        digest=found.digest,
        last_modified=found.changed,
        stamp=found.stamp,
        files=files,
        source_path=files.path_of(found.file),
    )
