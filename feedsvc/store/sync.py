"""The write side: read the source, render what changed, commit one new revision."""

from __future__ import annotations

import json
import pickle
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import Connection, delete, func, insert, select, update

from feedsvc import __version__
from feedsvc.errors import RecordError, SourceError
from feedsvc.formats.fragments import FORMATS_VERSION
from feedsvc.posts.post import Post
from feedsvc.posts.record import PostOptions, make_post
from feedsvc.render.render import PIPELINE_VERSION, Renderer, RenderOptions
from feedsvc.settings import Settings
from feedsvc.sources.source import Item, Source
from feedsvc.store import schema
from feedsvc.store.feeds import SITE_FEED
from feedsvc.store.identity import Candidate, recognise
from feedsvc.store.ledger import Ledger, seconds
from feedsvc.store.listing import HIDDEN, PUBLISHED, REJECTED, Known, Listing, compare
from feedsvc.store.places import Places
from feedsvc.store.store import Store, get_meta, set_meta
from feedsvc.store.touches import Touches
from feedsvc.store.writer import Writer, digest_of, text_digest

DAY = 86_400
# The site's feed is there before its first post; its id then has this date (2000-01-01), not the clock's.
EMPTY_SINCE = 946_684_800
SPOOL_BYTES = 16 * 1024 * 1024

Progress = Callable[[str, int, int], None]  # what is being done, how many are done, of how many


@dataclass(slots=True)
class Report:
    """What a sync did. `published` + `hidden` + `rejected` is `read`, the number of records.

    `problems` has a line for each rejected record, `notices` one for each oddity that cost nothing;
    `rendered` counts the posts whose Markdown was rendered; `revision` is the store's, `changed` says
    whether any document is another now, `noted` whether any record has become another case.
    """

    published: int = 0
    hidden: int = 0
    rejected: int = 0
    new: int = 0
    updated: int = 0
    renamed: int = 0
    vanished: int = 0
    rendered: int = 0
    revision: int = 0
    changed: bool = False
    noted: bool = False
    problems: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    @property
    def read(self) -> int:
        return self.published + self.hidden + self.rejected

    def count(self, state: str) -> None:
        setattr(self, state, getattr(self, state) + 1)


