"""All that a store holds as JSON Lines, to be taken away: to any other tool, or to another store.

The first line says of which site it is. Then comes a line for each live post, oldest first, with the names
of JSON Feed 1.1 (`content_html` with absolute links), `categories` and `slug`; and in `_feedsvc` its
ordinals, by feed. After them, rows of the store's tables (`_feedsvc.table`, `_feedsvc.row`), by which a fresh
store gives the same bytes in every document and goes on with the same source. Times there are seconds since
1970.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, func, insert, select

from feedsvc.errors import Origin, RecordError, StoreError
from feedsvc.feed_kinds import SITE_KIND
from feedsvc.formats.lexical import rfc3339
from feedsvc.publish.documents import Edition
from feedsvc.store import schema
from feedsvc.store.catalog import snapshot
from feedsvc.store.queries import ROWS
from feedsvc.store.store import Store
from feedsvc.unix_time import moment

OWN = "_feedsvc"


def dump_store(store: Store) -> Iterator[str]:
    """The lines, without newlines. Raises `StoreError`."""
    with snapshot(store) as catalog:
        connection, edition = catalog.connection, Edition(catalog)
        yield _line({OWN: {"schema": schema.SCHEMA_VERSION, "site": edition.url}})
        yield from map(_line, _posts(connection, edition))
        for table in schema.tables.sorted_tables:
            rows = connection.execute(select(table).order_by(*table.primary_key))
            for row in rows.mappings():
                if table is not schema.meta or row["name"] != "schema":
                    yield _line({OWN: {"table": table.name, "row": dict(row)}})


def load_store(store: Store, lines: Iterable[str], name: str) -> int:
    """Fill a store that has nothing yet; `name` is what to call the lines in a message.

    Returns the number of live posts. Raises `RecordError` for a line that is none of a dump, `StoreError` for
    a store with posts, and for a dump of another schema.
    """
    tables = {table.name: table for table in schema.tables.sorted_tables}
    with store.writing() as connection:
        if connection.scalar(select(func.count()).select_from(schema.feed)):
            raise StoreError(f"store {store.name}: something was published already; load into a new store")
        waiting: dict[str, list[dict[str, Any]]] = defaultdict(list)
        posts = 0
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            origin = Origin(name, number)
            own = _own(line, origin)
            if "schema" in own or number == 1:
                _require_schema(own, origin)
            elif "table" not in own:
                posts += 1
            else:
                table = tables.get(own["table"])
                row = own.get("row")
                if table is None or not isinstance(row, dict) or row.keys() != set(table.columns.keys()):
                    raise RecordError(origin, "table", "no row of a store of this version")
                waiting[table.name].append(row)
        if not waiting:
            raise RecordError(Origin(name), None, "no dump; write one with feedsvc dump")
        for table_name, table in tables.items():
            rows = waiting[table_name]
            for start in range(0, len(rows), ROWS):
                connection.execute(insert(table), rows[start : start + ROWS])
        return posts


def _posts(connection: Connection, edition: Edition) -> Iterator[dict[str, Any]]:
    places, posts, feeds = schema.membership, schema.post, schema.feed
    site = edition.catalog.feed(SITE_KIND, "")
    if site is None:
        return
    mine = (places.c.feed == site.number) & (places.c.state == schema.LIVE)
    query = select(posts).join(places, places.c.post == posts.c.number).where(mine).order_by(places.c.ordinal)
    for row in connection.execute(query).all():
        held = select(feeds.c.kind, feeds.c.slug, feeds.c.name, places.c.ordinal).join(
            feeds, feeds.c.number == places.c.feed
        )
        held = held.where(places.c.post == row.number, places.c.state == schema.LIVE).order_by(feeds.c.number)
        found = connection.execute(held).all()
        details = json.loads(row.details)
        body = edition.catalog.post_and_body(row.slug)
        values = {
            "id": row.id,
            "url": edition.resolved(row.url),
            "title": row.title,
            "content_html": edition.resolved(body[1] if body else ""),
            "summary": row.excerpt,
            "date_published": rfc3339(moment(row.published)),
            "date_modified": rfc3339(moment(row.updated)),
            "tags": details["tags"],
            "categories": _innermost([place.name for place in found if place.kind == "categories"]),
            "authors": [{"name": author} for author in details["authors"]],
            "language": details["language"],
            "rights": details["rights"],
            "slug": row.slug,
        }
        ordinals = {f"{place.kind}/{place.slug}": place.ordinal for place in found}
        yield {key: value for key, value in values.items() if value} | {OWN: {"ordinals": ordinals}}


def _innermost(categories: list[str]) -> list[str]:
    """Of nested categories only those that hold no other."""
    return [name for name in categories if not any(other.startswith(f"{name}/") for other in categories)]


def _own(line: str, origin: Origin) -> dict[str, Any]:
    try:
        found = json.loads(line)
        own = found[OWN]
        if isinstance(own, dict):
            return own
    except (ValueError, KeyError, TypeError):
        pass
    raise RecordError(origin, OWN, "no line of a dump; write one with feedsvc dump")


def _require_schema(own: dict[str, Any], origin: Origin) -> None:
    found = own.get("schema")
    if found != schema.SCHEMA_VERSION:
        raise StoreError(
            f"{origin}: a dump of schema {found}, this feedsvc has {schema.SCHEMA_VERSION}: load it with the "
            "version that wrote it, and let feedsvc sync bring the store up to date"
        )


def _line(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False)
