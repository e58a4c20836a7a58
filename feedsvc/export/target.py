"""What is where an export goes, and what is to change there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from feedsvc.export.manifest import ManifestRow


class Found(NamedTuple):
    """A file that is there: its size in bytes, and its stamp."""

    size: int
    stamp: str


class Staged(NamedTuple):
    """A file of a document: its name, what it is called in the place for new files ("" where it is in its own
    place already), its row as text, and whether nothing is in its place yet; or the `fault` for which the
    file stays as it was, if there is one."""

    name: str
    part: str
    row: str
    is_new: bool
    fault: str = ""


@dataclass(slots=True)
class TargetChanges:
    """What one export does to its target, in the order in which it must happen."""

    staged: list[Staged] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    opening: dict[str, bytes] = field(default_factory=dict)  # the site's documents while there are none


def planned(changes: TargetChanges) -> Iterable[tuple[str, str]]:
    """Name and digest of every file that the changes write or take away."""
    yield from ((staged.name, ManifestRow.parse(staged.row).digest) for staged in changes.staged)
    yield from ((name, "-") for name in changes.removed)
