"""The resources held in memory: the latest asked for, within a number of bytes, each made once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

from feedsvc.web.representations import Resource


class _Flight:
    """One making of a resource, and those who wait for it."""

    def __init__(self) -> None:
        self.landed = threading.Event()
        self.result: Resource | None = None


class ResourceCache:
    """Resources by path. Safe to use from several threads."""

    def __init__(self, budget: int) -> None:
        self._budget, self._held = budget, 0
        self._resources: OrderedDict[str, Resource] = OrderedDict()
        self._sizes: dict[str, int] = {}
        self._flights: dict[str, _Flight] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._resources)

    @property
    def held(self) -> int:
        """Bytes held, about."""
        return self._held

    def get(self, path: str) -> Resource | None:
        """What is held at `path`; it is now the last to be dropped."""
        resource = self._resources.get(path)
        if resource is not None:
            try:
                self._resources.move_to_end(path)
            except KeyError:
                return None  # dropped just now by another thread
        return resource

    def keep(self, path: str, resource: Resource) -> None:
        """Hold `resource`, or count anew how large it is; what was not asked for the longest goes."""
        size = resource.size
        with self._lock:
            self._held += size - self._sizes.get(path, 0)
            self._sizes[path] = size
            self._resources[path] = resource
            self._resources.move_to_end(path)
            while self._held > self._budget and self._resources:
                dropped, _ = self._resources.popitem(last=False)
                self._held -= self._sizes.pop(dropped)

    def drop(self, path: str) -> None:
        """Hold nothing at `path`."""
        with self._lock:
            if self._resources.pop(path, None) is not None:
                self._held -= self._sizes.pop(path)

    def once(self, path: str, make: Callable[[], Resource | None]) -> Resource | None:
        """What `make` gives, called by one thread while others that ask for `path` wait for its result."""
        with self._lock:
            flight = self._flights.get(path)
            leads = flight is None
            if flight is None:
                flight = self._flights[path] = _Flight()
        if not leads:
            flight.landed.wait()
            return flight.result
        try:
            flight.result = make()
            return flight.result
        finally:
            with self._lock:
                del self._flights[path]
            flight.landed.set()
