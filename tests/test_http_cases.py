"""Requests as bytes, and what must come back: from the server itself, through nginx, and through Varnish."""

from __future__ import annotations

import gzip
import re
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import brotli
import pytest
import zstandard
from conftest import Site
from http_ways import Response, exchange, parse, way
from server import free_port, running
from waiting import PATIENCE

from feedsvc.configuration import load

STRAIGHT, NGINX, VARNISH = "straight", "nginx", "varnish"
DECODED: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "br": lambda data: bytes(brotli.decompress(data)),
    "zstd": lambda data: zstandard.ZstdDecompressor().decompress(data),
    "gzip": gzip.decompress,
}
ATOM = "application/atom+xml; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Case:
    """A request, and what must come back.

    In `fields`, `{tag}`, `{gzip tag}`, `{opaque}` and `{date}` stand for the validators of /atom.xml. `has`
    are fields of the answer, exactly; a value of None is a field that must not be there. `full` says that the
    body is the whole document. `ways` are those by which this holds: caches have rules of their own.
    """

    name: str
    status: int
    fields: dict[str, str] = field(default_factory=dict)
    path: str = "/atom.xml"
    method: str = "GET"
    has: dict[str, str | None] = field(default_factory=dict)
    full: bool = False
    version: str = "1.1"
    ways: tuple[str, ...] = (STRAIGHT, NGINX, VARNISH)


def tag(value: str) -> dict[str, str]:
    return {"If-None-Match": value}


def date(value: str) -> dict[str, str]:
    return {"If-Modified-Since": value}


def coded(value: str) -> dict[str, str]:
    return {"Accept-Encoding": value}


