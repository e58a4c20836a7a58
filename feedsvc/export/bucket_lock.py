"""Keeping other exports out of an object store, which knows no locks: an object that only one can write.

It is written where there is none, and again every few seconds as long as it is the one written last; both are
one request with a condition (RFC 9110, 13.1). One that was not renewed for a while is somebody's who was
killed, and is taken over. Who was frozen for so long finds out before it writes anything else.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from uuid import uuid4

from feedsvc.errors import ExportError
from feedsvc.export.object_store import ConflictError, ObjectStore

LOCK = ".feedsvc-export.lock"
RENEW_SECONDS = 10.0
EXPIRE_SECONDS = 60.0
# The store's times are whole seconds, and a request takes a while to get there.
_MARGIN_SECONDS = 5.0


class BucketLock:
    """The lock of one export, held from `__enter__` on. Raises `ExportError` while another has it."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store
        self._holder = f"{socket.gethostname()} {os.getpid()} {uuid4().hex}"
        self._tag: str | None = None
        self._until = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._renew, name="lock", daemon=True)

    def __enter__(self) -> BucketLock:
        found = self._store.age(LOCK)
        if found is not None and found[0] < EXPIRE_SECONDS:
            raise self._refusal()
        self._tag = found and found[1]
        try:
            self._write()
        except ConflictError:
            raise self._refusal() from None
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(timeout=1)
        if time.monotonic() < self._until:
            self._store.delete(LOCK)

    def require(self) -> None:
        """Raises `ExportError` where the lock may be another's by now: nothing may be written any more."""
        if time.monotonic() >= self._until:
            raise ExportError(
                f"{self._store.name}: no word from the store, or this process stood still, for "
                f"{EXPIRE_SECONDS:.0f} seconds; another export may be writing there; export again"
            )

    def _refusal(self) -> ExportError:
        holder = (self._store.get(LOCK) or b"").decode(errors="replace").split()
        who = f" ({holder[0]}, process {holder[1]})" if len(holder) > 2 else ""
        remedy = (
            f"wait for its end; one that was killed is in nobody's way after {EXPIRE_SECONDS:.0f} seconds"
        )
        return ExportError(f"{self._store.name}: another export is writing there{who}; {remedy}")

    def _write(self) -> None:
        began = time.monotonic()
        content = f"{self._holder} {began}\n".encode()
        fields = {"ContentType": "text/plain; charset=utf-8", "CacheControl": "no-store"}
        self._tag = self._store.put(LOCK, content, self._tag, **fields)
        self._until = began + EXPIRE_SECONDS - _MARGIN_SECONDS

    def _renew(self) -> None:
        while not self._stop.wait(RENEW_SECONDS):
            try:
                with self._store.failures():
                    self._write()
            except ConflictError:
                self._until = 0.0
                return
            except ExportError:
                pass  # the next time perhaps; `require` knows how long that may go on
