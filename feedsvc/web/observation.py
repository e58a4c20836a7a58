"""What goes on: each request with its answer, told to whoever keeps account of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Literal, NamedTuple

from feedsvc.web.clients import client_address
from feedsvc.web.conditions import Environ
from feedsvc.web.delivery import CACHE, Delivery, Start
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

    def __call__(self, environ: Environ, start_response: Start) -> Iterable[bytes]:
        began = time.perf_counter()
        reply = self._delivery.answer(environ)
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
        start_response(reply.status, reply.headers)
        return reply.body


def _validator(environ: Environ) -> Validator:
    if "HTTP_IF_NONE_MATCH" in environ:
        return "tag"
    return "date" if "HTTP_IF_MODIFIED_SINCE" in environ else "none"
