"""From the address of a store to connections, also to a store that can only be read where it lies."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Engine, NullPool, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import ConnectionPoolEntry

from feedsvc.databases import engine_of
from feedsvc.errors import UsageError

_LOG_BYTES = 64 * 1024 * 1024  # to which the log of a large sync is cut
_REMEDY = "write an address such as sqlite:///feedsvc.db"


def store_address(url: str) -> URL:
    """The address of a store. Raises `UsageError` for what is none; it shows no password."""
    scheme, mark, _ = url.partition("://")
    shown = repr(f"{scheme}://…" if mark else url)  # what is no address may have its password anywhere
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        raise UsageError(f"store {shown}: no address of a store; {_REMEDY}") from None
    if "@" in (address.host or ""):
        raise UsageError(f"store {shown}: in a password, @ is written as %40, / as %2F, : as %3A")
    if address.drivername == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    if address.get_backend_name() == "sqlite" and address.database in (None, "", ":memory:"):
        raise UsageError(f"store {url!r}: a file is needed; {_REMEDY}")
    if address.get_backend_name() not in ("sqlite", "postgresql"):
        kind = address.get_backend_name()
        raise UsageError(f"store {shown}: {kind} is neither sqlite nor postgresql; {_REMEDY}")
    return address


def store_file(address: URL) -> Path | None:
    """The file of a store in SQLite; None where there is none."""
    return Path(address.database or "") if address.get_backend_name() == "sqlite" else None


def store_engine(address: URL, busy_seconds: float, seconds: float) -> Engine:
    """Connections to the store at `address`, on which no answer of PostgreSQL takes longer than so many
    `seconds`. Raises `UsageError` where a package for it is missing."""
    file = store_file(address)
    try:
        if file is None:
            return engine_of(address, seconds)
        from feedsvc.store.sqlite_dialect import sqlite_engine  # which PostgreSQL needs nothing of

        # A connection that takes the file for unchanging must not be kept: a writer may come elsewhere.
        engine = sqlite_engine(address, NullPool if is_read_only(file) else None)
    except NoSuchModuleError:
        raise UsageError(f"store {address!r}: no such driver; {_REMEDY}") from None
    except ImportError as error:
        remedy = "pip install 'feedsvc[postgresql]', or write postgresql://…"
        raise UsageError(f"store {address!r}: {error.name or error} is not installed; {remedy}") from None
    event.listen(engine, "do_connect", _connect_read_only)

    def set_up(connection: Any, _entry: ConnectionPoolEntry) -> None:
        # The driver must leave transactions to us: its own rules would begin one too late for a snapshot.
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout={int(busy_seconds * 1000)}")
        if not is_read_only(file):
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.execute(f"PRAGMA journal_size_limit={_LOG_BYTES}")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA temp_store=MEMORY")
        connection.execute("PRAGMA cache_size=-32768")

    event.listen(engine, "connect", set_up)
    return engine


def is_read_only(file: Path) -> bool:
    """Whether a file is there and can be read where it lies, but not written: as on a read-only mount."""
    if not file.exists() or (os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)):
        return False
    # The two files that a writer needs may be there and writable although their folder is not.
    return not all(os.access(f"{file}{ending}", os.W_OK) for ending in ("", "-wal", "-shm"))


def _connect_read_only(dialect: Any, _entry: ConnectionPoolEntry, cargs: Any, cparams: Any) -> Any:
    """SQLite makes two files beside one that it reads, unless it is told that nobody writes. Where there is a
    log of changes, somebody may, and the files are there."""
    file = Path(cargs[0])
    if not is_read_only(file):
        return None
    log = Path(f"{file}-wal")
    mode = "mode=ro" if log.exists() and log.stat().st_size else "mode=ro&immutable=1"
    return dialect.connect(f"file:{quote(os.fspath(file.absolute()))}?{mode}", **{**cparams, "uri": True})
