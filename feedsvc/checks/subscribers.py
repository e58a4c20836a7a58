"""What the subscribers of an old feed would see, once its addresses are ours."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, NamedTuple
from urllib.parse import unquote, urlsplit

from sqlalchemy import Connection, select

from feedsvc.delivery.old_addresses import led_to
from feedsvc.formats.entry import SITE
from feedsvc.publish.address import parse
from feedsvc.publish.archive import subscription_range
from feedsvc.publish.documents import Edition
from feedsvc.sources.published.feed_reader import words_of
from feedsvc.sources.published.published_post import PublishedPost, PublishedPosts
from feedsvc.store import schema
from feedsvc.store.listed import Feed
from feedsvc.sync.known_ids import Ours, match, same_place, words
from feedsvc.unix_time import DAY

Seen = Literal["same", "changed", "twice", "never"]
SEEN: tuple[Seen, ...] = ("same", "changed", "twice", "never")


class SeenPost(NamedTuple):
    """An entry of the old feed: what a subscriber would see of it, its id and title there, and how that is:
    what of it changed, or the id under which it comes once more."""

    what: Seen
    id: str
    title: str
    how: str = ""


@dataclass(slots=True)
class SeenFeed:
    """An address of an old feed, and the path of our document there; None where there is none.

    `unseen` are the old posts in our document that theirs does not have: who subscribed lately sees them as
    new. With `page_size` there are none; None where no size helps.
    """

    address: str
    path: str | None
    posts: list[SeenPost] = field(default_factory=list)
    unseen: int = 0
    page_size: int | None = None

    def counts(self) -> dict[str, int]:
        """How many entries of each kind."""
        found = Counter(post.what for post in self.posts)
        return {what: found[what] for what in SEEN}


class _Post(NamedTuple):
    id: str
    url: str
    title: str
    published: int
    html: str
    ordinal: int


def seen_by_subscribers(
    connection: Connection, edition: Edition, feeds: list[PublishedPosts], now: datetime
) -> list[SeenFeed]:
    """For each address of each old feed what its subscribers would see in `edition`; `connection` is to the
    same revision, `now` its time."""
    found: list[SeenFeed] = []
    for old in feeds:
        by_feed: dict[int, SeenFeed] = {}
        for address in old.addresses or ("",):
            path = _led_to(edition, address)
            place = parse(unquote(path)) if path is not None else None
            feed = edition.catalog.feed(place.kind, place.slug) if place else None
            posts = [post for post in old.posts if post.was_seen(now)]
            if feed is None:
                lost = [SeenPost("never", post.id, post.title) for post in posts]
                found.append(SeenFeed(address or old.name, None, lost))
                continue
            if feed.number not in by_feed:
                by_feed[feed.number] = _compared(connection, edition, feed, posts)
            one = by_feed[feed.number]
            found.append(replace(one, address=address or old.name, path=path))
    return found


def _led_to(edition: Edition, address: str) -> str | None:
    """The path of our document that answers at an address of the old feed."""
    if not address:
        return next(iter(edition.files))
    path = unquote(urlsplit(address).path).lstrip("/")
    root = unquote(urlsplit(edition.url).path).lstrip("/")
    for one in dict.fromkeys((path.removeprefix(root), path)):
        parsed = parse(one)
        if (
            parsed is not None
            and parsed.document_type in ("feed", "archive")
            and (place := edition.where(one))
        ):
            return place
        if place := led_to(edition, one):
            return place
    return None


def _compared(connection: Connection, edition: Edition, feed: Feed, theirs: list[PublishedPost]) -> SeenFeed:
    mine = list(_posts(connection, edition, feed))
    by_id = {post.id: post for post in mine}
    known = {post.id for post in theirs}
    rest = [post for post in mine if post.id not in known]
    alone = [post for post in theirs if post.id not in by_id]
    ours = [Ours(post.id, "", post.title, post.published // DAY, post.url, post.html) for post in rest]
    pairs = match(alone, ours).pairs
    again = {id(alone[index]): rest[other].id for index, other in pairs.items()}
    found = SeenFeed("", None)
    for post in theirs:
        if post.id in by_id:
            how = ", ".join(_differences(post, by_id[post.id]))
            found.posts.append(SeenPost("changed" if how else "same", post.id, post.title, how))
        elif id(post) in again:
            found.posts.append(SeenPost("twice", post.id, post.title, again[id(post)]))
        else:
            found.posts.append(SeenPost("never", post.id, post.title))
    twice = set(again.values())
    newest = max((int(post.published.timestamp()) for post in theirs if post.published), default=0)
    older = [post.ordinal for post in rest if post.id not in twice and post.published <= newest]
    usual = edition.publication.options(feed).page_size
    found.unseen = _shown(feed, older, usual)
    found.page_size = next((size for size in range(usual, 0, -1) if not _shown(feed, older, size)), None)
    return found


def _shown(feed: Feed, ordinals: list[int], page_size: int) -> int:
    """How many of `ordinals` the subscription document has."""
    first, _ = subscription_range(feed, page_size)
    return sum(ordinal >= first for ordinal in ordinals)


def _posts(connection: Connection, edition: Edition, feed: Feed) -> list[_Post]:
    posts, places, entries = schema.post, schema.membership, schema.entry
    columns = (posts.c.id, posts.c.url, posts.c.title, posts.c.published, entries.c.html, places.c.ordinal)
    query = (
        select(*columns)
        .join(places, places.c.post == posts.c.number)
        .join(entries, entries.c.post == posts.c.number)
        .where(places.c.feed == feed.number, places.c.state == schema.LIVE)
        .order_by(places.c.ordinal)
    )
    found = (_Post(*row) for row in connection.execute(query))
    return [post._replace(url=post.url.replace(SITE, edition.url)) for post in found]


def _differences(post: PublishedPost, ours: _Post) -> list[str]:
    """What readers that look for edits may notice."""
    found = []
    if words(post.title) != words(ours.title):
        found.append("title")
    if post.url and not same_place(post.url, ours.url):
        found.append("address")
    if post.is_whole and _letters(post.html) != _letters(ours.html):
        found.append("text")
    return found


def _letters(html: str) -> str:
    """Its words in one: whether a blank parts two blocks depends on who wrote the tags."""
    return words(words_of(html)).replace(" ", "")
