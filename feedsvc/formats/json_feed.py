"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/).

What the format has no words for stands in the extension object `_feedsvc` of the feed: `archive` and
`complete` (RFC 5005, true or absent), `links` (the document's other links: relation to address) and
`deleted` (RFC 6721: a list of `id` and `when`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from feedsvc.formats.entry import Entry, Fragment, Head, Part
from feedsvc.formats.lexical import media_type, rfc3339, safe, terms, uri, without_body
from feedsvc.posts.post import Author

_VERSION = "https://jsonfeed.org/version/1.1"
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))  # one, not one for each value


def fragment(entry: Entry) -> Fragment:
    """`entry` as an item, cut where its body belongs: the excerpt comes right after the cut, without its
    key, for it is the `summary` of a full text but the `content_text` of an item without one."""
    entry = without_body(entry)
    updated = entry.updated if entry.updated > entry.published else None
    before = {
        "id": entry.id,
        "url": uri(entry.url),
        "title": entry.title,
    }
    after = {
        "image": entry.image and uri(entry.image),
        "date_published": rfc3339(entry.published),
        "date_modified": updated and rfc3339(updated),
        "authors": _people(entry.authors),
        "tags": list(dict.fromkeys(category.term for category in terms(entry))),
        "language": entry.language,
        "attachments": [
            _present(
                {
                    "url": uri(enclosure.url),
                    "mime_type": media_type(enclosure),
                    "title": enclosure.title,
                    "size_in_bytes": enclosure.length,
                }
            )
            for enclosure in entry.enclosures
        ],
    }
    excerpt = _json(entry.excerpt or entry.title or entry.url)
    return Fragment(_json(_present(before))[:-1], excerpt + "," + _json(_present(after))[1:])


def document(head: Head, parts: Iterable[Part]) -> bytes:
    """A whole JSON Feed document in UTF-8."""
    pieces = [_head(head)]
    separator = ""
    for (before, after), body, *_ in parts:
        pieces += (separator, before)
        pieces.append(',"content_text":' if body is None else f',"content_html":{_json(body)},"summary":')
        pieces.append(after)
        separator = ","
    pieces.append("]}")
    return "".join(pieces).encode("utf-8", "ignore")


@lru_cache(maxsize=1)
def _head(head: Head) -> str:
    head = safe(head)
    links = {link.rel: uri(link.href) for link in head.links}
    own = {
        "archive": head.archive,
        "complete": head.complete,
        "links": {rel: href for rel, href in links.items() if rel != "next"},
        "deleted": [{"id": gone.id, "when": rfc3339(gone.when)} for gone in head.tombstones],
    }
    feed = {
        "version": _VERSION,
        "title": head.title,
        "home_page_url": uri(head.page),
        "feed_url": uri(head.self),
        "description": head.subtitle,
        "next_url": links.get("next"),
        "icon": uri(head.icon or head.logo or ""),
        "favicon": head.icon and uri(head.icon),
        "authors": _people(head.authors),
        "language": head.language,
        "_feedsvc": _present(own),
    }
    return _json(_present(feed))[:-1] + ',"items":['


def _people(people: Iterable[Author]) -> list[dict[str, Any]]:
    return [
        _present({"name": person.name, "url": person.uri and uri(person.uri)})
        for person in people
        if person.name.strip()
    ]


def _present(values: dict[str, Any]) -> dict[str, Any]:
    """The values there are: JSON Feed leaves out what is unknown. A length of 0 is known."""
    return {key: value for key, value in values.items() if value or (value == 0 and value is not False)}


def _json(value: object) -> str:
    return _ENCODER.encode(value)
