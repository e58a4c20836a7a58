"""Getting files onto the disk, so that a power cut leaves what a kill would."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Collection, Iterable
from hashlib import blake2b
from pathlib import Path

# So many files are settled one by one, at about 3 ms each; more of them are faster as a whole.
FEW = 32


def write(path: str, content: bytes, changed: int) -> None:
    """Write a file whose modification time is to be `changed`; there are thousands, so with few calls."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o666)
    try:
        rest = memoryview(content)
        while rest:  # the disk may be full in the midst of it; the next try says so
            rest = rest[os.write(handle, rest) :]
        os.utime(handle, (changed, changed))
    finally:
        os.close(handle)


def write_pieces(path: str, pieces: Iterable[bytes], changed: int) -> str:
    """The same of a file that need not fit into memory; returns the digest of its content (see
    `publish.document.content_digest`)."""
    digest = blake2b(digest_size=12)
    with Path(path).open("wb") as file:
        for piece in pieces:
            digest.update(piece)
            file.write(piece)
    os.utime(path, (changed, changed))
    return digest.hexdigest()


def settle(paths: Collection[str | Path], root: Path) -> None:
    """Wait until these files or folders, all on the file system of `root`, are on the disk."""
    if len(paths) > FEW:
        settle_all(root)
        return
    for path in paths:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def settle_all(root: Path) -> None:
    """Wait until all that was written to the file system of `root` is on the disk."""
    one_file_system = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
    if one_file_system is None:
        os.sync()
        return
    handle = os.open(root, os.O_RDONLY)
    try:
        if one_file_system(handle) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(root))
    finally:
        os.close(handle)