ONLY = (STRAIGHT,)
# Varnish asks for gzip whatever the client accepts, and compares with a single tag.
CODINGS = LISTS = (STRAIGHT, NGINX)
CASES = [
    # Documents
    Case("document", 200, has={"content-type": ATOM, "x-content-type-options": "nosniff"}, full=True),
    Case("by HTTP/1.0", 200, version="1.0", full=True),
    Case("head", 200, method="HEAD", has={"content-type": ATOM}),
    Case("page", 200, path="/", has={"content-type": "text/html; charset=utf-8"}, full=True),
    Case("text", 200, path="/latest.txt", has={"content-type": "text/plain; charset=utf-8"}, full=True),
    Case("rss", 200, path="/rss.xml", has={"content-type": "application/rss+xml; charset=utf-8"}, full=True),
    Case("json", 200, path="/feed.json", has={"content-type": "application/feed+json"}, full=True),
    Case("archive", 200, path="/archive/1/atom.xml", has={"content-type": ATOM}, full=True),
    Case("tag in another script", 200, path="/tags/%E6%95%B0%E5%AD%A6/atom.xml", full=True),
    Case("style sheet", 200, path="/feed.css", has={"content-type": "text/css; charset=utf-8"}, full=True),
    Case("escaped letters", 200, path="/%61tom.xml", full=True),
    Case("read by anybody", 200, {"Origin": "https://a.example"}, has={"access-control-allow-origin": "*"}),
    # Entity tags
    Case("its tag", 304, tag("{tag}"), has={"etag": "{tag}", "content-length": None}),
    Case("its tag, weak", 304, tag("W/{tag}")),
    Case("its tag among others", 304, tag('"a", {tag}, "b"'), ways=LISTS),
    Case("its tag among others, no blanks", 304, tag('"a",W/{tag},"b"'), ways=LISTS),
    Case("any tag", 304, tag("*"), ways=ONLY),
    Case("another tag", 200, tag('"a"'), full=True),
    Case("another weak tag", 200, tag('W/"a"'), full=True),
    Case("a tag with a comma in it", 200, tag('"a,{opaque}"'), full=True),
    Case("part of its tag", 200, tag('"{opaque}"'[:-3] + '"'), full=True),
    Case("a longer tag", 200, tag('"{opaque}0"'), full=True),
    Case("a tag marked by Apache", 304, tag('"{opaque}-gzip"'), ways=ONLY),
    Case("a weak tag marked by Apache", 304, tag('W/"{opaque}-gzip"'), ways=ONLY),
    Case("a tag marked by Jetty", 304, tag('"{opaque}--gzip"'), ways=ONLY),
    Case("a tag marked by an older Apache", 304, tag('"{opaque};gzip"'), ways=ONLY),
    Case("a tag marked for deltas", 304, tag('"{opaque}:df"'), ways=ONLY),
    Case("a tag without quotes", 304, tag("{opaque}"), ways=ONLY),
    Case("the tag of another coding", 304, tag("{gzip tag}"), has={"etag": "{tag}"}, ways=ONLY),
    Case("the tag of gzip", 304, {**tag("{gzip tag}"), **coded("gzip")}, has={"etag": "{gzip tag}"}),
    Case(
        "the plain tag, and gzip would do",
        304,
        {**tag("{tag}"), **coded("gzip")},
        has={"etag": "{tag}"},
        ways=ONLY,
    ),
    Case("an empty tag field", 200, tag(""), full=True, ways=ONLY),
    Case("head with its tag", 304, tag("{tag}"), method="HEAD"),
    Case("a query and its tag", 304, tag("{tag}"), path="/atom.xml?utm_source=a"),
    # Dates
    Case("since then", 304, date("{date}"), has={"last-modified": "{date}"}),
    Case("since a later date", 304, date("Fri, 01 Jan 2100 00:00:00 GMT"), ways=ONLY),
    Case("since an earlier date", 200, date("Thu, 01 Jan 1970 00:00:00 GMT"), full=True),
    Case("since a year of many digits", 200, date("Fri, 01 Jan 21006666666 000:00 GMT"), full=True),
    Case("since nonsense", 200, date("yesterday"), full=True),
    Case("since a date in the form of RFC 850", 304, date("Friday, 01-Jan-38 00:00:00 GMT"), ways=ONLY),
    Case("tag wins over date", 200, {**tag('"a"'), **date("{date}")}, full=True),
    Case(
        "tag matches, date does not",
        304,
        {**tag("{tag}"), **date("Thu, 01 Jan 1970 00:00:00 GMT")},
        ways=ONLY,
    ),
    # Preconditions
    Case("if it is this", 200, {"If-Match": "{tag}"}, full=True, ways=ONLY),
    Case("if there is any", 200, {"If-Match": "*"}, full=True, ways=ONLY),
    Case("if it is another", 412, {"If-Match": '"a"'}, ways=ONLY),
    Case("if it is this, weakly", 412, {"If-Match": "W/{tag}"}, ways=ONLY),
    Case("unless changed since then", 200, {"If-Unmodified-Since": "{date}"}, full=True, ways=ONLY),
    Case(
        "unless changed since 1970", 412, {"If-Unmodified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"}, ways=ONLY
    ),
    # Codings
    Case("gzip", 200, coded("gzip"), has={"content-encoding": "gzip"}, full=True),
    Case("brotli", 200, coded("br"), has={"content-encoding": "br"}, full=True, ways=CODINGS),
    Case("zstandard", 200, coded("zstd"), has={"content-encoding": "zstd"}, full=True, ways=CODINGS),
    Case(
        "as browsers ask", 200, coded("gzip, deflate, br, zstd"), has={"content-encoding": "br"}, ways=CODINGS
    ),
    Case("by weight", 200, coded("br;q=0.2, gzip;q=0.9"), has={"content-encoding": "gzip"}, full=True),
    Case("capitals", 200, coded("GZIP"), has={"content-encoding": "gzip"}, full=True, ways=CODINGS),
    Case("by its old name", 200, coded("x-gzip"), has={"content-encoding": "gzip"}, full=True, ways=CODINGS),
    Case("none named", 200, coded(""), has={"content-encoding": None}, full=True),
    Case("identity", 200, coded("identity"), has={"content-encoding": None}, full=True),
    Case("unknown coding", 200, coded("snappy"), has={"content-encoding": None}, full=True),
    Case("gzip refused", 200, coded("gzip;q=0"), has={"content-encoding": None}, full=True, ways=CODINGS),
    Case("anything", 200, coded("*"), has={"content-encoding": "br"}, full=True, ways=CODINGS),
    Case("anything else", 200, coded("br;q=0, *"), has={"content-encoding": "zstd"}, full=True, ways=CODINGS),
    Case("identity first", 200, coded("identity, gzip;q=0.5"), has={"content-encoding": None}, ways=CODINGS),
    Case("identity refused", 200, coded("identity;q=0, gzip"), has={"content-encoding": "gzip"}, full=True),
    Case("identity refused by star", 200, coded("gzip, *;q=0"), has={"content-encoding": "gzip"}, full=True),
    Case("nothing left", 406, coded("identity;q=0"), ways=CODINGS),
    Case("nothing at all", 406, coded("*;q=0"), ways=CODINGS),
    Case("head in gzip", 200, coded("gzip"), method="HEAD", has={"content-encoding": "gzip"}),
    # Ranges
    Case("range", 200, {"Range": "bytes=0-9"}, has={"content-range": None}, full=True, ways=ONLY),
    Case(
        "range in gzip", 200, {"Range": "bytes=0-9", **coded("gzip")}, has={"content-range": None}, ways=ONLY
    ),
    Case("range if unchanged", 200, {"Range": "bytes=5-", "If-Range": "{tag}"}, full=True, ways=ONLY),
    # Negotiation without traps
    Case("feed for a browser", 200, {"Accept": "text/html,*/*;q=0.8"}, has={"content-type": ATOM}, full=True),
    Case(
        "feed for who wants JSON", 200, {"Accept": "application/json"}, has={"content-type": ATOM}, full=True
    ),
    Case(
        "feed opened",
        200,
        {"Sec-Fetch-Dest": "document"},
        has={"content-type": "application/xml; charset=utf-8"},
    ),
    Case("feed fetched", 200, {"Sec-Fetch-Dest": "empty"}, has={"content-type": ATOM}, full=True),
    Case("query", 200, path="/atom.xml?utm_source=a&b", full=True),
    Case("trailing slash", 301, path="/atom.xml/", has={"location": "/atom.xml"}),
    Case("WordPress", 301, path="/feed/", has={"location": "/rss.xml"}),
    Case(
        "WordPress, of a tag",
        301,
        path="/tag/%E6%95%B0%E5%AD%A6/feed/",
        has={"location": "/tags/%E6%95%B0%E5%AD%A6/rss.xml"},
    ),
    Case("Hugo", 301, path="/index.xml", has={"location": "/rss.xml"}),
    Case("Jekyll", 301, path="/feed.xml", has={"location": "/atom.xml"}),
    Case("the word rss", 301, path="/rss", has={"location": "/rss.xml"}),
    Case("the word atom", 301, path="/atom", has={"location": "/atom.xml"}),
    Case("atom with slash and query", 301, path="/atom/?x", has={"location": "/atom.xml"}),
    Case("configured, with query", 301, path="/old/posts.rss?a=b", has={"location": "/rss.xml"}),
    Case("configured, elsewhere", 301, path="/podcast", has={"location": "https://pod.example/rss"}),
    Case("old feed of no tag", 404, path="/tags/none/rss"),
    Case("feed in any format", 302, path="/feed", has={"location": "/atom.xml", "vary": "Accept"}),
    Case("feed as RSS", 302, {"Accept": "application/rss+xml"}, path="/feed", has={"location": "/rss.xml"}),
    Case(
        "feed as JSON",
        302,
        {"Accept": "application/json, text/xml;q=0.1"},
        path="/feed",
        has={"location": "/feed.json"},
    ),
    # What is not there
    Case("nothing", 404, path="/nothing", has={"content-type": "text/html; charset=utf-8"}),
    Case("nothing, with a tag", 404, tag("*"), path="/nothing"),
    Case("no such page", 404, path="/page/99/"),
    Case("not UTF-8", 404, path="/%FF%FE"),
    Case("up and away", 404, path="/%2e%2e/etc/passwd", ways=(STRAIGHT, VARNISH)),
    Case("deleted", 410, path="/posts/gone/"),
    Case("posted to", 405, method="POST", has={"allow": "GET, HEAD, OPTIONS"}),
    Case("deleted by hand", 405, method="DELETE", path="/posts/p00001/"),
    Case(
        "asked for its methods",
        200,
        method="OPTIONS",
        has={"access-control-allow-methods": "GET, HEAD, OPTIONS"},
    ),
    # Health
    Case("alive", 200, path="/healthz", has={"cache-control": "no-store"}),
    Case("ready", 200, path="/readyz", has={"cache-control": "no-store"}),
    # Deltas
    Case("difference from the same", 304, {"A-IM": "feed", **tag("{tag}")}),
    Case("difference from the unknown", 200, {"A-IM": "feed", **tag('"a"')}, full=True),
    Case("difference without a tag", 200, {"A-IM": "feed"}, has={"im": None}, full=True),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, int]]:
    root = tmp_path_factory.mktemp("cases")
    settings = load(None, site={"url": "https://blog.example.org/", "title": "A blog"})
    made = Site(root, settings, f"sqlite:///{root}/store.db")
    made.fill(45, tags=["数学"])
    made.write("gone.md", title="Gone", date="2024-01-01")
    made.sync()
    (made.posts / "gone.md").unlink()
    made.sync()
    (root / "feedsvc.toml").write_text(
        '[delivery.moved]\n"/old/posts.rss" = "/rss.xml"\n"/podcast" = "https://pod.example/rss"\n'
    )
    with running("web", "--store", made.store_url, cwd=root, port=free_port()) as server:
        # Varnish compares tags itself; so that of the feed must not change once more, when it is well packed.
        packed = request_bytes(Case("gzip", 200, coded("gzip")), {})
        while not exchange(server.port, packed).fields["etag"].endswith('-gzip"'):
            time.sleep(0.02)
        yield made, server.port
    made.store.close()


