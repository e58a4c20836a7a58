"""What a feed announces for a time: deleted entries, and entries shown again."""

from __future__ import annotations

from sqlalchemy import Column, Connection, Select, Update, bindparam, func, select, update

from feedsvc.feed_kinds import feed_options
from feedsvc.publish.archive import archive_count
from feedsvc.settings import Settings
from feedsvc.store import schema
from feedsvc.sync.invalidations import Invalidations
from feedsvc.sync.ledger import Ledger
from feedsvc.unix_time import DAY

_place = schema.membership


def _ending(column: Column[int]) -> tuple[Select[int, int], Update]:
    """The feeds with announcements that began `until` then, each with the first ordinal; what ends those of
    one feed."""
    old = column.is_not(None) & (column <= bindparam("until"))
    ended = update(_place).where(old, _place.c.feed == bindparam("this_feed")).values({column: None})
    return select(_place.c.feed, func.min(_place.c.ordinal)).where(old).group_by(_place.c.feed), ended


_TOMBSTONES, _RESURFACED = _ending(_place.c.tombstone), _ending(_place.c.resurfaced)


def end_announcements(
    connection: Connection, ledger: Ledger, invalidations: Invalidations, settings: Settings, now: int
) -> None:
    """End those whose time is over at `now` (seconds)."""
    feed = settings.feed
    for (firsts, ended), days, archived_alone in (
        (_TOMBSTONES, feed.tombstone_days, False),
        (_RESURFACED, feed.resurface_days, True),
    ):
        until = {"until": now - days * DAY}
        for number, first in connection.execute(firsts, until).all():
            # What is not archived stays in the subscription document anyhow.
            if not archived_alone or first <= _archived(ledger, settings, number):
                invalidations.touch_feed(number)
            connection.execute(ended, until | {"this_feed": number})


def _archived(ledger: Ledger, settings: Settings, number: int) -> int:
    """The last ordinal that is archived in a feed."""
    state = ledger.feed_numbered(number)
    page_size = feed_options(settings.feed, settings.feeds, *state.name).page_size
    return archive_count(state.size, page_size) * page_size
