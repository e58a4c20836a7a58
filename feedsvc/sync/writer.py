"""Writing posts: each gets what is given once, is made an entry, and takes its memberships in its feeds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote, urljoin

from sqlalchemy import Row, bindparam, delete, insert, select, update

from feedsvc.bounded_processes import Bounds, spread_bounded
from feedsvc.errors import RecordError
from feedsvc.formats.entry import SITE
from feedsvc.posts.fields import same_id
from feedsvc.posts.post import Post
from feedsvc.prometheus import REGISTRY
from feedsvc.render.options import RenderOptions
from feedsvc.store import schema
from feedsvc.store.short import digest
from feedsvc.sync.asset_index import AssetIndex
from feedsvc.sync.identity import Candidate
from feedsvc.sync.memberships import Memberships, PostChange
from feedsvc.sync.post_digests import fingerprint, notice_digest
from feedsvc.sync.reference_index import ReferenceIndex, post_name
from feedsvc.sync.unit_of_work import UnitOfWork
from feedsvc.unix_time import seconds

if TYPE_CHECKING:
    from feedsvc.sync.entries import EntryJob, RenderedEntry

Change = Literal["new", "updated", "renamed"]
Jobs = Iterable[tuple[Any, Any]]
Results = Iterator[tuple[Any, Any]]
# What a worker, made of a value, makes of each job elsewhere, or what the last argument makes of jobs here.
Spread = Callable[[Any, Any, Jobs, Callable[[Jobs], Results]], Results]

# What links to a post from others show of it.
_LINKED = ("name", "url", "title")
# What its own page shows of it, and where that is.
_ON_ITS_PAGE = ("slug", "url", "title", "published", "updated", "details", "shown_digest")

_post, _entry, _fragment = schema.post, schema.entry, schema.fragment
_POST = select(_post).where(_post.c.number == bindparam("number"))
_CHANGE_POST = update(_post).where(_post.c.number == bindparam("this"))
_CHANGE_ENTRY = update(_entry).where(_entry.c.post == bindparam("this"))
_DROP_FRAGMENTS = delete(_fragment).where(_fragment.c.post == bindparam("this"))
_ADD_FRAGMENTS = insert(_fragment)


@dataclass(frozen=True, slots=True)
class WrittenPost:
    """What became of a post, and how it differs from before; `notices` are lines about its text, `fault` one
    about its entry."""

    number: int
    id: str
    title: str
    changes: tuple[Change, ...]
    notices: tuple[str, ...]
    fault: str


@dataclass(frozen=True, slots=True)
class _Draft:
    """A post about to be made: `old` is its row so far, None for a new one."""

    candidate: Candidate
    post: Post
    number: int
    old: Row[Any] | None
    slug: str
    job: EntryJob
    is_moved: bool


class Writer:
    """Writes posts, one after the other in the order in which they are published."""

    def __init__(
        self,
        unit: UnitOfWork,
        memberships: Memberships,
        references: ReferenceIndex,
        assets: AssetIndex,
        *,
        with_source: bool,
    ) -> None:
        self._connection, self._batch, self._ledger = unit.connection, unit.batch, unit.ledger
        self._invalidations, self._now = unit.invalidations, unit.now
        self._memberships, self._references, self._assets = memberships, references, assets
        self._with_source = with_source
        # Whether posts are written because of how they are read, not because they changed.
        self.reading_changed = False
        self.rendered = 0

    def refile(self, number: int, post: Post) -> None:
        """Put an unchanged post into the feeds it belongs to now."""
        row = self._row(number)
        change = PostChange(
            row.published, row.updated, shown=False, listed=False, resurfaces=False, arrives=False
        )
        self._memberships.settle(number, post, change, is_new=False)

    def publish(
        self,
        posts: Iterable[tuple[Candidate, Post]],
        options: RenderOptions,
        processes: int,
        bounds: Bounds,
        elsewhere: Spread | None = None,
    ) -> Iterator[tuple[Candidate, WrittenPost | RecordError]]:
        """Make each candidate's post live, or what its post is now; in their order. `elsewhere` has them
        rendered by other machines.

        A post whose text cannot be rendered stays as it was, and gives a `RecordError`.
        """
        # Here, because a sync that renders nothing need not wait for what renders.
        from feedsvc.sync.entries import EntryRenderer, is_small

        drafts = (self._draft(candidate, post) for candidate, post in posts)
        jobs = ((draft, draft.job) for draft in drafts)
        refused = EntryRenderer(options).without_rendering

        def locally(some: Jobs) -> Results:
            return spread_bounded(EntryRenderer, options, some, processes, bounds, refused, is_small)

        made = elsewhere(EntryRenderer, options, jobs, locally) if elsewhere else locally(jobs)
        for draft, rendered in made:
            self.rendered += 1
            if isinstance(rendered, RecordError) or rendered.seconds is None:
                REGISTRY.count("render_failures_total")
            else:
                REGISTRY.observe("render_duration_seconds", rendered.seconds)
            if isinstance(rendered, RecordError):
                yield draft.candidate, rendered
            else:
                yield draft.candidate, self._write(draft, rendered)

    def delete(self, number: int) -> None:
        """Take a live post out of its feeds, and leave its tombstones there."""
        self._references.move(self._row(number).name)
        values = {"live": False, "deleted": self._now, "changed": self._now}
        self._connection.execute(_CHANGE_POST, {"this": number} | values)
        self._memberships.delete(number)
        self._assets.delete(number)

    def _row(self, number: int) -> Row[Any]:
        return self._connection.execute(_POST, {"number": number}).one()

    def _draft(self, candidate: Candidate, post: Post) -> _Draft:
        """Give the post what it needs before it is made."""
        old = self._row(candidate.post) if candidate.post is not None else None
        number = self._ledger.post_number() if old is None else old.number
        wish = candidate.slug or f"post-{post.published.date().isoformat()}"
        slug = self._ledger.give_slug(wish, number)
        if old is None:
            own = (candidate.source_id, candidate.feed_id)
            id_wish = candidate.known_id or self._ledger.wish(*own, slug, candidate.published)
            entry_id = self._ledger.give_id(id_wish, number)
        else:
            entry_id = old.id
        updated, is_moved = self._updated(candidate, post, old)
        is_same_moment = old is not None and old.updated == updated
        atom_updated = (
            old.atom_updated
            if old is not None and is_same_moment
            else self._ledger.give_atom_updated(updated, old and old.atom_updated)
        )
        url = page_url(post, slug)
        is_shown = old is not None and old.live
        from feedsvc.sync.entries import EntryJob

        job = EntryJob(post, entry_id, url, updated, atom_updated, self._with_source, is_shown)
        return _Draft(candidate, post, number, old, slug, job, is_moved)

    def _updated(self, candidate: Candidate, post: Post, old: Row[Any] | None) -> tuple[int, bool]:
        """`updated`, and whether readers must be told that it moved.

        It moves when the record says so, or when a reader would notice; never back, and never by the clock
        alone. Where all records are read anew (another time zone, a new version), a date that moved is no
        news.
        """
        own = seconds(post.updated or post.published)
        if old is None:
            return own, False
        is_rewritten = old.notice_digest != notice_digest(post)
        is_redated = not self.reading_changed and old.published != candidate.published
        updated = max(own, old.updated)
        if updated == old.updated and (is_rewritten or is_redated):
            updated = max(updated + 1, self._now)
        return updated, updated > old.updated and (is_rewritten or not self.reading_changed)

    def _write(self, draft: _Draft, made: RenderedEntry) -> WrittenPost:
        candidate, old, number = draft.candidate, draft.old, draft.number
        row = _post_row(draft, made)
        is_shown = old is None or not old.live or old.shown_digest != row["shown_digest"]
        row["changed"] = self._now if old is None or not old.live else old.changed
        if old is not None and any(getattr(old, name) != row[name] for name in _ON_ITS_PAGE):
            self._invalidations.posts.add(number)
        if old is None:
            ids = {"id": draft.job.id, "id_digest": digest(draft.job.id)}
            self._batch.insert(schema.post, row | {"number": number} | ids)
            self._batch.insert(schema.entry, _entry_row(number, made))
            for fragment in _fragment_rows(number, made):
                self._batch.insert(schema.fragment, fragment)
        else:
            self._rewrite(old, row, made)
        if self._ledger.is_new_slug(draft.slug):
            self._batch.insert(schema.slug, {"slug": draft.slug, "post": number})
        self._references.settle(number, made.rendered.references, is_new=old is None)
        self._assets.settle(number, draft.post.assets, draft.job.url, is_new=old is None)
        if old is None or not old.live or any(getattr(old, name) != row[name] for name in _LINKED):
            self._references.move(None if old is None else old.name, post_name(draft.post.key, draft.slug))
        change = PostChange(
            published=candidate.published,
            updated=draft.job.updated,
            shown=is_shown,
            listed=old is None or old.listed_digest != row["listed_digest"],
            resurfaces=draft.is_moved or (old is not None and old.deleted is not None),
            arrives=old is None or old.deleted is not None,
        )
        self._memberships.settle(number, draft.post, change, is_new=old is None)
        file = draft.post.origin.file
        notices = tuple(f"{file}: {notice.text}" for notice in made.rendered.notices if notice.loss)
        changes = _changes(old, row)
        return WrittenPost(number, draft.job.id, made.entry.title, changes, notices, made.fault)

    def _rewrite(self, old: Row[Any], row: dict[str, object], made: RenderedEntry) -> None:
        if old.source_id is not None:
            del row["source_id"], row["source_digest"]
        this = {"this": old.number}
        self._connection.execute(_CHANGE_POST, row | this)
        if old.shown_digest != row["shown_digest"]:
            self._connection.execute(_CHANGE_ENTRY, _entry_row(old.number, made) | this)
            self._connection.execute(_DROP_FRAGMENTS, this)
            self._connection.execute(_ADD_FRAGMENTS, _fragment_rows(old.number, made))


def _entry_row(number: int, made: RenderedEntry) -> dict[str, object]:
    return {"post": number, "html": made.entry.html, "markdown": made.entry.markdown}


def _fragment_rows(number: int, made: RenderedEntry) -> list[dict[str, object]]:
    return [
        {"post": number, "format": name} | fragment._asdict() for name, fragment in made.fragments.items()
    ]


def _changes(old: Row[Any] | None, row: dict[str, object]) -> tuple[Change, ...]:
    if old is None or old.deleted is not None:
        return ("new",)
    found: list[Change] = []
    if old.key != row["key"]:
        found.append("renamed")
    # Of one that came with a ledger is known what it said, not how that was shown.
    digest_then = "shown_digest" if old.live else "notice_digest"
    if getattr(old, digest_then) != row[digest_then]:
        found.append("updated")
    return tuple(found)


def _post_row(draft: _Draft, made: RenderedEntry) -> dict[str, object]:
    candidate, post, entry = draft.candidate, draft.post, made.entry
    source_id = None if candidate.source_id is None else same_id(candidate.source_id)
    details = {
        "tags": post.tags,
        "authors": [author.name for author in post.authors],
        "language": post.language,
        "rights": post.rights,
        "image": entry.image,
    }
    dates = (candidate.published, draft.job.updated)
    html = made.rendered.shown_excerpt.html
    listed = (entry.url, entry.title, *dates, entry.tags, entry.excerpt, entry.language, html)
    return {
        "key": post.key,
        "source_id": source_id,
        "source_digest": source_id and digest(source_id),
        "slug": draft.slug,
        "name": post_name(draft.post.key, draft.slug),
        "url": entry.url,
        "title": entry.title,
        "title_digest": digest(entry.title),
        "published": candidate.published,
        "updated": draft.job.updated,
        "atom_updated": draft.job.atom_updated,
        "excerpt": entry.excerpt,
        "excerpt_html": html,
        "details": json.dumps(details, ensure_ascii=False),
        "text_digest": candidate.text_digest,
        "notice_digest": notice_digest(post),
        "shown_digest": fingerprint(entry.html, entry.markdown, made.fragments),
        "listed_digest": fingerprint(*listed),
        "live": True,
        "deleted": None,
    }


def page_url(post: Post, slug: str) -> str:
    """Where a post is shown: at the record's `url`, of which a path without a host belongs below the site's
    URL, else at the built-in page of its `slug`. On the placeholder for the site."""
    if not post.url:
        return f"{SITE}posts/{quote(slug)}/"
    return urljoin(SITE, post.url if post.url.startswith("//") else post.url.lstrip("/"))
