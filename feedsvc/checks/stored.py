"""A store from inside: whether it holds what was put into it, and what can be made again of what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from sqlalchemy import Connection, func, select

from feedsvc.checks.check import Result
from feedsvc.checks.feed_documents import check_documents
from feedsvc.checks.finding import Finding, finding
from feedsvc.errors import FeedsvcError, NothingPublishedError, StoreError
from feedsvc.feed_formats import FORMAT_NAMES
from feedsvc.feed_kinds import SITE_KIND
from feedsvc.formats.entry import Fragment
from feedsvc.progress import Progress
from feedsvc.publish.publisher import Publisher
from feedsvc.store import schema
from feedsvc.store.schema import LEFT, LIVE
from feedsvc.store.short import digest
from feedsvc.store.store import Store
from feedsvc.sync.post_digests import fingerprint
from feedsvc.sync.sync_report import SyncReport

_SHOWN = 20  # findings of one kind

# What a part of the store is made of again.
LEDGER = (
    "ids, slugs and ordinals can be made from nothing else: go back to a backup, or load the ledger that is "
    "kept beside the posts into a new store (feedsvc ledger import FILE), or the ids of an export or of the "
    "live feeds (feedsvc ledger import feed.json), and sync"
)
RENDERED = (
    "texts are made again from the source: write the ledger (feedsvc ledger export FILE), load it into a new "
    "store (feedsvc ledger import FILE), and sync into that; ids and ordinals stay"
)


def check_store(store: Store, progress: Progress) -> Result:
    """Look at all that a store holds, and make every document. Raises `NothingPublishedError`, and
    `StoreError` for a store that cannot be opened."""
    with store.reading():
        pass
    found: list[Finding] = []
    for part in (_database, _feeds, _posts, _texts):
        found += _looked(store, part)
    documents = 0
    try:
        documents, faults = check_documents(Publisher(store), progress)
        found += faults
    except FeedsvcError as error:
        found.append(_damage("documents", f"cannot be made: {error}", RENDERED))
    return Result(tuple(found), SyncReport(), documents)


def _looked(store: Store, part: Callable[[Connection], Iterator[Finding]]) -> list[Finding]:
    found: list[Finding] = []
    try:
        with store.reading() as connection:
            for one in part(connection):
                found.append(one)
                if len(found) == _SHOWN:
                    break
    except NothingPublishedError:
        raise
    except StoreError as error:
        found.append(_damage("database", str(error), LEDGER))
    return found


def _damage(table: str, what: str, remedy: str) -> Finding:
    return finding("damaged-store", f"{what}; {remedy}", table)


def _database(connection: Connection) -> Iterator[Finding]:
    """What the database says of itself. PostgreSQL lets no row in that breaks a constraint."""
    if connection.dialect.name != "sqlite":
        return
    for (line,) in connection.exec_driver_sql(f"PRAGMA integrity_check({_SHOWN})").all():
        if line != "ok":
            yield _damage("database", line, f"what can still be read is told below; {LEDGER}")
    broken = Counter((row[0], row[2]) for row in connection.exec_driver_sql("PRAGMA foreign_key_check"))
    for (table, referred), count in broken.items():
        yield _damage(table, f"{count} rows refer to rows of {referred} that are not there", LEDGER)


def _feeds(connection: Connection) -> Iterator[Finding]:
    """Ordinals: each given once, none beyond the number given so far."""
    feed, place = schema.feed.c, schema.membership.c
    live = func.count().filter(place.state == LIVE)
    counted = (
        select(place.feed, func.max(place.ordinal).label("last"), live.label("live"))
        .group_by(place.feed)
        .subquery()
    )
    rows = select(schema.feed, counted.c.last, counted.c.live.label("found")).join_from(
        schema.feed, counted, feed.number == counted.c.feed, isouter=True
    )
    for row in connection.execute(rows.order_by(feed.number)):
        name = f"{row.kind}/{row.slug}"
        if (row.last or 0) > row.size:
            yield _damage("feed", f"{name}: ordinal {row.last} was given, of {row.size}", LEDGER)
        if (row.found or 0) != row.live:
            yield _damage("feed", f"{name}: {row.found or 0} live posts are in it, not {row.live}", LEDGER)
        if row.name_digest != digest(row.name):
            yield _damage("feed", f"{name}: the digest of its name is another", LEDGER)


def _posts(connection: Connection) -> Iterator[Finding]:
    """Ids and slugs; that live posts are in the site's feed, and a record stands for each."""
    post, slug, place, record = schema.post.c, schema.slug.c, schema.membership.c, schema.record.c
    site = select(schema.feed.c.number).where(schema.feed.c.kind == SITE_KIND).scalar_subquery()
    in_site = select(place.post).where(place.feed == site, place.state == LIVE)
    unplaced = select(post.id).where(post.live, post.number.not_in(in_site))
    for (entry_id,) in connection.execute(unplaced):
        yield _damage("membership", f"{entry_id}: live, and not in the site's feed", LEDGER)
    placed = select(post.id).where(~post.live, post.number.in_(in_site))
    for (entry_id,) in connection.execute(placed):
        yield _damage("membership", f"{entry_id}: not live, and in the site's feed", LEDGER)
    rows = select(post.id, post.id_digest, post.title, post.title_digest, slug.slug).join_from(
        schema.post, schema.slug, (slug.slug == post.slug) & (slug.post == post.number), isouter=True
    )
    for row in connection.execute(rows):
        if row.id_digest != digest(row.id) or row.title_digest != digest(row.title):
            yield _damage("post", f"{row.id}: the digest of its id or title is another", LEDGER)
        if row.slug is None:
            yield _damage("slug", f"{row.id}: its slug is not its own", LEDGER)
    held = select(record.post).where(record.post.is_not(None))
    for (entry_id,) in connection.execute(select(post.id).where(post.live, post.number.not_in(held))):
        yield _damage("record", f"{entry_id}: live without a record", "a sync settles that")
    twice = select(place.post, func.count()).where(place.feed == site, place.state != LEFT)
    for number, count in connection.execute(twice.group_by(place.post).having(func.count() > 1)):
        yield _damage("membership", f"post {number} has {count} places in the site's feed", LEDGER)


def _texts(connection: Connection) -> Iterator[Finding]:
    """Entries and their markup: all there, and as they were written."""
    post, entry, fragment = schema.post.c, schema.entry.c, schema.fragment.c
    rows = select(post.number, post.id, post.shown_digest, entry.html, entry.markdown).join_from(
        schema.post, schema.entry, entry.post == post.number, isouter=True
    )
    written = select(fragment.format, fragment.before, fragment.after)
    for row in connection.execute(rows.where(post.live).order_by(post.number)).all():
        stored = connection.execute(written.where(fragment.post == row.number)).all()
        fragments = {name: Fragment(before, after) for name, before, after in stored}
        if row.html is None or set(fragments) != set(FORMAT_NAMES):
            yield _damage("entry", f"{row.id}: its text, or its markup in a format, is not there", RENDERED)
            continue
        in_order = {name: fragments[name] for name in FORMAT_NAMES}
        if row.shown_digest != fingerprint(row.html, row.markdown, in_order):
            yield _damage("entry", f"{row.id}: not as it was written", RENDERED)
