"""What the worker processes of the server count, summed in their parent, which tells it.

A worker sends all it has counted to the parent process once a second.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, field
from multiprocessing.queues import SimpleQueue
from typing import TypeAlias

from feedsvc.prometheus import REGISTRY, Samples, exposition, listen, merged
from feedsvc.web.caching_responder import CachingResponder
from feedsvc.web.clients import reader
from feedsvc.web.instrumented import RequestRecord
from feedsvc.web.store_watcher import Clock, StoreWatcher

EVERY_SECONDS = 1.0
FORGET_SECONDS = 2 * 86_400  # a reader that was not heard of for so long has no subscribers
_MOST_READERS = 2000

# By feed and reader: how many subscribers it spoke of last, and when (seconds).
Subscribers: TypeAlias = "dict[tuple[str, str], tuple[int, float]]"


@dataclass(slots=True)
class Counts:
    """What one worker has counted since it began."""

    samples: Samples = field(default_factory=dict)
    subscribers: Subscribers = field(default_factory=dict)


# The process's number, and its counts.
CountsQueue: TypeAlias = "SimpleQueue[tuple[int, Counts]]"


class Counting:
    """Counts in a worker, and sends the counts."""

    def __init__(self, queue: CountsQueue, responder: CachingResponder, watcher: StoreWatcher) -> None:
        self._queue, self._responder, self._watcher = queue, responder, watcher
        self._subscribers: Subscribers = {}
        self._lock = threading.Lock()

    def start(self) -> None:
        threading.Thread(target=self._run, name="metrics", daemon=True).start()

    def __call__(self, record: RequestRecord) -> None:
        reply, kind = record.reply, record.document_type
        REGISTRY.count("requests_total", kind, str(reply.code))
        REGISTRY.count("response_bytes_total", kind, by=reply.size)
        REGISTRY.count("cache_requests_total", record.cache)
        REGISTRY.observe("request_duration_seconds", record.seconds, kind)
        if kind == "feed":
            name, subscribers = reader(record.environ.get("HTTP_USER_AGENT", ""))
            if subscribers is not None:
                with self._lock:
                    self._subscribers.pop((record.path, name), None)
                    self._subscribers[record.path, name] = subscribers, self._watcher.clock()
                    if len(self._subscribers) > _MOST_READERS:
                        del self._subscribers[next(iter(self._subscribers))]

    def _run(self) -> None:
        pause = threading.Event()
        while not pause.wait(EVERY_SECONDS):
            cache = self._responder.cache
            REGISTRY.set("cache_resources", len(cache))
            REGISTRY.set("cache_bytes", cache.size)
            REGISTRY.set("revision", self._watcher.state.revision)
            REGISTRY.set("degraded", bool(self._watcher.problem()))
            with self._lock:
                subscribers = dict(self._subscribers)
            self._queue.put((os.getpid(), Counts(REGISTRY.samples(), subscribers)))


class Metrics:
    """The sum, in the parent process, with what that counts itself."""

    def __init__(self, queue: CountsQueue, clock: Clock) -> None:
        self._queue, self._clock = queue, clock
        self._workers: dict[int, Counts] = {}

    def serve(self, host: str, port: int) -> None:
        """Begin to answer. Raises `UsageError` when the address cannot be listened on."""
        listen(host, port, self.text)
        threading.Thread(target=self._collect, name="counts", daemon=True).start()

    def take(self, worker: int, counts: Counts) -> None:
        """The counts of a worker, instead of those it sent before."""
        self._workers[worker] = counts

    def text(self) -> str:
        """All metrics in Prometheus' text format."""
        workers = list(self._workers.values())
        samples = merged((*(counts.samples for counts in workers), REGISTRY.samples()))
        for key, number in self._latest(workers).items():
            samples["subscribers", key] = number
        return exposition(samples)

    def _collect(self) -> None:
        while True:
            self.take(*self._queue.get())

    def _latest(self, workers: list[Counts]) -> dict[tuple[str, str], int]:
        latest: Subscribers = {}
        for counts in workers:
            for key, (number, when) in counts.subscribers.items():
                if when > max(latest.get(key, (0, 0.0))[1], self._clock() - FORGET_SECONDS):
                    latest[key] = number, when
        return {key: number for key, (number, _) in latest.items()}
