"""Writing one post: rendered, as an entry in every format, in its feeds."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any, Literal
from urllib.parse import quote, urljoin

from sqlalchemy import Connection, Row, insert, select, update

from feedsvc.formats.entry import SITE, Entry, Fragments
from feedsvc.formats.fragments import fragments
from feedsvc.posts.post import Post
from feedsvc.render.render import Rendered, Renderer
from feedsvc.store import schema
from feedsvc.store.identity import Candidate
from feedsvc.store.ledger import Ledger, moment, seconds
from feedsvc.store.places import Change, Places

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
class Written:
    """What became of a post, and how it differs from before."""

    number: int
    id: str
    title: str
    changes: tuple[Literal["new", "updated", "renamed"], ...]


class Writer:
    """Writes posts, one after the other in the order in which they are published."""

    def __init__(
        self, connection: Connection, ledger: Ledger, places: Places, renderer: Renderer, now: int
    ) -> None:
        self._connection, self._ledger, self._places = connection, ledger, places
        self._renderer, self._now = renderer, now
        self._anew = False
        self.rendered = 0

    def read_anew(self) -> None:
        """From here on, posts are written because of how they are read, not because they changed."""
        self._anew = True

    def refile(self, number: int, post: Post) -> None:
        """Put an unchanged post into the feeds it belongs to now."""
        row = self._row(number)
        change = Change(row.published, row.updated, shown=False, listed=False, resurfaces=False)
        self._places.settle(number, post, change, is_new=False)

    def publish(self, candidate: Candidate, post: Post) -> Written:
        """Make the candidate's post live, or what its post is now.

        Raises `RecordError`, with nothing written, when the text cannot be rendered.
        """
        old = self._row(candidate.post) if candidate.post is not None else None
        number = self._ledger.post_number() if old is None else old.number
        wish = candidate.slug or f"post-{post.published.date().isoformat()}"
        slug = self._ledger.free_slug(wish, number)
        rendered, url = self._render(post, slug)
        if old is None:
            id_wish = self._ledger.wish(candidate.claim, slug, candidate.published)
            entry_id = self._ledger.give_id(id_wish, number)
        else:
            entry_id = old.id
        updated, is_moved = self._updated(candidate, post, old)
        entry = _entry(post, entry_id, url, rendered, updated)
        made = fragments(entry)
        row = _post_row(candidate, post, entry, made)
        shown = old is None or not old.live or old.shown_digest != row["shown_digest"]
        row |= {"slug": slug, "changed": self._now if old is None or shown else old.changed}
        self._write(number, row, entry, made, old)
        self._ledger.give_slug(slug, number)
        change = Change(
            published=candidate.published,
            updated=updated,
            shown=shown,
            listed=old is None or old.listed_digest != row["listed_digest"],
            resurfaces=is_moved or (old is not None and old.gone is not None),
        )
        self._places.settle(number, post, change, is_new=old is None)
        return Written(number, entry_id, entry.title, _changes(candidate, old, shown))

    def vanish(self, number: int) -> None:
        """Take a live post out of its feeds, and leave its tombstones there."""
        values = {"live": False, "gone": self._now, "changed": self._now}
        self._connection.execute(update(schema.post).where(schema.post.c.number == number).values(values))
        self._places.withdraw(number)

    def _row(self, number: int) -> Row[Any]:
        return self._connection.execute(select(schema.post).where(schema.post.c.number == number)).one()

    def _updated(self, candidate: Candidate, post: Post, old: Row[Any] | None) -> tuple[int, bool]:
        """`updated`, and whether readers must be told that it moved.

        It moves when the record says so, or when a reader would notice; never back, and never by the clock
        alone. Where all records are read anew (another time zone, a new version), a date that moved is no
        news.
        """
        own = seconds(post.updated or post.published)
        if old is None:
            return own, False
        is_rewritten = old.notice_digest != _notice_digest(post)
        is_redated = not self._anew and old.published != candidate.published
        updated = max(own, old.updated)
        if updated == old.updated and (is_rewritten or is_redated):
            updated = max(updated, self._now)
        return updated, updated > old.updated and (is_rewritten or not self._anew)

    def _render(self, post: Post, slug: str) -> tuple[Rendered, str]:
        url = _on_site(post.url) if post.url else f"{SITE}posts/{quote(slug)}/"
        self.rendered += 1
        return self._renderer.render(post, url), url

    def _write(
        self, number: int, row: dict[str, object], entry: Entry, made: Fragments, old: Row[Any] | None
    ) -> None:
        posts, entries = schema.post, schema.entry
        markup = {name: json.dumps(part, ensure_ascii=False) for name, part in made._asdict().items()}
        markup["html"] = entry.html
        if old is None:
            self._connection.execute(insert(posts).values(row | {"number": number, "id": entry.id}))
            self._connection.execute(insert(entries).values(post=number, **markup))
            return
        if old.claim is not None:
            row.pop("claim")
        self._connection.execute(update(posts).where(posts.c.number == number).values(row))
        if old.shown_digest != row["shown_digest"]:
            self._connection.execute(update(entries).where(entries.c.post == number).values(markup))


def _changes(
    candidate: Candidate, old: Row[Any] | None, shown: bool
) -> tuple[Literal["new", "updated", "renamed"], ...]:
    if old is None or not old.live:
        return ("new",)
    found: list[Literal["new", "updated", "renamed"]] = []
    if old.key != candidate.key:
        found.append("renamed")
    if shown:
        found.append("updated")
    return tuple(found)


def _post_row(candidate: Candidate, post: Post, entry: Entry, made: Fragments) -> dict[str, object]:
    details = {
        "tags": post.tags,
        "authors": [author.name for author in post.authors],
        "language": post.language,
        "rights": post.rights,
    }
    listed = (entry.url, entry.title, candidate.published, entry.tags, entry.excerpt, entry.language)
    return {
        "key": candidate.key,
        "claim": candidate.claim,
        "url": entry.url,
        "title": entry.title,
        "published": candidate.published,
        "updated": seconds(entry.updated),
        "excerpt": entry.excerpt,
        "details": json.dumps(details, ensure_ascii=False),
        "text_digest": candidate.text_digest,
        "notice_digest": _notice_digest(post),
        "shown_digest": digest_of(entry.html, made),
        "listed_digest": digest_of(*listed),
        "live": True,
        "gone": None,
    }


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
