"""JSON Feed: every document obeys version 1.1 and says what the entries said."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from format_samples import BARE, BASE, ENTRIES, RICH, entries, head, kinds
from hypothesis import given, settings

from feedsvc.formats.entry import SITE, Entry, Head, Part
from feedsvc.formats.fragments import fragments
from feedsvc.formats.json_feed import document as json_document
from feedsvc.formats.json_feed import fragment as json_fragment
from feedsvc.formats.lexical import media_type, rfc3339, uri
from feedsvc.posts.post import Author, Enclosure

GOLDEN = Path(__file__).parent / "golden" / "formats" / "feed.json"
NAME = "feed.json"
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")

# Field by field what version 1.1 allows (jsonfeed.org/version/1.1): its type, and whether it must be there.
FEED = {
    "version": (str, True),
    "title": (str, True),
    "home_page_url": (str, False),
    "feed_url": (str, False),
    "description": (str, False),
    "next_url": (str, False),
    "icon": (str, False),
    "favicon": (str, False),
    "authors": (list, False),
    "language": (str, False),
    "items": (list, True),
    "_feedsvc": (dict, False),
}
ITEM = {
    "id": (str, True),
    "url": (str, False),
    "title": (str, False),
    "content_html": (str, False),
    "content_text": (str, False),
    "summary": (str, False),
    "image": (str, False),
    "date_published": (str, False),
    "date_modified": (str, False),
    "authors": (list, False),
    "tags": (list, False),
    "language": (str, False),
    "attachments": (list, False),
}
AUTHOR = {"name": (str, False), "url": (str, False), "avatar": (str, False)}
ATTACHMENT = {
    "url": (str, True),
    "mime_type": (str, True),
    "title": (str, False),
    "size_in_bytes": (int, False),
}


def faults(value: dict[str, Any], fields: dict[str, tuple[type, bool]], where: str) -> Iterable[str]:
    """What in `value` the rules in `fields` do not allow."""
    for name in value.keys() - fields.keys():
        yield f"{where}: {name} is no field of the format"
    for name, (kind, required) in fields.items():
        if name not in value:
            if required:
                yield f"{where}: {name} is missing"
        elif not isinstance(value[name], kind) or isinstance(value[name], bool):
            yield f"{where}.{name}: {value[name]!r} is not a {kind.__name__}"
        elif name.endswith("url") and not re.fullmatch(r"[!-~]+", value[name]):
            yield f"{where}.{name}: {value[name]!r} is no address"
        elif name.startswith("date_") and not DATE.fullmatch(value[name]):
            yield f"{where}.{name}: {value[name]!r} is no RFC 3339 date"
        elif name == "authors":
            for author in value[name]:
                yield from faults(author, AUTHOR, f"{where}.authors")
                if not author:
                    yield f"{where}.authors: an author needs at least one field"


def all_faults(feed: dict[str, Any]) -> list[str]:
    found = list(faults(feed, FEED, "feed"))
    for number, item in enumerate(feed["items"]):
        where = f"items[{number}]"
        found += faults(item, ITEM, where)
        for attachment in item.get("attachments", ()):
            found += faults(attachment, ATTACHMENT, f"{where}.attachments")
        if "content_html" not in item and "content_text" not in item:
            found.append(f"{where}: neither content_html nor content_text")
    return found


def document(top: Head, some: Iterable[Entry], full: bool = True) -> bytes:
    return json_document(top, [Part(json_fragment(entry), entry.html if full else None) for entry in some])


def parsed(top: Head, some: Iterable[Entry], full: bool = True) -> Any:
    return json.loads(document(top, some, full))


def item(entry: Entry, full: bool = True) -> Any:
    (found,) = parsed(head(NAME), [entry], full)["items"]
    return found


def test_document_is_the_golden_one_byte_for_byte() -> None:
    assert document(kinds(NAME)["deletions"], ENTRIES) == GOLDEN.read_bytes()


@pytest.mark.parametrize("full", [True, False])
@pytest.mark.parametrize("kind", ["subscription", "archive", "complete", "deletions", "sparse"])
def test_every_kind_of_document_obeys_the_format(kind: str, full: bool) -> None:
    feed = parsed(kinds(NAME)[kind], ENTRIES, full)
    assert all_faults(feed) == []
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert len(feed["items"]) == len(ENTRIES)


def test_checker_of_these_tests_finds_faults() -> None:
    feed = parsed(head(NAME), [RICH])
    del feed["title"], feed["items"][0]["id"], feed["items"][0]["attachments"][1]["mime_type"]
    feed["items"][0]["date_published"] = "yesterday"
    assert len(all_faults(feed)) == 4


def test_item_carries_every_field_in_a_fixed_order() -> None:
    assert list(item(RICH).items()) == [
        ("id", RICH.id),
        ("url", RICH.url),
        ("title", RICH.title),
        ("content_html", RICH.html),
        ("summary", RICH.excerpt),
        ("image", RICH.image),
        ("date_published", "2026-01-02T03:04:05Z"),
        ("date_modified", "2026-02-03T04:05:06Z"),
        ("authors", [{"name": "Ann", "url": "https://ann.example.org/"}, {"name": "Bob"}]),
        ("tags", ["food", "sea", "Food/Fish"]),
        ("language", "en-GB"),
        (
            "attachments",
            [
                {
                    "url": "https://example.org/talk.mp3",
                    "mime_type": "audio/mpeg",
                    "title": "The talk",
                    "size_in_bytes": 12345,
                },
                {"url": "https://example.org/film.mp4", "mime_type": "video/mp4"},
            ],
        ),
    ]


def test_item_of_a_feed_of_excerpts_has_the_excerpt_as_its_text() -> None:
    found = item(RICH, full=False)
    assert found["content_text"] == RICH.excerpt
    assert "content_html" not in found
    assert "summary" not in found


def test_item_never_updated_has_no_date_of_change() -> None:
    assert "date_modified" not in item(replace(RICH, updated=RICH.published))


def test_post_without_text_still_has_content() -> None:
    assert item(BARE)["content_html"] == ""
    assert item(replace(BARE, title="Hm"), full=False)["content_text"] == "Hm"
    assert "title" not in item(BARE)


def test_length_of_nought_is_known() -> None:
    entry = replace(RICH, enclosures=(Enclosure(BASE + "empty.txt", None, 0),))
    assert item(entry)["attachments"] == [
        {"url": BASE + "empty.txt", "mime_type": "text/plain", "size_in_bytes": 0}
    ]


def test_head_carries_every_field() -> None:
    feed = parsed(kinds(NAME)["deletions"], [])
    assert feed == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Kitchen & <table>",
        "home_page_url": BASE,
        "feed_url": BASE + NAME,
        "description": "What we cook",
        "next_url": BASE + "archive/next/feed.json",
        "icon": BASE + "icon.png",
        "favicon": BASE + "icon.png",
        "authors": [{"name": "The cooks", "url": "https://example.org/cooks"}],
        "language": "en",
        "_feedsvc": {
            "links": {
                rel: f"{BASE}archive/{rel}/feed.json" for rel in ("first", "last", "current", "prev-archive")
            },
            "deleted": [{"id": "tag:example.org,2020:gone", "when": "2026-02-01T00:00:00Z"}],
        },
        "items": [],
    }


def test_archive_and_complete_documents_say_so_in_the_extension() -> None:
    feeds = {kind: parsed(top, []) for kind, top in kinds(NAME).items()}
    assert feeds["archive"]["_feedsvc"]["archive"] is True
    assert feeds["complete"]["_feedsvc"] == {"complete": True}
    assert "_feedsvc" not in feeds["sparse"]


def test_document_is_compact_utf8_whatever_the_text() -> None:
    entry = replace(RICH, title="茶\u2028\u2029", html='"\\/\x00\ud800\n</script>\U0001f41f')
    data = document(head(NAME), [entry])
    assert "茶\u2028\u2029".encode() in data
    assert b"\n" not in data
    assert json.loads(data)["items"][0]["content_html"] == '"\\/\x00\n</script>\U0001f41f'


def test_address_of_the_site_stays_replaceable() -> None:
    assert (SITE + "posts/%C3%A9/") in json_fragment(replace(RICH, url=SITE + "posts/é/")).before


def test_fragments_of_all_formats_are_made_together() -> None:
    made = fragments(RICH)
    assert made["json"] == json_fragment(RICH)
    assert made["atom"].before.startswith("<entry")
    assert made["rss"].after.endswith("</item>")


@settings(max_examples=150, deadline=None)
@given(entries)
def test_any_entry_survives(entry: Entry) -> None:
    feed = parsed(head(NAME), [entry])
    (found,) = feed["items"]
    assert all_faults(feed) == []
    assert found["id"] == entry.id
    assert found["url"] == uri(entry.url)
    assert found.get("title", "") == entry.title
    assert found["content_html"] == entry.html
    assert found["summary"] == (entry.excerpt or entry.title or entry.url)
    assert found["date_published"] == rfc3339(entry.published)
    assert ("date_modified" in found) == (entry.updated > entry.published)
    assert [Author(author["name"]) for author in found.get("authors", ())] == list(entry.authors)
    assert found.get("tags", []) == list(
        dict.fromkeys((*entry.tags, *(category.term for category in entry.categories)))
    )
    assert [file["mime_type"] for file in found.get("attachments", ())] == list(
        map(media_type, entry.enclosures)
    )
