"""A first sync, committed in parts: nobody sees any of it before there is a revision.

What a sync of hours has written is kept when it breaks off, and its log stays as short as a part. The next
sync goes on: posts are written in the order of their publication, so those that are there are the first of
all, and the others can follow as if nothing had happened. Where a record has changed since, or a new one
comes before one that is there, the posts from that place on are taken back, and written again.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from dataclasses import replace

from sqlalchemy import Connection, delete, func, select, update

from feedsvc.errors import StoreError
from feedsvc.progress import Progress
from feedsvc.store import schema
from feedsvc.store.store import Store
from feedsvc.store.unfinished import Order, Unfinished, finish, unfinished_in
from feedsvc.sync.batch import Batch
from feedsvc.sync.identity import Candidate

PART = 5000  # posts, or records
_AFTER_ALL = "\U0010ffff"
# What a post has rows in, in the order in which they can be deleted.
_OF_POSTS = (
    schema.entry, schema.fragment, schema.reference, schema.asset, schema.slug, schema.membership,
    schema.record,
)  # fmt: skip


class FirstSync:
    """The parts of a first sync into `store`; without one, as for a rehearsal, nothing is committed."""

    def __init__(self, connection: Connection, store: Store | None, now: int, basis: str) -> None:
        self._connection, self._store = connection, store
        self._zero = now - time.monotonic()
        self._committed = now
        found = unfinished_in(connection)
        self.is_resumed = found is not None
        self._is_other = found is not None and found.basis != basis
        self._state = replace(found, since=now) if found else Unfinished(now, now, basis)
        if self._is_other:
            self._state = Unfinished(now, now, basis)
        elif found:
            _count_feeds(connection)

    @property
    def began(self) -> int:
        """The time of the revision to be (seconds)."""
        return self._state.began

    def commit(self, step: str, done: int, total: int, last: Order | None = None) -> None:
        """Commit a part: `done` of `total` records have gone through this step, the last one of this order.

        Raises `StoreError` where another process has gone on with it in between.
        """
        if self._store is None:
            return
        state = replace(self._state, step=step, done=done, total=total, last=last or self._state.last)
        if step != self._state.step:
            state = replace(state, since=self._committed)
        self._committed = int(self._zero + time.monotonic())
        state.write(self._connection)
        self._store.commit_part(self._connection)
        if unfinished_in(self._connection) != state:
            raise StoreError(f"store {self._store.name}: another process goes on with its first sync")
        self._state = state

    def telling(self, progress: Progress, batch: Batch) -> Progress:
        """`progress`, which is also committed once in a while."""

        def tell(step: str, done: int, total: int) -> None:
            progress(step, done, total)
            if done and done % PART == 0:
                batch.flush()
                self.commit(step, done, total)

        return tell

    def take_back(self, candidates: Iterable[Candidate], doubtful: Collection[int]) -> bool:
        """Take back the posts that are there although one of the candidates comes before them, and those from
        the first `doubtful` one on; says whether there were any."""
        first = 0 if self._is_other else min(doubtful, default=None)
        if first is None and (last := self._state.last) is not None:
            orders = (candidate.order for candidate in candidates if not _is_known_rival(candidate))
            earliest = min(orders, default=None)
            if earliest is not None and earliest <= last:
                first = self._first_since(earliest[0])
        if first is None:
            return False
        self._delete(first)
        return True

    def finish(self) -> None:
        finish(self._connection)

    def _first_since(self, published: int) -> int | None:
        """The number of the first post that was published then or later."""
        table = schema.post
        query = select(func.min(table.c.number)).where(table.c.published >= published)
        number: int | None = self._connection.scalar(query)
        return number

    def _delete(self, first: int) -> None:
        """Delete the posts from the number `first` on, and those published at the same time."""
        posts = schema.post
        published = self._connection.scalar(select(posts.c.published).where(posts.c.number == first))
        first = (published is not None and self._first_since(published)) or first
        for table in _OF_POSTS:
            self._connection.execute(delete(table).where(table.c.post >= first))
        self._connection.execute(delete(posts).where(posts.c.number >= first))
        if not first:
            self._connection.execute(delete(schema.record))
        _count_feeds(self._connection)
        newest = self._connection.scalar(select(func.max(posts.c.published)))
        last = None if newest is None else (newest, _AFTER_ALL, "")
        replace(self._state, step="", done=0, total=0, last=last).write(self._connection)


def _is_known_rival(candidate: Candidate) -> bool:
    """Whether a record is as it was when it had to give way to another: it has no post."""
    known = candidate.known
    return known is not None and known.rival is not None and known.fingerprint == candidate.row.fingerprint


def _count_feeds(connection: Connection) -> None:
    """Write down what the posts that are there have made of the feeds."""
    feeds, places = schema.feed, schema.membership
    connection.execute(delete(feeds).where(feeds.c.number.not_in(select(places.c.feed).distinct())))
    columns = (
        places.c.feed, func.count().label("size"), func.max(places.c.updated).label("updated"),
        func.min(places.c.published).label("began"),
    )  # fmt: skip
    for row in connection.execute(select(*columns).group_by(places.c.feed)).all():
        values = {"size": row.size, "live": row.size, "updated": max(row.updated, row.began)}
        connection.execute(update(feeds).where(feeds.c.number == row.feed).values(values))
