"""Work done by the workers of a Dask cluster, as `processes` has it done by those of this machine."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from itertools import chain, islice
from typing import Any, TypeVar

from feedsvc.errors import UsageError

K = TypeVar("K")
J = TypeVar("J")
R = TypeVar("R")
V = TypeVar("V")
CHUNK = 64
CONNECT_SECONDS = 10
ALONE_SECONDS = 5  # without any worker, after which this machine goes on
RETRIES = 3


def spread_on_cluster(
    make_worker: Callable[[V], Callable[[J], R]],
    value: V,
    jobs: Iterable[tuple[K, J]],
    locally: Callable[[Iterable[tuple[K, J]]], Iterator[tuple[K, R]]],
    address: str,
    seconds: float,
    tell: Callable[[str], None],
) -> Iterator[tuple[K, R]]:
    """What a worker makes of each job, in their order: on the Dask cluster whose scheduler is at `address`,
    or where it has no worker (any more), which is told, what `locally` makes of them.

    A worker that dies costs a retry. Jobs that end one worker after the other, or that together take longer
    than ten of them may (`seconds` for each), are done locally, where each is bounded. Raises `UsageError`
    where the package for it is missing, or where another feedsvc runs there, and what the workers raise.
    """
    try:
        import distributed
    except ImportError:
        raise UsageError(f"sync.cluster: {address}: install feedsvc[cluster] to render there") from None
    remaining, pending = iter(jobs), deque[tuple[list[tuple[K, J]], Any]]()
    try:
        with _client(address) as client:
            _require_same(client, address)
            while True:
                while len(pending) <= 2 * _cores(client) and (some := list(islice(remaining, CHUNK))):
                    work = [job for _, job in some]
                    future = client.submit(_work, make_worker, value, work, pure=False, retries=RETRIES)
                    pending.append((some, future))
                if not pending:
                    return
                some, future = pending[0]
                try:
                    made = _result(client, future, 10 * seconds)
                except (distributed.KilledWorker, TimeoutError):
                    future.cancel()
                    results = list(locally(some))
                else:
                    results = list(zip((key for key, _ in some), made, strict=True))
                pending.popleft()
                yield from results
    except (OSError, asyncio.CancelledError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        tell(f"cluster {address}: {reason}; this machine goes on alone")
    yield from locally(chain(chain.from_iterable(some for some, _ in pending), remaining))


@contextmanager
def _client(address: str) -> Iterator[Any]:
    from distributed import Client

    client: Any = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
    try:
        yield client
    finally:
        client.close(timeout=2)


def _require_same(client: Any, address: str) -> None:
    """Raises `UsageError` where another feedsvc would do the work."""

    def found() -> str:  # goes to the workers as code: there may be no feedsvc to import it from
        from importlib.metadata import PackageNotFoundError, version

        try:
            return f"feedsvc {version('feedsvc')}"
        except PackageNotFoundError:
            return "no feedsvc"

    own = f"feedsvc {version('feedsvc')}"
    there: dict[str, str] = client.run(found)
    scheduler = client.run_on_scheduler(found)
    if scheduler != "no feedsvc":  # which only hands things on
        there[f"the scheduler {address}"] = scheduler
    for place, other in there.items():
        if other != own:
            raise UsageError(f"sync.cluster: {place} has {other}, and this machine {own}; install the same")


def _cores(client: Any) -> int:
    threads: dict[str, int] = client.nthreads()
    return max(1, sum(threads.values()))


def _result(client: Any, future: Any, seconds: float) -> Any:
    """Raises `OSError` where no worker is left to give one, `TimeoutError` where one takes too long."""
    end = None
    while True:
        try:
            return future.result(timeout=ALONE_SECONDS)
        except TimeoutError:
            if future.done():
                raise
            if not client.nthreads():
                raise _AloneError("no worker is left") from None
            end = end or time.monotonic() + seconds
            if time.monotonic() > end:
                raise


class _AloneError(OSError):
    """There is no worker."""


_made: dict[tuple[Any, str], Any] = {}  # of a worker process


def _work(make_worker: Any, value: Any, jobs: list[Any]) -> list[Any]:
    key = make_worker, repr(value)
    if key not in _made:
        _made.clear()
        _made[key] = make_worker(value)
    worker = _made[key]
    return [worker(job) for job in jobs]
