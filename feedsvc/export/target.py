"""Where an export goes, and what is to change there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol

from feedsvc.export.manifest import Journal, ManifestRow


class Found(NamedTuple):
    """A file that is there: its size in bytes, and its stamp."""

    size: int
    stamp: str


class Staged(NamedTuple):
    """A file of a document: its name, what it is called in the place for new files ("" where it is in its own
    place already), its row as text, and whether nothing is in its place yet."""

    name: str
    part: str
    row: str
    is_new: bool


@dataclass(slots=True)
class TargetChanges:
    """What one export does to its target, in the order in which it must happen."""

    staged: list[Staged] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    opening: dict[str, bytes] = field(default_factory=dict)  # the site's documents while there are none


class Target(Protocol):
    """A folder or a bucket. Names are percent-encoded and relative. Every method raises `ExportError` or
    `OSError`; `locked` makes it an `ExportError`."""

    @property
    def name(self) -> str:
        """What people call it."""

    @property
    def fields(self) -> str:
        """What stands for all that is kept of a file besides its bytes; "" where nothing is."""

    @property
    def notices(self) -> Sequence[str]:
        """What users are to know of it, once it is locked."""

    def locked(self) -> AbstractContextManager[Path]:
        """Keep other exports out. Gives a place for new files, still to be made, which is gone at the end."""

    def read(self, name: str) -> bytes | None:
        """A file's content, None where there is none."""

    def find(self, name: str) -> Found | None:
        """The file of this name; None where there is none. Anything but a plain file is an error."""

    def restamp(self, name: str, stamp: str) -> str:
        """Give a file this stamp, where the target lets us; returns the one it has."""

    def commit(self, changes: TargetChanges, journal: Journal) -> dict[str, str]:
        """Make the changes; returns the rows of files that got a stamp of the target's own."""

    def write_manifest(self, data: bytes) -> None:
        """Put the manifest in place of the last one and of the journal."""


def planned(changes: TargetChanges) -> Iterable[tuple[str, str]]:
    """Name and digest of every file that the changes write or take away."""
    yield from ((staged.name, ManifestRow.parse(staged.row).digest) for staged in changes.staged)
    yield from ((name, "-") for name in changes.removed)
