"""Connections that answer at once what is ready, and leave the rest to uvicorn and the app behind it.

Feeds are polled with the same few requests, byte for byte. What such a request means is remembered, so that a
poll costs a look into a dictionary, the choice of the ready answer, and one write.
"""

from __future__ import annotations

import asyncio
from typing import Any

import httptools
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from feedsvc.web.gateway import Gateway, environ_of
from feedsvc.web.preconditions import Environ

LARGEST_HEAD = 65_536  # bytes of a request before its body
# A client may send a request just before it can know that the server stops.
LINGER_SECONDS = 0.5
_MOST_REMEMBERED = 1024  # requests
_LONGEST_REMEMBERED = 2048  # bytes
_END = b"\r\n\r\n"
_CLOSE = b"connection: close\r\n"
_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\n" + _CLOSE + b"\r\n"
_remembered: dict[bytes, Environ] = {}


class Connection(HttpToolsProtocol):
    """A client's connection. A GET or HEAD is answered here where the answer is ready."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._gateway: Gateway = config.loaded_app
        self._heard = self.loop.time()  # when the client last sent anything
        self._head_size = 0
        self._reads_head = self._reads = self._is_simple = self._leaves = False
        self._chunk = b""  # what came last, where that may be one whole request

    def data_received(self, data: bytes) -> None:
        self._heard = self.loop.time()
        if not self._reads and self._is_free():
            environ = _remembered.get(data)
            if environ is not None and self._answer(environ, keeps=True):
                return
            is_whole = len(data) <= _LONGEST_REMEMBERED and data.find(_END) == len(data) - len(_END)
            self._chunk = data if is_whole else b""
        super().data_received(data)
        self._chunk = b""
        if self._reads_head:
            self._head_size += len(data)
            if self._head_size > LARGEST_HEAD and not self.transport.is_closing():
                self.transport.write(_TOO_LARGE)
                self.transport.close()
        self._set_timer()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._reads = self._reads_head = True
        self._head_size = 0

    def on_headers_complete(self) -> None:
        self._reads_head = False
        self._is_simple = self._is_free() and self._asks_simply()
        if not self._is_simple:
            self._hand_over()

    def on_message_complete(self) -> None:
        self._reads = False
        if self.transport.is_closing():
            return
        if self._is_simple:
            url, keeps = httptools.parse_url(self.url), self._keeps()
            method = self.parser.get_method().decode("ascii")
            environ = environ_of(method, url.path or b"/", url.query or b"", self.headers)
            if self._answer(environ, keeps):
                if self._chunk and keeps:
                    self._remember(environ)
                return
            self._hand_over()
        super().on_message_complete()

    def shutdown(self) -> None:
        """Close soon: what the client has sent until now is still answered."""
        self._leaves = True
        if self._is_at_work():
            self.cycle.keep_alive = False
        else:
            self.loop.call_later(LINGER_SECONDS, super().timeout_keep_alive_handler)

    def timeout_keep_alive_handler(self) -> None:
        """Close, unless the client sent something since the timer was set."""
        self.timeout_keep_alive_task = None
        if self.loop.time() - self._heard < self.timeout_keep_alive:
            self._set_timer()
        else:
            super().timeout_keep_alive_handler()

    def _set_timer(self) -> None:
        if (
            self.timeout_keep_alive_task is None
            and not self._is_at_work()
            and not self.transport.is_closing()
        ):
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )

    def _is_at_work(self) -> bool:
        """Whether uvicorn is answering."""
        return self.cycle is not None and not self.cycle.response_complete

    def _is_free(self) -> bool:
        """Whether the next answer can be written now: there is none before it, nor one that waits."""
        return (
            not self._is_at_work()
            and not self.pipeline
            and not self.flow.write_paused
            and not self._leaves
            and not self.transport.is_closing()
        )

    def _asks_simply(self) -> bool:
        """Whether the request is a GET or HEAD without a body and without a wish for another protocol."""
        return (
            self.parser.get_method() in (b"GET", b"HEAD")
            and not self.expect_100_continue
            and not self.parser.should_upgrade()
            and not any(name in (b"content-length", b"transfer-encoding") for name, _ in self.headers)
        )

    def _keeps(self) -> bool:
        return self.parser.get_http_version() == "1.1" and self.parser.should_keep_alive()

    def _answer(self, environ: Environ, keeps: bool) -> bool:
        """Write the answer where it is ready."""
        address = self.client[0] if self.client else ""
        reply = self._gateway.responder.cached({**environ, "REMOTE_ADDR": address})
        if reply is None:
            return False
        end = self._gateway.end_of_head(self.server_state.default_headers)
        if keeps:
            self.transport.writelines((reply.head_lines, end, *reply.body))
        else:
            self.transport.writelines((reply.head_lines, _CLOSE, end, *reply.body))
            self.transport.close()
        return True

    def _remember(self, environ: Environ) -> None:
        if len(_remembered) >= _MOST_REMEMBERED:
            _remembered.clear()
        _remembered[self._chunk] = environ

    def _hand_over(self) -> None:
        """Have uvicorn answer, by way of the app."""
        if self.transport.is_closing():
            return
        super().on_headers_complete()
        if self._leaves:
            self.cycle.keep_alive = False
