"""The commands that keep the product running: serve, sync, web."""

from __future__ import annotations

import json
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

import click

from feedsvc.commands import common
from feedsvc.commands.messages import say, say_error
from feedsvc.commands.stores import remembered_url
from feedsvc.errors import FeedsvcError, SourceError, StoreError, UsageError
from feedsvc.prometheus import REGISTRY, exposition, listen
from feedsvc.publish.preview import on_the_blog
from feedsvc.publish.publisher import Publisher
from feedsvc.settings import DEFAULT_URL, Settings, StoreOptions
from feedsvc.sources.sql import SqlSource
from feedsvc.store.leadership import APPLICATION, Leadership
from feedsvc.store.store import Store
from feedsvc.sync.sync_report import SyncReport
from feedsvc.watch import Wait, follow


@click.command()
@common.source_argument
@common.server_options
@common.shrink_option
@click.option("--preview", is_flag=True, help="Show the site under an address of this machine; keep nothing.")
@common.with_address
def serve(settings: Settings, allow_shrink: bool, preview: bool) -> None:
    """Sync SOURCE, watch it, and serve: the whole product in one.

    Without an address (--url, site.url) it is a preview: nothing is published, and nothing is kept.
    """
    common.source_path(settings)
    if preview or common.site_address(settings) is None:
        with _preview(settings) as local:
            _serve(local, allow_shrink, preview=True)
    else:
        _serve(settings, allow_shrink, preview=False)


def _serve(settings: Settings, allow_shrink: bool, *, preview: bool) -> None:
    from feedsvc.web import server

    server.require_usable(settings, time.time)
    path = common.watched_path(settings)
    store = Store(settings.store.url)
    follower = _Follower(settings, store)
    try:
        common.run_sync(settings, store, allow_shrink)
    except SourceError as error:
        _require_published(store, error)
        follower.complain(error)
    stop = threading.Event()
    watcher = threading.Thread(
        target=follow, args=(path, follower.sync, stop, _changes(settings)), name="watch", daemon=True
    )
    watcher.start()
    try:
        server.serve(settings, None, time.time, _told(settings, store, preview=preview), preview=preview)
    finally:
        stop.set()
        watcher.join(timeout=10)
        store.close()


def _changes(settings: Settings) -> Wait:
    """What waits for changes of a configured source that has no path."""
    location = common.source_path(settings)
    source = common.configured_source(settings) if "://" in location else None
    told = source.changes() if isinstance(source, SqlSource) else None
    return threading.Event.wait if told is None else told.wait


def _told(settings: Settings, store: Store, *, preview: bool) -> Callable[[], None]:
    """What to say once requests are answered."""

    def tell() -> None:
        place = f"{settings.server.host}:{settings.server.port}"
        with Publisher(store).edition() as edition:
            if preview:
                say(f"preview on {edition.url}: nothing is published, and nothing is kept (--url publishes)")
            else:
                say(f"serving {edition.url} on {place}")
            common.tell_redirects(edition, settings.delivery.moved)
            count, latest = on_the_blog(edition)
        if count and preview:
            say(f"entries that lead to the blog's own pages: {count}; pages of feedsvc's stand in ({latest})")
        elif count:
            say(f"entries that lead to the blog's own pages, which are not served here: {count} ({latest})")

    return tell


@contextmanager
def _preview(settings: Settings) -> Iterator[Settings]:
    """The settings of a site under an address of this machine, in a store that ends with it: the ids made
    for it reach no reader."""
    host = settings.server.host
    host = "localhost" if host in ("0.0.0.0", "::", "127.0.0.1", "::1") else host
    host = f"[{host}]" if ":" in host else host
    path = urlsplit(common.site_address(settings) or DEFAULT_URL).path
    url = f"http://{host}:{settings.server.port}{path}"
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # and leave no folder behind
    with tempfile.TemporaryDirectory(prefix="feedsvc-preview-") as folder:
        store = StoreOptions(url=f"sqlite:///{folder}/preview.db")
        source = settings.source.model_copy(update={"files": "all"})  # the blog's own are not here either
        yield settings.at(url).model_copy(update={"store": store, "source": source})


