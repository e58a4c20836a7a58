"""A post as another publishing system has it, and a document of such posts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from feedsvc.posts.dates import instant

_UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedPost:
    """A post that readers know by `id`, as it stands in the feed.

    `url` is absolute, or a path where an export does not say the host; `html` is the text, and `is_whole`
    says whether all of it. Times are aware. Each category is a path. A `draft` is in no feed, one that is
    `scheduled` in none before its time.
    """

    id: str
    url: str = ""
    title: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    html: str = ""
    is_whole: bool = True
    excerpt: str = ""
    slug: str = ""
    tags: tuple[str, ...] = ()
    categories: tuple[tuple[str, ...], ...] = ()
    authors: tuple[str, ...] = ()
    language: str = ""
    image: str = ""
    enclosures: tuple[dict[str, str | int], ...] = ()
    draft: bool = False
    scheduled: bool = False

    def was_seen(self, now: datetime) -> bool:
        """Whether readers can know it by now."""
        awaited = self.scheduled and self.published is not None and self.published > now
        return not self.draft and not awaited


@dataclass(slots=True)
class PublishedPosts:
    """The posts of one document. `addresses` are those that it says are its own, `next_page` leads to older
    posts, `left_out` counts what is no post, such as comments."""

    name: str
    posts: list[PublishedPost] = field(default_factory=list)
    addresses: tuple[str, ...] = ()
    next_page: str = ""
    generator: str = ""
    left_out: Counter[str] = field(default_factory=Counter)


def time_of(value: object) -> datetime | None:
    """A time as such documents write it; None for what is none."""
    try:
        return instant(value, _UTC).astimezone(UTC) if value else None
    except ValueError:
        return None
