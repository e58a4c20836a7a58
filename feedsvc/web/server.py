"""Granian, started with the web app."""

from __future__ import annotations

import socket
from functools import partial

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from feedsvc.errors import UsageError
from feedsvc.publish.documents import Publisher
from feedsvc.publish.freshness import Freshness
from feedsvc.settings import Settings
from feedsvc.store.store import Store
from feedsvc.web.app import create_app
from feedsvc.web.cache import ResourceCache
from feedsvc.web.delivery import Delivery
from feedsvc.web.pulse import Clock, Pulse

BLOCKING_THREADS = 2
STOP_SECONDS = 30


def serve(settings: Settings, url: str | None, clock: Clock) -> None:
    """Serve until told to stop. `clock` gives the time in seconds since 1970.

    Raises `UsageError` when the address cannot be listened on.
    """
    options = settings.server
    _require_free(options.host, options.port)
    server = Server(
        "feedsvc",
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=options.workers,
        blocking_threads=BLOCKING_THREADS,
        websockets=False,
        log_level=LogLevels.warning,
        workers_kill_timeout=STOP_SECONDS,
    )
    server.serve(target_loader=partial(load_app, settings, url, clock), wrap_loader=False)


def load_app(settings: Settings, url: str | None, clock: Clock) -> Delivery:
    """The app, in the worker process that is going to answer with it."""
    delivery = make_app(settings, url, clock)
    delivery.start()
    return delivery


def make_app(settings: Settings, url: str | None, clock: Clock) -> Delivery:
    """The app with the cache in front, before its threads are started."""
    publisher = Publisher(Store(settings.store.url), url)
    freshness = Freshness(settings.delivery)
    pulse = Pulse(publisher, freshness, clock)
    app = create_app(publisher, pulse, freshness, settings.delivery.moved)
    cache = ResourceCache(settings.server.cache_megabytes * 1024 * 1024)
    return Delivery(app.wsgi_app, publisher, pulse, freshness, cache)


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
        raise UsageError(f"{host}:{port} cannot be listened on: {reason}; choose another --port") from None
