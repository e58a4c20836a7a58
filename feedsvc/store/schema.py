"""The tables of the store, for SQLite and PostgreSQL. Times are whole seconds since 1970 (UTC)."""

from __future__ import annotations

from sqlalchemy import (
    DDL,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    event,
)

SCHEMA_VERSION = 5

# Keys are compared in code point order on both sides of a merge, so PostgreSQL must not sort by locale.
_Key = Text().with_variant(Text(collation="C"), "postgresql")
# SQLite numbers a bare INTEGER primary key by itself; PostgreSQL gets an identity column.
_Number = BigInteger().with_variant(Integer, "sqlite")
_Time = BigInteger

tables = MetaData()


def _index_the_few(name: str, table: Table, *columns: str) -> None:
    """An index of the rows that have a value in the last of `columns`. It is written in words that both
    databases know: told in options, SQLAlchemy imports all it has for PostgreSQL to look them up."""
    text = f"CREATE INDEX {name} ON {table.name} ({', '.join(columns)}) WHERE {columns[-1]} IS NOT NULL"
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
    Column("key", _Key, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("state", Text, nullable=False),  # published, hidden or rejected
    Column("post", _Number, ForeignKey("post.number"), index=True),
    Column("digest", Text),  # of the whole valid post; None when rejected
    Column("due", _Time),  # when it is to go live, or to be hidden, by itself
    Column("problem", Text),  # why it was rejected, with file, line and field
)
_index_the_few("record_due", record, "due")

# The ledger's part of a post (number, id, slug) is written once; the rest is its last good version.
post = Table(
    "post",
    tables,
    Column("number", _Number, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("source_id", Text, index=True),  # the id as the record itself gives it, if it does
    Column("key", _Key, nullable=False, index=True),
    Column("slug", Text, nullable=False),
    Column("name", Text, index=True),  # of its file: what links in other posts look it up by
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("published", _Time, nullable=False),
    Column("updated", _Time, nullable=False),
    Column(
        "atom_updated", _Time, nullable=False, index=True
    ),  # `updated`, made different from every other post's
    Column("excerpt", Text, nullable=False),
    Column("details", Text, nullable=False),  # JSON: tags, authors, language, rights
    Column("text_digest", Text, index=True),  # of the text as written: recognises a renamed file
    Column("notice_digest", Text, nullable=False),  # of what a reader would notice: moves `updated`
    Column("shown_digest", Text, nullable=False),  # of the entry in all formats: touches documents
    Column("listed_digest", Text, nullable=False),  # of its place on the page: touches pages
    Column("live", Boolean, nullable=False),
    Column("deleted", _Time),  # when it was, None for one that was not
    Column("changed", _Time, nullable=False),  # when its own page last changed
)
Index("post_titled", post.c.title, post.c.published)

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
    Column("name", Text, primary_key=True, index=True),
)

# Every slug a post ever had leads to it, and none is given to another post.
slug = Table(
    "slug",
    tables,
    Column("slug", Text, primary_key=True),
    Column("post", _Number, ForeignKey("post.number"), nullable=False, index=True),
)

feed = Table(
    "feed",
    tables,
    Column("number", _Number, primary_key=True),
    Column("kind", Text, nullable=False),  # a name in FEED_KINDS
    Column("slug", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("id", Text, nullable=False, unique=True),
    Column("size", Integer, nullable=False),  # ordinals given so far
    Column("live", Integer, nullable=False),  # posts in it now
    Column("updated", _Time, nullable=False),  # the newest `updated` it ever showed
    UniqueConstraint("kind", "slug"),
    UniqueConstraint("kind", "name"),
)

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
    Column("state", SmallInteger, nullable=False),
    Column("tombstone", _Time),  # when the post was deleted, while that is announced
    Column("resurfaced", _Time),  # since when it is shown again in the subscription document
)
_c = membership.c
Index("membership_listed", _c.feed, _c.state, _c.published, _c.ordinal)
_index_the_few("membership_tombstone", membership, "feed", "tombstone")
_index_the_few("membership_resurfaced", membership, "feed", "resurfaced")

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
