"""The static export: every document as a file, byte for byte what the server gives."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from feedsvc.errors import ExportError
from feedsvc.publish.documents import Document, Publisher


@dataclass(frozen=True, slots=True)
class Exported:
    """How many documents there are, and how many of their files were written because they differed."""

    documents: int
    written: int


def export(publisher: Publisher, folder: Path) -> Exported:
    """Write every document of the newest revision below `folder`.

    A page's file is the `index.html` of its folder. A file that is right already is left alone; any other
    is replaced in one step, so a reader of the folder never sees half a file. Raises `ExportError`,
    `StoreError`.
    """
    documents = written = 0
    try:
        for document in _documents(publisher):
            documents += 1
            written += _write(folder / file_name(document.path), document)
    except OSError as error:
        raise ExportError(f"{error.filename or folder}: cannot be written: {error.strerror}") from None
    return Exported(documents, written)


def file_name(path: str) -> str:
    """The file of a document's path, relative to the export's folder."""
    name = unquote(path)
    return name + "index.html" if name.endswith("/") or not name else name


def _documents(publisher: Publisher) -> Iterator[Document]:
    with publisher.edition() as edition:
        for address in edition.addresses():
            document = edition.at(address, unquote(address.path))
            if isinstance(document, Document):
                yield document


def _write(file: Path, document: Document) -> bool:
    if file.is_file() and file.read_bytes() == document.body:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.part")
    part.write_bytes(document.body)
    os.utime(part, (document.last_modified, document.last_modified))
    part.replace(file)
    return True
