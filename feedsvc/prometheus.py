"""What this process has counted and timed, and how Prometheus is told of it: in its text format 0.0.4.

Processes that stay answer `GET /metrics`; a command that ends writes a file for the textfile collector of
Prometheus' node exporter. Durations are in seconds.
"""

from __future__ import annotations

import os
import threading
import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from feedsvc.errors import UsageError

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_SHORT = (0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5)
_USUAL = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_LONG = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200)


class MetricFamily(NamedTuple):
    """A metric with the names of its labels. `bounds` are a histogram's; of a gauge that several processes
    have, the sum is told, or the highest."""

    kind: Literal["counter", "gauge", "histogram"]
    help: str
    labels: tuple[str, ...] = ()
    bounds: tuple[float, ...] = ()
    takes_highest: bool = False


# Every metric, without the "feedsvc_" before its name.
FAMILIES = {
    "requests_total": MetricFamily("counter", "Requests by kind of document and status.", ("kind", "status")),
    "request_duration_seconds": MetricFamily(
        "histogram", "From a request to its answer by kind of document.", ("kind",), _SHORT
    ),
    "response_bytes_total": MetricFamily("counter", "Bytes of response bodies by kind.", ("kind",)),
    "cache_requests_total": MetricFamily("counter", "Requests by what the cache had.", ("result",)),
    "subscribers": MetricFamily(
        "gauge", "Subscribers as readers tell them in their User-Agent.", ("feed", "reader")
    ),
    "cache_resources": MetricFamily("gauge", "Documents held ready."),
    "cache_bytes": MetricFamily("gauge", "Bytes they take, about."),
    "revision": MetricFamily("gauge", "Revision being served.", takes_highest=True),
    "degraded": MetricFamily("gauge", "1 when a worker cannot see the newest.", takes_highest=True),
    "syncs_total": MetricFamily("counter", "Syncs by how they ended.", ("result",)),
    "sync_duration_seconds": MetricFamily("histogram", "Syncs that ended well.", (), _LONG),
    "sync_posts_total": MetricFamily("counter", "Posts that are others since a sync.", ("change",)),
    "sync_records": MetricFamily("gauge", "Records of the last sync by their state.", ("state",)),
    "last_sync_timestamp_seconds": MetricFamily(
        "gauge", "When the last sync that ended well began.", takes_highest=True
    ),
    "leader": MetricFamily("gauge", "1 when this process syncs, 0 when it stands by."),
    "render_duration_seconds": MetricFamily("histogram", "Rendering a post.", (), _SHORT),
    "render_failures_total": MetricFamily("counter", "Posts whose text could not be rendered."),
    "store_duration_seconds": MetricFamily(
        "histogram", "Transactions of the store, to their end.", ("operation",), _USUAL
    ),
    "store_errors_total": MetricFamily("counter", "Transactions that the store refused.", ("operation",)),
    "exports_total": MetricFamily("counter", "Exports by how they ended.", ("result",)),
    "export_duration_seconds": MetricFamily("histogram", "Exports that ended well.", (), _LONG),
    "export_documents": MetricFamily("gauge", "Documents of the last export."),
    "export_files_total": MetricFamily("counter", "Files that exports changed.", ("change",)),
    "export_bytes_total": MetricFamily("counter", "Bytes of files that exports put in place."),
    "object_store_duration_seconds": MetricFamily(
        "histogram", "Requests to the object store.", ("operation",), _USUAL
    ),
    "object_store_errors_total": MetricFamily(
        "counter", "Requests that the object store refused or did not answer.", ("operation",)
    ),
    "purges_total": MetricFamily("counter", "Purges of the network in front.", ("result",)),
    "purged_addresses_total": MetricFamily("counter", "Addresses that it was asked to forget."),
}

# By name and values of labels: a number, or of a histogram how many fell into each part and their sum.
Samples: TypeAlias = "dict[tuple[str, tuple[str, ...]], float | list[float]]"


