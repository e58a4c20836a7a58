"""Differences between versions of a feed document (RFC 3229)."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from xml.etree import ElementTree

import feedparser  # type: ignore[import-untyped]
import pytest
from conftest import Site
from delivered import Delivered, body, fields

FILES = ("atom.xml", "rss.xml", "feed.json")


@pytest.fixture
def delivered(site: Site) -> Iterator[Delivered]:
    site.fill(30)
    site.sync()
    yield Delivered(site, delta_clients=("*",))


def publish(delivered: Delivered, name: str, **given: str) -> None:
    delivered.site.write(f"{name}.md", **({"title": name, "date": "2025-01-01", "text": name} | given))
    delivered.site.sync()
    delivered.poll()


def titles(document: bytes) -> list[str]:
    if document.startswith(b"{"):
        return [item["title"] for item in json.loads(document)["items"]]
    ElementTree.fromstring(document)
    return [entry.title for entry in feedparser.parse(document).entries]


@pytest.mark.parametrize("file", FILES)
def test_client_with_an_earlier_version_gets_what_is_new(delivered: Delivered, file: str) -> None:
    tag = fields(delivered.ask(f"/{file}"))["etag"]
    publish(delivered, "first")
    publish(delivered, "second")
    reply = delivered.ask(f"/{file}", A_IM="feed", If_None_Match=tag)
    full = delivered.ask(f"/{file}")
    assert reply.status == "226 IM Used"
    assert set(titles(body(reply))) == {"first", "second"}
    found = fields(reply)
    assert found["im"] == "feed"
    assert found["etag"] == fields(full)["etag"]
    assert found["delta-base"] == tag
    assert found["content-length"] == str(len(body(reply)))
    assert "private" in found["cache-control"]
    assert {"A-IM", "If-None-Match", "Accept-Encoding"} <= set(found["vary"].split(", "))
    assert delivered.ask(f"/{file}", A_IM="feed", If_None_Match=found["etag"]).code == 304


def test_difference_together_with_what_was_known_is_the_document(delivered: Delivered) -> None:
    known = body(delivered.ask("/feed.json"))
    tag = fields(delivered.ask("/feed.json"))["etag"]
    publish(delivered, "new")
    delivered.site.write("p00029.md", "Edited.", title="Post 29", date="2020-01-30")
    delivered.site.sync()
    delivered.poll()
    changed = body(delivered.ask("/feed.json", A_IM="feed", If_None_Match=tag))
    items = {item["id"]: item for source in (known, changed) for item in json.loads(source)["items"]}
    whole = json.loads(body(delivered.ask("/feed.json")))["items"]
    assert [items[item["id"]] for item in whole] == whole
    assert len(json.loads(changed)["items"]) == 2


def test_difference_comes_compressed_too(delivered: Delivered) -> None:
    tag = fields(delivered.ask("/atom.xml", Accept_Encoding="gzip"))["etag"]
    publish(delivered, "new")
    reply = delivered.ask("/atom.xml", A_IM="feed", If_None_Match=tag, Accept_Encoding="gzip")
    assert (reply.code, fields(reply)["content-encoding"]) == (226, "gzip")
    assert titles(gzip.decompress(body(reply))) == ["new"]
    assert fields(reply)["etag"] == fields(delivered.ask("/atom.xml", Accept_Encoding="gzip"))["etag"]


def test_difference_is_never_called_complete(site: Site) -> None:
    """A complete feed's readers drop what it does not hold (RFC 5005, 2)."""
    site.fill(5)
    site.sync()
    delivered = Delivered(site, delta_clients=("*",))
    first = delivered.ask("/atom.xml")
    assert b"fh:complete" in body(first)
    publish(delivered, "new")
    reply = delivered.ask("/atom.xml", A_IM="feed", If_None_Match=fields(first)["etag"])
    assert reply.code == 226
    assert b"fh:complete" not in body(reply)


@pytest.mark.parametrize("a_im", ["feed", "FEED", "vcdiff, feed;q=0.5", "gzip, feed"])
def test_client_says_that_it_takes_differences(delivered: Delivered, a_im: str) -> None:
    tag = fields(delivered.ask("/atom.xml"))["etag"]
    publish(delivered, "new")
    assert delivered.ask("/atom.xml", A_IM=a_im, If_None_Match=f'"x", W/{tag}').code == 226


@pytest.mark.parametrize(
    "asked",
    [{}, {"A_IM": "vcdiff"}, {"A_IM": "feed;q=0"}, {"A_IM": "feed", "If_None_Match": '"unknown"'},
     {"A_IM": "feed", "If_None_Match": ""}],
)  # fmt: skip
def test_any_other_client_gets_the_whole_document(delivered: Delivered, asked: dict[str, str]) -> None:
    tag = fields(delivered.ask("/atom.xml"))["etag"]
    publish(delivered, "new")
    reply = delivered.ask("/atom.xml", **({"If_None_Match": tag} | asked))
    assert (reply.code, body(reply)) == (200, delivered.site.body("atom.xml"))
    assert "im" not in fields(reply)


def test_whole_document_is_sent_when_it_is_not_larger(site: Site) -> None:
    site.write("only.md", title="Only", date="2025-01-01")
    site.sync()
    delivered = Delivered(site, delta_clients=("*",))
    tag = fields(delivered.ask("/atom.xml"))["etag"]
    site.write("only.md", "Other words.", title="Only", date="2025-01-01")
    site.sync()
    delivered.poll()
    assert delivered.ask("/atom.xml", A_IM="feed", If_None_Match=tag).code == 200


def test_what_is_no_feed_has_no_differences(delivered: Delivered) -> None:
    tag = fields(delivered.ask("/"))["etag"]
    publish(delivered, "new")
    assert delivered.ask("/", A_IM="feed", If_None_Match=tag).code == 200


def test_head_is_answered_as_get_is(delivered: Delivered) -> None:
    tag = fields(delivered.ask("/atom.xml"))["etag"]
    publish(delivered, "new")
    reply = delivered.ask("/atom.xml", "HEAD", A_IM="feed", If_None_Match=tag)
    got = delivered.ask("/atom.xml", A_IM="feed", If_None_Match=tag)
    assert (reply.code, reply.headers, reply.body) == (got.code, got.headers, [])


def test_versions_long_past_are_forgotten(delivered: Delivered) -> None:
    tag = fields(delivered.ask("/atom.xml"))["etag"]
    for number in range(20):
        publish(delivered, "new", text=f"Words {number}.")
        delivered.ask("/atom.xml")
    assert delivered.ask("/atom.xml", A_IM="feed", If_None_Match=tag).code == 200


@pytest.mark.parametrize(
    ("agent", "status"),
    [
        ("Newsboat/2.30.1 (Linux x86_64)", 226),
        ("python-reader/3.27 (+https://github.com/lemon24/reader)", 226),
        ("rss2email/3.14 (https://github.com/rss2email/rss2email)", 200),
        ("feedparser/6.0.11 +https://github.com/kurtmckee/feedparser/", 200),
        ("", 200),
    ],
)
def test_only_readers_known_to_take_differences_get_any(site: Site, agent: str, status: int) -> None:
    site.fill(30)
    site.sync()
    delivered = Delivered(site)
    tag = fields(delivered.ask("/atom.xml"))["etag"]
    publish(delivered, "new")
    reply = delivered.ask("/atom.xml", A_IM="feed", If_None_Match=tag, User_Agent=agent)
    assert reply.code == status
