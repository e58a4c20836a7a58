"""uvicorn, started with the web app."""

from __future__ import annotations

import errno
import socket
import sys
import time
from collections.abc import Callable
from functools import partial
from multiprocessing import get_context

from uvicorn.config import STARTUP_FAILURE, Config
from uvicorn.supervisors import Multiprocess

from feedsvc.errors import FeedsvcError, NothingPublishedError, ProcessError, StoreError, UsageError
from feedsvc.processes import end_with_parent
from feedsvc.settings import ServerOptions, Settings
from feedsvc.store.store import Store
from feedsvc.web.access_log import AccessLog
from feedsvc.web.connection import Connection
from feedsvc.web.gateway import Gateway
from feedsvc.web.metrics import CountsQueue, Metrics
from feedsvc.web.responders import responder
from feedsvc.web.store_watcher import Clock

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

IDLE_SECONDS = 75
STOP_SECONDS = 30
SILENT_SECONDS = 60  # of a worker, after which it is ended: one on a busy or suspended machine is well
BACKLOG = 2048
_OPEN_FILES = 65_536  # asked for where the system allows more
_OTHER_FILES = 100
_REMEDIES = {
    errno.EADDRINUSE: "choose another port",
    errno.EACCES: "choose a port from 1024 on",
    errno.EADDRNOTAVAIL: "choose an address of this machine, or 0.0.0.0 for all",
}


def serve(
    settings: Settings, url: str | None, clock: Clock, ready: Callable[[], None], *, preview: bool = False
) -> None:
    """Serve until told to stop. `clock` gives the time in seconds since 1970; `ready` is called once requests
    are answered; a `preview` stands in for the blog's own pages.

    Raises `UsageError`, and `ProcessError` when what answers cannot start.
    """
    options = settings.server
    counts: CountsQueue | None = None
    if options.metrics_port:
        counts = get_context("spawn").SimpleQueue()
        Metrics(counts, clock).serve(options.metrics_host, options.metrics_port)
    config = configured(partial(_gateway, settings, url, clock, counts, preview=preview), options)
    workers = _Workers(config, [listening(options.host, options.port)])
    workers.ready = ready
    try:
        workers.run()
    except BaseException:
        workers.terminate_all()  # else this process would wait for them
        raise
    if any(process.exitcode == STARTUP_FAILURE for process in workers.processes):
        raise ProcessError("a web process could not start")


class _Workers(Multiprocess):
    """The worker processes."""

    ready: Callable[[], None]

    def init_processes(self) -> None:
        """Start them, and tell when the first one answers."""
        super().init_processes()
        first = self.processes[0]
        while first.process.is_alive() and not self.should_exit.is_set():
            if first.is_ready(timeout=1):
                self.ready()
                return
            time.sleep(0.02)
            self.handle_signals()

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
        timeout_worker_healthcheck=SILENT_SECONDS,
    )


def _gateway(
    settings: Settings, url: str | None, clock: Clock, counts: CountsQueue | None, *, preview: bool
) -> Gateway:
    """What answers, in the worker process that is going to answer with it."""
    end_with_parent()
    Connection.limit = _most_connections()
    try:
        made = responder(settings, url, clock, counts, preview=preview)
        return Gateway(made, settings.server.threads)
    except FeedsvcError as error:
        print(f"feedsvc: error: {error}", file=sys.stderr)
        sys.exit(STARTUP_FAILURE)


def _most_connections() -> int:
    """How many connections this process may have: as many as the system lets it open, but for what else it
    opens. What is over that would be left waiting, and fill the log."""
    if resource is None:
        return 8_000
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, _OPEN_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    return max(16, (wanted if soft == resource.RLIM_INFINITY else soft) - _OTHER_FILES)


def require_usable(settings: Settings, clock: Clock) -> None:
    """Raises `UsageError` when an address cannot be listened on, or the access log not be written."""
    options = settings.server
    listening(options.host, options.port).close()
    if options.metrics_port:
        listening(options.metrics_host, options.metrics_port).close()
    if options.access_log:
        AccessLog(options.access_log, clock).close()


def require_readable(settings: Settings) -> None:
    """Raises `UsageError` when the store cannot be read; one that nothing was synced into is waited for."""
    store = Store(settings.store.url)
    try:
        with store.reading():
            pass
    except NothingPublishedError:
        pass
    except StoreError as error:
        raise UsageError(str(error)) from None
    finally:
        store.close()


def listening(host: str, port: int) -> socket.socket:
    """A socket that clients can connect to from now on. Raises `UsageError`, in words for whoever chose the
    address."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError):
        remedy = "write an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all"
        raise UsageError(f"{host} is no host name and no address; {remedy}") from None
    family, _, _, _, address = found[0]
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
        made.listen(BACKLOG)
    except OSError as error:
        made.close()
        remedy = _REMEDIES.get(error.errno or 0, "choose another address")
        raise UsageError(f"{host}:{port} cannot be listened on: {error.strerror}; {remedy}") from None
    made.set_inheritable(True)
    return made
