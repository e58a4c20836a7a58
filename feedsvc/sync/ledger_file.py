"""The ledger as a text file: a build on a machine without the store keeps ids and ordinals.

One JSON object a line: first the feeds, sorted by kind and slug, then the posts in the order of their
ordinals in the site's feed, so that a new post is a new last line. Of a post it has what is given for ever
(id, slugs, ordinals), what recognises it under another name, and what tells whether a reader would notice a
change. The same history gives the same bytes. Times are in seconds since 1970.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, func, select, update

from feedsvc.errors import Origin, RecordError, StoreError
from feedsvc.posts.fields import same_id
from feedsvc.progress import Progress, silent
from feedsvc.store import schema
from feedsvc.store.short import digest
from feedsvc.store.store import Store, set_meta
from feedsvc.sync.batch import Batch
from feedsvc.sync.ledger import IMPORTED

_SITE = "site/"
_FEED = ("kind", "slug", "name", "id")
_POST = (
    "id", "source_id", "key", "title", "published", "updated", "atom_updated", "text_digest",
    "notice_digest", "deleted",
)  # fmt: skip
# What ledgers of earlier releases call these, and `resurfaced`.
_FORMER_NAMES = {
    "claim": "source_id", "stamp": "atom_updated", "gone": "deleted", "surfaced": "resurfaced",
}  # fmt: skip
_NEEDED = ("id", "key", "title", "published", "updated", "atom_updated", "notice_digest", "slugs", "feeds")
# What a ledger does not tell of a post; the next sync puts it in.
_BLANK = {
    "url": "", "excerpt": "", "shown_digest": "", "listed_digest": "",
    "details": json.dumps({"tags": [], "authors": [], "language": None, "rights": None}),
}  # fmt: skip


def export_ledger(store: Store) -> Iterator[str]:
    """The lines of the ledger, without newlines; also of a store that an older feedsvc made. Raises
    `StoreError`."""
    with store.reading_any() as connection:
        feeds = {}
        rows = connection.execute(select(schema.feed)).all()
        for row in sorted(rows, key=lambda row: (row.kind, row.slug)):
            feeds[row.number] = f"{row.kind}/{row.slug}"
            yield _line({name: getattr(row, name) for name in _FEED})
        posts = {row.number: _post(row) for row in connection.execute(select(schema.post))}
        _add_slugs(connection, posts)
        _add_places(connection, posts, feeds)
        for number in sorted(posts, key=lambda number: int(posts[number]["feeds"][_SITE])):
            yield _line(posts[number])


def import_ledger(store: Store, lines: Iterable[str], name: str, progress: Progress = silent) -> int:
    """Put the ledger into a store that has no posts yet; the next sync gives its posts their texts.

    `name` is what to call the lines in a message. Returns the number of posts. Raises `RecordError` for a
    line that is no line of a ledger, `StoreError` when the store has posts already.
    """
    with store.writing() as connection:
        if connection.scalar(select(func.count()).select_from(schema.feed)):
            raise StoreError(f"store {store.name}: something was published already; import into a new store")
        feeds: dict[str, dict[str, Any]] = {}
        batch, posts = Batch(connection), 0
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            origin = Origin(name, number)
            values = _parsed(line, origin)
            if "kind" in values:
                batch.insert(schema.feed, _import_feed(feeds, values, origin))
            else:
                posts += 1
                _import_post(batch, feeds, values, posts, origin)
                progress("importing", posts, 0)
        batch.flush()
        table = schema.feed
        for feed in feeds.values():
            ordinals = {name: feed[name] for name in ("size", "updated")}
            connection.execute(update(table).where(table.c.number == feed["number"]).values(ordinals))
        set_meta(connection, IMPORTED, "yes")
        return posts


def _post(row: Any) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in _POST if getattr(row, name) is not None}
    return values | {"slugs": [row.slug], "feeds": {}}


def _add_slugs(connection: Connection, posts: dict[int, dict[str, Any]]) -> None:
    """The slugs the posts once had, after the present one."""
    for row in sorted(connection.execute(select(schema.slug)).all()):
        slugs = posts[row.post]["slugs"]
        if row.slug != slugs[0]:
            slugs.append(row.slug)


def _add_places(connection: Connection, posts: dict[int, dict[str, Any]], feeds: dict[int, str]) -> None:
    rows = connection.execute(select(schema.membership)).all()
    for row in sorted(rows, key=lambda row: (feeds[row.feed], row.ordinal)):
        post, feed = posts[row.post], feeds[row.feed]
        if row.state == schema.LEFT:
            post.setdefault("left", {}).setdefault(feed, []).append([row.ordinal, row.updated])
        else:
            post["feeds"][feed] = row.ordinal
        if row.resurfaced is not None:
            post.setdefault("resurfaced", {})[feed] = row.resurfaced


def _line(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False)


def _parsed(line: str, origin: Origin) -> dict[str, Any]:
    try:
        values = json.loads(line)
    except ValueError as error:
        raise RecordError(origin, None, f"no line of a ledger: {error}") from None
    if isinstance(values, dict):
        values = {_FORMER_NAMES.get(name, name): value for name, value in values.items()}
    needed = _FEED if isinstance(values, dict) and "kind" in values else _NEEDED
    for name in needed:
        if not isinstance(values, dict) or name not in values:
            raise RecordError(origin, name, "missing; write the ledger with feedsvc ledger export")
    return dict(values)


def _import_feed(feeds: dict[str, dict[str, Any]], values: dict[str, Any], origin: Origin) -> dict[str, Any]:
    """The feed's row, without what its posts will tell of it."""
    path = f"{values['kind']}/{values['slug']}"
    if path in feeds:
        raise RecordError(origin, "slug", f"the feed {path} stands there twice")
    row = {name: values[name] for name in _FEED} | {"name_digest": digest(values["name"])}
    row |= {"number": len(feeds) + 1, "size": 0, "live": 0, "updated": 0}
    feeds[path] = dict(row)
    return row


