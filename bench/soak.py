"""Ten minutes of random header fields, trailers, chunks and slow contents: the server ends where it began."""

from __future__ import annotations

import os
import socket
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bench.feed_of_60_kb import publish
from bench.web_servers import Web, feedsvc_web

SECONDS = int(os.environ.get("SOAK_SECONDS", "600"))
CLIENTS = 4
_NAMES = (
    "If-None-Match",
    "If-Modified-Since",
    "Accept-Encoding",
    "Accept",
    "A-IM",
    "User-Agent",
    "Cookie",
    "X-A",
)
_PATHS = (
    "/atom.xml",
    "/rss.xml",
    "/feed.json",
    "/",
    "/nothing",
    "/posts/post-1/",
    "/archive/1/atom.xml",
    "/%ff",
)


@dataclass(frozen=True, slots=True)
class Soak:
    """Resident memory of the server's processes (MB): warm, at its most, and at the end; what was sent."""

    warm: float
    most: float
    end: float
    streams: int
    megabytes: float
    slow: float

    def table(self) -> str:
        return (
            f"**{SECONDS} seconds of hostile requests, {CLIENTS} at a time**\n\n"
            "| streams | MB sent | memory when warm, MB | at its most | at the end "
            "| slowest good answer, s |\n| ---: | ---: | ---: | ---: | ---: | ---: |\n"
            f"| {self.streams:,} | {self.megabytes:,.0f} | {self.warm:.0f} | {self.most:.0f} "
            f"| {self.end:.0f} | {self.slow:.2f} |"
        )


class _Client(threading.Thread):
    """Sends one hostile stream after the other until the time is over."""

    def __init__(self, port: int, seed: int, end: float) -> None:
        super().__init__(daemon=True)
        self._port, self._numbers, self._end = port, Random(seed), end
        self.streams = self.bytes = 0

    def run(self) -> None:
        while time.monotonic() < self._end:
            self.streams += 1
            try:
                with socket.create_connection(("127.0.0.1", self._port), timeout=5) as connection:
                    self._send(connection)
                    connection.settimeout(0.2)
                    while connection.recv(262_144):
                        pass
            except OSError:
                continue

    def _send(self, connection: socket.socket) -> None:
        numbers = self._numbers
        path = numbers.choice(_PATHS)
        match numbers.randrange(6):
            case 0:  # long values, each another
                parts = [self._head("GET", path, numbers.randrange(60_000)), b"\r\n"]
            case 1:  # a trailer that does not end
                parts = [self._head("POST", path, 10), b"Transfer-Encoding: chunked\r\n\r\n0\r\nX: "]
                parts += [numbers.randbytes(4_000).hex().encode()] * 64
            case 2:  # trailers
                parts = [self._head("POST", path, 10), b"Transfer-Encoding: chunked\r\n\r\n0\r\n"]
                parts += [b"X-%d: %d\r\n" % (n, n) for n in range(5_000)]
            case 3:  # chunks with extensions
                parts = [self._head("POST", path, 10), b"Transfer-Encoding: chunked\r\n\r\n"]
                parts += [b"1;" + numbers.randbytes(8).hex().encode() * 50 + b"\r\nx\r\n"] * 500
            case 4:  # content that drips, and stops
                parts = [self._head("POST", path, 10), b"Content-Length: 100000\r\n\r\n"]
                parts += [b"x"] * numbers.randrange(50)
            case _:  # many at once, and a broken one behind
                parts = [
                    (self._head("GET", path, 100) + b"\r\n") * numbers.randrange(1, 300),
                    b"\x00\r\n\r\n",
                ]
        for part in parts:
            connection.sendall(part)
            self.bytes += len(part)

    def _head(self, method: str, path: str, length: int) -> bytes:
        name, value = self._numbers.choice(_NAMES), self._numbers.randbytes(length // 2).hex()
        return f"{method} {path}?{value[:20]} HTTP/1.1\r\nHost: a\r\n{name}: {value}\r\n".encode()


def soak(folder: Path, _count: int, _turns: int) -> Soak:
    """Warm the server with a tenth of the time, then go on; good answers are asked for all the while."""
    store, _ = publish(folder)
    with feedsvc_web(store, folder) as web:
        _clients(web, SECONDS / 10)
        warm = most = _megabytes(web)
        slow = 0.0
        clients = _clients(web, SECONDS, wait=False)
        while any(client.is_alive() for client in clients):
            began = time.monotonic()
            web.fetch()
            slow, most = max(slow, time.monotonic() - began), max(most, _megabytes(web))
            time.sleep(0.5)
        time.sleep(3)
        sent = sum(client.bytes for client in clients) / 1e6
        return Soak(warm, most, _megabytes(web), sum(client.streams for client in clients), sent, slow)


def _clients(web: Web, seconds: float, *, wait: bool = True) -> list[_Client]:
    end = time.monotonic() + seconds
    clients = [_Client(web.port, seed, end) for seed in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients if wait else ():
        client.join()
    return clients


def _megabytes(web: Web) -> float:
    """Resident memory of the server's processes."""
    pages = 0
    waiting = [web.process.pid]
    while waiting:
        process = waiting.pop()
        waiting += map(int, Path(f"/proc/{process}/task/{process}/children").read_text().split())
        pages += int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
