"""A raw record: what a source hands on, before it becomes a post."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from feedsvc.errors import Origin, RecordError
from feedsvc.posts.post import Asset, LinkedFile, Post
from feedsvc.posts.variant import PLAIN_VARIANT, Variant
from feedsvc.posts.vocabulary import PLAIN, Vocabulary

# The address of a post's page below the site's URL, from the post as read so far and the zone of its dates.
# Raises `ValueError` with the reason where the post lacks something that its address is made of.
PageAddress = Callable[[Post, ZoneInfo], str]
# The id of a post in the feed that a blog's generator makes, from the site's URL, the post and the zone of
# its dates; None where there is none.
FeedId = Callable[[str, Post, ZoneInfo], str | None]
# The files of the blog that the text of the post names.
LinkedFiles = Callable[[Post, ZoneInfo], tuple[LinkedFile, ...]]
# The files beside the post that the post, with its URL, names.
Assets = Callable[[Post], tuple[Asset, ...]]


@dataclass(frozen=True, slots=True)
class Record:
    """One raw record: whatever fields the source had, under the names the source used.

    `stem` is the name a file gives its post (without date, language and ending; the folder's name for an
    `index.md`), `file_date` the date and `file_language` the language in that name; all are None for records
    that are not files. `draft` says that the place of the record makes it one. `lines` gives the line (from
    1) on which a field stands, where the source can tell. `vocabulary` says what the fields are called, and
    `address` where a blog shows the post, if the record belongs to one, `feed_id` its id in the blog's own
    feed, and `linked_files` where it publishes the files that the text names; `assets` finds the files that
    go with the post. `unquoted` names the fields whose value is YAML without quotes; `notices` tell the
    author of what cost nothing; `variant` is the Markdown of its text. `appeared` is when a record without a
    date appeared, where that may be asked.
    """

    key: str
    origin: Origin
    fields: Mapping[str, Any]
    stem: str | None = None
    file_date: date | None = None
    file_language: str | None = None
    draft: bool = False
    lines: Mapping[str, int] = field(default_factory=dict)
    vocabulary: Vocabulary = PLAIN
    address: PageAddress | None = None
    feed_id: FeedId | None = None
    linked_files: LinkedFiles | None = None
    assets: Assets | None = None
    unquoted: Set[str] = frozenset()
    notices: tuple[RecordError, ...] = ()
    variant: Variant = PLAIN_VARIANT
    appeared: datetime | None = None
