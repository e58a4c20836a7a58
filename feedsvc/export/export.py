"""One export: what differs from the last one, built and put in place."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from feedsvc import __version__
from feedsvc.errors import ExportError
from feedsvc.export.build import Builder, Order, in_the_way, names
from feedsvc.export.folder import Folder
from feedsvc.export.hosts import host_files
from feedsvc.export.interim import KINDS
from feedsvc.export.jobs import build_all
from feedsvc.export.manifest import JOURNAL, MANIFEST, Journal, Manifest, ManifestRow
from feedsvc.export.open import Target
from feedsvc.export.purge import Purge, purge_of
from feedsvc.export.target import Staged, TargetChanges
from feedsvc.formats.fragments import FORMATS_VERSION
from feedsvc.progress import Progress, silent
from feedsvc.prometheus import REGISTRY
from feedsvc.publish.address import OF_ANY_SITE, parse
from feedsvc.publish.document import content_digest
from feedsvc.publish.documents import Document, Edition
from feedsvc.publish.publisher import Publisher
from feedsvc.resources import templates_folder
from feedsvc.settings import Settings
from feedsvc.unix_time import moment


@dataclass(slots=True)
class Exported:
    """What an export did, as file names (percent-encoded, relative) in the order it was done. `documents`
    counts all there are now. The lists are against the last export that ended, so a deployment that knows
    that one needs no more. `told` says what the files for hosts cannot do, `faults` which documents stay as
    they were, since no reader could read them as they were made."""

    revision: int
    url: str  # of the site, where the files are to be found
    documents: int = 0
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def written(self) -> int:
        return len(self.new) + len(self.changed)


def export(
    publisher: Publisher,
    target: Target | Path,
    settings: Settings | None = None,
    progress: Progress | None = None,
    *,
    allow_older: bool = False,
) -> Exported:
    """Bring `target` (a folder's path, or another target) up to date with the newest revision; with
    `allow_older` also with that of an older store than the target was exported from.

    A page's file is the `index.html` of its folder. Files that no export wrote are left alone. Raises
    `ExportError` when such a file, or an edited one, is in the way, or when the target cannot be written;
    `StoreError`; `UsageError` where a setting is missing. At every moment, also after a kill, all files are
    whole and lead to files that are there.
    """
    target = Folder(target) if isinstance(target, Path) else target
    with _counted(), publisher.edition() as edition, target.locked() as staging:
        begun = _Export(publisher, edition, target, settings or Settings(), progress or silent)
        if not allow_older:
            begun.require_newer()
        return begun.run(staging)


@contextmanager
def _counted() -> Iterator[None]:
    """How an export ended, and how long it took."""
    began = time.perf_counter()
    try:
        yield
    except Exception:
        REGISTRY.count("exports_total", "failed")
        raise
    REGISTRY.count("exports_total", "done")
    REGISTRY.observe("export_duration_seconds", time.perf_counter() - began)


class _Export:
    """One export under way."""

    def __init__(
        self, publisher: Publisher, edition: Edition, target: Target, settings: Settings, progress: Progress
    ) -> None:
        self.publisher, self.edition, self.target = publisher, edition, target
        self.settings, self.progress, self.purge = settings, progress, purge_of(settings.export)
        self.manifest = Manifest.read(target.read(MANIFEST), f"{target.name}/{MANIFEST}")
        self.journal = Journal(target.read(JOURNAL))
        revised = edition.catalog.revised()
        self.now = Manifest(_publisher_digest(edition), edition.publication.revision, revised, target.fields)
        self.changes = TargetChanges()
        self.host_files: dict[str, bytes] = {}  # those that may differ
        self.done = Exported(edition.publication.revision, edition.url)
        self.noted = bool(self.journal)  # whether the manifest has to be written anew

    def run(self, staging: Path) -> Exported:
        orders = self._compare()
        removed = self._find_gone()
        if orders or self.host_files:
            self._build(orders, staging)
        if self.changes.staged or removed:
            self._commit(removed, staging)
        if self.purge and (files := [*self.done.new, *self.done.changed, *self.done.removed]):
            self._purge(self.purge, [name.removesuffix("index.html") for name in files])
        if self.noted or self.now.head != self.manifest.head:
            self.target.write_manifest(self.now.write())
        self._count()
        return self.done

    def _purge(self, purge: Purge, paths: list[str]) -> None:
        REGISTRY.count("purged_addresses_total", by=len(paths))
        try:
            purge(self.done.url, paths)
        except ExportError:
            REGISTRY.count("purges_total", "failed")
            raise
        REGISTRY.count("purges_total", "done")

    def _count(self) -> None:
        REGISTRY.set("export_documents", self.done.documents)
        for change in ("new", "changed", "removed"):
            REGISTRY.count("export_files_total", change, by=len(getattr(self.done, change)))
        written = sum(ManifestRow.parse(staged.row).size for staged in self.changes.staged)
        REGISTRY.count("export_bytes_total", by=written)

    def require_newer(self) -> None:
        """Raises `ExportError` where an older store would take away what a newer one published."""
        if self.now.revised < self.manifest.revised:
            then, now = (moment(when).isoformat(" ") for when in (self.manifest.revised, self.now.revised))
            raise ExportError(
                f"{self.target.name}: was exported from a newer store (of {then}; this one is of {now}); "
                "sync this store first, or go back with --allow-older"
            )

    def _compare(self) -> list[Order]:
        """Enter all files in the new manifest; returns the documents that may differ from their files."""
        orders = []
        old, rows = self.manifest.rows, self.now.rows
        same_publisher = self.manifest.publisher == self.now.publisher and not self._has_other_fields
        for number, (path, changed, twins) in enumerate(self._inventory()):
            if self._is_left_to_others(path):
                self.noted |= old.pop(path, None) is not None
                continue
            self.done.documents += 1
            is_whole = same_publisher
            for name in names(path, twins):
                row = rows[name] = old.pop(name, "")
                is_whole = is_whole and self._is_whole(name, row, changed)
            if not is_whole:
                known = {name: rows[name] for name in names(path, twins) if rows[name]}
                orders.append(Order(number, path, changed, known))
        self._compare_host_files()
        return orders

    def _inventory(self) -> Iterator[tuple[str, int, tuple[str, ...]]]:
        """Every document with its path, its Last-Modified and its compressed twins."""
        for path, changed in self.edition.file_inventory():
            yield path, changed, ()
        for path, changed in self.edition.inventory():
            yield path, changed, self.settings.export.twins

    def _is_left_to_others(self, path: str) -> bool:
        """Whether a document that any site has is there and is not ours."""
        address = None if "/" in path else parse(path)
        if address is None or address.document_type not in OF_ANY_SITE:
            return False
        if (found := self.target.find(path)) is None:
            return False
        text = self.manifest.rows.get(path)
        row = ManifestRow.parse(text) if text else None
        if row and found == (row.size, row.stamp):
            return False
        digest, made = content_digest(self.target.read(path) or b""), self.edition.document(path)
        ours = {row and row.digest, isinstance(made, Document) and made.digest}
        return digest not in ours and not self.journal.knows(path, digest)

    def _compare_host_files(self) -> None:
        made = host_files(self.edition, self.settings)
        self.done.told = [*self.target.notices, *made.told]
        for name, content in made.files.items():
            row = self.now.rows[name] = self.manifest.rows.pop(name, "")
            is_same = row and ManifestRow.parse(row).digest == content_digest(content)
            is_same = is_same and not self._has_other_fields
            if not is_same or not self._is_whole(name, row, ManifestRow.parse(row).changed):
                self.host_files[name] = content

    @property
    def _has_other_fields(self) -> bool:
        """Whether the target keeps something else of every file now. Earlier releases did not note it."""
        return bool(self.manifest.rows or self.now.rows) and self.manifest.fields != self.now.fields

    def _is_whole(self, name: str, row: str, changed: int) -> bool:
        """Whether a file is as its row says, and the row as of this time. Asked of every file there is."""
        found = self.target.find(name) if row.startswith(f"{changed} ") else None
        return found is not None and row.startswith(f"{changed} {found.stamp} {found.size} ")

    def _find_gone(self) -> list[str]:
        """The files to take away: known ones that no document has any more."""
        known = self.manifest.rows
        self.done.removed = list(reversed(known))
        unended = [name for name in self.journal.digests if name not in known and name not in self.now.rows]
        self.noted |= bool(known)
        return [name for name in (*self.done.removed, *unended) if self._is_ours(name, known.get(name))]

    def _is_ours(self, name: str, text: str | None) -> bool:
        """Whether a file is there, and ours to take away."""
        found, row = self.target.find(name), ManifestRow.parse(text) if text else None
        if found is None or (row and found == (row.size, row.stamp)):
            return found is not None
        digest = content_digest(self.target.read(name) or b"")
        if not (row and row.digest == digest) and not self.journal.knows(name, digest):
            raise in_the_way(self.target, name, row)
        return True

    def _build(self, orders: list[Order], staging: Path) -> None:
        chosen = self.settings.export
        builder = Builder(self.target, self.journal, staging, chosen.twins, again=self._has_other_fields)
        files = build_all(self.publisher, self.edition, builder, orders, chosen.jobs)
        for done, document in enumerate(files, 1):
            for file in document:
                self._note(file)
            self.progress("building", done, len(orders))
        revised = self.edition.catalog.revised()
        for number, (name, content) in enumerate(self.host_files.items()):
            row = self.now.rows[name]
            order = Order(0, name, revised, {name: row} if row else {})
            self._note(builder.file(order, name, content, f"host{number}", content_digest(content)))

    def _note(self, file: Staged) -> None:
        before = self.now.rows[file.name]
        if file.fault:
            if file.fault not in self.done.faults:
                self.done.faults.append(file.fault)
            if not before:
                del self.now.rows[file.name]
            return
        self.noted |= before != file.row
        self.now.rows[file.name] = file.row
        if file.part:
            self.changes.staged.append(file)
        if not before:
            self.done.new.append(file.name)
        elif ManifestRow.parse(before).digest != ManifestRow.parse(file.row).digest:
            self.done.changed.append(file.name)

    def _commit(self, removed: list[str], staging: Path) -> None:
        self.progress("putting in place", 0, len(self.changes.staged))
        self.changes.removed = removed
        self.changes.opening = {kind: self.edition.opening(kind) for kind in KINDS}
        staging.mkdir(exist_ok=True)
        self.now.rows |= self.target.commit(self.changes, self.journal)
        self.noted = True


def _publisher_digest(edition: Edition) -> str:
    """Of all that decides a document's bytes besides the store."""
    code = f"{__version__} {FORMATS_VERSION} {edition.url}"
    templates = [file.read_bytes() for file in sorted(templates_folder().iterdir()) if file.is_file()]
    return content_digest(b"\0".join([code.encode(), *templates]))
