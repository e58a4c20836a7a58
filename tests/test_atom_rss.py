"""Atom and RSS: what is written is valid, whole, and says what the entry said."""

from __future__ import annotations

import html
import locale
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest
import w3c
from format_samples import BARE, BASE, CHINESE, ENTRIES, RICH, entries, head, kinds
from hypothesis import given, settings
from lxml import etree

from feedsvc.feed_formats import BY_FILE
from feedsvc.formats import atom_feed, rss_feed
from feedsvc.formats.entry import SITE, BrowserView, Entry, Head, Heading, Part
from feedsvc.formats.lexical import atom_id, rfc822, terms, uri
from feedsvc.posts.post import Author, Category, Enclosure

GOLDEN = Path(__file__).parent / "golden" / "formats"
NS = {
    "a": "http://www.w3.org/2005/Atom",
    "at": "http://purl.org/atompub/tombstones/1.0",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "fh": "http://purl.org/syndication/history/1.0",
    "media": "http://search.yahoo.com/mrss/",
}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def document(name: str, top: Head, some: Iterable[Entry], full: bool = True) -> bytes:
    syntax = atom_feed if name == "atom.xml" else rss_feed
    return syntax.document(
        top, [Part(syntax.fragment(entry), entry.html if full else None) for entry in some]
    )


def parsed(name: str, top: Head, some: Iterable[Entry], full: bool = True) -> etree._Element:
    return etree.fromstring(document(name, top, some, full))


def atom_entry(entry: Entry, full: bool = True) -> etree._Element:
    (found,) = parsed("atom.xml", head(), [entry], full).findall("a:entry", NS)
    return found


def rss_item(entry: Entry, full: bool = True) -> etree._Element:
    (found,) = parsed("rss.xml", head("rss.xml"), [entry], full).findall("channel/item")
    return found


def texts(element: etree._Element, path: str) -> list[str]:
    return [found.text or "" for found in element.findall(path, NS)]


def shown(element: etree._Element, path: str) -> str:
    """A text construct as a reader shows it (RFC 4287, 3.1)."""
    (found,) = element.findall(path, NS)
    return html.unescape(found.text or "") if found.get("type") == "html" else found.text or ""


@pytest.mark.parametrize("name", ["atom.xml", "rss.xml"])
def test_document_is_the_golden_one_byte_for_byte(name: str) -> None:
    assert document(name, kinds(name)["deletions"], ENTRIES) == (GOLDEN / name).read_bytes()


@pytest.mark.parametrize("name", ["atom.xml", "rss.xml"])
@pytest.mark.parametrize("kind", ["subscription", "archive", "complete", "deletions", "sparse"])
def test_spliced_document_equals_one_that_feedgen_makes_in_one_go(name: str, kind: str) -> None:
    top = kinds(name)[kind]
    with_text = [entry for entry in ENTRIES if entry.html]
    if name == "atom.xml":
        feed, make, write = atom_feed._feed(top), atom_feed._entry, "atom_str"
    else:
        feed, make, write = rss_feed._feed(top), rss_feed._item, "rss_str"
    for entry in with_text:
        feed.add_entry(make(entry, entry.html), order="append")
    whole = etree.fromstring(getattr(feed, write)())
    assert etree.tostring(parsed(name, top, with_text), method="c14n") == etree.tostring(whole, method="c14n")


@pytest.mark.parametrize("name", ["atom.xml", "rss.xml"])
def test_what_is_written_for_browsers_is_seen_by_browsers_alone(name: str) -> None:
    plain = document(name, head(name), [RICH])
    view = BrowserView("/feed.css", "This is a feed & more.", "Read it as a page")
    syntax = atom_feed if name == "atom.xml" else rss_feed
    heading = Heading("Tides & <b>", "https://example.org/tides/?a=1&b=2", "2026-01-02")
    part = Part(syntax.fragment(RICH), RICH.html, heading=heading)
    shown = syntax.document(replace(head(name), browser=view), [part])

    xhtml = {"h": "http://www.w3.org/1999/xhtml"}
    root = etree.fromstring(shown)
    assert [link.get("href") for link in root.findall(".//h:a", xhtml)] == [head(name).page, heading.href]
    assert root.findtext(".//h:h2/h:a", None, xhtml) == heading.title
    assert root.findtext(".//h:time", None, xhtml) == heading.day
    assert root.findtext(".//h:title", None, xhtml) == head(name).title

    def read(text: bytes) -> tuple[dict[str, object], dict[str, object]]:
        found = feedparser.parse(text)
        (entry,) = found.entries
        known = (
            {key: of[key] for key in of if not key.startswith(("xhtml", "dcterms"))}
            for of in (found.feed, entry)
        )
        return next(known), next(known)

    assert read(shown) == read(plain)


