"""Blocks of lines, by which a large file is known again.

The blocks at the beginning of a file that are as they were, and those at its end, stay; what lies between is
read and cut anew. So a line more, fewer or other costs reading the bytes of the file, and the records of a
block or two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import IO, NamedTuple

SIZE = 1024 * 1024  # bytes, at least, of a block but for the last of those that are cut together
BOM = b"\xef\xbb\xbf"


class Block(NamedTuple):
    """Whole lines: the digest of their bytes, how many bytes, and how many lines."""

    digest: str
    size: int
    lines: int


class CutBlock(NamedTuple):
    """A block as it is read: the number of its first line (from 1), where it begins, its lines."""

    block: Block
    first: int
    start: int
    lines: list[bytes]


@dataclass(slots=True)
class FileListing:
    """A file as it was listed: `mark` changes with it, `blocks` make it up. It `is_plain` where each record
    is known by itself, not by its place nor by how many came before."""

    mark: str = ""
    blocks: list[Block] = field(default_factory=list)
    is_plain: bool = True


def cut(file: IO[bytes], start: int, end: int | None, first: int) -> Iterator[CutBlock]:
    """The blocks of a file from one place to another (else its end); `first` is the number of the first
    line."""
    file.seek(start)
    while lines := _lines(file, SIZE if end is None else min(SIZE, end - start)):
        data = b"".join(lines)
        yield CutBlock(Block(digest(data), len(data), len(lines)), first, start, lines)
        start, first = start + len(data), first + len(lines)


def _lines(file: IO[bytes], most: int) -> list[bytes]:
    """Lines of so many bytes together, or a few more."""
    lines: list[bytes] = []
    while most > 0 and (line := file.readline()):
        lines.append(line)
        most -= len(line)
    return lines


def unchanged(file: IO[bytes], size: int, blocks: Sequence[Block]) -> tuple[int, int]:
    """How many of the blocks still are the beginning of a file of so many bytes, and how many its end."""
    start, head = 0, 0
    file.seek(0)
    for block in blocks:
        data = file.read(block.size)
        is_whole = data.endswith(b"\n") or start + len(data) == size
        if len(data) != block.size or not is_whole or digest(data) != block.digest:
            break
        start, head = start + block.size, head + 1
    end, tail = size, 0
    for block in reversed(blocks[head:]):
        begin = end - block.size
        if begin < start:
            break
        file.seek(max(0, begin - 1))
        before = file.read(1) if begin else b"\n"
        data = file.read(block.size)
        # A mark of the byte order is one at the very beginning alone.
        if before != b"\n" or data.startswith(BOM) or digest(data) != block.digest:
            break
        end, tail = begin, tail + 1
    return head, tail


def digest(data: bytes) -> str:
    """Of a block's bytes."""
    return blake2b(data, digest_size=16).hexdigest()


def places(blocks: Iterable[Block]) -> Iterator[tuple[int, int]]:
    """Where each block begins, and the number of its first line."""
    start, first = 0, 1
    for block in blocks:
        yield start, first
        start, first = start + block.size, first + block.lines
