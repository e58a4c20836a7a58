"""`feedsvc` as a process that has nothing to import any more: a copy of one that has imported everything.

To start Python and to import feedsvc takes half a second of CPU, and tests begin hundreds of processes. So
one process for all of them (`_Copied`) waits for who asks, and makes a copy of itself (fork) that runs the
command as it would run anyway: with the asker's arguments, folder, environment and open files. The asker, a
few lines of Python, hands it signals and ends as it ends. What is killed or frozen, or what a start itself is
about, needs `python -m feedsvc`, as does a system without fork.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

REAL = [sys.executable, "-m", "feedsvc"]
# Without what starting Python reads otherwise, and without modules of Python's own that take long.
_ASKER = """
import _socket, marshal, os, signal, sys
place, *arguments = sys.argv[1:]
made = _socket.socket(_socket.AF_UNIX)
made.connect(place)
sent = marshal.dumps((arguments, os.getcwd(), dict(os.environ)))
files = b"".join(number.to_bytes(4, sys.byteorder) for number in (0, 1, 2))
made.sendmsg([len(sent).to_bytes(4, "big")], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, files)])
made.sendall(sent)
def number():
    read = b""
    while len(read) < 4:
        part = made.recv(4 - len(read))
        if not part:
            os._exit(70)
        read += part
    return int.from_bytes(read, "big", signed=True)
child = number()
for one in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(one, lambda which, _: os.kill(child, which))
status = number()
if status < 0:
    signal.signal(-status, signal.SIG_DFL)
    os.kill(os.getpid(), -status)
os._exit(status)
"""


@cache
def feedsvc_command() -> list[str]:
    """The words before the arguments of `feedsvc`."""
    if not hasattr(os, "fork"):
        return REAL
    folder = tempfile.mkdtemp(prefix="feedsvc-quick-")
    place, asker = f"{folder}/socket", Path(folder, "asker.py")
    asker.write_text(_ASKER)
    process = subprocess.Popen(
        [sys.executable, __file__, place], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"

    def end() -> None:
        process.stdin.close()  # type: ignore[union-attr]
        process.wait()

    atexit.register(end)
    return [sys.executable, "-I", "-S", str(asker), place]


class _Copied:
    """What every process is a copy of. It ends when its standard input does."""

    def __init__(self, place: str) -> None:
        import selectors
        import socket

        self._place, self._selector = place, selectors.DefaultSelector()
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(place)
        self._listening.listen(64)
        self._askers: dict[int, socket.socket] = {}  # by the process that each has

    def serve(self) -> None:
        """Returns in each copy, which is to run the command of `sys.argv` then."""
        import selectors
        import signal
        import socket

        woken, wakes = socket.socketpair()
        wakes.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wakes.fileno(), warn_on_full_buffer=False)
        for file in (0, woken, self._listening):
            self._selector.register(file, selectors.EVENT_READ)
        while True:
            for key, _ in self._selector.select():
                if key.fileobj == 0:  # also where whoever began this was killed
                    shutil.rmtree(Path(self._place).parent, ignore_errors=True)
                    os._exit(0)
                elif key.fileobj is woken:
                    woken.recv(4096)
                    self._tell_ends()
                elif key.fileobj is self._listening:
                    if self._start():
                        signal.set_wakeup_fd(-1)
                        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                        woken.close()
                        wakes.close()
                        return
                else:
                    self._end(key.data)

    def _start(self) -> bool:
        import marshal
        import selectors
        import socket

        asker, _ = self._listening.accept()
        head, files, _, _ = socket.recv_fds(asker, 4, 3)
        text = b""
        while len(text) < int.from_bytes(head, "big") and (part := asker.recv(1 << 16)):
            text += part
        child = os.fork()
        if child:
            self._askers[child] = asker
            self._selector.register(asker, selectors.EVENT_READ, child)
            asker.sendall(child.to_bytes(4, "big"))
            for file in files:
                os.close(file)
            return False
        for number, file in enumerate(files):
            os.dup2(file, number)
            os.close(file)
        for other in (*self._askers.values(), asker, self._listening):
            other.close()
        self._selector.close()
        self._become(*marshal.loads(text))
        return True

    @staticmethod
    def _become(arguments: list[str], folder: str, environment: dict[str, str]) -> None:
        import random
        import time

        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        time.tzset()
        random.seed()
        sys.argv = ["feedsvc", *arguments]
        sys.path[:0] = [path for path in environment.get("PYTHONPATH", "").split(os.pathsep) if path]

    def _tell_ends(self) -> None:
        while self._askers:
            try:
                child, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not child:
                return
            asker = self._askers.pop(child)
            with suppress(KeyError):
                self._selector.unregister(asker)
            with suppress(OSError):  # nobody waits for it any more
                asker.sendall(os.waitstatus_to_exitcode(status).to_bytes(4, "big", signed=True))
            asker.close()

    def _end(self, child: int) -> None:
        """Whoever asked is gone: was killed."""
        import signal

        if child in self._askers:
            self._selector.unregister(self._askers[child])
            os.kill(child, signal.SIGKILL)


def _import_everything() -> None:
    import gc
    from importlib import import_module
    from pkgutil import walk_packages

    import feedsvc

    for module in walk_packages(feedsvc.__path__, "feedsvc."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    for name in ("botocore.session", "psycopg", "uvicorn.loops.uvloop", "uvicorn.protocols.http.auto"):
        with suppress(ImportError):
            import_module(name)
    gc.collect()
    gc.freeze()


def _run() -> None:
    """The command, and what Python does when it ends, but for taking apart all that was imported."""
    import gc
    import threading

    from feedsvc.cli import main

    status = 0
    try:
        main()
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
        status = 1
    gc.collect()  # connections to a store end here
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(status)


if __name__ == "__main__":
    _import_everything()
    copied = _Copied(sys.argv[1])
    print("ready", flush=True)
    copied.serve()
    _run()
