"""The web process as it is run: workers, signals, the log, the metrics."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
from conftest import Site
from http_ways import parse
from quick_start import feedsvc_command
from server import free_port, running
from waiting import PATIENCE, eventually

from feedsvc.configuration import load
from feedsvc.web.store_watcher import EVERY_SECONDS

pytestmark = pytest.mark.slow

GET = b"GET /atom.xml HTTP/1.1\r\nHost: a\r\n\r\n"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    settings = load(None, site={"url": "https://blog.example.org/", "title": "A blog"})
    made = Site(tmp_path, settings, f"sqlite:///{tmp_path}/store.db")
    made.fill(45)
    made.sync()
    yield made
    made.store.close()


def number_in(body: bytes) -> int:
    found = re.search(rb"Number (\d+)\.", body)
    return int(found[1]) if found else 0


def test_revision_is_seen_by_every_worker_and_stays_seen(site: Site) -> None:
    port = free_port()
    problems: list[str] = []
    # Each connection belongs to one worker: with several of them, both are asked.
    seen = [0] * 6
    stop = threading.Event()

    def read(reader: int) -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        while not stop.is_set():
            connection.request("GET", "/feed.json")
            response = connection.getresponse()
            number = number_in(response.read())
            if response.status != 200 or number < seen[reader]:
                problems.append(f"{response.status}: {number} after {seen[reader]}")
            seen[reader] = number
        connection.close()

    readers = [threading.Thread(target=read, args=[reader]) for reader in range(len(seen))]
    with running("web", "--store", site.store_url, "--workers", "2", cwd=site.posts.parent, port=port):
        for reader in readers:
            reader.start()
        for number in range(1, 4):
            site.write("new.md", f"Number {number}.", title="New", date="2025-01-01")
            site.sync()
            eventually(
                lambda wanted=number: all(last == wanted for last in seen),  # type: ignore[misc]
                lambda: f"{seen}; {problems[:3]}",
            )
        stop.set()
        for reader in readers:
            reader.join()
    assert not problems, problems[:3]


def test_store_is_looked_at_several_times_a_second() -> None:
    assert EVERY_SECONDS <= 0.25


def test_no_request_is_cut_when_the_server_is_told_to_stop(site: Site) -> None:
    port = free_port()
    cut: list[str] = []
    counts = {"whole": 0}
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            try:
                connection = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
            except OSError:
                return  # nobody listens any more
            with connection:
                for number in range(50):
                    if not ask(connection, is_first=number == 0):
                        break

    def ask(connection: socket.socket, is_first: bool) -> bool:
        received = b""
        try:
            connection.sendall(GET)
            while True:
                part = connection.recv(65536)
                received += part
                if not part:
                    end(received, is_first, "end")
                    return False
                if is_whole(received):
                    counts["whole"] += 1
                    return b"connection: close" not in received
        except OSError:
            end(received, is_first, "reset")
            return False

    def end(received: bytes, is_first: bool, how: str) -> None:
        # Who has just connected may not have been noticed; who was told of no end may ask once more.
        if received or not is_first:
            cut.append(f"{len(received)} bytes of an answer, then {how}")

    def is_whole(received: bytes) -> bool:
        try:
            return parse(received)[1] == b""
        except (AssertionError, ValueError):
            return False

    readers = [threading.Thread(target=read) for _ in range(8)]
    with running("web", "--store", site.store_url, cwd=site.posts.parent, port=port) as server:
        for reader in readers:
            reader.start()
        eventually(lambda: counts["whole"] > 100)
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(timeout=PATIENCE) == 0
        stop.set()
        for reader in readers:
            reader.join()
    assert not cut, cut[:3]


def test_slow_client_gets_its_whole_answer_when_the_server_is_told_to_stop(site: Site) -> None:
    site.write("large.md", "word " * 400_000, title="Large", date="2025-01-01")
    site.sync()
    port = free_port()
    with running("web", "--store", site.store_url, cwd=site.posts.parent, port=port) as server:
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
            connection.sendall(GET)
            received = connection.recv(1000)
            server.process.send_signal(signal.SIGTERM)
            time.sleep(1)
            while part := connection.recv(65536):
                received += part
        assert server.process.wait(timeout=PATIENCE) == 0
    answer, rest = parse(received)
    assert (answer.body, rest) == (site.body("atom.xml"), b"")


def test_log_has_a_line_for_each_request(site: Site) -> None:
    log = site.posts.parent / "access.log"
    environment = {"FEEDSVC_SERVER__ACCESS_LOG": str(log), "FEEDSVC_SERVER__TRUSTED_PROXIES": "1"}
    agent = "Feedbin feed-id:7 - 12 subscribers"
    options = ("web", "--store", site.store_url, "--workers", "2")
    with running(*options, cwd=site.posts.parent, port=free_port(), **environment) as server:
        full = server.ask("/atom.xml", User_Agent=agent, X_Forwarded_For="6.6.6.6, 203.0.113.9")
        server.ask("/atom.xml?utm=1", If_None_Match=full.headers["etag"])
        server.ask("/tags/%E6%95%B0/", If_Modified_Since="Thu, 01 Jan 1970 00:00:00 GMT")
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    first, second, third = (line for line in lines if line["path"] != "/healthz")
    assert (first["client"], first["agent"], first["subscribers"]) == ("203.0.113.9", agent, 12)
    assert (first["method"], first["path"], first["status"], first["kind"]) == (
        "GET",
        "/atom.xml",
        200,
        "feed",
    )
    assert first["bytes"] == len(full.body)
    assert (first["validator"], first["cache"]) == ("none", "miss")
    assert (second["status"], second["validator"], second["query"], second["bytes"]) == (
        304,
        "tag",
        "utm=1",
        0,
    )
    assert (third["status"], third["validator"], third["path"], third["kind"]) == (
        404,
        "date",
        "/tags/数/",
        "other",
    )


def test_metrics_are_told_on_a_listener_of_their_own(site: Site) -> None:
    metrics_port = free_port()
    environment = {"FEEDSVC_SERVER__METRICS_PORT": str(metrics_port)}
    options = ("web", "--store", site.store_url, "--workers", "2")
    with running(*options, cwd=site.posts.parent, port=free_port(), **environment) as server:
        tag = server.ask("/atom.xml").headers["etag"]
        for _ in range(9):
            server.ask("/atom.xml", If_None_Match=tag, User_Agent="Feedbin feed-id:7 - 12 subscribers")
        server.ask("/nothing")
        assert server.ask("/metrics").status == 404
        wanted = {
            'feedsvc_requests_total{kind="feed",status="200"} 1',
            'feedsvc_requests_total{kind="feed",status="304"} 9',
            'feedsvc_requests_total{kind="other",status="404"} 2',
            'feedsvc_subscribers{feed="/atom.xml",reader="Feedbin"} 12',
            'feedsvc_request_duration_seconds_count{kind="feed"} 10',
            'feedsvc_request_duration_seconds_bucket{kind="feed",le="+Inf"} 10',
            "feedsvc_revision 1",
            "feedsvc_degraded 0",
        }
        eventually(lambda: wanted <= set(metrics(metrics_port)), lambda: "\n".join(metrics(metrics_port)))
        told = metrics(metrics_port)
    for line in told:
        assert re.fullmatch(r'# (HELP|TYPE) \w+ .+|\w+(\{(\w+="[^"]*",?)+\})? [0-9.]+', line), line


def metrics(port: int) -> list[str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", "/metrics")
        response = connection.getresponse()
        assert (response.getheader("Content-Type") or "").startswith("text/plain; version=0.0.4")
        return response.read().decode().splitlines()
    finally:
        connection.close()


def test_client_without_validators_is_slowed_down_where_that_is_wanted(site: Site) -> None:
    environment = {"FEEDSVC_DELIVERY__FULL_ANSWERS_A_MINUTE": "3"}
    options = ("web", "--store", site.store_url)
    with running(*options, cwd=site.posts.parent, port=free_port(), **environment) as server:
        answers = [server.ask("/atom.xml") for _ in range(5)]
        assert [answer.status for answer in answers] == [200, 200, 200, 429, 429]
        assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
        tag = answers[0].headers["etag"]
        assert {server.ask("/atom.xml", If_None_Match=tag).status for _ in range(9)} == {304}
        assert server.ask("/atom.xml", If_None_Match='"older"').status == 200
        assert server.ask("/rss.xml").status == 200


@pytest.mark.parametrize("taken", ["--port", "metrics"])
def test_address_that_is_taken_ends_in_one_line(site: Site, taken: str) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        command = [*feedsvc_command(), "web", "--store", site.store_url]
        command += ["--port", port if taken == "--port" else str(free_port())]
        environment = {} if taken == "--port" else {"FEEDSVC_SERVER__METRICS_PORT": port}
        done = subprocess.run(
            command,
            cwd=site.posts.parent,
            env={"PATH": "", **environment},
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.decode().splitlines() == [
        f"feedsvc: error: 127.0.0.1:{port} cannot be listened on: Address already in use; choose another port"
    ]


def test_log_that_cannot_be_written_ends_in_one_line(site: Site) -> None:
    command = [*feedsvc_command(), "web", "--store", site.store_url, "--port", str(free_port())]
    environment = {"PATH": "", "FEEDSVC_SERVER__ACCESS_LOG": str(site.posts.parent / "none" / "log")}
    done = subprocess.run(
        command, cwd=site.posts.parent, env=environment, capture_output=True, timeout=PATIENCE, check=False
    )
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert b"server.access_log" in done.stderr


def test_server_says_nothing_but_where_it_serves(site: Site) -> None:
    with running("web", "--store", site.store_url, cwd=site.posts.parent, port=free_port()) as server:
        server.ask("/atom.xml")
        assert server.process.stdout is not None
        said = server.process.stdout.readline()
        server.process.terminate()
        said += server.process.communicate(timeout=PATIENCE)[0]
    assert said.splitlines() == [f"feedsvc: serving on 127.0.0.1:{server.port}"]


def test_address_of_ipv6_served_at_stands_in_brackets(site: Site) -> None:
    host, port = "0:0:0:0:0:0:0:1", free_port()
    try:
        socket.create_server((host, port), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("no IPv6 here")
    site.fill(1)
    command = [*feedsvc_command(), "serve", str(site.posts), "--host", host, "--port", str(port)]
    with subprocess.Popen(command, cwd=site.posts.parent, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        said = next(line for line in process.stderr if "preview on" in line)
        process.terminate()
    assert f"preview on http://[{host}]:{port}/: " in said


def test_postgresql_is_watched_as_well(
    make_site: Callable[..., Site], postgresql: str, tmp_path: Path
) -> None:
    made = make_site(store_url=postgresql)
    made.fill(3)
    made.sync()
    with running("web", "--store", postgresql, cwd=tmp_path, port=free_port()) as server:
        assert server.ask("/feed.json").status == 200
        made.write("new.md", "Number 7.", title="New", date="2025-01-01")
        made.sync()
        server.wait_for("/feed.json", b"Number 7.")
