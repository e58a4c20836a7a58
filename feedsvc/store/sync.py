"""The write side: read the source, render what changed, commit one new revision."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import IO
from urllib.parse import urlsplit

from sqlalchemy import Connection, delete, func, or_, select, update

from feedsvc import __version__
from feedsvc.errors import RecordError, SourceError
from feedsvc.formats.fragments import FORMATS_VERSION
from feedsvc.posts.record import PostOptions
from feedsvc.render.options import RenderOptions
from feedsvc.render.render import PIPELINE_VERSION
from feedsvc.settings import Settings
from feedsvc.sources.source import Item, Source
from feedsvc.store import schema
from feedsvc.store.batch import Batch
from feedsvc.store.feeds import SITE_FEED
from feedsvc.store.identity import Candidate, recognise
from feedsvc.store.ledger import Ledger, seconds
from feedsvc.store.listing import PUBLISHED, REJECTED, Known, compare
from feedsvc.store.places import Places
from feedsvc.store.processes import WORTH_PROCESSES
from feedsvc.store.reading import Anew, Reading
from feedsvc.store.references import References
from feedsvc.store.report import Outcome, Progress, Report
from feedsvc.store.store import Store, get_meta, set_meta
from feedsvc.store.touches import Touches
from feedsvc.store.writer import Writer, Written, digest_of

DAY = 86_400
SPOOL_BYTES = 16 * 1024 * 1024
# The site's feed is there before its first post; its id then has this date (2000-01-01), not the clock's.
EMPTY_SINCE = 946_684_800


@dataclass(frozen=True, slots=True)
class Revision:
    """What a sync made of the store, before it is committed: its report, what it may have changed, its time
    in seconds, and the store as it will be."""

    report: Report
    touches: Touches
    now: int
    connection: Connection


@contextmanager
def revise(
    source: Source,
    store: Store,
    settings: Settings,
    *,
    now: datetime,
    allow_shrink: bool = False,
    progress: Progress | None = None,
) -> Iterator[Revision]:
    """Bring the store up to date with the source, in one transaction; it is committed when the context ends,
    which has noted until then what documents are others now (see `Times`).

    `now` is aware. Raises `SourceError` when the source is missing, empty, or lost more posts than
    `sync.max_loss` allows (unless `allow_shrink`), `StoreError` when the store fails; what was live then
    stays live.
    """
    items = _items(source, allow_shrink)
    with store.writing() as connection, tempfile.SpooledTemporaryFile(SPOOL_BYTES) as spool:
        under_way = _Sync(connection, settings, now, spool)
        under_way.run(source, items, progress or _silently, allow_shrink=allow_shrink)
        yield under_way.revision


@contextmanager
def rehearse(source: Source, store: Store, settings: Settings, *, now: datetime) -> Iterator[Revision]:
    """A sync that leaves the store as it was. One that would be refused for what vanished says so in
    `report.refusal`. Raises `SourceError`, `StoreError`."""
    items = _items(source, allow_shrink=False)
    with (
        store.writing(commit=False) as connection,
        tempfile.SpooledTemporaryFile(SPOOL_BYTES) as spool,
    ):
        under_way = _Sync(connection, settings, now, spool)
        under_way.run(source, items, _silently, allow_shrink=True)
        yield under_way.revision


def _items(source: Source, allow_shrink: bool) -> list[Item]:
    items = list(source.items())
    if not items and not allow_shrink:
        remedy = "nothing was changed (--allow-shrink empties the site)"
        raise SourceError(f"{source.name}: no posts found; {remedy}")
    return items


def _silently(_what: str, _done: int, _total: int) -> None:
    pass


class _Sync:
    """One sync under way."""

    def __init__(self, connection: Connection, settings: Settings, now: datetime, spool: IO[bytes]) -> None:
        self.connection, self.settings = connection, settings
        # Each revision has a second of its own, so that Last-Modified tells any two apart.
        self.now = max(seconds(now), int(get_meta(connection, "revised") or 0) + 1)
        self.moment = now
        self.report = Report(revision=int(get_meta(connection, "revision") or 0))
        self.touches = Touches()
        authority = settings.site.authority or urlsplit(settings.url).hostname or "localhost"
        self.ledger = Ledger(connection, authority)
        post_options = PostOptions(zone=settings.site.zone, language=settings.site.language)
        self.batch = Batch(connection)
        self.reading = Reading(connection, self.batch, post_options, now, spool, self.report)
        places = Places(connection, self.batch, self.ledger, self.touches, settings.feeds, self.now)
        self.options = RenderOptions.of(settings)
        self.references = References(connection, self.batch, self.ledger, self.touches)
        self.writer = Writer(
            connection,
            self.batch,
            self.ledger,
            places,
            self.references,
            self.touches,
            self.now,
            with_source=settings.feed.markdown,
        )

    @property
    def revision(self) -> Revision:
        return Revision(self.report, self.touches, self.now, self.connection)

    def run(self, source: Source, items: list[Item], progress: Progress, *, allow_shrink: bool) -> None:
        anew = self._what_is_anew()
        everything = anew.texts or anew.feeds
        listing = compare(self.connection, items, seconds(self.moment), everything=everything)
        for state, count in listing.unchanged.items():
            setattr(self.report, state, count)
        self.report.problems += listing.problems
        candidates = self.reading.read(listing, anew, progress, self._processes(len(listing.fresh)))
        imported = recognise(self.connection, self.ledger, candidates, listing.vanished)
        vanished = self._vanished(candidates, imported)
        self.report.refusal = self._refusal(source, len(vanished))
        if self.report.refusal and not allow_shrink:
            raise SourceError(self.report.refusal)
        if anew.texts:
            self.writer.read_anew()
        self._publish(candidates, progress)
        self.batch.flush()
        for known in listing.vanished:
            self.connection.execute(delete(schema.record).where(schema.record.c.key == known.key))
        for number in vanished:
            self._withdraw(number)
        self.references.touch()
        self._expire()
        self._commit()

    def _fingerprints(self) -> dict[str, str]:
        """Of everything but the records that decides what a record becomes."""
        site = self.settings.site
        code = (__version__, PIPELINE_VERSION, FORMATS_VERSION)
        feeds = {name: (feed.include, feed.exclude) for name, feed in sorted(self.settings.feeds.items())}
        return {
            "texts": digest_of(code, site.timezone, site.language, self.options, self.settings.feed.markdown),
            "feeds": digest_of(feeds),
        }

    def _what_is_anew(self) -> Anew:
        known = self.report.revision > 0
        changed = {
            name: known and get_meta(self.connection, name) != value
            for name, value in self._fingerprints().items()
        }
        return Anew(**changed)

    def _vanished(self, candidates: list[Candidate], imported: set[int]) -> list[int]:
        """The posts that no record continues: those that were live, or came with an imported ledger."""
        continued = {candidate.post for candidate in candidates}
        # A record whose id is a rival's keeps its last good version, like any rejected one.
        continued |= {c.known.post for c in candidates if c.rival is not None and c.known}
        retired = {number for number in self.reading.retired if self.ledger.is_live(number)}
        return sorted((retired | imported) - continued)

    def _refusal(self, source: Source, lost: int) -> str | None:
        if not lost:
            return None
        table, share = schema.post, self.settings.sync.max_loss
        had = self.connection.scalar(select(func.count()).where(or_(table.c.live, table.c.gone.is_(None))))
        if lost <= (had or 0) * share:
            return None
        return (
            f"{source.name}: {lost} of {had} posts vanished at once, more than {share:.0%}; "
            "nothing was changed (--allow-shrink if this is meant)"
        )

    def _publish(self, candidates: list[Candidate], progress: Progress) -> None:
        fresh = (
            (candidate, self.reading.post(candidate))
            for candidate in candidates
            if not self._is_settled(candidate)
        )
        written = self.writer.publish(fresh, self.options, self._processes(len(candidates)))
        for done, (candidate, result) in enumerate(written):
            progress("rendering", done, len(candidates))
            self._note(candidate, result)
        self.report.rendered = self.writer.rendered

    def _processes(self, count: int) -> int:
        """How many processes to use for so many records."""
        return (self.settings.sync.jobs or os.cpu_count() or 1) if count >= WORTH_PROCESSES else 1

    def _is_settled(self, candidate: Candidate) -> bool:
        """Whether nothing is to be rendered: only the feeds are chosen otherwise, or the id is another's."""
        held = candidate.known.post if candidate.known else None
        if candidate.rival is not None:
            post, reason = self.reading.post(candidate), f"{candidate.claim} is already the id of"
            self._note(candidate, RecordError(post.origin, "id", f"{reason} {candidate.rival}"))
            return True
        if candidate.is_unchanged and candidate.post is not None and candidate.post == held:
            self.writer.refile(candidate.post, self.reading.post(candidate))
            row = Known(
                candidate.key, candidate.fingerprint, PUBLISHED, held, candidate.digest, candidate.due, None
            )
            self.reading.keep(row, candidate.known)
            return True
        return False

    def _note(self, candidate: Candidate, result: Written | RecordError) -> None:
        """Keep what became of a candidate."""
        held = candidate.known.post if candidate.known else None
        row = Known(
            candidate.key, candidate.fingerprint, PUBLISHED, None, candidate.digest, candidate.due, None
        )
        if isinstance(result, RecordError):
            # It holds the post that it is: the text stays as it was.
            number = held if candidate.post is None else candidate.post
            row = row._replace(state=REJECTED, post=number, digest=None, problem=str(result))
        else:
            row = row._replace(post=result.number)
            self.report.notices += result.notices
            for what in result.changes:
                self.report.add(Outcome(what, candidate.key, result.title, result.id))
        self.reading.keep(row, candidate.known)

    def _withdraw(self, number: int) -> None:
        self.writer.vanish(number)
        table = schema.post
        columns = select(table.c.key, table.c.title, table.c.id).where(table.c.number == number)
        self.report.add(Outcome("vanished", *self.connection.execute(columns).one()))

    def _expire(self) -> None:
        """End announcements whose time is over: tombstones, and entries shown again."""
        table, feed = schema.membership, self.settings.feed
        for column, days in ((table.c.deleted, feed.tombstone_days), (table.c.surfaced, feed.resurface_days)):
            old = column.is_not(None) & (column <= self.now - days * DAY)
            for number in self.connection.scalars(select(table.c.feed).where(old).distinct()).all():
                self.touches.feed(number)
                self.connection.execute(
                    update(table).where(old, table.c.feed == number).values({column: None})
                )

    def _commit(self) -> None:
        """Close the revision, if there is one: an unchanged sync writes nothing."""
        for name, fingerprint in self._fingerprints().items():
            set_meta(self.connection, name, fingerprint)
        site = self._site_snapshot()
        if not self.touches and get_meta(self.connection, "site") == site:
            return
        self.touches.feed(self.ledger.feed(SITE_FEED, EMPTY_SINCE).number)
        self.touches.write(self.connection, self.ledger, self.now, self.settings)
        set_meta(self.connection, "site", site)
        self.report.changed = True
        self.report.revision += 1
        set_meta(self.connection, "revision", str(self.report.revision))
        set_meta(self.connection, "revised", str(self.now))

    def _site_snapshot(self) -> str:
        """The settings that documents show: a revision's documents do not depend on who asks for them.

        And the version that publishes them: another may write the same documents in another way.
        """
        values = self.settings.model_dump(mode="json", include={"site", "feed", "feeds", "page"})
        values["site"]["url"] = self.settings.url
        values["version"] = [__version__, FORMATS_VERSION]
        return json.dumps(values, ensure_ascii=False, sort_keys=True)