@click.command()
@common.source_argument
@click.option("--watch", is_flag=True, help="Keep going: sync again whenever the source changes.")
@click.option("--json", "as_json", is_flag=True, help="Print what it did as JSON, with every message.")
@common.shrink_option
@common.metrics_option
@common.with_address
def sync(settings: Settings, watch: bool, as_json: bool, allow_shrink: bool) -> int:
    """Bring the store up to date with SOURCE. Exit code 1 where a document or an entry was not published."""
    if watch and as_json:
        raise UsageError("--json is for one sync, not for --watch")
    common.source_path(settings)
    common.require_address(settings)
    store = Store(settings.store.url, application=APPLICATION if watch else "feedsvc")
    path = common.watched_path(settings)
    if not watch:
        report = common.run_sync(settings, store, allow_shrink)
        if as_json:
            click.echo(json.dumps(_report(report), ensure_ascii=False, indent=1))
        return int(bool(report.faults))
    if settings.sync.metrics_port:
        listen(
            settings.server.metrics_host,
            settings.sync.metrics_port,
            lambda: exposition(REGISTRY.samples()),
        )
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    follower = _Follower(settings, store)
    follower.take_part(stop)
    follower.sync(allow_shrink=allow_shrink)
    follow(path, follower.sync, stop, _changes(settings))
    return 0


def _report(report: SyncReport) -> dict[str, object]:
    names = ("published", "hidden", "rejected", "new", "updated", "renamed", "vanished")
    return {"revision": report.revision, "counts": report.counts(*names), **report.told()}


@click.command()
@common.server_options
@common.with_own_settings
def web(settings: Settings) -> None:
    """Serve what the store has."""
    from feedsvc.web import server

    server.require_usable(settings, time.time)
    server.require_readable(settings)

    def tell() -> None:
        say(f"serving on {settings.server.host}:{settings.server.port}")
        with suppress(StoreError):  # which may just have gone away: that is /readyz's to say
            if remembered_url(settings) is None:
                say("nothing was published yet; what feedsvc sync publishes is served from then on")

    server.serve(settings, settings.site.url, time.time, tell)


class _Follower:
    """Syncs of a process that keeps going: an error is told once, and what is live stays live."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings, self._store = settings, store
        self._complaint = ""
        self._is_current = False  # whether the store has all that the source had at some time
        self._leadership: Leadership | None = None
        self._lock = threading.Lock()

    def take_part(self, stop: threading.Event) -> None:
        """Sync only while this process leads those that sync into the store, where there may be several."""
        if self._store.file is None:
            self._leadership = Leadership(self._store)
            self._leadership.start(stop, self._succeed)
            self._tell_lead()

    def _succeed(self) -> None:
        self._tell_lead()
        self.sync()

    def _tell_lead(self) -> None:
        leads = self._leadership is not None and self._leadership.leads
        REGISTRY.set("leader", leads)
        say("this process syncs" if leads else "another process syncs; this one stands by")

    def sync(self, written: Collection[str] = (), *, allow_shrink: bool = False) -> None:
        """One sync, of no more than the `written` files where nothing else has changed since the last one."""
        with self._lock:
            if self._leadership is None or self._leadership.leads:
                self._sync(written if self._is_current else (), allow_shrink)
            else:
                self._is_current = False

    def _sync(self, written: Collection[str], allow_shrink: bool) -> None:
        self._is_current = False
        try:
            report = common.noted_sync(self._settings, self._store, allow_shrink, written=written)
        except FeedsvcError as error:
            self.complain(error)
            return
        self._complaint, self._is_current = "", True
        if report.changed or report.noted:
            common.tell(report)

    def complain(self, error: FeedsvcError) -> None:
        if self._complaint != str(error):
            self._complaint = str(error)
            say_error(error)


def _require_published(store: Store, error: SourceError) -> None:
    """Serving what was live is better than nothing; with nothing live, the error is all there is."""
    try:
        with Publisher(store).edition():
            pass
    except FeedsvcError:
        raise error from None
