"""Opening the store: an engine, a read snapshot, and the one writer at a time."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from feedsvc.errors import NothingPublishedError, StoreError, without_password
from feedsvc.notifications import Notifications
from feedsvc.prometheus import REGISTRY
from feedsvc.store import schema
from feedsvc.store.engine import store_address, store_engine, store_file
from feedsvc.store.reasons import GONE, damaged, reason_of
from feedsvc.store.upgrade import OLDEST, upgrade
from feedsvc.store.values import DamagedError

BUSY_SECONDS = 60  # about the first sync of some 20,000 posts
NOTHING = "nothing was published yet; run feedsvc sync first"
ANSWER_SECONDS = 90  # more than a writer waits for another
_CHANNEL = "feedsvc_commit"
# Held by the writer on PostgreSQL ("feedsvc" in ASCII); SQLite has its own lock.
WRITER_LOCK = 0x66656564737663


class Store:
    """The published posts, behind any address that SQLAlchemy understands.

    Raises `UsageError` for an address that makes no sense, `StoreError` for a store that cannot be used.
    """

    def __init__(self, url: str, seconds: float = ANSWER_SECONDS, application: str = "feedsvc") -> None:
        """`seconds` is how long PostgreSQL may take for any one answer; `application` is what it is told of
        who connects."""
        address = store_address(url)
        if store_file(address) is None and "application_name" not in address.query:
            address = address.update_query_dict({"application_name": application})
        self.file = store_file(address)
        self.engine = store_engine(address, BUSY_SECONDS, seconds)
        self.name = without_password(address.render_as_string(hide_password=True))
        self._seen: tuple[int, int] | None = None  # the file that is open: its device and inode
        self.notices: list[str] = []  # what its user is to be told of it
        # Of the revision of this number and time, entity tags that the sync which committed it has made.
        self.etags: tuple[tuple[int, int], Mapping[Any, str]] = (0, 0), {}

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent snapshot. Raises `StoreError`, also when the store was never synced."""
        self._require_same_file()
        with self._counted("read"), self._looking() as connection:
            if self.file is not None:
                connection.exec_driver_sql("BEGIN")
            else:
                connection.execution_options(isolation_level="REPEATABLE READ")
            if (found := _schema_of(connection)) is None:
                raise NothingPublishedError(f"store {self.name}: {NOTHING}")
            self._require_known(found)
            yield connection

    @contextmanager
    def writing(self, *, commit: bool = True) -> Iterator[Connection]:
        """The one write transaction: committed as a whole, or nothing of it. Creates the tables, and brings
        those of an older feedsvc up to date: in a transaction before this one, after a copy of the file.

        Without `commit` everything happens but the copy and the commit: a rehearsal.

        Raises `StoreError` when another writer holds the store for longer than `BUSY_SECONDS`, and for a
        store of a newer feedsvc.
        """
        with self._counted("write"), self._failures(), self.engine.connect() as connection:
            self._begin(connection)
            found = _schema_of(connection)
            if found is None:
                schema.create(connection)
                set_meta(connection, "schema", str(schema.SCHEMA_VERSION))
            elif OLDEST <= found < schema.SCHEMA_VERSION:
                if commit:
                    self.notices.append(self._secured(found))
                upgrade(connection, found)
                if commit:
                    connection.commit()
                    self._begin(connection)
            else:
                self._require_known(found)
            yield connection
            if commit:
                if self.file is None:
                    connection.execute(text(f"NOTIFY {_CHANNEL}"))
                connection.commit()

    def commit_part(self, connection: Connection) -> None:
        """Within `writing`: commit what was written so far, and go on. In SQLite another writer may come in
        between."""
        if self.file is None:  # a lock of the session, beside that of the transaction
            connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": WRITER_LOCK})
        connection.commit()
        self._begin(connection)
        if self.file is None:
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": WRITER_LOCK})

    def is_being_written(self) -> bool:
        """Whether a writer holds the store now. Raises `StoreError`."""
        with self._looking() as connection:
            if self.file is None:
                lock = {"lock": WRITER_LOCK}
                return not connection.scalar(text("SELECT pg_try_advisory_xact_lock(:lock)"), lock)
            connection.exec_driver_sql("PRAGMA busy_timeout=0")
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            except OperationalError as error:
                return "locked" in str(error.orig)
            finally:
                connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
            return False

    def notifications(self) -> Notifications | None:
        """What tells of commits at once; None where only looking shows them."""
        return Notifications(self.engine.url, _CHANNEL) if self.file is None else None

    @contextmanager
    def reading_any(self) -> Iterator[Connection]:
        """One consistent snapshot of a store of any schema that this version knows, as the present schema has
        it. Raises `StoreError`."""
        with self._looking() as connection:
            found = _schema_of(connection)
            is_older = found is not None and OLDEST <= found < schema.SCHEMA_VERSION
        with self.writing(commit=False) if is_older else self.reading() as connection:
            yield connection

    def value(self, name: str) -> str | None:
        """One value kept beside the posts, in a store of any schema; None also where nothing was synced yet.

        Raises `StoreError`.
        """
        with self._looking() as connection:
            return get_meta(connection, name) if _has_tables(connection) else None

    def _require_same_file(self) -> None:
        """Let go of connections to a file that was taken away, or that another has taken the place of: they
        read what is there no more. Raises `StoreError` where none is in its place."""
        if self.file is None:
            return
        try:
            found = self.file.stat()
        except OSError:
            if self._seen is None:
                return  # SQLite's own error is the better one
            self.engine.dispose()
            raise StoreError(f"store {self.name}: {GONE}") from None
        seen = found.st_dev, found.st_ino
        if self._seen not in (None, seen):
            self.engine.dispose()
        self._seen = seen

    @contextmanager
    def _looking(self) -> Iterator[Connection]:
        """A connection that writes nothing: a replica takes no other."""
        with self._failures(), self.engine.connect() as connection:
            if self.file is None:
                connection.execution_options(postgresql_readonly=True)
            yield connection

    def _begin(self, connection: Connection) -> None:
        if self.file is not None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(text(f"SET LOCAL lock_timeout = '{BUSY_SECONDS}s'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": WRITER_LOCK})

    def _secured(self, found: int) -> str:
        """A line about the upgrade of a store of schema `found`, of which a copy is made if it is a file."""
        told = f"store {self.name}: brought from schema {found} to {schema.SCHEMA_VERSION}"
        if self.file is None:
            return f"{told}; an older feedsvc needs the backup made before (pg_dump)"
        original = self.engine.url.database or ""
        copy = _unused(f"{original}.schema-{found}")
        try:
            with closing(sqlite3.connect(original)) as source, closing(sqlite3.connect(copy)) as target:
                source.backup(target)
        except sqlite3.Error as error:
            Path(copy).unlink(missing_ok=True)
            raise StoreError(
                f"store {self.name}: made by an older feedsvc (schema {found}), and {copy} cannot be "
                f"written, to which it is copied before an upgrade: {error}; nothing was changed"
            ) from None
        return f"{told}; as it was it is kept in {copy}"

    def _require_known(self, found: int) -> None:
        known = schema.SCHEMA_VERSION
        if found > known:
            raise StoreError(
                f"store {self.name}: made by a newer feedsvc (schema {found}, this one knows {known}); "
                "use that one, or the copy kept from before it"
            )
        if OLDEST <= found < known:
            raise StoreError(
                f"store {self.name}: made by an older feedsvc (schema {found}, this is {known}); "
                "feedsvc sync brings it up to date"
            )
        if found < OLDEST:
            raise StoreError(
                f"store {self.name}: made by a feedsvc from before the first release (schema {found}); "
                "sync into a new store"
            )

    @contextmanager
    def _counted(self, operation: str) -> Iterator[None]:
        """What becomes of a transaction, and how long it takes."""
        began = time.perf_counter()
        try:
            yield
        except NothingPublishedError:
            raise
        except StoreError:
            REGISTRY.count("store_errors_total", operation)
            raise
        finally:
            REGISTRY.observe("store_duration_seconds", time.perf_counter() - began, operation)

    @contextmanager
    def _failures(self) -> Iterator[None]:
        """The database's own errors as one line."""
        try:
            yield
        except DamagedError as error:
            raise StoreError(f"store {self.name}: {damaged(str(error))}") from None
        except DBAPIError as error:
            raise StoreError(f"store {self.name}: {reason_of(error.orig, self.file)}") from error


