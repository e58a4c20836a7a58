"""An entry in every format, and what the documents' formats are called on the wire."""

from __future__ import annotations

from types import MappingProxyType

from feedsvc.formats.atom_rss import atom_document, atom_fragment, rss_document, rss_fragment
from feedsvc.formats.entry import Entry, Fragments
from feedsvc.formats.json_feed import json_document, json_fragment

# Goes up when the same entry is written in another way: stored fragments are then made again.
FORMATS_VERSION = 2

# By the document's file name. JSON is UTF-8 by definition and its types know no charset (RFC 8259, 11).
MEDIA_TYPES = MappingProxyType(
    {
        "atom.xml": "application/atom+xml; charset=utf-8",
        "rss.xml": "application/rss+xml; charset=utf-8",
        "feed.json": "application/feed+json",
    }
)
DOCUMENTS = MappingProxyType({"atom.xml": atom_document, "rss.xml": rss_document, "feed.json": json_document})


def fragments(entry: Entry) -> Fragments:
    """`entry` in Atom, RSS and JSON Feed, each without its body."""
    return Fragments(atom_fragment(entry), rss_fragment(entry), json_fragment(entry))
