"""Building documents on several cores, each process with a snapshot of its own of the same revision."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack

from feedsvc.export.build import Builder, Order
from feedsvc.export.target import Staged
from feedsvc.processes import processes_for, spread
from feedsvc.publish.documents import Edition
from feedsvc.publish.publisher import Publisher
from feedsvc.store.store import Store

CHUNK = 50
# A process may need half a second to begin with; fewer documents are built sooner than that.
WORTH_PROCESSES = 800


# What a process needs to build documents: the address of the store, the site's, the revision, the builder.
_Job = tuple[str, str | None, int, Builder]


class _Worker:
    """Builds documents from a snapshot that it keeps for the life of its process."""

    def __init__(self, job: _Job) -> None:
        store_url, url, revision, self._builder = job
        self._open = ExitStack()
        edition = self._open.enter_context(Publisher(Store(store_url), url).edition())
        self._edition = edition if edition.publication.revision == revision else None

    def __call__(self, order: Order) -> list[Staged] | None:
        """The files of a document, none of one that is not there any more; None where this process sees
        another revision."""
        return None if self._edition is None else self._builder.build(self._edition, order)


def build_all(
    publisher: Publisher, edition: Edition, builder: Builder, orders: Sequence[Order], jobs: int | None
) -> Iterator[list[Staged]]:
    """The files of each document ordered, in order. Raises what `Builder.build` does, and `ProcessError`."""
    processes = processes_for(len(orders), jobs, WORTH_PROCESSES)
    if processes < 2:
        yield from (builder.build(edition, order) for order in orders)
        return
    url = publisher.store.engine.url.render_as_string(hide_password=False)
    job: _Job = (url, publisher.url, edition.publication.revision, builder)
    for order, built in spread(_Worker, job, ((order, order) for order in orders), processes, CHUNK):
        # Published again meanwhile: only this process still has the revision.
        yield builder.build(edition, order) if built is None else built
