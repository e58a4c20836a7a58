"""A link to a folder that is swapped for another in one step: readers see one revision, never two."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from feedsvc.errors import ExportError
from feedsvc.export.disk import settle, settle_all
from feedsvc.export.folder import STAGING, Folder, failures, locked_folder
from feedsvc.export.manifest import Journal
from feedsvc.export.target import TargetChanges

_RELEASE = re.compile(r"r[1-9][0-9]*")


class Releases(Folder):
    """The link at `path`, and beside it a folder of releases: `r1`, `r2`, … An export that changes anything
    makes a new one, of hard links but for what changed. The last two are kept."""

    def __init__(self, path: Path) -> None:
        self._home = path.with_name(f"{path.name}.releases")
        super().__init__(path, self._home / STAGING)
        self._made: Folder | None = None  # the release that this export makes
        self._current()

    @contextmanager
    def locked(self) -> Iterator[Path]:
        with failures(self.path), locked_folder(self._home, self.name):
            try:
                self._made = None
                self._tidy()
                yield self.staging
            finally:
                self._tidy()
                with suppress(OSError):  # there are releases
                    self._home.rmdir()

    def _current(self) -> int:
        """The number of the release that the link leads to; 0 where there is no link yet. Raises
        `ExportError` where there is something else."""
        if not self.path.is_symlink():
            if self.path.exists():
                remedy = "where --atomic needs a link of its own; move it away, or choose another name"
                raise ExportError(f"{self.path}: something else is {remedy}")
            return 0
        target = self.path.parent / self.path.readlink()
        if target.parent != self._home or not _RELEASE.fullmatch(target.name):
            raise ExportError(f"{self.path}: leads to {target}, which is no release; move it away")
        return int(target.name[1:])

    def _tidy(self) -> None:
        """Take away what exports that did not end left behind, and releases older than the last two."""
        current = self._current()
        found = [entry for entry in self._home.iterdir() if _RELEASE.fullmatch(entry.name)]
        older = sorted(int(entry.name[1:]) for entry in found if int(entry.name[1:]) < current)
        kept = {f"r{number}" for number in (current, *older[-1:])}
        for entry in (*(entry for entry in found if entry.name not in kept), self.staging):
            shutil.rmtree(entry, ignore_errors=True)

    def commit(self, changes: TargetChanges, journal: Journal) -> dict[str, str]:
        """Make the changes in a new release, which the link does not lead to yet."""
        release = self._home / f"r{self._current() + 1}"
        if self.path.exists():  # a link may lead to a release that somebody took away
            _clone(self.path, release)
        else:
            release.mkdir()
        self._made = Folder(release, self.staging)
        return self._made.commit(changes, journal)

    def write_manifest(self, data: bytes) -> None:
        """Write it into the release, and let the link lead there."""
        if self._made is None:
            super().write_manifest(data)
            return
        self._made.write_manifest(data)
        settle_all(self._home)
        link = self._home / f"{STAGING}.link"
        link.unlink(missing_ok=True)
        link.symlink_to(Path(self._home.name) / self._made.path.name)
        link.replace(self.path)
        settle([self.path.parent], self._home)


def _clone(source: Path, copy: Path) -> None:
    """A copy of a tree that shares its files."""
    copy.mkdir()
    with os.scandir(source) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                _clone(Path(entry.path), copy / entry.name)
            else:
                os.link(entry.path, copy / entry.name, follow_symlinks=False)
