"""A sync: the store brought up to date, and each document's last change noted."""

from __future__ import annotations

from datetime import datetime

from feedsvc.publish.changes import Changes, note_everything
from feedsvc.publish.documents import Edition
from feedsvc.settings import Settings
from feedsvc.sources.source import Source
from feedsvc.store.catalog import Catalog, snapshot
from feedsvc.store.report import Progress, Report
from feedsvc.store.store import Store
from feedsvc.store.sync import Revision, revise
from feedsvc.store.times import Times


def sync(
    source: Source,
    store: Store,
    settings: Settings,
    *,
    now: datetime,
    allow_shrink: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Bring the store up to date with the source, in one transaction.

    `now` is aware. Raises `SourceError` when the source is missing, empty, or lost more posts than
    `sync.max_loss` allows (unless `allow_shrink`), `StoreError` when the store fails; what was live then
    stays live.
    """
    with revise(source, store, settings, now=now, allow_shrink=allow_shrink, progress=progress) as revision:
        if revision.report.changed:
            _note_changes(store, revision)
        return revision.report


def _note_changes(store: Store, revision: Revision) -> None:
    after = Edition(Catalog(revision.connection))
    times = Times(revision.connection, revision.now)
    if revision.report.revision == 1:
        note_everything(after, times)
        return
    # Until the commit, a reader has the revision before.
    with snapshot(store) as catalog:
        before = Edition(catalog)
        if before.publication.version == after.publication.version:
            Changes(before, after, revision.touches, times).note()
        else:
            note_everything(after, times)
