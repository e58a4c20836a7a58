"""The commands that keep the product running: serve, sync, web."""

from __future__ import annotations

import signal
import threading
import time
from datetime import UTC, datetime

import click

from feedsvc.commands import common
from feedsvc.commands.messages import say
from feedsvc.errors import FeedsvcError, SourceError
from feedsvc.publish.documents import Publisher
from feedsvc.settings import Settings
from feedsvc.store.store import Store
from feedsvc.sync.sync import sync as sync_store
from feedsvc.watch import follow


@click.command()
@common.source_argument
@common.server_options
@common.shrink_option
@common.with_settings
def serve(settings: Settings, allow_shrink: bool) -> None:
    """Sync SOURCE, watch it, and serve: the whole product in one."""
    from feedsvc.web import server

    settings = _with_url(settings)
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
    watcher = threading.Thread(target=follow, args=(path, follower.sync, stop), name="watch", daemon=True)
    watcher.start()
    say(f"serving {settings.url} on {settings.server.host}:{settings.server.port}")
    try:
        server.serve(settings, None, time.time)
    finally:
        stop.set()
        watcher.join(timeout=10)


@click.command()
@common.source_argument
@click.option("--watch", is_flag=True, help="Keep going: sync again whenever the source changes.")
@common.shrink_option
@common.with_settings
def sync(settings: Settings, watch: bool, allow_shrink: bool) -> None:
    """Bring the store up to date with SOURCE."""
    store = Store(settings.store.url)
    path = common.watched_path(settings)
    if not watch:
        common.run_sync(settings, store, allow_shrink)
        return
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    follower = _Follower(settings, store)
    follower.sync()
    follow(path, follower.sync, stop)


@click.command()
@common.server_options
@common.with_settings
def web(settings: Settings) -> None:
    """Serve what the store has."""
    from feedsvc.web import server

    server.require_usable(settings, time.time)
    say(f"serving on {settings.server.host}:{settings.server.port}")
    server.serve(settings, settings.site.url, time.time)


class _Follower:
    """Syncs of a process that keeps going: an error is told once, and what is live stays live."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings, self._store = settings, store
        self._complaint = ""

    def sync(self) -> None:
        try:
            source = common.configured_source(self._settings)
            report = sync_store(source, self._store, self._settings, now=datetime.now(UTC))
        except FeedsvcError as error:
            self.complain(error)
            return
        self._complaint = ""
        if report.changed or report.noted:
            common.tell(report)

    def complain(self, error: FeedsvcError) -> None:
        if self._complaint != str(error):
            self._complaint = str(error)
            say(f"error: {error}")


def _with_url(settings: Settings) -> Settings:
    """Where no site URL is configured, the address served at is one that works on this machine."""
    if settings.site.url:
        return settings
    host = settings.server.host
    host = "localhost" if host in ("0.0.0.0", "::", "127.0.0.1", "::1") else host
    host = f"[{host}]" if ":" in host else host
    url = f"http://{host}:{settings.server.port}/"
    return settings.model_copy(update={"site": settings.site.model_copy(update={"url": url})})


def _require_published(store: Store, error: SourceError) -> None:
    """Serving what was live is better than nothing; with nothing live, the error is all there is."""
    try:
        with Publisher(store).edition():
            pass
    except FeedsvcError:
        raise error from None
