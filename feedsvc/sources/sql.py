"""Records from a database: the rows of a table or of a query, at any address that SQLAlchemy understands.

A listing asks for two columns, the key and what tells whether a row changed (the watermark), or where there
is no such column for whole rows, of which a digest is kept. Then only rows that are new or changed are asked
for, some hundred at a time. All is read in one snapshot.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import URL, ColumnClause, Connection, NullPool, Select, column, select, table, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from feedsvc.databases import engine_of
from feedsvc.errors import Origin, SourceError, UsageError, without_password
from feedsvc.notifications import Notifications
from feedsvc.posts.record import Record
from feedsvc.posts.vocabulary import PLAIN, field_name
from feedsvc.settings import SourceOptions
from feedsvc.sources.keys import byte_digest
from feedsvc.sources.mappings import MappingItem, plain_fields
from feedsvc.sources.source import Item

SECONDS = 60  # for any one answer of the database
ROWS = 500  # read at once
_LISTS = {
    *PLAIN.tags,
    *PLAIN.categories,
    *PLAIN.authors,
    *PLAIN.author,
    *PLAIN.contributors,
    *PLAIN.enclosures,
}


@dataclass(frozen=True, slots=True)
class SqlItem:
    """A row as listed; `value` is its key as the database has it."""

    key: str
    fingerprint: str
    value: Any
    source: SqlSource

    def read(self) -> Record:
        """The record. Raises `RecordError`, and `SourceError` where the database cannot be read."""
        return next(self.source.fetched([self])).read()


class SqlSource:
    """The rows that `options` choose, in the order of their keys. Raises `UsageError` for options or an
    address that make no sense; methods `SourceError` where the database cannot be read."""

    def __init__(self, location: str, options: SourceOptions) -> None:
        self.name = without_password(location)
        if bool(options.table) == bool(options.query):
            raise UsageError(f"{self.name}: say which rows are posts: source.table, or source.query")
        self._options, self.address = options, _address(location, self.name)
        self._what = options.table or "query"
        try:
            self._engine = engine_of(self.address, SECONDS, poolclass=NullPool)
        except (NoSuchModuleError, ImportError) as error:
            needed = getattr(error, "name", None) or error
            raise UsageError(
                f"{self.name}: the driver for this database is not installed: {needed}"
            ) from None
        self._connection: Connection | None = None
        chosen = (options.table, options.query, sorted(options.fields.items()), options.watermark)
        self._digest = byte_digest(repr(chosen).encode())

    def items(self) -> Iterator[SqlItem]:
        """Every row, as of now; what is read later is as of now too."""
        key, watermark = self._options.key, self._options.watermark
        with self._failures():
            connection = self._snapshot()
            names = self._column_names(connection)
            columns = [column(key), column(watermark) if watermark else text("*")]
            listing = self._rows(columns).order_by(column(key))
            former: Any = None
            for row in connection.execute(listing, execution_options={"yield_per": ROWS}):
                value = row[0]
                if value is None or value == former:
                    wrong = "has no value in a row" if value is None else f"has {value!r} in two rows"
                    raise SourceError(f"{self.name}: source.key: the column {key} of {self._what} {wrong}")
                former = value
                seen = _shown(row[1]) if watermark else _digest(names, row[1:])
                yield SqlItem(str(value), f"{self._digest}:{seen}", value, self)

    def fetched(self, items: Iterable[Item]) -> Iterator[Item]:
        """These items with their rows at hand, in their order, some hundred at a time."""
        remaining = iter(items)
        key: ColumnClause[Any] = column(self._options.key)
        while some := list(islice(remaining, ROWS)):
            wanted = [item for item in some if isinstance(item, SqlItem)]
            with self._failures():
                connection = self._connection or self._snapshot()
                query = self._rows([text("*")]).where(key.in_([item.value for item in wanted]))
                result = connection.execute(query)
                names = list(result.keys())
                place = names.index(self._options.key)
                rows = {row[place]: row for row in result}
            for item in wanted:
                yield self._read(item, names, rows.get(item.value))
        self.close()

    def changes(self) -> Notifications | None:
        """What tells of changes; None where only a listing shows them."""
        if not self._options.channel or self.address.get_backend_name() != "postgresql":
            return None
        return Notifications(self.address, self._options.channel)

    def close(self) -> None:
        """End the snapshot."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(SQLAlchemyError):
                connection.close()

    def _read(self, item: SqlItem, names: Sequence[str], row: Sequence[Any] | None) -> MappingItem:
        origin = Origin(f"{self._what} {item.key}")
        if row is None:
            problem = "the row went while it was read; sync again"
            return MappingItem(item.key, item.fingerprint, origin, {}, problem)
        values = dict(zip(names, row, strict=True))
        mapped = self._options.fields
        renamed = {name: values[of] for name, of in mapped.items()}
        values = renamed | {
            name: value
            for name, value in values.items()
            if name not in mapped and name not in mapped.values()
        }
        fields, dropped = plain_fields(
            {name: _decoded(name, value) for name, value in values.items()}, origin
        )
        return MappingItem(item.key, item.fingerprint, origin, fields, None, dropped)

    def _snapshot(self) -> Connection:
        self.close()
        connection = self._connection = self._engine.connect()
        match self.address.get_backend_name():
            case "sqlite":
                connection = connection.execution_options(isolation_level="AUTOCOMMIT")
                connection.exec_driver_sql("BEGIN")
            case "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        return connection

    def _column_names(self, connection: Connection) -> list[str]:
        names = list(connection.execute(self._rows([text("*")]).limit(0)).keys())
        options = self._options
        asked = {"source.key": options.key, "source.watermark": options.watermark}
        asked |= {f"source.fields.{name}": of for name, of in options.fields.items()}
        for setting, wanted in asked.items():
            if wanted and wanted not in names:
                there = ", ".join(names)
                raise SourceError(
                    f"{self.name}: {setting}: {self._what} has no column {wanted}; it has {there}"
                )
        return names

    def _rows(self, columns: Sequence[Any]) -> Select[Any]:
        options = self._options
        if options.table:
            schema, _, name = options.table.rpartition(".")
            return select(*columns).select_from(table(name, schema=schema or None))
        query = (options.query or "").strip().rstrip(";").replace(":", r"\:")
        return select(*columns).select_from(text(f"({query}) AS records"))

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            self.close()
            said = (str(getattr(error, "orig", None) or error).strip() or type(error).__name__).splitlines()[
                0
            ]
            raise SourceError(
                f"{self.name}: cannot be read: {without_password(said)}; nothing was changed"
            ) from None


def _address(location: str, name: str) -> URL:
    try:
        address = make_url(location)
    except (ArgumentError, ValueError):
        raise UsageError(f"{name}: no address of a database, such as postgresql://host/name") from None
    if address.get_backend_name() == "sqlite" and not Path(address.database or "").is_file():
        raise SourceError(f"{name}: there is no such file")  # SQLite would make one
    return address


def _shown(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _digest(names: Sequence[str], row: Sequence[Any]) -> str:
    fields, _ = plain_fields(dict(zip(names, row, strict=True)), Origin(""))
    return byte_digest(json.dumps(fields, default=str).encode("utf-8", "surrogatepass"))


def _decoded(name: str, value: Any) -> Any:
    """A list that a database without lists keeps as JSON, and text that it keeps as bytes."""
    if isinstance(value, bytes | memoryview):
        with suppress(UnicodeDecodeError):
            return bytes(value).decode("utf-8")
    if isinstance(value, str) and value[:1] in "[{" and value and field_name(name) in _LISTS:
        with suppress(ValueError):
            return json.loads(value)
    return value
