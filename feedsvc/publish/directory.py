"""Every feed of the site in one place: a page for people, an OPML file for readers."""

from __future__ import annotations

from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from feedsvc.feed_kinds import FEED_KINDS, SITE_KIND, FeedKind
from feedsvc.formats.entry import SITE
from feedsvc.publish import pages
from feedsvc.publish.address import Address, feed_files
from feedsvc.publish.initials import initial
from feedsvc.publish.latest import alternates, feed_title
from feedsvc.publish.look import look
from feedsvc.publish.views import FeedGroup, FeedLink, IndexView
from feedsvc.store.listed import Feed
from feedsvc.store.publication import Publication

# Of so many feeds of a kind each is listed with all its formats; of more than the latter, those with one post
# stand apart, and they can be chosen by letter.
FEW_FEEDS, MANY_FEEDS = 12, 48
OPML = "text/x-opml; charset=utf-8"


def opml(publication: Publication, feeds: list[Feed]) -> bytes:
    """All feeds as OPML 2.0 (http://opml.org/spec2.opml), grouped by kind; each in its first format."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        f"<head><title>{escape(publication.site.title)}</title></head>",
        "<body>",
    ]
    for kind, members in _groups(feeds):
        outlines = [_outline(publication, feed) for feed in members]
        if kind.name != SITE_KIND:
            heading = quoteattr(kind.heading)
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
        groups=tuple(_group(publication, kind, members) for kind, members in _groups(feeds)),
        description=publication.site.description,
        image=publication.site.logo,
        icon=publication.site.icon,
    )
    return pages.index_page(view, look(publication.templates))


def _group(publication: Publication, kind: FeedKind, feeds: list[Feed]) -> FeedGroup:
    links = [
        FeedLink(
            name=_name(publication, feed),
            page=SITE + Address("page", feed.kind, feed.slug).path,
            count=feed.live,
            alternates=alternates(publication, feed)[: None if len(feeds) <= FEW_FEEDS else 1],
            initial=initial(_name(publication, feed), publication.site.language),
        )
        for feed in feeds
    ]
    links.sort(key=lambda link: -link.count)  # and by slug, as they come
    often = [link for link in links if link.count > 1 or len(links) <= MANY_FEEDS]
    return FeedGroup(
        kind="whole_site" if kind.name == SITE_KIND else "selections" if kind.name == "feeds" else kind.name,
        often=tuple(often),
        once=tuple(links[len(often) :]),
        initials=tuple(sorted({link.initial for link in links})) if len(links) > MANY_FEEDS else (),
    )


def _groups(feeds: list[Feed]) -> list[tuple[FeedKind, list[Feed]]]:
    by_kind = groupby(feeds, key=lambda feed: feed.kind)  # they come in the order of kinds
    return [(FEED_KINDS[kind], list(members)) for kind, members in by_kind]


def _name(publication: Publication, feed: Feed) -> str:
    """What a feed is called below the heading of its kind."""
    is_named_by_posts = feed.name and FEED_KINDS[feed.kind].names_of is not None
    return feed.name if is_named_by_posts else feed_title(publication, feed)


def _outline(publication: Publication, feed: Feed) -> str:
    file = next(iter(feed_files(publication.feed.formats)))
    title = quoteattr(feed_title(publication, feed))
    values = {
        "xmlUrl": SITE + Address("feed", feed.kind, feed.slug, file=file).path,
        "htmlUrl": SITE + Address("page", feed.kind, feed.slug).path,
        "language": publication.language(feed) or "",
    }
    attributes = "".join(f" {name}={quoteattr(value)}" for name, value in values.items() if value)
    return f'<outline type="rss" text={title} title={title}{attributes}/>'