def sync(
    source: Source,
    store: Store,
    settings: Settings,
    *,
    now: datetime,
    allow_shrink: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Bring the store up to date with the source, in one transaction.

    `now` is aware. Raises `SourceError` when the source is missing, empty, or lost more posts than
    `sync.max_loss` allows (unless `allow_shrink`), `StoreError` when the store fails; what was live then
    stays live.
    """
    items = list(source.items())
    if not items and not allow_shrink:
        raise SourceError(
            f"{source.name}: no posts found; nothing was changed (--allow-shrink empties the site)"
        )
    with store.writing() as connection, tempfile.SpooledTemporaryFile(SPOOL_BYTES) as spool:
        return _Sync(connection, settings, now, spool, progress).run(source, items, allow_shrink)


class _Sync:
    """One sync under way."""

    def __init__(
        self,
        connection: Connection,
        settings: Settings,
        now: datetime,
        spool: tempfile.SpooledTemporaryFile[bytes],
        progress: Progress | None,
    ) -> None:
        self.connection, self.settings, self.spool = connection, settings, spool
        # Each revision has a second of its own, so that Last-Modified tells any two apart.
        self.now = max(seconds(now), int(get_meta(connection, "revised") or 0) + 1)
        self.moment = now
        self.report = Report(revision=int(get_meta(connection, "revision") or 0))
        self.touches = Touches()
        self.authority = settings.site.authority or urlsplit(settings.url).hostname or "localhost"
        self.ledger = Ledger(connection, self.authority)
        options = RenderOptions.of(settings)
        places = Places(connection, self.ledger, self.touches, settings.feeds, self.now)
        self.writer = Writer(connection, self.ledger, places, Renderer(options), self.now)
        self.progress = progress or (lambda _what, _done, _total: None)

    def run(self, source: Source, items: list[Item], allow_shrink: bool) -> Report:
        reading = self._reading_fingerprint()
        reread = get_meta(self.connection, "reading") != reading
        listing = compare(self.connection, items, seconds(self.moment), everything=reread)
        self._count_unchanged(listing)
        candidates, retired = self._read(listing, reread)
        candidates.sort(key=lambda candidate: candidate.order)
        recognise(self.connection, self.ledger, candidates, listing.vanished)
        vanished = self._vanished(candidates, retired)
        if not allow_shrink:
            self._refuse_shrinking(source, len(vanished))
        self._publish(candidates)
        self._forget(listing.vanished)
        self._withdraw(vanished)
        self._expire()
        self._commit(reading)
        return self.report

    def _reading_fingerprint(self) -> str:
        """Of everything but the records that decides what a record becomes."""
        site = self.settings.site
        code = (__version__, PIPELINE_VERSION, FORMATS_VERSION)
        return digest_of(code, site.timezone, site.language, RenderOptions.of(self.settings))

    def _count_unchanged(self, listing: Listing) -> None:
        for state, count in listing.unchanged.items():
            setattr(self.report, state, count)
        self.report.problems += listing.problems

    def _read(self, listing: Listing, reread: bool) -> tuple[list[Candidate], set[int]]:
        """Read the fresh items. Returns those to publish, and the posts that may have to go."""
        candidates: list[Candidate] = []
        retired = {known.post for known in listing.vanished if known.post is not None}
        site = self.settings.site
        options = PostOptions(zone=site.zone, language=site.language)
        for done, (item, known) in enumerate(listing.fresh):
            self.progress("reading", done, len(listing.fresh))
            try:
                post = make_post(item.read(), options)
            except RecordError as error:
                self._note(item, known, REJECTED, problem=str(error))
                continue
            self.report.notices += post.notices
            digest = digest_of(post)
            due = seconds(post.published) if not post.draft and post.published > self.moment else None
            if post.draft or due is not None:
                self._note(item, known, HIDDEN, digest=digest, due=due)
                if known is not None and known.post is not None:
                    retired.add(known.post)
            elif known and known.state == PUBLISHED and known.digest == digest and not reread:
                self._note(item, known, PUBLISHED, digest=digest)
            else:
                candidates.append(self._candidate(item, known, post, digest))
                if known is not None and known.post is not None:
                    retired.add(known.post)
        return candidates, retired

    def _candidate(self, item: Item, known: Known | None, post: Post, digest: str) -> Candidate:
        position = self.spool.seek(0, 2)
        pickle.dump(post, self.spool)
        return Candidate(
            key=item.key,
            fingerprint=item.fingerprint,
            digest=digest,
            claim=post.claimed_id,
            slug=post.slug,
            title=post.title,
            published=seconds(post.published),
            text_digest=text_digest(post),
            position=position,
            known=known,
        )

    def _note(
        self,
        item: Item,
        known: Known | None,
        state: str,
        *,
        digest: str | None = None,
        due: int | None = None,
        problem: str | None = None,
    ) -> None:
        """Keep what became of a record that is not published now. A rejected one keeps its post."""
        self.report.count(state)
        if problem:
            self.report.problems.append(problem)
        post = known.post if known else None
        self._keep(Known(item.key, item.fingerprint, state, post, digest, due, problem), known)

    def _keep(self, row: Known, known: Known | None) -> None:
        if known is None or (row.state, row.problem) != (known.state, known.problem):
            self.report.noted = True
        if known is None:
            self.connection.execute(insert(schema.record).values(row._asdict()))
        elif row != known:
            these = schema.record.c.key == row.key
            self.connection.execute(update(schema.record).where(these).values(row._asdict()))

    def _vanished(self, candidates: list[Candidate], retired: set[int]) -> list[int]:
        """The live posts that no record continues."""
        continued = {candidate.post for candidate in candidates}
        # A record whose id is a rival's keeps its last good version, like any rejected one.
        continued |= {c.known.post for c in candidates if c.rival is not None and c.known}
        return [number for number in sorted(retired - continued) if self.ledger.is_live(number)]

    def _refuse_shrinking(self, source: Source, lost: int) -> None:
        live = self.connection.scalar(select(func.count()).where(schema.post.c.live)) or 0
        share = self.settings.sync.max_loss
        if lost and lost > live * share:
            raise SourceError(
                f"{source.name}: {lost} of {live} posts vanished at once, more than {share:.0%}; "
                "nothing was changed (--allow-shrink if this is meant)"
            )

    def _publish(self, candidates: list[Candidate]) -> None:
        for done, candidate in enumerate(candidates):
            self.progress("rendering", done, len(candidates))
            self.spool.seek(candidate.position)
            self._publish_one(candidate, pickle.load(self.spool))
        self.report.rendered = self.writer.rendered

    def _publish_one(self, candidate: Candidate, post: Post) -> None:
        row = Known(
            candidate.key, candidate.fingerprint, PUBLISHED, candidate.post, candidate.digest, None, None
        )
        problem = None
        if candidate.rival is not None:
            problem = RecordError(
                post.origin, "id", f"{candidate.claim} is already the id of {candidate.rival}"
            )
        else:
            try:
                written = self.writer.publish(candidate, post)
            except RecordError as error:
                problem = error
        if problem is not None:
            held = candidate.known.post if candidate.known else None
            row = row._replace(state=REJECTED, post=held, digest=None, problem=str(problem))
            self.report.problems.append(str(problem))
        else:
            row = row._replace(post=written.number)
            self.report.new += written.is_new
            self.report.updated += written.is_changed
            self.report.renamed += written.is_renamed
        self.report.count(row.state)
        self._keep(row, candidate.known)

    def _forget(self, vanished: list[Known]) -> None:
        for known in vanished:
            self.connection.execute(delete(schema.record).where(schema.record.c.key == known.key))

    def _withdraw(self, numbers: list[int]) -> None:
        for number in numbers:
            self.writer.vanish(number)
        self.report.vanished = len(numbers)

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

    def _commit(self, reading: str) -> None:
        """Close the revision, if there is one: an unchanged sync writes nothing."""
        site = self._site_snapshot()
        site_changed = get_meta(self.connection, "site") != site
        if get_meta(self.connection, "reading") != reading:
            set_meta(self.connection, "reading", reading)
        if not self.touches and not site_changed:
            return
        self.touches.feed(self.ledger.feed(SITE_FEED, EMPTY_SINCE).number)
        if self.touches.write(self.connection, self.ledger, self.now, self.settings):
            set_meta(self.connection, "feeds_changed", str(self.now))
        if site_changed:
            set_meta(self.connection, "site", site)
            set_meta(self.connection, "site_changed", str(self.now))
        self.report.changed = True
        self.report.revision += 1
        set_meta(self.connection, "revision", str(self.report.revision))
        set_meta(self.connection, "revised", str(self.now))

    def _site_snapshot(self) -> str:
        """The settings that documents show: a revision's documents do not depend on who asks for them."""
        values = self.settings.model_dump(mode="json", include={"site", "feed", "feeds", "page"})
        values["site"]["url"] = self.settings.url
        return json.dumps(values, ensure_ascii=False, sort_keys=True)
