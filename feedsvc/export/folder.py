"""A folder on this machine. At every moment its files are whole, and lead only to files that are there."""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import unquote

from feedsvc.errors import ExportError
from feedsvc.export.disk import settle
from feedsvc.export.interim import KINDS, InterimFiles, kind_of
from feedsvc.export.manifest import JOURNAL, MANIFEST, Journal, ManifestRow
from feedsvc.export.target import Found, Staged, TargetChanges, planned
from feedsvc.publish.document import content_digest

STAGING = ".feedsvc-export.part"


class Folder:
    """The export's folder. Names are percent-encoded and relative. Every method raises `ExportError` or
    `OSError`; `locked` makes it an `ExportError`."""

    fields = ""  # what stands for all that is kept of a file besides its bytes
    notices: tuple[str, ...] = ()  # what users are to know of it, once it is locked

    def __init__(self, path: Path, staging: Path | None = None) -> None:
        self.path, self.name = path, str(path)
        self.staging = staging or path / STAGING
        self._folders: set[str] = set()  # whose lists of names have changed

    @contextmanager
    def locked(self) -> Iterator[Path]:
        """Keep other exports out. Gives a place for new files, still to be made, which is gone at the end."""
        made = not self.path.exists()
        with failures(self.path), locked_folder(self.path, self.name):
            try:
                shutil.rmtree(self.staging, ignore_errors=True)
                yield self.staging
            finally:
                shutil.rmtree(self.staging, ignore_errors=True)
                if made:
                    with suppress(OSError):  # something was written
                        self.path.rmdir()

    def read(self, name: str) -> bytes | None:
        """A file's content, None where there is none."""
        try:
            return Path(self._file(name)).read_bytes()
        except FileNotFoundError:
            return None

    def find(self, name: str) -> Found | None:
        """The file of this name; None where there is none. Anything but a plain file is an error."""
        file = self._file(name)
        try:
            found = os.lstat(file)
        except FileNotFoundError:
            return None
        except NotADirectoryError:
            raise ExportError(f"{file}: a file is in the way of its folder; move it away") from None
        if not stat.S_ISREG(found.st_mode):
            raise ExportError(f"{file}: something that is no plain file is in the way; move it away")
        whole = found.st_mtime_ns % 1_000_000_000 == 0
        return Found(found.st_size, str(found.st_mtime_ns // 1_000_000_000) if whole else "-")

    def restamp(self, name: str, stamp: str) -> str:
        """Give a file this stamp, where the target lets us; returns the one it has."""
        os.utime(self._file(name), (int(stamp), int(stamp)))
        return stamp

    def commit(self, changes: TargetChanges, journal: Journal) -> dict[str, str]:
        """Make the changes; returns the rows of files that got a stamp of the target's own: none here.

        First only names are added, those of linked files with interim contents: what fails here (a full
        disk) is undone. Then contents are replaced, in order. Then what is gone goes, by way of interim
        contents."""
        settle([self._part(staged) for staged in changes.staged], self.path)
        opening = changes.opening
        old = {kind: self.read(kind) or opening[kind] for kind in KINDS}
        new = [ManifestRow.parse(staged.row).digest for staged in changes.staged if staged.name in KINDS]
        is_first = not journal
        journal.add(planned(changes), [*map(content_digest, (*old.values(), *opening.values())), *new])
        self._write(JOURNAL, journal.write())
        try:
            rest = self._add(changes.staged, InterimFiles(old, self.staging))
        except OSError:
            if is_first:
                (self.path / JOURNAL).unlink()
            raise
        for staged in rest:
            file = self._file(staged.name)
            os.replace(self._part(staged), file)
            self._folders.add(file.rpartition("/")[0])
        self._remove(changes)
        settle(sorted(self._folders), self.path)
        return {}

    def write_manifest(self, data: bytes) -> None:
        """Put the manifest in place of the last one and of the journal."""
        self._write(MANIFEST, data)
        (self.path / JOURNAL).unlink(missing_ok=True)

    def _file(self, name: str) -> str:
        return f"{self.name}/{unquote(name) if '%' in name else name}"

    def _part(self, staged: Staged) -> str:
        return f"{self.staging}/{staged.part}"

    def _add(self, all_staged: list[Staged], interim: InterimFiles) -> list[Staged]:
        """Add every new name; returns the files whose contents are still to be put in place."""
        new = [staged for staged in all_staged if staged.is_new]
        linked = {staged.name: kind for staged in new if (kind := kind_of(staged.name))}
        # The page first: the one that stands in for it links to nothing else.
        opening = [kind for kind in KINDS if kind in linked]
        added: list[str] = []
        try:
            for name in [*opening, *(name for name in linked if name not in opening)]:
                interim.put(linked[name], self._new_file(name, added))
            for staged in new:
                if staged.name not in linked:
                    os.replace(self._part(staged), self._new_file(staged.name, added))
        except OSError:
            for file in reversed(added):
                Path(file).unlink(missing_ok=True)
                self._trimmed(Path(file).parent)
            raise
        return [staged for staged in all_staged if not staged.is_new or staged.name in linked]

    def _new_file(self, name: str, added: list[str]) -> str:
        file = self._file(name)
        folder = file.rpartition("/")[0]
        if folder not in self._folders:
            os.makedirs(folder, exist_ok=True)
            self._folders.add(folder)
        added.append(file)
        return file

    def _remove(self, changes: TargetChanges) -> None:
        """Take files away, and the folders that are empty then. What stands in leads to the site's own
        documents: of a format that is no longer published they go last."""
        gone = set(changes.removed).intersection(KINDS)
        files = [(name, self._file(name)) for name in sorted(changes.removed, key=gone.__contains__)]
        if files:
            contents = {
                kind: changes.opening[kind] if kind in gone else self.read(kind) or b"" for kind in KINDS
            }
            interim = InterimFiles(contents, self.staging)
            for name, file in files:
                if kind := kind_of(name):
                    interim.put(kind, file)
        for _, file in files:
            Path(file).unlink(missing_ok=True)
            self._folders.add(self._trimmed(Path(file).parent))

    def _trimmed(self, folder: Path) -> str:
        """Remove empty folders upwards; returns the first that stays."""
        while folder != self.path:
            try:
                folder.rmdir()
            except OSError:
                break
            self._folders.discard(str(folder))
            folder = folder.parent
        return str(folder)

    def _write(self, name: str, data: bytes) -> None:
        """One file beside the documents, replaced as a whole."""
        part = self.staging / name
        part.parent.mkdir(exist_ok=True)
        part.write_bytes(data)
        settle([part], self.path)
        part.replace(self.path / name)
        settle([self.path], self.path)


@contextmanager
def failures(path: Path) -> Iterator[None]:
    """What the system refuses below `path` as an `ExportError`."""
    try:
        yield
    except OSError as error:
        where = error.filename2 or error.filename or path
        reason = f"{where}: cannot be written: {error.strerror}"
        raise ExportError(f"{reason}; what was exported before is still there") from None


@contextmanager
def locked_folder(path: Path, name: str) -> Iterator[None]:
    """Keep other exports out of a folder, which is made where there is none; `name` is what people call the
    export. Raises `ExportError` while another has it; nothing was touched then."""
    handle = _open_to_lock(path, name)
    try:
        yield
    finally:
        os.close(handle)


def _open_to_lock(path: Path, name: str) -> int:
    while True:
        path.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.samestat(os.fstat(handle), path.stat()):
                return handle
        except BlockingIOError:
            os.close(handle)
            raise ExportError(f"{name}: another export is writing there; wait for its end") from None
        except FileNotFoundError:
            pass
        # Whoever had the lock has taken the folder away meanwhile, as it does with one that it made in vain.
        os.close(handle)
