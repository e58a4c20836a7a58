"""Random streams."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

PATHS = (b"/atom.xml", b"/feed.json", b"/", b"/nothing", b"/rss", b"/healthz")
# What makes a request broken, beyond doubt, by RFC 9112.
BROKEN = (
    b"GET /atom.xml HTTP/1.1\r\n\r\n",
    b"GET /atom.xml HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"GET /atom.xml HTTP/1.1\r\nHost: a b\r\n\r\n",
    b"GET /atom.xml HTTP/1.1\r\nHost : a\r\n\r\n",
    b"GET /atom.xml HTTP/1.1\r\nHost: a\r\nBad Name: 1\r\n\r\n",
    b"GET /atom.xml HTTP/1.1\r\nHost: a\r\nX: a\x00b\r\n\r\n",
    b"GET /atom.xml HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
    b"GET /atom.xml HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\nx",
    b"POST /atom.xml HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n0\r\n\r\n",
    b"GET /atom.xml HTTP/9.9\r\nHost: a\r\n\r\n",
    b"GET\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
)
_LAST = b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"


class Stream(NamedTuple):
    """`pieces` are sent one after the other. `expected` are the statuses of the answers, the last of them on
    a connection that ends; None where only a comparison can tell."""

    pieces: list[bytes]
    expected: list[int] | None


def stream(numbers: Random) -> Stream:
    """The next stream: whole requests, then perhaps a broken one, or bytes changed anywhere."""
    expected: list[int] | None = []
    data = b""
    for _ in range(numbers.randrange(6)):
        request, status = _request(numbers)
        data += request
        expected.append(status)
    match numbers.randrange(4):
        case 0:
            data += numbers.choice(BROKEN) + numbers.choice((b"", _LAST))
            expected.append(400)
        case 1:
            data, expected = _changed(numbers, data + _LAST), None
        case _:
            data += _LAST
            expected.append(200)
    return Stream(_cut(numbers, data), expected)


def _request(numbers: Random) -> tuple[bytes, int]:
    path = numbers.choice(PATHS)
    status = {b"/nothing": 404, b"/rss": 301}.get(path, 200)
    fields = b"".join(
        numbers.choice(
            (
                b"Accept-Encoding: gzip\r\n",
                b'If-None-Match: "a"\r\n',
                b"X-A: " + b"y" * 300 + b"\r\n",
                b"Accept:\r\n",
            )
        )
        for _ in range(numbers.randrange(4))
    )
    head = path + b" HTTP/1.1\r\nHost: a.example\r\n" + fields
    match numbers.randrange(6):
        case 0:
            return b"HEAD " + head + b"\r\n", status
        case 1:
            body = b"GET / HTTP/1.1\r\n\r\n"[: numbers.randrange(18)]
            return b"POST " + head + b"Content-Length: %d\r\n\r\n" % len(body) + body, 405
        case 2:
            chunks = b"".join(b"%x\r\n%b\r\n" % (n, b"x" * n) for n in range(1, numbers.randrange(1, 5) + 1))
            trailer = numbers.choice((b"", b"X-T: 1\r\n"))
            return (
                b"PUT "
                + head
                + b"Transfer-Encoding: chunked\r\n\r\n"
                + chunks
                + b"0\r\n"
                + trailer
                + b"\r\n",
                405,
            )
        case _:
            return b"GET " + head + b"\r\n", status


def _changed(numbers: Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(numbers.randint(1, 4)):
        at = numbers.randrange(len(changed))
        match numbers.randrange(4):
            case 0:
                changed[at] = numbers.randrange(256)
            case 1:
                del changed[at : at + numbers.randint(1, 4)]
            case 2:
                changed[at:at] = numbers.choice(
                    (b"\r\n", b"\n", b" ", b"\x00", b":", b"Content-Length: 3\r\n", b"\r")
                )
            case _:
                changed[at:at] = changed[at : at + numbers.randint(1, 60)]
        if not changed:
            return data
    return bytes(changed)


def _cut(numbers: Random, data: bytes) -> list[bytes]:
    """Cut at random places; sometimes the end is never sent."""
    places = sorted(numbers.randrange(len(data) + 1) for _ in range(numbers.choice((0, 0, 1, 2, 8))))
    pieces = [data[a:b] for a, b in zip([0, *places], [*places, len(data)], strict=True)]
    return [piece for piece in pieces if piece]
