"""What goes on: each request with its answer, told to whoever keeps account of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from feedsvc.web.caching_responder import CACHE, CachingResponder
from feedsvc.web.clients import client_address
from feedsvc.web.limiter import Limiter
from feedsvc.web.preconditions import Environ
from feedsvc.web.representations import Reply

Validator = Literal["tag", "date", "none"]


class RequestRecord(NamedTuple):
    """A request and its answer. `document_type` is "other" for no document; `path` as it was asked for."""

    environ: Environ
    reply: Reply
    document_type: str
    path: str
    client: str
    validator: Validator
    cache: str
    seconds: float


Observer = Callable[[RequestRecord], None]


class Instrumented:
    """A responder whose requests are told to observers, and limited where there is a limit."""

    def __init__(
        self,
        responder: CachingResponder,
        observers: Sequence[Observer],
        limiter: Limiter | None,
        proxies: int,
    ) -> None:
        self._responder, self._observers, self._limiter = responder, observers, limiter
        self._proxies = proxies

    def settled(self) -> None:
        """Each answer is to be told: none is given again unseen."""

    def cached(self, environ: Environ) -> Reply | None:
        """The answer that is ready; None where it must be made. Never waits for the store."""
        began = time.perf_counter()
        reply = self._responder.cached(environ)
        return reply and self._told(environ, reply, began)

    def respond(self, environ: Environ) -> Reply:
        """The response to one request."""
        began = time.perf_counter()
        return self._told(environ, self._responder.respond(environ), began)

    def refresh(self) -> None:
        """See now what the store has."""
        self._responder.refresh()

    def _told(self, environ: Environ, reply: Reply, began: float) -> Reply:
        client, validator = client_address(environ, self._proxies), _validator(environ)
        if self._limiter and reply.code == 200 and validator == "none":
            reply = self._limiter.limited(client, environ["PATH_INFO"]) or reply
        resource = self._responder.cache.get(environ["PATH_INFO"])
        record = RequestRecord(
            environ=environ,
            reply=reply,
            document_type=resource.document.document_type if resource else "other",
            path=environ["PATH_INFO"].encode("latin-1", "replace").decode("utf-8", "replace"),
            client=client,
            validator=validator,
            cache=environ.get(CACHE, "hit" if resource else "miss"),
            seconds=time.perf_counter() - began,
        )
        for observer in self._observers:
            observer(record)
        return reply


def _validator(environ: Environ) -> Validator:
    if "HTTP_IF_NONE_MATCH" in environ:
        return "tag"
    return "date" if "HTTP_IF_MODIFIED_SINCE" in environ else "none"