def get_meta(connection: Connection, name: str) -> str | None:
    """One value kept beside the posts, such as the revision."""
    return connection.scalar(_GET, {"name": name})


def set_meta(connection: Connection, name: str, value: str) -> None:
    """Keep one value, unless it is kept already."""
    connection.execute(_SET, {"name": name, "value": value})


def drop_meta(connection: Connection, name: str) -> None:
    """Keep that value no longer."""
    connection.execute(_DROP, {"name": name})


# Built once: building one costs more than running it.
_GET = select(schema.meta.c.value).where(schema.meta.c.name == bindparam("name"))
_SET = text(
    "INSERT INTO meta (name, value) VALUES (:name, :value) "
    "ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE meta.value <> excluded.value"
)
_DROP = delete(schema.meta).where(schema.meta.c.name == bindparam("name"))


def _schema_of(connection: Connection) -> int | None:
    """The number of the schema of a store; None where nothing was written yet."""
    if not _has_tables(connection):
        return None
    found = get_meta(connection, "schema") or ""
    return int(found) if found.isdecimal() else 0


def _unused(name: str) -> str:
    """`name`, or with a number behind it, that no file has yet."""
    names = (name if number == 1 else f"{name}-{number}" for number in count(1))
    return next(found for found in names if not Path(found).exists())


def _has_tables(connection: Connection) -> bool:
    return connection.dialect.has_table(connection, "meta")
