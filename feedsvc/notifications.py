"""Being told of changes in a database by PostgreSQL's NOTIFY: sooner than by looking, and no more certain."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from typing import Any

from sqlalchemy import URL

from feedsvc.databases import CONNECT_SECONDS

_STEP_SECONDS = 0.5  # after which it is seen that we are to stop
_AGAIN_SECONDS = 5.0  # until a lost connection is tried again


class Notifications:
    """What PostgreSQL tells on one channel (NOTIFY)."""

    def __init__(self, address: URL, channel: str) -> None:
        self._conninfo = address.set(drivername="postgresql").render_as_string(hide_password=False)
        self._channel = channel
        self._connection: Any = None

    def wait(self, stop: threading.Event, seconds: float) -> None:
        """Return when something has changed or may have (what was told before we listened is not told
        again), when `stop` is set, or after so many seconds."""
        import psycopg

        end = time.monotonic() + seconds
        try:
            if self._connection is None:
                self._connection = self._listening()
                return
            while not stop.is_set() and (left := end - time.monotonic()) > 0:
                for _told in self._connection.notifies(timeout=min(left, _STEP_SECONDS), stop_after=1):
                    return
        except psycopg.Error:
            self._close()
            stop.wait(min(seconds, _AGAIN_SECONDS))

    def _listening(self) -> Any:
        import psycopg
        from psycopg.sql import SQL, Identifier

        connection = psycopg.connect(
            self._conninfo, autocommit=True, connect_timeout=CONNECT_SECONDS, keepalives_idle=30
        )
        connection.execute(SQL("LISTEN {}").format(Identifier(self._channel)))
        return connection

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(Exception):
                connection.close()
