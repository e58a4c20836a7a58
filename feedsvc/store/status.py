"""How a store is: what is live, and how the last syncs ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from feedsvc.store import schema
from feedsvc.store.faults import faults
from feedsvc.store.store import Store, get_meta
from feedsvc.store.unfinished import unfinished_in
from feedsvc.store.values import json_value, whole_number
from feedsvc.unix_time import moment


@dataclass(frozen=True, slots=True)
class Status:
    """Times are aware, None for what never was or is not. `posts` and `feeds` are live; `hidden` and
    `rejected` count records. `changed` is when a document last did, `synced` when the last sync ended well,
    `due` when the next post appears or expires by itself. `refusal` says why the source is refused, `refused`
    since when. `faults` has a line for each document or entry that was not published as it was made."""

    address: str
    posts: int
    hidden: int
    rejected: int
    feeds: int
    revision: int
    changed: datetime | None
    synced: datetime | None
    due: datetime | None
    refused: datetime | None
    refusal: str | None
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FirstSyncStatus:
    """How far a first sync that began at `began` is, before anything is live: so many of `total` records have
    gone through this step, `since` then. It `is_running`, or broke off."""

    step: str
    done: int
    total: int
    began: datetime
    since: datetime
    is_running: bool


def first_sync_status(store: Store) -> FirstSyncStatus | None:
    """The status of a store whose first sync is under way or broke off; None for any other. Raises
    `StoreError`, also when there is nothing in it."""
    with store.reading() as connection:
        found = unfinished_in(connection)
    if found is None:
        return None
    times = moment(found.began), moment(found.since)
    return FirstSyncStatus(found.step, found.done, found.total, *times, is_running=store.is_being_written())


def status_of(store: Store) -> Status:
    """The status of a store. Raises `StoreError`, also when it was never synced."""
    with store.reading() as connection:

        def time_of(value: str | int | None) -> datetime | None:
            return None if value is None else moment(int(value))

        state, count = schema.record.c.state, func.count()
        states = {row[0]: int(row[1]) for row in connection.execute(select(state, count).group_by(state))}
        live = select(count).where(schema.post.c.live)
        feeds = select(count).select_from(schema.feed).where(schema.feed.c.live > 0)
        due = connection.scalar(select(func.min(schema.record.c.due)))
        site = get_meta(connection, "site")
        return Status(
            address=json_value(site, "the settings of the revision")["site"]["url"] if site else "",
            posts=connection.scalar(live) or 0,
            hidden=states.get("hidden", 0),
            rejected=states.get("rejected", 0),
            feeds=connection.scalar(feeds) or 0,
            revision=whole_number(get_meta(connection, "revision"), "the revision"),
            changed=time_of(get_meta(connection, "revised")),
            synced=time_of(get_meta(connection, "synced")),
            due=time_of(due),
            refused=time_of(get_meta(connection, "refused")),
            refusal=get_meta(connection, "refusal"),
            faults=tuple(faults(connection)),
        )
