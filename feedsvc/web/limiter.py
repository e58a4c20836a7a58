"""429 for a client that fetches the same document again and again, and never asks whether it changed."""

from __future__ import annotations

import threading
import time

from feedsvc.web.representations import Reply, plain_reply

WINDOW_SECONDS = 60
_MOST_CLIENTS = 20_000


class Limiter:
    """At most `limit` whole answers a minute for one client and document, counted in each worker process."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._counts: dict[tuple[str, str], int] = {}
        self._ends = 0.0
        self._lock = threading.Lock()

    def limited(self, client: str, path: str) -> Reply | None:
        """The refusal of one more whole answer; None while there is no reason for it."""
        now = time.monotonic()
        with self._lock:
            if now >= self._ends or len(self._counts) > _MOST_CLIENTS:
                self._counts.clear()
                self._ends = now + WINDOW_SECONDS
            count = self._counts[client, path] = self._counts.get((client, path), 0) + 1
            left = max(1, round(self._ends - now))
        if count <= self._limit:
            return None
        advice = (
            "Too many requests without a validator: send If-None-Match with the ETag of your last answer."
        )
        return plain_reply("429 Too Many Requests", advice, ("Retry-After", str(left)))
