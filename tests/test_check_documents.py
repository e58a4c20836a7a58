"""The check of documents finds each breach of a standard, and none in what the product makes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.checks.fault import is_date
from feedsvc.checks.feed_documents import faults

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom">
<id>tag:example.org,2024:f</id><title>T</title><updated>2024-05-01T00:00:00Z</updated>
<link rel="self" href="https://example.org/atom.xml"/><author><name>A</name></author>
<entry><id>tag:example.org,2024:1</id><title>E</title><updated>2024-05-01T00:00:00Z</updated>
<link href="https://example.org/1/"/><category term="x"/><content type="html">Words</content></entry>
</feed>"""
RSS = """<rss version="2.0"><channel><title>T</title><link>https://example.org/</link><description>D</description>
<item><title>E</title><link>https://example.org/1/</link><guid isPermaLink="false">tag:1</guid>
<pubDate>Wed, 01 May 2024 00:00:00 GMT</pubDate>
<enclosure url="https://example.org/a.mp3" type="audio/mpeg" length="1"/></item></channel></rss>"""
JSON: dict[str, Any] = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "T",
    "feed_url": "https://example.org/feed.json",
    "items": [{"id": "1", "content_html": "", "date_published": "2024-05-01T00:00:00Z"}],
}


def told(file: str, text: str) -> str:
    return "\n".join(f"{entry}: {fault}" for entry, fault in faults(file, text.encode()))


@pytest.mark.parametrize(
    ("file", "text"), [("atom.xml", ATOM), ("rss.xml", RSS), ("feed.json", json.dumps(JSON))]
)
def test_a_valid_document_has_no_faults(file: str, text: str) -> None:
    assert told(file, text) == ""


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("</feed>", "", "not well-formed XML"),
        ("<id>tag:example.org,2024:f</id>", "", "the feed has 0 elements id, not 1"),
        ("<title>E</title>", "<title>E</title><title>F</title>", "the entry has 2 elements title, not 1"),
        ("tag:example.org,2024:1", "no iri", "the id of the entry is no IRI"),
        ("2024-05-01T00:00:00Z", "2024-05-01", "updated is no RFC 3339 date: 2024-05-01"),
        ("2024-05-01T00:00:00Z", "2024-02-30T00:00:00Z", "updated is no RFC 3339 date"),
        ('rel="self"', 'rel="related"', "no link with rel self"),
        ("<author><name>A</name></author>", "", "neither the entry nor the feed has an author"),
        ("<name>A</name>", "<name> </name>", "a person has no name"),
        ('href="https://example.org/1/"', 'href="/1/"', "a link has no absolute address: /1/"),
        ('<category term="x"/>', '<category label="x"/>', "a category has no term"),
        ("<title>T</title>", '<title type="CDATA">T</title>', "title has the type CDATA"),
        (
            '<link href="https://example.org/1/"/>',
            '<link href="https://example.org/1/"/><link href="https://example.org/2/"/>',
            "two alternate links have the same type and language",
        ),
        (
            '<link href="https://example.org/1/"/><category term="x"/><content type="html">Words</content>',
            "",
            "an entry without content has no alternate link",
        ),
        (
            "<author>",
            '<archive xmlns="http://purl.org/syndication/history/1.0"/><author>',
            "an archive document has no link with rel current",
        ),
        (
            "<author>",
            '<deleted-entry xmlns="http://purl.org/atompub/tombstones/1.0" ref="tag:x"/><author>',
            "a deleted entry needs ref and when",
        ),
    ],
)  # fmt: skip
def test_what_breaks_atom_is_told(old: str, new: str, fault: str) -> None:
    assert old in ATOM
    assert fault in told("atom.xml", ATOM.replace(old, new))


def test_an_id_that_stands_there_twice_is_told() -> None:
    entry = ATOM[ATOM.index("<entry>") : ATOM.index("</feed>")]

    assert told("atom.xml", ATOM.replace(entry, entry * 2)) == (
        "tag:example.org,2024:1: the id stands there 2 times"
    )


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('version="2.0"', 'version="1.0"', "no RSS 2.0 document"),
        ("<description>D</description>", "", "the channel has 0 elements description, not 1"),
        ("<link>https://example.org/</link>", "<link>/</link>", "the link of the channel is no web address"),
        ("<title>E</title>", "", "an item has neither title nor description"),
        (
            "<link>https://example.org/1/</link>",
            "<link>1/</link>",
            "the link of an item is no web address: 1/",
        ),
        (' isPermaLink="false"', "", "a guid that is a permalink is no web address"),
        ("01 May 2024", "01 May 24", "pubDate is no RFC 822 date"),
        (' length="1"', "", "an enclosure needs url, type and length"),
    ],
)
def test_what_breaks_rss_is_told(old: str, new: str, fault: str) -> None:
    assert old in RSS
    assert fault in told("rss.xml", RSS.replace(old, new))


@pytest.mark.parametrize(
    ("break_it", "fault"),
    [
        (lambda feed: feed.pop("version"), "version is not that of JSON Feed"),
        (lambda feed: feed.pop("title"), "the feed has no title"),
        (lambda feed: feed.pop("items"), "the feed has no list of items"),
        (lambda feed: feed.update(feed_url="/feed.json"), "feed_url is no web address: /feed.json"),
        (lambda feed: feed.update(next_url=feed["feed_url"]), "next_url is the feed itself"),
        (lambda feed: feed["items"].append(feed["items"][0]), "1: the id stands there 2 times"),
        (lambda feed: feed["items"][0].update(id=1), "an item has no id, or one that is no text"),
        (lambda feed: feed["items"][0].pop("content_html"), "neither content_html nor content_text"),
        (lambda feed: feed["items"][0].update(date_modified="soon"), "date_modified is no RFC 3339 date"),
        (lambda feed: feed["items"][0].update(tags="x"), "tags is no list of texts"),
        (lambda feed: feed["items"][0].update(authors=[{}]), "an author has neither name"),
        (lambda feed: feed["items"][0].update(attachments=[{}]), "an attachment needs url and mime_type"),
    ],
)
def test_what_breaks_json_feed_is_told(break_it: Callable[[dict[str, Any]], object], fault: str) -> None:
    feed = json.loads(json.dumps(JSON))
    break_it(feed)

    assert fault in told("feed.json", json.dumps(feed))


@given(st.datetimes(timezones=st.timezones() | st.none()))
def test_a_date_is_one_of_rfc_3339_only_with_an_offset(when: Any) -> None:
    text = when.isoformat()
    has_offset = when.utcoffset() is not None and when.utcoffset().total_seconds() % 60 == 0

    assert is_date(text) == has_offset
