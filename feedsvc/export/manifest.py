"""What the last export left behind: a list of its files, so that no other file is ever touched.

The manifest lies beside the files and is written last. Before any file is touched, an export writes down
what it is about to do (the journal): after a kill the next one knows the files it finds as its own.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from feedsvc.errors import ExportError

MANIFEST = ".feedsvc-export"
JOURNAL = ".feedsvc-export.next"
_FIRST_LINE = "feedsvc export 1"


class ManifestRow(NamedTuple):
    """A file as it was written: the document's Last-Modified then, the file's stamp (its modification time,
    an object's ETag), its size in bytes and its digest."""

    changed: int
    stamp: str
    size: int
    digest: str

    def text(self) -> str:
        return f"{self.changed} {self.stamp} {self.size} {self.digest}"

    @classmethod
    def parse(cls, text: str) -> ManifestRow:
        changed, stamp, size, digest = text.split(" ")
        return cls(int(changed), stamp, int(size), digest)


@dataclass(slots=True)
class Manifest:
    """The files of one export by name (percent-encoded, relative), each with its row as text: there can be
    hundreds of thousands. `publisher` stands for all that decides the bytes besides the store, `fields` for
    what the target keeps of each file besides them; `revised` is the time of the revision (seconds)."""

    publisher: str = ""
    revision: int = 0
    revised: int = 0
    fields: str = ""
    rows: dict[str, str] = field(default_factory=dict)

    @property
    def head(self) -> tuple[str, str]:
        """What says of all files at once whether they may be others now."""
        return self.publisher, self.fields

    def write(self) -> bytes:
        values = {name: getattr(self, name) for name in ("publisher", "revision", "revised", "fields")}
        head = json.dumps(values | {"files": len(self.rows)})
        data = io.BytesIO()
        data.write(f"{_FIRST_LINE}\n{head}\n".encode())
        for name, row in self.rows.items():
            data.write(f"{row} {name}\n".encode())
        return data.getvalue()  # without a copy

    @classmethod
    def read(cls, data: bytes | None, where: str) -> Manifest:
        """The manifest of `data`; an empty one of None. Raises `ExportError`."""
        if data is None:
            return cls()
        lines = io.BytesIO(data)
        manifest, first = cls(), lines.readline().decode(errors="replace").strip()
        try:
            values = json.loads(lines.readline())
            manifest.publisher, manifest.revision = values["publisher"], values["revision"]
            manifest.revised, manifest.fields = values.get("revised", 0), values.get("fields", "")
            for line in lines:  # one at a time: there can be many megabytes
                row, _, name = line.decode().rstrip("\n").rpartition(" ")
                manifest.rows[name] = row
            if values.get("files", len(manifest.rows)) != len(manifest.rows) or not data.endswith(b"\n"):
                first = ""  # cut
            for row in manifest.rows.values():
                ManifestRow.parse(row)
        except (ValueError, KeyError, TypeError):
            first = ""
        if first != _FIRST_LINE:
            remedy = "delete it, and files whose content is right are taken over"
            raise ExportError(f"{where}: not a list of exported files; {remedy}")
        return manifest


class Journal:
    """What exports that did not end may have written: digests by file name, and those of interim contents,
    which any of these files may have had for a moment."""

    def __init__(self, data: bytes | None = None) -> None:
        self.digests: dict[str, set[str]] = {}
        self.interim: set[str] = set()
        for line in (data or b"").decode().splitlines():
            digest, _, name = line.partition(" ")
            if name:
                self.digests.setdefault(name, set()).add(digest)
            else:
                self.interim.add(digest)

    def __bool__(self) -> bool:
        return bool(self.digests)

    def knows(self, name: str, digest: str) -> bool:
        """Whether a file of this name and content is ours."""
        return name in self.digests and (digest in self.digests[name] or digest in self.interim)

    def add(self, files: Iterable[tuple[str, str]], interim: Iterable[str]) -> None:
        """Note that these files (name, digest) are about to be written, or to have interim contents."""
        for name, digest in files:
            self.digests.setdefault(name, set()).add(digest)
        self.interim.update(interim)

    def write(self) -> bytes:
        lines = [f"{digest}\n" for digest in sorted(self.interim)]
        lines += [f"{digest} {name}\n" for name in self.digests for digest in sorted(self.digests[name])]
        return "".join(lines).encode()
