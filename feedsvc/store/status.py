"""How a store is: what is live, and how the last syncs ended."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import func, select

from feedsvc.store import schema
from feedsvc.store.store import Store, get_meta


@dataclass(frozen=True, slots=True)
class Status:
    """Times are in seconds since 1970, None for what never was or is not. `posts` and `feeds` are live;
    `hidden` and `rejected` count records. `revised` is when a document last changed, `synced` when the last
    sync ended well, `due` when the next post appears or expires by itself. `refusal` says why the source is
    refused, `refused` since when."""

    url: str
    posts: int
    hidden: int
    rejected: int
    feeds: int
    revision: int
    revised: int | None
    synced: int | None
    due: int | None
    refusal: str | None
    refused: int | None


def status_of(store: Store) -> Status:
    """The status of a store. Raises `StoreError`, also when it was never synced."""
    with store.reading() as connection:

        def moment(name: str) -> int | None:
            found = get_meta(connection, name)
            return None if found is None else int(found)

        state, count = schema.record.c.state, func.count()
        states = {row[0]: int(row[1]) for row in connection.execute(select(state, count).group_by(state))}
        live = select(count).where(schema.post.c.live)
        feeds = select(count).select_from(schema.feed).where(schema.feed.c.live > 0)
        due = connection.scalar(select(func.min(schema.record.c.due)))
        site = get_meta(connection, "site")
        return Status(
            url=json.loads(site)["site"]["url"] if site else "",
            posts=connection.scalar(live) or 0,
            hidden=states.get("hidden", 0),
            rejected=states.get("rejected", 0),
            feeds=connection.scalar(feeds) or 0,
            revision=moment("revision") or 0,
            revised=moment("revised"),
            synced=moment("synced"),
            due=None if due is None else int(due),
            refusal=get_meta(connection, "refusal"),
            refused=moment("refused"),
        )
