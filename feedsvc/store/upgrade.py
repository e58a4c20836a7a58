"""A store that an older feedsvc made, as this one keeps it: every id, slug, ordinal and time as it was.

A step leads from one schema to the present one, on SQLite and PostgreSQL alike; whoever calls it begins the
transaction, and ends it. From schema 4 it renames all tables, makes them anew and moves the rows over.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from sqlalchemy import Connection, RowMapping, Table, insert, select, text, update

from feedsvc.posts.fields import same_id
from feedsvc.posts.text import folded
from feedsvc.store import schema
from feedsvc.store.queries import ROWS
from feedsvc.store.short import digest, short

OLDEST = 4


def upgrade(connection: Connection, found: int) -> None:
    """Bring the tables of schema `found`, from `OLDEST` on, to the present schema."""
    if found == 4:
        _from_4(connection)
    else:
        if found == 5:
            _from_5(connection)
        _from_6(connection)
    connection.execute(text("UPDATE meta SET value = :v WHERE name = 'schema'"), {"v": schema.SCHEMA_VERSION})


def _from_4(connection: Connection) -> None:
    """Schema 5 has other names for some columns, an entry's markup as rows, and short values in its indexes;
    it constrains what was only promised, so of what was there twice the best is taken."""
    for index in _INDEXES_OF_4:
        connection.execute(text(f"DROP INDEX IF EXISTS {index}"))
    for name in _TABLES_OF_4:
        connection.execute(text(f"ALTER TABLE {name} RENAME TO former_{name}"))
    schema.tables.create_all(connection)
    _move(connection, schema.feed, "SELECT * FROM former_feed", _feed_of_4)
    _move(connection, schema.post, "SELECT * FROM former_post ORDER BY live DESC, number", _PostsOf4())
    _move(connection, schema.slug, "SELECT slug, post FROM former_slug", dict)
    _move(connection, schema.record, _RECORDS_OF_4, _RecordsOf4())
    connection.execute(text("INSERT INTO entry SELECT post, html, markdown FROM former_entry"))
    for name in ("atom", "rss", "json"):
        rows = f"SELECT post, {name} AS markup FROM former_entry WHERE {name} <> ''"
        _move(connection, schema.fragment, rows, _fragment_of_4(name))
    for statement in _MOVES_OF_4:
        connection.execute(text(statement))
    _move(connection, schema.reference, "SELECT * FROM former_reference", _reference_of_4)
    for name in reversed(_TABLES_OF_4):
        connection.execute(text(f"DROP TABLE former_{name}"))
    # The next sync renders all anew and takes every document for another: it may be.
    connection.execute(text("DELETE FROM meta WHERE name IN ('texts', 'feeds')"))
    site = json.loads(connection.scalar(text("SELECT value FROM meta WHERE name = 'site'")) or "{}")
    site["version"] = ["schema 4"]
    connection.execute(text("UPDATE meta SET value = :v WHERE name = 'site'"), {"v": json.dumps(site)})


def _from_5(connection: Connection) -> None:
    """Schema 6 knows which slugs are one name on a disk that folds case, the files beside posts, and excerpts
    as HTML: for these every record is read again."""
    schema.asset.create(connection)
    connection.execute(text("ALTER TABLE post ADD COLUMN excerpt_html TEXT NOT NULL DEFAULT ''"))
    connection.execute(text("DELETE FROM meta WHERE name IN ('texts', 'feeds')"))
    kind = 'TEXT COLLATE "C"' if connection.dialect.name == "postgresql" else "TEXT"
    for table, columns in ((schema.slug, "folded"), (schema.feed, "kind, folded")):
        connection.execute(text(f"ALTER TABLE {table.name} ADD COLUMN folded {kind}"))
        rows = f"{table.name}_folded ON {table.name} ({columns}) WHERE folded IS NOT NULL"
        connection.execute(text(f"CREATE INDEX {rows}"))
        slug = table.c.slug
        for row in connection.execute(select(slug).distinct()).all():
            if (name := folded(row.slug)) != row.slug:
                connection.execute(update(table).where(slug == row.slug).values(folded=name))


def _from_6(connection: Connection) -> None:
    """Schema 7 knows the blocks of a listed file, and finds the records that are not published."""
    schema.listed_block.create(connection)
    connection.execute(text("CREATE INDEX record_others ON record (state) WHERE state <> 'published'"))


# In the order in which they may be filled, for what they refer to.
_TABLES_OF_4 = ("post", "entry", "slug", "feed", "membership", "record", "reference", "run")
_INDEXES_OF_4 = (
    "ix_post_claim", "ix_post_stamp", "ix_post_key", "ix_post_name", "post_titled", "ix_post_text_digest",
    "ix_record_post", "record_due", "ix_reference_name", "ix_slug_post", "membership_listed",
    "ix_membership_post", "membership_deleted", "membership_surfaced",
)  # fmt: skip
_RECORDS_OF_4 = """
SELECT * FROM former_record
ORDER BY CASE state WHEN 'published' THEN 0 WHEN 'rejected' THEN 1 ELSE 2 END, "key"
"""
_MOVES_OF_4 = (
    # Of two places of one post in one feed the later one is its.
    """
    UPDATE former_membership SET state = 2 WHERE state <> 2 AND EXISTS (
        SELECT 1 FROM former_membership AS other
        WHERE other.feed = former_membership.feed AND other.post = former_membership.post
        AND other.state <> 2 AND other.ordinal > former_membership.ordinal
    )
    """,
    """
    INSERT INTO membership (feed, ordinal, post, published, updated, state, tombstone, resurfaced)
    SELECT place.feed, place.ordinal, place.post, place.published, former_post.updated, place.state,
        CASE place.state WHEN 0 THEN place.deleted END,
        CASE place.state WHEN 2 THEN NULL ELSE place.surfaced END
    FROM former_membership AS place JOIN former_post ON former_post.number = place.post
    """,
    """
    INSERT INTO document_change (feed, form, "first", "last", changed)
    SELECT feed, form, "first", "last", changed FROM former_run
    """,
)


def _move(
    connection: Connection, table: Table, query: str, convert: Callable[[RowMapping], dict[str, object]]
) -> None:
    """Insert the rows of `query`, converted."""
    rows = connection.execute(text(query), execution_options={"yield_per": ROWS}).mappings()
    for some in rows.partitions():
        connection.execute(insert(table), [convert(row) for row in some])


def _feed_of_4(row: RowMapping) -> dict[str, object]:
    return dict(row) | {
        "name_digest": digest(row["name"]), "live": max(0, min(row["live"], row["size"]))
    }  # fmt: skip


class _PostsOf4:
    """Posts; of two with one id of their records' own, it is that of the first."""

    def __init__(self) -> None:
        self._source_ids: set[str] = set()

    def __call__(self, row: RowMapping) -> dict[str, object]:
        source_id = None if row["claim"] is None else same_id(row["claim"])
        if source_id in self._source_ids:
            source_id = None
        if source_id is not None:
            self._source_ids.add(source_id)
        details = {"tags": [], "authors": [], "language": None, "rights": None} | json.loads(row["details"])
        kept = {name: value for name, value in row.items() if name not in ("claim", "stamp", "gone")}
        return kept | {
            "id_digest": digest(row["id"]),
            "source_id": source_id,
            "source_digest": source_id and digest(source_id),
            "name": row["name"] and short(row["name"]),
            "title_digest": digest(row["title"]),
            "atom_updated": row["stamp"],
            "details": json.dumps(details, ensure_ascii=False),
            "live": bool(row["live"]),
            "deleted": None if row["live"] else row["gone"],
        }


class _RecordsOf4:
    """Records; of two that hold one post, the first does."""

    def __init__(self) -> None:
        self._posts: set[int] = set()

    def __call__(self, row: RowMapping) -> dict[str, object]:
        post = row["post"] if row["post"] not in self._posts else None
        if post is not None:
            self._posts.add(post)
        problem = row["problem"] or "" if row["state"] == "rejected" else None
        return dict(row) | {"key": short(row["key"]), "post": post, "problem": problem, "rival": None}


def _fragment_of_4(name: str) -> Callable[[RowMapping], dict[str, object]]:
    def convert(row: RowMapping) -> dict[str, object]:
        before, after = json.loads(row["markup"])
        return {"post": row["post"], "format": name, "before": before, "after": after}

    return convert


def _reference_of_4(row: RowMapping) -> dict[str, object]:
    return {"post": row["post"], "name": short(row["name"])}
