"""Only what is new: 226 IM Used (RFC 3229) by the instance manipulation `feed`, as feed readers ask for it.

A client that says which version it has, and that it takes differences, gets the document without the entries
which were in that version word for word. Entries that went are announced by tombstones anyway.
"""

from __future__ import annotations

from feedsvc.delivery.content_coding import FAST
from feedsvc.publish.documents import Document
from feedsvc.publish.publisher import Publisher
from feedsvc.web.negotiation import is_version, tags
from feedsvc.web.representations import Reply, Resource

_MORE_FIELDS = 100  # bytes of header fields that a 200 does without
_MOST = 32  # differences held for one version


def delta(if_none_match: str, resource: Resource, coding: str, publisher: Publisher) -> Reply | None:
    """226 from a version that the client has; None where that is unknown or would not be the smaller answer.

    Raises `StoreError`.
    """
    base = _base(if_none_match, resource)
    if base is None:
        return None
    if (base, coding) not in resource.deltas and len(resource.deltas) < _MOST:
        resource.deltas[base, coding] = _made(base, resource, coding, publisher)
    return resource.deltas.get((base, coding))


def _base(if_none_match: str, resource: Resource) -> str | None:
    """The latest version among the tags."""
    given = tags(if_none_match)
    for version in reversed(resource.history):
        if any(is_version(tag, version) for tag in given):
            return version
    return None


def _made(base: str, resource: Resource, coding: str, publisher: Publisher) -> Reply | None:
    document = publisher.difference(resource.path, resource.history[base])
    if not isinstance(document, Document) or document.entries != resource.document.entries:
        return None  # the store has moved on; the next request finds the new version
    body = document.body if coding == "identity" else FAST[coding](document.body)
    full = resource.representation(coding, None).full
    if len(body) + _MORE_FIELDS >= full.size:
        return None
    # The tag is that of the whole document, which the client has now (RFC 3229, 10.4.1). A cache that
    # knows no 226 must not take the part for the whole, so none may keep it.
    fields = resource.headers(coding, resource.etag(coding), len(body), document.media_type)
    replaced = {"Cache-Control": "private, no-store", "Vary": "Accept-Encoding, A-IM, If-None-Match"}
    headers = [(name, replaced.get(name, value)) for name, value in fields]
    headers += [("IM", "feed"), ("Delta-Base", f'"{base}"')]
    return Reply("226 IM Used", headers, [body])
