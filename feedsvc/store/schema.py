"""The tables of the store, for SQLite and PostgreSQL. Times are whole seconds since 1970 (UTC)."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import (
    DDL,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    create_mock_engine,
    event,
)
from sqlalchemy.engine.default import DefaultExecutionContext

from feedsvc.posts.text import folded

SCHEMA_VERSION = 7


def _folded(context: DefaultExecutionContext) -> str | None:
    slug: str = context.get_current_parameters()["slug"]  # type: ignore[no-untyped-call]
    return name if (name := folded(slug)) != slug else None


# Keys are compared in code point order on both sides of a merge, so PostgreSQL must not sort by locale.
_Key = Text().with_variant(Text(collation="C"), "postgresql")
# SQLite numbers a bare INTEGER primary key by itself; PostgreSQL gets an identity column.
_Number = BigInteger().with_variant(Integer, "sqlite")
_Time = BigInteger

tables = MetaData()


def _index_some(name: str, table: Table, columns: str, rows: str, *, unique: bool = False) -> None:
    """An index of those `rows`. It is written in words that both databases know: told in options, SQLAlchemy
    imports all it has for PostgreSQL to look them up."""
    kind = "UNIQUE INDEX" if unique else "INDEX"
    text = f"CREATE {kind} {name} ON {table.name} ({columns}) WHERE {rows}"
    event.listen(table, "after_create", DDL(text))  # type: ignore[no-untyped-call]


meta = Table(
    "meta",
    tables,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

# One row for each record of the source, whatever became of it: what a sync compares the listing with.
record = Table(
    "record",
    tables,
    Column("key", _Key, primary_key=True),  # shortened (see `store.short`)
    Column("fingerprint", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("post", _Number, ForeignKey("post.number"), unique=True),  # one record at most holds a post
    Column("digest", Text),  # of the whole valid post; None when rejected
    Column("due", _Time),  # when it is to go live, to be updated, or to be hidden, by itself
    Column("problem", Text),  # why it was rejected, with file, line and field
    Column("rival", _Key),  # the record that has the id this one gives: it was rejected for that alone
    CheckConstraint("state IN ('published', 'hidden', 'rejected')", name="record_state"),
    CheckConstraint("(state = 'rejected') = (problem IS NOT NULL)", name="record_problem"),
)
_index_some("record_due", record, "due", "due IS NOT NULL")
_index_some("record_others", record, "state", "state <> 'published'")

# The records in each block of a file of many: which are gone where a block is another.
listed_block = Table(
    "listed_block",
    tables,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("records", Text, nullable=False),  # their keys, as a JSON list
)

# The ledger's part of a post (number, id, slug) is written once; the rest is its last good version.
post = Table(
    "post",
    tables,
    Column("number", _Number, primary_key=True),
    Column("id", Text, nullable=False),
    Column("id_digest", Text, nullable=False, unique=True),
    Column("source_id", Text),  # the id as the record itself gives it, if it does
    Column("source_digest", Text, unique=True),  # of that, however it is spelt
    Column("key", _Key, nullable=False),
    Column("slug", _Key, nullable=False),
    Column("name", _Key, index=True),  # of its file, shortened: what links in other posts look it up by
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("title_digest", Text, nullable=False, index=True),
    Column("published", _Time, nullable=False),
    Column("updated", _Time, nullable=False),
    Column("atom_updated", _Time, nullable=False, index=True),  # `updated`, unlike any other post's
    Column("excerpt", Text, nullable=False),
    Column("excerpt_html", Text, nullable=False, server_default=""),  # "" where the text is all of it
    Column("details", Text, nullable=False),  # JSON: tags, authors, language, rights
    Column("text_digest", Text, index=True),  # of the text as written: recognises a renamed file
    Column("notice_digest", Text, nullable=False),  # of what a reader would notice: moves `updated`
    Column("shown_digest", Text, nullable=False),  # of the entry in all formats: touches documents
    Column("listed_digest", Text, nullable=False),  # of its place on the page: touches pages
    Column("live", Boolean, nullable=False),
    Column("deleted", _Time),  # when it was, None for one that was not
    Column("changed", _Time, nullable=False),  # when its own page last changed
    CheckConstraint("NOT live OR deleted IS NULL", name="post_live"),
)

# Wide columns of their own, so that walking `post` stays cheap.
entry = Table(
    "entry",
    tables,
    Column("post", _Number, ForeignKey("post.number"), primary_key=True, autoincrement=False),
    Column("html", Text, nullable=False),
    Column("markdown", Text),  # the source, where feeds are to carry it
)

# An entry's markup in each format: what stands before its body, and after it.
fragment = Table(
    "fragment",
    tables,
    Column("post", _Number, ForeignKey("post.number"), primary_key=True, autoincrement=False),
    Column("format", Text, primary_key=True),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    sqlite_with_rowid=False,
)

# Which posts link to others by the names of their files: when those move, documents with the links change.
reference = Table(
    "reference",
    tables,
    Column("post", _Number, ForeignKey("post.number"), primary_key=True, autoincrement=False),
    Column("name", _Key, primary_key=True, index=True),  # shortened
)

# The files that go with posts, and places at which there might be one (`stamp` is "" there).
asset = Table(
    "asset",
    tables,
    Column("post", _Number, ForeignKey("post.number"), primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),  # in the order of the post
    Column("file", Text, nullable=False),  # its path below the source's root
    Column("address", _Key, index=True),  # its path below the site's URL, decoded; None where it has none
    Column("size", BigInteger),  # bytes
    Column("stamp", Text, nullable=False),  # changes with the file
    Column("digest", Text, nullable=False),  # of the content
    Column("changed", _Time, nullable=False),  # when the content last changed
)

# Every slug a post ever had leads to it, and none is given to another post.
slug = Table(
    "slug",
    tables,
    Column("slug", _Key, primary_key=True),
    Column("post", _Number, ForeignKey("post.number"), nullable=False, index=True),
    Column("folded", _Key, default=_folded),  # what it is where file names are folded, if that differs
)
_index_some("slug_folded", slug, "folded", "folded IS NOT NULL")

feed = Table(
    "feed",
    tables,
    Column("number", _Number, primary_key=True),
    Column("kind", Text, nullable=False),  # a name in FEED_KINDS
    Column("slug", _Key, nullable=False),
    Column("name", Text, nullable=False),
    Column("name_digest", Text, nullable=False),
    Column("id", Text, nullable=False, unique=True),
    Column("size", Integer, nullable=False),  # ordinals given so far
    Column("live", Integer, nullable=False),  # posts in it now
    Column("updated", _Time, nullable=False),  # the newest `updated` it ever showed
    Column("folded", _Key, default=_folded),  # as of a post's slug
    UniqueConstraint("kind", "slug"),
    UniqueConstraint("kind", "name_digest"),
    CheckConstraint("live BETWEEN 0 AND size", name="feed_live"),
)

_index_some("feed_folded", feed, "kind, folded", "folded IS NOT NULL")

# A post's place in a feed. Rows are never removed: an ordinal is given once.
LIVE = 1
DELETED = 0  # the post was deleted; this is its place when it comes back
LEFT = 2  # the post no longer belongs to the feed; should it return, it gets a new ordinal
membership = Table(
    "membership",
    tables,
    Column("feed", _Number, ForeignKey("feed.number"), primary_key=True, autoincrement=False),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("post", _Number, ForeignKey("post.number"), nullable=False, index=True),
    Column("published", _Time, nullable=False),  # the post's, for the order of pages
    Column("updated", _Time, nullable=False),  # the post's, as this feed showed it last
    Column("state", SmallInteger, nullable=False),
    Column("tombstone", _Time),  # when the post was deleted, while that is announced
    Column("resurfaced", _Time),  # since when it is in the subscription document, also where it is archived
    CheckConstraint("ordinal > 0", name="membership_ordinal"),
    CheckConstraint(f"state IN ({DELETED}, {LIVE}, {LEFT})", name="membership_state"),
    CheckConstraint(f"tombstone IS NULL OR state = {DELETED}", name="membership_deleted"),
    CheckConstraint(f"resurfaced IS NULL OR state <> {LEFT}", name="membership_shown"),
)
_c = membership.c
Index("membership_listed", _c.feed, _c.state, _c.published, _c.ordinal)
_index_some("membership_place", membership, "feed, post", f"state <> {LEFT}", unique=True)
_index_some("membership_tombstone", membership, "feed, tombstone", "tombstone IS NOT NULL")
_index_some("membership_resurfaced", membership, "feed, resurfaced", "resurfaced IS NOT NULL")

# When the bytes of a feed's documents last changed, by form and in runs of their numbers. In a format, 0
# is the subscription document and the others are archive documents; in the forms html and text, pages.
# Runs may overlap: the latest time counts. A run to the end has `last` = TO_THE_END.
TO_THE_END = 2**31 - 1
document_change = Table(
    "document_change",
    tables,
    Column("feed", _Number, ForeignKey("feed.number"), primary_key=True, autoincrement=False),
    Column("form", Text, primary_key=True),
    Column("first", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, primary_key=True, autoincrement=False),
    Column("changed", _Time, nullable=False),
)


def create(connection: Connection) -> None:
    """Create all tables, where there are none."""
    for statement in _statements(connection.dialect.name):
        connection.exec_driver_sql(statement)


@cache
def _statements(dialect: str) -> tuple[str, ...]:
    """What creates the tables. Checks whether each is there already, and compiling it anew for each store,
    would take as long as a first sync of ten posts."""
    found: list[Any] = []
    engine = create_mock_engine(f"{dialect}://", lambda sql, *_: found.append(sql))
    tables.create_all(engine, checkfirst=False)
    return tuple(str(sql.compile(dialect=engine.dialect)) for sql in found)
