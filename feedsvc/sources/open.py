"""From a path to the source it is."""

from __future__ import annotations

import os
from pathlib import Path

from feedsvc.errors import SourceError
from feedsvc.sources.file_names import ENDINGS, printable
from feedsvc.sources.json_feed import JsonFeed
from feedsvc.sources.json_lines import JsonLines
from feedsvc.sources.markdown_folder import MarkdownFile, MarkdownFolder, open_markdown_file
from feedsvc.sources.source import Source

_KINDS = "a folder of Markdown files, a .jsonl or .ndjson file, or a JSON Feed (.json)"


def open_source(path: str | Path) -> Source:
    """The source at `path`: a folder, a JSON Lines file or a JSON Feed file, by its kind and ending.

    Raises `SourceError` when there is nothing, nothing that can be read, or a file of another kind.
    """
    path = Path(path)
    shown = printable(os.fspath(path))
    try:
        if path.is_dir():
            return MarkdownFolder(path)
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
            return JsonLines(path)
        case ".json":
            return JsonFeed(path)
    raise SourceError(f"{shown}: not a source; a source is {_KINDS}")


def open_file(path: str | Path) -> MarkdownFile:
    """The one Markdown file at `path`, to be read. Raises `SourceError` when it is none."""
    path = Path(path)
    shown = printable(os.fspath(path))
    if not path.is_file():
        raise SourceError(f"{shown}: no such file")
    if not path.name.lower().endswith(ENDINGS):
        raise SourceError(f"{shown}: not a Markdown file; its name must end in {', '.join(ENDINGS)}")
    return open_markdown_file(path)
