"""The three connections, each behind a socket of its own, and what they answer to a stream."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from hashlib import blake2b
from typing import Any, NamedTuple

from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from feedsvc.web.connection import Connection
from feedsvc.web.gateway import Gateway, Responder, environ_of

OURS, LLHTTP, H11 = "feedsvc", "uvicorn, llhttp", "uvicorn, h11"
# Seconds without an answer after which there comes none: where the connection must end, and where it may not.
PATIENCE, SILENCE = 20.0, 0.25


class Answers(NamedTuple):
    """Status and digest of the body of each answer, and whether the connection was ended."""

    given: tuple[tuple[int, bytes], ...]
    ended: bool

    @property
    def statuses(self) -> list[int]:
        return [status for status, _ in self.given]


class Servers:
    """Started in the running loop. `errors` are exceptions that any of them left to the loop."""

    def __init__(self, responder: Responder) -> None:
        self._gateway = Gateway(responder, 4)
        self.ports: dict[str, int] = {}
        self.errors: list[str] = []

    async def start(self) -> None:
        """Listen."""
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: self.errors.append(repr(context)[:600]))
        kinds: dict[str, tuple[Any, Any]] = {
            OURS: (Connection, lambda: self._gateway),
            LLHTTP: (HttpToolsProtocol, lambda: self._app),
            H11: (H11Protocol, lambda: self._app),
        }
        for name, (kind, make) in kinds.items():
            config = Config(
                make,
                factory=True,
                interface="asgi3",
                http=kind,
                ws="none",
                lifespan="off",
                log_config=None,
                log_level="critical",
                proxy_headers=False,
            )
            config.load()
            server = await loop.create_server(_factory(kind, config), "127.0.0.1", 0)
            self.ports[name] = server.sockets[0].getsockname()[1]

    async def _app(self, scope: dict[str, Any], _receive: Any, send: Any) -> None:
        """The same answers as an ASGI app."""
        environ = environ_of(scope["method"], scope["raw_path"], scope["query_string"], scope["headers"])
        environ["REMOTE_ADDR"] = "127.0.0.1"
        loop = asyncio.get_running_loop()
        reply = await loop.run_in_executor(self._gateway.pool, self._gateway.responder.respond, environ)
        fields = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in reply.headers]
        await send({"type": "http.response.start", "status": reply.code, "headers": fields})
        await send({"type": "http.response.body", "body": b"".join(reply.body)})

    async def answers(self, name: str, pieces: list[bytes], seconds: float) -> Answers:
        """What the server `name` answers to these pieces."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.ports[name])
        received, ended = b"", False
        try:
            for piece in pieces:
                writer.write(piece)
                await asyncio.sleep(0)
                await asyncio.sleep(0)
            while not ended:
                part = await asyncio.wait_for(reader.read(1 << 18), seconds)
                received += part
                ended = not part
        except TimeoutError:
            pass
        except OSError:
            ended = True
        writer.close()
        return Answers(tuple(_parsed(received)), ended)


def _factory(kind: Any, config: Config) -> Callable[[], Any]:
    return lambda: kind(config=config, server_state=ServerState(), app_state={})


def _parsed(received: bytes) -> list[tuple[int, bytes]]:
    found = []
    while received:
        head, mark, rest = received.partition(b"\r\n\r\n")
        if not mark or not head.startswith(b"HTTP/1.1 "):
            return found  # of a refusal of h11's, whose length is not said, or an answer cut short
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if b": " in line)
        length = int(fields.get(b"content-length", b"0"))
        if not rest or rest.startswith(b"HTTP/1.1 ") or head[9:12] == b"304":
            length = 0  # an answer to HEAD
        found.append((int(head[9:12]), blake2b(rest[:length], digest_size=8).digest()))
        received = rest[length:]
    return found
