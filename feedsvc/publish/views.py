"""What pages show, as templates are given it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from feedsvc.feed_formats import FORMATS

_LABELS = {feed_format.media_type: feed_format.label for feed_format in FORMATS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternate:
    """A feed a page leads to (feed autodiscovery): its media type, its title, its address."""

    type: str
    title: str
    href: str

    @property
    def format(self) -> str:
        """The format's name for people; the media type itself where it has none."""
        return _LABELS.get(self.type, self.type)


@dataclass(frozen=True, slots=True, kw_only=True)
class TagLink:
    """A tag of a post, and the address of its page (None where it has none)."""

    name: str
    href: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePost:
    """A post on the latest-updates page. Times are aware, in the site's zone; `excerpt` is plain text, and
    `excerpt_html` the same as HTML for a paragraph, trusted, where there is more to it than its text.

    `language` is the post's own (BCP 47), None for that of the page.
    """

    url: str
    title: str
    published: datetime
    updated: datetime | None
    tags: tuple[TagLink, ...]
    excerpt: str
    excerpt_html: str = ""
    language: str | None


class DateLink(NamedTuple):
    """A year or a month, and the address of its page."""

    name: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """One latest-updates page of one feed: page `number` of `count` (from 1), newest post first.

    `subtitle` is the feed's own title, "" for the site; `home` is the site's address, `base` the address
    of the feed's first page, ending in a slash; `self_url` is the page's own, canonical address,
    `feeds_url` that of the list of all feeds, `image` and `icon` those of pictures of the site. Where there
    are posts on no numbered page, `years` lead to them, and from the last page `older` to the next of them.
    """

    site_title: str
    banner: str
    heading: str
    subtitle: str
    language: str | None
    home: str
    base: str
    number: int
    count: int
    posts: tuple[PagePost, ...]
    alternates: tuple[Alternate, ...]
    self_url: str
    feeds_url: str
    older: str = ""
    years: tuple[DateLink, ...] = ()
    description: str = ""
    image: str | None = None
    icon: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarView:
    """The posts of a month, oldest first, or the `dates` (months) of a year, named by `title`.

    `up` leads from a month to its year, `older` and `newer` to the pages beside this one ("": none); the rest
    as in `PageView`.
    """

    site_title: str
    banner: str
    title: str
    subtitle: str
    language: str | None
    home: str
    base: str
    up: DateLink | None
    dates: tuple[DateLink, ...]
    posts: tuple[PagePost, ...]
    alternates: tuple[Alternate, ...]
    self_url: str
    feeds_url: str
    older: str
    newer: str
    description: str = ""
    image: str | None = None
    icon: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostLink:
    """Another post: its address and its title."""

    url: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostView:
    """One post whole. `html` is trusted: sanitised before, put into the page as it is.

    `url` is the page's own, canonical address; `description` is the excerpt's text, `earlier` and `later` are
    the posts next to it in the site's feed; the rest as in `PageView` and `PagePost`.
    """

    site_title: str
    home: str
    language: str | None
    url: str
    title: str
    published: datetime
    updated: datetime | None
    authors: tuple[str, ...]
    tags: tuple[TagLink, ...]
    html: str
    alternates: tuple[Alternate, ...]
    rights: str | None
    description: str = ""
    image: str | None = None
    icon: str | None = None
    earlier: PostLink | None = None
    later: PostLink | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLink:
    """A feed as the list of all feeds shows it: its name, its page, how many posts it has, its documents, and
    the letter under which it is looked for."""

    name: str
    page: str
    count: int
    alternates: tuple[Alternate, ...]
    initial: str = ""


class LetterLink(NamedTuple):
    """A letter, where the names are that begin with it, and whether some of them are on this page."""

    name: str
    href: str
    is_here: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedGroup:
    """The feeds of one kind, by the name of its heading among the words: those with several posts, the
    largest first, and where there are many, those with one or none apart, and the letters to choose by.

    Where there are so many that they have pages of their own, the first page has the largest of them and
    `letters`, which lead to all; there a group has the feeds under one `letter`, by name, at `anchor`.
    """

    kind: str
    often: tuple[FeedLink, ...]
    once: tuple[FeedLink, ...]
    initials: tuple[str, ...] = ()
    letters: tuple[LetterLink, ...] = ()
    letter: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexView:
    """Every feed of the site, page `number` of `count`; `base` is the address of the first. The others
    have feeds of one `kind` (as in `FeedGroup`), a group for each letter, and its `letters`. `opml` is the
    address of the same list for readers."""

    site_title: str
    home: str
    language: str | None
    self_url: str
    opml: str
    groups: tuple[FeedGroup, ...]
    base: str = ""
    number: int = 1
    count: int = 1
    kind: str = ""
    letters: tuple[LetterLink, ...] = ()
    description: str = ""
    image: str | None = None
    icon: str | None = None
