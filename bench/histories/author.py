"""What an author does to a blog from one publication to the next.

In one go a story changes so far that a person would still call it the same post: it moves, or is told in
other words, or is called something else, not all at once (but where its own id tells). Of stories that could
be taken for each other one is touched at a time, or two are swapped as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from bench.histories.blog import Blog, Shape, Story, Version

_DAY = timedelta(days=1)


@dataclass
class Author:
    """Edits a blog at random; `now` is the time at which it was last published, `said` tells the edits."""

    blog: Blog
    random: Random
    now: datetime
    touched: set[int] = field(default_factory=set)
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.edits: dict[Callable[[], None], int] = {
            self.new: 10, self.backdate: 3, self.schedule: 3, self.with_id: 4, self.copy: 3, self.twin: 3,
            self.edit: 14, self.rewrite: 3, self.rename: 8, self.rename_and_edit: 5, self.take_over: 8,
            self.swap: 6, self.rotate: 3, self.swap_twins: 5, self.delete: 6, self.bring_back: 7,
            self.hide: 5, self.edit_hidden: 2, self.show: 6, self.spoil: 5, self.mend: 8,
            self.mend_elsewhere: 3, self.spell_id: 3, self.replace_with_id: 3, self.add_id: 2,
            self.drop_id: 2, self.say_updated: 3, self.begin_rival: 3, self.end_rivalry: 5,
            self.change_kind: 1, self.replace_by_draft: 3,
        }  # fmt: skip

    def step(self) -> None:
        """One edit of a kind drawn at random; where there is nothing for it to do, none."""
        edit = self.random.choices(list(self.edits), list(self.edits.values()))[0]
        before = len(self.said)
        edit()
        if len(self.said) > before:
            self.said[-1] = f"{edit.__name__}: {self.said[-1]}"

    def order(self) -> list[int]:
        """The order of the lines, where the blog is lines: now and then another one."""
        numbers = [story.number for story in self.blog.stories]
        if self.random.random() < 0.5:
            self.random.shuffle(numbers)
        return numbers

    # New stories.

    def new(self) -> None:
        self._begin(self._day(), self._title(), self._text())

    def backdate(self) -> None:
        self._begin(self.now - self.random.randrange(4000) * _DAY, self._title(), self._text())

    def schedule(self) -> None:
        self._begin(self.now + timedelta(hours=self.random.randrange(2, 60)), self._title(), self._text())

    def with_id(self) -> None:
        kinds = ("post-{}", "{}", "https://old.example.org/?p={}", "urn:uuid:{}")
        number = len(self.blog.stories)
        kind = self.random.choice(kinds)
        uuid = kind in ("{}", "urn:uuid:{}")
        given = kind.format(UUID(int=0xABCDEF0000 + number) if uuid else number)
        self._begin(self._day(), self._title(), self._text(), source_id=given)

    def copy(self) -> None:
        """A story with another's text, under a title and date of its own."""
        for story in self._some(lambda story: story.is_settled):
            self._begin(self._day(), self._title(), story.version.text)
            self._touch_family(story)

    def twin(self) -> None:
        """A story with another's title and date, in other words."""
        for story in self._some(lambda story: story.is_settled):
            self._begin(story.version.published, story.version.title, self._text())
            self._touch_family(story)

    # Changes in place.

    def edit(self) -> None:
        for story in self._some(lambda story: story.is_settled):
            self._say(story, self._change(story))

    def rewrite(self) -> None:
        """Everything but the name and the date: it is the file that tells."""
        if not self.blog.is_lines:
            for story in self._some(lambda story: story.is_settled and len(self.blog.family(story)) == 1):
                story.version = story.version._replace(title=self._title(), text=self._text())
                self._say(story, "title and text")

    def say_updated(self) -> None:
        for story in self._some(lambda story: story.is_settled):
            hours = self.random.randrange(-200, 100)
            story.updated = max(story.version.published, self.now + timedelta(hours=hours))
            self._say(story, f"updated {hours} h from now")

    # Names.

    def rename(self) -> None:
        for story in self._some(lambda story: story.is_settled):
            story.name = self.blog.fresh_name()
            self._say(story, f"to {story.name}")

    def rename_and_edit(self) -> None:
        for story in self._some(lambda story: story.is_settled and len(self.blog.family(story)) == 1):
            what = self._change(story, ("title", "text", "date"))
            story.name = self.blog.fresh_name()
            self._say(story, f"to {story.name}, another {what}")

    def take_over(self) -> None:
        """A story moves, perhaps with an edit, and something new takes its name."""
        if self.blog.is_lines:
            return
        for story in self._some(lambda story: story.is_settled):
            left, story.name = story.name, self.blog.fresh_name()
            what = ""
            if len(self.blog.family(story)) == 1 and self.random.random() < 0.5:
                what = f", another {self._change(story, ('title', 'text', 'date'))}"
            shapes: tuple[Shape, ...] = ("good", "draft", "broken", "unrenderable")
            shape = self.random.choice(shapes)
            day = self._day() + (4 * _DAY if self.random.random() < 0.3 else 0 * _DAY)
            self._say(story, f"to {story.name}{what}")
            self._begin(day, self._title(), self._text(), name=left, shape=shape)

    def swap(self) -> None:
        stories = self._some(lambda story: story.is_settled, 2)
        if len(stories) == 2 and not self.blog.is_lines:
            one, other = stories
            one.name, other.name = other.name, one.name
            what = ""
            if len(self.blog.family(one)) == 1 and self.random.random() < 0.4:
                what = f", another {self._change(one, ('title', 'text', 'date'))}"
            self._say(one, f"with {other.number}{what}")

    def rotate(self) -> None:
        stories = self._some(lambda story: story.is_settled, 3)
        if len(stories) == 3 and not self.blog.is_lines:
            names = [story.name for story in stories]
            for story, name in zip(stories, names[1:] + names[:1], strict=True):
                story.name = name
            self._say(stories[0], f"with {[story.number for story in stories[1:]]}")

    def swap_twins(self) -> None:
        """Two that could be taken for each other swap their names (or, as lines, their places)."""
        for story in self._some(lambda story: story.is_settled):
            for other in self.blog.family(story):
                if other is not story and other.is_settled and not other.rival:
                    story.name, other.name = other.name, story.name
                    self._say(story, f"with {other.number}")
                    return

    def replace_by_draft(self) -> None:
        """A story moves to the name of a hidden one, which moves elsewhere as it is."""
        if not self.blog.is_lines:
            for hidden in self._some(lambda story: story.shape == "draft" and story.is_known):
                for story in self._some(lambda story: story.is_settled):
                    hidden.name, story.name = story.name, hidden.name
                    self._say(story, f"with the hidden {hidden.number}")

    # Going and coming back.

    def delete(self) -> None:
        for story in self._some(lambda story: story.is_settled):
            story.name = None
            self._say(story, "")

    def bring_back(self) -> None:
        for story in self._some(lambda story: story.name is None and story.is_known and not story.rival):
            story.name, story.shape = self.blog.fresh_name(), "good"
            what = ""
            if story.edits == 0 and len(self.blog.family(story)) == 1 and self.random.random() < 0.4:
                what = self._change(story, ("title", "text"))
            self._say(story, f"as {story.name} {what}")

    def hide(self) -> None:
        for story in self._some(lambda story: story.is_settled):
            story.shape = "draft"
            self._say(story, "")

    def edit_hidden(self) -> None:
        for story in self._some(lambda story: story.shape == "draft" and story.edits == 0):
            story.edits += 1
            self._say(story, self._change(story))

    def show(self) -> None:
        for story in self._some(lambda story: story.name is not None and story.shape == "draft"):
            story.shape = "good"
            self._say(story, "")

    def spoil(self) -> None:
        for story in self._some(lambda story: story.name is not None and story.shape in ("good", "draft")):
            if not self.blog.is_lines or (story.source_id and not story.updated):
                story.shape = self.random.choice(("broken", "unrenderable"))
                self._say(story, story.shape)

    def mend(self) -> None:
        for story in self._spoiled():
            story.shape = "good"
            what = self._change(story) if story.edits == 0 and self.random.random() < 0.4 else ""
            self._say(story, what)

    def mend_elsewhere(self) -> None:
        """The story is told in a file of another name, as it was; the spoiled one stays, or goes."""
        if self.blog.is_lines:
            return
        for story in self._spoiled():
            if story.is_known and story.edits == 0 and len(self.blog.family(story)) == 1:
                left, story.name, shape = story.name, self.blog.fresh_name(), story.shape
                story.shape = "good"
                self._say(story, f"as {story.name}")
                if self.random.random() < 0.5 and not story.source_id and shape == "broken":
                    self._begin(self._day(), self._title(), self._text(), name=left, shape=shape)

    # Ids of the records' own.

    def spell_id(self) -> None:
        """A UUID, written in another way."""
        for story in self._some(
            lambda story: story.is_settled and "abcdef0" in (story.source_id or "").lower()
        ):
            bare = (story.source_id or "").lower().removeprefix("urn:uuid:")
            ways = (bare, bare.upper(), f"urn:uuid:{bare}", f"URN:UUID:{bare.upper()}")
            story.source_id = self.random.choice(ways)
            self._say(story, story.source_id)

    def replace_with_id(self) -> None:
        """Everything is another but the id."""
        for story in self._some(lambda story: story.is_settled and story.source_id is not None):
            story.name = self.blog.fresh_name()
            story.version = Version(self._title(), self._text(), self._day(), ())
            self._say(story, f"as {story.name}")

    def add_id(self) -> None:
        for story in self._some(lambda story: story.is_settled and story.source_id is None):
            if len(self.blog.family(story)) == 1:
                story.source_id = f"added-{story.number}"
                self._say(story, "")

    def drop_id(self) -> None:
        for story in self._some(lambda story: story.is_settled and story.source_id is not None):
            if len(self.blog.family(story)) == 1:
                story.source_id = None
                self._say(story, "")

    def begin_rival(self) -> None:
        """A second record with a story's id: it has to wait."""
        for story in self._some(lambda story: story.is_settled and story.source_id is not None):
            day = self.now - self.random.randrange(5000) * _DAY
            story.rival = self.blog.fresh_name(), Version(self._title(), self._text(), day, ())
            self._say(story, f"in {story.rival[0]}")

    def end_rivalry(self) -> None:
        """The second record goes; or the first, and the second tells the story from there on."""
        rivals = [story for story in self.blog.stories if story.rival and story.number not in self.touched]
        for story in rivals[:1]:
            if story.rival and self.random.random() < 0.7:
                story.name, story.version, story.shape = *story.rival, "good"
                story.updated = None
            story.rival = None
            self.touched.add(story.number)
            self._say(story, f"as {story.name}")

    # Sources.

    def change_kind(self) -> None:
        """From a folder to JSON Lines or back, at a time when every record can be read."""
        if all(story.is_settled and not story.rival for story in self.blog.told()) and not self.touched:
            self.blog.is_lines = not self.blog.is_lines
            self.touched |= {story.number for story in self.blog.stories}
            self.said.append("lines" if self.blog.is_lines else "folder")

    # What edits are made of.

    def _begin(
        self,
        day: datetime,
        title: str,
        text: str,
        *,
        name: str | None = None,
        source_id: str | None = None,
        shape: Shape = "good",
    ) -> None:
        tags = tuple(sorted(self.random.sample(("ash", "birch", "cedar"), self.random.randint(0, 2))))
        story = Story(
            len(self.blog.stories),
            Version(title, text, day, tags),
            name or self.blog.fresh_name(),
            source_id,
            shape=shape,
        )
        self.blog.stories.append(story)
        self._say(story, f"{shape} {story.name} {story.source_id or ''}")

    def _change(self, story: Story, kinds: tuple[str, ...] = ("title", "text", "date", "tags")) -> str:
        """Change one thing about a story; say which."""
        kind = self.random.choice(kinds)
        if self.blog.is_lines and len(self.blog.family(story)) > 1:
            kind = "tags"
        version = story.version
        match kind:
            case "title":
                story.version = version._replace(title=self._title())
            case "text":
                story.version = version._replace(text=self._text())
            case "date":
                day = self._day() - self.random.randrange(1, 900) * _DAY
                story.version = version._replace(published=day)
                story.updated = story.updated and max(day, story.updated)
            case "tags":
                tags = self.random.sample(("ash", "birch", "cedar", "date"), self.random.randint(0, 3))
                story.version = version._replace(tags=tuple(sorted(tags)))
        story.edits += 1
        return kind

    def _some(self, fits: Callable[[Story], bool], count: int = 1) -> list[Story]:
        """As many stories that fit, of those untouched so far; none where there are not enough."""
        found = [
            story
            for story in self.blog.stories
            if story.number not in self.touched and not story.rival and fits(story)
        ]
        if len(found) < count:
            return []
        chosen: list[Story] = []
        for story in self.random.sample(found, len(found)):
            if len(chosen) < count and story.number not in self.touched:
                chosen.append(story)
                self._touch_family(story)
        return chosen if len(chosen) == count else []

    def _spoiled(self) -> list[Story]:
        return self._some(lambda story: story.name is not None and story.shape in ("broken", "unrenderable"))

    def _touch_family(self, story: Story) -> None:
        self.touched |= {other.number for other in self.blog.family(story)}

    def _say(self, story: Story, what: str) -> None:
        self.touched.add(story.number)
        self.said.append(f"{story.number} {what}")

    def _title(self) -> str:
        self.blog.count += 1
        return f"Title {self.blog.count}"

    def _text(self) -> str:
        self.blog.count += 1
        return f"Text {self.blog.count}."

    def _day(self) -> datetime:
        return self.now - timedelta(minutes=self.random.randrange(60))
