"""Files that look like posts and are not read: told, so that none is missed in silence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

PAGES = "pages that are no posts"
PLACES = 3  # so many are named for each reason


@dataclass(slots=True)
class SkippedFiles:
    """The files skipped for one reason: how many, and the first of them."""

    count: int = 0
    places: list[str] = field(default_factory=list)


class Skipped:
    """The files of one listing that were skipped, by the reason."""

    def __init__(self) -> None:
        self._by_reason: dict[str, SkippedFiles] = {}

    def add(self, reason: str, place: str) -> None:
        """Count the file at `place`."""
        files = self._by_reason.setdefault(reason, SkippedFiles())
        files.count += 1
        if len(files.places) < PLACES:
            files.places.append(place)

    def items(self) -> Iterator[tuple[str, SkippedFiles]]:
        """Each reason and its files, the most frequent first."""
        return iter(sorted(self._by_reason.items(), key=lambda item: (-item[1].count, item[0])))

    def as_dict(self) -> dict[str, dict[str, Any]]:
        """Each reason with its number of files and the first of them, for programs."""
        return {reason: {"count": files.count, "places": files.places} for reason, files in self.items()}

    def lines(self) -> list[str]:
        """A line for each reason, for people."""
        return [
            f"not read: {reason}: {files.count} ({', '.join(files.places)}"
            f"{', …' if files.count > len(files.places) else ''})"
            for reason, files in self.items()
        ]