@pytest.mark.parametrize("syntax", [atom_feed, rss_feed])
@pytest.mark.parametrize("excerpt", ["a -> b & c", "&lt;", "the </div> tag", "plain, 5 > 4"])
def test_browser_is_shown_the_characters_of_a_summary_that_is_written_as_html(
    syntax: Any, excerpt: str
) -> None:
    entry = replace(RICH, excerpt=excerpt)
    part = Part(
        syntax.fragment(entry), entry.html, heading=Heading("T", "https://example.org/t/", "2026-01-02")
    )
    view = BrowserView("/feed.css", "notice", "link")
    root = etree.fromstring(syntax.document(replace(head("a.xml"), browser=view), [part]))
    summary = root.find(".//{*}item/{*}description" if syntax is rss_feed else ".//{*}entry/{*}summary")
    abstract = root.find(".//{http://purl.org/dc/terms/}abstract")
    shown = summary if abstract is None else abstract
    assert shown is not None
    assert shown.text == excerpt


def test_atom_entry_carries_every_field() -> None:
    entry = atom_entry(RICH)
    assert texts(entry, "a:id") == [RICH.id]
    assert shown(entry, "a:title") == RICH.title
    assert texts(entry, "a:published") == ["2026-01-02T03:04:05+00:00"]
    assert texts(entry, "a:updated") == ["2026-02-03T04:05:06+00:00"]
    assert texts(entry, "a:author/a:name") == ["Ann", "Bob"]
    assert texts(entry, "a:author/a:email") == ["ann@example.org"]
    assert texts(entry, "a:author/a:uri") == ["https://ann.example.org/"]
    assert texts(entry, "a:contributor/a:name") == ["Carl"]
    assert shown(entry, "a:summary") == RICH.excerpt
    assert shown(entry, "a:content") == html.unescape(RICH.html)
    assert texts(entry, "a:rights") == [RICH.rights]
    assert entry.get(LANG) == "en-GB"
    assert [dict(link.attrib) for link in entry.findall("a:link", NS)] == [
        {"rel": "alternate", "type": "text/html", "href": RICH.url},
        {
            "rel": "enclosure",
            "type": "audio/mpeg",
            "href": "https://example.org/talk.mp3",
            "length": "12345",
            "title": "The talk",
        },
        {"rel": "enclosure", "type": "video/mp4", "href": "https://example.org/film.mp4"},
    ]
    assert [dict(term.attrib) for term in entry.findall("a:category", NS)] == [
        {"term": "food"},
        {"term": "sea"},
        {"term": "Food/Fish", "scheme": "https://example.org/categories/", "label": "Fish dishes"},
    ]
    assert [image.get("url") for image in entry.findall("media:thumbnail", NS)] == [RICH.image]


def test_rss_item_carries_every_field() -> None:
    item = rss_item(RICH)
    assert texts(item, "title") == [RICH.title]
    assert texts(item, "link") == [RICH.url]
    assert texts(item, "description") == [html.escape(RICH.excerpt, quote=False)]
    assert texts(item, "content:encoded") == [RICH.html]
    assert texts(item, "pubDate") == ["Fri, 02 Jan 2026 03:04:05 GMT"]
    assert texts(item, "a:updated") == ["2026-02-03T04:05:06Z"]
    assert texts(item, "dc:creator") == ["Ann", "Bob"]
    assert texts(item, "dc:contributor") == ["Carl"]
    assert texts(item, "dc:language") == ["en-GB"]
    assert texts(item, "dc:rights") == [RICH.rights]
    assert texts(item, "category") == ["food", "sea", "Fish dishes"]
    assert [term.get("domain") for term in item.findall("category")][2] == "https://example.org/categories/"
    assert [dict(file.attrib) for file in item.findall("enclosure")] == [
        {"url": "https://example.org/talk.mp3", "length": "12345", "type": "audio/mpeg"}
    ]
    assert [dict(file.attrib) for file in item.findall("media:content", NS)] == [
        {"url": "https://example.org/film.mp4", "type": "video/mp4"}
    ]
    assert [image.get("url") for image in item.findall("media:thumbnail", NS)] == [RICH.image]


