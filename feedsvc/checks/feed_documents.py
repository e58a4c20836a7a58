"""Every document that would be published, against the standard of its format."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

from feedsvc.checks import json_feeds, xml_feeds
from feedsvc.checks.finding import Finding, finding
from feedsvc.checks.xml_feeds import Fault
from feedsvc.formats.entry import ORIGIN
from feedsvc.progress import Progress
from feedsvc.publish.documents import Document, Publisher

STAND_IN = urlsplit(ORIGIN).netloc.encode()

_Check = tuple[Callable[[bytes], Any], Callable[[Any], Iterator[Fault]]]
_CHECKS: dict[str, _Check] = {
    "atom.xml": (xml_feeds.parse, xml_feeds.atom_faults),
    "rss.xml": (xml_feeds.parse, xml_feeds.rss_faults),
    "feed.json": (json_feeds.parse, json_feeds.json_faults),
    "feeds.opml": (xml_feeds.parse, lambda _: iter(())),
}


def check_documents(publisher: Publisher, progress: Progress) -> tuple[int, list[Finding]]:
    """How many documents there are, and what is wrong with them; the same fault of the same entry is told
    for one document only."""
    found: dict[tuple[str, str | None, str], Finding] = {}
    with publisher.edition() as edition:
        addresses = list(edition.addresses())
        for done, address in enumerate(addresses):
            progress("checking", done, len(addresses))
            file = address.path.rpartition("/")[2]
            if file not in _CHECKS:
                continue
            answer = edition.at(address, unquote(address.path))
            if isinstance(answer, Document):
                if STAND_IN in answer.body:
                    message = "an address that stands in for the site's was not replaced"
                    found[answer.path, None, message] = finding("invalid-document", message, answer.path)
                for entry, fault in faults(file, answer.body):
                    key = (file, entry, fault) if entry else (answer.path, entry, fault)
                    message = f"{fault} (entry {entry})" if entry else fault
                    found.setdefault(key, finding("invalid-document", message, answer.path))
    return len(addresses), list(found.values())


def faults(file: str, body: bytes) -> list[Fault]:
    """What is wrong with the document of this file name."""
    read, check = _CHECKS[file]
    try:
        return list(check(read(body)))
    except ValueError as error:
        return [(None, str(error))]
