"""Entries and heads that exercise every field of a feed, and strategies for arbitrary ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from feedsvc.formats.entry import Entry, Head, Link, Tombstone
from feedsvc.posts.post import Author, Category, Enclosure
from feedsvc.posts.text import clean

BASE = "https://example.org/"
TYPES = {
    "atom.xml": "application/atom+xml",
    "rss.xml": "application/rss+xml",
    "feed.json": "application/feed+json",
}

RICH = Entry(
    id="tag:example.org,2026-01-02:fish",
    url="https://example.org/posts/fish/",
    title="Fish & chips <em>",
    published=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    updated=datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC),
    html='<p>Salt &amp; vinegar, <a href="https://example.org/x?a=1&amp;b=2">ends ]]&gt; here</a> ]]></p>',
    excerpt="Salt & vinegar, or </div>?",
    tags=("food", "sea"),
    categories=(Category(("Food", "Fish"), "Fish dishes", "https://example.org/categories/"),),
    authors=(Author("Ann", "ann@example.org", "https://ann.example.org/"), Author("Bob")),
    contributors=(Author("Carl"),),
    language="en-GB",
    rights="© 2026 Ann",
    image="https://example.org/fish.png",
    enclosures=(
        Enclosure("https://example.org/talk.mp3", "audio/mpeg", 12345, "The talk"),
        Enclosure("https://example.org/film.mp4"),
    ),
)
CHINESE = Entry(
    id="https://example.org/posts/caffè/",
    url="https://example.org/posts/茶/",
    title="茶与咖啡",
    published=datetime(2025, 12, 31, 23, 59, 59, tzinfo=UTC),
    updated=datetime(2025, 12, 31, 23, 59, 59, tzinfo=UTC),
    html="<p>水是生命之源。</p>\n<pre><code>a &lt; b</code></pre>",
    excerpt="水是生命之源。",
    tags=("茶",),
    language="zh-CN",
)
BARE = Entry(
    id="tag:example.org,2024:bare",
    url="https://example.org/posts/bare/",
    title="",
    published=datetime(2024, 2, 29, tzinfo=UTC),
    updated=datetime(2024, 2, 29, tzinfo=UTC),
    html="",
    excerpt="",
)
ENTRIES = (RICH, CHINESE, BARE)


def head(name: str = "atom.xml", *rels: str) -> Head:
    """The head of the document `name` with one link for each of `rels`."""
    return Head(
        id="tag:example.org,2026:feed",
        title="Kitchen & <table>",
        subtitle="What we cook",
        page=BASE,
        self=BASE + name,
        links=tuple(Link(rel, f"{BASE}archive/{rel}/{name}", TYPES[name]) for rel in rels),
        updated=datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC),
        language="en",
        rights="© 2026",
        authors=(Author("The cooks", None, "https://example.org/cooks"),),
        logo="https://example.org/logo.png",
        icon="https://example.org/icon.png",
    )


PAGED = ("first", "next", "last", "current", "prev-archive")


def kinds(name: str) -> dict[str, Head]:
    """One head for each kind of document."""
    paged = head(name, *PAGED)
    gone = Tombstone("tag:example.org,2020:gone", datetime(2026, 2, 1, tzinfo=UTC))
    return {
        "subscription": paged,
        "archive": replace(paged, archive=True),
        "complete": replace(head(name), complete=True),
        "deletions": replace(paged, tombstones=(gone,)),
        "sparse": replace(
            head(name), subtitle="", language=None, rights=None, authors=(), logo=None, icon=None
        ),
    }


safe_text = st.text(max_size=40).map(clean)
words = safe_text.filter(lambda text: bool(text.strip()))
times = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30)).map(  # noqa: DTZ001 (made aware just here)
    lambda when: when.replace(microsecond=0, tzinfo=UTC)
)
people = st.lists(st.builds(Author, words, st.none(), st.none()), max_size=3).map(tuple)
enclosures = st.builds(
    Enclosure,
    st.sampled_from(["https://example.org/a.mp3", "https://example.org/ü b", "/c?d=%zz&e=[1]"]),
    st.one_of(st.none(), st.just("audio/mpeg"), safe_text),
    st.one_of(st.none(), st.integers(0, 2**40)),
    st.one_of(st.none(), words),
)
entries = st.builds(
    Entry,
    id=words,
    url=st.sampled_from(["https://example.org/a/", "https://例え.jp/茶 x?y=[1]#ü"]),
    title=safe_text,
    published=times,
    updated=times,
    html=safe_text,
    excerpt=safe_text,
    tags=st.lists(words, max_size=3).map(tuple),
    categories=st.lists(
        st.builds(Category, st.tuples(words), st.one_of(st.none(), words), st.none()), max_size=2
    ).map(tuple),
    authors=people,
    contributors=people,
    language=st.sampled_from([None, "en", "zh-Hant-TW"]),
    rights=st.one_of(st.none(), words),
    image=st.sampled_from([None, "https://example.org/ü.png"]),
    enclosures=st.lists(enclosures, max_size=2).map(tuple),
)


def minutes_apart(*some: Entry) -> list[Entry]:
    """`some` with updates that differ: the validator takes equal ones for a mistake."""
    return [
        replace(entry, updated=entry.updated + timedelta(ttl=number)) for number, entry in enumerate(some)
    ]
