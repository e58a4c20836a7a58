"""Writing one post: rendered, as an entry in every format, in its feeds."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from typing import Any
from urllib.parse import quote, urljoin

from sqlalchemy import Connection, Row, insert, select, update

from feedsvc.formats.fragments import fragments
from feedsvc.formats.entry import SITE, Entry, Fragments
from feedsvc.posts.post import Post
from feedsvc.render import Rendered, Renderer
from feedsvc.store import schema
from feedsvc.store.identity import Candidate
from feedsvc.store.ledger import FeedState, Ledger, feeds_of, moment, seconds
from feedsvc.store.touches import Place, Touches

TITLE_LENGTH = 60


def digest_of(*values: object) -> str:
    """A short digest of values that print the same on every machine."""
    return blake2b(repr(values).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def text_digest(post: Post) -> str | None:
    """What recognises a post under another name: its text, None when it has none."""
    text = (post.html if post.html is not None else post.markdown) or ""
    words = text.split()
    return digest_of(words) if words else None


@dataclass(frozen=True, slots=True)
class Made:
    """A post ready to be written."""

    post: Post
    entry: Entry
    fragments: Fragments


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a post: its number, and how it differs from before."""

    number: int
    is_new: bool
    is_changed: bool
    is_renamed: bool


class Writer:
    """Writes posts, one after the other in the order in which they are published."""

    def __init__(
        self, connection: Connection, ledger: Ledger, touches: Touches, renderer: Renderer, now: datetime
    ) -> None:
        self._connection, self._ledger, self._touches = connection, ledger, touches
        self._renderer, self._now = renderer, seconds(now)
        self.rendered = 0

    def publish(self, candidate: Candidate, post: Post) -> Written:
        """Make the candidate's post live, or what its post is now.

        Raises `RecordError`, with nothing written, when the text cannot be rendered.
        """
        old = self._row(candidate.post) if candidate.post is not None else None
        number = self._ledger.post_number() if old is None else old.number
        wish = candidate.slug or f"post-{post.published.date().isoformat()}"
        slug = self._ledger.free_slug(wish, number)
        rendered, url = self._render(post, slug)
        entry_id = (
            old.id
            if old
            else self._ledger.give_id(self._ledger.wish(candidate.claim, slug, candidate.published), number)
        )
        updated = self._updated(post, old)
        entry = _entry(post, entry_id, url, rendered, updated)
        made = Made(post, entry, fragments(entry))
        row = self._post_row(candidate, made, slug)
        shown = old is None or not old.live or old.shown_digest != row["shown_digest"]
        row["changed"] = self._now if old is None or shown else old.changed
        self._write_post(number, row, made, old, shown)
        self._ledger.give_slug(slug, number)
        resurfaces = old is not None and (updated > old.updated or not old.live)
        self._write_memberships(number, made.post, row, old, shown, resurfaces)
        renamed = old is not None and old.live and old.key != candidate.key
        return Written(
            number,
            is_new=old is None or not old.live,
            is_changed=old is not None and shown,
            is_renamed=renamed,
        )

    def vanish(self, number: int) -> None:
        """Take a live post out of its feeds, and leave its tombstones there."""
        table, places = schema.post, schema.membership
        values = {"live": False, "gone": self._now, "changed": self._now}
        self._connection.execute(update(table).where(table.c.number == number).values(values))
        for place in self._places(number):
            if place.state == schema.LIVE:
                state = self._ledger.feed_numbered(place.feed)
                state.live -= 1
                self._touches.entry(state, place.ordinal)
                self._touches.shift(state, Place(place.published, place.ordinal))
        self._connection.execute(
            update(places)
            .where(places.c.post == number, places.c.state == schema.LIVE)
            .values(state=schema.GONE, deleted=self._now, surfaced=None)
        )

    def _row(self, number: int) -> Row[Any]:
        return self._connection.execute(select(schema.post).where(schema.post.c.number == number)).one()

    def _updated(self, post: Post, old: Row[Any] | None) -> int:
        """`updated` moves when the record says so, or when a reader would notice; never back, and never by
        the clock alone."""
        own = seconds(post.updated or post.published)
        if old is None:
            return own
        if own > old.updated:
            return own
        noticed = old.notice_digest != _notice_digest(post)
        return max(old.updated, self._now) if noticed else int(old.updated)

    def _render(self, post: Post, slug: str) -> tuple[Rendered, str]:
        url = _on_site(post.url) if post.url else f"{SITE}posts/{quote(slug)}/"
        self.rendered += 1
        return self._renderer.render(post, url), url

    def _post_row(self, candidate: Candidate, made: Made, slug: str) -> dict[str, object]:
        post, entry = made.post, made.entry
        details = {
            "tags": post.tags,
            "authors": [author.name for author in post.authors],
            "language": post.language,
            "rights": post.rights,
        }
        published = seconds(entry.published)
        return {
            "key": candidate.key,
            "claim": candidate.claim,
            "slug": slug,
            "url": entry.url,
            "title": entry.title,
            "published": published,
            "updated": seconds(entry.updated),
            "excerpt": entry.excerpt,
            "details": json.dumps(details, ensure_ascii=False),
            "text_digest": candidate.text_digest,
            "notice_digest": _notice_digest(post),
            "shown_digest": digest_of(entry.html, made.fragments),
            "listed_digest": digest_of(
                entry.url, entry.title, published, entry.tags, entry.excerpt, entry.language
            ),
            "live": True,
            "gone": None,
        }

    def _write_post(
        self,
        number: int,
        row: dict[str, object],
        made: Made,
        old: Row[Any] | None,
        shown: bool,
    ) -> None:
        table, wide = schema.post, schema.entry
        markup = {
            name: json.dumps(part, ensure_ascii=False) for name, part in made.fragments._asdict().items()
        }
        markup["html"] = made.entry.html
        if old is None:
            row |= {"number": number, "id": made.entry.id}
            self._connection.execute(insert(table).values(row))
            self._connection.execute(insert(wide).values(post=number, **markup))
            return
        if old.claim is not None:
            row.pop("claim")
        self._connection.execute(update(table).where(table.c.number == number).values(row))
        if shown:
            self._connection.execute(update(wide).where(wide.c.post == number).values(markup))

    def _write_memberships(
        self,
        number: int,
        post: Post,
        row: dict[str, object],
        old: Row[Any] | None,
        shown: bool,
        resurfaces: bool,
    ) -> None:
        published = seconds(post.published)
        wanted = [self._ledger.feed(name, published) for name in feeds_of(post)]
        numbers = {state.number for state in wanted}
        held = {}
        for place in self._places(number) if old is not None else ():
            if place.state == schema.LEFT:
                continue
            state = self._ledger.feed_numbered(place.feed)
            if place.feed in numbers:
                held[place.feed] = place
                listed = old is not None and old.listed_digest == row["listed_digest"]
                self._keep(state, place, published, shown, listed, resurfaces)
            else:
                self._leave(state, place)
        rows = []
        for state in wanted:
            state.updated = max(state.updated, int(str(row["updated"])))
            if state.number not in held:
                state.size, state.live = state.size + 1, state.live + 1
                self._touches.shift(state, Place(published, state.size))
                rows.append(
                    {
                        "feed": state.number,
                        "ordinal": state.size,
                        "post": number,
                        "published": published,
                        "state": schema.LIVE,
                    }
                )
        if rows:
            self._connection.execute(insert(schema.membership), rows)

    def _keep(
        self,
        state: FeedState,
        place: Row[Any],
        published: int,
        shown: bool,
        listed: bool,
        resurfaces: bool,
    ) -> None:
        """The post stays at, or comes back to, its ordinal."""
        here = Place(published, place.ordinal)
        was_live = place.state == schema.LIVE
        if not was_live:
            state.live += 1
        if not was_live or place.published != published:
            self._touches.shift(state, max(here, Place(place.published, place.ordinal)))
        elif not listed:
            self._touches.edit(state, here)
        if shown or resurfaces:
            self._touches.entry(state, place.ordinal)
        if resurfaces:
            self._touches.resurface(state, place.ordinal)
        if not was_live or place.published != published:
            values = {"state": schema.LIVE, "deleted": None, "published": published}
            self._update_place(state.number, place.ordinal, values)

    def _leave(self, state: FeedState, place: Row[Any]) -> None:
        """The post no longer belongs to the feed."""
        if place.state == schema.LIVE:
            state.live -= 1
            self._touches.shift(state, Place(place.published, place.ordinal))
        self._touches.entry(state, place.ordinal)
        values = {"state": schema.LEFT, "deleted": None, "surfaced": None}
        self._update_place(state.number, place.ordinal, values)

    def _places(self, number: int) -> list[Row[Any]]:
        table = schema.membership
        query = select(table).where(table.c.post == number).order_by(table.c.feed, table.c.ordinal)
        return list(self._connection.execute(query))

    def _update_place(self, feed: int, ordinal: int, values: dict[str, object]) -> None:
        table = schema.membership
        this = (table.c.feed == feed) & (table.c.ordinal == ordinal)
        self._connection.execute(update(table).where(this).values(values))


