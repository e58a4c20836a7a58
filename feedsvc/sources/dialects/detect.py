"""Whose blog a folder is: by the files that each generator wants to find at a blog's root."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from feedsvc.errors import SourceError, UsageError
from feedsvc.settings import SourceOptions
from feedsvc.sources.dialects.config import Config
from feedsvc.sources.dialects.dialect import Dialect
from feedsvc.sources.dialects.plain import Plain
from feedsvc.sources.dialects.registry import DIALECTS
from feedsvc.sources.source_root import SourceRoot

_UP = 8  # folders to look at above the one the user pointed at


def dialect_of(folder: Path, options: SourceOptions) -> Dialect:
    """The dialect of the blog that `folder` is, or is a part of; the plain one where there is none.

    Raises `UsageError` when there is no dialect such as `source.dialect` names, `SourceError` when the
    folder is no blog of it, or when the configuration of a blog cannot be read.
    """
    dialect = _dialect_of(Path(os.path.abspath(folder)), options)  # noqa: PTH100 (links stay as they are)
    if options.follow_links:
        dialect.files = dialect.files.following_links()
    if options.files == "all":
        dialect.publishes_files = False
        dialect.config_fingerprint += "-all"
    return dialect


def _dialect_of(folder: Path, options: SourceOptions) -> Dialect:
    wanted = _wanted(options.dialect)
    for root in upwards(folder):
        for kind in wanted:
            config = _config_of(kind, SourceRoot(root, folder, follow_links=options.follow_links))
            if config is not None:
                dialect = kind(root, folder, config, options.permalink)
                if dialect.is_meant():
                    return dialect
    if options.dialect in ("auto", Plain.name):
        return Plain(folder, folder, {}, options.permalink)
    return _without_config(wanted[0], folder, options.permalink)


def _wanted(name: str) -> tuple[type[Dialect], ...]:
    """The dialects to look for."""
    if name == "auto":
        return DIALECTS
    if name == Plain.name:
        return ()
    found = tuple(kind for kind in DIALECTS if kind.name == name)
    if not found:
        names = ", ".join(("auto", Plain.name, *(kind.name for kind in DIALECTS)))
        raise UsageError(f"setting source.dialect: there is no dialect {name!r}; write one of {names}")
    return found


def upwards(folder: Path) -> Iterator[Path]:
    """The folder, and those above it that may be a blog's root."""
    yield folder
    yield from list(folder.parents)[:_UP]


def _config_of(kind: type[Dialect], files: SourceRoot) -> Config | None:
    try:
        return kind.config_of(files)
    except OSError:  # a folder above that is none of the user's
        return None


def _without_config(kind: type[Dialect], folder: Path, permalink: str | None) -> Dialect:
    """A dialect that the user named for posts without their blog: the folder is as much of it as there is."""
    for root in upwards(folder):
        dialect = kind(root, folder, {}, permalink)
        if dialect.is_without_config():
            return dialect
    needed = " or ".join(kind(folder, folder, {}).needed_folders())
    raise SourceError(f"{folder}: no {kind.__name__} blog (source.dialect); it has no folder {needed}")
