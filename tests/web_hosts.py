"""Web servers of others over an exported folder, as a distribution sets them up."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from getpass import getuser
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest
from server import answers, free_port, stop
from waiting import PATIENCE, eventually

Command = Callable[[Path, str, int], list[str]]


@contextmanager
def serving(host: str, folder: Path, base: str = "/") -> Iterator[int]:
    """The server called `host` over `folder`/public, where an export with files for it lies below `base`
    (decoded). Gives its port; skips the test where there is no such server."""
    port, work = free_port(), folder / host
    work.mkdir()
    with answering((HOSTS | POOR_HOSTS)[host](folder, base, port), port, work):
        yield port


@contextmanager
def answering(command: list[str], port: int, folder: Path) -> Iterator[None]:
    """A process that answers on this port, with its log in `folder`; stopped at the end."""
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    try:
        eventually(lambda: answers(port, process, folder / "log"))
        yield
    finally:
        stop(process)


def ask(port: int, path: str, coding: str = "identity") -> tuple[HTTPResponse, bytes]:
    """The answer for a path (percent-encoded), in a coding."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path, headers={"Accept-Encoding": coding})
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()


def program(name: str) -> str:
    """Where a program is; skips the test where it is not installed."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def _example(name: str, folder: Path, base: str) -> str:
    """A configuration as the documents show it, for the site below `base` of `folder`/public."""
    public, text = f"{folder}/public", (EXAMPLES / name).read_text("utf-8")
    for file in ("feedsvc-nginx.conf", "feedsvc-caddy.conf"):
        text = text.replace(f"/srv/blog/public/{file}", f'"{public}{base}{file}"')
    return text.replace("/srv/blog/public", public)


def _nginx(folder: Path, base: str, port: int) -> list[str]:
    nginx, work = program("nginx"), folder / "nginx"
    temporary = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = "".join(f"{name}_temp_path {work}/{name};" for name in temporary)
    types = "include /etc/nginx/mime.types;" if Path("/etc/nginx/mime.types").exists() else ""
    server = _example("nginx.conf", folder, base).replace("listen 80;", f"listen 127.0.0.1:{port};")
    configuration = work / "nginx.conf"
    configuration.write_text(
        f"daemon off; pid {work}/pid; error_log stderr; user {getuser()}; events {{ }}\n"
        f"http {{ {types} gzip on; access_log off; {paths}\n{server}}}\n"
    )
    return [nginx, "-c", str(configuration), "-p", str(work)]


APACHE = Path("/etc/apache2")
EXAMPLES = Path(__file__).parents[1] / "examples" / "deploy" / "hosts"


def _apache(folder: Path, _base: str, port: int) -> list[str]:
    """With the modules and settings that Debian enables, and mod_headers and mod_rewrite."""
    own = "".join(f"Include {APACHE}/mods-available/{name}.load\n" for name in ("headers", "rewrite"))
    return _apache_with(own, folder / "apache", port)


def _apache_plain(folder: Path, _base: str, port: int) -> list[str]:
    """With what Debian enables alone."""
    return _apache_with("", folder / "apache-plain", port)


def _apache_with(own: str, work: Path, port: int) -> list[str]:
    apache, folder = program("apache2"), work.parent
    site = _example("apache.conf", folder, "/").replace("*:80", f"127.0.0.1:{port}")
    configuration = work / "apache.conf"
    configuration.write_text(
        f"ServerName localhost\nListen 127.0.0.1:{port}\nPidFile {work}/pid\nErrorLog /dev/stderr\n"
        f"DefaultRuntimeDir {work}\n"
        f"Include {APACHE}/mods-enabled/*.load\n{own}Include {APACHE}/mods-enabled/*.conf\n"
        f"<Directory />\nOptions FollowSymLinks\nAllowOverride None\nRequire all denied\n</Directory>\n{site}"
        'AccessFileName .htaccess\n<FilesMatch "^\\.ht">\nRequire all denied\n</FilesMatch>\n'
    )
    return [apache, "-D", "FOREGROUND", "-f", str(configuration)]


def _caddy(folder: Path, base: str, port: int) -> list[str]:
    caddy, work = program("caddy"), folder / "caddy"
    configuration = work / "Caddyfile"
    configuration.write_text(
        "{\n    admin off\n    auto_https off\n}\n"
        + _example("Caddyfile", folder, base).replace("blog.example.com", f"http://127.0.0.1:{port}")
    )
    return [caddy, "run", "--config", str(configuration), "--adapter", "caddyfile"]


HOSTS: dict[str, Command] = {"nginx": _nginx, "apache": _apache, "caddy": _caddy}


def _files(folder: Path, _base: str, port: int) -> list[str]:
    """Python's own server: it knows of no rules."""
    return [
        *(sys.executable, "-m", "http.server", str(port)),
        *("--bind", "127.0.0.1", "--directory", str(folder / "public")),
    ]


# Those that can do less than the server.
POOR_HOSTS: dict[str, Command] = {"apache-plain": _apache_plain, "files": _files}
