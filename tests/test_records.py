"""Records become posts under any names and types a site uses; what is unusable is named, not fatal."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedsvc.errors import Origin, RecordError
from feedsvc.posts.make import PostOptions, make_post
from feedsvc.posts.post import Author, Category, Enclosure, Post
from feedsvc.posts.record import Record
from feedsvc.posts.text import clean

OPTIONS = PostOptions(ZoneInfo("Europe/Berlin"))
DAY = datetime(2024, 4, 30, 22, tzinfo=UTC)


def post(**given: Any) -> Post:
    return make_post(Record("k", Origin("posts.jsonl", 7), {"date": "2024-05-01", **given}), OPTIONS)


def file_post(stem: str | None = "some-name", day: date | None = None, **given: Any) -> Post:
    record = Record("k", Origin("a.md"), given, stem, file_date=day, lines=dict.fromkeys(given, 2))
    return make_post(record, OPTIONS)


@pytest.mark.parametrize(
    ("given", "field", "value"),
    [
        ({"body": "text"}, "markdown", "text"),
        ({"content": None, "markdown": "text"}, "markdown", "text"),
        ({"content": "a", "html": "<p>b</p>"}, "html", "<p>b</p>"),
        ({"content": "a", "content_html": " "}, "markdown", "a"),
        ({"content": "a\r\nb\x00\ud800\ufffe"}, "markdown", "a\nb"),
        ({"lastmod": "2024-05-02"}, "updated", datetime(2024, 5, 1, 22, tzinfo=UTC)),
        ({"Last-Modified-At": "2024-05-02T00:00Z"}, "updated", datetime(2024, 5, 2, tzinfo=UTC)),
        ({"date": None, "pubDate": "2024-05-01", "updatedDate": "Jul 08 2024"}, "published", DAY),
        ({"heroImage": "/a.jpg"}, "image", "/a.jpg"),
        ({"guid": " urn:x \n"}, "source_id", "urn:x"),
        ({"id": 0}, "source_id", "0"),
        ({"uuid": UUID(int=1)}, "source_id", "00000000-0000-0000-0000-000000000001"),
        ({"title": 2024}, "title", "2024"),
        ({"title": Decimal("1.50")}, "title", "1.50"),
        ({"title": date(2024, 5, 1)}, "title", "2024-05-01"),
        ({"title": " A\x07 \n B "}, "title", "A B"),
        ({"Title": "A"}, "title", "A"),
        ({"title": ""}, "title", None),
        ({"permalink": "/a b/?q=ü#x"}, "url", "/a%20b/?q=%C3%BC#x"),
        (
            {"external_url": "HTTPS://Bücher.example/100%/%41"},
            "url",
            "https://xn--bcher-kva.example/100%25/%41",
        ),
        ({"link": "//example.com/x"}, "url", "https://example.com/x"),
        ({"slug": "/2024/My Post/"}, "slug", "my-post"),
        ({"abbrlink": 4711}, "slug", "4711"),
        ({"title": "A Title"}, "slug", "a-title"),
        ({"id": "Some Id"}, "slug", "some-id"),
        ({}, "slug", ""),
        ({"summary": "Two\nlines"}, "excerpt", "Two\nlines"),
        ({"excerpt": " ", "description": "D"}, "excerpt", "D"),
        ({"excerpt_rule": "Source"}, "excerpt_rule", "source"),
        ({"excerpt_limit": "300"}, "excerpt_limit", 300),
        ({"lang": "zh_CN"}, "language", "zh-CN"),
        ({"language": "ZH-hans-cn"}, "language", "zh-Hans-CN"),
        ({"lang": "en_US.UTF-8"}, "language", "en-US"),
        ({"copyright": "CC BY"}, "rights", "CC BY"),
        ({"cover": {"image": "a.jpg"}}, "image", "a.jpg"),
        ({"image": False, "thumbnail": "/t.png"}, "image", "/t.png"),
        ({"banner": ["/1.png", "/2.png"]}, "image", "/1.png"),
        ({"draft": "yes"}, "draft", True),
        ({"draft": "no"}, "draft", False),
        ({"published": False}, "draft", True),
        ({"published": "no"}, "draft", True),
        ({"published": True}, "draft", False),
        ({"status": "Draft"}, "draft", True),
        ({"status": "published"}, "draft", False),
    ],
)
def test_a_field_is_read_under_every_name_and_type(given: dict[str, Any], field: str, value: object) -> None:
    read = post(**given)

    assert getattr(read, field) == value
    assert read.notices == ()


@pytest.mark.parametrize(
    ("given", "field", "notice"),
    [
        ({"updated": "someday"}, "updated", "updated: 'someday' is no date"),
        ({"updated": "2024-04-01"}, "updated", "updated: 2024-03-31T22:00:00+00:00 is before"),
        ({"title": ["a"]}, "title", "title: must be text, not a list"),
        ({"id": True}, "source_id", "id: must be text or a number"),
        ({"id": {"a": 1}}, "source_id", "id: must be text, not a mapping"),
        ({"url": "javascript:alert(1)"}, "url", "url: 'javascript:alert(1)' is no web address"),
        ({"permalink": "/:year/:title/"}, "url", "permalink: '/:year/:title/' is a pattern"),
        ({"permalink": "/a/{{ page.fileSlug }}/"}, "url", "is a pattern"),
        ({"url": "https://"}, "url", "no web address"),
        ({"url": "https://[::1"}, "url", "no web address"),
        ({"url": "https://a b.example/"}, "url", "no web address"),
        ({"image": "data:image/png;base64,AA"}, "image", "no web address"),
        ({"image": "true"}, "image", "no web address"),
        ({"lang": "english"}, "language", "no language tag; write one such as en or zh-CN"),
        ({"excerpt": True}, "excerpt", "excerpt: must be text"),
        ({"excerpt": ["a"]}, "excerpt", "excerpt: must be text, not a list"),
        ({"excerpt_rule": "both"}, "excerpt_rule", "write rendered or source"),
        ({"excerpt_limit": 0}, "excerpt_limit", "whole number above 0"),
        ({"excerpt_limit": "1e3"}, "excerpt_limit", "whole number above 0"),
        ({"excerpt_limit": True}, "excerpt_limit", "whole number above 0"),
    ],
)
def test_a_bad_optional_field_is_dropped_with_a_notice(
    given: dict[str, Any], field: str, notice: str
) -> None:
    read = post(content="text", **given)

    assert read.markdown == "text"
    assert not getattr(read, field)
    assert any(notice in line for line in read.notices)
    assert all(line.startswith("posts.jsonl:7: ") for line in read.notices)


def test_a_scheme_hidden_by_control_characters_is_none() -> None:
    assert post(url="java\x01script:alert(1)").url is None
    assert post(url="java\nscript:alert(1)").url == "java%20script:alert(1)"  # a relative path, and harmless


def test_the_next_alias_helps_out_where_the_first_is_unusable() -> None:
    read = post(date="garbage", created="2024-05-03", updated="?", modified="2024-05-04")

    assert (read.published, read.updated) == (
        datetime(2024, 5, 2, 22, tzinfo=UTC),
        datetime(2024, 5, 3, 22, tzinfo=UTC),
    )
    assert len(read.notices) == 2


def test_published_is_a_date_or_a_switch() -> None:
    assert post(date=None, published="2024-05-01").published == DAY
    assert not post(date=None, published="2024-05-01").draft
    assert post(published=False).draft
    with pytest.raises(RecordError, match="date: no date anywhere"):
        post(date=None, published=True)


def test_a_draft_of_unclear_state_stays_hidden() -> None:
    read = post(draft="perhaps")

    assert read.draft
    assert "draft: must be true or false; the post stays hidden" in read.notices[0]


def test_a_file_lends_its_name_its_date_and_its_place() -> None:
    read = file_post("my-first_post", date(2024, 5, 1))

    assert (read.title, read.slug, read.published) == ("my first post", "my-first_post", DAY)
    assert make_post(Record("k", Origin("a.md"), {}, "a", date(2024, 5, 1), draft=True), OPTIONS).draft
    assert file_post("", date(2024, 5, 1)).title is None


def test_a_bad_date_gives_way_to_the_one_in_the_files_name_with_a_notice() -> None:
    read = file_post(day=date(2024, 5, 1), date="2024-02-30")

    assert read.published == DAY
    assert read.notices[0].startswith("a.md:2: date: '2024-02-30' is no date")


def test_language_comes_from_the_record_its_files_name_or_the_site() -> None:
    named = Record("k", Origin("a"), {"date": "2024-05-01"}, "a", file_language="zh-cn")

    assert make_post(named, OPTIONS).language == "zh-CN"
    assert (
        make_post(
            Record("k", Origin("a"), {"date": "2024-05-01"}), PostOptions(ZoneInfo("UTC"), "de")
        ).language
        == "de"
    )


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"date": None}, "posts.jsonl:7: date: no date anywhere; add a line such as date: 2024-05-01"),
        ({"date": "2024-05"}, "posts.jsonl:7: date: '2024-05' has no full date; write it like"),
        ({"date": "0001-01-01"}, "posts.jsonl:7: date: the year 1 is not in 1000 to 9998"),
        ({"date": "9999-12-31"}, "posts.jsonl:7: date: the year 9999 is not in 1000 to 9998"),
        ({"date": True}, "posts.jsonl:7: date: True is no date"),
        ({"content": ["a"]}, "posts.jsonl:7: content: must be text, not a list"),
        ({"Body": 5}, "posts.jsonl:7: Body: must be text, not a number"),
        ({"html": {"a": 1}, "content": "x"}, "posts.jsonl:7: html: must be text, not a mapping"),
    ],
)
def test_a_record_without_date_or_with_a_text_that_is_none_is_rejected(
    given: dict[str, Any], message: str
) -> None:
    with pytest.raises(RecordError) as raised:
        post(**given)
    assert str(raised.value).startswith(message)


def test_the_message_names_the_line_and_the_way_out_for_a_file() -> None:
    with pytest.raises(RecordError, match=r"^a\.md:2: date: 'soon' is no date; write it like"):
        file_post(date="soon")
    with pytest.raises(RecordError, match=r"^a\.md: date: .* or begin the file's name with one"):
        file_post()


def test_a_post_without_text_is_a_post() -> None:
    read = post(title="Only a title", content=None)

    assert (read.markdown, read.html) == ("", None)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "url", "term", "x"]), inner)
    ),
    max_leaves=6,
)
NAMES = (
    *(
        "title",
        "content",
        "content_html",
        "date",
        "published",
        "updated",
        "id",
        "url",
        "slug",
        "tags",
        "image",
    ),
    *(
        "categories",
        "authors",
        "author",
        "contributors",
        "excerpt",
        "excerpt_rule",
        "excerpt_limit",
        "language",
    ),
    *("enclosures", "draft", "status", "rights"),
)


def strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for member in value for text in strings(member)]
    if isinstance(value, Post | Author | Category | Enclosure):
        return [text for part in fields(value) for text in strings(getattr(value, part.name))]
    return []


@settings(max_examples=200)
@given(st.dictionaries(st.sampled_from(NAMES), JSON | st.just("2024-05-01")), st.booleans())
def test_any_mapping_gives_a_clean_post_or_a_reason(given: dict[str, Any], dated: bool) -> None:
    record = Record("k", Origin("f", 1), {"date": "2024-05-01", **given} if dated else given)
    try:
        made = make_post(record, OPTIONS)
    except RecordError as error:
        assert str(error).startswith("f:1: ")
        assert error.field in given or error.field == "date"
    else:
        assert all(clean(text) == text for text in strings(made))
        assert (made.markdown is None) != (made.html is None)
        assert all("\n" not in notice for notice in made.notices)
