"""Posts of other publishing systems are read, with the ids that readers know, byte for byte."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from published_documents import ATOM, GHOST, JSON_FEED, RSS, WORDPRESS

from feedsvc.errors import RecordError, SourceError
from feedsvc.sources.published.feed_reader import read_feed
from feedsvc.sources.published.published_post import PublishedPosts
from feedsvc.sources.published.reading import read_published
from feedsvc.sources.published.wordpress_export import paragraphs


def reading(tmp_path: Path, text: str, name: str = "old") -> PublishedPosts:
    file = tmp_path / name
    file.write_text(text, "utf-8")
    return read_published(str(file))


def test_atom_feed(tmp_path: Path) -> None:
    found = reading(tmp_path, ATOM)
    tides, fog = found.posts
    assert found.addresses == ("http://old.example/atom.xml",)
    assert (tides.id, tides.url) == ("http://old.example/?p=3", "http://old.example/2024/03/tides/")
    assert (tides.title, tides.authors, tides.tags) == ("Tides & lamps", ("Ana Reis",), ("sea",))
    assert tides.published == datetime(2024, 3, 1, 10, tzinfo=UTC)
    assert (tides.html, tides.is_whole) == ("<p>The tide comes in twice a day.</p>", True)
    assert fog.html == "<p>Fog over <em>the</em> pier.</p>"
    assert fog.published == datetime(2024, 2, 1, 10, tzinfo=UTC)


def test_rss_feed_keeps_guids_as_they_are(tmp_path: Path) -> None:
    found = reading(tmp_path, RSS)
    kelp, salt = found.posts
    assert (kelp.id, kelp.url) == ("a&b 7", "http://old.example/kelp")
    assert kelp.published == datetime(2024, 1, 1, 9, tzinfo=UTC)
    assert (kelp.authors, kelp.html) == (("Rui",), "<p>Kelp grows a metre a day.</p>")
    assert kelp.enclosures == ({"url": "http://old.example/kelp.mp3", "type": "audio/mpeg", "length": 12},)
    assert (salt.id, salt.url, salt.is_whole) == ("http://old.example/salt", "http://old.example/salt", False)
    assert found.next_page == "http://old.example/feed/?paged=2"
    assert found.left_out == {"entries without an id or a link": 1}


def test_json_feed(tmp_path: Path) -> None:
    nets, bare = reading(tmp_path, JSON_FEED).posts
    assert (nets.id, nets.html) == ("42", "<p>Mending nets.</p>")
    assert (bare.id, bare.url, bare.html) == ("urn:x:1", "", "<p>Bare.</p>")


def test_ghost_export(tmp_path: Path) -> None:
    found = reading(tmp_path, GHOST, "ghost.json")
    low, later = found.posts
    assert (low.id, low.url, low.tags, low.authors) == ("65a0c1", "/low-water/", ("sea",), ("Ana Reis",))
    assert (low.html, low.image) == (
        '<p>At <a href="/tides/">low water</a>.</p>',
        "/content/images/mud.jpg",
    )
    assert (low.draft, later.draft) == (False, True)
    assert found.left_out == {"pages": 1}


def test_wordpress_export(tmp_path: Path) -> None:
    found = reading(tmp_path, WORDPRESS, "export.xml")
    lamps, unfinished = found.posts
    assert (lamps.id, lamps.url) == ("https://old.example/?p=7", "https://old.example/2024/01/lamps/")
    assert (lamps.slug, lamps.authors, lamps.image) == (
        "lamps",
        ("Ana Reis",),
        "https://old.example/lamp.jpg",
    )
    assert (lamps.tags, lamps.categories) == (("Sea & sky",), (("Craft",),))
    assert (lamps.published, lamps.excerpt) == (datetime(2024, 1, 1, 11, tzinfo=UTC), "Light.")
    assert (unfinished.draft, unfinished.html) == (True, "<p>Not yet.</p>")
    assert found.left_out == {"comments": 2, "attachments": 1, "pages": 1}


def test_text_of_wordpress_is_parted_at_blank_lines() -> None:
    assert paragraphs("One.\nTwo.\n\n<h2>H</h2>\n\n<pre>a\n\nb</pre>\n\nThree.") == (
        "<p>One.<br>\nTwo.</p>\n\n<h2>H</h2>\n\n<pre>a\n\nb</pre>\n\n<p>Three.</p>"
    )


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("<html><body>No feed</body></html>", "no feed"),
        ("", "no feed"),
        ("{}", "no JSON Feed"),
        ('{"version": ', "not valid JSON"),
    ],
)
def test_what_is_no_feed_is_one_clear_line(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(SourceError, match=complaint) as caught:
        reading(tmp_path, text)
    assert "\n" not in str(caught.value)


def test_no_entity_of_a_feed_is_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hidden words")
    lines = "".join(f'<!ENTITY e{n} "&e{n - 1};&e{n - 1};&e{n - 1};&e{n - 1};">' for n in range(1, 30))
    text = (
        f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY e0 "lol">{lines}]>'
        "<rss><channel><item><guid>1</guid><title>&x;&e29;</title></item></channel></rss>"
    )
    (post,) = reading(tmp_path, text).posts
    assert "hidden" not in post.title
    assert len(post.title) < 100


@given(st.binary(max_size=300))
def test_any_bytes_are_a_feed_or_a_clear_error(data: bytes) -> None:
    for beginning in (
        b"",
        b"<rss><channel><item>",
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry>',
        b"{",
    ):
        try:
            read_feed(beginning + data, "feed")
        except RecordError as error:
            assert "\n" not in str(error)


@contextmanager
def serving(answers: dict[str, tuple[int, str]]) -> Iterator[str]:
    """The address of a server with these answers by path; of a redirect the text is where it leads."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, text = answers.get(self.path, (404, ""))
            self.send_response(status)
            if status in (301, 302):
                self.send_header("Location", text)
                text = ""
            body = text.replace("http://old.example", base).encode()
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    base = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield base
    finally:
        server.shutdown()
        server.server_close()


