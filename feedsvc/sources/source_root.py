"""The folder that a source is, as a border: no file outside it is opened, whatever links say."""

from __future__ import annotations

import errno
import json
import os
import stat
from pathlib import Path
from typing import BinaryIO, NamedTuple

from feedsvc.errors import Origin, RecordError
from feedsvc.posts.record import Record
from feedsvc.sources.file_names import printable

LARGEST = 32 * 1024 * 1024  # bytes of a file that is read whole
_REMEDY = "source.follow_links = true reads it"
_OUTSIDE = f"a link leads out of the source; {_REMEDY}"
_SPECIAL = "not an ordinary file"
# Not to wait for a pipe, not to become the owner of a terminal, not to change ends of lines.
_READ = os.O_RDONLY | sum(
    getattr(os, name, 0) for name in ("O_CLOEXEC", "O_NONBLOCK", "O_NOCTTY", "O_BINARY")
)
_NO_LINK = _READ | getattr(os, "O_NOFOLLOW", 0)
_HAS_DESCENT = os.open in os.supports_dir_fd and hasattr(os, "O_NOFOLLOW")


class SourceRoot:
    """Opens the files below `root`, a blog's folder, and `folder`, the part of it that the user named, which
    may be a link. Where `follow_links`, links may lead anywhere.

    A file is reached from the folder's descriptor, one name at a time, none of which may be a link: what is
    exchanged for a link meanwhile is not opened, so what was checked is what is read.
    """

    def __init__(self, root: Path, folder: Path, *, follow_links: bool = False) -> None:
        self._follow_links = follow_links
        self._tops = [os.path.abspath(folder), os.path.abspath(root)]  # noqa: PTH100 (links stay as they are)

    @property
    def root(self) -> Path:
        """The blog's folder."""
        return Path(self._tops[1])

    @property
    def description(self) -> str:
        """What another process needs to open the same files."""
        return json.dumps([*self._tops, self._follow_links])

    @classmethod
    def described(cls, description: str) -> SourceRoot:
        """The root with this description."""
        folder, root, follow_links = json.loads(description)
        return cls(Path(root), Path(folder), follow_links=follow_links)

    def path_of(self, file: str) -> str:
        """Where the file with this path below the root is."""
        return os.path.join(self._tops[1], file)  # noqa: PTH118

    def open(self, path: str | Path) -> BinaryIO:
        """The ordinary file at `path`, to be read.

        Raises `OSError`: besides what the system says, for a file that lies outside the source or is hidden,
        a link that leads to one, and what is no ordinary file; its `strerror` says which.
        """
        descriptor = self._descriptor(os.path.abspath(path))  # noqa: PTH100 (`..` as an address means it)
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            return os.fdopen(descriptor, "rb")
        os.close(descriptor)
        raise OSError(errno.EINVAL, _SPECIAL, printable(str(path)))

    def read(self, path: str | Path) -> bytes:
        """The bytes of the file at `path`. Raises as `open` does, and for a file larger than `LARGEST`."""
        with self.open(path) as file:
            data = file.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise OSError(
                errno.EFBIG, f"it is larger than {LARGEST // 1024 // 1024} MiB", printable(str(path))
            )
        return data

    def size(self, path: str | Path) -> int:
        """The size of the file at `path`. Raises as `open` does."""
        with self.open(path) as file:
            return os.fstat(file.fileno()).st_size

    def following_links(self) -> SourceRoot:
        """The same, with links that may lead anywhere."""
        folder, root = self._tops
        return SourceRoot(Path(root), Path(folder), follow_links=True)

    def holds(self, path: str | Path) -> bool:
        """Whether what is at `path` may be read: links to it lead nowhere else."""
        if self._follow_links:
            return True
        real = os.path.realpath(path)
        tops = self._real_tops()
        top = _top_of(real, tops)
        return real in tops or (top is not None and not _is_hidden(real, top))

    def _real_tops(self) -> list[str]:
        return [os.path.realpath(top) for top in self._tops]

    def _descriptor(self, path: str) -> int:
        if self._follow_links:
            _require_ordinary(path)
            return os.open(path, _READ)
        top = _top_of(path, self._tops)
        if top is None:
            raise _refused(path, "it lies outside the source")
        if _is_hidden(path, top):
            raise _refused(path, "it is a hidden file")
        if _HAS_DESCENT:
            try:
                return _descend(top, path)
            except OSError as error:
                # Of a link Linux and macOS say the first, of one to a folder the second; FreeBSD the third.
                if error.errno not in (errno.ELOOP, errno.ENOTDIR, errno.EMLINK):
                    raise
        return self._behind_links(path)

    def _behind_links(self, path: str) -> int:
        """The descriptor of a file to which links lead that stay inside."""
        real = os.path.realpath(path, strict=True)
        top = _top_of(real, self._real_tops())
        if top is None:
            raise _refused(path, _OUTSIDE)
        if _is_hidden(real, top):
            raise _refused(path, f"a link leads to a hidden file; {_REMEDY}")
        if _HAS_DESCENT:
            return _descend(top, real)
        _require_ordinary(real)
        descriptor = os.open(real, _READ)
        if os.path.realpath(path) == real and os.path.samestat(os.fstat(descriptor), os.stat(real)):  # noqa: PTH116
            return descriptor
        os.close(descriptor)
        raise _refused(path, "it was exchanged while it was opened")


class OutsideFolder(NamedTuple):
    """A link to a folder outside the source: `key` ends in a slash, and stands for all that is below it."""

    key: str
    fingerprint: str
    path: str

    def read(self) -> Record:
        """Raises `RecordError`."""
        raise RecordError(Origin(printable(self.path)), None, _OUTSIDE)


def _refused(path: str, reason: str) -> PermissionError:
    return PermissionError(errno.EACCES, reason, printable(path))


def _descend(top: str, path: str) -> int:
    """The descriptor of `path`, reached from `top` without following any link."""
    *folders, name = Path(os.path.relpath(path, top)).parts
    at = os.open(top, _READ | os.O_DIRECTORY)
    try:
        for folder in folders:
            below = os.open(folder, _NO_LINK | os.O_DIRECTORY, dir_fd=at)
            os.close(at)
            at = below
        _require_ordinary(name, at)
        return os.open(name, _NO_LINK, dir_fd=at)
    finally:
        os.close(at)


def _require_ordinary(name: str, folder: int | None = None) -> None:
    """To open a device may do something: it is asked before. A link is none of this function's affair."""
    mode = os.stat(name, dir_fd=folder, follow_symlinks=folder is None).st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISLNK(mode)):
        raise OSError(errno.EINVAL, _SPECIAL, printable(name))


def _top_of(path: str, tops: list[str]) -> str | None:
    """The first of `tops` that `path` is below."""
    return next((top for top in tops if path.startswith(top if top.endswith(os.sep) else top + os.sep)), None)


def _is_hidden(path: str, top: str) -> bool:
    """Whether a name below `top` begins with a dot, as those do that hold what is nobody's to read.

    Kubernetes keeps what it mounts in folders that begin with two, and git-annex its files in one of its own.
    """
    names = Path(os.path.relpath(path, top)).parts
    if names[:3] == (".git", "annex", "objects"):
        names = names[3:]
    return any(name.startswith(".") and not name.startswith("..") for name in names)
