"""What a sync did."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from feedsvc.sources.skipped import Skipped
from feedsvc.sync.external_sort import ExternalSort


class Outcome(NamedTuple):
    """What became of one post: `key` names its record, `title` is the post's."""

    what: Literal["new", "updated", "renamed", "vanished"]
    key: str
    title: str
    id: str


def _as_they_come(_outcome: Outcome) -> int:
    return 0


@dataclass(slots=True)
class SyncReport:
    """What a sync did. `published` + `hidden` + `rejected` is `read`, the number of records.

    `problems` has a line for each rejected record, `notices` one for each oddity that cost nothing,
    `outcomes` one for each post that is another now; `skipped` counts the files that look like posts and are
    not read. `rendered` counts the posts whose text was rendered. `refusal` says why the sync needs leave to
    shrink. `url` is the site's address, `former_url` the one that it had before, where that was another.
    `revision` is the store's; `changed` says whether any document is another now, `noted` whether any record
    has become another case, `has_posts` whether the site has any post. `faults` has a line for each document
    and entry that was not published as it was made, since no reader could read it.
    """

    published: int = 0
    hidden: int = 0
    rejected: int = 0
    new: int = 0
    updated: int = 0
    renamed: int = 0
    vanished: int = 0
    rendered: int = 0
    url: str = ""
    former_url: str | None = None
    revision: int = 0
    changed: bool = False
    noted: bool = False
    has_posts: bool = False
    refusal: str | None = None
    outcomes: ExternalSort[Outcome] = field(default_factory=lambda: ExternalSort(_as_they_come))
    problems: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    skipped: Skipped = field(default_factory=Skipped)

    @property
    def read(self) -> int:
        return self.published + self.hidden + self.rejected

    def counts(self, *names: str) -> dict[str, int]:
        """Some of the numbers, by name."""
        return {name: getattr(self, name) for name in names}

    def told(self) -> dict[str, object]:
        """What it says besides numbers, as JSON has it."""
        return {
            "url": self.url,
            "former_url": self.former_url,
            "posts": [outcome._asdict() for outcome in self.outcomes],
            "problems": self.problems,
            "skipped": self.skipped.as_dict(),
            "notices": self.notices,
            "faults": self.faults,
        }

    def add(self, outcome: Outcome) -> None:
        """Count what became of a post."""
        self.outcomes.add(outcome)
        setattr(self, outcome.what, getattr(self, outcome.what) + 1)

    def count(self, state: str) -> None:
        """Count a record."""
        setattr(self, state, getattr(self, state) + 1)
