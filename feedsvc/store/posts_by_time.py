"""The posts of a feed by the time of their publication (seconds)."""

from __future__ import annotations

from sqlalchemy import BindParameter, Connection, bindparam, func, select

from feedsvc.store import schema
from feedsvc.store.listed import Feed, Listed, PagePosition, listed
from feedsvc.store.queries import LISTED_COLUMNS, PAGE_ORDER

_place, _post = schema.membership, schema.post
_live_here = (_place.c.feed == bindparam("feed")) & (_place.c.state == schema.LIVE)
_size: BindParameter[int] = bindparam("size")
_start: BindParameter[int] = bindparam("start")
_from: BindParameter[int] = bindparam("since")
_until: BindParameter[int] = bindparam("until")
PUBLISHED_FROM = select(func.min(_place.c.published)).where(_live_here, _place.c.published >= _from)
PUBLISHED_BEFORE = select(func.max(_place.c.published)).where(_live_here, _place.c.published < _until)
_between = _live_here & (_place.c.published >= _from) & (_place.c.published < _until)
COUNT_BETWEEN = select(func.count()).select_from(_place).where(_between)
COUNT_BESIDE = (
    select(func.count())
    .select_from(_place)
    .where(_live_here, _place.c.published == bindparam("published"), _place.c.ordinal < bindparam("ordinal"))
)
_some = (
    select(_place.c.post, _place.c.published, _place.c.ordinal)
    .where(_between)
    .order_by(_place.c.published, _place.c.ordinal)
    .limit(_size)
    .offset(_start)
    .subquery()
)
BETWEEN = (
    select(*(_post.c[name] for name in LISTED_COLUMNS))
    .join_from(_some, _post, _some.c.post == _post.c.number)
    .order_by(_some.c.published, _some.c.ordinal)
)
TIMES = select(_place.c.published).where(_live_here).order_by(*PAGE_ORDER)
PLACE_AT = (
    select(_place.c.published, _place.c.ordinal)
    .where(_live_here)
    .order_by(*PAGE_ORDER)
    .limit(1)
    .offset(_start)
)


class PostsByTime:
    """Questions about a snapshot."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def place_at(self, feed: Feed, rank: int) -> PagePosition | None:
        """The place below so many posts on the pages of a feed; None where it has no more."""
        row = self._connection.execute(PLACE_AT, {"feed": feed.number, "start": rank}).first()
        return PagePosition._make(row) if row else None

    def times(self, feed: Feed) -> list[int]:
        """When each post of a feed was published (seconds), in the order of its pages."""
        return list(self._connection.scalars(TIMES, {"feed": feed.number}))

    def first_since(self, feed: Feed, since: int) -> int | None:
        """When the first post of a feed that is not before `since` was published (seconds)."""
        found: int | None = self._connection.scalar(PUBLISHED_FROM, {"feed": feed.number, "since": since})
        return found

    def last_before(self, feed: Feed, until: int) -> int | None:
        """When the last post of a feed before `until` was published (seconds)."""
        found: int | None = self._connection.scalar(PUBLISHED_BEFORE, {"feed": feed.number, "until": until})
        return found

    def count_between(self, feed: Feed, since: int, until: int) -> int:
        """How many posts of a feed were published since the one time and before the other (seconds)."""
        values = {"feed": feed.number, "since": since, "until": until}
        return self._connection.scalar(COUNT_BETWEEN, values) or 0

    def count_beside(self, feed: Feed, place: PagePosition) -> int:
        """How many posts of the same time stand below this place on the pages of a feed."""
        return self._connection.scalar(COUNT_BESIDE, {"feed": feed.number} | place._asdict()) or 0

    def between(self, feed: Feed, since: int, until: int, *, start: int, size: int) -> list[Listed]:
        """Those posts, the oldest first: `size` of them after the first `start`."""
        values = {"feed": feed.number, "since": since, "until": until, "start": start, "size": size}
        return [listed(row) for row in self._connection.execute(BETWEEN, values)]
