"""What goes on: each request with its answer, told to whoever keeps account of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from feedsvc.web.clients import client_address
from feedsvc.web.conditions import Environ
from feedsvc.web.delivery import CACHE, Delivery
from feedsvc.web.limiter import Limiter
from feedsvc.web.representations import Reply

Validator = Literal["tag", "date", "none"]


class Exchange(NamedTuple):
    """A request and its answer. `kind` is that of the document, or "other"; `path` as it was asked for."""

    environ: Environ
    reply: Reply
    kind: str
    path: str
    client: str
    validator: Validator
    cache: str
    seconds: float


Observer = Callable[[Exchange], None]


class Observed:
    """Delivery under observation, and with a limit where there is one."""

    def __init__(
        self, delivery: Delivery, observers: Sequence[Observer], limiter: Limiter | None, proxies: int
    ) -> None:
        self._delivery, self._observers, self._limiter = delivery, observers, limiter
        self._proxies = proxies

    def held(self, environ: Environ) -> Reply | None:
        """The answer that is ready; None where it must be made. Never waits for the store."""
        began = time.perf_counter()
        reply = self._delivery.held(environ)
        return reply and self._told(environ, reply, began)

    def answer(self, environ: Environ) -> Reply:
        """The response to one request."""
        began = time.perf_counter()
        return self._told(environ, self._delivery.answer(environ), began)

    def _told(self, environ: Environ, reply: Reply, began: float) -> Reply:
        client, validator = client_address(environ, self._proxies), _validator(environ)
        if self._limiter and reply.code == 200 and validator == "none":
            reply = self._limiter.limited(client, environ["PATH_INFO"]) or reply
        resource = self._delivery.cache.get(environ["PATH_INFO"])
        exchange = Exchange(
            environ=environ,
            reply=reply,
            kind=resource.document.kind if resource else "other",
            path=environ["PATH_INFO"].encode("latin-1", "replace").decode("utf-8", "replace"),
            client=client,
            validator=validator,
            cache=environ.get(CACHE, "hit" if resource else "miss"),
            seconds=time.perf_counter() - began,
        )
        for observer in self._observers:
            observer(exchange)
        return reply


def _validator(environ: Environ) -> Validator:
    if "HTTP_IF_NONE_MATCH" in environ:
        return "tag"
    return "date" if "HTTP_IF_MODIFIED_SINCE" in environ else "none"
