"""A Dask cluster of real processes on this machine."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import distributed
from server import free_port
from waiting import PATIENCE


class Cluster:
    """A scheduler and workers with one thread each."""

    def __init__(self, workers: int) -> None:
        self.address = f"tcp://127.0.0.1:{free_port()}"
        host, port = self.address.removeprefix("tcp://").split(":")
        scheduler = ["scheduler", "--host", host, "--port", port, "--no-dashboard"]
        self.scheduler = self._start(scheduler)
        worker = ["worker", self.address, "--nthreads", "1", "--no-dashboard", "--no-nanny"]
        self.workers = [self._start(worker) for _ in range(workers)]

    def _start(self, arguments: list[str]) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", *arguments]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def wait(self) -> None:
        with distributed.Client(self.address, timeout=PATIENCE) as client:
            client.wait_for_workers(len(self.workers), timeout=PATIENCE)

    def stop(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait(timeout=PATIENCE)


@contextmanager
def running_cluster(workers: int) -> Iterator[Cluster]:
    found = Cluster(workers)
    try:
        found.wait()
        yield found
    finally:
        found.stop()
