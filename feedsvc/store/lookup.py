"""What the store knows of one record's post: for those who ask about a single file."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select

from feedsvc.errors import StoreError
from feedsvc.store import schema
from feedsvc.store.queries import FEED_ORDER
from feedsvc.store.short import short
from feedsvc.store.store import Store


class FeedPlace(NamedTuple):
    """A post's place in a feed: its `ordinal` of `size`. `live` says whether it is shown there now."""

    kind: str
    name: str
    slug: str
    ordinal: int
    size: int
    live: bool


class KnownPost(NamedTuple):
    """A post as the last sync left it. `url` is on the placeholder for the site; `state` is its record's:
    published, hidden or rejected."""

    id: str
    url: str
    state: str
    places: tuple[FeedPlace, ...]


def known_post(store: Store, key: str) -> KnownPost | None:
    """The post of the record with this key; None where there is none, or no store that was ever synced."""
    post, record, place, feed = schema.post, schema.record, schema.membership, schema.feed
    try:
        with store.reading() as connection:
            row = connection.execute(
                select(post.c.number, post.c.id, post.c.url, record.c.state)
                .join_from(record, post, record.c.post == post.c.number)
                .where(record.c.key == short(key))
            ).first()
            if row is None:
                return None
            places = connection.execute(
                select(feed.c.kind, feed.c.name, feed.c.slug, place.c.ordinal, feed.c.size, place.c.state)
                .join_from(place, feed, place.c.feed == feed.c.number)
                .where(place.c.post == row.number, place.c.state != schema.LEFT)
                .order_by(*FEED_ORDER)
            )
            found = tuple(FeedPlace(*place[:-1], live=place[-1] == schema.LIVE) for place in places)
    except StoreError:
        return None
    return KnownPost(row.id, row.url, row.state, found)
