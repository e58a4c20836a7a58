"""Engines for stores in SQLite, which share what SQLAlchemy has compiled: a process may open many stores."""

from __future__ import annotations

from typing import Any

from sqlalchemy import URL, Engine, Pool, create_engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

# By dialect and statement. There are as many as the code has statements: no value is part of one.
COMPILED: dict[Any, Any] = {}


class OneSqlite(SQLiteDialect_pysqlite):
    """There is one SQLite in a process, so its dialects are all alike. SQLAlchemy takes each for another, as
    servers of PostgreSQL may differ, and would compile every statement again for each store."""

    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return type(other) is OneSqlite

    def __hash__(self) -> int:
        return hash(OneSqlite)


registry.register("sqlite.feedsvc", __name__, OneSqlite.__name__)


def sqlite_engine(address: URL, poolclass: type[Pool] | None) -> Engine:
    """Connections to the store in the file of `address`. Raises what SQLAlchemy does where that names a
    driver which is not there."""
    if address.drivername in ("sqlite", "sqlite+pysqlite"):
        address = address.set(drivername="sqlite+feedsvc")
    return create_engine(address, poolclass=poolclass, execution_options={"compiled_cache": COMPILED})
