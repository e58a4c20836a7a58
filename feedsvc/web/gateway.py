"""Between uvicorn and what answers: requests as WSGI environments, and threads that wait for the store."""

from __future__ import annotations

import asyncio
import io
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol
from urllib.parse import unquote_to_bytes

from feedsvc.web.preconditions import Environ
from feedsvc.web.representations import Reply, StreamedReply

Fields = list[tuple[bytes, bytes]]  # header fields, the names in lower case


class Responder(Protocol):
    """What answers requests. An environment is never changed by `held`."""

    def cached(self, environ: Environ) -> Reply | None:
        """The answer that is ready; None where it must be made. Never waits for the store."""

    def respond(self, environ: Environ) -> Reply:
        """The answer to any request."""

    def refresh(self) -> None:
        """See now what the store has; else that is seen a fraction of a second later."""


class Gateway:
    """An ASGI app: what is ready is answered at once, everything else by one of a few threads."""

    def __init__(self, responder: Responder, threads: int) -> None:
        self.responder = responder
        self._pool = ThreadPoolExecutor(threads, "answer")
        self._common: Fields | None = None
        self._end = b""

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        environ = environ_of(scope["method"], scope["raw_path"], scope["query_string"], scope["headers"])
        environ["SERVER_PROTOCOL"] = f"HTTP/{scope['http_version']}"
        environ["REMOTE_ADDR"] = scope["client"][0] if scope["client"] else ""
        reply = self.responder.cached(environ)
        if reply is None:
            loop = asyncio.get_running_loop()
            reply = await loop.run_in_executor(self._pool, self.responder.respond, environ)
        fields = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in reply.headers]
        await send({"type": "http.response.start", "status": reply.code, "headers": fields})
        if isinstance(reply, StreamedReply):
            await self._stream(reply, receive, send)
        await send({"type": "http.response.body", "body": b"".join(reply.body)})

    async def _stream(self, reply: StreamedReply, receive: Any, send: Any) -> None:
        """Send a file piece by piece, no faster than the client takes it and no longer than it is there."""
        loop, pieces = asyncio.get_running_loop(), iter(reply)
        departure = asyncio.create_task(_departure(receive))
        try:
            while piece := await loop.run_in_executor(self._pool, next, pieces, b""):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
                if departure.done():
                    break
        finally:
            departure.cancel()
            reply.close()

    def end_of_head(self, common: Fields) -> bytes:
        """The last lines of a response's head: the fields `common` to all, which change every second."""
        if common is not self._common:
            lines = b"".join(b"%s: %s\r\n" % field for field in common)
            self._common, self._end = common, lines + b"\r\n"
        return self._end


async def _departure(receive: Any) -> None:
    """Wait until the client is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


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
