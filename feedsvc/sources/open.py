"""From a path to the source it is."""

from __future__ import annotations

import os
from pathlib import Path

from feedsvc.errors import SourceError
from feedsvc.settings import SourceOptions
from feedsvc.sources.dialects.detect import dialect_of
from feedsvc.sources.file_dates import FileDates
from feedsvc.sources.file_names import printable
from feedsvc.sources.json_feed_file import JsonFeedFile
from feedsvc.sources.json_lines import JsonLinesFile
from feedsvc.sources.markdown_folder import MarkdownFile, MarkdownFolder
from feedsvc.sources.own_sources import own_source
from feedsvc.sources.source import Source
from feedsvc.sources.sql import SqlSource

_KINDS = (
    "a folder of Markdown files, a .jsonl or .ndjson file, a JSON Feed (.json), "
    "the address of a database, or NAME:… of a package's own"
)
_DEFAULT = SourceOptions()


def open_source(path: str | Path, options: SourceOptions = _DEFAULT) -> Source:
    """The source at `path`: a folder, a JSON Lines file or a JSON Feed file, by its kind and ending; the
    database at an address; or, as NAME:REST, the one that a package brings.

    `options` say in which dialect a folder is to be read. Raises `SourceError` when there is nothing,
    nothing that can be read, or a file of another kind.
    """
    if found := own_source(os.fspath(path)):
        return found
    if "://" in os.fspath(path):
        return SqlSource(os.fspath(path), options)
    path = Path(path)
    shown = printable(os.fspath(path))
    try:
        if path.is_dir():
            return MarkdownFolder(path, dialect_of(path, options), _dates(path, options))
        if path.exists() and not path.is_file():
            raise SourceError(f"{shown}: no ordinary file; a source is {_KINDS}")
        with path.open("rb"):
            pass
    except OSError as error:
        raise SourceError(f"{shown}: cannot be read: {error.strerror}; a source is {_KINDS}") from None
    except ValueError as error:
        raise SourceError(f"{shown}: no path: {error}") from None
    match path.suffix.lower():
        case ".jsonl" | ".ndjson":
            return JsonLinesFile(path)
        case ".json":
            return JsonFeedFile(path)
    raise SourceError(f"{shown}: not a source; a source is {_KINDS}")


def open_file(path: str | Path, options: SourceOptions = _DEFAULT) -> MarkdownFile:
    """The one Markdown file at `path`, to be read as a part of the blog around it.

    Raises `SourceError` when it is none, or when that blog takes it for no post.
    """
    path = Path(path)
    shown = printable(os.fspath(path))
    if not path.is_file():
        raise SourceError(f"{shown}: no such file")
    folder = path.parent
    dialect = dialect_of(folder, options)
    if not path.name.lower().endswith(dialect.endings):
        raise SourceError(f"{shown}: not a Markdown file; its name must end in {', '.join(dialect.endings)}")
    for item in MarkdownFolder(folder, dialect, _dates(folder, options)).items():
        if not isinstance(item, MarkdownFile) or os.path.basename(item.path) != path.name:  # noqa: PTH119
            continue
        if os.path.samefile(item.path, path):  # noqa: PTH121
            return item
    raise SourceError(f"{shown}: no post of this {dialect.name} blog")


def _dates(folder: Path, options: SourceOptions) -> FileDates | None:
    return None if options.missing_date == "reject" else FileDates(folder, options.missing_date)
