"""One revision in the making: what the records are now against what the store has."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import islice
from typing import IO

from sqlalchemy import Connection, func, or_, select

from feedsvc.bounded_processes import Bounds
from feedsvc.cluster import spread_on_cluster
from feedsvc.errors import EntryError, RecordError, SourceError
from feedsvc.feed_kinds import SITE_FEED
from feedsvc.posts.make import PostOptions
from feedsvc.processes import WORTH_PROCESSES, processes_for
from feedsvc.progress import Progress, told
from feedsvc.publish.own_templates import read_own
from feedsvc.publish.site_url import SiteAddress
from feedsvc.render.options import RenderOptions
from feedsvc.settings import Settings
from feedsvc.sources.source import Item, Source, skipped_by
from feedsvc.store import schema
from feedsvc.store.catalog import Catalog
from feedsvc.store.faults import entry_faults, keep_entry_faults
from feedsvc.store.store import Store, get_meta, set_meta
from feedsvc.sync.announcements import end_announcements
from feedsvc.sync.asset_index import AssetIndex, files_of
from feedsvc.sync.batch import Batch
from feedsvc.sync.file_listing import Listings
from feedsvc.sync.first_sync import PART, FirstSync
from feedsvc.sync.identity import Candidate, give_way, recognise
from feedsvc.sync.invalidations import Invalidations
from feedsvc.sync.known_ids import keep_known_ids, known_ids, without_published
from feedsvc.sync.ledger import IMPORTED, Ledger
from feedsvc.sync.listing import REJECTED
from feedsvc.sync.memberships import Memberships
from feedsvc.sync.old_feeds import note_old_feeds
from feedsvc.sync.post_digests import fingerprint
from feedsvc.sync.record_loader import ReadReasons, RecordLoader
from feedsvc.sync.reference_index import ReferenceIndex
from feedsvc.sync.settings_used import fingerprints, site_snapshot
from feedsvc.sync.site_address import authority, published_url, settled_url
from feedsvc.sync.sync_report import Outcome, SyncReport
from feedsvc.sync.unit_of_work import UnitOfWork
from feedsvc.sync.writer import Spread, Writer, WrittenPost
from feedsvc.unix_time import moment, seconds

# The site's feed is there before its first post; its id then has this date (2000-01-01), not the clock's.
EMPTY_SINCE = 946_684_800

_ANY_LIVE = select(schema.post.c.number).where(schema.post.c.live).limit(1)


class Revision:
    """What a sync makes of the store before it is committed: `report` says what it did, `invalidations` which
    documents may differ now, `now` is its time in seconds. That is one transaction, or where nothing was
    published yet, parts that are committed to the `store` as they come."""

    def __init__(
        self,
        connection: Connection,
        settings: Settings,
        now: datetime,
        spool: IO[bytes],
        store: Store | None = None,
    ) -> None:
        self.connection, self.settings = connection, settings
        catalog = Catalog(connection)
        # Each revision has a second of its own, so that Last-Modified tells any two apart. And of two
        # machines whose clocks differ, neither hides again what the other has published.
        self.now = self._judged = max(seconds(now), catalog.revised() + 1)
        self.url, known = settled_url(connection, settings), published_url(connection)
        former_url = known if known != self.url else None
        self.report = SyncReport(
            url=self.url,
            former_url=former_url,
            revision=catalog.revision(),
        )
        self._templates = read_own(settings.page.templates)
        self.invalidations = Invalidations()
        self.post_options = PostOptions(zone=settings.site.zone, language=settings.site.language)
        self.options = RenderOptions.of(settings)
        self._fingerprints = fingerprints(settings, self.post_options, self.options)
        pages = self.url if settings.site.ids == "url" else None
        given = authority(settings, self.url), pages
        self.first = None
        if not self.report.revision and not get_meta(connection, IMPORTED):
            self.first = FirstSync(
                connection, store, self.now, fingerprint(self._fingerprints, given, settings.source)
            )
            self.now = self.first.began
        self.ledger = Ledger(connection, *given, is_first=self.first is not None)
        self.batch = Batch(connection)
        self.known_ids = known_ids(connection)
        self._entry_faults = entry_faults(connection)
        unit = UnitOfWork(connection, self.batch, self.ledger, self.invalidations, self.now)
        self.assets = AssetIndex(unit)
        self.loader = RecordLoader(
            unit,
            self.assets,
            replace(self.post_options, url=self.url, ids=settings.site.ids),
            spool,
            self.report,
            now=moment(self._judged),
            keeps_dates=settings.source.missing_date != "reject",
            known_ids=self.known_ids,
        )
        self.address = SiteAddress(self.url)  # in what is told of texts
        self.bounds = Bounds(settings.sync.post_seconds, settings.sync.post_megabytes)
        self.references = ReferenceIndex(unit)
        self.writer = Writer(
            unit,
            Memberships(unit, settings.feeds),
            self.references,
            self.assets,
            with_source=settings.feed.markdown,
        )

    def build(
        self,
        source: Source,
        items: Iterable[Item],
        written: Collection[str],
        progress: Progress,
        *,
        allow_shrink: bool,
    ) -> bool:
        """Whether the revision is whole; else posts of a first sync had to be taken back, and it is to be
        built once more."""
        reasons = self._read_reasons()
        everything = reasons.texts_changed or reasons.feeds_changed
        files = files_of(source)
        listings = Listings(self.connection, source, self._judged, everything=everything)
        listing = None if self.first is not None else listings.of_changes(written)
        if listing is None:
            listing = listings.of_everything(told(items, "listing", progress), self.assets.stale(files))
        for state, count in listing.unchanged.items():
            setattr(self.report, state, count)
        self.report.problems += listing.problems
        self.report.skipped = skipped_by(source)
        processes = processes_for(len(listing.fresh), self.settings.sync.jobs)
        telling = progress if self.first is None else self.first.telling(progress, self.batch)
        found = self.loader.read(source, listing, reasons, telling, processes, self.bounds)
        self.batch.flush()
        if reasons.texts_changed:
            self.writer.reading_changed = True
        vanished: list[int] = []
        if self.first is not None:
            if self.first.take_back(found, self.loader.offered):
                return False
            self._publish(found, len(found), progress)
        else:
            candidates = list(found)
            recognise(self.connection, self.ledger, candidates, self.loader.offered)
            vanished = self._vanished(candidates)
            self.report.refusal = self._refusal(source, len(vanished))
            if self.report.refusal and not allow_shrink:
                raise SourceError(self.report.refusal)
            self._publish(self._settled(candidates), len(candidates), progress)
        self.batch.flush()
        if self.first is not None and self.first.is_resumed:
            self.known_ids = without_published(self.connection, self.known_ids)
        keep_known_ids(self.connection, self.known_ids)
        for known in listing.vanished:
            self._entry_faults.pop(known.key, None)
            self.loader.drop(known)
        for number in vanished:
            self._delete(number)
        self.references.touch()
        end_announcements(self.connection, self.ledger, self.invalidations, self.settings, self.now)
        self.report.has_posts = self.connection.scalar(_ANY_LIVE) is not None
        if files is not None:
            set_meta(self.connection, "source", files.description)
        keep_entry_faults(self.connection, self._entry_faults)
        listings.keep()
        self._commit(source)
        return True

    def _read_reasons(self) -> ReadReasons:
        known = self.report.revision > 0
        changed = {
            name: known and get_meta(self.connection, name) != value
            for name, value in self._fingerprints.items()
        }
        return ReadReasons(texts_changed=changed["texts"], feeds_changed=changed["feeds"])

    def _vanished(self, candidates: list[Candidate]) -> list[int]:
        """The posts that no record continues: those that were live, or came with an imported ledger."""
        continued = {candidate.post for candidate in candidates}
        # A record whose id is a rival's keeps its last good version, like any rejected one.
        continued |= {c.known.post for c in candidates if c.rival is not None and c.known}
        orphaned = self.loader.orphaned - continued
        return sorted(n for n in orphaned if n in self.loader.imported or self.ledger.is_live(n))

    def _refusal(self, source: Source, lost: int) -> str | None:
        if not lost:
            return None
        table, share = schema.post, self.settings.sync.max_loss
        had = self.connection.scalar(select(func.count()).where(or_(table.c.live, table.c.deleted.is_(None))))
        if lost <= (had or 0) * share or (lost == 1 and (had or 0) > 1 and share):
            return None  # of a few posts, one is a large share
        return (
            f"{source.name}: {lost} of {had} posts vanished at once, more than {share:.0%}; "
            "nothing was changed (--allow-shrink if this is meant)"
        )

    def _settled(self, candidates: list[Candidate]) -> Iterator[Candidate]:
        """Those to be published, once the others are done: some posts are taken ahead for other processes,
        and ordinals must not depend on how many there are."""
        fresh: list[Candidate] = []
        for candidate in candidates:
            if candidate.rival is not None:
                self._reject(candidate)
            elif _is_only_refiled(candidate):
                self._refile(candidate)
            else:
                fresh.append(candidate)
        yield from fresh

    def _publish(self, candidates: Iterable[Candidate], total: int, progress: Progress) -> None:
        """Publish in parts, so that what is remembered of each post does not fill the memory."""
        processes, elsewhere = processes_for(total, self.settings.sync.jobs), self._elsewhere(total)
        remaining, taken = iter(candidates), 0
        while part := list(islice(remaining, PART)):
            if self.first is not None:
                give_way(self.connection, part)
            for candidate in part:
                if candidate.rival is not None:
                    self._reject(candidate)
            fresh = (each for each in part if each.rival is None)
            posts = ((candidate, self.loader.post(candidate)) for candidate in fresh)
            written = self.writer.publish(posts, self.options, processes, self.bounds, elsewhere)
            for done, (candidate, result) in enumerate(written, taken):
                progress("rendering", done, total)
                self._note(candidate, result)
            self.batch.flush()
            self.ledger.forget()
            taken += len(part)
            if self.first is not None and taken < total:
                keep_entry_faults(self.connection, self._entry_faults)
                self.first.commit("rendering", taken, total, part[-1].order)
        self.report.rendered = self.writer.rendered

    def _elsewhere(self, records: int) -> Spread | None:
        """What has so many posts rendered by a cluster, where one is set and they are worth it."""
        address = self.settings.sync.cluster
        if not address or records < WORTH_PROCESSES:
            return None
        tell, seconds = self.report.notices.append, self.bounds.seconds
        return partial(spread_on_cluster, address=address, seconds=seconds, tell=tell)

    def _reject(self, candidate: Candidate) -> None:
        """Its id is another's."""
        post, reason = self.loader.post(candidate), f"{candidate.source_id} is already the id of"
        self._note(candidate, RecordError(post.origin, "id", f"{reason} {candidate.rival}"))

    def _refile(self, candidate: Candidate) -> None:
        assert candidate.post is not None
        self.writer.refile(candidate.post, self.loader.post(candidate))
        self.loader.keep(candidate.row._replace(post=candidate.post), candidate.known)

    def _note(self, candidate: Candidate, result: WrittenPost | RecordError) -> None:
        """Keep what became of a candidate."""
        held = candidate.known.post if candidate.known else None
        self._entry_faults.pop(candidate.key, None)
        if fault := _entry_fault(result):
            self._entry_faults[candidate.key] = self.address.put_into_text(fault)
        if isinstance(result, RecordError):
            # It holds the post that it is: the text stays as it was.
            row = candidate.row._replace(post=held if candidate.post is None else candidate.post)
            problem = self.address.put_into_text(str(result))
            row = row._replace(state=REJECTED, digest=None, problem=problem, rival=candidate.rival)
        else:
            row = candidate.row._replace(post=result.number)
            self.known_ids.pop(candidate.key, None)
            self.report.notices += map(self.address.put_into_text, result.notices)
            for what in result.changes:
                self.report.add(Outcome(what, candidate.key, result.title, result.id))
        self.loader.keep(row, candidate.known)

    def _delete(self, number: int) -> None:
        self.writer.delete(number)
        table = schema.post
        columns = select(table.c.key, table.c.title, table.c.id).where(table.c.number == number)
        self.report.add(Outcome("vanished", *self.connection.execute(columns).one()))

    def _commit(self, source: Source) -> None:
        """Close the revision, if there is one: an unchanged sync writes nothing."""
        for name, value in self._fingerprints.items():
            set_meta(self.connection, name, value)
        site = site_snapshot(self.settings, self.url, self._templates)
        if not self.invalidations and get_meta(self.connection, "site") == site:
            return
        self.invalidations.touch_feed(self.ledger.feed(SITE_FEED, EMPTY_SINCE).number)
        self.invalidations.write(self.connection, self.ledger, self.now)
        set_meta(self.connection, "site", site)
        note_old_feeds(self.connection, source)
        self.report.changed = True
        self.report.revision += 1
        if self.first is not None:
            self.first.finish()
        set_meta(self.connection, "revision", str(self.report.revision))
        set_meta(self.connection, "revised", str(self.now))


def _entry_fault(result: WrittenPost | RecordError) -> str:
    """What is wrong with the entry that was made of a post; "" for nothing."""
    if isinstance(result, RecordError):
        return str(result) if isinstance(result, EntryError) else ""
    return result.fault


def _is_only_refiled(candidate: Candidate) -> bool:
    """Whether nothing is to be rendered: its feeds alone may be chosen in another way now."""
    held = candidate.known.post if candidate.known else None
    return candidate.is_unchanged and held is not None and candidate.post == held
