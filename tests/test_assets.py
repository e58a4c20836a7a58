"""Files beside posts: found in the source, published with the posts that name them, and with no others."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Site
from server import Server, free_port, running
from waiting import PATIENCE

from feedsvc.checks.check import check
from feedsvc.configuration import load
from feedsvc.export.export import export
from feedsvc.progress import silent
from feedsvc.publish.documents import FileDocument, Gone, Moved
from feedsvc.sources import open_source
from feedsvc.sources.assets import CHUNK
from feedsvc.sync.sync import sync

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40


def put(folder: Path, name: str, content: bytes = PICTURE) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


def content(site: Site, path: str) -> bytes | None:
    """The bytes of the file published at this path."""
    found = site.get(path)
    return b"".join(found.open().chunks()) if isinstance(found, FileDocument) else None


def addresses(site: Site) -> list[str]:
    with site.publisher.edition() as edition:
        return [path for path, _ in edition.file_inventory()]


@pytest.mark.parametrize(
    ("text", "file", "address"),
    [
        ("![a](a.png)", "a.png", "posts/p/a.png"),
        ("![a](./b/../img/a.png)", "img/a.png", "posts/p/img/a.png"),
        ("![a](/img/a.png)", "img/a.png", "img/a.png"),
        ('<img alt="a" src="a%20b.png?x#y">', "a b.png", "posts/p/a%20b.png"),
        ("![a][1]\n\n[1]: 图.png", "图.png", "posts/p/%E5%9B%BE.png"),
        ("[paper](paper.pdf)", "paper.pdf", "posts/p/paper.pdf"),
        ('<video src="a.mp4" poster="b.jpg"></video>', "b.jpg", "posts/p/b.jpg"),
        ('<img alt="a" src="https://e.org/a.png" srcset="a.png 1x, a2.png 2x">', "a2.png", "posts/p/a2.png"),
        ("![a](a.png)", "p/a.png", "posts/p/a.png"),
    ],
)
def test_file_that_a_post_names_is_published_where_the_post_leads(
    site: Site, text: str, file: str, address: str
) -> None:
    put(site.posts, file)
    site.write("p.md", text, title="P", date="2024-01-01")
    site.sync()
    assert addresses(site) == [address]
    assert content(site, address) == PICTURE
    body = site.feed()["items"][0]["content_html"]
    assert f"https://blog.example.org/{address}" in body


def test_post_that_names_a_file_above_itself_has_it_below_its_page(site: Site) -> None:
    put(site.posts, "img/a.png")
    site.write("notes/p.md", "![a](../img/a.png)", title="P", date="2024-01-01")
    site.sync()
    assert addresses(site) == ["posts/p/img/a.png"]
    assert b'src="https://blog.example.org/posts/p/img/a.png"' in site.body("posts/p/")


def test_two_files_of_one_name_are_told_apart(site: Site) -> None:
    put(site.posts, "img/a.png", b"above")
    put(site.posts, "notes/img/a.png", b"beside")
    site.write("notes/p.md", "![a](img/a.png) ![b](../img/a.png)", title="P", date="2024-01-01")
    site.sync()
    assert {path: content(site, path) for path in addresses(site)} == {
        "posts/p/img/a-2.png": b"above",
        "posts/p/img/a.png": b"beside",
    }


def test_picture_and_enclosures_of_a_record_are_published_with_type_and_length(site: Site) -> None:
    put(site.posts, "cover.jpg")
    put(site.posts, "sound.mp3", b"x" * 1234)
    site.write("p.md", title="P", date="2024-01-01", image="cover.jpg", enclosures=["sound.mp3"])
    site.sync()
    item = site.feed()["items"][0]
    assert item["image"] == "https://blog.example.org/posts/p/cover.jpg"
    (attachment,) = item["attachments"]
    assert attachment == {
        "url": "https://blog.example.org/posts/p/sound.mp3",
        "mime_type": "audio/mpeg",
        "size_in_bytes": 1234,
    }
    assert addresses(site) == ["posts/p/cover.jpg", "posts/p/sound.mp3"]


def test_changed_file_changes_the_length_of_its_enclosure_and_no_updated(site: Site) -> None:
    put(site.posts, "sound.mp3", b"x" * 10)
    site.write("p.md", title="P", date="2024-01-01", enclosures=["sound.mp3"])
    site.sync()
    before, document = site.feed()["items"][0], site.get("posts/p/sound.mp3")
    put(site.posts, "sound.mp3", b"x" * 20)
    report = site.sync()
    after = site.feed()["items"][0]
    assert report.changed
    assert after["attachments"][0]["size_in_bytes"] == 20
    assert {**after, "attachments": 0} == {**before, "attachments": 0}
    assert site.get("posts/p/sound.mp3").last_modified > document.last_modified
    assert site.get("posts/p/sound.mp3").digest != document.digest


def test_changed_picture_changes_nothing_but_itself(site: Site) -> None:
    file = put(site.posts, "a.png")
    site.write("p.md", "![a](a.png)", title="P", date="2024-01-01")
    site.sync()
    before, was = site.everything(), site.get("posts/p/a.png")
    file.write_bytes(b"another")
    assert site.sync().changed
    assert site.everything() == before
    assert site.get("posts/p/a.png").last_modified > was.last_modified
    assert content(site, "posts/p/a.png") == b"another"


def test_file_that_is_touched_is_no_change(site: Site) -> None:
    file = put(site.posts, "a.png")
    site.write("p.md", "![a](a.png)", title="P", date="2024-01-01")
    site.sync()
    os.utime(file, (1, 1))
    assert not site.sync().changed
    assert site.get("posts/p/a.png").open().etag == f'"{site.get("posts/p/a.png").digest}"'


def test_file_that_comes_later_is_published_with_the_next_sync(site: Site) -> None:
    site.write("p.md", "![a](a.png)", title="P", date="2024-01-01")
    site.sync()
    assert site.get("posts/p/a.png") is None
    put(site.posts, "a.png")
    site.sync()
    assert content(site, "posts/p/a.png") == PICTURE


def test_file_is_gone_when_no_post_names_it(site: Site) -> None:
    put(site.posts, "a.png")
    put(site.posts, "shared.png")
    site.write("p.md", "![a](a.png) ![s](/shared.png)", title="P", date="2024-01-01")
    site.write("q.md", "![s](/shared.png)", title="Q", date="2024-01-02")
    site.sync()
    assert addresses(site) == ["posts/p/a.png", "shared.png"]
    site.write("p.md", "No pictures.", title="P", date="2024-01-01")
    site.sync()
    assert addresses(site) == ["shared.png"]
    assert site.get("posts/p/a.png") is None
    (site.posts / "q.md").unlink()
    site.sync(allow_shrink=True)
    assert addresses(site) == []


def test_files_of_a_deleted_post_are_gone_and_of_a_renamed_one_lead_on(site: Site) -> None:
    put(site.posts, "a.png")
    site.write("p.md", "![a](a.png)", title="P", date="2024-01-01")
    site.write("q.md", "![a](a.png)", title="Q", date="2024-01-01")
    site.sync()
    site.write("p.md", "![a](a.png)", title="P", date="2024-01-01", slug="new")
    (site.posts / "q.md").unlink()
    site.sync(allow_shrink=True)
    assert site.get("posts/p/a.png") == Moved("posts/new/a.png")
    assert site.get("posts/q/a.png") == Gone()


@pytest.mark.parametrize(
    "text",
    [
        "![a](../secret.png)",
        "![a](/../secret.png)",
        "![a](%2e%2e/secret.png)",
        "![a](link.png)",
        "![a](linked/secret.png)",
        "![a](.hidden.png)",
        "![a](.git/config.png)",
        "![a](pipe.png)",
        "[a](q.md)",
    ],
)
def test_nothing_is_published_from_outside_the_source_or_hidden_in_it(site: Site, text: str) -> None:
    put(site.posts.parent, "secret.png", b"secret")
    put(site.posts, ".hidden.png")
    put(site.posts, ".git/config.png")
    (site.posts / "link.png").symlink_to(site.posts.parent / "secret.png")
    (site.posts / "linked").symlink_to(site.posts.parent)
    os.mkfifo(site.posts / "pipe.png")
    site.write("q.md", "A draft.", title="Q", date="2024-01-01", draft=True)
    site.write("p.md", text, title="P", date="2024-01-01")
    site.sync(allow_shrink=True)
    assert addresses(site) == []


def test_file_exchanged_for_a_link_after_the_sync_is_not_opened(site: Site) -> None:
    secret = put(site.posts.parent, "secret.png", b"secret")
    file = put(site.posts, "a.png")
    site.write("p.md", "![a](a.png)", title="P", date="2024-01-01")
    site.sync()
    file.unlink()
    file.symlink_to(secret)
    with pytest.raises(OSError, match="out of the source"):
        site.get("posts/p/a.png").open()


def test_file_that_no_post_names_is_not_published(site: Site) -> None:
    put(site.posts, "other.png")
    site.write("p.md", "![a](a.png)", title="P", date="2024-01-01")
    site.sync()
    assert site.get("other.png") is None
    assert site.get("posts/p/other.png") is None
    assert site.get("p.md") is None


def test_no_file_takes_the_place_of_a_document(site: Site) -> None:
    put(site.posts, "feed.css", b"body { display: none }")
    put(site.posts, "atom.xml", b"<x/>")
    site.write("p.md", "[a](/feed.css) [b](/atom.xml)", title="P", date="2024-01-01")
    site.sync()
    assert addresses(site) == []
    assert site.body("atom.xml").startswith(b"<?xml")


def test_post_with_an_address_of_its_own_has_its_files_below_that(site: Site) -> None:
    put(site.posts, "a.png")
    site.write("p.md", "![a](a.png)", title="P", date="2024-01-01", url="/2024/my-post/")
    site.write("q.md", "![a](a.png)", title="Q", date="2024-01-01", url="https://elsewhere.example/q/")
    site.sync()
    assert addresses(site) == ["2024/my-post/a.png"]


HEXO = {"_config.yml": b"title: x\npost_asset_folder: true\n", "source/images/a.png": PICTURE}


@pytest.mark.parametrize(
    ("files", "published"), [("auto", []), ("all", ["2024/01/01/p/b.png", "images/a.png"])]
)
def test_what_a_blog_publishes_itself_is_published_only_where_asked_for(
    site: Site, files: str, published: list[str]
) -> None:
    for name, data in HEXO.items():
        put(site.posts, name, data)
    put(site.posts, "source/_posts/p/b.png")
    site.write("source/_posts/p.md", "![a](/images/a.png) ![b](b.png)", title="P", date="2024-01-01")
    site.settings = load(None, site={"url": "https://blog.example.org/"}, source={"files": files})
    sync(open_source(site.posts, site.settings.source), site.store, site.settings, now=site.now)
    assert addresses(site) == published


def test_export_has_the_files_and_takes_them_away_again(site: Site, tmp_path: Path) -> None:
    put(site.posts, "a.png")
    put(site.posts, "img/b c.svg", b"<svg/>")
    site.write("p.md", "![a](a.png) ![b](</img/b c.svg>)", title="P", date="2024-01-01")
    site.sync()
    out = tmp_path / "out"
    done = export(site.publisher, out)
    assert (out / "posts/p/a.png").read_bytes() == PICTURE
    assert (out / "img/b c.svg").read_bytes() == b"<svg/>"
    assert "img/b%20c.svg" in done.new
    assert export(site.publisher, out).written == 0
    put(site.posts, "a.png", b"another")
    site.sync()
    assert export(site.publisher, out).changed == ["posts/p/a.png"]
    assert (out / "posts/p/a.png").read_bytes() == b"another"
    site.write("p.md", "None.", title="P", date="2024-01-01")
    site.sync()
    assert set(export(site.publisher, out).removed) == {"posts/p/a.png", "img/b%20c.svg"}
    assert not (out / "img").exists()


LARGE = bytes(range(256)) * 40_000  # 10 MB


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Server]]:
    root = tmp_path_factory.mktemp("served")
    settings = load(None, site={"url": "https://blog.example.org/", "title": "A blog"})
    site = Site(root, settings, f"sqlite:///{root}/store.db")
    put(site.posts, "a.png")
    put(site.posts, "large.bin", LARGE)
    put(site.posts, "page.html", b"<script>alert(1)</script>")
    put(site.posts, "drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    text = "![a](a.png) [b](large.bin) [c](page.html) ![d](drawing.svg)"
    site.write("p.md", text, title="P", date="2024-01-01")
    site.sync()
    site.store.close()
    with running("web", "--store", site.store_url, cwd=root, port=free_port()) as server:
        yield site.posts, server


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("a.png", "image/png"),
        ("large.bin", "application/octet-stream"),
        ("page.html", "text/html; charset=utf-8"),
        ("drawing.svg", "image/svg+xml"),
    ],
)
def test_server_sends_a_file_whole_with_its_type(served: Any, name: str, media_type: str) -> None:
    posts, server = served
    answer, head = server.ask(f"/posts/p/{name}"), server.ask(f"/posts/p/{name}", "HEAD")
    assert (answer.status, answer.body) == (200, (posts / name).read_bytes())
    assert answer.headers["content-type"] == media_type
    assert answer.headers["content-length"] == str(len(answer.body))
    assert answer.headers["accept-ranges"] == "bytes"
    assert "max-age" in answer.headers["cache-control"]
    assert head.body == b""
    assert {**head.headers, "date": 0} == {**answer.headers, "date": 0}
    is_active = name.endswith((".html", ".svg"))
    assert ("sandbox" in answer.headers.get("content-security-policy", "")) == is_active


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("0-9", 0, 9),
        ("100-", 100, 10_239_999),
        ("-7", 10_239_993, 10_239_999),
        ("5-99999999999", 5, 10_239_999),
    ],
)
def test_server_sends_a_part_of_a_file(served: Any, asked: str, first: int, last: int) -> None:
    _, server = served
    answer = server.ask("/posts/p/large.bin", Range=f"bytes={asked}")
    assert (answer.status, answer.body) == (206, LARGE[first : last + 1])
    assert answer.headers["content-range"] == f"bytes {first}-{last}/{len(LARGE)}"


def test_server_knows_parts_that_cannot_be_and_parts_of_another_version(served: Any) -> None:
    _, server = served
    beyond = server.ask("/posts/p/large.bin", Range="bytes=99999999-")
    assert (beyond.status, beyond.headers["content-range"]) == (416, f"bytes */{len(LARGE)}")
    tag = server.ask("/posts/p/a.png").headers["etag"]
    assert server.ask("/posts/p/a.png", Range="bytes=0-3", If_Range=tag).body == PICTURE[:4]
    assert server.ask("/posts/p/a.png", Range="bytes=0-3", If_Range='"other"').body == PICTURE


def test_client_that_has_the_file_gets_304(served: Any) -> None:
    _, server = served
    got = server.ask("/posts/p/a.png")
    for headers in (
        {"If_None_Match": got.headers["etag"]},
        {"If_None_Match": f'"other", {got.headers["etag"]}'},
        {"If_Modified_Since": got.headers["last-modified"]},
    ):
        answer = server.ask("/posts/p/a.png", **headers)
        assert (answer.status, answer.body) == (304, b""), headers
        assert answer.headers["etag"] == got.headers["etag"]
    assert server.ask("/posts/p/a.png", If_None_Match='"other"').status == 200
    assert server.ask("/posts/p/a.png", If_Match='"other"').status == 412


def test_file_is_sent_in_pieces_and_no_further_than_its_client_reads(served: Any) -> None:
    from http.client import HTTPConnection

    _, server = served
    for _ in range(8):
        connection = HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        connection.request("GET", "/posts/p/large.bin")
        assert connection.getresponse().read(10) == LARGE[:10]
        connection.close()
    open_files = Path(f"/proc/{server.process.pid}/fd")
    assert server.ask("/posts/p/large.bin").body == LARGE
    if open_files.is_dir():
        children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
        for process in children:
            links = [str(link.readlink()) for link in Path(f"/proc/{process}/fd").iterdir()]
            assert not [link for link in links if link.endswith("large.bin")]
    assert len(LARGE) > CHUNK


def test_file_that_went_since_the_last_sync_is_not_found(served: Any) -> None:
    posts, server = served
    (posts / "page.html").rename(posts / "away.html")
    try:
        assert server.ask("/posts/p/page.html").status == 404
    finally:
        (posts / "away.html").rename(posts / "page.html")


def test_check_finds_the_files_that_are_not_there(site: Site) -> None:
    put(site.posts, "img/a.png")
    put(site.posts.parent, "secret.png")
    (site.posts / "out.png").symlink_to(site.posts.parent / "secret.png")
    text = "Words.\n\n![a](../img/a.png)\n\n![b](b.png)\n\n![out](../out.png)"
    site.write("notes/p.md", text, title="P", date="2024-01-01", image="cover.png", enclosures=["s.mp3"])
    site.write("q.md", "Words ![a](img/a.png)", title="Q", date="2024-01-02", image="/img/a.png")
    result = check(open_source(site.posts), site.settings, now=site.now, progress=silent)
    found = [(found.rule, found.line, found.message) for found in result.findings]
    assert found == [
        ("missing-image", 4, "the picture cover.png leads to nothing"),
        ("dead-link", 5, "the enclosure s.mp3 leads to nothing"),
        ("missing-image", 11, "the picture b.png leads to nothing"),
        ("missing-image", 13, "the picture ../out.png leads to nothing"),
    ]
