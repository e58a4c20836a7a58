"""Header fields of requests, read as RFC 9110 says, whatever is in them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedsvc.delivery.old_addresses import chosen_path, new_path, old_files
from feedsvc.web.clients import client_address, reader
from feedsvc.web.negotiation import (
    ANY,
    CODINGS,
    accepts,
    asks_for_feed_delta,
    coding,
    feed_file,
    is_version,
    tags,
)

VERSION = "f3eb294a255f7044d8bf07fa"


@pytest.mark.parametrize(
    ("field", "best"),
    [
        (None, "identity"), ("", "identity"), ("gzip", "gzip"), ("gzip, deflate", "gzip"),
        ("deflate", "identity"),
        ("gzip, deflate, br", "br"), ("gzip, deflate, br, zstd", "br"), ("zstd, gzip", "zstd"), ("*", "br"),
        ("br;q=0, *", "zstd"), ("gzip;q=0.5, br;q=0.4", "gzip"), ("GZip;Q=1", "gzip"), ("x-gzip", "gzip"),
        ("identity", "identity"), ("identity;q=0.5, gzip;q=0.4", "identity"), ("gzip;q=0", "identity"),
        ("identity;q=0", None), ("*;q=0", None), ("gzip;q=0, *;q=0", None), ("identity;q=0, br", "br"),
        ("*;q=0, identity", "identity"), ("gzip;q=0.001", "gzip"), ("gzip ; q = 0.8 , br ; q = 0.2", "gzip"),
        (",,gzip,", "gzip"), ("gzip;q=nonsense", "gzip"), ("gzip;level=9", "gzip"),
        ("br;q=0, zstd;q=0, *;q=0.1", "gzip"),
    ],
)  # fmt: skip
def test_best_coding_is_chosen(field: str | None, best: str | None) -> None:
    assert coding(field) == best


@settings(max_examples=200)
@given(st.text(st.sampled_from("gzipbrstd*identty;q=0.1,  "), max_size=60) | st.text(max_size=40))
def test_coding_chosen_is_one_that_is_accepted(field: str) -> None:
    best = coding(field)
    assert best is None or accepts(field, best)
    if best is None:
        assert not any(accepts(field, name) for name in CODINGS)


@pytest.mark.parametrize(
    ("field", "found"),
    [('"a"', ("a",)), ('W/"a"', ("a",)), ('"a", W/"b","c"', ("a", "b", "c")), ("*", (ANY,)), (" * ", (ANY,)),
     ('"a,b"', ("a,b",)), ("a", ("a",)), ("", ()), ('"', ()), ('"*"', ("*",))],
)  # fmt: skip
def test_tags_of_a_list_are_read(field: str, found: tuple[str, ...]) -> None:
    assert tags(field) == found


@settings(max_examples=200)
@given(st.lists(st.text(st.characters(codec="latin-1", exclude_characters='"'), min_size=1), min_size=1))
def test_any_list_of_tags_is_read_back(given_tags: list[str]) -> None:
    assert tags(", ".join(f'"{tag}"' for tag in given_tags)) == tuple(given_tags)


@pytest.mark.parametrize(
    "mark", ["", "-gzip", "--gzip", ";gzip", "-br", ":df", "-gzip.0", "-gzip-gzip", "+gzip"]
)
def test_tag_with_the_mark_of_a_server_on_the_way_is_known(mark: str) -> None:
    assert is_version(VERSION + mark, VERSION)


@pytest.mark.parametrize(
    "tag", ["", VERSION[:-1], VERSION + "0", "x" + VERSION, VERSION[:-1] + "b", "-" + VERSION]
)
def test_other_tag_is_not(tag: str) -> None:
    assert not is_version(tag, VERSION)


@pytest.mark.parametrize(
    ("field", "wants"),
    [
        ("feed", True),
        ("FEED", True),
        ("gzip, feed", True),
        ("feed;q=0", False),
        ("vcdiff", False),
        ("feeds", False),
    ],
)
def test_delta_is_asked_for_by_name(field: str, wants: bool) -> None:
    assert asks_for_feed_delta(field) is wants


@pytest.mark.parametrize(
    ("accept", "file"),
    [("", "atom.xml"), ("*/*", "atom.xml"), ("text/html,application/xml;q=0.9", "atom.xml"),
     ("application/rss+xml", "rss.xml"), ("application/json", "feed.json"),
     ("application/feed+json", "feed.json"),
     ("application/atom+xml, application/rss+xml", "atom.xml"),
     ("application/atom+xml;q=0.5, application/rss+xml;q=0.9", "rss.xml")],
)  # fmt: skip
def test_feed_in_the_format_that_is_liked_best(accept: str, file: str) -> None:
    assert feed_file(accept) == file
    assert chosen_path("feed", file) == file
    assert chosen_path("tags/x/feed", file) == f"tags/x/{file}"


@pytest.mark.parametrize(
    ("old", "new"),
    [("feed/", "rss.xml"), ("rss", "rss.xml"), ("rss/", "rss.xml"), ("index.xml", "rss.xml"),
     ("atom", "atom.xml"),
     ("feed.xml", "atom.xml"), ("feed/atom/", "atom.xml"), ("feed/json", "feed.json"),
     ("rss.xml/", "rss.xml"),
     ("tags/a/feed/", "tags/a/rss.xml"), ("tag/a/feed/", "tags/a/rss.xml"),
     ("category/a/atom", "categories/a/atom.xml"),
     ("author/a b/index.xml", "authors/a%20b/rss.xml"), ("feeds/posts/default", "atom.xml"),
     ("feeds/all.atom.xml", "atom.xml"), ("rss.xml", None), ("tags/a/rss.xml", None), ("feed", None),
     ("", None), ("posts/rss", None), ("tags/a", None), ("tags//rss", None), ("rss//", None),
     ("tag/a/rss.xml", "tags/a/rss.xml")],
)  # fmt: skip
def test_old_addresses_lead_to_ours(old: str, new: str | None) -> None:
    assert new_path(old) == new


@pytest.mark.parametrize(
    ("agent", "name", "subscribers"),
    [
        (
            "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 16 subscribers; like FeedFetcher-Google)",
            "Feedly",
            16,
        ),
        ("Feedbin feed-id:1373711 - 142 subscribers", "Feedbin", 142),
        ("NewsBlur Feed Fetcher - 1 subscriber - http://www.newsblur.com/site/1/x", "NewsBlur", 1),
        ("Mozilla/5.0 (compatible; BazQux/2.4; +https://bazqux.com/fetcher; 3 subscribers)", "BazQux", 3),
        ("newsboat/2.30 (Linux x86_64)", "newsboat", None),
        ("", "", None),
    ],
)
def test_readers_tell_their_subscribers(agent: str, name: str, subscribers: int | None) -> None:
    assert reader(agent) == (name, subscribers)


@pytest.mark.parametrize(
    ("forwarded", "proxies", "address"),
    [("", 1, "10.0.0.1"), ("203.0.113.7", 0, "10.0.0.1"), ("203.0.113.7", 1, "203.0.113.7"),
     ("1.1.1.1, 203.0.113.7", 1, "203.0.113.7"), ("1.1.1.1, 203.0.113.7, 10.0.0.2", 2, "203.0.113.7"),
     ("203.0.113.7", 5, "203.0.113.7")],
)  # fmt: skip
def test_client_is_seen_through_trusted_proxies_only(forwarded: str, proxies: int, address: str) -> None:
    environ = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": forwarded}
    assert client_address(environ, proxies) == address


def test_every_old_path_of_the_site_leads_where_the_server_leads() -> None:
    assert old_files()["feed.xml"] == "atom.xml"
    assert {old: new_path(old) for old in old_files()} == old_files()