@pytest.fixture(scope="module", params=[STRAIGHT, NGINX, VARNISH])
def port(
    request: pytest.FixtureRequest, site: tuple[Site, int], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, int]]:
    folder: Path = tmp_path_factory.mktemp(request.param)
    folder.chmod(0o755)
    with way(request.param, site[1], folder) as found:
        yield request.param, found


def validators_by(port: int) -> dict[str, str]:
    """The validators of /atom.xml, as they come by one of the ways: Varnish holds it in gzip only."""
    plain = exchange(port, request_bytes(Case("plain", 200), {})).fields
    packed = exchange(port, request_bytes(Case("gzip", 200, coded("gzip")), {})).fields
    tag = plain["etag"].removeprefix("W/")
    return {
        "{tag}": tag,
        "{gzip tag}": packed["etag"],
        "{opaque}": tag.strip('"').partition("-")[0],
        "{date}": plain["last-modified"],
    }


@pytest.fixture(scope="module")
def validators(port: tuple[str, int]) -> dict[str, str]:
    return validators_by(port[1])


def filled(text: str, validators: dict[str, str]) -> str:
    return re.sub(r"\{[a-z ]+\}", lambda found: validators[found[0]], text)


def request_bytes(case: Case, validators: dict[str, str]) -> bytes:
    fields = {"Host": "blog.example.org", **case.fields, "Connection": "close"}
    if case.method == "POST":
        fields["Content-Length"] = "0"
    lines = [f"{name}: {filled(value, validators)}" for name, value in fields.items()]
    return "\r\n".join([f"{case.method} {case.path} HTTP/{case.version}", *lines, "", ""]).encode()


