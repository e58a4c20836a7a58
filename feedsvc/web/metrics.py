"""Counts for Prometheus, summed over the worker processes and told on a listener of their own.

A worker sends all it has counted to the parent process once a second. The parent answers `GET /metrics` in
the text format 0.0.4.
"""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.queues import SimpleQueue
from typing import TypeAlias

from feedsvc.errors import UsageError
from feedsvc.web.caching_responder import CachingResponder
from feedsvc.web.clients import reader
from feedsvc.web.instrumented import RequestRecord
from feedsvc.web.store_watcher import Clock, StoreWatcher

EVERY_SECONDS = 1.0
FORGET_SECONDS = 2 * 86_400  # a reader that was not heard of for so long has no subscribers
_MOST_READERS = 2000
MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(slots=True)
class Counts:
    """What one worker has counted since it began."""

    requests: Counter[tuple[str, int]] = field(default_factory=Counter)
    bytes: Counter[str] = field(default_factory=Counter)
    cache: Counter[str] = field(default_factory=Counter)
    # By feed and reader: how many subscribers it spoke of last, and when (seconds).
    subscribers: dict[tuple[str, str], tuple[int, float]] = field(default_factory=dict)
    resources: int = 0
    cache_bytes: int = 0
    revision: int = 0
    degraded: bool = False


# The process's number, and its counts.
CountsQueue: TypeAlias = "SimpleQueue[tuple[int, Counts]]"


class Counting:
    """Counts in a worker, and sends the counts."""

    def __init__(self, queue: CountsQueue, responder: CachingResponder, watcher: StoreWatcher) -> None:
        self._queue, self._responder, self._watcher = queue, responder, watcher
        self._counts, self._lock = Counts(), threading.Lock()

    def start(self) -> None:
        threading.Thread(target=self._run, name="metrics", daemon=True).start()

    def __call__(self, record: RequestRecord) -> None:
        counts, reply = self._counts, record.reply
        with self._lock:
            counts.requests[record.document_type, reply.code] += 1
            counts.bytes[record.document_type] += reply.size
            counts.cache[record.cache] += 1
            if record.document_type == "feed":
                name, subscribers = reader(record.environ.get("HTTP_USER_AGENT", ""))
                if subscribers is not None:
                    counts.subscribers.pop((record.path, name), None)
                    counts.subscribers[record.path, name] = subscribers, self._watcher.clock()
                    if len(counts.subscribers) > _MOST_READERS:
                        del counts.subscribers[next(iter(counts.subscribers))]

    def _run(self) -> None:
        pause = threading.Event()
        while not pause.wait(EVERY_SECONDS):
            with self._lock:
                counts, cache = self._counts, self._responder.cache
                counts.resources, counts.cache_bytes = len(cache), cache.size
                counts.revision, counts.degraded = self._watcher.state.revision, bool(self._watcher.problem())
                counts = deepcopy(counts)
            self._queue.put((os.getpid(), counts))


class Metrics:
    """The sum, in the parent process."""

    def __init__(self, queue: CountsQueue, clock: Clock) -> None:
        self._queue, self._clock = queue, clock
        self._workers: dict[int, Counts] = {}

    def serve(self, host: str, port: int) -> None:
        """Begin to answer. Raises `UsageError` when the address cannot be listened on."""
        metrics = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                is_known = self.path.partition("?")[0] == "/metrics"
                body = metrics.text().encode() if is_known else b"Ask for /metrics.\n"
                self.send_response(200 if is_known else 404)
                self.send_header("Content-Type", MEDIA_TYPE)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Nothing: who looks at the counts is of no interest."""

        try:
            server = ThreadingHTTPServer((host, port), Handler)
        except OSError as error:
            raise UsageError(f"{host}:{port} cannot be listened on for metrics: {error.strerror}") from None
        threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()
        threading.Thread(target=self._collect, name="counts", daemon=True).start()

    def take(self, worker: int, counts: Counts) -> None:
        """The counts of a worker, instead of those it sent before."""
        self._workers[worker] = counts

    def text(self) -> str:
        """All metrics in Prometheus' text format."""
        return "".join(f"{line}\n" for line in self._lines())

    def _collect(self) -> None:
        while True:
            self.take(*self._queue.get())

    def _lines(self) -> Iterator[str]:
        workers = list(self._workers.values())
        requests = sum((counts.requests for counts in workers), Counter[tuple[str, int]]())
        yield from _head("requests_total", "counter", "Requests by kind of document and status.")
        for (kind, status), number in sorted(requests.items()):
            yield f'feedsvc_requests_total{{kind="{kind}",status="{status}"}} {number}'
        sent = sum((counts.bytes for counts in workers), Counter[str]())
        yield from _head("response_bytes_total", "counter", "Bytes of response bodies by kind of document.")
        for kind, number in sorted(sent.items()):
            yield f'feedsvc_response_bytes_total{{kind="{kind}"}} {number}'
        cache = sum((counts.cache for counts in workers), Counter[str]())
        yield from _head("cache_requests_total", "counter", "Requests by what the cache had for them.")
        for result, number in sorted(cache.items()):
            yield f'feedsvc_cache_requests_total{{result="{result}"}} {number}'
        yield from _head("subscribers", "gauge", "Subscribers as readers tell them in their User-Agent.")
        for (path, name), number in sorted(self._subscribers(workers).items()):
            yield f'feedsvc_subscribers{{feed="{_label(path)}",reader="{_label(name)}"}} {number}'
        gauges = (
            ("cache_resources", "Documents held ready.", sum(counts.resources for counts in workers)),
            ("cache_bytes", "Bytes they take, about.", sum(counts.cache_bytes for counts in workers)),
            ("revision", "Revision being served.", max((counts.revision for counts in workers), default=0)),
            ("degraded", "1 when a worker cannot see the newest.", int(any(c.degraded for c in workers))),
        )
        for name, text, value in gauges:
            yield from _head(name, "gauge", text)
            yield f"feedsvc_{name} {value}"

    def _subscribers(self, workers: list[Counts]) -> dict[tuple[str, str], int]:
        latest: dict[tuple[str, str], tuple[int, float]] = {}
        for counts in workers:
            for key, (number, when) in counts.subscribers.items():
                if when > max(latest.get(key, (0, 0.0))[1], self._clock() - FORGET_SECONDS):
                    latest[key] = number, when
        return {key: number for key, (number, _) in latest.items()}


def _head(name: str, kind: str, text: str) -> Iterator[str]:
    yield f"# HELP feedsvc_{name} {text}"
    yield f"# TYPE feedsvc_{name} {kind}"


def _label(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
