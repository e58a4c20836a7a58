"""The delivery of a test's site, in this process, by a clock that the test sets."""

from __future__ import annotations

from typing import Any

from conftest import Site

from feedsvc.delivery.freshness import Freshness
from feedsvc.publish.publisher import Publisher
from feedsvc.settings import DeliveryOptions
from feedsvc.web.app import create_app
from feedsvc.web.cache import ResourceCache
from feedsvc.web.caching_responder import CachingResponder
from feedsvc.web.recompressor import Recompressor
from feedsvc.web.representations import Reply
from feedsvc.web.store_watcher import StoreWatcher

MEGABYTE = 1024 * 1024


class Delivered:
    """A web process without a server: `ask` it, and let it `poll` the store when a test wants it to.

    `builds` are the paths that the app was asked to make.
    """

    def __init__(self, site: Site, budget: int = MEGABYTE, **options: Any) -> None:
        self.site, self.ahead = site, 0.0
        delivery = DeliveryOptions(**options)
        freshness = Freshness(delivery)
        self.publisher = Publisher(site.store)
        self.watcher = StoreWatcher(self.publisher, freshness, self.clock)
        self.app = create_app(self.publisher, self.watcher, freshness)
        self.cache = ResourceCache(budget)
        self.builds: list[str] = []
        self.responder = CachingResponder(
            self._count, self.publisher, self.watcher, freshness, self.cache, delivery.delta_clients
        )
        self.recompressor: Recompressor = self.responder._recompressor

    def clock(self) -> float:
        """A second after the last sync, and as much later as the test says."""
        return self.site.now.timestamp() + 1 + self.ahead

    def poll(self) -> None:
        self.watcher.poll()

    def ask(self, path: str, method: str = "GET", **fields: str) -> Reply:
        return self.responder.respond(environ(path, method, **fields))

    def _count(self, asked: dict[str, Any], start_response: Any) -> Any:
        self.builds.append(asked["PATH_INFO"])
        return self.app.wsgi_app(asked, start_response)


def environ(path: str, method: str = "GET", **fields: str) -> dict[str, Any]:
    """A WSGI environment; `If_None_Match="x"` is a header field."""
    path, _, query = path.partition("?")
    return {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "192.0.2.1",
        "wsgi.url_scheme": "http",
        "wsgi.version": (1, 0),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        **{f"HTTP_{name.upper()}": value for name, value in fields.items()},
    }


def fields(reply: Reply) -> dict[str, str]:
    return {name.lower(): value for name, value in reply.headers}


def body(reply: Reply) -> bytes:
    return b"".join(reply.body)
