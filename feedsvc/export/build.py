"""Building documents into files that wait to be put in place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from feedsvc.errors import DocumentError, ExportError
from feedsvc.export.disk import write, write_pieces
from feedsvc.export.manifest import Journal, ManifestRow
from feedsvc.export.open import Target
from feedsvc.export.precompressed import PRECOMPRESSED
from feedsvc.export.target import Found, Staged
from feedsvc.publish.document import content_digest
from feedsvc.publish.documents import Document, Edition, FileDocument
from feedsvc.sources.file_names import printable


class Order(NamedTuple):
    """A document to build: a number of its own, its path, its Last-Modified, and the rows its files had, by
    name."""

    number: int
    path: str
    changed: int
    rows: dict[str, str]


def file_name(path: str) -> str:
    """The file of a document's path, percent-encoded, relative to the export's folder."""
    return f"{path}index.html" if path.endswith("/") or not path else path


def names(path: str, twins: Sequence[str]) -> list[str]:
    """All files of a document: its own, and its compressed twins."""
    name = file_name(path)
    return [name, *[name + PRECOMPRESSED[twin].suffix for twin in twins]]


class Builder:
    """Makes the files of documents, and compares them with those that are there."""

    def __init__(
        self, target: Target, journal: Journal, staging: Path, twins: Sequence[str] = (), again: bool = False
    ) -> None:
        self._target, self._journal, self._staging, self._twins = target, journal, staging, twins
        self._again = again  # put files in place although they are there: what is kept of them changed
        self._staging.mkdir(exist_ok=True)

    def build(self, edition: Edition, order: Order) -> list[Staged]:
        """The files of a document, none where there is none any more. Raises `ExportError`, `OSError`,
        `StoreError`."""
        try:
            document = edition.document(unquote(order.path), order.changed)
        except DocumentError as error:  # the files stay as they were
            all_names = names(order.path, self._twins)
            return [Staged(name, "", order.rows.get(name, ""), False, str(error)) for name in all_names]
        if isinstance(document, FileDocument):
            return [self.copy(order, document)]
        return self.files(order, document) if isinstance(document, Document) else []

    def copy(self, order: Order, document: FileDocument) -> Staged:
        """A file that goes with posts."""
        name, part = file_name(order.path), str(order.number)
        try:
            opened = document.open()
        except OSError as error:
            reason = f"{printable(document.source_path)}: cannot be read: {error.strerror}"
            raise ExportError(f"{reason}; sync first, on a machine that has the source") from None
        digest = write_pieces(f"{self._staging}/{part}", opened.chunks(), order.changed)
        return self.staged(order, name, part, opened.size, digest)

    def files(self, order: Order, document: Document) -> list[Staged]:
        """The file of one document, and its twins."""
        name, *twins = names(order.path, self._twins)
        made = [self.file(order, name, document.body, str(order.number), document.digest)]
        for twin, twin_name in zip(self._twins, twins, strict=True):
            compressed = PRECOMPRESSED[twin].compress(document.body)
            part = f"{order.number}{PRECOMPRESSED[twin].suffix}"
            made.append(self.file(order, twin_name, compressed, part, content_digest(compressed)))
        return made

    def file(self, order: Order, name: str, content: bytes, part: str, digest: str) -> Staged:
        """One file, compared with the one that is there; it is called `part` until it is put in place."""
        made = self.staged(order, name, part, len(content), digest)
        if made.part:
            write(f"{self._staging}/{part}", content, order.changed)
        return made

    def staged(self, order: Order, name: str, part: str, size: int, digest: str) -> Staged:
        """A file of this size and digest, compared with the one that is there."""
        known, changed = ManifestRow.parse(order.rows[name]) if name in order.rows else None, order.changed
        row = ManifestRow(changed, str(changed), size, digest)
        if known and known.digest == row.digest:
            row = row._replace(stamp=known.stamp)  # the content is as old as it was
        found = self._target.find(name)
        there = self._digest(name, found, known) if found else None
        if found and there == row.digest and not self._again:
            if found.stamp != row.stamp:
                row = row._replace(stamp=self._target.restamp(name, row.stamp))
            return Staged(name, "", row.text(), is_new=False)
        if there not in (None, row.digest, known and known.digest) and not self._journal.knows(name, there):
            raise in_the_way(self._target, name, known)
        row = row._replace(stamp=str(changed))
        return Staged(name, part, row.text(), is_new=found is None)

    def _digest(self, name: str, found: Found, known: ManifestRow | None) -> str:
        if known and (found.size, found.stamp) == (known.size, known.stamp):
            return known.digest
        return content_digest(self._target.read(name) or b"")


def in_the_way(target: Target, name: str, known: ManifestRow | None) -> ExportError:
    """What to say of a file that is not as it was exported, or was never exported."""
    state = "was edited after it was exported" if known else "is in the way and was not exported by feedsvc"
    return ExportError(f"{target.name}/{unquote(name)}: {state}; move it away or delete it")
