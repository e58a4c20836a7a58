"""Every feed of the site in one place: a page for people, an OPML file for readers."""

from __future__ import annotations

from itertools import groupby
from xml.sax.saxutils import quoteattr

from feedsvc.formats.entry import SITE
from feedsvc.publish import pages
from feedsvc.publish.address import Address, feed_files
from feedsvc.publish.latest import alternates, feed_title
from feedsvc.publish.pages import FeedGroup, FeedLink, IndexView
from feedsvc.store.catalog import Feed, Publication

OPML = "text/x-opml; charset=utf-8"

_HEADINGS = {
    "site": "The whole site",
    "feeds": "Selections",
    "tags": "Tags",
    "categories": "Categories",
    "authors": "Authors",
    "languages": "Languages",
}


def opml(publication: Publication, feeds: list[Feed]) -> bytes:
    """All feeds as OPML 2.0 (http://opml.org/spec2.opml), grouped by kind; each in its first format."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        f"<head><title>{_text(publication.site.title)}</title></head>",
        "<body>",
    ]
    for kind, members in _groups(feeds):
        outlines = [_outline(publication, feed) for feed in members]
        if kind != "site":
            heading = quoteattr(_HEADINGS[kind])
            outlines = [f"<outline text={heading} title={heading}>", *outlines, "</outline>"]
        lines += outlines
    return "\n".join([*lines, "</body>", "</opml>\n"]).encode()


def index_page(publication: Publication, feeds: list[Feed]) -> bytes:
    """All feeds as a page."""
    view = IndexView(
        site_title=publication.site.title,
        home=SITE,
        language=publication.site.language,
        self_url=SITE + Address("index").path,
        opml=SITE + Address("opml").path,
        groups=tuple(
            FeedGroup(
                heading=_HEADINGS[kind],
                feeds=tuple(
                    FeedLink(
                        name=feed_title(publication, feed) if kind in ("site", "feeds") else feed.name,
                        page=SITE + Address("page", feed.kind, feed.slug).path,
                        alternates=alternates(publication, feed),
                    )
                    for feed in members
                ),
            )
            for kind, members in _groups(feeds)
        ),
    )
    return pages.index_page(view)


def _groups(feeds: list[Feed]) -> list[tuple[str, list[Feed]]]:
    order = list(_HEADINGS)
    ranked = sorted(feeds, key=lambda feed: order.index(feed.kind))
    return [(kind, list(members)) for kind, members in groupby(ranked, key=lambda feed: feed.kind)]


def _outline(publication: Publication, feed: Feed) -> str:
    file = next(iter(feed_files(publication.feed.formats)))
    title = quoteattr(feed_title(publication, feed))
    language = feed.name if feed.kind == "languages" else publication.site.language
    values = {
        "xmlUrl": SITE + Address("feed", feed.kind, feed.slug, file=file).path,
        "htmlUrl": SITE + Address("page", feed.kind, feed.slug).path,
        "language": language or "",
    }
    attributes = "".join(f" {name}={quoteattr(value)}" for name, value in values.items() if value)
    return f'<outline type="rss" text={title} title={title}{attributes}/>'


def _text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
