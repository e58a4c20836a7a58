"""A JSON Feed file gives its items as records; what an item leaves out is the feed's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from feedsvc.errors import RecordError, SourceError
from feedsvc.posts.make import PostOptions, make_post
from feedsvc.posts.post import Author, Enclosure, Post
from feedsvc.sources import open_source
from feedsvc.sources.source import Item

VERSION = "https://jsonfeed.org/version/1.1"
DATE = "2024-05-01T08:00:00Z"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "feed.json"


def listed(file: Path, *items: Any, **feed: Any) -> list[Item]:
    file.write_text(json.dumps({"version": VERSION, "title": "F", "items": items, **feed}), "utf-8")
    return list(open_source(file).items())


def post(file: Path, item: dict[str, Any], **feed: Any) -> Post:
    item = {"id": "1", "date_published": DATE, **item}
    return make_post(listed(file, item, **feed)[0].read(), PostOptions(ZoneInfo("UTC")))


def test_an_item_of_version_1_1_becomes_a_whole_post(file: Path) -> None:
    made = post(
        file,
        {
            **{
                "id": "https://example.com/1",
                "url": "https://example.com/p",
                "external_url": "https://other.example/",
            },
            **{
                "title": "T",
                "content_html": "<p>H</p>",
                "content_text": "H",
                "summary": "S",
                "image": "/i.png",
            },
            **{"banner_image": "/b.png", "date_modified": "2024-05-02T08:00:00Z", "tags": ["a, b", "c"]},
            **{
                "authors": [{"name": "A", "url": "https://a.example/", "avatar": "/a.png"}],
                "language": "en-US",
            },
            "attachments": [
                {"url": "/a.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 9, "duration_in_seconds": 1}
            ],
        },
    )

    assert (made.source_id, made.url, made.title) == ("https://example.com/1", "https://example.com/p", "T")
    assert (made.html, made.markdown, made.excerpt, made.image) == ("<p>H</p>", None, "S", "/i.png")
    assert (made.published.isoformat(), made.updated and made.updated.day) == ("2024-05-01T08:00:00+00:00", 2)
    assert made.tags == ("a, b", "c")
    assert made.authors == (Author("A", uri="https://a.example/"),)
    assert made.language == "en-US"
    assert made.enclosures == (Enclosure("/a.mp3", "audio/mpeg", 9),)
    assert made.notices == ()


def test_plain_text_is_shown_as_it_is_and_not_as_markdown(file: Path) -> None:
    made = post(file, {"content_text": "*one* <b>\r\ntwo & three\n\n\n # four\n"})

    assert made.html == "<p>*one* &lt;b&gt;<br>\ntwo &amp; three</p>\n<p># four</p>"


@pytest.mark.parametrize("item", [{}, {"content_text": ""}, {"content_text": None}, {"content_html": " "}])
def test_an_item_without_text_is_a_post(file: Path, item: dict[str, Any]) -> None:
    made = post(file, item)

    assert (made.markdown, made.html) == ("", None)


def test_what_an_item_leaves_out_is_the_feeds(file: Path) -> None:
    feed = {"authors": [{"name": "F"}], "language": "de"}

    assert post(file, {}, **feed).authors == (Author("F"),)
    assert post(file, {}, **feed).language == "de"
    assert post(file, {"author": {"name": "I"}, "language": "fr"}, **feed).authors == (Author("I"),)
    assert post(file, {"language": "fr"}, **feed).language == "fr"
    assert post(file, {}, author={"name": "Old"}, version="https://jsonfeed.org/version/1").authors == (
        Author("Old"),
    )


def test_external_url_and_banner_step_in(file: Path) -> None:
    made = post(file, {"external_url": "https://other.example/", "banner_image": "/b.png"})

    assert (made.url, made.image) == ("https://other.example/", "/b.png")


def test_keys_come_from_ids_and_fingerprints_from_all_a_post_shows(file: Path) -> None:
    first = listed(file, {"id": 1}, {"id": "1"}, {"url": "/u"}, language="de")
    second = listed(file, {"id": 1, "title": "T"}, {"id": "1"}, {"url": "/u"}, language="fr")

    assert [item.key for item in first] == ["id:1", "id:1#2", "url:/u"] == [item.key for item in second]
    assert all(one.fingerprint != two.fingerprint for one, two in zip(first, second, strict=True))
    assert [item.fingerprint for item in first] == [
        item.fingerprint
        for item in listed(file, {"id": 1}, {"id": "1"}, {"url": "/u"}, language="de", title="G")
    ]


def test_a_bad_item_is_rejected_by_its_number_and_costs_no_other_its_place(file: Path) -> None:
    items = listed(file, {"id": "a"}, ["no"], None, {"id": "d", "title": "lone \ud800"})

    assert [item.key for item in items] == ["id:a", "item:2", "item:3", "id:d"]
    with pytest.raises(RecordError, match=r"feed\.json:2: item 2 must be a JSON object"):
        items[1].read()
    assert items[3].read().fields["id"] == "d"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", ":1: not valid JSON: "),
        ('{\n"version": 1,\n"version": 2}', ": not valid JSON: 'version' stands there twice"),
        ("[]", ": must be a JSON object"),
        ("", ":1: not valid JSON: "),
        ('{"items": []}', ": version: not a JSON Feed; its version must be https://jsonfeed.org/version/1.1"),
        ('{"version": 1.1, "items": []}', ": version: not a JSON Feed"),
        ('{"version": "https://jsonfeed.org/version/2", "items": []}', ": version: not a JSON Feed"),
        (f'{{"version": "{VERSION}"}}', ": items: must be a list"),
        (f'{{"version": "{VERSION}", "items": {{}}}}', ": items: must be a list"),
        (f'{{"version": "{VERSION}", "items": []}}\n{{}}', ":1: more than one JSON value"),
        ("[" * 100_000, ": the JSON is nested too deeply"),
    ],
)
def test_a_file_that_is_no_json_feed_is_refused_in_one_line(file: Path, text: str, message: str) -> None:
    file.write_text(text, "utf-8")
    with pytest.raises(SourceError) as raised:
        list(open_source(file).items())
    assert str(raised.value).startswith(f"{file}{message}")
    assert "\n" not in str(raised.value)


def test_bytes_that_are_no_utf8_are_named_by_their_line(file: Path) -> None:
    file.write_bytes(b'{"version":\n"\xff"}')
    with pytest.raises(SourceError, match=r"feed\.json:2: not UTF-8 \(byte 0xff\)"):
        list(open_source(file).items())


def test_nesting_near_the_limit_is_an_item_or_rejected(file: Path) -> None:
    for depth in range(900, 1000, 7):
        deep = "[" * depth + "]" * depth
        file.write_text(f'{{"version": "{VERSION}", "items": [{{"id": "a"}}, {{"id": "b", "x": {deep}}}]}}')
        try:
            items = list(open_source(file).items())
        except SourceError as error:
            assert "nested too deeply" in str(error)
        else:
            assert items[0].key == "id:a"
            assert len(items) == 2
