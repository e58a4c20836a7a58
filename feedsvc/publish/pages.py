"""The pages people see: latest updates (HTML and plain text), a post, an error.

Every page carries the same style block and asks for nothing else: no script, no font, no picture of its own.
Same view, same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from feedsvc.feed_formats import FORMATS
from feedsvc.publish.pager import window
from feedsvc.resources import templates_folder

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
    `feeds_url` that of the list of all feeds. Where there are posts on no numbered page, `years` lead to
    them, and from the last page `older` to the next of them.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class PostView:
    """One post whole. `html` is trusted: sanitised before, put into the page as it is.

    `url` is the page's own, canonical address; the rest as in `PageView` and `PagePost`.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLink:
    """A feed as the list of all feeds shows it: its name, its page, its documents."""

    name: str
    page: str
    alternates: tuple[Alternate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedGroup:
    """The feeds of one kind."""

    heading: str
    feeds: tuple[FeedLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexView:
    """Every feed of the site; `opml` is the address of the same list for readers."""

    site_title: str
    home: str
    language: str | None
    self_url: str
    opml: str
    groups: tuple[FeedGroup, ...]


def page_url(base: str, number: int) -> str:
    """The address of page `number` of the feed whose first page is `base` (ending in a slash)."""
    return base if number == 1 else f"{base}page/{number}/"


def latest_page(view: PageView) -> bytes:
    """The latest-updates page as HTML."""
    return _render(
        "latest.html",
        language=view.language,
        view=view,
        pager=window(view.number, view.count),
        page_url=page_url,
    )


def month_page(view: CalendarView) -> bytes:
    """The page of a month or of a year as HTML."""
    return _render("month.html", language=view.language, view=view)


def latest_text(view: PageView) -> bytes:
    """The latest-updates page as plain text in Unicode form NFKC, without a newline at its end.

    Banner, empty line, heading, one excerpt a line (a post without one has no line), and the pager where
    there is more than one page.
    """
    excerpts = (line(post.excerpt) for post in view.posts)
    lines = [line(view.banner), "", line(view.heading), *filter(None, excerpts)]
    if numbers := window(view.number, view.count):
        lines.append(" ".join("..." if number is None else str(number) for number in numbers))
    return "\n".join(lines).encode("utf-8", "replace")


def line(text: str) -> str:
    """`text` as one line of plain text."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def post_page(view: PostView) -> bytes:
    """The built-in page of a post as HTML."""
    return _render("post.html", language=view.language, view=view)


def index_page(view: IndexView) -> bytes:
    """The list of all feeds as HTML."""
    return _render("feeds.html", language=view.language, view=view)


@cache
def feed_style() -> bytes:
    """The style sheet for people who open a feed in a browser."""
    return (templates_folder() / "feed.css").read_bytes()


def error_page(status: int, title: str, message: str, home: str, site_title: str) -> bytes:
    """The page for an HTTP error: its `status`, its name as `title`, and what the reader can do.

    `site_title` may be "" where the site is not known.
    """
    return _render(
        "error.html",
        language="en",
        status=status,
        title=title,
        message=message,
        home=home,
        site_title=site_title,
    )


def moved_page(target: str, site_title: str, feed_type: str = "") -> bytes:
    """The page where a host can send no redirect: it leads to the URL `target`, which is a feed where
    `feed_type` gives its media type."""
    return _render("moved.html", language="en", target=target, site_title=site_title, feed_type=feed_type)


@cache
def style_source() -> str:
    """The style block of all pages as a source of a Content-Security-Policy (CSP Level 3, 2.3.1)."""
    digest = hashlib.sha256(_style().encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _day(moment: datetime) -> str:
    return moment.date().isoformat()


def _machine_time(moment: datetime) -> str:
    """`moment` as HTML's `datetime` takes it: zones before standard time have seconds in their offset,
    which HTML does not allow."""
    offset = moment.utcoffset()
    exact = moment if offset is not None and offset.seconds % 60 == 0 else moment.astimezone(UTC)
    return exact.isoformat(timespec="seconds")


@cache
def _style() -> str:
    return (templates_folder() / "style.css").read_text("utf-8").strip()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(templates_folder()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.filters.update(day=_day, machine_time=_machine_time)
    environment.globals["style"] = Markup(_style())
    environment.globals["feed_part"] = _feed_part
    return environment


@lru_cache(maxsize=64)
def _feed_part(macro: str, *values: object) -> Markup:
    """What a macro of `parts.html` makes of a feed: the same on all its pages, and on those of all posts."""
    parts = _environment().get_template("parts.html").module
    return Markup(getattr(parts, macro)(*values))


def _render(template: str, **values: object) -> bytes:
    # An address that came in may hold half a character (a lone surrogate); it must not cost the page.
    return _environment().get_template(template).render(values).encode("utf-8", "replace")
