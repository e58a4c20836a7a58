"""How times, addresses, ids and media types are written."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from format_samples import RICH
from hypothesis import example, given
from hypothesis import strategies as st

from feedsvc.formats.entry import Tombstone
from feedsvc.formats.lexical import atom_id, media_type, rfc822, rfc3339, safe, terms, uri
from feedsvc.posts.post import Author, Category, Enclosure


def test_times_are_in_utc_with_four_digits_of_year() -> None:
    noon = datetime(476, 9, 4, 12, tzinfo=timezone(timedelta(hours=2)))
    assert rfc3339(noon) == "0476-09-04T10:00:00Z"
    assert rfc822(noon) == "Fri, 04 Sep 0476 10:00:00 GMT"
    assert rfc822(datetime(2026, 11, 20, tzinfo=UTC)) == "Fri, 20 Nov 2026 00:00:00 GMT"


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("https://example.org/a%20b?c=d&e=%e9#f", "https://example.org/a%20b?c=d&e=%e9#f"),
        (" https://example.org/ä b ", "https://example.org/%C3%A4%20b"),
        ("https://bücher.example:8080/x", "https://xn--bcher-kva.example:8080/x"),
        ("https://example.org/100%/[1]", "https://example.org/100%25/%5B1%5D"),
        ("http://[::1]:8000/é", "http://[::1]:8000/%C3%A9"),
        ("mailto:jösé@example.org", "mailto:j%C3%B6s%C3%A9@example.org"),
        ("//cdn.example/ü", "//cdn.example/%C3%BC"),
        ("/a/ü?b=c", "/a/%C3%BC?b=c"),
        ("", ""),
    ],
)
def test_addresses_are_written_in_ascii(address: str, written: str) -> None:
    assert uri(address) == written


@given(st.text())
@example("https://" + "ü" * 100 + "/")
def test_any_address_becomes_a_stable_one_without_forbidden_characters(address: str) -> None:
    written = uri(safe(address))
    assert re.fullmatch(r"[!-~]*", written)
    assert uri(written) == written


@pytest.mark.parametrize(
    ("given_id", "written"),
    [
        ("tag:example.org,2026:a", "tag:example.org,2026:a"),
        ("https://example.org/茶", "https://example.org/茶"),
        ("https://example.org/a b", "https://example.org/a b"),
        ("6BA7B810-9dad-11d1-80b4-00c04fd430c8", "6BA7B810-9dad-11d1-80b4-00c04fd430c8"),
        ("123 at example", "123 at example"),
        (" ", "data:,"),
    ],
)
def test_id_is_written_as_readers_know_it(given_id: str, written: str) -> None:
    assert atom_id(given_id) == written


def test_media_type_is_the_given_one_or_else_that_of_the_ending() -> None:
    types = {
        ("a.mp3", "audio/x-own; codecs=1"): "audio/x-own; codecs=1",
        ("a.mp3", "mp3"): "audio/mpeg",
        ("a.MP4?x=1", None): "video/mp4",
        ("a.webp", None): "image/webp",
        ("a.tar.gz", None): "application/octet-stream",
        ("a", ""): "application/octet-stream",
        ("", None): "application/octet-stream",
    }
    for (name, kind), expected in types.items():
        assert media_type(Enclosure(f"https://example.com/{name}", kind)) == expected


def test_terms_are_tags_then_categories_each_once() -> None:
    entry = replace(
        RICH,
        tags=("tea", " ", "milk", "tea"),
        categories=(Category(("milk",), "Milk!"), Category(("tea",), scheme="https://example.org/ü")),
    )
    assert terms(entry) == [
        Category(("tea",)),
        Category(("milk",), "Milk!"),
        Category(("tea",), scheme="https://example.org/%C3%BC"),
    ]


def test_safe_reaches_every_string_and_keeps_every_type() -> None:
    when = datetime(2026, 1, 1, tzinfo=UTC)
    assert safe((Author("a\x00", None, "b\ud800"), Tombstone("c\ufffe", when), 5)) == (
        Author("a", None, "b"),
        Tombstone("c", when),
        5,
    )