class Registry:
    """What one process has counted since it began. Safe to use from several threads."""

    def __init__(self) -> None:
        self._samples: Samples = {}
        self._lock = threading.Lock()

    def count(self, name: str, *labels: str, by: float = 1) -> None:
        """Add to a counter."""
        with self._lock:
            number = self._samples.get((name, labels), 0)
            assert not isinstance(number, list)
            self._samples[name, labels] = number + by

    def set(self, name: str, value: float, *labels: str) -> None:
        """Set a gauge."""
        with self._lock:
            self._samples[name, labels] = value

    def observe(self, name: str, seconds: float, *labels: str) -> None:
        """Note how long something took."""
        bounds = FAMILIES[name].bounds
        with self._lock:
            parts = self._samples.setdefault((name, labels), [0.0] * (len(bounds) + 2))
            assert isinstance(parts, list)
            parts[bisect_left(bounds, seconds)] += 1
            parts[-1] += seconds

    @contextmanager
    def timed(self, what: str, *labels: str) -> Iterator[None]:
        """Around something that takes WHAT_duration_seconds, or is counted in WHAT_errors_total."""
        began = time.perf_counter()
        try:
            yield
        except Exception:
            self.count(f"{what}_errors_total", *labels)
            raise
        self.observe(f"{what}_duration_seconds", time.perf_counter() - began, *labels)

    def samples(self) -> Samples:
        """A copy of all, to be sent to another process."""
        with self._lock:
            return {
                key: list(value) if isinstance(value, list) else value for key, value in self._samples.items()
            }


REGISTRY = Registry()


def merged(processes: Iterable[Samples]) -> Samples:
    """What several processes have counted together."""
    total: Samples = {}
    for samples in processes:
        for key, value in samples.items():
            known = total.get(key)
            if known is None:
                total[key] = value
            elif isinstance(value, list) and isinstance(known, list):
                total[key] = [one + other for one, other in zip(known, value, strict=True)]
            elif not isinstance(value, list) and not isinstance(known, list):
                highest = FAMILIES[key[0]].takes_highest
                total[key] = max(known, value) if highest else known + value
    return total


def exposition(samples: Samples) -> str:
    """Metrics in Prometheus' text format."""
    return "".join(f"{line}\n" for line in _lines(samples))


def write_textfile(path: Path | None) -> None:
    """Write what this process has counted, in place of the file as a whole, where one is named. Raises
    `UsageError`."""
    if path is None:
        return
    part = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        part.write_text(exposition(REGISTRY.samples()), "utf-8")
        part.replace(path)
    except OSError as error:
        raise UsageError(f"--metrics {path}: cannot be written: {error.strerror}") from None


def listen(host: str, port: int, tell: Callable[[], str]) -> None:
    """Begin to answer `GET /metrics` with what `tell` gives. Raises `UsageError` when the address cannot be
    listened on."""
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer  # which most commands do not need

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_known = self.path.partition("?")[0] == "/metrics"
            body = tell().encode() if is_known else b"Ask for /metrics.\n"
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


def _lines(samples: Samples) -> Iterator[str]:
    names = {name for name, _ in samples}
    for name, family in FAMILIES.items():
        if name not in names:
            continue
        yield f"# HELP feedsvc_{name} {family.help}"
        yield f"# TYPE feedsvc_{name} {family.kind}"
        for (found, values), value in sorted(samples.items(), key=lambda sample: sample[0]):
            if found == name:
                labels = dict(zip(family.labels, values, strict=True))
                yield from _told(f"feedsvc_{name}", labels, value, family.bounds)


def _told(
    name: str, labels: Mapping[str, str], value: float | list[float], bounds: tuple[float, ...]
) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{name}{_labels(labels)} {_number(value)}"
        return
    count = 0.0
    for bound, part in zip((*map(_number, bounds), "+Inf"), value, strict=False):
        count += part
        yield f"{name}_bucket{_labels({**labels, 'le': bound})} {_number(count)}"
    yield f"{name}_sum{_labels(labels)} {_number(value[-1])}"
    yield f"{name}_count{_labels(labels)} {_number(count)}"


def _labels(labels: Mapping[str, str]) -> str:
    told = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return f"{{{told}}}" if told else ""


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else f"{value:.9f}".rstrip("0")
