"""How the last sync ended: kept in the store for whoever asks how the site is.

Written by those who run syncs, after each one: a sync that changes nothing writes nothing itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime

from sqlalchemy import Connection, delete

from feedsvc.errors import SourceError, StoreError
from feedsvc.progress import Progress
from feedsvc.settings import Settings
from feedsvc.sources.source import Source
from feedsvc.store import schema
from feedsvc.store.store import Store, get_meta, set_meta
from feedsvc.sync.sync import sync
from feedsvc.sync.sync_report import SyncReport
from feedsvc.unix_time import seconds


def noted_sync(
    open_source: Callable[[], Source],
    store: Store,
    settings: Settings,
    *,
    now: datetime,
    allow_shrink: bool = False,
    progress: Progress | None = None,
) -> SyncReport:
    """A sync (see there) whose end is written down, also where there is no source to open."""
    try:
        report = sync(open_source(), store, settings, now=now, allow_shrink=allow_shrink, progress=progress)
    except SourceError as error:
        note_refusal(store, str(error), now)
        raise
    note_success(store, now)
    return report


def note_success(store: Store, now: datetime) -> None:
    """A sync has ended well at `now`. Raises `StoreError`."""
    with store.writing() as connection:
        _note(connection, {"synced": str(seconds(now)), "refusal": None, "refused": None})


def note_refusal(store: Store, reason: str, now: datetime) -> None:
    """Keep why the source was refused, where the store was synced before. Where that fails, the refusal
    itself is what must be told."""
    with suppress(StoreError):
        with store.reading() as connection:
            if get_meta(connection, "refusal") == reason:
                return
        with store.writing() as connection:
            _note(connection, {"refusal": reason, "refused": str(seconds(now))})


def _note(connection: Connection, values: Mapping[str, str | None]) -> None:
    for name, value in values.items():
        if value is not None:
            set_meta(connection, name, value)
        elif get_meta(connection, name) is not None:
            connection.execute(delete(schema.meta).where(schema.meta.c.name == name))
