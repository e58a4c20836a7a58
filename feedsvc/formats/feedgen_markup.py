"""What Atom and RSS have in common, both written by feedgen.

feedgen takes about 100 µs for an entry, so it makes each one only when its post changes: as a fragment, cut
where the body belongs. A document is a head, likewise by feedgen, and the fragments with their bodies put
in between: a few µs an entry.

feedgen's pitfalls, and what is done about each: it switches the process's locale to write an RFC 822 date
and takes the present for a missing `lastBuildDate` (dates in RSS are ours); it loses the attributes of an
entry's links, and all links of a channel but one (links are ours); it refuses whole feeds over one control
character (`lexical.safe`) or a blank title (the address stands in).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from feedgen.entry import FeedEntry  # type: ignore[import-untyped]
from feedgen.feed import FeedGenerator  # type: ignore[import-untyped]
from lxml import etree

from feedsvc.formats.entry import Entry, Head, Heading, Part
from feedsvc.formats.feedgen_extension import DCTERMS, XHTML, EntryExtension, HeadExtension
from feedsvc.formats.lexical import safe, terms, uri, without_body
from feedsvc.posts.post import Author
from feedsvc.posts.text import clean

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
# Declared where it stands: few feeds have it.
_SOURCE = ('<source:markdown xmlns:source="http://source.scripting.com/">', "</source:markdown>")
_AS_HTML = re.compile(r'<(?:description|summary type="html")>([^<]*&(?:amp|#x26);[^<]*)</')
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


def spliced(head: Head, feed: str, parts: Iterable[Part], element: tuple[str, str], end: str) -> bytes:
    """A document in UTF-8: the entries in front of the `end` of the empty `feed`, each with its body in
    `element`."""
    pieces = [_DECLARATION]
    if head.browser:
        href = html.escape(uri(head.browser.stylesheet))
        pieces.append(f'<?xml-stylesheet type="text/css" href="{href}"?>\n')
    pieces.append(feed.removesuffix(end))
    for fragment, body, markdown, heading in parts:
        if heading and head.browser:
            before, title, after = fragment.before.partition("</title>")
            pieces += (before, title, _linked(heading), _abstract(after, fragment.after), after)
        else:
            pieces.append(fragment.before)
        if body:
            pieces += (element[0], _cdata(body), element[1])
        if markdown:
            pieces += (_SOURCE[0], _cdata(markdown), _SOURCE[1])
        pieces.append(fragment.after)
    pieces.append(end)
    return "".join(pieces).encode()


def feedgen_entry(entry: Entry, body: str) -> tuple[Any, Entry]:
    """feedgen's entry with what Atom and RSS both have, and `entry` in a state feedgen accepts."""
    entry = without_body(entry)
    if not entry.title.strip():
        entry = replace(entry, title=entry.url)
    made = FeedEntry()
    made.register_extension("feedsvc", EntryExtension)
    made.feedsvc.entry = entry
    made.title(entry.title)
    made.content(body, type="html")
    for category in terms(entry):
        optional = {"label": category.label, "scheme": category.scheme}
        made.category(term=category.term, **{name: value for name, value in optional.items() if value})
    return made, entry


def people_of(people: Iterable[Author]) -> list[dict[str, str]]:
    """Persons as feedgen takes them (RFC 4287, 3.2), those without a name left out."""
    found = []
    for person in people:
        if person.name.strip():
            found.append({"name": person.name})
            if person.email and _EMAIL.fullmatch(person.email):
                found[-1]["email"] = person.email
            if person.uri:
                found[-1]["uri"] = uri(person.uri)
    return found


def serialised(element: etree._Element, root: str, namespaces: dict[str, str]) -> str:
    """`element` as it stands inside a document whose root declares `namespaces`."""
    parent = etree.Element(root, nsmap=namespaces)
    parent.append(element)
    text: str = etree.tostring(parent, encoding="unicode")
    return text[text.index(">") + 1 : -len(f"</{root}>")]


def feedgen_feed(head: Head, namespaces: dict[str, str], own_type: str) -> tuple[Any, Head]:
    """feedgen's feed with what Atom and RSS both have, and `head` in a state feedgen accepts."""
    head = safe(head)
    if not head.title.strip():
        head = replace(head, title=head.page)
    feed = FeedGenerator()
    feed.register_extension("feedsvc", HeadExtension)
    feed.feedsvc.head = head
    feed.feedsvc.namespaces = namespaces | ({"dcterms": DCTERMS} if head.browser else {})
    feed.title(head.title)
    feed.generator("feedsvc")
    feed.language(head.language or None)
    feed.rights(head.rights or None)
    feed.link(href=uri(head.self), rel="self", type=own_type)
    return feed, head


def _linked(heading: Heading) -> str:
    """A heading in XHTML, in which alone a browser follows a link, as what it is to a reader: a citation of
    the entry (https://www.dublincore.org/specifications/dublin-core/dcmi-terms/#bibliographicCitation)."""
    title, href = html.escape(clean(heading.title), quote=False), html.escape(uri(heading.href))
    cited = f'<div xmlns="{XHTML}"><h2><a href="{href}">{title}</a></h2><time>{heading.day}</time></div>'
    return f"<dcterms:bibliographicCitation>{cited}</dcterms:bibliographicCitation>"


def _abstract(*markup: str) -> str:
    """The summary in a fragment's `markup` as what it is, where it is HTML that stands for it: of a feed, a
    browser shows the characters themselves
    (https://www.dublincore.org/specifications/dublin-core/dcmi-terms/#abstract)."""
    found = next(filter(None, map(_AS_HTML.search, markup)), None)
    return f"<dcterms:abstract>{html.unescape(found[1])}</dcterms:abstract>" if found else ""


def _cdata(body: str) -> str:
    """`body` as character data: to a parser the same as escaped, but a quarter smaller and twice as fast."""
    return "<![CDATA[" + clean(body).replace("]]>", "]]]]><![CDATA[>") + "]]>"
