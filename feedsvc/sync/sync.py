"""A sync: the store brought up to date with the source, and each document's last change noted."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import IO

from sqlalchemy import Connection

from feedsvc.errors import SourceError
from feedsvc.progress import Progress, silent
from feedsvc.prometheus import REGISTRY
from feedsvc.publish.address import Address
from feedsvc.publish.documents import Edition
from feedsvc.settings import Settings
from feedsvc.sources.source import Item, Source, skipped_by
from feedsvc.store.catalog import Catalog, snapshot
from feedsvc.store.faults import KeptDocument, faults, keep_documents
from feedsvc.store.store import Store
from feedsvc.sync.changes import DocumentChanges
from feedsvc.sync.last_modified import LastModified, note_everything
from feedsvc.sync.revision import Revision
from feedsvc.sync.sync_report import SyncReport

SPOOL_BYTES = 16 * 1024 * 1024


def sync(
    source: Source,
    store: Store,
    settings: Settings,
    *,
    now: datetime,
    allow_shrink: bool = False,
    progress: Progress | None = None,
    written: Collection[str] = (),
) -> SyncReport:
    """Bring the store up to date with the source: readers see all of it, or nothing.

    `now` is aware. Where nothing of the source has changed since the last sync but files that were `written`
    (their paths), no more than these need be looked at.

    Raises `SourceError` when the source is missing, empty, or lost more posts than `sync.max_loss` allows
    (unless `allow_shrink`), `StoreError` when the store fails, `DocumentError` when no reader could read the
    feeds; what was live then stays live.
    """
    with _writing(store, commit=True) as (connection, spool):
        make = partial(Revision, connection, settings, now, spool, store)
        revision = _built(
            make, source, progress or silent, written, may_be_empty=allow_shrink, allow_shrink=allow_shrink
        )
        revision.report.notices[:0] = store.notices
        store.notices.clear()
        etags: dict[Address, str] = {}
        if revision.report.changed:
            kept, etags = _note_changes(store, revision)
            keep_documents(revision.connection, kept)
        revision.report.faults = faults(revision.connection)
    if etags:
        store.etags = (revision.report.revision, revision.now), etags
    for change, count in revision.report.counts("new", "updated", "renamed", "vanished").items():
        REGISTRY.count("sync_posts_total", change, by=count)
    for state, count in revision.report.counts("published", "hidden", "rejected").items():
        REGISTRY.set("sync_records", count, state)
    return revision.report


@contextmanager
def rehearsed(source: Source, store: Store, settings: Settings, *, now: datetime) -> Iterator[Revision]:
    """The revision that a sync would commit; the store stays as it was. One that would be refused for the
    posts it loses says so in `report.refusal`. Raises `SourceError`, `StoreError`."""
    with _writing(store, commit=False) as (connection, spool):
        make = partial(Revision, connection, settings, now, spool)
        yield _built(make, source, silent, (), may_be_empty=False, allow_shrink=True)


def _built(
    make: Callable[[], Revision],
    source: Source,
    progress: Progress,
    written: Collection[str],
    *,
    may_be_empty: bool,
    allow_shrink: bool,
) -> Revision:
    """A whole revision: made once more where posts of a first sync had to be taken back."""
    while True:
        revision = make()
        items = _items(source, allow_shrink=may_be_empty)
        if revision.build(source, items, written, progress, allow_shrink=allow_shrink):
            return revision


@contextmanager
def _writing(store: Store, *, commit: bool) -> Iterator[tuple[Connection, IO[bytes]]]:
    with (
        store.writing(commit=commit) as connection,
        tempfile.SpooledTemporaryFile(SPOOL_BYTES) as spool,
    ):
        yield connection, spool


def _items(source: Source, *, allow_shrink: bool) -> Iterator[Item]:
    """What the source lists. To be asked with the store's lock held: of two syncs, the one that writes last
    must not have looked first."""
    is_empty = True
    for item in source.items():
        is_empty = False
        yield item
    if is_empty and not allow_shrink:
        found = "; ".join(("no posts found", *skipped_by(source).lines()))
        remedy = "nothing was changed (--allow-shrink empties the site)"
        raise SourceError(f"{source.name}: {found}; {remedy}")


def _note_changes(store: Store, revision: Revision) -> tuple[dict[str, KeptDocument], dict[Address, str]]:
    """Note which documents changed. Returns those that must stay as they were, and the entity tags of those
    that were made for that."""
    keep_documents(revision.connection, {})  # all are made anew
    after = Edition(Catalog(revision.connection))
    last_modified = LastModified(revision.connection, revision.now)
    if revision.report.revision == 1:
        note_everything(after, last_modified)
        return {}, {}
    # Until the commit, a reader has the revision before.
    with snapshot(store) as catalog:
        before = Edition(catalog)
        if before.publication.version == after.publication.version:
            version, etags = store.etags
            known = etags if version == (catalog.revision(), catalog.revised()) else {}
            changes = DocumentChanges(before, after, revision.invalidations, last_modified, known)
            return changes.note(), changes.etags
        note_everything(after, last_modified)
        return {}, {}