def _import_post(
    batch: Batch,
    feeds: dict[str, dict[str, Any]],
    values: dict[str, Any],
    number: int,
    origin: Origin,
) -> None:
    """Write the post without its text, and its places."""
    deleted = values.get("deleted")
    row = {name: values.get(name) for name in _POST} | _BLANK
    row |= {"number": number, "slug": values["slugs"][0], "live": False, "changed": 0}
    source_id = values.get("source_id") and same_id(values["source_id"])
    row |= {
        "source_id": source_id,
        "id_digest": digest(values["id"]),
        "source_digest": source_id and digest(source_id),
        "title_digest": digest(values["title"]),
    }
    batch.insert(schema.post, row)
    batch.insert(schema.entry, {"post": number, "html": ""})
    for slug in values["slugs"]:
        batch.insert(schema.slug, {"slug": slug, "post": number})
    updated = values["updated"]
    held = [(path, ordinal, updated, schema.DELETED) for path, ordinal in values["feeds"].items()]
    for path, all_left in values.get("left", {}).items():
        # Earlier releases wrote the ordinals alone.
        pairs = (left if isinstance(left, list) else (left, updated) for left in all_left)
        held += [(path, ordinal, then, schema.LEFT) for ordinal, then in pairs]
    for path, ordinal, then, state in held:
        feed = feeds.get(path)
        if feed is None:
            raise RecordError(origin, "feeds", f"no line above has the feed {path}")
        feed["size"] = max(feed["size"], ordinal)
        feed["updated"] = max(feed["updated"], then)
        place = {"feed": feed["number"], "ordinal": ordinal, "post": number, "state": state}
        place |= {"published": values["published"], "updated": then}
        place |= {"tombstone": deleted if state == schema.DELETED else None}
        place |= {"resurfaced": values.get("resurfaced", {}).get(path) if state == schema.DELETED else None}
        batch.insert(schema.membership, place)
