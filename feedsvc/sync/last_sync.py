"""How the last sync ended: kept in the store for whoever asks how the site is.

Written by those who run syncs, after each one: a sync that changes nothing writes nothing itself.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime

from sqlalchemy import Connection

from feedsvc.errors import DocumentError, SourceError, StoreError
from feedsvc.prometheus import REGISTRY
from feedsvc.store.store import Store, drop_meta, get_meta, set_meta
from feedsvc.unix_time import seconds


@contextmanager
def noted(store: Store, now: datetime) -> Iterator[None]:
    """Around a sync, and the opening of its source: how it ends is written down, and counted."""
    began = time.perf_counter()
    try:
        yield
    except (SourceError, DocumentError) as error:
        REGISTRY.count("syncs_total", "refused")
        note_refusal(store, str(error), now)
        raise
    except Exception:
        REGISTRY.count("syncs_total", "failed")
        raise
    REGISTRY.count("syncs_total", "done")
    REGISTRY.observe("sync_duration_seconds", time.perf_counter() - began)
    REGISTRY.set("last_sync_timestamp_seconds", seconds(now))
    note_success(store, now)


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
        else:
            drop_meta(connection, name)
