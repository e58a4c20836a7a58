"""A way to a server that delays what is sent, and cuts connections in the middle of it."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress
from random import Random


class BadNetwork:
    """Listens on `port` of this machine and passes everything on to the port `to`. Each piece waits for up to
    `delay` seconds; after each one the connection is cut with the probability `cuts`."""

    def __init__(self, to: int) -> None:
        self.delay = self.cuts = 0.0
        self.cut = 0  # connections
        self._to, self._random = to, Random(5)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def stop(self) -> None:
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
                server = socket.create_connection(("127.0.0.1", self._to))
            except OSError:
                return
            for one, other in ((client, server), (server, client)):
                threading.Thread(target=self._pass_on, args=(one, other), daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while piece := one.recv(8192):
                time.sleep(self._random.random() * self.delay)
                if self._random.random() < self.cuts:
                    other.sendall(piece[: len(piece) // 2])
                    self.cut += 1
                    break
                other.sendall(piece)
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
