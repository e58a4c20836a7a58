"""The real server, started for a test as a user starts it, and asked over a real connection."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Answer:
    def __init__(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status, self.headers, self.body = status, {k.lower(): v for k, v in headers}, body


class Server:
    """`feedsvc` running in a process of its own."""

    def __init__(self, port: int, process: subprocess.Popen[str]) -> None:
        self.port, self.process = port, process

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            names = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers=names)
            response = connection.getresponse()
            return Answer(response.status, response.getheaders(), response.read())
        finally:
            connection.close()

    def wait_for(self, path: str, text: bytes, seconds: float = 15) -> Answer:
        """Ask until the answer holds `text`."""
        end = time.monotonic() + seconds
        while True:
            answer = self.ask(path)
            if text in answer.body:
                return answer
            assert time.monotonic() < end, f"{path} never held {text!r}: {answer.body[:500]!r}"
            time.sleep(0.1)


@contextmanager
def running(*arguments: str, cwd: Path, port: int, **environment: str) -> Iterator[Server]:
    """`feedsvc` with these arguments, ready to answer; stopped by SIGTERM at the end."""
    command = [sys.executable, "-m", "feedsvc", *arguments, "--port", str(port)]
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    server = Server(port, process)
    try:
        _await(server)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


def _await(server: Server) -> None:
    end = time.monotonic() + 30
    while True:
        try:
            server.ask("/healthz")
        except OSError:
            if server.process.poll() is not None or time.monotonic() > end:
                server.process.kill()
                output = server.process.communicate()[0]
                raise AssertionError(f"the server did not start:\n{output}") from None
            time.sleep(0.05)
        else:
            return
