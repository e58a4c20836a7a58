"""Connections: what is remembered of requests, and what a client can do wrong."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from conftest import Site
from delivered import Delivered
from http_ways import parse
from uvicorn.server import Server

from feedsvc.settings import ServerOptions
from feedsvc.web import connection as connections
from feedsvc.web.connection import LARGEST_HEAD
from feedsvc.web.gateway import Gateway
from feedsvc.web.instrumented import Instrumented, RequestRecord
from feedsvc.web.server import configured

GET = b"GET /atom.xml HTTP/1.1\r\nHost: a\r\n\r\n"
POST = b"POST /atom.xml HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n"


class Web:
    """A server in this process. `seen` are the exchanges observed."""

    def __init__(self, site: Site) -> None:
        self.delivered = Delivered(site)
        self.seen: list[RequestRecord] = []
        observed = Instrumented(self.delivered.responder, [self.seen.append], None, 0)
        config = configured(lambda: Gateway(observed, 2), ServerOptions(port=0), idle=1)
        self.server = Server(config)
        self._socket = config.bind_socket()
        self.port = self._socket.getsockname()[1]
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self._socket]})

    @contextmanager
    def connected(self) -> Iterator[socket.socket]:
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as made:
            yield made


@pytest.fixture
def web(site: Site) -> Iterator[Web]:
    site.fill(45)
    site.sync()
    made = Web(site)
    connections._remembered.clear()
    made.thread.start()
    while not made.server.started:
        time.sleep(0.01)
    yield made
    made.server.should_exit = True
    made.thread.join(timeout=10)
    assert not made.thread.is_alive()


def answers(connection: socket.socket, count: int) -> list[tuple[int, dict[str, str], bytes]]:
    """So many answers, one after the other."""
    received, found = b"", []
    while len(found) < count:
        part = connection.recv(65536)
        assert part, f"closed after {len(found)} answers"
        received += part
        while b"\r\n\r\n" in received:
            head, _, rest = received.partition(b"\r\n\r\n")
            fields = dict(line.lower().split(": ", 1) for line in head.decode("latin-1").split("\r\n")[1:])
            length = int(fields.get("content-length", "0"))
            if len(rest) < length:
                break
            found.append((int(head.split()[1]), fields, rest[:length]))
            received = rest[length:]
    assert not received
    return found


def ask(connection: socket.socket, request: bytes = GET) -> tuple[int, dict[str, str], bytes]:
    connection.sendall(request)
    return answers(connection, 1)[0]


def test_same_request_is_answered_the_same_however_it_was_understood(web: Web) -> None:
    with web.connected() as first, web.connected() as second:
        made, held, remembered = ask(first), ask(first), ask(second)
    assert GET in connections._remembered
    for answer in (made, held, remembered):
        del answer[1]["date"]
    assert made == held == remembered
    assert made[2].count(b"<entry") == 25


def test_remembered_request_gets_the_newest_document(web: Web) -> None:
    with web.connected() as connection:
        before = [ask(connection) for _ in range(3)][-1]
        web.delivered.site.write("new.md", title="Newest", date="2026-01-01")
        web.delivered.site.sync()
        web.delivered.poll()
        after = ask(connection)
    assert b"Newest" in after[2]
    assert before[1]["etag"] != after[1]["etag"]


def test_exchanges_name_their_own_client_and_path(web: Web) -> None:
    with web.connected() as connection:
        for _ in range(3):
            ask(connection)
        ask(connection, b"GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n")
    assert [exchange.cache for exchange in web.seen] == ["miss", "hit", "hit", "miss"]
    assert {exchange.client for exchange in web.seen} == {"127.0.0.1"}
    assert web.seen[-1].path == "/nothing"


def test_requests_sent_at_once_are_answered_in_order(web: Web) -> None:
    files = ["atom.xml", "feed.json", "nothing", "rss.xml", "atom.xml"]
    requests = [f"GET /{file} HTTP/1.1\r\nHost: a\r\n\r\n".encode() for file in files]
    with web.connected() as connection:
        for _ in range(2):
            connection.sendall(b"".join(requests))
            found = answers(connection, len(files))
            assert [status for status, _, _ in found] == [200, 200, 404, 200, 200]
            assert found[0][2] == found[4][2] != found[3][2]
            assert json.loads(found[1][2])["items"]


def test_request_in_pieces_is_answered_once(web: Web) -> None:
    with web.connected() as connection:
        ask(connection)
        ask(connection)
        for at in range(1, len(GET)):
            connection.sendall(GET[:at])
            time.sleep(0.002)
            assert ask(connection, GET[at:])[0] == 200


@pytest.mark.parametrize("chunk", [GET, GET[:10], b"x" * len(GET)])
def test_body_is_never_taken_for_a_request(web: Web, chunk: bytes) -> None:
    with web.connected() as connection:
        ask(connection)
        ask(connection)
        assert GET in connections._remembered
        assert ask(connection, POST % (3 * len(chunk)))[0] == 405
        for _ in range(3):
            connection.sendall(chunk)
            time.sleep(0.05)
        connection.settimeout(0.1)
        with pytest.raises(TimeoutError):
            connection.recv(1)
        connection.settimeout(10)
        status, _, body = ask(connection, GET)
    assert status == 200
    assert b"<feed" in body


def test_client_that_reads_nothing_is_not_answered_for_ever(web: Web) -> None:
    with web.connected() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        ask(connection)
        ask(connection)
        before = len(web.seen)
        connection.settimeout(1)
        with pytest.raises(TimeoutError):
            while True:
                connection.sendall(GET * 100)
        time.sleep(0.2)
        held = sum(exchange.reply.size for exchange in web.seen[before:])
        assert held < 32 * 1024 * 1024


def test_endless_head_ends_in_431(web: Web) -> None:
    with web.connected() as connection:
        connection.sendall(GET[:-2])
        received = b""
        try:
            for number in range(LARGEST_HEAD // 500):
                connection.sendall(b"X-%d: %s\r\n" % (number, b"y" * 600))
            received = connection.recv(65536)
        except (BrokenPipeError, ConnectionResetError):
            received = received or connection.recv(65536)
    assert received.startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize("sent", [b"", GET, GET[:20]])
def test_idle_connection_is_closed(web: Web, sent: bytes) -> None:
    with web.connected() as connection:
        ask(connection)
        ask(connection)
        connection.sendall(sent)
        connection.settimeout(60)
        while connection.recv(65536):
            pass


def test_old_clients_get_an_end_after_the_answer(web: Web) -> None:
    for request in (GET.replace(b"1.1", b"1.0"), GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")):
        for _ in range(3):
            with web.connected() as connection:
                connection.sendall(request)
                received = b""
                while part := connection.recv(65536):
                    received += part
            answer, rest = parse(received)
            assert rest == b""
            assert answer.fields["connection"] == "close"


def test_request_sent_while_the_server_stops_is_answered(web: Web) -> None:
    with web.connected() as kept, web.connected() as late:
        ask(kept)
        ask(late)
        web.server.should_exit = True
        time.sleep(0.3)
        status, fields, body = ask(late)
        assert (status, fields["connection"]) == (200, "close")
        assert body.endswith(b"</feed>\n") or body.endswith(b"</feed>")
        assert kept.recv(1) == b""


def test_field_with_an_underscore_is_not_one_with_a_hyphen(web: Web) -> None:
    with web.connected() as connection:
        etag = ask(connection)[1]["etag"]
        sent = f"GET /atom.xml HTTP/1.1\r\nHost: a\r\nIf_None_Match: {etag}\r\n\r\n".encode()
        assert ask(connection, sent)[0] == 200
        assert ask(connection, sent.replace(b"_", b"-"))[0] == 304
