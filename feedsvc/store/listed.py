"""Feeds and their posts as pages list them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Row

from feedsvc.store.values import json_value


class PagePosition(NamedTuple):
    """Where a post stands on its feed's pages: newest first, then by ordinal."""

    published: int
    ordinal: int


class Feed(NamedTuple):
    """A feed: its kind and slug make its address. `size` counts ordinals, `live` posts; times in seconds."""

    number: int
    kind: str
    slug: str
    name: str
    id: str
    size: int
    live: int
    updated: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A post as it is listed on a page, or shown on its own. Times in seconds; `excerpt_html` is "" where the
    text of the excerpt is all of it."""

    number: int
    slug: str
    url: str
    title: str
    published: int
    updated: int
    excerpt: str
    excerpt_html: str
    tags: tuple[str, ...]
    authors: tuple[str, ...]
    language: str | None
    rights: str | None
    live: bool
    changed: int
    image: str | None = None


NO_POST = Listed(0, "", "", "", 0, 0, "", "", (), (), None, None, live=True, changed=0)


def listed(row: Row[Any]) -> Listed:
    """The post in a row of `queries.LISTED_COLUMNS`."""
    details = json_value(row.details, f"what is kept of post {row.number}")
    return Listed(
        number=row.number,
        slug=row.slug,
        url=row.url,
        title=row.title,
        published=row.published,
        updated=row.updated,
        excerpt=row.excerpt,
        excerpt_html=row.excerpt_html,
        tags=tuple(details["tags"]),
        authors=tuple(details["authors"]),
        language=details["language"],
        rights=details["rights"],
        live=row.live,
        changed=row.changed,
        image=details.get("image"),
    )
