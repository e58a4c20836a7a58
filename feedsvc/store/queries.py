"""The catalog's questions as statements, built once: building one costs more than running it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, case, func, null, or_, select

from feedsvc.feed_formats import FORMATS, FeedFormat
from feedsvc.feed_kinds import FEED_KINDS
from feedsvc.store import schema

T = TypeVar("T")
ROWS = 500  # as many at a time as one statement may name

_feed, _place, _post, _entry = schema.feed, schema.membership, schema.post, schema.entry
_fragment = schema.fragment
_change = schema.document_change

FEED_COLUMNS = ("number", "kind", "slug", "name", "id", "size", "live", "updated")
LISTED_COLUMNS = (
    "number",
    "slug",
    "url",
    "title",
    "published",
    "updated",
    "excerpt",
    "excerpt_html",
    "live",
    "changed",
    "details",
)

_this_feed = _place.c.feed == bindparam("feed")
_live_here = _this_feed & (_place.c.state == schema.LIVE)
_feeds = select(*(_feed.c[name] for name in FEED_COLUMNS))
_listed = select(*(_post.c[name] for name in LISTED_COLUMNS))


def _shown(feed_format: FeedFormat, which: ColumnElement[bool]) -> Select[Any]:
    """Markup, body, source, times, number, title and URL of a feed's live entries, the last ordinal first."""
    markup = (_fragment.c.before, _fragment.c.after)
    source = _entry.c.markdown if feed_format.carries_markdown else null()
    of_post = (_post.c.number, _post.c.title, _post.c.url)
    return (
        select(*markup, _entry.c.html, source, _post.c.updated, _place.c.published, *of_post)
        .join_from(_place, _entry, _place.c.post == _entry.c.post)
        .join(_fragment, _fragment.c.post == _place.c.post)
        .join(_post, _post.c.number == _place.c.post)
        .where(_live_here, which, _fragment.c.format == feed_format.name)
        .order_by(_place.c.ordinal.desc())
    )


_within = _place.c.ordinal.between(bindparam("first"), bindparam("last"))
# In words that let SQLite take the index of the few, rather than that of all ordinals.
_archived = (_place.c.resurfaced >= 0) & (_place.c.ordinal + 0 <= bindparam("last"))
_most: BindParameter[int] = bindparam("most")
_latest = (
    select(_place.c.ordinal)
    .where(_live_here, _archived)
    .order_by(_place.c.resurfaced.desc(), _place.c.ordinal.desc())
    .limit(_most)
)
_again = _archived & _place.c.ordinal.in_(_latest.correlate(None))

DUE = select(func.min(schema.record.c.due)).where(schema.record.c.due.is_not(None))

FEED = _feeds.where(_feed.c.kind == bindparam("kind"), _feed.c.slug == bindparam("slug"))
FEED_ORDER = (
    case({name: rank for rank, name in enumerate(FEED_KINDS)}, value=_feed.c.kind, else_=len(FEED_KINDS)),
    _feed.c.slug,
)
FEEDS = _feeds.order_by(*FEED_ORDER)
FEEDS_NUMBERED = _feeds.where(_feed.c.number.in_(bindparam("numbers", expanding=True)))
FEED_SLUGS = select(_feed.c.name, _feed.c.slug).where(
    _feed.c.kind == bindparam("kind"), _feed.c.name_digest.in_(bindparam("digests", expanding=True))
)

ENTRIES = {each.name: _shown(each, _within) for each in FORMATS}
NEWEST = select(func.max(_place.c.updated)).where(_this_feed, _within)
RESURFACED = {each.name: _shown(each, _again) for each in FORMATS}
TOMBSTONES = (
    select(_post.c.id, _place.c.tombstone)
    .join_from(_place, _post, _place.c.post == _post.c.number)
    .where(_this_feed, _place.c.tombstone.is_not(None))
    .order_by(_place.c.tombstone.desc(), _place.c.ordinal.desc())
)

RUNS = select(_change.c.form, _change.c.first, _change.c.last, _change.c.changed).where(
    _change.c.feed == bindparam("feed")
)
CHANGED = select(func.max(_change.c.changed)).where(
    _change.c.feed == bindparam("feed"),
    _change.c.form == bindparam("form"),
    _change.c.first <= bindparam("number"),
    _change.c.last >= bindparam("number"),
)

PAGE_ORDER = (_place.c.published.desc(), _place.c.ordinal.desc())
_size: BindParameter[int] = bindparam("size")
_start: BindParameter[int] = bindparam("start")
LISTING = select(_place.c.ordinal).where(_live_here).order_by(*PAGE_ORDER)
# What is passed over is not joined.
_span = (
    select(_place.c.post, _place.c.published, _place.c.ordinal)
    .where(_live_here)
    .order_by(*PAGE_ORDER)
    .limit(_size)
    .offset(_start)
    .subquery()
)
_in_order = (_span.c.published.desc(), _span.c.ordinal.desc())
PAGE = _listed.join_from(_span, _post, _span.c.post == _post.c.number).order_by(*_in_order)
EXCERPTS = (
    select(_post.c.excerpt).join_from(_span, _post, _span.c.post == _post.c.number).order_by(*_in_order)
)
RANK = (
    select(func.count())
    .select_from(_place)
    .where(
        _live_here,
        or_(
            _place.c.published > bindparam("published"),
            and_(_place.c.published == bindparam("published"), _place.c.ordinal > bindparam("ordinal")),
        ),
    )
)
PLACE = select(_place.c.published, _place.c.ordinal).where(_live_here, _place.c.post == bindparam("post"))
_published: BindParameter[int] = bindparam("published")
_ordinal: BindParameter[int] = bindparam("ordinal")
_on_pages = _listed.join_from(_place, _post, _place.c.post == _post.c.number).where(_live_here).limit(1)
EARLIER = _on_pages.where(
    _place.c.published <= _published,
    or_(_place.c.published < _published, _place.c.ordinal < _ordinal),
).order_by(*PAGE_ORDER)
LATER = _on_pages.where(
    _place.c.published >= _published,
    or_(_place.c.published > _published, _place.c.ordinal > _ordinal),
).order_by(_place.c.published, _place.c.ordinal)
NAMED = select(
    *(_post.c.name, _post.c.key, _post.c.slug, _post.c.url, _post.c.title, _post.c.details, _post.c.live)
).where(_post.c.name.in_(bindparam("names", expanding=True)))
LISTED = _listed.where(_post.c.number.in_(bindparam("numbers", expanding=True)))
LIVE = _listed.where(_post.c.live).order_by(_post.c.number)

POST = _listed.join_from(schema.slug, _post, schema.slug.c.post == _post.c.number).where(
    schema.slug.c.slug == bindparam("slug")
)
POST_AND_BODY = POST.add_columns(_entry.c.html).outerjoin(_entry, _entry.c.post == _post.c.number)
_slug = schema.slug
FORMER_SLUGS = (
    select(_slug.c.slug, _post.c.slug.label("now"), _post.c.url, _post.c.live)
    .join_from(_slug, _post, _slug.c.post == _post.c.number)
    .where((_slug.c.slug != _post.c.slug) | ~_post.c.live)
    .order_by(_slug.c.slug)
)
POST_PAGES = (
    select(_post.c.slug, _post.c.url, _post.c.changed, _post.c.updated)
    .where(_post.c.live)
    .order_by(_post.c.number)
)


def in_parts(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """The values in their order, as many at a time as a query may name."""
    return (values[start : start + ROWS] for start in range(0, len(values), ROWS))
