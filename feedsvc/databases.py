"""Connections to databases whose every wait ends.

A server that is frozen, or cut off by a network, answers nothing and refuses nothing: whoever waits for it
waits for ever. PostgreSQL's client library has a limit for connecting, and none for an answer.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import Any

from sqlalchemy import URL, Engine, Pool, create_engine, event

CONNECT_SECONDS = 10


def engine_of(address: URL, seconds: float, *, poolclass: type[Pool] | None = None) -> Engine:
    """Connections to the database at `address`. On PostgreSQL, no answer takes longer than so many seconds:
    the statement is ended by the server, or where that is silent the connection by us.

    Raises what SQLAlchemy does where the address or its driver is no good (`ArgumentError`, `ImportError`).
    """
    if address.drivername == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    if address.drivername != "postgresql+psycopg":
        return create_engine(address, poolclass=poolclass)
    engine = create_engine(address, poolclass=poolclass, pool_pre_ping=poolclass is None)
    connect = _connecting(seconds)

    def do_connect(_dialect: Any, _entry: Any, cargs: Any, cparams: Any) -> Any:
        given = {"connect_timeout": max(2, min(CONNECT_SECONDS, round(seconds)))} | cparams
        milliseconds = int(seconds * 1000)
        ours = (
            f"-c statement_timeout={milliseconds} -c idle_in_transaction_session_timeout={10 * milliseconds}"
        )
        given["options"] = f"{ours} {given.get('options', '')}".strip()
        return connect(*cargs, **given)

    event.listen(engine, "do_connect", do_connect)
    return engine


def _connecting(seconds: float) -> Any:
    """What connects with psycopg, to connections on which no wait is longer than so many seconds."""
    import psycopg

    class LimitedConnection(psycopg.Connection[Any]):
        def wait(self, gen: Any, *args: Any, **kwargs: Any) -> Any:
            return super().wait(_limited(gen, seconds, self), *args, **kwargs)

    def _limited(
        gen: Generator[Any, Any, Any], most: float, connection: psycopg.Connection[Any]
    ) -> Generator[Any, Any, Any]:
        """The steps of an operation. psycopg goes on with one several times a second, ready or not."""
        end = time.monotonic() + most + 0.5  # the server is to end it first
        try:
            awaited = next(gen)
            while True:
                ready = yield awaited
                if not ready and time.monotonic() > end:
                    connection.pgconn.finish()
                    raise psycopg.OperationalError(f"no answer for {most:g} seconds")
                awaited = gen.send(ready)
        except StopIteration as ended:
            return ended.value

    return LimitedConnection.connect
