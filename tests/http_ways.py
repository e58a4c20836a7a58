"""Raw HTTP over a socket, and the ways to the server: straight, through nginx, through Varnish."""

from __future__ import annotations

import getpass
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from server import answers, free_port, stop
from waiting import PATIENCE, eventually

NGINX = """
daemon off; user {user}; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  proxy_cache_path {folder}/cache keys_zone=feeds:1m;
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://127.0.0.1:{backend};
      proxy_http_version 1.1; proxy_set_header Host $host;
      proxy_cache feeds; proxy_cache_revalidate on;
    }}
  }}
}}
"""
PLACES = "/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin"
VARNISH = """
vcl 4.1;
backend default {{ .host = "127.0.0.1"; .port = "{backend}"; }}
"""


@dataclass(frozen=True, slots=True)
class Response:
    """A response as it came: the status, the fields by lower-case name, the body."""

    status: int
    fields: dict[str, str]
    body: bytes


def exchange(port: int, request: bytes, is_head: bool = False) -> Response:
    """Send `request`, which ends the connection, and read the answer to the end of the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        connection.sendall(request)
        received = b""
        while part := connection.recv(65536):
            received += part
    found, rest = parse(received, is_head)
    assert rest == b"", rest[:200]
    return found


def parse(received: bytes, is_head: bool = False) -> tuple[Response, bytes]:
    """The first response in `received`, and what comes after it."""
    head, _, rest = received.partition(b"\r\n\r\n")
    status_line, *lines = head.decode("latin-1").split("\r\n")
    version, status, *_ = status_line.split(" ", 2)
    assert version in ("HTTP/1.1", "HTTP/1.0"), status_line
    fields: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        assert name.lower() not in fields or name.lower() in ("via", "link"), f"{name} comes twice"
        fields[name.lower()] = value.strip()
    if is_head or status in ("204", "304"):
        return Response(int(status), fields, b""), rest
    if fields.get("transfer-encoding") == "chunked":
        body, rest = _unchunked(rest)
    else:
        length = int(fields.get("content-length", len(rest)))
        assert len(rest) >= length, f"cut: {len(rest)} of {length} bytes"
        body, rest = rest[:length], rest[length:]
    return Response(int(status), fields, body), rest


def _unchunked(data: bytes) -> tuple[bytes, bytes]:
    body = b""
    while True:
        size, _, data = data.partition(b"\r\n")
        length = int(size.partition(b";")[0], 16)
        if not length:
            return body, data.removeprefix(b"\r\n")
        body, data = body + data[:length], data[length + 2 :]


@contextmanager
def way(name: str, backend: int, folder: Path) -> Iterator[int]:
    """The port at which the server on port `backend` is asked by this way. Skips where there is none."""
    if name == "straight":
        yield backend
        return
    program = shutil.which("nginx" if name == "nginx" else "varnishd", path=PLACES)
    if program is None:
        pytest.skip(f"{name} is not installed")
    port = free_port()
    configuration = folder / f"{name}.conf"
    text = NGINX if name == "nginx" else VARNISH
    configuration.write_text(text.format(folder=folder, port=port, backend=backend, user=getpass.getuser()))
    command = [program, "-c", str(configuration)]
    if name == "varnish":
        command = [program, "-F", "-j", "none", "-n", str(folder / "varnish"), "-f", str(configuration)]
        command += ["-a", f"127.0.0.1:{port}", "-s", "malloc,16m"]
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
    try:
        try:
            eventually(lambda: answers(port, process, folder / f"{name}.log"))
        except AssertionError as error:
            pytest.skip(f"{name} does not run here: {error}")
        yield port
    finally:
        stop(process)
