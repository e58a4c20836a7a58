"""Which of several processes that could sync does: the one that holds a lock of PostgreSQL.

The lock is one of a session, on a connection of its own. It goes when the process dies; and since the session
may not be silent for long, it goes when the process is frozen too. Whoever takes the lead then ends what the
former leader left under way, so that it holds up nobody, and can commit nothing when it wakes up.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress

from sqlalchemy import Connection, NullPool, text
from sqlalchemy.exc import SQLAlchemyError

from feedsvc.databases import engine_of
from feedsvc.store.store import WRITER_LOCK, Store

BEAT_SECONDS = 1.0
SILENT_SECONDS = 5  # of a session, after which PostgreSQL ends it
APPLICATION = "feedsvc leader"  # what the sessions of processes that may lead are called
_LEADER_LOCK = WRITER_LOCK + 1
_END_FORMER = """
SELECT pg_terminate_backend(held.pid) FROM pg_locks AS held JOIN pg_stat_activity AS session USING (pid)
WHERE held.locktype = 'advisory' AND held.granted AND session.application_name = :name
AND held.database = session.datid AND session.datname = current_database()
AND (held.classid::BIGINT << 32) | held.objid::BIGINT = :lock
"""


class Leadership:
    """The lead among the processes that sync into `store`, in PostgreSQL; `leads` says whether it is ours."""

    def __init__(self, store: Store) -> None:
        self._engine = engine_of(store.engine.url, SILENT_SECONDS - 2, poolclass=NullPool)
        self._connection: Connection | None = None
        self.leads = False

    def start(self, stop: threading.Event, changed: Callable[[], None]) -> None:
        """Take the lead as soon as it is free, and keep it, until `stop` is set; `changed` is called, in a
        thread of its own, whenever it was taken or lost."""
        self.leads = self._holds()
        threading.Thread(target=self._run, args=(stop, changed), name="leadership", daemon=True).start()

    def _run(self, stop: threading.Event, changed: Callable[[], None]) -> None:
        while not stop.wait(BEAT_SECONDS):
            led, self.leads = self.leads, self._holds()
            if led != self.leads:
                threading.Thread(target=changed, name="lead", daemon=True).start()
        self._close()

    def _holds(self) -> bool:
        try:
            if self._connection is not None:
                self._connection.execute(text("SELECT 1"))
                return True
            connection = self._connection = self._engine.connect()
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.execute(text(f"SET idle_session_timeout = '{SILENT_SECONDS}s'"))
            taken = connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": _LEADER_LOCK})
            if taken:
                known = {"name": APPLICATION, "lock": WRITER_LOCK}
                connection.execute(text(_END_FORMER), known)
                return True
        except SQLAlchemyError:
            pass
        self._close()
        return False

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(SQLAlchemyError):
                connection.close()
