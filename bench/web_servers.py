"""Web servers to be measured: started on a port of their own, loaded by wrk, and stopped."""

from __future__ import annotations

import getpass
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

CONNECTIONS = 32
_NGINX = """
daemon off; user {user}; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; {more}
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  types {{ application/atom+xml xml; }}
  server {{
    listen 127.0.0.1:{port}; root {folder}/www; gzip_static on; expires 5m; add_header Vary Accept-Encoding;
  }}
}}
"""


@dataclass(frozen=True, slots=True)
class Load:
    """What one run of wrk saw: requests a second, the server's CPU a request (µs), latencies (ms), and what
    it says of errors ("" for none)."""

    rate: float
    cpu: float
    p50: float
    p99: float
    errors: str


@dataclass(frozen=True, slots=True)
class Web:
    """A server that runs: its first process, and its port."""

    process: subprocess.Popen[bytes]
    port: int

    def fetch(self, path: str = "/atom.xml", **fields: str) -> tuple[dict[str, str], bytes]:
        """The header fields (lower case) and the body of a 200."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request(
            "GET", path, headers={name.replace("_", "-"): value for name, value in fields.items()}
        )
        response = connection.getresponse()
        body = response.read()
        connection.close()
        if response.status != 200:
            raise RuntimeError(f"{path}: {response.status} {body[:200]!r}")
        return {name.lower(): value for name, value in response.getheaders()}, body

    def load(self, seconds: int, fields: Sequence[str] = (), path: str = "/atom.xml") -> Load:
        """Ask for `path` with wrk over `CONNECTIONS` connections."""
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency"]
        for field in fields:
            command += ["-H", field]
        before = self.cpu_seconds()
        said = subprocess.run(
            [*command, f"http://127.0.0.1:{self.port}{path}"], capture_output=True, text=True, check=True
        ).stdout
        cpu, count = self.cpu_seconds() - before, int(_number(r"(\d+) requests in", said))
        return Load(
            rate=float(_number(r"Requests/sec:\s+([\d.]+)", said)),
            cpu=cpu / max(1, count) * 1e6,
            p50=_milliseconds(_number(r"\n\s+50%\s+(\S+)", said)),
            p99=_milliseconds(_number(r"\n\s+99%\s+(\S+)", said)),
            errors="; ".join(re.findall(r"(?:Socket errors|Non-2xx or 3xx responses): .+", said)),
        )

    def cpu_seconds(self) -> float:
        """Seconds of CPU that the processes of the server have taken."""
        ticks = 0
        for process in _tree(self.process.pid):
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def running(command: Sequence[str | Path], port: int, folder: Path) -> Iterator[Web]:
    """The server that `command` starts; what it says goes to a file in `folder`."""
    log = folder / f"said-{port}.txt"
    with started(command, folder, log) as process:
        _await(process, port, log)
        yield Web(process, port)


@contextmanager
def started(command: Sequence[str | Path], folder: Path, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The process that `command` starts in `folder`, until the end of the block; what it says goes to
    `log`."""
    with log.open("wb") as said:
        process = subprocess.Popen(command, cwd=folder, stdout=said, stderr=subprocess.STDOUT)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=30)


@contextmanager
def feedsvc_web(store: str, folder: Path, port: int | None = None) -> Iterator[Web]:
    """`feedsvc web`, with its defaults; at a free port where none is given."""
    port = port or free_port()
    command = [sys.executable, "-m", "feedsvc", "web", "--store", store, "--port", str(port)]
    with running(command, port, folder) as web:
        yield web


@contextmanager
def nginx(files: dict[str, bytes], folder: Path, keeps_open: bool) -> Iterator[Web]:
    """nginx with one worker and these static files, which it opens once (`keeps_open`) or, as it does unless
    told otherwise, for each request."""
    port = free_port()
    root = folder / f"nginx-{port}"
    (root / "www").mkdir(parents=True)
    for name, data in files.items():
        (root / "www" / name).write_bytes(data)
    configuration = root / "nginx.conf"
    more = "open_file_cache max=100;" if keeps_open else ""
    configuration.write_text(_NGINX.format(user=getpass.getuser(), folder=root, port=port, more=more))
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None or shutil.which("wrk") is None:
        raise RuntimeError("nginx and wrk are needed (Debian: apt-get install nginx wrk)")
    with running([program, "-c", str(configuration)], port, folder) as web:
        yield web


@contextmanager
def rival(name: str, entries: Path, folder: Path) -> Iterator[Web]:
    """One of `bench.rivals`, with one worker."""
    port = free_port()
    command = [sys.executable, Path(__file__).with_name("rivals.py"), name, str(entries), str(port)]
    with running(command, port, folder) as web:
        yield web


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if process.poll() is not None or time.monotonic() > end:
                said = log.read_text("utf-8", "replace")
                raise RuntimeError(f"{process.args} did not start:\n{said}") from None
            time.sleep(0.1)
        else:
            return


def _tree(process: int) -> Iterator[int]:
    yield process
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    for child in children:
        yield from _tree(int(child))


def _number(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if found is None:
        raise RuntimeError(f"wrk said nothing like {pattern}:\n{text}")
    return found[1]


def _milliseconds(value: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s)", value).groups()  # type: ignore[union-attr]
    return float(number) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[unit]
