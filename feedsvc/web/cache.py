"""The resources kept in memory: the latest asked for, within a number of bytes, each made once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future

from feedsvc.web.representations import Reply, Resource

Made = Resource | Reply | None


class ResourceCache:
    """Resources by path; their `size` is in bytes, about. Safe to use from several threads."""

    def __init__(self, budget: int) -> None:
        self._budget, self.size = budget, 0
        self._resources: OrderedDict[str, Resource] = OrderedDict()
        self._sizes: dict[str, int] = {}
        self._calls: dict[str, Future[Made]] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._resources)

    def get(self, path: str) -> Resource | None:
        """What is kept at `path`; it is now the last to be dropped."""
        resource = self._resources.get(path)
        if resource is not None:
            try:
                self._resources.move_to_end(path)
            except KeyError:
                return None  # dropped just now by another thread
        return resource

    def keep(self, path: str, resource: Resource) -> None:
        """Keep `resource`, or count anew how large it is; what was not asked for the longest goes."""
        size = resource.size
        with self._lock:
            self.size += size - self._sizes.get(path, 0)
            self._sizes[path] = size
            self._resources[path] = resource
            self._resources.move_to_end(path)
            while self.size > self._budget and self._resources:
                dropped, _ = self._resources.popitem(last=False)
                self.size -= self._sizes.pop(dropped)

    def drop(self, path: str) -> None:
        """Keep nothing at `path`."""
        with self._lock:
            if self._resources.pop(path, None) is not None:
                self.size -= self._sizes.pop(path)

    def once(self, path: str, make: Callable[[], Resource | Reply]) -> tuple[Made, bool]:
        """What `make` gives, and whether it was called for this request: one thread calls it while others
        that ask for `path` wait for its result (None where it failed)."""
        with self._lock:
            waited_for = self._calls.get(path)
            call = waited_for or self._calls.setdefault(path, Future())
        if waited_for:
            return waited_for.result(), False
        made: Made = None
        try:
            made = make()
            return made, True
        finally:
            with self._lock:
                del self._calls[path]
            call.set_result(made)
