"""The real server, started for a test as a user starts it, and asked over a real connection."""

from __future__ import annotations

import os
import random
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path
from typing import Any

from quick_start import feedsvc_command
from waiting import PATIENCE, eventually

# Below those that systems give to whoever connects or asks for any port: only who was told one takes it. Each
# process of the tests begins somewhere else, and gives none twice.
_PORTS = range(10_000, 32_000)
_ports = cycle([*_PORTS[(start := random.SystemRandom().randrange(len(_PORTS))) :], *_PORTS[:start]])


def free_port() -> int:
    """A port that nobody has, nor will be given by chance before it is listened on."""
    for port in _ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
    raise AssertionError("unreachable")


class Answer:
    def __init__(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status, self.headers, self.body = status, {k.lower(): v for k, v in headers}, body


class Server:
    """`feedsvc` running in a process of its own."""

    def __init__(self, port: int, process: subprocess.Popen[str]) -> None:
        self.port, self.process = port, process

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            names = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers=names)
            response = connection.getresponse()
            return Answer(response.status, response.getheaders(), response.read())
        finally:
            connection.close()

    def wait_for(self, path: str, text: bytes) -> Answer:
        """Ask until the answer holds `text`."""
        seen: list[Answer] = []

        def answer() -> Answer | None:
            seen[:] = [self.ask(path)]
            return seen[0] if text in seen[0].body else None

        found = eventually(answer, lambda: f"{path} never held {text!r}: {seen[0].body[:500]!r}")
        assert found is not None
        return found


@contextmanager
def running(*arguments: str, cwd: Path, port: int, **environment: str) -> Iterator[Server]:
    """`feedsvc` with these arguments, ready to answer; stopped by SIGTERM at the end."""
    words = [*feedsvc_command(), *arguments, "--port", str(port)]
    process = subprocess.Popen(
        words,
        cwd=cwd,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    server = Server(port, process)
    try:
        eventually(lambda: answers(port, process))
        yield server
    finally:
        stop(process)


def stop(process: subprocess.Popen[Any]) -> None:
    """Tell a process to stop, and wait until it has; one that does not is killed, and the test fails."""
    process.terminate()
    try:
        process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise


def answers(port: int, process: subprocess.Popen[Any], log: Path | None = None) -> bool:
    """Whether anything is answered at `port`. Fails where the process has ended; `log` is what it said."""
    if process.poll() is not None:
        said = log.read_text("utf-8", "replace") if log else process.communicate()
        raise AssertionError(f"{process.args} ended with {process.returncode}: {said}")
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("HEAD", "/healthz")
        connection.getresponse()
    except OSError:
        return False
    finally:
        connection.close()
    return True
