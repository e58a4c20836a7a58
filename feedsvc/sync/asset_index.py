"""Which files go with which posts, and where these are published, while a sync writes them."""

from __future__ import annotations

from urllib.parse import unquote

from sqlalchemy import bindparam, delete, select, update

from feedsvc.posts.post import Asset
from feedsvc.publish.address import parse
from feedsvc.render.asset_links import asset_url
from feedsvc.render.placeholders import SITE
from feedsvc.sources.assets import is_changed
from feedsvc.sources.source import Source
from feedsvc.sources.source_root import SourceRoot
from feedsvc.store import schema
from feedsvc.sync.unit_of_work import UnitOfWork

_asset, _record = schema.asset, schema.record
_STAMPS = (
    select(_record.c.key, _asset.c.file, _asset.c.stamp)
    .join_from(_asset, _record, _record.c.post == _asset.c.post)
    .execution_options(yield_per=1000)
)
_OF_POST = select(_asset).where(_asset.c.post == bindparam("post"))
_DROP = delete(_asset).where(_asset.c.post == bindparam("post"))


def files_of(source: Source) -> SourceRoot | None:
    """By what the files of a source are opened; None where it has none besides its records."""
    files = getattr(getattr(source, "dialect", None), "files", None)
    return files if isinstance(files, SourceRoot) else None


class AssetIndex:
    """The rows of assets. Those of a post are written with the post."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._connection, self._batch = unit.connection, unit.batch
        self._invalidations, self._now = unit.invalidations, unit.now

    def stale(self, files: SourceRoot | None) -> set[str]:
        """The keys of the records whose post names a file that came, went, or was changed."""
        if files is None:
            return set()
        changed: dict[tuple[str, str], bool] = {}
        found = set[str]()
        for key, file, stamp in self._connection.execute(_STAMPS):
            if (file, stamp) not in changed:
                changed[file, stamp] = is_changed(files, files.path_of(file), stamp)
            if changed[file, stamp]:
                found.add(key)
        return found

    def settle(self, post: int, assets: tuple[Asset, ...], url: str, *, is_new: bool) -> None:
        """These files, and no others, go with the post whose page is at `url`."""
        table, known = schema.asset, {}
        if not is_new:
            self._batch.flush()
            rows = self._connection.execute(_OF_POST, {"post": post}).all()
            known = {row.address: row for row in rows if row.address}
            if rows:
                self._connection.execute(_DROP, {"post": post})
        published = set[str]()
        for number, asset in enumerate(assets):
            address = _address(asset, url)
            if address in published:
                address = None
            row = {"post": post, "number": number, "file": asset.file, "address": address}
            row |= {"size": asset.size, "stamp": asset.stamp, "digest": asset.digest, "changed": self._now}
            if address is not None:
                published.add(address)
                old = known.pop(address, None)
                if old is not None and old.digest == asset.digest:
                    row["changed"] = old.changed
                else:
                    self._invalidations.files = True
            self._batch.insert(table, row)
        self._invalidations.files |= bool(known)

    def restamp(self, post: int, assets: tuple[Asset, ...]) -> None:
        """The files of an unchanged post, which may have been written anew as they were."""
        self._batch.flush()
        table = schema.asset
        for asset in assets:
            these = (table.c.post == post) & (table.c.file == asset.file) & (table.c.stamp != asset.stamp)
            self._connection.execute(update(table).where(these).values(stamp=asset.stamp))

    def delete(self, post: int) -> None:
        """No file goes with the post any more."""
        self._batch.flush()
        gone = self._connection.execute(_DROP, {"post": post})
        self._invalidations.files |= bool(gone.rowcount)


def _address(asset: Asset, url: str) -> str | None:
    """Where an asset is published below the site's URL, decoded; None where it is not, as where a document
    of ours is."""
    if not asset.place:
        return None
    address = unquote(asset_url(asset, url).removeprefix(SITE))
    return address if parse(address) is None else None
