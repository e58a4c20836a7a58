"""Between connections and what answers: WSGI environments, and threads that wait for the store."""

from __future__ import annotations

import io
import sys
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import unquote_to_bytes

from feedsvc.web.caching_responder import CachingResponder
from feedsvc.web.instrumented import Instrumented
from feedsvc.web.preconditions import Environ

Fields = list[tuple[bytes, bytes]]  # header fields, the names in lower case
Responder = CachingResponder | Instrumented


class Gateway:
    """What the connections of a process share: what answers, and a few threads for what must be made."""

    def __init__(self, responder: Responder, threads: int) -> None:
        self.responder = responder
        self.pool = ThreadPoolExecutor(threads, "answer")
        self._common: Fields | None = None
        self._end = b""

    def end_of_head(self, common: Fields) -> bytes:
        """The last lines of a response's head: the fields `common` to all, which change every second."""
        if common is not self._common:
            lines = b"".join(b"%s: %s\r\n" % field for field in common)
            self._common, self._end = common, lines + b"\r\n"
        return self._end


def environ_of(method: str, path: bytes, query: bytes, fields: Fields) -> Environ:
    """A request without a body as a WSGI environment (PEP 3333); `path` is percent-encoded."""
    environ: Environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query.decode("latin-1"),
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in fields:
        # With an underscore it would pass for the one with a hyphen, which a proxy may have vouched for.
        if b"_" not in name:
            key = "HTTP_" + name.decode("latin-1").upper().replace("-", "_")
            text = value.decode("latin-1")
            environ[key] = f"{environ[key]}, {text}" if key in environ else text
    return environ
