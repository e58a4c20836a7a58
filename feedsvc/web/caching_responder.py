"""The response cache in front of Flask, for which a hit is a look into a dictionary.

Flask makes a document once for each version; what follows from it (the codings, the 304, the answer to HEAD)
is made once for each version too. Queries mean nothing here: they change no answer and fill no cache.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from feedsvc.delivery.freshness import Freshness
from feedsvc.errors import DocumentError, StoreError
from feedsvc.publish.documents import Document, FileDocument
from feedsvc.publish.publisher import Publisher
from feedsvc.web.cache import ResourceCache
from feedsvc.web.clients import reader
from feedsvc.web.feed_delta import delta
from feedsvc.web.negotiation import ANY, asks_for_feed_delta, coding
from feedsvc.web.preconditions import (
    Environ,
    is_unmodified,
    not_modified,
    preconditions_met,
    seconds,
)
from feedsvc.web.recompressor import Recompressor
from feedsvc.web.representations import Headers, Reply, Representation, Resource, StreamedReply, plain_reply
from feedsvc.web.store_watcher import GIVEN_UP_SECONDS, StoreState, StoreWatcher

# What the app and this middleware tell each other in the environment: the document answered with, and how the
# cache fared ("hit" where it says nothing).
DOCUMENT, CACHE = "feedsvc.document", "feedsvc.cache"

App = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

_READING = ("GET", "HEAD")
_NOT_ACCEPTABLE = plain_reply("406 Not Acceptable", "Offered are br, zstd, gzip and identity.")
_HEALTHY = plain_reply("200 OK", "ok")
_AWAY = plain_reply(
    "503 Service Unavailable", "The store cannot be read. Please come back in a moment.", ("Retry-After", "5")
)
_FAILED = plain_reply("412 Precondition Failed", "The document is another by now.")


class CachingResponder:
    """Answers with cached resources, and with what `app` says where there is none."""

    def __init__(
        self,
        app: App,
        publisher: Publisher,
        watcher: StoreWatcher,
        freshness: Freshness,
        cache: ResourceCache,
        delta_clients: Iterable[str],
    ) -> None:
        self._delta_clients = frozenset(name.lower() for name in delta_clients)
        self._app, self._publisher, self._watcher, self._freshness = app, publisher, watcher, freshness
        self.cache = cache
        self._recompressor = Recompressor(cache)

    def start(self) -> None:
        """Begin what goes on beside the requests. To be called in the process that answers them."""
        self._watcher.start()
        self._recompressor.start()

    def refresh(self) -> None:
        """See now what the store has."""
        self._watcher.poll()

    def settled(self) -> StoreState | None:
        """The state of the store, as long as an answer that was given for it may be given again."""
        return self._watcher.settled()

    def cached(self, environ: Environ) -> Reply | None:
        """The answer that is ready; None where it must be made. Never waits for the store."""
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        if method not in _READING:
            return None
        resource, state = self.cache.get(path), self._watcher.state
        if resource is None:
            reply = self._told(path)
        elif not self._is_right(resource, state):
            return None
        else:
            reply = self._reply(environ, resource, may_wait=False)
        return reply.head if reply and method == "HEAD" else reply

    def _is_right(self, resource: Resource, state: StoreState) -> bool:
        """Whether the resource can be answered with: it is of the same revision, or nobody can say now
        whether it has changed."""
        if self._watcher.was_asleep():
            return False
        if resource.state is state:
            return True
        if resource.store_version == state.version:
            self._renewed(resource, state)
            return True
        return self._watcher.is_away()

    def _told(self, path: str) -> Reply | None:
        """What can be said without the store where nothing is held."""
        if path == "/healthz":
            return _HEALTHY
        if path == "/readyz":
            words, status = self._watcher.readiness()
            return plain_reply("200 OK" if status == 200 else "503 Service Unavailable", words)
        return _AWAY if self._watcher.is_away(GIVEN_UP_SECONDS) else None

    def respond(self, environ: Environ) -> Reply:
        """The response to one request."""
        method = environ["REQUEST_METHOD"]
        if method not in _READING:
            return _app_reply(self._app, environ)
        resource = self.cache.get(environ["PATH_INFO"])
        if resource is not None and (self._watcher.was_asleep() or self._is_behind(environ, resource)):
            self._watcher.poll()
        if resource is None or resource.state is not self._watcher.state:
            found = self._fetch(environ, resource)
            if not isinstance(found, Resource):
                return found or _app_reply(self._app, environ)
            resource = found
        reply = self._reply(environ, resource, may_wait=True)
        assert reply is not None
        return reply if method == "GET" else reply.head

    def _reply(self, environ: Environ, resource: Resource, may_wait: bool) -> Reply | None:
        accept = environ.get("HTTP_ACCEPT_ENCODING")
        name = coding(accept)
        if name is None:
            return _NOT_ACCEPTABLE
        destination = environ.get("HTTP_SEC_FETCH_DEST")
        selected = resource.table(destination).get(name)
        if selected is None:
            if not may_wait:
                return None
            selected = resource.representation(name, destination)
            self.cache.keep(environ["PATH_INFO"], resource)
        if ("HTTP_IF_MATCH" in environ or "HTTP_IF_UNMODIFIED_SINCE" in environ) and not preconditions_met(
            environ, resource, selected
        ):
            return _FAILED
        tags = environ.get("HTTP_IF_NONE_MATCH")
        if tags is not None:
            if tags == selected.etag:
                return selected.unmodified
            reply = not_modified(tags, resource, selected, accept)
            if reply is not None:
                return reply
            if not may_wait and self._is_behind(environ, resource):
                return None
            if "HTTP_A_IM" in environ and self._takes_delta(environ):
                return self._delta(environ, resource, name, selected) if may_wait else None
        else:
            since = environ.get("HTTP_IF_MODIFIED_SINCE")
            if since is not None and is_unmodified(since, resource, selected):
                return selected.unmodified
        if not selected.is_final:
            self._recompressor.asked(environ["PATH_INFO"], resource, name, selected)
        return selected.full

    def _is_behind(self, environ: Environ, resource: Resource) -> bool:
        """Whether the client has what is newer than this: from another process, which has seen it sooner."""
        if "HTTP_IF_NONE_MATCH" not in environ or "HTTP_IF_MODIFIED_SINCE" not in environ:
            return False
        since = seconds(environ["HTTP_IF_MODIFIED_SINCE"])
        return since is not None and resource.document.last_modified < since <= self._watcher.clock()

    def _takes_delta(self, environ: Environ) -> bool:
        """Whether the client asks for differences, and is known to understand one: libraries ask for them in
        every program's name, and programs among these take 226 for an error and never see another post."""
        if not asks_for_feed_delta(environ["HTTP_A_IM"]):
            return False
        name = reader(environ.get("HTTP_USER_AGENT", "")).name.partition("/")[0].lower()
        return name in self._delta_clients or ANY in self._delta_clients

    def _delta(self, environ: Environ, resource: Resource, name: str, selected: Representation) -> Reply:
        """226 with the entries that are new to this client, or the 200 where that is the better answer."""
        try:
            reply = delta(environ["HTTP_IF_NONE_MATCH"], resource, name, self._publisher)
        except (DocumentError, StoreError):
            return selected.full
        if reply is None:
            return selected.full
        self.cache.keep(environ["PATH_INFO"], resource)
        return reply

    def _fetch(self, environ: Environ, resource: Resource | None) -> Resource | Reply | None:
        """The resource as it is now, or the app's answer where there is no document.

        None when another request has found just now that there is none.
        """
        state, path = self._watcher.state, environ["PATH_INFO"]
        if resource is not None and resource.store_version == state.version:
            return self._renewed(resource, state)

        def make() -> Resource | Reply:
            cached = self.cache.get(path)
            if cached is not None and self._revalidate(cached, state):
                environ[CACHE] = "revalidated"
                return cached
            environ[CACHE] = "miss"
            return self._made(environ, cached, state)

        made, is_own = self.cache.once(path, make)
        return made if is_own or isinstance(made, Resource) else None

    def _revalidate(self, resource: Resource, state: StoreState) -> bool:
        """Renew the resource where it is still the document that the store has; without the store, it is.
        Says whether it is."""
        if resource.store_version != state.version:
            try:
                with self._publisher.edition() as edition:
                    changed = edition.last_modified(resource.path)
            except StoreError:
                # For this request only, unless the store is known to be out of reach: a new state comes when
                # it is back.
                if state.problem:
                    resource.state = state
                return True
            if changed != resource.document.last_modified:
                return False
            resource.store_version = state.version
        self._renewed(resource, state)
        return True

    def _made(self, environ: Environ, cached: Resource | None, state: StoreState) -> Resource | Reply:
        path = environ["PATH_INFO"]
        asked = {**environ, "REQUEST_METHOD": "GET", "QUERY_STRING": ""}
        reply = _app_reply(self._app, asked)
        document = asked.get(DOCUMENT)
        if isinstance(document, Document):
            version = state.version if document.revision == state.revision else None
            resource = Resource(document, reply.headers, version, cached)
            self._renewed(resource, state)
            self.cache.keep(path, resource)
            return resource
        if cached is not None:
            if reply.code in (500, 503):
                return cached
            self.cache.drop(path)
        if environ["REQUEST_METHOD"] == "GET":
            return reply
        if isinstance(reply, StreamedReply):
            reply.close()
        return reply.head

    def _renewed(self, resource: Resource, state: StoreState) -> Resource:
        document_type, now = resource.document.document_type, self._watcher.clock()
        resource.renew(state, self._freshness.cache_control(document_type, now, state.due), now)
        return resource


def _app_reply(app: App, environ: Environ) -> Reply:
    """What the app answers: whole, or a file."""
    started: list[tuple[str, Headers]] = []

    def start_response(status: str, headers: Headers, _error: Any = None) -> None:
        started.append((status, headers))

    body = app(environ, start_response)
    if isinstance(environ.get(DOCUMENT), FileDocument):
        return StreamedReply(*started[-1], body)
    try:
        content = b"".join(body)
    finally:
        if hasattr(body, "close"):
            body.close()
    status, headers = started[-1]
    return Reply(status, headers, [content] if content else [])
