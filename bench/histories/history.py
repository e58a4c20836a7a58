"""One history: edits, publications, and after each what must be true for every reader."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch
from urllib.parse import unquote

from bench.histories.author import Author
from bench.histories.blog import Blog, Story, Version
from bench.histories.readers import Entry, FeedDocument, Poller, read, walk
from feedsvc.configuration import load
from feedsvc.publish.documents import Document
from feedsvc.publish.publisher import Publisher
from feedsvc.settings import Settings
from feedsvc.sources import open_source
from feedsvc.store.store import Store
from feedsvc.sync.ledger_file import export_ledger, import_ledger
from feedsvc.sync.sync import sync

URL = "https://blog.example.org/"
DAYS = 5  # for which deletions are announced and edits shown again
_BEGIN = datetime(2026, 1, 1, 12, tzinfo=UTC)
_FORMATS = (["atom", "rss", "json"], ["atom", "json"], ["atom", "rss"], ["atom"])


class BrokenPromiseError(Exception):
    """A promise that did not hold: `kind` in a word or two, and the whole story."""

    def __init__(self, kind: str, what: str) -> None:
        self.kind = kind
        super().__init__(f"{kind}: {what}")


def require(condition: object, kind: str, what: object = "") -> None:
    if not condition:
        raise BrokenPromiseError(kind, str(what))


@dataclass
class Site:
    """A store and what is published of it, with so many processes."""

    folder: Path
    jobs: int
    count: int = 0

    def __post_init__(self) -> None:
        self.open()

    def open(self) -> None:
        """Begin a new store."""
        self.count += 1
        self.store = Store(f"sqlite:///{self.folder}/store-{self.jobs}-{self.count}.db")
        self.publisher = Publisher(self.store)

    def sync(self, source: Path, settings: Settings, now: datetime) -> None:
        settings = settings.model_copy(update={"sync": settings.sync.model_copy(update={"jobs": self.jobs})})
        with patch("feedsvc.sync.revision.processes_for", lambda records, jobs: min(jobs, max(1, records))):
            sync(open_source(source), self.store, settings, now=now, allow_shrink=True)

    def body(self, path: str) -> bytes:
        answer = self.publisher.document(unquote(path))
        require(isinstance(answer, Document), "document missing", f"{path}: {answer}")
        return answer.body  # type: ignore[union-attr]

    def documents(self) -> Iterator[tuple[str, str, int, bytes]]:
        """Path, ETag, Last-Modified and body of everything published."""
        with self.publisher.edition() as edition:
            for path, changed in list(edition.inventory()):
                document = edition.document(unquote(path))
                require(isinstance(document, Document), "document missing", path)
                assert isinstance(document, Document)
                require(document.last_modified == changed, "inventory's time", path)
                yield path, document.etag, changed, document.body


@dataclass
class History:
    """A blog lived through with a seed. `steps` counts the edits, `told` says what was done."""

    folder: Path
    seed: int
    settings: dict[str, dict[str, Any]] = field(default_factory=dict)
    steps: int = 0
    publications: int = 0
    told: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        self.now = _BEGIN
        self.blog = Blog(self.folder, is_lines=self.seed % 4 == 3)
        # Every fifth history is published twice, by one process and by two.
        self.sites = [Site(self.folder, jobs) for jobs in ((1, 2) if self.seed % 5 == 0 else (1,))]
        self.settings = {
            "site": {"url": URL, "title": "A blog"},
            "feed": {"page_size": 4, "resurface_days": DAYS, "tombstone_days": DAYS},
            "page": {"size": 3},
        }
        self.polled = self.now
        self._forget()

    def _forget(self) -> None:
        """Readers and their knowledge begin anew, as with another site."""
        self.ids: dict[int, str] = {}
        self.poller = Poller(self._get)
        self.updates: dict[str, datetime] = {}
        self.archives: dict[str, str] = {}
        self.entries: dict[str, Entry] = {}
        self.validators: dict[str, tuple[str, int]] = {}

    def _get(self, path: str) -> bytes:
        return self.sites[0].body(path)

    def live(self, steps: int) -> None:
        """Edit and publish until so many edits were made. Raises `BrokenPromiseError`, and what feedsvc
        raises, with what happened before as a note."""
        try:
            self._live(steps)
        except Exception as error:
            error.add_note("\n".join([f"seed {self.seed}, step {self.steps}", *self.told[-40:]]))
            raise
        finally:
            for site in self.sites:
                site.store.close()

    def _live(self, steps: int) -> None:
        for _ in range(3):
            self._author().new()
        self._publish()
        while self.steps < steps:
            self._one_publication()

    def _author(self) -> Author:
        return Author(self.blog, self.random, self.now)

    def _one_publication(self) -> None:
        author = self._author()
        for _ in range(self.random.choice((1, 1, 1, 2, 3, 5))):
            self.steps += 1
            author.step()
        self.told += [f"-- {self.now:%d %H:%M}", *author.said]
        match self.random.randrange(40):
            case 0:
                self._move_ledger(is_quiet=False)
            case 1:
                self._publish(author)
                self._move_ledger(is_quiet=True)
                return
            case 2:
                self._lose_store()
            case 3 | 4:
                self._set_anew()
        self._publish(author)

    def _publish(self, author: Author | None = None) -> None:
        """Have it published, some time later, and hold every reader's view against the stories."""
        self.publications += 1
        self.now += timedelta(hours=self.random.choice((1, 2, 7, 26)))
        self.blog.write((author or self._author()).order())
        for site in self.sites:
            site.sync(self.blog.source, load(None, **self.settings), self.now)
        self._settle()
        self._check()

    # What happens to the whole of it.

    def _move_ledger(self, *, is_quiet: bool) -> None:
        """The store is another machine's, which knows the ledger alone."""
        self.told.append(f"ledger moved{', nothing else' if is_quiet else ''}")
        before = {path: body for path, _, _, body in self.sites[0].documents()}
        ledgers = []
        for site in self.sites:
            ledgers.append(list(export_ledger(site.store)))
            site.store.close()
            site.open()
            import_ledger(site.store, ledgers[-1], "ledger")
        require(ledgers[0] == ledgers[-1], "ledgers of one history")
        for story in self.blog.stories:
            if story.shown and story.shape in ("broken", "unrenderable"):
                story.shown, story.is_suspended = None, True
        self.validators.clear()
        if is_quiet and not any(story.is_suspended for story in self.blog.stories):
            for site in self.sites:
                site.sync(self.blog.source, load(None, **self.settings), self.now + timedelta(seconds=1))
            after = {path: body for path, _, _, body in self.sites[0].documents()}
            others = sorted(path for path in before | after if before.get(path) != after.get(path))
            require(not others, "bytes after the ledger was moved", others)
            again = list(export_ledger(self.sites[0].store))
            require(again == ledgers[0], "ledger exported again", set(again) ^ set(ledgers[0]))

    def _lose_store(self) -> None:
        """A new store has to do without a ledger; the readers begin anew, too."""
        if any(story.rival or story.shape != "good" for story in self.blog.told()):
            return
        self.told.append("store lost")
        for site in self.sites:
            site.store.close()
            site.open()
        kept = {
            story.number: self.ids[story.number]
            for story in self.blog.told()
            if _has_lasting_id(story, self.ids)
        }
        self._forget()
        self.ids |= kept
        for story in self.blog.stories:
            story.shown, story.is_known, story.is_suspended, story.told = None, False, False, None

    def _set_anew(self) -> None:
        feed, page = self.settings["feed"], self.settings["page"]
        feed["formats"] = self.random.choice(_FORMATS)
        if self.random.random() < 0.5:
            feed["page_size"] = self.random.choice((3, 4, 5, 7))
            self.archives.clear()
            self.updates = {path: when for path, when in self.updates.items() if "archive" not in path}
        page["size"] = self.random.choice((2, 3, 5))
        self.told.append(f"set anew: {feed} {page}")

    # What must be true.

    def _settle(self) -> None:
        """What readers must be shown from now on."""
        for story in self.blog.stories:
            was, story.shown = story.shown, self._to_be_shown(story)
            if story.shown:
                story.is_known, story.is_suspended = True, False
                if was is None or story.shown.news != was.news:
                    story.told = self.now
            if story.shown == story.version:
                story.edits = 0
            if story.name is None:
                story.is_suspended = False

    def _to_be_shown(self, story: Story) -> Version | None:
        if story.name is None or story.shape == "draft":
            return None
        if story.shape != "good":
            return story.shown
        return story.version if story.version.published <= self.now else None

    def _check(self) -> None:
        documents = self._walked("atom.xml")
        entries = {entry.id: entry for document in documents for entry in document.entries}
        self._check_stories(entries)
        self._check_times(documents, entries)
        self._check_archives(documents)
        for path in ("rss.xml", "feed.json"):
            if path.partition(".")[0].replace("feed", "json") in self.settings["feed"].get(
                "formats", _FORMATS[0]
            ):
                found = {
                    entry.id: entry.news for document in self._walked(path) for entry in document.entries
                }
                require(found == {entry.id: entry.news for entry in entries.values()}, f"walk of {path}")
        self._check_tags()
        self._check_tombstones(documents[0])
        self._check_validators()
        self._check_poller()

    def _formats(self) -> list[str]:
        formats: list[str] = self.settings["feed"].get("formats", _FORMATS[0])
        return formats

    def _walked(self, path: str) -> list[FeedDocument]:
        documents = list(walk(self._get, path))
        archived: set[str] = set()
        for document in documents[1:]:
            for entry in document.entries:
                require(entry.id not in archived, "twice in the walk", f"{document.path}: {entry}")
                archived.add(entry.id)
        for document in documents:
            ids = [entry.id for entry in document.entries]
            require(len(ids) == len(set(ids)), "twice in a document", document.path)
        return documents

    def _check_stories(self, entries: dict[str, Entry]) -> None:
        """Each live story once, under the id that it always had, and which nothing else ever had."""
        by_news = {entry.news: entry.id for entry in entries.values()}
        require(len(by_news) == len(entries), "one story under two ids", entries)
        wanted = {story.shown.news: story for story in self.blog.stories if story.shown}
        lost = [story for news, story in wanted.items() if news not in by_news]
        require(not lost, "story lost", lost)
        extra = [entry for entry in entries.values() if entry.news not in wanted]
        require(not extra, "entry of no story", extra)
        holders = {entry_id: number for number, entry_id in self.ids.items()}
        for news, story in wanted.items():
            entry_id = by_news[news]
            known = self.ids.setdefault(story.number, entry_id)
            require(known == entry_id, "id changed", f"{story}: {known} is now {entry_id}")
            holder = holders.get(entry_id, story.number)
            require(holder == story.number, "id of another", f"{entry_id} was {holder}, is {story}")

    def _check_times(self, documents: list[FeedDocument], entries: dict[str, Entry]) -> None:
        """`updated` never goes back, and moves with what a reader would notice."""
        others = ["rss.xml"] if "rss" in self._formats() else []
        for document in [*documents, *(read(self._get, path) for path in others)]:
            if document.updated is not None:
                before = self.updates.get(document.path, document.updated)
                require(before <= document.updated, "feed's updated went back", document.path)
                require(document.updated <= self.now, "feed's updated ahead", document.path)
                self.updates[document.path] = document.updated
        for entry in entries.values():
            known = self.entries.get(entry.id)
            if known is not None and known.updated and entry.updated:
                require(known.updated <= entry.updated, "entry's updated went back", f"{known}, {entry}")
                is_told = known.news == entry.news or known.updated < entry.updated
                require(is_told, "edit under the same updated", f"{known}, {entry}")
        self.entries |= entries

    def _check_archives(self, documents: list[FeedDocument]) -> None:
        """What was archived once stays in its archive document."""
        for document in documents[1:]:
            for entry in document.entries:
                path = self.archives.setdefault(entry.id, document.path)
                require(path == document.path, "archive shifted", f"{entry}: {path}, {document.path}")
        archived = {entry.id for document in documents[1:] for entry in document.entries}
        for story in self.blog.stories:
            entry_id = self.ids.get(story.number)
            if story.shown and entry_id in self.archives:
                require(entry_id in archived, "left its archive", story)

    def _check_tags(self) -> None:
        for tag in ("ash", "birch", "cedar", "date"):
            wanted = {
                self.ids[story.number]
                for story in self.blog.stories
                if story.shown and tag in story.shown.tags
            }
            if wanted:
                found = {
                    entry.id
                    for document in self._walked(f"tags/{tag}/atom.xml")
                    for entry in document.entries
                }
                require(found == wanted, "feed of a tag", f"{tag}: {found ^ wanted}")

    def _check_tombstones(self, document: FeedDocument) -> None:
        shown = {self.ids[story.number] for story in self.blog.stories if story.shown or story.is_suspended}
        announced = shown & set(document.deleted)
        require(not announced, "live post announced as deleted", announced)

    def _check_validators(self) -> None:
        """The entity tag and the time of the last change move together, or not at all."""
        found = {path: (etag, changed, body) for path, etag, changed, body in self.sites[0].documents()}
        for path, (etag, changed, body) in found.items():
            if path in self.validators:
                old_etag, old_changed = self.validators[path]
                require(changed >= old_changed, "Last-Modified went back", path)
                require(
                    (etag != old_etag) == (changed > old_changed),
                    "validators apart",
                    f"{path}: {body[:3000]!r}",
                )
        self.validators = {path: (etag, changed) for path, (etag, changed, _) in found.items()}
        for site in self.sites[1:]:
            others = {path: (etag, changed, body) for path, etag, changed, body in site.documents()}
            different = sorted(path for path in found | others if found.get(path) != others.get(path))
            require(not different, "another number of processes", different)

    def _check_poller(self) -> None:
        """It comes at random, at least once in `DAYS`, and then has been shown all news."""
        most = timedelta(days=DAYS) - timedelta(hours=27)
        if self.now - self.polled < most and self.random.random() < 0.8:
            return
        before, self.polled = self.poller.since, self.now
        self.poller.poll(self.now)
        for story in self.blog.stories:
            entry = self.poller.entries.get(self.ids.get(story.number, ""))
            if story.shown is None:
                require(entry is None or story.is_suspended, "deletion missed", story)
            elif before is not None and story.told is not None and story.told > before:
                require(entry is not None, "post missed", story)
                require(entry is None or entry.news == story.shown.news, "edit missed", f"{story}: {entry}")
            elif entry is not None:
                require(entry.news == story.shown.news, "old version kept", f"{story}: {entry}")


def _has_lasting_id(story: Story, ids: dict[int, str]) -> bool:
    """Whether the record gives its id itself, as it is."""
    given = (story.source_id or "").lower().removeprefix("urn:uuid:")
    return (
        story.is_settled
        and given != ""
        and ids.get(story.number, "").lower().removeprefix("urn:uuid:") == given
    )
