"""Building documents on several cores, each process with a snapshot of its own of the same revision."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack

from feedsvc.errors import ExportError
from feedsvc.export.build import Builder, Built, Order
from feedsvc.publish.documents import Edition, Publisher
from feedsvc.store.processes import end_with_parent, process_context
from feedsvc.store.store import Store

CHUNK = 50
# A process may need half a second to begin with; fewer documents are built sooner than that.
WORTH_A_PROCESS = 400

Batch = list[list[Built]]


def build_all(
    publisher: Publisher, edition: Edition, builder: Builder, orders: Sequence[Order], jobs: int
) -> Iterator[list[Built]]:
    """The files of each document ordered, in order. Raises what `Builder.build` raises."""
    jobs = min(jobs, len(orders) // WORTH_A_PROCESS)
    if jobs < 2:
        yield from builder.build(edition, orders)
        return
    chunks = [orders[start : start + CHUNK] for start in range(0, len(orders), CHUNK)]
    url = publisher.store.engine.url.render_as_string(hide_password=False)
    values = (url, publisher.url, edition.publication.revision, builder)
    with ProcessPoolExecutor(jobs, process_context(), _begin, values) as pool:
        try:
            for chunk, batch in zip(chunks, pool.map(_build, chunks), strict=True):
                # Published again meanwhile: only this process still has the revision.
                yield from builder.build(edition, chunk) if batch is None else batch
        except BrokenProcessPool:
            raise ExportError("a process that built documents was killed; try fewer (--jobs 1)") from None
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


class _Worker:
    """What a process keeps for its whole life."""

    open = ExitStack()
    edition: Edition | None = None
    builder: Builder


def _begin(store_url: str, url: str | None, revision: int, builder: Builder) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()
    _Worker.builder = builder
    edition = _Worker.open.enter_context(Publisher(Store(store_url), url).edition())
    _Worker.edition = edition if edition.publication.revision == revision else None


def _build(orders: Sequence[Order]) -> Batch | None:
    return None if _Worker.edition is None else list(_Worker.builder.build(_Worker.edition, orders))
