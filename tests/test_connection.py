"""Connections: what is remembered of requests, and what a client can do wrong."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from conftest import Site
from delivered import Delivered
from http_ways import parse
from uvicorn.server import Server
from waiting import PATIENCE, eventually

from feedsvc.settings import ServerOptions
from feedsvc.web import connection as connections
from feedsvc.web.connection import Connection
from feedsvc.web.gateway import Gateway, Responder
from feedsvc.web.instrumented import Instrumented, RequestRecord
from feedsvc.web.request_reader import LARGEST_HEAD
from feedsvc.web.server import configured

GET = b"GET /atom.xml HTTP/1.1\r\nHost: a\r\n\r\n"
POST = b"POST /atom.xml HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n"


class Web:
    """A server in this process. `seen` are the exchanges observed."""

    def __init__(self, site: Site, *, is_observed: bool = True) -> None:
        self.delivered = Delivered(site)
        self.seen: list[RequestRecord] = []
        responder: Responder = self.delivered.responder
        if is_observed:
            responder = Instrumented(self.delivered.responder, [self.seen.append], None, 0)
        config = configured(lambda: Gateway(responder, 2), ServerOptions(port=0), idle=int(PATIENCE))
        self.server = Server(config)
        self._socket = config.bind_socket()
        self.port = self._socket.getsockname()[1]
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self._socket]})

    @contextmanager
    def connected(self) -> Iterator[socket.socket]:
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as made:
            yield made


@pytest.fixture
def web(site: Site) -> Iterator[Web]:
    with serving(site) as made:
        yield made


@contextmanager
def serving(site: Site, *, is_observed: bool = True) -> Iterator[Web]:
    site.fill(45)
    site.sync()
    made = Web(site, is_observed=is_observed)
    connections._remembered.clear()
    made.thread.start()
    eventually(lambda: made.server.started)
    try:
        yield made
    finally:
        made.server.should_exit = True
        made.thread.join(timeout=PATIENCE)
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


def test_poll_is_told_that_nothing_is_new_until_something_is(site: Site) -> None:
    with serving(site, is_observed=False) as web, web.connected() as connection:
        etag = ask(connection)[1]["etag"]
        poll = GET.replace(b"\r\n\r\n", b"\r\nIf-None-Match: %s\r\n\r\n" % etag.encode())
        assert [ask(connection, poll)[0] for _ in range(4)] == [304] * 4
        assert connections._remembered[poll].unmodified is not None
        site.write("new.md", title="Newest", date="2026-01-01")
        site.sync()
        web.delivered.poll()
        status, fields, body = ask(connection, poll)
        assert (status, b"Newest" in body, fields["etag"] != etag) == (200, True, True)
        assert [ask(connection, poll)[0] for _ in range(2)] == [200, 200]


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
        connection.sendall(POST % (3 * len(chunk)))
        for _ in range(2):
            connection.sendall(chunk)
            time.sleep(0.05)
        connection.settimeout(0.1)
        with pytest.raises(TimeoutError):
            connection.recv(1)
        connection.settimeout(PATIENCE)
        assert ask(connection, chunk)[0] == 405
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
        with pytest.raises((TimeoutError, ConnectionResetError)):
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


def test_idle_connections_are_closed(web: Web) -> None:
    web.server.config.timeout_keep_alive = 3
    with ExitStack() as opened:
        kept = []
        for sent in (b"", GET, GET[:20]):
            connection = opened.enter_context(web.connected())
            ask(connection)
            ask(connection)
            connection.sendall(sent)
            kept.append(connection)
        for connection in kept:
            everything(connection)


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


def test_request_sent_while_the_server_stops_is_answered(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "LINGER_SECONDS", PATIENCE)
    with web.connected() as late:
        ask(late)
        (known,) = web.server.server_state.connections
        assert isinstance(known, Connection)
        web.server.should_exit = True
        eventually(lambda: known._leaves)
        status, fields, body = ask(late)
        assert (status, fields["connection"]) == (200, "close")
        assert body.endswith(b"</feed>\n") or body.endswith(b"</feed>")


def test_connection_is_closed_when_the_server_stops(web: Web) -> None:
    with web.connected() as kept:
        ask(kept)
        web.server.should_exit = True
        assert kept.recv(1) == b""


def test_field_with_an_underscore_is_not_one_with_a_hyphen(web: Web) -> None:
    with web.connected() as connection:
        etag = ask(connection)[1]["etag"]
        sent = f"GET /atom.xml HTTP/1.1\r\nHost: a\r\nIf_None_Match: {etag}\r\n\r\n".encode()
        assert ask(connection, sent)[0] == 200
        assert ask(connection, sent.replace(b"_", b"-"))[0] == 304


def everything(connection: socket.socket) -> bytes:
    """What comes until the server closes."""
    received = b""
    while part := connection.recv(65536):
        received += part
    return received


def statuses(received: bytes) -> list[int]:
    found = []
    while received:
        answer, received = parse(received)
        found.append(answer.status)
    return found


def test_hundreds_of_requests_at_once_are_no_oversized_head(web: Web) -> None:
    with web.connected() as connection:
        sent = GET.replace(b"a\r\n", b"a\r\nX-Padding: " + b"x" * 100 + b"\r\n")
        threading.Thread(target=connection.sendall, args=[sent * 700 + sent[:-2]]).start()
        assert [status for status, _, _ in answers(connection, 700)] == [200] * 700
        assert ask(connection, b"\r\n")[0] == 200


@pytest.mark.parametrize("path", ["/atom.xml", "/nothing"])
@pytest.mark.parametrize(
    "broken", [b"\x00\r\n\r\n", b"GET / HTTP/9.9\r\nHost: a\r\n\r\n", GET.replace(b"Host: a\r\n", b"")]
)
def test_answer_that_is_due_is_given_before_what_follows_is_refused(
    web: Web, path: str, broken: bytes
) -> None:
    with web.connected() as connection:
        connection.sendall(GET.replace(b"/atom.xml", path.encode()) + broken)
        assert statuses(everything(connection)) == [404 if path == "/nothing" else 200, 400]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        (b"", 400),
        (b"Host: a\r\nHost: a\r\n", 400),
        (b"Host: a\r\nhost: b\r\n", 400),
        (b"Host: a b\r\n", 400),
        (b"Host: a/b\r\n", 400),
        (b"Host:\r\n", 200),
        (b"Host: \t a \t \r\n", 200),
        (b"Host: [::1]:8000\r\n", 200),
        (b"Host: xn--bcher-kva.example:80\r\n", 200),
    ],
)
def test_request_names_one_host(web: Web, fields: bytes, status: int) -> None:
    with web.connected() as connection:
        answer = ask(connection, b"GET /atom.xml HTTP/1.1\r\n" + fields + b"\r\n")
    assert answer[0] == status
    assert answer[1].get("connection") == ("close" if status == 400 else None)


@pytest.mark.parametrize(
    ("request_line", "status"),
    [(b"GET /atom.xml", 400), (b"GET /atom.xmlHTTP/1.1", 400), (b"GET /atom.xml HTTP/2.0", 505)],
)
def test_only_versions_that_are_spoken_are_answered(web: Web, request_line: bytes, status: int) -> None:
    with web.connected() as connection:
        connection.sendall(request_line + b"\r\nHost: a\r\n\r\n")
        assert statuses(everything(connection)) == [status]


@pytest.mark.parametrize(
    "coding", [b"gzip, chunked", b"x\r\nTransfer-Encoding: chunked", b"chunked, chunked"]
)
def test_transfer_coding_that_is_not_understood_is_refused(web: Web, coding: bytes) -> None:
    with web.connected() as connection:
        connection.sendall(CHUNKED.replace(b"chunked", coding) + b"0\r\n\r\n" + GET)
        assert statuses(everything(connection)) in ([400], [501])


def test_client_that_sends_more_than_is_answered_gets_its_answer_and_no_reset(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "LAST_SECONDS", PATIENCE)
    with web.connected() as connection:
        connection.sendall(GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        assert statuses(everything(connection)) == [200]
        for _ in range(5):
            connection.sendall(GET)  # raises where the connection was reset
    eventually(lambda: not web.server.server_state.connections)


def test_old_clients_need_no_host(web: Web) -> None:
    with web.connected() as connection:
        connection.sendall(b"GET /atom.xml HTTP/1.0\r\n\r\n")
        assert statuses(everything(connection)) == [200]


CHUNKED = b"POST /atom.xml HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("head", "part"),
    [
        (CHUNKED + b"0\r\n", b"X-%d: y\r\n" * 50),
        (CHUNKED + b"0\r\nX: ", b"y" * 500),
        (CHUNKED + b"1;", b"e=x;" * 100),
        (CHUNKED, b"1\r\nx\r\n" * 100),
        (POST % 10**9, b"x" * 500),
    ],
    ids=["trailers", "trailer", "extensions", "chunks", "body"],
)
def test_endless_content_is_read_to_a_bound_and_kept_nowhere(web: Web, head: bytes, part: bytes) -> None:
    with web.connected() as connection:
        connection.sendall(head)
        sent = 0
        try:
            while sent < 16 * LARGEST_HEAD:
                connection.sendall(part)
                sent += len(part)
        except (BrokenPipeError, ConnectionResetError):
            pass
        else:
            assert everything(connection).startswith(b"HTTP/1.1 413 ")


def test_client_is_told_that_its_head_is_too_large_while_it_still_sends(web: Web) -> None:
    with web.connected() as connection:
        connection.sendall(GET[:-2] + b"X: " + b"y" * (4 * LARGEST_HEAD))
        assert everything(connection).startswith(b"HTTP/1.1 431 ")


def test_many_fields_are_refused_before_they_are_joined(web: Web) -> None:
    with web.connected() as connection:
        assert ask(connection, GET[:-2] + b"a: b\r\n" * 1_000 + b"\r\n")[0] == 431


def test_client_that_ends_its_side_gets_its_answers(web: Web) -> None:
    with web.connected() as connection:
        connection.sendall(GET + GET.replace(b"atom.xml", b"nothing") + GET)
        connection.shutdown(socket.SHUT_WR)
        assert statuses(everything(connection)) == [200, 404, 200]


def test_wish_for_another_protocol_costs_no_request(web: Web) -> None:
    upgrade = b"Connection: Upgrade\r\nUpgrade: h2c\r\n"
    with web.connected() as connection:
        connection.sendall(GET[:-2] + upgrade + b"\r\n" + GET)
        assert [status for status, _, _ in answers(connection, 2)] == [200, 200]
    with web.connected() as connection:  # what is content to one and a request to another is neither
        connection.sendall(GET[:-2] + upgrade + b"Content-Length: %d\r\n\r\n" % len(GET) + GET)
        assert statuses(everything(connection)) == [200]


def test_content_that_waits_to_be_asked_for_is_not_asked_for(web: Web) -> None:
    with web.connected() as connection:
        connection.sendall((POST % 5)[:-2] + b"Expect: 100-continue\r\n\r\n")
        assert statuses(everything(connection)) == [405]


def test_request_that_comes_drop_by_drop_is_ended(web: Web) -> None:
    web.server.config.timeout_keep_alive = 3
    with web.connected() as connection:
        received = b""
        connection.settimeout(0.2)
        for byte in GET + b"x" * 60:
            try:
                connection.sendall(bytes([byte]))
                received += connection.recv(65536)
                break
            except TimeoutError:
                continue
    assert received.startswith(b"HTTP/1.1 408 ")


def test_more_connections_than_there_is_room_for_are_told(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Connection, "limit", 2)
    with web.connected() as first, web.connected() as second, web.connected() as third:
        assert (ask(first)[0], ask(second)[0]) == (200, 200)
        assert statuses(everything(third)) == [503]
    eventually(lambda: not web.server.server_state.connections)
    with web.connected() as fourth:
        assert ask(fourth)[0] == 200


def test_what_all_clients_together_have_the_server_hold_is_bounded(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "MOST_HELD", 10 * LARGEST_HEAD)
    head = GET[:-2] + b"X: " + b"y" * (LARGEST_HEAD - 1000)
    with ExitStack() as opened:
        many = [opened.enter_context(web.connected()) for _ in range(10)]
        for connection in many:
            connection.sendall(head)
        eventually(lambda: Connection.held >= 10 * (LARGEST_HEAD - 1000))
        with web.connected() as another:
            another.sendall(head)
            assert was_cut(another)
        assert ask(many[0], b"\r\n\r\n")[0] == 200
    eventually(lambda: not Connection.held)


def was_cut(connection: socket.socket) -> bool:
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True
