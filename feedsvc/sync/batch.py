"""Rows to be inserted, some hundred at a time."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, Table, insert

from feedsvc.store import schema
from feedsvc.store.queries import ROWS

# Tables whose rows others refer to come first.
_INSERTS = {table: insert(table) for table in schema.tables.sorted_tables}


class Batch:
    """Inserts that wait. Whoever reads one of these tables for new rows must `flush` first."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: dict[Table, list[Mapping[str, object]]] = {table: [] for table in _INSERTS}

    def insert(self, table: Table, row: Mapping[str, object]) -> None:
        """Insert a row, soon."""
        rows = self._rows[table]
        rows.append(row)
        if len(rows) >= ROWS:
            self.flush()

    def flush(self) -> None:
        """Insert what waits, now."""
        for table, rows in self._rows.items():
            if rows:
                self._connection.execute(_INSERTS[table], rows)
                rows.clear()