def test_enclosure_of_unknown_length_has_length_0_in_rss() -> None:
    item = rss_item(replace(RICH, enclosures=(Enclosure("https://example.org/x.unheard", "mp3"),)))
    assert dict(item.find("enclosure").attrib) == {
        "url": "https://example.org/x.unheard",
        "length": "0",
        "type": "application/octet-stream",
    }


def test_guid_is_a_permalink_only_when_it_is_the_address() -> None:
    for entry, permalink in ((RICH, "false"), (replace(RICH, id=RICH.url), "true"), (CHINESE, "false")):
        assert rss_item(entry).find("guid").get("isPermaLink") == permalink


def test_feed_of_excerpts_has_no_body_element() -> None:
    assert atom_entry(RICH, full=False).find("a:content", NS) is None
    assert shown(atom_entry(RICH, full=False), "a:summary") == RICH.excerpt
    assert rss_item(RICH, full=False).find("content:encoded", NS) is None


def test_post_without_any_text_is_summed_up_by_its_title_or_address() -> None:
    assert shown(atom_entry(replace(BARE, title="Hm")), "a:summary") == "Hm"
    assert shown(atom_entry(BARE), "a:title") == shown(atom_entry(BARE), "a:summary") == BARE.url
    assert texts(rss_item(BARE), "title") == texts(rss_item(BARE), "description") == [BARE.url]


def test_text_that_reads_like_markup_is_declared_and_escaped_as_html() -> None:
    for title, kind in (("Q&A <T>", None), ("the </b> tag", "html"), ("&nbsp; and &#39;", "html")):
        entry = atom_entry(replace(RICH, title=title))
        assert entry.find("a:title", NS).get("type") == kind
        assert shown(entry, "a:title") == title


def test_atom_head_carries_every_field() -> None:
    feed = parsed("atom.xml", kinds("atom.xml")["deletions"], [])
    assert feed.get(LANG) == "en"
    assert texts(feed, "a:title") == ["Kitchen & <table>"]
    assert texts(feed, "a:subtitle") == ["What we cook"]
    assert texts(feed, "a:updated") == ["2026-02-03T04:05:06+00:00"]
    assert texts(feed, "a:author/a:name") == ["The cooks"]
    assert texts(feed, "a:generator") == ["feedsvc"]
    assert texts(feed, "a:icon") == [BASE + "icon.png"]
    assert texts(feed, "a:logo") == [BASE + "logo.png"]
    links = {link.get("rel"): (link.get("href"), link.get("type")) for link in feed.findall("a:link", NS)}
    assert links["self"] == (BASE + "atom.xml", "application/atom+xml")
    assert links["alternate"] == (BASE, "text/html")
    assert links["prev-archive"] == (BASE + "archive/prev-archive/atom.xml", "application/atom+xml")
    assert set(links) == {"self", "alternate", "first", "next", "last", "current", "prev-archive"}
    assert [dict(gone.attrib) for gone in feed.findall("at:deleted-entry", NS)] == [
        {"ref": "tag:example.org,2020:gone", "when": "2026-02-01T00:00:00Z"}
    ]


def test_rss_channel_carries_every_field() -> None:
    channel = parsed("rss.xml", kinds("rss.xml")["deletions"], []).find("channel")
    assert texts(channel, "title") == texts(channel, "image/title") == ["Kitchen & <table>"]
    assert texts(channel, "link") == texts(channel, "image/link") == [BASE]
    assert texts(channel, "image/url") == [BASE + "logo.png"]
    assert texts(channel, "description") == ["What we cook"]
    assert texts(channel, "language") == ["en"]
    assert texts(channel, "copyright") == ["© 2026"]
    assert texts(channel, "lastBuildDate") == ["Tue, 03 Feb 2026 04:05:06 GMT"]
    assert texts(channel, "dc:creator") == ["The cooks"]
    links = {link.get("rel"): (link.get("href"), link.get("type")) for link in channel.findall("a:link", NS)}
    assert links["self"] == (BASE + "rss.xml", "application/rss+xml")
    assert links["next"] == (BASE + "archive/next/rss.xml", "application/rss+xml")
    assert set(links) == {"self", "first", "next", "last", "current", "prev-archive"}


