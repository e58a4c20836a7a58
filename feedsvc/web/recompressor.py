"""Better compression for what is asked for again, while nobody waits for it."""

from __future__ import annotations

import threading
from collections import deque

from feedsvc.web.cache import ResourceCache
from feedsvc.web.representations import Representation, Resource

PAUSE_SECONDS = 1.0
AGAIN = 3  # requests for one version in one coding; a crawler comes once
_Work = tuple[str, Resource, str]


class Recompressor:
    """A thread that replaces quickly compressed bodies by well compressed ones."""

    def __init__(self, cache: ResourceCache) -> None:
        self._cache = cache
        self._work: deque[_Work] = deque(maxlen=256)

    def start(self) -> None:
        threading.Thread(target=self._run, name="recompressor", daemon=True).start()

    def asked(self, path: str, resource: Resource, coding: str, representation: Representation) -> None:
        """Count a request for a quickly compressed body."""
        representation.asked += 1
        if representation.asked == AGAIN:
            self._work.append((path, resource, coding))

    def finish(self) -> None:
        """Do what there is to do, but nothing for versions that are no longer held."""
        while self._work:
            path, resource, coding = self._work.popleft()
            if self._cache.get(path) is resource:
                resource.improve(coding)
                self._cache.keep(path, resource)

    def _run(self) -> None:
        pause = threading.Event()
        while not pause.wait(PAUSE_SECONDS):
            self.finish()