def test_there_are_cases_enough() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 60


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_request_is_answered_right(
    case: Case, port: tuple[str, int], site: tuple[Site, int], validators: dict[str, str]
) -> None:
    name, number = port
    if name not in case.ways:
        pytest.skip(f"{name} answers this by rules of its own")
    answer = exchange(number, request_bytes(case, validators), case.method == "HEAD")
    assert answer.status == case.status, (answer.status, answer.fields, answer.body[:200])
    for field_name, value in case.has.items():
        expected = None if value is None else filled(value, validators)
        given = answer.fields.get(field_name)
        # What Varnish unpacks for a client has a weak tag.
        assert (given.removeprefix("W/") if given else None) == expected, answer.fields
    if case.full:
        assert decoded(answer) == site[0].body(case.path.partition("?")[0])
    if case.status in (200, 304) and not case.path.endswith("z") and case.method in ("GET", "HEAD"):
        assert "Accept-Encoding" in answer.fields["vary"]
        assert answer.fields["cache-control"].startswith("public, max-age=")
        assert answer.fields["etag"]
    if case.status == 304 or case.method == "HEAD":
        assert answer.body == b""


def decoded(answer: Response) -> bytes:
    return DECODED[answer.fields.get("content-encoding", "")](answer.body)


def test_304_repeats_what_the_200_says(site: tuple[Site, int]) -> None:
    validators = validators_by(site[1])
    full = exchange(site[1], request_bytes(Case("full", 200), {}))
    unmodified = exchange(site[1], request_bytes(Case("tag", 304, tag("{tag}")), validators))
    for name in ("etag", "cache-control", "vary", "expires", "last-modified", "access-control-allow-origin"):
        assert unmodified.fields.get(name) == full.fields.get(name), name