def _wordpress_page(number: int) -> str:
    return (
        "<rss><channel><generator>https://wordpress.org/?v=6.5</generator>"
        f"<item><guid>{number}</guid><title>Post {number}</title></item></channel></rss>"
    )


def test_pages_of_a_feed_are_followed() -> None:
    second = "<rss><channel><item><guid>second</guid></item></channel></rss>"
    with serving({"/feed/": (200, RSS), "/feed/?paged=2": (200, second)}) as base:
        found = read_published(f"{base}/feed/")
    assert [post.id for post in found.posts] == ["a&b 7", f"{base}/salt", "second"]
    assert found.addresses[0] == f"{base}/feed/"


def test_pages_of_wordpress_are_found_though_it_names_none() -> None:
    pages = {f"/feed/?paged={number}": (200, _wordpress_page(number)) for number in (2, 3)}
    with serving({"/feed/": (200, _wordpress_page(1)), **pages}) as base:
        assert [post.id for post in read_published(f"{base}/feed/").posts] == ["1", "2", "3"]


def test_page_on_another_host_is_not_asked_for() -> None:
    with serving(
        {"/": (200, RSS.replace("http://old.example/feed/?paged", "http://192.0.2.1/feed/?paged"))}
    ) as base:
        assert len(read_published(f"{base}/").posts) == 2


def test_redirects_are_followed_a_few_times_only() -> None:
    answers = {"/a": (301, "/b"), "/b": (302, "/feed"), "/feed": (200, ATOM), "/loop": (301, "/loop")}
    with serving({**answers, "/file": (301, "file:///etc/passwd")}) as base:
        found = read_published(f"{base}/a")
        assert (len(found.posts), found.addresses[:2]) == (2, (f"{base}/a", f"{base}/feed"))
        for path in ("/loop", "/file", "/nowhere"):
            with pytest.raises(SourceError, match=path):
                read_published(base + path)
