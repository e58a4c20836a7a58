"""Granian, started with the web app."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from feedsvc.errors import UsageError
from feedsvc.publish.documents import Publisher
from feedsvc.settings import ServerOptions
from feedsvc.store.store import Store
from feedsvc.web.app import create_app

BLOCKING_THREADS = 8


def serve(store_url: str, url: str | None, options: ServerOptions) -> None:
    """Serve until told to stop. Raises `UsageError` when the address cannot be listened on."""
    server = Server(
        "feedsvc.web.app",
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=options.workers,
        blocking_threads=BLOCKING_THREADS,
        websockets=False,
        log_level=LogLevels.warning,
        workers_kill_timeout=30,
    )
    try:
        server.serve(target_loader=partial(load_app, store_url, url), wrap_loader=False)
    except (OSError, RuntimeError, OverflowError) as error:
        raise UsageError(f"{options.host}:{options.port} cannot be listened on: {error}") from None


def load_app(store_url: str, url: str | None) -> Callable[..., Any]:
    """The app in a worker process of its own."""
    return create_app(Publisher(Store(store_url), url))
