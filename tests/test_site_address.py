"""What an address is for: ids and links are made of it, once and for good."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path
from threading import Timer

import pytest
from command_line import URL, post, run, write
from conftest import Site
from quick_start import feedsvc_command
from server import Server, free_port, running, stop

from feedsvc.addresses import is_local
from feedsvc.configuration import load
from feedsvc.errors import UsageError
from feedsvc.sources import open_source
from feedsvc.sync.sync import sync

HEXO = {"_config.yml": "title: Blog\nurl: https://hexo.example.net\n", "source/_posts/a.md": post("A")}


def atom(folder: Path) -> str:
    return (folder / "atom.xml").read_text("utf-8")


def ids(folder: Path) -> list[str]:
    return [item["id"] for item in json.loads((folder / "feed.json").read_text("utf-8"))["items"]]


@pytest.mark.parametrize("command", [("sync", "posts"), ("export", "out", "posts"), ("plan", "posts")])
def test_without_an_address_nothing_is_made(tmp_path: Path, command: tuple[str, ...]) -> None:
    write(tmp_path, {"posts/a.md": post("A")})

    ended = run(*command, cwd=tmp_path)

    assert ended.code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["posts"]


def test_a_program_needs_an_address_as_well(make_site: Callable[..., Site]) -> None:
    site = make_site()
    site.fill(1)
    with pytest.raises(UsageError, match="no address"):
        sync(open_source(site.posts), site.store, load(None), now=site.now)


def test_published_address_is_remembered(tmp_path: Path) -> None:
    write(tmp_path, {"posts/a.md": post("A")})
    assert run("sync", "posts", *URL, cwd=tmp_path).code == 0
    write(tmp_path, {"posts/b.md": post("B", 2)})

    ended = run("export", "out", "posts", cwd=tmp_path)

    assert ended.code == 0, ended.err
    assert "address" not in ended.err
    assert "https://example.com/posts/b/" in atom(tmp_path / "out")
    assert ids(tmp_path / "out") == ["tag:example.com,2024-01-02:b", "tag:example.com,2024-01-01:a"]


def test_change_of_address_is_announced_by_plan_and_said_by_sync(tmp_path: Path) -> None:
    write(tmp_path, {"posts/a.md": post("A")})
    run("sync", "posts", *URL, cwd=tmp_path)
    moved = ("--url", "https://example.org/blog/")

    planned = run("plan", "posts", *moved, cwd=tmp_path).out
    assert "address   https://example.com/ becomes https://example.org/blog/" in planned
    assert "as it was" not in planned
    values = json.loads(run("plan", "posts", *moved, "--json", cwd=tmp_path).out)
    assert (values["former_url"], values["url"]) == ("https://example.com/", "https://example.org/blog/")

    ended = run("sync", "posts", *moved, cwd=tmp_path)
    assert "the address is https://example.org/blog/ now, no longer https://example.com/" in ended.err
    assert "the address is" not in run("sync", "posts", cwd=tmp_path).err
    run("export", "out", cwd=tmp_path)
    assert ids(tmp_path / "out") == ["tag:example.com,2024-01-01:a"]
    assert "https://example.org/blog/posts/a/" in atom(tmp_path / "out")


def test_export_for_another_address_than_the_sites_is_said(tmp_path: Path) -> None:
    write(tmp_path, {"posts/a.md": post("A")})
    run("sync", "posts", *URL, cwd=tmp_path)

    ended = run("export", "out", "--url", "https://mirror.example/", cwd=tmp_path)

    assert "written for https://mirror.example/; the site is published at https://example.com/" in ended.err
    assert "https://mirror.example/posts/a/" in atom(tmp_path / "out")
    run("export", "out", cwd=tmp_path)
    assert "https://example.com/posts/a/" in atom(tmp_path / "out")


def test_blogs_own_address_is_taken_and_does_not_move_a_published_site(tmp_path: Path) -> None:
    write(tmp_path, HEXO)
    run("sync", ".", cwd=tmp_path)
    run("export", "out", cwd=tmp_path)
    assert "https://hexo.example.net/2024/01/01/a/" in atom(tmp_path / "out")
    run("sync", ".", "--url", "https://feeds.example.net/", cwd=tmp_path)

    ended = run("sync", ".", cwd=tmp_path)

    assert "published at https://feeds.example.net/, and stays there" in ended.err
    assert "https://hexo.example.net/" in ended.err
    assert "the address is" not in ended.err


@pytest.mark.parametrize(
    ("first", "then", "remedy"),
    [
        ("http://localhost:8000/", "https://example.com/", 'site.authority = "localhost"'),
        ("http://127.0.0.1/", "https://example.com/", 'site.authority = "127.0.0.1"'),
        ("https://example.com/", "http://[::1]:8000/", "serve --preview"),
    ],
)
def test_no_id_of_this_machine_is_ever_published(tmp_path: Path, first: str, then: str, remedy: str) -> None:
    write(tmp_path, {"posts/a.md": post("A")})
    assert run("sync", "posts", "--url", first, cwd=tmp_path).code == 0

    ended = run("sync", "posts", "--url", then, cwd=tmp_path)

    assert (ended.code, remedy in ended.err) == (2, True), ended.err
    assert run("sync", "posts", cwd=tmp_path).code == 0
    known = {"FEEDSVC_SITE__AUTHORITY": "localhost"}
    assert run("sync", "posts", "--url", then, cwd=tmp_path, **known).code == 0


def test_store_of_an_earlier_version_goes_on_without_an_address(tmp_path: Path) -> None:
    write(tmp_path, {"posts/a.md": post("A")})
    run("sync", "posts", "--url", "http://localhost:8000/", cwd=tmp_path)
    with sqlite3.connect(tmp_path / "feedsvc.db") as database:
        database.execute("DELETE FROM meta WHERE name IN ('synced', 'refusal', 'refused')")
    database.close()
    write(tmp_path, {"posts/b.md": post("B", 2)})

    assert run("sync", "posts", cwd=tmp_path).code == 0
    exported = run("export", "out", cwd=tmp_path)
    assert ids(tmp_path / "out") == ["tag:localhost,2024-01-02:b", "tag:localhost,2024-01-01:a"]
    assert "leads to this machine alone" in exported.err


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://localhost:8000/", True), ("http://blog.localhost/", True), ("http://127.1.2.3/", True),
        ("http://[::1]/", True), ("http://0.0.0.0:80/", True), ("https://example.com/", False),
        ("http://192.168.1.2/", False), ("https://localhost.example.com/", False),
    ],
)  # fmt: skip
def test_local_addresses(url: str, expected: bool) -> None:
    assert is_local(url) is expected


def require_said(server: Server, text: str) -> None:
    """Wait until the server has said this."""
    assert server.process.stdout is not None
    said = ""
    end = Timer(30, server.process.kill)
    end.start()
    while text not in said:
        line = server.process.stdout.readline()
        assert line, f"{text} was not said: {said}"
        said += line
    end.cancel()


def test_serve_without_an_address_is_a_preview_that_keeps_nothing(tmp_path: Path) -> None:
    write(tmp_path, {"posts/a.md": post("A")})
    port = free_port()
    with running("serve", "posts", cwd=tmp_path, port=port) as server:
        assert f"http://localhost:{port}/posts/a/" in server.ask("/atom.xml").body.decode()
        write(tmp_path, {"posts/b.md": post("B", 2)})
        server.wait_for("/atom.xml", b"<title>B</title>")
        require_said(
            server, f"preview on http://localhost:{port}/: nothing is published, and nothing is kept"
        )
    assert [path.name for path in tmp_path.iterdir()] == ["posts"]


def test_preview_leaves_a_published_site_as_it_is(tmp_path: Path) -> None:
    write(tmp_path, {"posts/a.md": post("A")})
    run("sync", "posts", *URL, cwd=tmp_path)
    write(tmp_path, {"posts/b.md": post("B", 2)})
    port = free_port()
    with running("serve", "posts", "--preview", cwd=tmp_path, port=port) as server:
        assert f"http://localhost:{port}/posts/b/" in server.ask("/atom.xml").body.decode()

    run("export", "out", cwd=tmp_path)
    assert ids(tmp_path / "out") == ["tag:example.com,2024-01-01:a"]
    run("export", "out", "posts", cwd=tmp_path)
    assert ids(tmp_path / "out") == ["tag:example.com,2024-01-02:b", "tag:example.com,2024-01-01:a"]


def test_preview_of_a_blog_stands_in_for_its_own_pages(tmp_path: Path) -> None:
    write(tmp_path, HEXO)
    port = free_port()
    with running("serve", ".", "--preview", cwd=tmp_path, port=port) as server:
        address = f"http://localhost:{port}/2024/01/01/a/"
        assert address in server.ask("/atom.xml").body.decode()
        page = server.ask("/2024/01/01/a/")
        assert (page.status, b"Some words." in page.body) == (200, True)
        assert server.ask("/2024/01/01/none/").status == 404
        require_said(
            server, f"entries that lead to the blog's own pages: 1; pages of feedsvc's stand in ({address})"
        )


def test_serve_says_that_entries_lead_to_the_blogs_own_pages(tmp_path: Path) -> None:
    write(tmp_path, HEXO)
    with running("serve", ".", cwd=tmp_path, port=free_port()) as server:
        assert server.ask("/2024/01/01/a/").status == 404
        require_said(
            server, "own pages, which are not served here: 1 (https://hexo.example.net/2024/01/01/a/)"
        )


def test_site_in_a_sub_path_is_served_there_and_at_the_root(make_site: Callable[..., Site]) -> None:
    site = make_site(site={"url": "https://example.com/blog/", "title": "A blog"})
    site.fill(30, tags=["数学"])
    site.sync()
    paths = [
        "",
        "atom.xml",
        "page/2/",
        "latest.txt",
        "posts/p00001/",
        "tags/%E6%95%B0%E5%AD%A6/rss.xml",
        "feeds/",
    ]
    with running("web", "--store", site.store_url, cwd=site.posts.parent, port=free_port()) as server:
        for path in paths:
            stripped, whole = server.ask(f"/{path}"), server.ask(f"/blog/{path}")
            assert (stripped.status, whole.status) == (200, 200), path
            assert stripped.body == whole.body
            assert stripped.headers["etag"] == whole.headers["etag"]
            assert server.ask(f"/blog/{path}", If_None_Match=whole.headers["etag"]).status == 304
        for path, target in (
            ("/blog", "/blog/"),
            ("/blog/page/2", "/blog/page/2/"),
            ("/page/2", "/blog/page/2/"),
            ("/blog/index.xml", "/blog/rss.xml"),
        ):
            answer = server.ask(path)
            assert (answer.status, answer.headers["location"]) == (301, target)
        for path in ("/blogs/", "/blog/none", "/blog/blog/atom.xml", "/other/atom.xml"):
            assert server.ask(path).status == 404, path


@pytest.mark.parametrize("root", ["posts", "tags", "feed"])
def test_site_in_a_path_that_looks_like_one_of_its_own(make_site: Callable[..., Site], root: str) -> None:
    site = make_site(site={"url": f"https://example.com/{root}/", "title": "A blog"})
    site.fill(3, tags=["x"])
    site.sync()
    with running("web", "--store", site.store_url, cwd=site.posts.parent, port=free_port()) as server:
        for path in ("", "atom.xml", "posts/p00001/", "tags/x/"):
            assert server.ask(f"/{root}/{path}").body == server.ask(f"/{path}").body


def test_a_watch_goes_on_at_the_address_that_the_site_was_moved_to(tmp_path: Path) -> None:
    write(tmp_path, {"posts/a.md": post("A")})
    run("sync", "posts", *URL, cwd=tmp_path)
    command = [*feedsvc_command(), "sync", "posts", "--watch"]
    worker = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    try:
        run("sync", "posts", "--url", "https://example.org/", cwd=tmp_path)
        assert worker.stderr is not None
        number = 2
        said = ""
        while "1 new" not in said:  # until it watches
            write(tmp_path, {f"posts/{number}.md": post(f"T{number}", number)})
            said, number = worker.stderr.readline(), number + 1
        assert json.loads(run("status", "--json", cwd=tmp_path).out)["address"] == "https://example.org/"
    finally:
        stop(worker)
