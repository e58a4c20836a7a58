"""What feedgen cannot write itself: typed links, Dublin Core, media, feed history, tombstones.

feedgen hands an extension the finished element and asks for nothing but these three methods.
"""

from __future__ import annotations

import html
import re

from lxml import etree

from feedsvc.formats.entry import Entry, Head
from feedsvc.formats.lexical import atom_id, media_type, rfc822, rfc3339, uri

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
DCTERMS = "http://purl.org/dc/terms/"
FH = "http://purl.org/syndication/history/1.0"
MEDIA = "http://search.yahoo.com/mrss/"
SYNDICATION = "http://purl.org/rss/1.0/modules/syndication/"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
XHTML = "http://www.w3.org/1999/xhtml"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

# Declared on the root of every document, used there or not, so that a stored fragment fits into each.
ATOM_NAMESPACES = {"fh": FH, "media": MEDIA}
RSS_NAMESPACES = {"atom": ATOM, "content": CONTENT, "dc": DC, "fh": FH, "media": MEDIA}

_END_TAG = re.compile(r"</\w+>|&#?\w*[0-9_]")


class EntryExtension:
    """Completes one entry; `entry` is set after feedgen has made the extension."""

    entry: Entry

    def extend_ns(self) -> dict[str, str]:
        return {}

    def extend_atom(self, element: etree._Element) -> etree._Element:
        entry = self.entry
        if entry.language:
            element.set(XML_LANG, entry.language)
        _mark_markup(element, "title", "rights")
        _add(element, "link", rel="alternate", type="text/html", href=uri(entry.url))
        for enclosure in entry.enclosures:
            link = _add(element, "link", rel="enclosure", type=media_type(enclosure), href=uri(enclosure.url))
            if enclosure.length is not None:
                link.set("length", str(enclosure.length))
            if enclosure.title:
                link.set("title", enclosure.title)
        if entry.image:
            _add(element, f"{{{MEDIA}}}thumbnail", url=uri(entry.image))
        return element

    def extend_rss(self, element: etree._Element) -> etree._Element:
        entry = self.entry
        _add(element, "pubDate", rfc822(entry.published))
        if entry.updated > entry.published:
            _add(element, f"{{{ATOM}}}updated", rfc3339(entry.updated))
        for people, name in ((entry.authors, "creator"), (entry.contributors, "contributor")):
            for person in people:
                if person.name.strip():
                    _add(element, f"{{{DC}}}{name}", person.name)
        if entry.language:
            _add(element, f"{{{DC}}}language", entry.language)
        if entry.rights:
            _add(element, f"{{{DC}}}rights", entry.rights)
        if entry.image:
            _add(element, f"{{{MEDIA}}}thumbnail", url=uri(entry.image))
        for enclosure in entry.enclosures[1:]:  # RSS knows one enclosure an item, and feedgen writes it
            media = _add(element, f"{{{MEDIA}}}content", url=uri(enclosure.url), type=media_type(enclosure))
            if enclosure.length is not None:
                media.set("fileSize", str(enclosure.length))
        return element


class HeadExtension:
    """Completes the head of one document; its fields are set after feedgen has made the extension, which it
    asks for namespaces without saying for which format."""

    head: Head
    namespaces: dict[str, str]

    def extend_ns(self) -> dict[str, str]:
        return self.namespaces

    def _add_notice(self, feed: etree._Element) -> None:
        """What a person reads who opens the document in a browser: only XHTML gives a tab its title and a
        phone its width, and only there is a link followed. To a parser it is one element it does not know."""
        view, head = self.head.browser, self.head
        if view is None:
            return
        notice = etree.Element(f"{{{XHTML}}}div", nsmap={None: XHTML})  # type: ignore[dict-item]
        _add(notice, f"{{{XHTML}}}meta", name="viewport", content="width=device-width")
        _add(notice, f"{{{XHTML}}}title", head.title)
        _add(notice, f"{{{XHTML}}}h1", head.title)
        if head.subtitle:
            _add(notice, f"{{{XHTML}}}p", head.subtitle)
        line = _add(notice, f"{{{XHTML}}}aside", view.notice + " ")
        _add(line, f"{{{XHTML}}}a", view.page, href=uri(head.page))
        feed.append(notice)

    def extend_atom(self, feed: etree._Element) -> etree._Element:
        _mark_markup(feed, "title", "subtitle", "rights")
        self._add_notice(feed)
        self._add_history(feed)
        for tombstone in self.head.tombstones:  # RFC 6721, 3
            _add(
                feed,
                f"{{{TOMBSTONES}}}deleted-entry",
                ref=atom_id(tombstone.id),
                when=rfc3339(tombstone.when),
            )
        return feed

    def extend_rss(self, rss: etree._Element) -> etree._Element:
        channel = rss[0]
        head = self.head
        _add(channel, "lastBuildDate", rfc822(head.updated))
        for link in head.links:
            _add(channel, f"{{{ATOM}}}link", rel=link.rel, type=link.type, href=uri(link.href))
        for author in head.authors:
            if author.name.strip():
                _add(channel, f"{{{DC}}}creator", author.name)
        self._add_notice(channel)
        self._add_history(channel)
        if head.ttl:
            period, frequency = _frequency(head.ttl)
            _add(channel, f"{{{SYNDICATION}}}updatePeriod", period)
            _add(channel, f"{{{SYNDICATION}}}updateFrequency", str(frequency))
        return rss

    def _add_history(self, feed: etree._Element) -> None:
        """RFC 5005, sections 2 and 4."""
        if self.head.complete:
            _add(feed, f"{{{FH}}}complete")
        if self.head.archive:
            _add(feed, f"{{{FH}}}archive")


def _frequency(ttl: int) -> tuple[str, int]:
    """How often to ask, in the words of the Syndication module: a period, and how many times in it."""
    return ("hourly", 60 // ttl) if ttl <= 60 else ("daily", max(1, 1440 // ttl))


def _add(parent: etree._Element, name: str, text: str | None = None, /, **attributes: str) -> etree._Element:
    child = etree.SubElement(parent, name, attributes)
    child.text = text
    return child


def _mark_markup(element: etree._Element, *names: str) -> None:
    """Write text that reads like markup ("the </div> tag", "&amp;") as HTML that shows it.

    Both are right (RFC 4287, 3.1.1), but many a reader takes plain text for HTML when it looks like it.
    """
    for name in names:
        child = element.find(name)
        if child is not None and child.text and looks_like_markup(child.text):
            child.text = html.escape(child.text, quote=False)
            child.set("type", "html")


def looks_like_markup(text: str) -> bool:
    """Whether plain `text` would change or vanish when read as HTML."""
    return _END_TAG.search(text) is not None or html.unescape(text) != text