@pytest.mark.parametrize(("name", "path"), [("atom.xml", "fh:"), ("rss.xml", "channel/fh:")])
def test_archive_and_complete_documents_say_so(name: str, path: str) -> None:
    found = {
        kind: [
            mark
            for mark in ("archive", "complete")
            if parsed(name, top, []).find(path + mark, NS) is not None
        ]
        for kind, top in kinds(name).items()
    }
    assert found == {
        "subscription": [],
        "archive": ["archive"],
        "complete": ["complete"],
        "deletions": [],
        "sparse": [],
    }


def test_atom_feed_without_an_author_names_itself_as_one() -> None:
    feed = parsed("atom.xml", replace(head(), authors=(Author(" "),)), [BARE])
    assert texts(feed, "a:author/a:name") == ["Kitchen & <table>"]


def test_rss_shows_no_picture_in_a_format_it_does_not_know() -> None:
    channel = parsed("rss.xml", replace(head("rss.xml"), logo=BASE + "logo.svg", subtitle=""), []).find(
        "channel"
    )
    assert channel.find("image") is None
    assert texts(channel, "description") == ["Kitchen & <table>"]


def test_control_characters_never_spoil_a_document() -> None:
    dirty = replace(
        RICH,
        title="a\x00b\ud800",
        html="<p>c\x01d\ufffe\x1b</p>",
        tags=("\x0b", "e\x0cf"),
        authors=(Author("\x02"), Author("g\x03")),
    )
    assert shown(atom_entry(dirty), "a:title") == texts(rss_item(dirty), "title")[0] == "ab"
    assert texts(atom_entry(dirty), "a:content") == texts(rss_item(dirty), "content:encoded") == ["<p>cd</p>"]
    assert next(term.get("term") for term in atom_entry(dirty).findall("a:category", NS)) == "ef"
    assert texts(rss_item(dirty), "dc:creator") == ["g"]
    assert texts(parsed("atom.xml", replace(head(), title="\x00"), []), "a:title") == [BASE]


