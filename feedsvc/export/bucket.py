"""An object store. Every object is replaced as a whole, and at no moment does a link lead nowhere.

New objects come first: nothing leads to them yet. Then those that are there are replaced, what others lead
to first. What goes is for a moment a copy of the site's own document of its kind, since documents that go may
lead to each other; then it is deleted. So whoever begins at a document that was there finds every link good.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import TypeVar
from urllib.parse import unquote

from feedsvc.delivery.freshness import Freshness
from feedsvc.export.bucket_lock import LOCK, BucketLock
from feedsvc.export.interim import KINDS, kind_of
from feedsvc.export.manifest import JOURNAL, MANIFEST, Journal, ManifestRow
from feedsvc.export.object_store import ObjectStore
from feedsvc.export.precompressed import PRECOMPRESSED
from feedsvc.export.rules import TYPES, cache_control, content_type
from feedsvc.export.target import Found, Staged, TargetChanges, planned
from feedsvc.feed_formats import BY_FILE
from feedsvc.publish.document import content_digest
from feedsvc.settings import DeliveryOptions

AT_ONCE = 16
WHOLE = 8 * 1024 * 1024  # bytes that are read as a whole
_HOME = "index.html"  # where readers begin: as long as it is not there, nobody has found anything

T = TypeVar("T")
R = TypeVar("R")


class Bucket:
    """`s3://bucket/prefix`, see `ObjectStore`; what it does is what `Folder` does. `notices` says what the
    store cannot do."""

    def __init__(self, url: str, delivery: DeliveryOptions) -> None:
        self._store = ObjectStore(url, AT_ONCE)
        self.name = self._store.name
        self.notices: tuple[str, ...] = ()
        self._fresh = Freshness(delivery)
        kinds = ("page", "feed", "archive")
        self.fields = content_digest(
            repr([self._fresh.cache_control(kind, 0, None) for kind in kinds]).encode()
        )
        self._found: dict[str, Found] = {}
        self._lock = BucketLock(self._store)
        self._staging = Path()

    def __getstate__(self) -> dict[str, object]:
        # For processes that build documents: they ask what is there, and write nothing.
        return {name: value for name, value in self.__dict__.items() if name != "_lock"}

    @contextmanager
    def locked(self) -> Iterator[Path]:
        with (
            tempfile.TemporaryDirectory(prefix="feedsvc-") as folder,
            self._store.failures(),
            BucketLock(self._store) as self._lock,
        ):
            if not self._store.knows_conditions:
                self.notices = ("this store cannot lock: let one export run at a time",)
            self._found = self._store.list()
            self._staging = Path(folder) / "new"
            yield self._staging

    def read(self, name: str) -> bytes | None:
        return self._store.get(unquote(name)) if self.find(name) else None

    def find(self, name: str) -> Found | None:
        return self._found.get(unquote(name))

    def restamp(self, name: str, _stamp: str) -> str:
        return self._found[unquote(name)].stamp

    def commit(self, changes: TargetChanges, journal: Journal) -> dict[str, str]:
        interim = self._interim(changes)
        journal.add(planned(changes), map(content_digest, interim.values()))
        self._put(JOURNAL, journal.write())
        rows: dict[str, str] = {}
        for _, stage in groupby(sorted(changes.staged, key=_rank), key=_rank):
            files = list(stage)
            for file, stamp in zip(files, _at_once(self._put_staged, files), strict=True):
                rows[file.name] = ManifestRow.parse(file.row)._replace(stamp=stamp).text()
        leaving = {name: interim[kind] for name in changes.removed if (kind := kind_of(name))}
        list(_at_once(lambda name: self._put(name, leaving[name]), leaving))
        # What stands in leads to the site's own documents, so those go last.
        for own in (False, True):
            list(_at_once(self._remove, [name for name in changes.removed if (name in KINDS) is own]))
        return rows

    def _interim(self, changes: TargetChanges) -> dict[str, bytes]:
        """What stands in for documents that go, by kind: the site's own as they will be."""
        if not changes.removed:
            return {}
        staged = {file.name: file for file in changes.staged if file.name in KINDS}
        return {
            kind: changes.opening[kind]
            if kind in changes.removed
            else (self._staging / staged[kind].part).read_bytes()
            if kind in staged
            else self.read(kind) or changes.opening[kind]
            for kind in KINDS
        }

    def write_manifest(self, data: bytes) -> None:
        self._put(MANIFEST, data)
        if self.find(JOURNAL):
            self._remove(JOURNAL)

    def _put_staged(self, file: Staged) -> str:
        part = self._staging / file.part
        # A file beside a post need not fit into memory.
        return self._put(file.name, part if part.stat().st_size > WHOLE else part.read_bytes())

    def _put(self, name: str, content: bytes | Path) -> str:
        """Upload an object with what a server must say of it, over the one that was listed; returns its
        stamp. Raises `ExportError` where it is another by now."""
        self._lock.require()
        key = unquote(name)
        former = self._found.get(key)
        tag = self._store.put(key, content, former and former.stamp, **_metadata(name, self._fresh))
        size = content.stat().st_size if isinstance(content, Path) else len(content)
        self._found[key] = Found(size, tag)
        return tag

    def _remove(self, name: str) -> None:
        self._lock.require()
        self._store.delete(unquote(name))


def _at_once(work: Callable[[T], R], jobs: Iterable[T]) -> Iterator[R]:
    """What `work` makes of each job, several at a time; the first failure is the last thing that is begun."""
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        yield from pool.map(work, jobs)
    finally:
        pool.shutdown(cancel_futures=True)


def _metadata(name: str, fresh: Freshness) -> dict[str, str]:
    plain, coding = _untwinned(name)
    if name in (MANIFEST, JOURNAL, LOCK):
        return {"ContentType": "text/plain; charset=utf-8", "CacheControl": "no-store"}
    values = {"ContentType": content_type(plain), "CacheControl": cache_control(plain, fresh)}
    return values | ({"ContentEncoding": coding} if coding else {})


def _untwinned(name: str) -> tuple[str, str | None]:
    """The name of the document's own file, and the coding that this one is in."""
    for twin in PRECOMPRESSED.values():
        if name.endswith(twin.suffix):
            return name.removesuffix(twin.suffix), twin.coding
    return name, None


def _rank(file: Staged) -> tuple[bool, int]:
    """Which stage of the upload. New objects before others; of both, posts and their files, archive
    documents, pages and the rest, subscription documents; the site's own page last where it is new."""
    stem, _ = _untwinned(file.name)
    if file.is_new and stem == _HOME:
        return False, 4
    is_feed = stem.rpartition("/")[2] in BY_FILE
    if is_feed:
        return not file.is_new, 1 if "archive/" in stem else 3
    is_document = stem.rpartition("/")[2] in TYPES
    return not file.is_new, 0 if stem.startswith("posts/") or not is_document else 2
