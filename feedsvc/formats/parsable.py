"""Whether what is written can be read: by parsers as readers have them, with these parsers' limits.

An entry is parsed when it is written, in a document of its own in each format, so that one that would make
documents unreadable is found alone; a document whenever it is made.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from xml.parsers.expat import ExpatError, ParserCreate

from lxml import etree

from feedsvc.feed_formats import FORMATS
from feedsvc.formats.entry import Entry, Fragment, Head, Part
from feedsvc.formats.fragments import document
from feedsvc.posts.text import clean

# libxml2 takes texts of 10,000,000 bytes (XML_MAX_TEXT_LENGTH); the site's address may be longer than what
# stands for it until a document is made.
LARGEST_TEXT = 8_000_000
# It nests elements 256 deep (xmlParserMaxDepth), HTML's too, and readers put a body into a page of their own.
DEEPEST = 240

# Of an entry in XML, as they are written: itself, its id, its body.
_NAMES = {"atom": ("entry", "id", "content"), "rss": ("item", "guid", "content:encoded")}
_HEAD = Head(
    id="urn:a",
    title="A",
    page="https://a.invalid/",
    self="https://a.invalid/",
    updated=datetime(2000, 1, 1, tzinfo=UTC),
)
_TAG = re.compile(r"<(/?)([a-z][a-z0-9-]*)")
_VOID = frozenset(("area", "br", "col", "embed", "hr", "img", "input", "param", "source", "track", "wbr"))


def document_fault(body: bytes, *, is_xml: bool) -> str | None:
    """Why the document `body` cannot be parsed; None where it can."""
    try:
        if not is_xml:
            json.loads(body)
        elif len(body) > LARGEST_TEXT:  # only then can one of its texts be too long
            etree.fromstring(body)
        else:
            ParserCreate().Parse(body, True)
    except (ValueError, ExpatError, etree.XMLSyntaxError) as error:
        return f"no parser takes it: {_first_line(error)}"
    return None


def body_fault(html: str) -> str | None:
    """Why readers would not show a whole body; None where they do."""
    if len(html) > LARGEST_TEXT // 4 and len(html.encode()) > LARGEST_TEXT:
        return f"gives more than {LARGEST_TEXT:,} bytes, and readers take 10,000,000"
    if html.count("<") > 2 * DEEPEST and _depth(html) > DEEPEST:
        return f"gives elements nested more than {DEEPEST} deep, and readers take 256"
    return None


def entry_fault(entry: Entry, fragments: dict[str, Fragment]) -> str | None:
    """What a parser finds otherwise than it was meant: no entry, two, another id, another body; None where
    all is well in every format."""
    for feed_format in FORMATS:
        name = feed_format.name
        # The same characters stand for the body in all of XML.
        html = "" if name == "rss" else entry.html
        written = document(feed_format, _HEAD, [Part(fragments[name], html, entry.markdown)])
        try:
            found = _xml_entries(written, *_NAMES[name]) if feed_format.is_xml else _json_entries(written)
        except (ValueError, ExpatError) as error:
            return f"is taken by no parser ({name}: {_first_line(error)})"
        if found != [(clean(entry.id), clean(html))]:
            return f"has another id or body to a parser ({name})"
    return None


def _json_entries(body: bytes) -> list[tuple[str, str]]:
    """Id and body of each item."""
    return [(item["id"], item["content_html"]) for item in json.loads(body)["items"]]


def _xml_entries(body: bytes, entry: str, entry_id: str, content: str) -> list[tuple[str, str]]:
    """Id and body of each entry, whose elements have these names."""
    found: list[dict[str, str]] = []
    text: list[str] = []
    parser = ParserCreate()
    parser.buffer_text = True
    parser.CharacterDataHandler = text.append

    def start(name: str, _attributes: object) -> None:
        if name == entry:
            found.append({})
        text.clear()

    def end(name: str) -> None:
        if found and name in (entry_id, content):
            found[-1][name] = "".join(text)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.Parse(body, True)
    return [(values.get(entry_id, ""), values.get(content, "")) for values in found]


def _depth(html: str) -> int:
    """How deep the elements of a body nest, each of which is ended."""
    deepest = depth = 0
    for end, name in _TAG.findall(html):
        if end:
            depth -= 1
        elif name not in _VOID:
            depth += 1
            deepest = max(deepest, depth)
    return deepest


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]
