"""How one file becomes an entry: where each field comes from, what is dropped, what is changed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from feedsvc.feed_kinds import feed_options, feeds_of
from feedsvc.formats.entry import ORIGIN, SITE
from feedsvc.posts.make import PostOptions, Provenance, read_post
from feedsvc.posts.post import Author, Category, Enclosure, Post
from feedsvc.posts.record import Record
from feedsvc.publish.address import Address, feed_base, feed_files
from feedsvc.publish.archive import archive_count, archive_of
from feedsvc.render.excerpt import LIMITS, own_excerpt
from feedsvc.render.options import RenderOptions
from feedsvc.render.render import Renderer
from feedsvc.render.report import Change, Notice
from feedsvc.settings import Settings
from feedsvc.sources.markdown_folder import MarkdownFile
from feedsvc.store.lookup import KnownPost
from feedsvc.sync.ledger import wished_id
from feedsvc.sync.site_address import authority
from feedsvc.sync.writer import page_url
from feedsvc.unix_time import seconds

_MORE = re.compile(r"<!--\s*more\s*-->", re.IGNORECASE)
_FIELDS = (
    *("title", "published", "updated", "expires", "slug", "url", "tags", "categories", "authors"),
    *("contributors", "language", "rights", "excerpt", "excerpt_rule", "excerpt_limit", "image"),
    "enclosures",
)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the post: its value as text, and where it comes from."""

    name: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class InFeed:
    """A feed the post belongs to: the path of its page, and what is known of its place there."""

    path: str
    place: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """One post explained. `known` says whether the store has it: then `id`, `url` and the places in `feeds`
    are what readers know, else what they would be. Lines count from 1 in the file."""

    file: str
    dialect: str
    state: str
    known: bool
    id: str
    url: str
    title: str
    fields: tuple[Field, ...]
    dropped: tuple[str, ...]
    unused: tuple[Field, ...]
    excerpt: str
    excerpt_rule: str
    feeds: tuple[InFeed, ...]
    changes: tuple[Change, ...]
    notices: tuple[Notice, ...]
    html: str


def explain(item: MarkdownFile, known: KnownPost | None, settings: Settings, now: datetime) -> Explanation:
    """Explain the post in a file. Raises `RecordError` for a file that is no post at all."""
    record = item.read()
    site = settings.site
    post, provenance = read_post(record, PostOptions(site.zone, site.language, site.url, site.ids))
    options = RenderOptions.of(settings)
    wish = post.slug or f"post-{post.published.date().isoformat()}"
    url = known.url if known else page_url(post, wish)
    renderer = Renderer(options)
    explained = renderer.explain(post, url)
    first_line = record.lines.get("content", 1)
    return Explanation(
        file=record.origin.file,
        dialect=item.dialect.name,
        state=_state(post, known, now),
        known=known is not None,
        id=known.id if known else _wished_id(post, wish, settings),
        url=_public(url, settings),
        title=post.title or post.published.date().isoformat(),
        fields=_fields(post, record, provenance),
        dropped=tuple(str(error) for error in provenance.dropped),
        unused=tuple(
            Field(name, _shown(record.fields.get(name)), _line(record, name)) for name in provenance.unused
        ),
        excerpt=explained.rendered.excerpt,
        excerpt_rule=_excerpt_rule(post, explained.rendered.excerpt, renderer, options),
        feeds=_feeds(post, known, settings),
        changes=tuple(_in_file(change, first_line, settings) for change in explained.changes),
        notices=tuple(
            replace(notice, line=notice.line and notice.line + first_line - 1) for notice in explained.notices
        ),
        html=_public(explained.rendered.html, settings),
    )


def _wished_id(post: Post, wish: str, settings: Settings) -> str:
    if not (settings.site.url or settings.site.authority or post.source_id):
        return "none before the site has an address"
    own = (post.source_id, post.feed_id)
    return wished_id(authority(settings, settings.url), *own, wish, seconds(post.published))


