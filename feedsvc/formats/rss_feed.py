"""RSS 2.0, with the modules that readers know."""

from __future__ import annotations

import html
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from feedsvc.formats.entry import Entry, Fragment, Head, Part
from feedsvc.formats.feedgen_extension import RSS_NAMESPACES, SYNDICATION
from feedsvc.formats.feedgen_markup import feedgen_entry, feedgen_feed, serialised, spliced
from feedsvc.formats.lexical import media_type, uri

_PICTURES = (".gif", ".jpg", ".jpeg", ".png")


def fragment(entry: Entry) -> Fragment:
    """`entry` as an `<item>`, cut where its `<content:encoded>` belongs."""
    markup = serialised(_item(entry, ".").rss_entry(), "rss", RSS_NAMESPACES)
    before, after = _hexadecimal(markup).split("<content:encoded>.</content:encoded>")
    return Fragment(before, after)


def document(head: Head, parts: Iterable[Part]) -> bytes:
    """A whole RSS document in UTF-8."""
    element = ("<content:encoded>", "</content:encoded>")
    return spliced(head, _empty(head), parts, element, "</channel></rss>")


@lru_cache(maxsize=1)
def _empty(head: Head) -> str:
    return _hexadecimal(_feed(head).rss_str(encoding="unicode", xml_declaration=False))


def _item(entry: Entry, body: str) -> Any:
    made, entry = feedgen_entry(entry, body)
    made.guid(entry.id, permalink=entry.id == entry.url and entry.url.startswith(("http:", "https:")))
    made.link(href=uri(entry.url), rel="alternate")
    if entry.enclosures:
        first = entry.enclosures[0]
        made.enclosure(uri(first.url), str(first.length or 0), media_type(first))
    made.description(html.escape(entry.excerpt or entry.title, quote=False), isSummary=True)
    return made


def _feed(head: Head) -> Any:
    namespaces = RSS_NAMESPACES | ({"sy": SYNDICATION} if head.ttl else {})
    feed, head = feedgen_feed(head, namespaces, "application/rss+xml")
    feed.link(href=uri(head.page), rel="alternate")  # the last link added becomes the channel's
    feed.description(head.subtitle or head.title)
    if head.logo and uri(head.logo).lower().endswith(_PICTURES):  # RSS allows no others
        feed.image(url=uri(head.logo), title=head.title, link=uri(head.page))
    if head.ttl:
        feed.ttl(head.ttl)
    # There is no public way to keep feedgen from writing the present, in a locale switched for that.
    feed._FeedGenerator__rss_lastBuildDate = None
    return feed


def _hexadecimal(markup: str) -> str:
    """The same markup with the character references the RSS Best Practices Profile asks for in titles:
    readers that unescape a text twice leave them alone."""
    return markup.replace("&amp;", "&#x26;").replace("&lt;", "&#x3C;")
