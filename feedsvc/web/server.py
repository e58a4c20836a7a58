"""Granian, started with the web app."""

from __future__ import annotations

import os
import socket
from functools import partial
from multiprocessing import SimpleQueue

from granian.constants import Interfaces, RuntimeModes
from granian.log import LogLevels
from granian.server import Server

from feedsvc.errors import UsageError
from feedsvc.publish.documents import Publisher
from feedsvc.publish.freshness import Freshness
from feedsvc.settings import Settings
from feedsvc.store.store import Store
from feedsvc.web.access_log import AccessLog
from feedsvc.web.app import create_app
from feedsvc.web.cache import ResourceCache
from feedsvc.web.delivery import App, Delivery
from feedsvc.web.limiter import Limiter
from feedsvc.web.metrics import Counting, CountsQueue, Metrics
from feedsvc.web.observation import Observed, Observer
from feedsvc.web.pulse import Clock, Pulse

# A hit takes less than a thread's turn at the interpreter, so one thread answers the most. It waits for the
# store while it makes a document: where that may take long, others must go on.
THREADS_BY_A_FILE, THREADS_BY_A_SERVER = 1, 4
STOP_SECONDS = 30


def serve(settings: Settings, url: str | None, clock: Clock) -> None:
    """Serve until told to stop. `clock` gives the time in seconds since 1970. Raises `UsageError`."""
    options = settings.server
    counts: CountsQueue | None = None
    if options.metrics_port:
        counts = SimpleQueue()
        Metrics(counts, clock).serve(options.metrics_host, options.metrics_port)
    server = Server(
        "feedsvc",
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=options.workers,
        blocking_threads=options.threads or _threads(settings.store.url),
        runtime_mode=RuntimeModes.st,
        websockets=False,
        log_level=LogLevels.warning,
        workers_kill_timeout=STOP_SECONDS,
    )
    server.serve(target_loader=partial(load_app, settings, url, clock, counts), wrap_loader=False)


def load_app(settings: Settings, url: str | None, clock: Clock, counts: CountsQueue | None = None) -> App:
    """The app, in the worker process that is going to answer with it."""
    options = settings.server
    publisher = Publisher(Store(settings.store.url), url)
    freshness = Freshness(settings.delivery)
    pulse = Pulse(publisher, freshness, clock)
    app = create_app(publisher, pulse, freshness, settings.delivery.moved)
    cache = ResourceCache(options.cache_megabytes * 1024 * 1024)
    delivery = Delivery(app.wsgi_app, publisher, pulse, freshness, cache)
    delivery.start()
    observers: list[Observer] = []
    if options.access_log:
        observers.append(AccessLog(options.access_log, clock))
    if counts is not None:
        counting = Counting(counts, delivery, pulse)
        counting.start()
        observers.append(counting)
    limit = settings.delivery.full_answers_a_minute
    if not observers and not limit:
        return delivery
    return Observed(delivery, observers, Limiter(limit) if limit else None, options.trusted_proxies)


def _threads(store_url: str) -> int:
    """How many threads answer; Granian warns of more than twice the cores."""
    by_a_file = store_url.startswith("sqlite")
    wanted = THREADS_BY_A_FILE if by_a_file else THREADS_BY_A_SERVER
    return min(wanted, 2 * (os.cpu_count() or 1) + 1)


def require_usable(settings: Settings, clock: Clock) -> None:
    """Raises `UsageError` when an address cannot be listened on, or the access log not be written."""
    options = settings.server
    _require_free(options.host, options.port)
    if options.metrics_port:
        _require_free(options.metrics_host, options.metrics_port)
    if options.access_log:
        AccessLog(options.access_log, clock).close()


def _require_free(host: str, port: int) -> None:
    """Granian's workers share their address with whoever wants it, so that a second server would start
    without a word and take half of the requests; and an address that cannot be had ends it in a panic."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        with socket.socket(found[0][0], socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(found[0][4])
            probe.listen(1)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"{host}:{port} cannot be listened on: {reason}; choose another port") from None
