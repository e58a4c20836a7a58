"""What answers requests out of a configured store: for a server of its own, and inside another app."""

from __future__ import annotations

from feedsvc.delivery.freshness import Freshness
from feedsvc.publish.preview import Preview
from feedsvc.publish.publisher import Publisher
from feedsvc.settings import Settings
from feedsvc.store.store import Store
from feedsvc.web.access_log import AccessLog
from feedsvc.web.app import create_app
from feedsvc.web.cache import ResourceCache
from feedsvc.web.caching_responder import CachingResponder
from feedsvc.web.gateway import Responder
from feedsvc.web.instrumented import Instrumented, Observer
from feedsvc.web.limiter import Limiter
from feedsvc.web.metrics import Counting, CountsQueue
from feedsvc.web.store_watcher import Clock, StoreWatcher

ANSWER_SECONDS = 3.0  # that PostgreSQL may take: a client waits twice that, where it must connect first


def responder(
    settings: Settings,
    url: str | None,
    clock: Clock,
    counts: CountsQueue | None = None,
    *,
    preview: bool = False,
) -> Responder:
    """What answers requests out of the configured store, under observation where that is configured."""
    options = settings.server
    publisher = (Preview if preview else Publisher)(Store(settings.store.url, ANSWER_SECONDS), url)
    freshness = Freshness(settings.delivery)
    watcher = StoreWatcher(publisher, freshness, clock)
    app = create_app(publisher, watcher, freshness, settings.delivery.moved)
    cache = ResourceCache(options.cache_megabytes * 1024 * 1024)
    clients = settings.delivery.delta_clients
    responder = CachingResponder(app.wsgi_app, publisher, watcher, freshness, cache, clients)
    responder.start()
    observers: list[Observer] = []
    if options.access_log:
        observers.append(AccessLog(options.access_log, clock))
    if counts is not None:
        counting = Counting(counts, responder, watcher)
        counting.start()
        observers.append(counting)
    limit = settings.delivery.full_answers_a_minute
    if not observers and not limit:
        return responder
    return Instrumented(responder, observers, Limiter(limit) if limit else None, options.trusted_proxies)