def _state(post: Post, known: KnownPost | None, now: datetime) -> str:
    if post.draft:
        return "hidden: it is a draft"
    if post.published > now:
        return f"hidden until {post.published.isoformat()}"
    if post.expires is not None and post.expires <= now:
        return f"hidden: it expired on {post.expires.isoformat()}"
    if known is not None and known.state == "published":
        return "published"
    return "to be published with the next sync"


def _fields(post: Post, record: Record, provenance: Provenance) -> tuple[Field, ...]:
    found = []
    for name in _FIELDS:
        value = getattr(post, name)
        if value not in (None, (), ""):
            found.append(Field(name, _shown(value), _source(name, post, record, provenance)))
    text = post.html if post.html is not None else post.markdown or ""
    body = "html" if post.html is not None else "markdown"
    line = record.lines.get("content")
    found.append(Field("text", f"{len(text)} characters", f"{body}, from line {line}" if line else body))
    return tuple(found)


def _source(name: str, post: Post, record: Record, provenance: Provenance) -> str:
    what = {"published": "date", "authors": "authors"}.get(name, name)
    given = provenance.taken.get(what) or (provenance.taken.get("author") if name == "authors" else None)
    if given:
        return ", ".join(filter(None, (given, _line(record, given))))
    match name:
        case "title" | "slug" if record.stem:
            return "the file's name"
        case "slug":
            return "the title"
        case "published":
            if record.file_date:
                return "the file's name"
            return (
                "source.missing_date" if record.appeared and not post.draft else "nowhere: a draft needs none"
            )
        case "url":
            return "the blog's permalink pattern"
        case "language":
            return "the file's place" if record.file_language else "site.language"
    return "the file's place"


def _line(record: Record, name: str) -> str:
    line = record.lines.get(name)
    return "" if line is None else f"line {line}"


def _shown(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Author):
        return value.name
    if isinstance(value, Category):
        return value.term
    if isinstance(value, Enclosure):
        return value.url
    if isinstance(value, tuple | list):
        return ", ".join(_shown(member) for member in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_shown(member)}" for key, member in value.items())
    return " ".join(str(value).split())


def _excerpt_rule(post: Post, found: str, renderer: Renderer, options: RenderOptions) -> str:
    if post.excerpt and own_excerpt(post.excerpt):
        return "the post's own"
    text = (post.html if post.html is not None else post.markdown) or ""
    # What stands before the mark is not cut, however low the limit.
    if _MORE.search(text) and renderer.render(replace(post, excerpt_limit=1), "").excerpt == found:
        return "the text before the mark <!-- more -->"
    rule = post.excerpt_rule or options.rule
    limit = post.excerpt_limit or (options.limit if rule == options.rule else None) or LIMITS[rule]
    return f"rule {rule}, at most {limit} characters"


def _feeds(post: Post, known: KnownPost | None, settings: Settings) -> tuple[InFeed, ...]:
    if known is None or not known.places:
        names = feeds_of(post, settings.feeds)
        return tuple(
            InFeed(f"{kind}: {name}" if name else "the site's feed", "to come") for kind, name in names
        )
    found = []
    for place in known.places:
        page_size = feed_options(settings.feed, settings.feeds, place.kind, place.name).page_size
        archive = archive_of(place.ordinal, page_size)
        file = next(iter(feed_files(settings.feed.formats)))
        if archive <= archive_count(place.size, page_size):
            path = Address("archive", place.kind, place.slug, archive, file).path
        else:
            path = feed_base(place.kind, place.slug) + file
        gone = "" if place.live else ", deleted"
        found.append(InFeed(f"/{path}", f"ordinal {place.ordinal} of {place.size}{gone}"))
    return tuple(found)


def _in_file(change: Change, first_line: int, settings: Settings) -> Change:
    """A change with its line in the file, and with the site's addresses as readers see them."""
    line = None if change.line is None else change.line + first_line - 1
    return Change(change.step, _public(change.before, settings), _public(change.after, settings), line)


def _public(text: str, settings: Settings) -> str:
    parts = urlsplit(settings.url)
    return text.replace(SITE, settings.url).replace(ORIGIN, f"{parts.scheme}://{parts.netloc}/")