def _entry(post: Post, entry_id: str, url: str, rendered: Rendered, updated: int) -> Entry:
    return Entry(
        id=entry_id,
        url=url,
        title=post.title or _beginning(rendered.excerpt) or post.published.date().isoformat(),
        published=post.published,
        updated=moment(updated),
        html=rendered.html,
        excerpt=rendered.excerpt,
        tags=post.tags,
        categories=post.categories,
        authors=post.authors,
        contributors=post.contributors,
        language=post.language,
        rights=post.rights,
        image=urljoin(url, post.image) if post.image else None,
        enclosures=tuple(replace(item, url=urljoin(url, item.url)) for item in post.enclosures),
        markdown=post.markdown,
    )


def _on_site(url: str) -> str:
    """A record's `url`: a path without a host belongs below the site's URL."""
    return urljoin(SITE, url if url.startswith("//") else url.lstrip("/"))


def _notice_digest(post: Post) -> str:
    """Of what a reader would notice, as written: a new version of feedsvc that renders it differently does
    not make every post an updated one."""
    text = post.html if post.html is not None else post.markdown or ""
    return digest_of(post.title, text.split(), post.image, [item.url for item in post.enclosures])


def _beginning(excerpt: str) -> str:
    if len(excerpt) <= TITLE_LENGTH:
        return excerpt
    cut = excerpt.rfind(" ", 0, TITLE_LENGTH + 1)
    return excerpt[: cut if cut >= TITLE_LENGTH // 2 else TITLE_LENGTH] + "…"
