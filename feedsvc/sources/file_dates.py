"""When a file appeared, for a post without a date: by the history that git keeps, or by the file system."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Literal

from feedsvc.errors import SourceError
from feedsvc.sources.file_names import printable

_SECONDS = 300
# A repository's settings may name programs, and so may those of a bare one that an author puts among the
# posts: none of them is run, and nothing that a partial clone lacks is fetched.
_SETTINGS = (
    "safe.bareRepository=explicit",
    "log.showSignature=false",
    "core.fsmonitor=false",
    "protocol.allow=never",
)
_CAREFUL = tuple(part for setting in _SETTINGS for part in ("-c", setting))


class FileDates:
    """The dates of the files below one folder: by their first `commit`, or by the `file` itself.

    A file that was not committed yet has its own date. Raises `SourceError` where git cannot tell.
    """

    def __init__(self, folder: Path, by: Literal["commit", "file"]) -> None:
        self._commits: Mapping[str, int] = {}
        if by == "commit":
            found = _git(folder, "rev-parse", "--show-toplevel", "--is-shallow-repository").split("\n")
            self._top = os.path.realpath(found[0])
            if found[1] == "true":
                raise _unknown(folder, "the clone is shallow; fetch the whole history (fetch-depth: 0)")
            # Where nothing was committed yet, there is no HEAD.
            if _git(folder, "for-each-ref", "--count=1"):
                head = _git(folder, "rev-parse", "HEAD")
                self._commits = _first_commits(folder.absolute(), head)

    def of(self, path: str) -> datetime | None:
        """When the file at `path` appeared; None for one that is not there."""
        if self._commits:
            found = self._commits.get(os.path.relpath(os.path.realpath(path), self._top))
            if found is not None:
                return datetime.fromtimestamp(found, UTC)
        try:
            status = Path(path).stat()
        except OSError:
            return None
        born = getattr(status, "st_birthtime", status.st_mtime)
        return datetime.fromtimestamp(int(min(born, status.st_mtime)), UTC)


@lru_cache(maxsize=4)
def _first_commits(folder: Path, _head: str) -> Mapping[str, int]:
    """When the author of each file wrote its first commit (seconds), by its path below the repository's top;
    a renamed file goes on. The history up to one commit does not change."""
    log = _git(
        folder,
        *("-c", "core.quotePath=false", "log", "--reverse", "--format=%x01%at", "--name-status"),
        *("-M", "--diff-filter=AR", "--", "."),
    )
    found: dict[str, int] = {}
    written = 0
    for line in log.splitlines():
        if line.startswith("\x01"):
            written = int(line[1:])
        elif line:
            _, *names = line.split("\t")
            found.setdefault(names[-1], found.get(names[0], written))
    return found


def _git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", os.fspath(folder), *_CAREFUL, *arguments]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        raise _unknown(folder, "git cannot be run") from None
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise _unknown(folder, f"git says: {''.join(reason)}")
    return done.stdout.decode("utf-8", "surrogateescape")


def _unknown(folder: Path, reason: str) -> SourceError:
    return SourceError(
        f'{printable(os.fspath(folder))}: source.missing_date is "commit", but {reason}; '
        '"file" takes the dates of the files'
    )
