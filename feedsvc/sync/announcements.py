"""What a feed announces for a time: deleted entries, and entries shown again."""

from __future__ import annotations

from sqlalchemy import Connection, func, select, update

from feedsvc.feed_kinds import feed_options
from feedsvc.publish.archive import archive_count
from feedsvc.settings import Settings
from feedsvc.store import schema
from feedsvc.sync.invalidations import Invalidations
from feedsvc.sync.ledger import Ledger
from feedsvc.unix_time import DAY


def end_announcements(
    connection: Connection, ledger: Ledger, invalidations: Invalidations, settings: Settings, now: int
) -> None:
    """End those whose time is over at `now` (seconds)."""
    table, feed = schema.membership, settings.feed
    for column, days in (
        (table.c.tombstone, feed.tombstone_days),
        (table.c.resurfaced, feed.resurface_days),
    ):
        old = column.is_not(None) & (column <= now - days * DAY)
        firsts = select(table.c.feed, func.min(table.c.ordinal)).where(old).group_by(table.c.feed)
        for number, first in connection.execute(firsts).all():
            # What is not archived stays in the subscription document anyhow.
            if column is table.c.tombstone or first <= _archived(ledger, settings, number):
                invalidations.touch_feed(number)
            connection.execute(update(table).where(old, table.c.feed == number).values({column: None}))


def _archived(ledger: Ledger, settings: Settings, number: int) -> int:
    """The last ordinal that is archived in a feed."""
    state = ledger.feed_numbered(number)
    page_size = feed_options(settings.feed, settings.feeds, *state.name).page_size
    return archive_count(state.size, page_size) * page_size
