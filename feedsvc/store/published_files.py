"""The files beside posts that are published: where, and what the last sync found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select

from feedsvc.sources.source_root import SourceRoot
from feedsvc.store import schema
from feedsvc.store.store import get_meta


class PublishedFile(NamedTuple):
    """A file beside posts: its path below the site's URL (decoded) and below the source's root, what changes
    with it, the digest of its content and when that last changed (seconds)."""

    address: str
    file: str
    stamp: str
    digest: str
    changed: int


_asset = schema.asset
_FILES = (
    select(*(_asset.c[name] for name in PublishedFile._fields))
    .where(_asset.c.address.is_not(None))
    .order_by(_asset.c.address, _asset.c.post)
)
_FILE = _FILES.where(_asset.c.address == bindparam("address")).limit(1)


class PublishedFiles:
    """Questions about them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def at(self, address: str) -> PublishedFile | None:
        """The file published at this path (decoded); that of the first post, where several have one there."""
        row = self._connection.execute(_FILE, {"address": address}).first()
        return PublishedFile._make(row) if row else None

    def all(self) -> Iterator[PublishedFile]:
        """Every published file by its path, once."""
        last = ""
        for row in self._connection.execute(_FILES, execution_options={"yield_per": 1000}):
            if row.address != last:
                last = row.address
                yield PublishedFile._make(row)

    def root(self) -> SourceRoot | None:
        """Where the last sync found them."""
        described = get_meta(self._connection, "source")
        return SourceRoot.described(described) if described else None
