"""The library's one class: the feeds of a site, for a program that has the posts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from os import PathLike, fspath
from pathlib import Path
from time import time
from types import TracebackType
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from feedsvc.configuration import load_for
from feedsvc.errors import UsageError
from feedsvc.export import Exported, open_target
from feedsvc.export import export as export_documents
from feedsvc.publish.documents import Answer
from feedsvc.publish.publisher import Publisher
from feedsvc.settings import Settings
from feedsvc.sources import open_source
from feedsvc.sources.mappings import Fields
from feedsvc.sources.own_sources import as_source
from feedsvc.sources.source import Source
from feedsvc.store.store import Store
from feedsvc.sync.last_sync import noted
from feedsvc.sync.sync import sync
from feedsvc.sync.sync_report import SyncReport

if TYPE_CHECKING:
    from feedsvc.web.blueprint import FeedsBlueprint


class Feeds:
    """The feeds of one site: its settings, and the store that it is published from.

    `sections` are settings by section, named as in `feedsvc.toml`: `site={"url": "https://example.com/"}`.
    They go before environment variables, and those before the file `config`; no file is read that is not
    named. May be used from several threads. Raises `UsageError` for a setting, or an address of a store, that
    makes no sense.
    """

    def __init__(
        self,
        store: str | None = None,
        *,
        config: str | PathLike[str] | None = None,
        **sections: Mapping[str, Any],
    ) -> None:
        given = {name: dict(values) for name, values in sections.items()}
        if store is not None:
            given["store"] = {"url": store}
        settings = load_for(None if config is None else Path(config), given, {})
        self.settings: Settings = _in_one_process(settings)
        self._store = Store(self.settings.store.url)
        self._publisher = Publisher(self._store, self.settings.site.url)
        self._mounted: list[FeedsBlueprint] = []

    def __enter__(self) -> Feeds:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give back the connections to the store; further use opens new ones."""
        self._store.close()

    def sync(
        self,
        records: Iterable[Fields] | Source | str | PathLike[str],
        *,
        name: str = "records",
        allow_shrink: bool = False,
        now: datetime | None = None,
    ) -> SyncReport:
        """Publish what `records` are now: all of them, since what is no longer among them is deleted.

        `records` are mappings with the fields of a post, a source, or the path of one. `name` is what
        messages call mappings, with the number of the record. A record that cannot be used is told in the
        report and costs no other. `now` is the present time (aware), for tests.

        Raises `SourceError` where there are no records, or more than `sync.max_loss` of the posts are gone,
        unless `allow_shrink`; `UsageError` where nobody said the site's address; `StoreError`. What was live
        then stays live. What iterating raises is raised.
        """
        if isinstance(records, str | PathLike):
            source: Source | None = open_source(fspath(records), self.settings.source)
        else:
            source = as_source(records, name)
        if source is None:
            raise UsageError(f"{name}: must be an iterable of mappings, not {type(records).__name__}")
        now = now or datetime.now(UTC)
        with noted(self._store, now):
            report = sync(source, self._store, self.settings, now=now, allow_shrink=allow_shrink)
        for mounted in self._mounted:
            mounted.refresh()
        return report

    def document(self, path: str) -> Answer:
        """What is at `path` (percent-encoded, below the site's address).

        A `Document`, or a `FileDocument` for a file beside a post; `Moved`, to another path; `Gone`, for a
        deleted post; None. Raises `StoreError`, also where nothing was published yet.
        """
        return self._publisher.document(unquote(path.removeprefix("/")))

    def paths(self) -> Iterator[str]:
        """The path of every document, percent-encoded, as of now. Raises `StoreError`."""
        with self._publisher.edition() as edition:
            for path, _ in edition.inventory():
                yield path

    def export(
        self, target: str | PathLike[str], *, atomic: bool = False, allow_older: bool = False
    ) -> Exported:
        """Write every document that changed below a folder, or `s3://BUCKET/PREFIX`; see docs/export.md.

        Raises `ExportError`, `StoreError`, `UsageError`.
        """
        found = open_target(fspath(target), self.settings.delivery, atomic=atomic)
        return export_documents(self._publisher, found, self.settings, allow_older=allow_older)

    def blueprint(self, name: str = "feedsvc") -> FeedsBlueprint:
        """Views for a Flask app, which answer as `feedsvc web` does.

        `app.register_blueprint(feeds.blueprint(), url_prefix="/news")`: the site's address ends in the
        prefix, else this raises `UsageError`. Where there is no document, the app's own error pages answer.
        """
        from feedsvc.web.blueprint import FeedsBlueprint
        from feedsvc.web.responders import responder

        url = self.settings.site.url
        made = FeedsBlueprint(name, lambda: responder(self.settings, url, time), url)
        self._mounted.append(made)
        return made


def _in_one_process(settings: Settings) -> Settings:
    """The settings, with one process to compute with where they do not say how many."""
    changes = {
        name: section.model_copy(update={"jobs": 1})
        for name, section in (("sync", settings.sync), ("export", settings.export))
        if section.jobs is None
    }
    return settings.model_copy(update=changes)
