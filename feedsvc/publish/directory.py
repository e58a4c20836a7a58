"""Every feed of the site in one place: pages for people, an OPML file for readers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import nsmallest
from itertools import groupby
from typing import NamedTuple
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from feedsvc.feed_kinds import FEED_KINDS, SITE_KIND
from feedsvc.formats.entry import SITE
from feedsvc.publish import pages
from feedsvc.publish.address import Address, feed_files
from feedsvc.publish.initials import initial, spelt
from feedsvc.publish.latest import alternates, feed_title
from feedsvc.publish.look import look
from feedsvc.publish.views import FeedGroup, FeedLink, IndexView, LetterLink
from feedsvc.store.listed import Feed
from feedsvc.store.publication import Publication

# Of so many feeds of a kind each is listed with all its formats; of more than the second, those with one post
# stand apart, and they can be chosen by letter; of more than the third, they have pages of their own.
FEW_FEEDS, MANY_FEEDS, PAGE_OF_FEEDS = 12, 48, 250
_FULL_PAGES = 400  # at most: so no page has a number of four digits
OPML = "text/x-opml; charset=utf-8"


class _Section(NamedTuple):
    """Feeds of one kind under one letter."""

    kind: str
    letter: str
    feeds: list[Feed]


class Directory:
    """The list of all `feeds` that have posts, and its pages. Page 1 has every kind; a kind with many feeds
    is there with the largest of them, and whole on pages by letter. A letter that fits on a page is not
    parted, so a new feed moves little but what is behind it under its own letter."""

    def __init__(self, publication: Publication, feeds: Iterable[Feed]) -> None:
        self._publication = publication
        self.feeds = [feed for feed in feeds if feed.live or feed.kind == SITE_KIND]
        by_kind = groupby(self.feeds, key=lambda feed: feed.kind)  # they come in the order of kinds
        self.kinds = {kind: list(members) for kind, members in by_kind}
        size = max(PAGE_OF_FEEDS, len(self.feeds) // _FULL_PAGES)
        self._pages: list[list[_Section]] = []  # from the second on
        self._places: dict[str, dict[str, int]] = {}  # of each kind that has such pages: its letters' first
        for kind, members in self.kinds.items():
            if len(members) > size:
                self._add_pages(kind, members, size)

    @property
    def count(self) -> int:
        """How many pages there are."""
        return 1 + len(self._pages)

    def unlike(self, before: Directory) -> Iterator[int]:
        """The pages that show other feeds than they did `before`, or other numbers of posts."""
        for number in range(1, self.count + 1):
            if number > before.count or self._content(number) != before._content(number):
                yield number

    def _content(self, number: int) -> object:
        """What decides what is on a page, beside the settings."""
        if number > 1:
            sections = self._pages[number - 2]
            own = [(each.letter, [_shown(feed) for feed in each.feeds]) for each in sections]
            return own, self._places[sections[0].kind], self.count
        groups = [[_shown(feed) for feed in self._first(kind)] for kind in self.kinds]
        return groups, self._places, self.count

    def page(self, number: int) -> bytes:
        """Page `number` (from 1) as HTML."""
        site, base = self._publication.site, SITE + Address("index").path
        own = self._pages[number - 2] if number > 1 else []
        view = IndexView(
            site_title=site.title,
            home=SITE,
            language=site.language,
            self_url=pages.page_url(base, number),
            opml=SITE + Address("opml").path,
            groups=tuple(map(self._under_letter, own) if own else map(self._group, self.kinds)),
            base=base,
            number=number,
            count=self.count,
            kind=_heading(own[0].kind) if own else "",
            letters=self._letters(own[0].kind, number) if own else (),
            description=site.description,
            image=site.logo,
            icon=site.icon,
        )
        return pages.index_page(view, look(self._publication.templates))

    def _add_pages(self, kind: str, feeds: list[Feed], size: int) -> None:
        language, room = self._publication.site.language, 0
        places = self._places[kind] = {}
        named = [(initial(name, language), spelt(name, language), feed) for feed, name in self._named(feeds)]
        named.sort(key=lambda each: each[:2])
        for letter, members in groupby(named, key=lambda each: each[0]):
            under = [feed for *_, feed in members]
            for start in range(0, len(under), size):
                section = _Section(kind, letter, under[start : start + size])
                if len(section.feeds) > room:
                    self._pages.append([])
                    room = size
                self._pages[-1].append(section)
                room -= len(section.feeds)
                places.setdefault(letter, self.count)

    def _first(self, kind: str) -> list[Feed]:
        """The feeds of a kind that are on the first page, the largest first."""
        feeds = self.kinds[kind]
        most = MANY_FEEDS if kind in self._places else len(feeds)
        return nsmallest(most, feeds, key=lambda feed: -feed.live)  # and by slug, as they come

    def _group(self, kind: str) -> FeedGroup:
        links = self._links(self._first(kind))
        if kind in self._places:
            return FeedGroup(kind=_heading(kind), often=links, once=(), letters=self._letters(kind, 1))
        often = tuple(link for link in links if link.count > 1 or len(links) <= MANY_FEEDS)
        return FeedGroup(
            kind=_heading(kind),
            often=often,
            once=links[len(often) :],
            initials=tuple(sorted({link.initial for link in links})) if len(links) > MANY_FEEDS else (),
        )

    def _under_letter(self, section: _Section) -> FeedGroup:
        letter, anchor = section.letter, _anchor(section.kind, section.letter)
        links = self._links(section.feeds, formats=1)
        return FeedGroup(kind=_heading(section.kind), often=links, once=(), letter=letter, anchor=anchor)

    def _letters(self, kind: str, here: int) -> tuple[LetterLink, ...]:
        """The letters of a kind as page `here` has them."""
        base = SITE + Address("index").path
        shown = {section.letter for section in self._pages[here - 2]} if here > 1 else set()
        links = (
            (letter, f"{pages.page_url(base, number)}#{quote(_anchor(kind, letter))}")
            for letter, number in self._places[kind].items()
        )
        return tuple(LetterLink(letter, href, letter in shown) for letter, href in links)

    def _links(self, feeds: list[Feed], formats: int | None = None) -> tuple[FeedLink, ...]:
        """Each with its first `formats`: with all where there are few."""
        if formats is None and len(feeds) > FEW_FEEDS:
            formats = 1
        return tuple(
            FeedLink(
                name=name,
                page=SITE + Address("page", feed.kind, feed.slug).path,
                count=feed.live,
                alternates=alternates(self._publication, feed)[:formats],
                initial=initial(name, self._publication.site.language),
            )
            for feed, name in self._named(feeds)
        )

    def _named(self, feeds: Iterable[Feed]) -> Iterator[tuple[Feed, str]]:
        """Each with what it is called below the heading of its kind."""
        for feed in feeds:
            is_named_by_posts = feed.name and FEED_KINDS[feed.kind].names_of is not None
            yield feed, feed.name if is_named_by_posts else feed_title(self._publication, feed)


def opml(publication: Publication, directory: Directory) -> bytes:
    """All feeds as OPML 2.0 (http://opml.org/spec2.opml), grouped by kind; each in its first format."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        f"<head><title>{escape(publication.site.title)}</title></head>",
        "<body>",
    ]
    for kind, members in directory.kinds.items():
        outlines = [_outline(publication, feed) for feed in members]
        if kind != SITE_KIND:
            heading = quoteattr(FEED_KINDS[kind].heading)
            outlines = [f"<outline text={heading} title={heading}>", *outlines, "</outline>"]
        lines += outlines
    return "\n".join([*lines, "</body>", "</opml>\n"]).encode()


def _heading(kind: str) -> str:
    """The name of the heading of a kind among the words."""
    return {SITE_KIND: "whole_site", "feeds": "selections"}.get(kind, kind)


def _anchor(kind: str, letter: str) -> str:
    return f"{kind}-{letter}"


def _shown(feed: Feed) -> tuple[str, str, int]:
    return feed.kind, feed.slug, feed.live


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
