"""Every document that would be published, against the standard of its format."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from urllib.parse import unquote, urlsplit

from feedsvc.checks.fault import Fault, parse_xml
from feedsvc.checks.finding import Finding, finding
from feedsvc.errors import DocumentError
from feedsvc.feed_formats import FORMATS
from feedsvc.formats.entry import ORIGIN
from feedsvc.progress import Progress
from feedsvc.publish.address import WHOLE_SITE
from feedsvc.publish.documents import Document
from feedsvc.publish.publisher import Publisher

PLACEHOLDER = urlsplit(ORIGIN).netloc.encode()


def _opml_faults(body: bytes) -> Iterator[Fault]:
    parse_xml(body)
    yield from ()


# By the file name of a document, what yields its faults.
_CHECKS: dict[str, Callable[[bytes], Iterator[Fault]]] = {
    feed_format.file: import_module(f"feedsvc.checks.{feed_format.name}_feeds").faults
    for feed_format in FORMATS
} | {WHOLE_SITE["opml"]: _opml_faults}


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
            try:
                answer = edition.at(address, unquote(address.path))
            except DocumentError as error:
                found[error.path, None, error.reason] = finding("invalid-document", error.reason, error.path)
                continue
            if isinstance(answer, Document):
                if PLACEHOLDER in answer.body:
                    message = "an address that stands in for the site's was not replaced"
                    found[answer.path, None, message] = finding("invalid-document", message, answer.path)
                for entry, fault in faults(file, answer.body):
                    key = (file, entry, fault) if entry else (answer.path, entry, fault)
                    message = f"{fault} (entry {entry})" if entry else fault
                    found.setdefault(key, finding("invalid-document", message, answer.path))
    return len(addresses), list(found.values())


def faults(file: str, body: bytes) -> list[Fault]:
    """What is wrong with the document of this file name."""
    try:
        return list(_CHECKS[file](body))
    except ValueError as error:
        return [(None, str(error))]
