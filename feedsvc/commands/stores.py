"""The store as commands find it: none is made where a command only looks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from feedsvc.settings import Settings
from feedsvc.store.engine import store_address, store_file
from feedsvc.store.store import Store
from feedsvc.sync.site_address import url_in


@contextmanager
def existing_store(settings: Settings) -> Iterator[Store | None]:
    """The configured store; None where it would have to be made first. Raises `UsageError`, `StoreError`."""
    file = store_file(store_address(settings.store.url))
    if file is not None and file.absolute().parent.is_dir() and not file.exists():
        yield None
        return
    store = Store(settings.store.url)
    try:
        yield store
    finally:
        store.close()


def remembered_url(settings: Settings) -> str | None:
    """The address that the site was published at; None where nothing was published yet."""
    with existing_store(settings) as store:
        return None if store is None else url_in(store.value("site"))
