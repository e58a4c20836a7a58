"""uvicorn, started with the web app."""

from __future__ import annotations

import socket
from collections.abc import Callable
from functools import partial
from multiprocessing import get_context

from uvicorn.config import Config
from uvicorn.supervisors import Multiprocess

from feedsvc.delivery.freshness import Freshness
from feedsvc.errors import UsageError
from feedsvc.processes import end_with_parent
from feedsvc.publish.documents import Publisher
from feedsvc.settings import ServerOptions, Settings
from feedsvc.store.store import Store
from feedsvc.web.access_log import AccessLog
from feedsvc.web.app import create_app
from feedsvc.web.cache import ResourceCache
from feedsvc.web.caching_responder import CachingResponder
from feedsvc.web.connection import Connection
from feedsvc.web.gateway import Gateway, Responder
from feedsvc.web.instrumented import Instrumented, Observer
from feedsvc.web.limiter import Limiter
from feedsvc.web.metrics import Counting, CountsQueue, Metrics
from feedsvc.web.store_watcher import Clock, StoreWatcher

IDLE_SECONDS = 75
STOP_SECONDS = 30


def serve(settings: Settings, url: str | None, clock: Clock) -> None:
    """Serve until told to stop. `clock` gives the time in seconds since 1970. Raises `UsageError`."""
    options = settings.server
    counts: CountsQueue | None = None
    if options.metrics_port:
        counts = get_context("spawn").SimpleQueue()
        Metrics(counts, clock).serve(options.metrics_host, options.metrics_port)
    config = configured(partial(_gateway, settings, url, clock, counts), options)
    _Workers(config, [config.bind_socket()]).run()


class _Workers(Multiprocess):
    """The worker processes."""

    def terminate_all(self) -> None:
        """Stop. Whoever comes when no worker accepts any more is refused, instead of left waiting."""
        for listening in self.sockets:
            listening.close()
        super().terminate_all()


def configured(make: Callable[[], Gateway], options: ServerOptions, idle: int = IDLE_SECONDS) -> Config:
    """What uvicorn is told. A connection is closed after so many `idle` seconds."""
    return Config(
        make,
        factory=True,
        interface="asgi3",
        host=options.host,
        port=options.port,
        workers=options.workers,
        http=Connection,
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="error",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=idle,
        timeout_graceful_shutdown=STOP_SECONDS,
    )


def _gateway(settings: Settings, url: str | None, clock: Clock, counts: CountsQueue | None) -> Gateway:
    """What answers, in the worker process that is going to answer with it."""
    end_with_parent()
    return Gateway(responder(settings, url, clock, counts), settings.server.threads)


def responder(
    settings: Settings, url: str | None, clock: Clock, counts: CountsQueue | None = None
) -> Responder:
    """What answers requests out of the configured store, under observation where that is configured."""
    options = settings.server
    publisher = Publisher(Store(settings.store.url), url)
    freshness = Freshness(settings.delivery)
    watcher = StoreWatcher(publisher, freshness, clock)
    app = create_app(publisher, watcher, freshness, settings.delivery.moved)
    cache = ResourceCache(options.cache_megabytes * 1024 * 1024)
    responder = CachingResponder(app.wsgi_app, publisher, watcher, freshness, cache)
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


def require_usable(settings: Settings, clock: Clock) -> None:
    """Raises `UsageError` when an address cannot be listened on, or the access log not be written."""
    options = settings.server
    _require_free(options.host, options.port)
    if options.metrics_port:
        _require_free(options.metrics_host, options.metrics_port)
    if options.access_log:
        AccessLog(options.access_log, clock).close()


def _require_free(host: str, port: int) -> None:
    """Told before the first sync, which may take long, and in words."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        with socket.socket(found[0][0], socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(found[0][4])
            probe.listen(1)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"{host}:{port} cannot be listened on: {reason}; choose another port") from None
