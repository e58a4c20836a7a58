"""Documents out of a store, for those who ask for one at a time or for all."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from feedsvc.publish.documents import Answer, Edition
from feedsvc.store.catalog import snapshot
from feedsvc.store.store import Store


class Publisher:
    """Documents out of a store. With a `url`, the site's address is that instead of the one synced with."""

    def __init__(self, store: Store, url: str | None = None) -> None:
        self.store, self.url = store, url

    @contextmanager
    def edition(self) -> Iterator[Edition]:
        """All documents of the newest revision, unmoved by syncs meanwhile. Raises `StoreError`."""
        with snapshot(self.store) as catalog:
            yield Edition(catalog, self.url)

    def document(self, path: str) -> Answer:
        """What the newest revision has at `path` (decoded, without the leading slash).

        Raises `StoreError`.
        """
        with self.edition() as edition:
            return edition.document(path)

    def difference(self, path: str, known: Collection[int]) -> Answer:
        """The feed document at `path` without the entries that are in `known` (see `Document.entries`)."""
        with snapshot(self.store) as catalog:
            return Edition(catalog, self.url, known).document(path)
