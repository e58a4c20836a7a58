"""Connections: one request answered after the other, at once where the answer is ready.

Feeds are polled with the same few requests, byte for byte. What such a request means is remembered, and that
nothing was new, so that a poll costs a look into a dictionary and one write. What must be made waits
for a thread, and meanwhile nothing further is read of that connection: whatever comes behind a request, its
answer is sent first. All that a client can have us keep is bounded, for each connection and for all together.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, cast

from uvicorn.config import Config
from uvicorn.server import ServerState

from feedsvc.web.gateway import Gateway
from feedsvc.web.preconditions import Environ
from feedsvc.web.representations import Reply, StreamedReply, plain_reply
from feedsvc.web.request_reader import TOO_SLOW, Request, RequestReader
from feedsvc.web.store_watcher import StoreState

MOST_HELD = 64 * 1024 * 1024  # bytes of requests that are incomplete or wait, of all connections together
# A client may send a request just before it can know that the server stops.
LINGER_SECONDS = 0.5
LAST_SECONDS = 10.0  # without progress, in which a client can read its last answer
_MOST_REMEMBERED = 1024  # requests
_LONGEST_REMEMBERED = 2048  # bytes
_END = b"\r\n\r\n"
_CLOSE = b"connection: close\r\n"
_FAILED = plain_reply("500 Internal Server Error", "The answer could not be made.")
_TOO_MANY = plain_reply("503 Service Unavailable", "Too many clients at once.", ("Retry-After", "120"))


@dataclass(slots=True)
class _Remembered:
    """What a request means that came before, and the 304 it was answered with: right for as long as `state`
    is the state of the store. Bodies are not held here."""

    environ: Environ
    state: StoreState | None = None
    unmodified: Reply | None = None


_remembered: dict[bytes, _Remembered] = {}


class Connection(asyncio.Protocol):
    """A client's connection. The server tells it only to `shutdown`, as uvicorn's own."""

    held: ClassVar[int] = 0  # bytes of requests, of all connections
    limit: ClassVar[int] = 1 << 30  # connections at a time

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        if not config.loaded:
            config.load()
        self._gateway: Gateway = config.loaded_app
        self._loop = _loop or asyncio.get_event_loop()
        self._state, self._idle = server_state, float(config.timeout_keep_alive)
        self._connections = cast("set[object]", server_state.connections)
        self._transport: asyncio.Transport
        self._address = ""
        self._reader = RequestReader()
        self._unread = b""  # what came behind a request that is being answered
        self._requests: deque[Request] = deque()
        self._chunk = b""  # what came last, where that may be one whole request
        self._works = self._is_paused = self._leaves = self._is_ended = False
        self._writable = asyncio.Event()
        self._writable.set()
        self._stream: asyncio.Task[None] | None = None
        self._held = self._owed = 0
        self._since = self._loop.time()  # when a request ended or was answered last
        self._timer: asyncio.TimerHandle | None = None

    # What the transport tells

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        peer = transport.get_extra_info("peername")
        self._address = str(peer[0]) if isinstance(peer, tuple) else ""
        self._connections.add(self)
        self._timer = self._loop.call_later(self._idle, self._on_timer)
        if len(self._connections) > self.limit:
            self._refuse(_TOO_MANY)

    def connection_lost(self, _error: Exception | None) -> None:
        self._connections.discard(self)
        self._is_ended = True
        self._requests.clear()
        self._unread = b""
        self._account()
        self._writable.set()
        if self._timer is not None:
            self._timer.cancel()

    def data_received(self, data: bytes) -> None:
        if self._is_ended:
            return
        if self._is_free():
            known = _remembered.get(data)
            if known is not None and (reply := self._again(known)) is not None:
                self._write(reply, keeps=True)
                return
            is_whole = len(data) <= _LONGEST_REMEMBERED and data.find(_END) == len(data) - len(_END)
            self._chunk = data if is_whole else b""
        self._unread += data
        self._go_on()
        self._chunk = b""

    def eof_received(self) -> bool:
        """A client that has said all it will may still wait for its answers."""
        self._leaves = True
        return self._works or bool(self._requests or self._unread)

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()
        self._go_on()

    def shutdown(self) -> None:
        """Close soon: what the client has sent until now is still answered."""
        self._leaves = True
        if not (self._works or self._requests):
            self._loop.call_later(LINGER_SECONDS, self._transport.close)

    def _on_timer(self) -> None:
        """Close a connection on which nothing goes on, or too slowly."""
        owed, self._owed = self._owed, self._transport.get_write_buffer_size()
        left = self._since + self._idle - self._loop.time()
        if left > 0 or (self._owed != owed if self._owed else self._works):
            self._timer = self._loop.call_later(left if left > 0 else self._idle, self._on_timer)
        elif self._owed or self._is_ended:
            self._transport.abort()  # it reads nothing
        elif self._reader.is_inside:
            self._refuse(TOO_SLOW)
        else:
            self._transport.close()

    # One request after the other

    def _is_free(self) -> bool:
        """Whether what comes next begins a request, whose answer can be written now."""
        waits = self._works or self._requests or self._unread or not self._writable.is_set()
        return not (waits or self._leaves or self._reader.is_inside)

    def _ready(self, environ: Environ) -> Reply | None:
        return self._gateway.responder.cached({**environ, "REMOTE_ADDR": self._address})

    def _again(self, known: _Remembered) -> Reply | None:
        """The answer to a request that is remembered. Most polls are told again that nothing is new."""
        state = self._gateway.responder.settled()
        if state is not None and state is known.state:
            return known.unmodified
        reply = self._ready(known.environ)
        if state is not None and reply is not None and reply.code == 304:
            known.state, known.unmodified = state, reply
        return reply

    def _go_on(self) -> None:
        """Read and answer, until something is to be waited for."""
        while self._writable.is_set() and not (self._is_ended or self._works):
            if self._requests:
                self._serve(self._requests.popleft())
            elif self._reader.refusal is not None:
                self._refuse(self._reader.refusal)
            elif self._unread:
                requests, self._unread = self._reader.read(self._unread)
                self._requests += requests
                if requests:
                    self._since = self._loop.time()
            else:
                if self._leaves:
                    self._loop.call_later(LINGER_SECONDS, self._transport.close)
                break
        self._account()
        self._pace()

    def _serve(self, request: Request) -> None:
        reply = self._ready(request.environ)
        if reply is not None:
            if self._chunk and request.keeps:
                if len(_remembered) >= _MOST_REMEMBERED:
                    _remembered.clear()
                _remembered[self._chunk] = _Remembered(request.environ)
            self._write(reply, request.keeps)
            return
        self._works = True
        environ = {**request.environ, "REMOTE_ADDR": self._address}
        made = self._loop.run_in_executor(self._gateway.pool, self._gateway.responder.respond, environ)
        made.add_done_callback(partial(self._on_reply, request))

    def _on_reply(self, request: Request, made: asyncio.Future[Reply]) -> None:
        self._works = False
        if made.cancelled():
            self._transport.abort()
            return
        error = made.exception()
        if error is not None:
            about = {"message": "a request could not be answered", "exception": error}
            self._loop.call_exception_handler(about)
        reply = _FAILED if error is not None else made.result()
        if isinstance(reply, StreamedReply) and request.environ["REQUEST_METHOD"] != "HEAD":
            self._works = True
            self._stream = self._loop.create_task(self._send_pieces(reply, request.keeps))
        elif not self._is_ended:
            self._write(reply, request.keeps)
            self._go_on()

    async def _send_pieces(self, reply: StreamedReply, keeps: bool) -> None:
        """Send a file piece by piece, no faster than the client takes it and no longer than it is there."""
        left, pieces = 0 if reply.code == 304 else reply.size, iter(reply)
        end = self._gateway.end_of_head(self._state.default_headers)
        try:
            if not self._is_ended:
                self._transport.writelines((reply.head_lines, b"" if keeps else _CLOSE, end))
            while left and not self._is_ended:
                piece = await self._loop.run_in_executor(self._gateway.pool, next, pieces, b"")
                if not piece:
                    break
                self._transport.write(piece[:left])
                left -= min(left, len(piece))
                self._since = self._loop.time()
                await self._writable.wait()
        except OSError:
            pass  # the file cannot be read to its end: the client sees that something is missing
        finally:
            self._works = False
            reply.close()
        if self._is_ended:
            return
        if left:
            self._transport.abort()
        elif keeps:
            self._go_on()
        else:
            self._end()

    def _write(self, reply: Reply, keeps: bool) -> None:
        self._since = self._loop.time()
        end = self._gateway.end_of_head(self._state.default_headers)
        if keeps and (not self._leaves or self._requests or self._unread):
            head = reply.head_lines + end
            if reply.body:
                self._transport.writelines((head, *reply.body))
            else:
                self._transport.write(head)
        else:
            self._transport.writelines((reply.head_lines, _CLOSE, end, *reply.body))
            self._end()

    def _refuse(self, reply: Reply) -> None:
        end = self._gateway.end_of_head(self._state.default_headers)
        self._transport.writelines((reply.head_lines, _CLOSE, end, *reply.body))
        self._end()

    def _end(self) -> None:
        """Answer nothing more. A connection that is closed while the client sends is reset, and what it was
        told may be lost: so first it is only told that there is no more (RFC 9112, 9.6)."""
        self._is_ended = True
        self._requests.clear()
        self._unread = b""
        if not self._transport.can_write_eof():
            self._transport.close()
            return
        self._transport.write_eof()
        self._since, self._idle = self._loop.time(), LAST_SECONDS
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_later(LAST_SECONDS, self._on_timer)

    # What is held

    def _account(self) -> None:
        """Count what is held of requests. Whoever would have too much held of all goes."""
        held = 0 if self._is_ended else len(self._unread) + self._reader.held
        Connection.held += held - self._held
        self._held = held
        if held and Connection.held > MOST_HELD:
            self._transport.abort()

    def _pace(self) -> None:
        """Read no more of a connection than can be answered."""
        pauses = bool(self._unread) and not self._is_ended
        if pauses != self._is_paused and not self._transport.is_closing():
            self._is_paused = pauses
            if pauses:
                self._transport.pause_reading()
            else:
                self._transport.resume_reading()
