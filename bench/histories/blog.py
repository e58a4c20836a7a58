"""A blog as its author knows it: stories, and the records that tell them, in a folder or in JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal, NamedTuple

# What a record is at a time: fit to be published; a draft; not readable; or readable but not to be rendered.
Shape = Literal["good", "draft", "broken", "unrenderable"]
UNRENDERABLE = "<div>" * 5000


class Version(NamedTuple):
    """What a reader is shown of a story."""

    title: str
    text: str
    published: datetime
    tags: tuple[str, ...]

    @property
    def news(self) -> tuple[str, str, datetime]:
        """What a reader would call another version; tags are none."""
        return self.title, self.text, self.published


@dataclass
class Story:
    """What its readers call one post, whatever happens to its records. `name` is its file's, None for one
    without a record; `shown` is what readers must have of it; `told` says when that last was news.

    `edits` counts the changes since readers last saw it, and `rival` is a second record with its id.
    """

    number: int
    version: Version
    name: str | None
    source_id: str | None = None
    updated: datetime | None = None
    shape: Shape = "good"
    shown: Version | None = None
    is_known: bool = False
    is_suspended: bool = False
    told: datetime | None = None
    edits: int = 0
    rival: tuple[str, Version] | None = None

    @property
    def is_settled(self) -> bool:
        """Whether readers have exactly what its record says."""
        return self.shown == self.version and self.shape == "good"


@dataclass
class Blog:
    """The stories, and their records on disk."""

    folder: Path
    is_lines: bool = False
    stories: list[Story] = field(default_factory=list)
    count: int = 0

    @property
    def source(self) -> Path:
        return self.folder / "posts.jsonl" if self.is_lines else self.folder / "posts"

    def told(self) -> Iterator[Story]:
        """The stories that have a record."""
        return (story for story in self.stories if story.name is not None)

    def names(self) -> set[str]:
        rivals = {story.rival[0] for story in self.stories if story.rival}
        return rivals | {story.name for story in self.stories if story.name is not None}

    def fresh_name(self) -> str:
        self.count += 1
        return f"{'abc'[self.count % 3]}/n{self.count}.md" if self.count % 2 else f"n{self.count}.md"

    def family(self, story: Story) -> list[Story]:
        """The stories with the same text, or with the same title and date: this one among them."""
        mine = story.version
        return [
            other
            for other in self.stories
            for his in (other.version, other.shown or other.version)
            if other is story
            or his.text == mine.text
            or (his.title, his.published) == (mine.title, mine.published)
        ]

    def write(self, order: list[int]) -> None:
        """Bring the records on disk up to date; `order` is that of the lines, by story."""
        if self.is_lines:
            self._write_lines(order)
        else:
            self._write_files()

    def _write_files(self) -> None:
        wanted = {story.name: _file(story) for story in self.told() if story.name}
        wanted |= {story.rival[0]: _good(story, story.rival[1]) for story in self.stories if story.rival}
        self.source.mkdir(exist_ok=True)
        there = {str(file.relative_to(self.source)): file for file in self.source.rglob("*.md")}
        for name in there.keys() - wanted.keys():
            there[name].unlink()
        for name, text in wanted.items():
            file = self.source / name
            if name not in there or file.read_text("utf-8") != text:
                file.parent.mkdir(exist_ok=True)
                file.write_text(text, "utf-8")

    def _write_lines(self, order: list[int]) -> None:
        lines = []
        for number in order:
            story = self.stories[number]
            if story.name is not None:
                lines.append(_line(story, story.version))
            if story.rival:
                lines.append(json.dumps(_fields(story, story.rival[1])))
        self.source.write_text("".join(f"{line}\n" for line in lines), "utf-8")


def _fields(story: Story, version: Version) -> dict[str, object]:
    fields: dict[str, object] = {"id": story.source_id} if story.source_id else {}
    fields |= {"title": version.title, "date": version.published.isoformat(), "tags": list(version.tags)}
    if story.updated:
        fields["updated"] = story.updated.isoformat()
    return fields


def _good(story: Story, version: Version, text: str | None = None) -> str:
    fields = _fields(story, version)
    if story.shape == "draft":
        fields["draft"] = True
    front = "".join(f"{name}: {json.dumps(value)}\n" for name, value in fields.items())
    return f"---\n{front}---\n{text or version.text}\n"


def _file(story: Story) -> str:
    if story.shape == "broken":
        return "---\ntitle: [broken\n---\nNobody can read this.\n"
    return _good(story, story.version, UNRENDERABLE if story.shape == "unrenderable" else None)


def _line(story: Story, version: Version) -> str:
    if story.shape == "broken":  # such a line is known by the id it begins with
        return json.dumps({"id": story.source_id})[:-1] + ', "title'
    text = UNRENDERABLE if story.shape == "unrenderable" else version.text
    fields = _fields(story, version) | {"content": text}
    return json.dumps(fields | ({"draft": True} if story.shape == "draft" else {}))
