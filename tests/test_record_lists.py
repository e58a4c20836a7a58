"""Tags, categories, people and files are read from text, lists and mappings; a bad one costs no other."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from feedsvc.errors import Origin
from feedsvc.posts.make import PostOptions, make_post
from feedsvc.posts.post import Author, Category, Enclosure, Post
from feedsvc.posts.record import Record


def post(**given: Any) -> Post:
    record = Record("k", Origin("posts.jsonl", 7), {"date": "2024-05-01", **given})
    return make_post(record, PostOptions(ZoneInfo("UTC")))


@pytest.mark.parametrize(
    ("given", "field", "value"),
    [
        ({"tags": "one tag"}, "tags", ("one tag",)),
        ({"tags": "a, b，c、 ,a"}, "tags", ("a", "b", "c")),
        ({"tag": ["a", ["b", ["c"]], None, ""]}, "tags", ("a", "b", "c")),
        ({"keywords": [1, 2.5, True]}, "tags", ("1", "2.5", "true")),
        ({"tags": ["a, b"]}, "tags", ("a, b",)),
        ({"tags": {"x": None, "y": 1}}, "tags", ("x", "y")),
        ({"tags": [{"name": "N", "slug": "n"}]}, "tags", ("N",)),
        ({"tags": ["Cafe\u0301", "Café\x00"]}, "tags", ("Café",)),
        ({"tags": None}, "tags", ()),
        ({"category": "A/B, C"}, "categories", (Category(("A", "B")), Category(("C",)))),
        (
            {"categories": [["A", "B"], ["C"], "D"]},
            "categories",
            tuple(map(Category, (("A", "B"), ("C",), ("D",)))),
        ),
        (
            {"categories": {"term": "x", "label": "X", "scheme": "https://example.com/s"}},
            "categories",
            (Category(("x",), "X", "https://example.com/s"),),
        ),
        ({"author": "Jane"}, "authors", (Author("Jane"),)),
        ({"author": "Doe, Jane"}, "authors", (Author("Doe, Jane"),)),
        ({"authors": "Jane, John"}, "authors", (Author("Jane"), Author("John"))),
        ({"authors": "Doe, Jane; Roe, Jo"}, "authors", (Author("Doe, Jane"), Author("Roe, Jo"))),
        ({"author": '"Jane Doe" <j@example.com>'}, "authors", (Author("Jane Doe", "j@example.com"),)),
        ({"author": "j@example.com (Jane)"}, "authors", (Author("Jane", "j@example.com"),)),
        ({"author": "j@example.com"}, "authors", (Author("j", "j@example.com"),)),
        ({"author": "J <https://j.example>"}, "authors", (Author("J", uri="https://j.example"),)),
        (
            {"authors": [{"name": "J", "url": "https://j.example/", "avatar": "x"}]},
            "authors",
            (Author("J", uri="https://j.example/"),),
        ),
        ({"contributors": [{"name": "C", "email": "c@e.org"}]}, "contributors", (Author("C", "c@e.org"),)),
        ({"audio": "/a.MP3"}, "enclosures", (Enclosure("/a.MP3", "audio/mpeg"),)),
        (
            {"attachments": [{"url": "/a", "mime_type": "audio/ogg", "size_in_bytes": 5, "title": "T"}]},
            "enclosures",
            (Enclosure("/a", "audio/ogg", 5, "T"),),
        ),
        (
            {"enclosure": {"href": "/a.zip", "length": "12"}},
            "enclosures",
            (Enclosure("/a.zip", "application/zip", 12),),
        ),
    ],
)
def test_a_list_is_read_under_every_name_and_type(given: dict[str, Any], field: str, value: object) -> None:
    read = post(**given)

    assert getattr(read, field) == value
    assert read.notices == ()


@pytest.mark.parametrize(
    ("given", "field", "notice"),
    [
        ({"author": {"email": "nobody"}}, "authors", "'nobody' is no e-mail address"),
        ({"author": {"email": []}}, "authors", "author: "),
        ({"enclosures": {"type": "audio/mpeg"}}, "enclosures", "a file needs a url"),
        ({"enclosures": "ftp://example.com/a"}, "enclosures", "no web address"),
    ],
)
def test_a_list_with_nothing_usable_is_empty(given: dict[str, Any], field: str, notice: str) -> None:
    read = post(**given)

    assert getattr(read, field) == ()
    assert notice in read.notices[0]
    assert all(line.startswith("posts.jsonl:7: ") for line in read.notices)


def test_a_bad_member_of_a_list_costs_the_others_nothing() -> None:
    read = post(
        tags=["a", {"name": ["x"]}, "b"],
        authors=[{"email": "x"}, "Jane"],
        enclosures=[{"url": "/a.mp3", "type": "audio", "length": "big"}, 5.5, {"url": "nope:"}],
        categories=[{"term": ["x"]}, "C", {"term": "D", "scheme": "none"}],
    )

    assert read.tags == ("a", "b")
    assert [author.name for author in read.authors] == ["Jane"]
    assert read.enclosures[0] == Enclosure("/a.mp3", "audio/mpeg", None)
    assert [category.term for category in read.categories] == ["C", "D"]
    assert len(read.notices) == 8


def test_lists_in_lists_without_end_are_refused_quietly() -> None:
    deep: list[Any] = ["x"]
    for _ in range(5000):
        deep = [deep]
    read = post(tags=deep, categories=deep, authors=deep, enclosures=deep, title=deep, image=deep, id=deep)

    assert read.tags == read.categories == read.authors == read.enclosures == ()
    assert sum("too deep" in notice for notice in read.notices) == 4
