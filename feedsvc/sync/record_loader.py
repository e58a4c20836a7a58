"""Reading what is fresh: each record becomes a candidate for publishing, or is noted as what it is."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from operator import attrgetter
from typing import IO

from sqlalchemy import bindparam, delete, select, update

from feedsvc.bounded_processes import Bounds, spread_bounded
from feedsvc.errors import Origin, RecordError
from feedsvc.posts.make import PostOptions, make_post
from feedsvc.posts.post import Post
from feedsvc.progress import Progress
from feedsvc.sources.source import Item, Source, fetched_by
from feedsvc.store import schema
from feedsvc.store.queries import ROWS
from feedsvc.sync.asset_index import AssetIndex
from feedsvc.sync.external_sort import ExternalSort
from feedsvc.sync.identity import Candidate, imported
from feedsvc.sync.listing import HIDDEN, PUBLISHED, REJECTED, Fresh, Listing, RecordRow
from feedsvc.sync.post_digests import fingerprint, text_digest
from feedsvc.sync.sync_report import SyncReport
from feedsvc.sync.unit_of_work import UnitOfWork
from feedsvc.unix_time import moment, seconds

_DROP = delete(schema.record).where(schema.record.c.key == bindparam("this"))
_KEEP = update(schema.record).where(schema.record.c.key == bindparam("this"))


@dataclass(frozen=True, slots=True)
class ReadReasons:
    """Why records are read although they did not change: their texts are rendered in another way, or
    the posts of feeds are chosen in another way."""

    texts_changed: bool
    feeds_changed: bool


class RecordLoader:
    """The records of one sync, read as of `now`. Posts wait in `spool` until they are written: all of them
    might not fit into memory."""

    def __init__(
        self,
        unit: UnitOfWork,
        assets: AssetIndex,
        options: PostOptions,
        spool: IO[bytes],
        report: SyncReport,
        *,
        now: datetime,
        keeps_dates: bool,
        known_ids: Mapping[str, str],
    ) -> None:
        self._connection, self._batch, self._now = unit.connection, unit.batch, now
        self._assets, self._options = assets, options
        self._keeps_dates, self._known_ids = keeps_dates, known_ids
        self._spool, self._report = spool, report
        self.imported: dict[int, str] = {}
        self.orphaned: set[int] = set()  # posts that go unless a candidate continues them
        # Those, and the posts of records that cannot be read, with the keys of their records.
        self.offered: dict[int, str] = {}

    def read(
        self,
        source: Source,
        listing: Listing,
        reasons: ReadReasons,
        progress: Progress,
        processes: int,
        bounds: Bounds,
    ) -> ExternalSort[Candidate]:
        """Read the fresh items. Returns those to publish, in the order of publication."""
        candidates: ExternalSort[Candidate] = ExternalSort(attrgetter("order"))
        self.imported = imported(self._connection)
        self.orphaned |= self.imported.keys()
        self.offered |= self.imported
        awaited = {key: number for number, key in self.imported.items()}
        jobs = self._jobs(source, listing)
        posts = spread_bounded(_post_reader, self._options, jobs, processes, bounds, _unread, _is_small)
        for done, ((key, item, known), post) in enumerate(posts):
            progress("reading", done, len(listing.fresh))
            held = known.post if known else awaited.get(key)
            row = RecordRow(key, item.fingerprint, PUBLISHED, held, None, None, None, None)
            candidate = self._take(row, known, post, reasons)
            if candidate is not None:
                candidates.add(candidate)
        for known in (*listing.vanished, *listing.rejected):
            if known.post is not None:
                self.offered[known.post] = known.key
        self.orphaned |= {known.post for known in listing.vanished if known.post is not None}
        self.orphaned -= {known.post for known in listing.rejected if known.post is not None}
        return candidates

    def _jobs(self, source: Source, listing: Listing) -> Iterator[tuple[Fresh, tuple[Item, int | None]]]:
        """What is to be read, with the dates that posts got because their records have none: these stay as
        they are."""
        items = fetched_by(source, (item for _, item, _ in listing.fresh))
        pairs = zip(listing.fresh, items, strict=True)
        table = schema.post
        while some := list(islice(pairs, ROWS)):
            dates: dict[str, int] = {}
            if self._keeps_dates:
                these = table.c.key.in_([key for (key, _, _), _ in some])
                rows = self._connection.execute(select(table.c.key, table.c.published).where(these))
                dates = {row.key: row.published for row in rows}
            yield from ((fresh, (item, dates.get(fresh[0]))) for fresh, item in some)

    def post(self, candidate: Candidate) -> Post:
        """The candidate's whole post."""
        self._spool.seek(candidate.position)
        post: Post = pickle.load(self._spool)
        return post

    def keep(self, row: RecordRow, known: RecordRow | None) -> None:
        """Write down what became of a record."""
        if known is None or (row.state, row.problem) != (known.state, known.problem):
            self._report.noted = True
        if row.problem:
            self._report.problems.append(row.problem)
        self._report.count(row.state)
        if known is None:
            self._batch.insert(schema.record, row._asdict())
        elif row != known:
            self._batch.flush()  # the record may refer to a post that is new
            self._connection.execute(_KEEP, row._asdict() | {"this": row.key})

    def drop(self, known: RecordRow) -> None:
        """Remove a record that is no more."""
        self._connection.execute(_DROP, {"this": known.key})

    def _take(
        self, row: RecordRow, known: RecordRow | None, post: Post | RecordError, reasons: ReadReasons
    ) -> Candidate | None:
        if isinstance(post, RecordError):
            if row.post is not None:  # it stays as it was, unless another record continues it
                self.orphaned.discard(row.post)
                self.offered[row.post] = row.key
            self.keep(row._replace(state=REJECTED, problem=str(post)), known)
            return None
        self._report.notices += post.notices
        post, is_shown, due = self._as_of_now(post)
        row = row._replace(digest=_digest(post), due=due)
        was = (known.state, known.digest) if known is not None else None
        is_unchanged = is_shown and was == (PUBLISHED, row.digest)
        if is_unchanged and not (reasons.texts_changed or reasons.feeds_changed):
            self.keep(row, known)
            if post.assets and row.post is not None:
                self._assets.restamp(row.post, post.assets)
            return None
        if row.post is not None:
            self.orphaned.add(row.post)
            self.offered[row.post] = row.key
        if not is_shown:
            self.keep(row._replace(state=HIDDEN), known)
            return None
        return self._candidate(row, known, post, is_unchanged and not reasons.texts_changed)

    def _as_of_now(self, post: Post) -> tuple[Post, bool, int | None]:
        """The post without an `updated` that is still to come, whether it is shown now, and when any of this
        changes by itself (seconds)."""
        if post.draft or (post.expires is not None and post.expires <= self._now):
            return post, False, None
        if post.published > self._now:
            return post, False, seconds(post.published)
        coming = [post.expires] if post.expires is not None else []
        if post.updated is not None and post.updated > self._now:
            coming.append(post.updated)
            post = replace(post, updated=None)
        return post, True, seconds(min(coming)) if coming else None

    def _candidate(
        self, row: RecordRow, known: RecordRow | None, post: Post, is_unchanged: bool
    ) -> Candidate:
        position = self._spool.seek(0, 2)
        pickle.dump(post, self._spool)
        return Candidate(
            row=row,
            source_id=post.source_id,
            feed_id=post.feed_id,
            known_id=self._known_ids.get(row.key),
            slug=post.slug,
            title=post.title,
            published=seconds(post.published),
            text_digest=text_digest(post),
            position=position,
            known=known,
            is_unchanged=is_unchanged,
        )


def _digest(post: Post) -> str:
    """Of all of a post but where it was read, and when."""
    assets = tuple(asset._replace(stamp="") for asset in post.assets)
    return fingerprint(replace(post, origin=Origin(""), notices=(), feed_id=None, assets=assets))


def _post_reader(options: PostOptions) -> Callable[[tuple[Item, int | None]], Post | RecordError]:
    def read(job: tuple[Item, int | None]) -> Post | RecordError:
        item, published = job
        try:
            record = item.read()
            if published is not None and record.appeared is not None:
                record = replace(record, appeared=moment(published))
            return make_post(record, options)
        except RecordError as error:
            return error

    return read


def _unread(job: tuple[Item, int | None], reason: str) -> RecordError:
    return RecordError(Origin(job[0].key), None, f"reading {reason}")


def _is_small(_job: tuple[Item, int | None]) -> bool:
    """Files and front matter have bounds of their own: a few are read in this process."""
    return True
