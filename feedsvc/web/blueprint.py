"""The feeds inside another Flask app: what `feedsvc web` answers, below a prefix of the app's."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import Blueprint, Response, abort, request
from flask.blueprints import BlueprintSetupState
from werkzeug.datastructures import Headers

from feedsvc.errors import UsageError
from feedsvc.web.gateway import Responder
from feedsvc.web.representations import StreamedReply

_METHODS = ("GET", "HEAD", "OPTIONS")
# Where there is no document, the app's own error pages say so.
_NO_DOCUMENT = (404, 410, 503)


class FeedsBlueprint(Blueprint):
    """Views over a responder, for a site at `url` (None where nobody has said it).

    Registering raises `UsageError` where the prefix is not what the path of that address ends in. Each
    process that answers makes a responder of its own, with the first request: a server may load the app
    before it forks, and threads do not come along.
    """

    def __init__(self, name: str, make: Callable[[], Responder], url: str | None) -> None:
        super().__init__(name, __name__)
        self._make, self._url, self._lock = make, url, threading.Lock()
        self._made: tuple[int, Responder] | None = None
        self.record(self._require_prefix)
        for rule in ("/", "/<path:path>"):
            self.add_url_rule(
                rule, "document", self._document, methods=_METHODS, provide_automatic_options=False
            )

    def refresh(self) -> None:
        """See now what the store has, where this process has answered before."""
        if self._made is not None and self._made[0] == os.getpid():
            self._made[1].refresh()

    def _document(self, path: str = "", **_of_prefix: Any) -> Response:
        """The response to the present request for `path` (decoded, without a leading slash)."""
        environ = {**request.environ, "SCRIPT_NAME": "", "PATH_INFO": f"/{path}".encode().decode("latin-1")}
        reply = self._responder().respond(environ)
        if reply.code in _NO_DOCUMENT:
            abort(reply.code)
        body = reply if isinstance(reply, StreamedReply) else reply.body
        return _CompleteResponse(body, reply.status, reply.headers)

    def _responder(self) -> Responder:
        process = os.getpid()
        with self._lock:
            if self._made is None or self._made[0] != process:
                self._made = process, self._make()
            return self._made[1]

    def _require_prefix(self, state: BlueprintSetupState) -> None:
        prefix = (state.url_prefix or "").rstrip("/")
        if self._url is None or "<" in prefix:
            return
        address = urlsplit(self._url)
        if not unquote(address.path).rstrip("/").endswith(prefix):
            wanted = f"{address.scheme}://{address.netloc}{prefix}/"
            raise UsageError(
                f"the feeds are mounted at {prefix}/, and their links begin with {self._url}: "
                f'say site.url = "{wanted}", or mount them elsewhere'
            )


class _CompleteResponse(Response):
    """A response whose fields are complete: Werkzeug would take some from a 304, and add others."""

    default_mimetype = None

    def get_wsgi_headers(self, environ: Any) -> Headers:
        return self.headers
