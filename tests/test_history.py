"""Whatever happens to the posts, a subscriber ends up with every live post once, as it is now."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

import pytest
from conftest import Site
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedsvc.configuration import load

pytestmark = pytest.mark.slow

DOMAINS = ("https://one.example/", "https://two.example/blog/")


@dataclass(frozen=True)
class Written:
    """A post as its author has it: in a file of this name, or (None) deleted."""

    name: str | None
    title: str
    text: str
    day: date
    tags: tuple[str, ...]


class Reader:
    """A feed reader that follows archives (RFC 5005, 4) and honours tombstones (RFC 6721).

    It fetches the subscription document, and back from there each archive it has never fetched before.
    """

    def __init__(self, get: Callable[[str], Any], feed: str) -> None:
        self._get, self._feed = get, feed
        self._fetched: set[str] = set()
        self.entries: dict[str, dict[str, Any]] = {}

    def poll(self) -> None:
        documents = [self._get(self._feed)]
        while previous := documents[-1]["_feedsvc"].get("links", {}).get("prev-archive"):
            path = _path(previous)
            if path in self._fetched:
                break
            self._fetched.add(path)
            documents.append(self._get(path))
        for document in reversed(documents):
            for item in document["items"]:
                known = self.entries.get(item["id"])
                if known is None or _updated(item) >= _updated(known):
                    self.entries[item["id"]] = item
        for gone in documents[0]["_feedsvc"].get("deleted", []):
            self.entries.pop(gone["id"], None)


def _updated(item: dict[str, Any]) -> str:
    return str(item.get("date_modified", item["date_published"]))


def _path(url: str) -> str:
    return urlsplit(url).path.removeprefix("/blog").lstrip("/")


@dataclass
class History:
    """A blog, its author, and its subscribers."""

    site: Site
    random: Random
    posts: list[Written] = field(default_factory=list)
    ids: dict[int, str] = field(default_factory=dict)
    drafts: dict[str, int] = field(default_factory=dict)  # files that are hidden, and whose post each was
    count: int = 0
    changed: set[int] = field(default_factory=set)  # since the last sync

    def live(self) -> dict[int, Written]:
        return {number: post for number, post in enumerate(self.posts) if post.name is not None}

    def step(self) -> None:
        """One edit, of a kind and on a post drawn at random."""
        self.count += 1
        edits = [self.new, self.new, self.edit, self.rename, self.retag, self.delete, self.restore]
        edits += [self.backdate, self.redate, self.retitle, self.move_domain]
        edits += [self.hide, self.touch_draft, self.show_draft, self.delete_draft]
        weights = [6, 6, 6, 4, 4, 4, 4, 2, 2, 3, 1, 4, 2, 2, 1]
        self.random.choices(edits, weights)[0]()

    def new(self, day: date | None = None) -> None:
        day = day or date(2021, 1, 1) + timedelta(days=self.count)
        tags = tuple(self.random.sample("ab", self.random.randint(0, 2)))
        number = len(self.posts)
        self.posts.append(Written(f"{number}.md", f"Title {number}", f"Text {self.count}.", day, tags))
        self._write(number)

    def backdate(self) -> None:
        self.new(date(1999, 1, 1) + timedelta(days=self.random.randrange(2000)))

    def edit(self) -> None:
        self._change(text=f"Text {self.count}.")

    def retitle(self) -> None:
        self._change(title=f"Retitled {self.count}")

    def retag(self) -> None:
        self._change(tags=tuple(self.random.sample("abc", self.random.randint(0, 3))))

    def redate(self) -> None:
        self._change(day=date(2000, 1, 1) + timedelta(days=self.random.randrange(9000)))

    def rename(self) -> None:
        self._change(name=f"folder{self.count % 3}/renamed-{self.count}.md")

    def delete(self) -> None:
        self._change(name=None)

    def restore(self) -> None:
        gone = {number for number, post in enumerate(self.posts) if post.name is None}
        deleted = sorted(gone - self.changed)
        if deleted:
            number = self.random.choice(deleted)
            name = f"{number}.md"
            if (self.site.posts / name).exists():
                name = f"back-{self.count}.md"
            self.posts[number] = replace(self.posts[number], name=name)
            self._write(number)

    def hide(self) -> None:
        live = {number: post for number, post in self.live().items() if number not in self.changed}
        if live:
            number = self.random.choice(sorted(live))
            name = str(live[number].name)
            self.changed.add(number)
            self._write_file(name, live[number], draft=True)
            self.drafts[name] = number
            self.posts[number] = replace(live[number], name=None)

    def touch_draft(self) -> None:
        if self.drafts:
            name = self.random.choice(sorted(self.drafts))
            post = replace(self.posts[self.drafts[name]], text=f"Text {self.count}.")
            self._write_file(name, post, draft=True)

    def show_draft(self) -> None:
        """A draft is its post again; where another file is that by now, it becomes a new one."""
        names = sorted(name for name, number in self.drafts.items() if number not in self.changed)
        if names:
            name = self.random.choice(names)
            number = self.drafts.pop(name)
            post = self.posts[number]
            if post.name is not None:
                number = len(self.posts)
                self.posts.append(replace(post, title=f"Title {number}", text=f"Text {self.count}."))
            self.posts[number] = replace(self.posts[number], name=name)
            self._write(number)

    def delete_draft(self) -> None:
        if self.drafts:
            name = self.random.choice(sorted(self.drafts))
            del self.drafts[name]
            (self.site.posts / name).unlink()

    def move_domain(self) -> None:
        site = self.site.settings.site
        url = self.random.choice(DOMAINS)
        self.site.settings = self.site.settings.model_copy(
            update={"site": site.model_copy(update={"url": url})}
        )

    def _change(self, **values: Any) -> None:
        # One change of a post at a time: of a file that is renamed, retitled and rewritten nothing is left.
        live = {number: post for number, post in self.live().items() if number not in self.changed}
        if live:
            number = self.random.choice(sorted(live))
            (self.site.posts / str(live[number].name)).unlink()
            self.posts[number] = replace(live[number], **values)
            self._write(number)

    def _write(self, number: int) -> None:
        self.changed.add(number)
        post = self.posts[number]
        if post.name is not None:
            self._write_file(post.name, post)

    def _write_file(self, name: str, post: Written, **fields: Any) -> None:
        day = datetime(post.day.year, post.day.month, post.day.day, tzinfo=UTC).isoformat()
        self.site.write(name, post.text, title=post.title, date=day, tags=list(post.tags), **fields)

    def check(self, reader: Reader) -> None:
        """The reader has exactly the live posts, each as it is, under the id it always had."""
        seen = {
            (item["title"], item["content_html"], item["date_published"][:10])
            for item in reader.entries.values()
        }
        live = self.live()
        assert seen == {(post.title, f"<p>{post.text}</p>", post.day.isoformat()) for post in live.values()}
        assert len(reader.entries) == len(live)
        by_title = {item["title"]: entry_id for entry_id, item in reader.entries.items()}
        for number, post in live.items():
            assert self.ids.setdefault(number, by_title[post.title]) == by_title[post.title]


def _live_through(random: Random, steps: int, most_at_once: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        options = load(None, site={"url": DOMAINS[0], "title": "A blog"}, feed={"page_size": 4})
        site = Site(Path(folder), options, f"sqlite:///{folder}/store.db")
        history = History(site, random)
        history.new()
        site.sync()

        def get(path: str) -> Any:
            return json.loads(site.body(path))

        every_time, now_and_then = Reader(get, "feed.json"), Reader(get, "feed.json")
        while history.count < steps:
            for _edit in range(random.randint(1, most_at_once)):
                history.step()
            site.sync(allow_shrink=True)
            history.changed.clear()
            every_time.poll()
            history.check(every_time)
            if random.random() < 0.1:
                now_and_then.poll()
                history.check(now_and_then)
                newcomer = Reader(get, "feed.json")
                newcomer.poll()
                history.check(newcomer)
        site.store.close()


def test_reader_holds_every_live_post_once_through_many_edits() -> None:
    _live_through(Random(5005), 100, 1)  # `python -m bench histories` goes through 50 histories of 100


@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False), st.integers(1, 4))
def test_reader_holds_every_live_post_once_through_any_edits(random: Random, most_at_once: int) -> None:
    _live_through(random, 60, most_at_once)