def test_head_says_what_get_says(site: tuple[Site, int]) -> None:
    for path in ("/atom.xml", "/", "/nothing", "/posts/gone/", "/rss", "/healthz"):
        got = exchange(site[1], request_bytes(Case("get", 200, path=path), {}))
        head = exchange(site[1], request_bytes(Case("head", 200, path=path, method="HEAD"), {}), is_head=True)
        assert (head.status, head.body) == (got.status, b"")
        assert {**head.fields, "date": ""} == {**got.fields, "date": ""}, path


def test_requests_sent_at_once_are_answered_in_their_order(site: tuple[Site, int]) -> None:
    paths = ["/atom.xml", "/rss.xml", "/nothing", "/feed.json", "/atom.xml"]
    requests = [request_bytes(Case("one", 200, path=path), {}) for path in paths]
    sent = b"".join(one.replace(b"Connection: close\r\n", b"") for one in requests[:-1]) + requests[-1]
    with socket.create_connection(("127.0.0.1", site[1]), timeout=PATIENCE) as connection:
        connection.sendall(sent)
        received = b""
        while part := connection.recv(65536):
            received += part
    for path in paths:
        answer, received = parse(received)
        if path == "/nothing":
            assert answer.status == 404
        else:
            assert answer.body == site[0].body(path)
    assert received == b""


def test_request_in_pieces_is_answered(site: tuple[Site, int]) -> None:
    with socket.create_connection(("127.0.0.1", site[1]), timeout=PATIENCE) as connection:
        for piece in (b"GET /atom", b".xml HTTP/1.1\r\nHo", b"st: a\r\nConnection: close\r", b"\n\r", b"\n"):
            connection.sendall(piece)
            time.sleep(0.02)
        received = b""
        while part := connection.recv(65536):
            received += part
    assert parse(received)[0].body == site[0].body("atom.xml")


@pytest.mark.parametrize(
    "request_line",
    [b"GET\r\n\r\n", b"GET /atom.xml HTTP/9.9\r\nHost: a\r\n\r\n", b"\x00\x01\x02\r\n\r\n",
     b"GET /atom.xml HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
     b"GET /atom.xml HTTP/1.1\r\nHost: a\r\nBad Name: 1\r\n\r\n"],
)  # fmt: skip
def test_broken_request_harms_nobody_else(site: tuple[Site, int], request_line: bytes) -> None:
    with socket.create_connection(("127.0.0.1", site[1]), timeout=PATIENCE) as connection:
        connection.sendall(request_line)
        received = connection.recv(65536)
    assert received == b"" or received.startswith(b"HTTP/1.1 400"), received[:100]
    assert exchange(site[1], request_bytes(Case("next", 200), {})).body == site[0].body("atom.xml")