def test_documents_depend_neither_on_locale_nor_on_the_present(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the locale belongs to the whole process")

    monkeypatch.setattr(locale, "setlocale", refuse)
    for name in ("atom.xml", "rss.xml"):
        this_year = str(datetime.now(UTC).year + 1).encode()
        written = document(name, kinds(name)["subscription"], ENTRIES)
        assert this_year not in written
        assert written == document(name, kinds(name)["subscription"], ENTRIES)


def test_address_of_the_site_stays_replaceable() -> None:
    entry = replace(RICH, url=SITE + "posts/é/", image=SITE + "a b.png")
    for fragment in (atom_feed.fragment(entry), rss_feed.fragment(entry)):
        assert (SITE + "posts/%C3%A9/") in "".join(fragment)
        assert (SITE + "a%20b.png") in "".join(fragment)


@pytest.mark.parametrize("name", ["atom.xml", "rss.xml"])
def test_feedparser_reads_back_what_was_published(name: str) -> None:
    feed = feedparser.parse(document(name, kinds(name)["archive"], [RICH, CHINESE]))
    assert not feed.bozo
    rich, chinese = feed.entries
    assert feed.feed.link == BASE
    assert [link.href for link in feed.feed.links if link.rel == "next"] == [f"{BASE}archive/next/{name}"]
    assert (rich.id, rich.link) == (RICH.id, RICH.url)
    assert rich.published_parsed[:6] == (2026, 1, 2, 3, 4, 5)
    assert rich.updated_parsed[:6] == (2026, 2, 3, 4, 5, 6)
    assert [term.label or term.term for term in rich.tags] == ["food", "sea", "Fish dishes"]
    assert rich.enclosures[0].href == "https://example.org/talk.mp3"
    assert "Salt &amp; vinegar" in rich.content[0].value
    assert rich.media_thumbnail == [{"url": RICH.image}]
    assert (chinese.title, chinese.summary) == (CHINESE.title, CHINESE.excerpt)
    assert chinese.link == "https://example.org/posts/%E8%8C%B6/"


@settings(max_examples=100, deadline=None)
@given(entries)
def test_any_entry_survives_atom(entry: Entry) -> None:
    found = atom_entry(entry)
    title = entry.title if entry.title.strip() else entry.url
    assert texts(found, "a:id") == [atom_id(entry.id)]
    assert shown(found, "a:title") == title
    assert shown(found, "a:summary") == (entry.excerpt or title)
    assert texts(found, "a:content") == ([entry.html] if entry.html else [])
    assert texts(found, "a:author/a:name") == [author.name for author in entry.authors]
    assert texts(found, "a:contributor/a:name") == [author.name for author in entry.contributors]
    assert [term.get("term") for term in found.findall("a:category", NS)] == [
        term.term for term in terms(entry)
    ]
    assert datetime.fromisoformat(texts(found, "a:updated")[0]) == entry.updated
    assert datetime.fromisoformat(texts(found, "a:published")[0]) == entry.published
    files = found.findall("a:link[@rel='enclosure']", NS)
    assert [(file.get("href"), file.get("title")) for file in files] == [
        (uri(file.url), file.title) for file in entry.enclosures
    ]
    if entry.rights:
        assert shown(found, "a:rights") == entry.rights
    else:
        assert found.find("a:rights", NS) is None


@settings(max_examples=100, deadline=None)
@given(entries)
def test_any_entry_survives_rss(entry: Entry) -> None:
    item = rss_item(entry)
    title = entry.title if entry.title.strip() else entry.url
    assert texts(item, "guid") == [entry.id]
    assert texts(item, "title") == [title]
    assert html.unescape(texts(item, "description")[0]) == (entry.excerpt or title)
    assert texts(item, "content:encoded") == ([entry.html] if entry.html else [])
    assert texts(item, "dc:creator") == [author.name for author in entry.authors]
    assert texts(item, "category") == [term.label or term.term for term in terms(entry)]
    assert texts(item, "pubDate") == [rfc822(entry.published)]
    assert texts(item, "link") == [uri(entry.url)]


CLEAN = [
    RICH,
    CHINESE,
    replace(BARE, title="AT&T, &nbsp; and <vector>", excerpt="<div>code</div> &amp; \U0001f41f"),
    replace(BARE, id="https://example.org/b/", url="https://例え.jp/茶 x?q=[1]&y=é#ü", language="pt-BR"),
    replace(BARE, id="6ba7b810-9dad-11d1-80b4-00c04fd430c8", tags=("C<int>", "a&b"), html="<p>|x|</p>"),
    replace(BARE, id="tag:example.org,2026:cat", categories=(Category(("a", "b"), None, "not absolute"),)),
    replace(
        BARE,
        id="tag:example.org,2026:people",
        authors=(Author("山田", "no address", " "), Author("x@y.example", "x@y.example")),
    ),
]


def distinct(some: list[Entry]) -> list[Entry]:
    """The validator wants ASCII ids and takes equal update times for a mistake; Atom knows neither rule."""
    return [
        replace(
            entry,
            id=uri(entry.id),
            updated=datetime(2026, 3, 1, number, tzinfo=UTC),
            url=entry.url + str(number),
        )
        for number, entry in enumerate(some)
    ]


@w3c.needs_validator
@pytest.mark.parametrize("full", [True, False])
@pytest.mark.parametrize("name", ["atom.xml", "rss.xml"])
@pytest.mark.parametrize("kind", ["subscription", "archive", "complete", "deletions", "sparse"])
def test_w3c_validator_finds_nothing(name: str, kind: str, full: bool) -> None:
    data = document(name, kinds(name)[kind], distinct(CLEAN), full)
    found = w3c.messages(data, BY_FILE[name].content_type, BASE + name)
    # The validator is older than tombstones (RFC 6721) and warns of every namespace it does not know.
    known = "UnknownNamespace namespace=http://purl.org/atompub/tombstones/1.0"
    assert [message for message in found if known not in message] == []
    assert len(found) == (1 if kind == "deletions" and name == "atom.xml" else 0)


@w3c.needs_validator
def test_w3c_validator_finds_what_is_wrong() -> None:
    data = document("atom.xml", head(), CLEAN[:1]).replace(b"<updated>", b"<updated>not ")
    assert any(
        "InvalidRFC3339Date" in text for text in w3c.messages(data, "application/atom+xml", BASE + "x")
    )
