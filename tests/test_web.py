"""The server over real connections."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Site
from server import Server, free_port, running

from feedsvc.publish.documents import Document

TYPES = {
    "/": "text/html; charset=utf-8",
    "/latest.txt": "text/plain; charset=utf-8",
    "/page/2/": "text/html; charset=utf-8",
    "/page/2/latest.txt": "text/plain; charset=utf-8",
    "/atom.xml": "application/atom+xml; charset=utf-8",
    "/rss.xml": "application/rss+xml; charset=utf-8",
    "/feed.json": "application/feed+json",
    "/archive/1/atom.xml": "application/atom+xml; charset=utf-8",
    "/tags/%E6%95%B0%E5%AD%A6/atom.xml": "application/atom+xml; charset=utf-8",
    "/posts/p00001/": "text/html; charset=utf-8",
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Server]]:
    from feedsvc.configuration import load

    root = tmp_path_factory.mktemp("served")
    settings = load(None, site={"url": "https://blog.example.org/", "title": "A blog"})
    site = Site(root, settings, f"sqlite:///{root}/store.db")
    site.fill(45, tags=["数学"])
    site.write("gone.md", title="Gone", date="2024-01-01")
    site.sync()
    (site.posts / "gone.md").unlink()
    site.write("p00044.md", "Text.", title="Post 44", date="2020-02-14", slug="renamed")
    site.sync()
    with running("web", "--store", site.store_url, cwd=root, port=free_port()) as server:
        yield site, server
    site.store.close()


@pytest.mark.parametrize("path", TYPES)
def test_document_has_its_media_type_and_the_published_bytes(served: tuple[Site, Server], path: str) -> None:
    site, server = served
    answer = server.ask(path)
    assert answer.status == 200
    assert answer.headers["content-type"] == TYPES[path]
    assert answer.body == site.body(path)
    assert answer.headers["content-length"] == str(len(answer.body))


@pytest.mark.parametrize("path", TYPES)
def test_head_is_get_without_the_body(served: tuple[Site, Server], path: str) -> None:
    _site, server = served
    got, head = server.ask(path), server.ask(path, "HEAD")
    assert head.body == b""
    volatile = {"date"}
    assert {k: v for k, v in head.headers.items() if k not in volatile} == {
        k: v for k, v in got.headers.items() if k not in volatile
    }


@pytest.mark.parametrize("path", TYPES)
def test_client_that_has_the_document_gets_304(served: tuple[Site, Server], path: str) -> None:
    _site, server = served
    got = server.ask(path)
    for name in ("etag", "last-modified", "cache-control"):
        assert got.headers[name]
    for headers in (
        {"If_None_Match": got.headers["etag"]},
        {"If_None_Match": f'"other", W/{got.headers["etag"]}'},
        {"If_None_Match": "*"},
        {"If_Modified_Since": got.headers["last-modified"]},
        {"If_None_Match": got.headers["etag"], "If_Modified_Since": "Thu, 01 Jan 1970 00:00:00 GMT"},
    ):
        answer = server.ask(path, **headers)
        assert (answer.status, answer.body) == (304, b""), headers
        assert answer.headers["etag"] == got.headers["etag"]
    for headers in (
        {"If_None_Match": '"other"'},
        {"If_None_Match": '"other"', "If_Modified_Since": got.headers["last-modified"]},
        {"If_Modified_Since": "Thu, 01 Jan 1970 00:00:00 GMT"},
        {"If_Modified_Since": "nonsense"},
    ):
        answer = server.ask(path, **headers)
        assert (answer.status, answer.body) == (200, got.body), headers


def test_validators_are_the_documents(served: tuple[Site, Server]) -> None:
    site, server = served
    document = site.get("atom.xml")
    assert isinstance(document, Document)
    assert server.ask("/atom.xml").headers["etag"] == document.etag


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/page/0/", "/page/99/", "/archive/99/atom.xml", "/tags/none/", "/posts/none/", "/page/x/",
     "/%FF", "/page/2/atom.xml", "/tags//", "/archive/1/", "/../etc/passwd", "/%00"],
)  # fmt: skip
def test_unknown_address_is_404_and_says_something(served: tuple[Site, Server], path: str) -> None:
    _site, server = served
    answer = server.ask(path)
    assert answer.status == 404
    assert b"https://blog.example.org/" in answer.body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_writing_is_405_and_says_what_is_allowed(served: tuple[Site, Server], method: str) -> None:
    _site, server = served
    answer = server.ask("/atom.xml", method)
    assert answer.status == 405
    assert {"GET", "HEAD"} <= set(answer.headers["allow"].replace(" ", "").split(","))
    assert b"GET" in answer.body


@pytest.mark.parametrize(
    ("path", "target"),
    [("/page/2", "/page/2/"), ("/page/1/", "/"), ("/tags/%E6%95%B0%E5%AD%A6", "/tags/%E6%95%B0%E5%AD%A6/"),
     ("/posts/p00001", "/posts/p00001/"), ("/posts/p00044/", "/posts/renamed/")],
)  # fmt: skip
def test_other_names_of_a_page_redirect_for_good(served: tuple[Site, Server], path: str, target: str) -> None:
    _site, server = served
    answer = server.ask(path)
    assert (answer.status, answer.headers["location"]) == (301, target)


def test_deleted_post_is_410(served: tuple[Site, Server]) -> None:
    _site, server = served
    answer = server.ask("/posts/gone/")
    assert answer.status == 410
    assert b"deleted" in answer.body


def test_host_of_the_request_is_never_believed(served: tuple[Site, Server]) -> None:
    _site, server = served
    for path in ("/", "/atom.xml", "/nothing", "/page/2"):
        answer = server.ask(path, Host="evil.example", X_Forwarded_Host="evil.example")
        assert b"evil.example" not in answer.body
        assert "evil.example" not in str(answer.headers)


def test_server_says_how_it_is(served: tuple[Site, Server]) -> None:
    _site, server = served
    assert server.ask("/healthz").status == 200
    assert server.wait_for("/readyz", b"ready").body == b"ready: revision 2\n"


def test_web_process_waits_for_the_first_sync(tmp_path: Path) -> None:
    from feedsvc.configuration import load

    site = Site(
        tmp_path, load(None, site={"url": "https://blog.example.org/"}), f"sqlite:///{tmp_path}/store.db"
    )
    site.fill(1)
    with running("web", "--store", site.store_url, cwd=tmp_path, port=free_port()) as server:
        answer = server.ask("/atom.xml")
        assert (answer.status, server.ask("/readyz").status) == (503, 503)
        assert answer.headers["retry-after"]
        site.sync()
        assert server.ask("/atom.xml").status == 200
        server.wait_for("/readyz", b"ready")
    site.store.close()


def test_serve_syncs_watches_and_serves(tmp_path: Path) -> None:
    from feedsvc.configuration import load

    site = Site(
        tmp_path, load(None, site={"url": "https://blog.example.org/"}), f"sqlite:///{tmp_path}/store.db"
    )
    site.fill(2)
    port = free_port()
    with running("serve", "posts", "--store", site.store_url, cwd=tmp_path, port=port) as server:
        assert b"Post 2" in server.ask("/atom.xml").body
        assert f"http://localhost:{port}/posts/p00001/".encode() in server.ask("/atom.xml").body
        site.write("new.md", "Fresh words.", title="Fresh", date="2025-01-01")
        server.wait_for("/atom.xml", b"Fresh words.")
        for file in site.posts.iterdir():
            file.unlink()
        site.write("only.md", title="Only", date="2025-01-02")
        server.process.poll()
        assert b"Fresh words." in server.ask("/atom.xml").body
    site.store.close()
