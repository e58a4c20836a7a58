"""Atom 1.0 (RFC 4287), with RFC 5005 and RFC 6721."""

from __future__ import annotations

import html
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from feedsvc.formats.entry import Entry, Fragment, Head, Part
from feedsvc.formats.feedgen_extension import ATOM_NAMESPACES, TOMBSTONES, looks_like_markup
from feedsvc.formats.feedgen_markup import feedgen_entry, feedgen_feed, people_of, serialised, spliced
from feedsvc.formats.lexical import atom_id, uri


def fragment(entry: Entry) -> Fragment:
    """`entry` as an `<entry>` (RFC 4287, 4.1.2), cut where its `<content>` belongs."""
    markup = serialised(_entry(entry, ".").atom_entry(), "feed", ATOM_NAMESPACES)
    before, after = markup.split('<content type="html">.</content>')
    return Fragment(before, after)


def document(head: Head, parts: Iterable[Part]) -> bytes:
    """A whole Atom feed document in UTF-8."""
    return spliced(head, _empty(head), parts, ('<content type="html">', "</content>"), "</feed>")


@lru_cache(maxsize=1)
def _empty(head: Head) -> str:
    markup: str = _feed(head).atom_str(encoding="unicode", xml_declaration=False)
    return markup


def _entry(entry: Entry, body: str) -> Any:
    made, entry = feedgen_entry(entry, body)
    made.id(atom_id(entry.id))
    made.updated(entry.atom_updated or entry.updated)
    made.published(entry.published)
    made.author(people_of(entry.authors))
    made.contributor(people_of(entry.contributors))
    summary = entry.excerpt or entry.title
    if looks_like_markup(summary):
        made.summary(html.escape(summary, quote=False), type="html")
    else:
        made.summary(summary)
    made.rights(entry.rights or None)
    return made


def _feed(head: Head) -> Any:
    namespaces = ATOM_NAMESPACES | ({"at": TOMBSTONES} if head.tombstones else {})
    feed, head = feedgen_feed(head, namespaces, "application/atom+xml")
    feed.id(atom_id(head.id))
    feed.updated(head.updated)
    # An entry without an author takes the feed's, and there must be one (RFC 4287, 4.1.1).
    feed.author(people_of(head.authors) or [{"name": head.title}])
    feed.link(href=uri(head.page), rel="alternate", type="text/html")
    for link in head.links:
        feed.link(href=uri(link.href), rel=link.rel, type=link.type)
    feed.subtitle(head.subtitle or None)
    feed.icon(uri(head.icon) if head.icon else None)
    feed.logo(uri(head.logo) if head.logo else None)
    return feed
