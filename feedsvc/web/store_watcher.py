"""What a web process knows of the store, renewed several times a second by a thread of its own."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from feedsvc.delivery.freshness import Freshness
from feedsvc.errors import DocumentError, NothingPublishedError
from feedsvc.file_stamps import file_stamps
from feedsvc.notifications import Notifications
from feedsvc.publish.publisher import Publisher
from feedsvc.store.catalog import Catalog
from feedsvc.store.faults import faults
from feedsvc.store.store import get_meta

EVERY_SECONDS = 0.2
# So often it is asked whether the file of a store was written: that costs a thousandth of reading it.
_LOOK_SECONDS = 0.01
_LOOKS = 5  # after a write, which is seen a moment before what was written can be read
LATE_SECONDS = 120
SILENT_SECONDS = 0.5  # without an answer of the store, after which what is held is right
GIVEN_UP_SECONDS = 2.0  # and after which nobody is kept waiting for what is not
_ASLEEP = 5  # times that pause without a look, after which this process itself was stopped

Clock = Callable[[], float]
StoreVersion = tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class StoreState:
    """The state of the store. As long as it is the same object, every answer is still right.

    `revision` is 0 before the first sync; `revised` is the time of the latest change, `due` that of the next
    scheduled post; `problem` says why the store cannot be read, and `is_away` that this is not because
    nothing was published yet. Times in seconds.
    """

    revision: int
    revised: int
    due: int | None
    problem: str
    is_away: bool

    @property
    def version(self) -> StoreVersion:
        """What tells two states of the published documents apart, even where an older store came back."""
        return self.revision, self.revised


class StoreWatcher:
    """The latest `state`, at most a fraction of a second old."""

    def __init__(self, publisher: Publisher, freshness: Freshness, clock: Clock) -> None:
        self._publisher, self._freshness, self.clock = publisher, freshness, clock
        self._stop, self._polling = threading.Event(), threading.Lock()
        self._fields: tuple[object, ...] = ()
        self._wake = threading.Event()
        self._polls_since: float | None = None  # by the monotonic clock, while the store is asked
        self._began = 0.0  # and when it was last asked
        self._polled = 0.0  # by that clock, when it had last answered
        self._refusal: str | None = None
        self._is_watching = False
        self._faults: list[str] = []
        self._unreadable: dict[str, str] = {}  # of documents of the present revision, by path
        self._stamp: object = None  # of the store's file, when it was last written
        self._looks = 0  # that are still due after that
        self.state = StoreState(0, 0, None, "the store was not read yet", is_away=True)
        self.poll()

    def start(self) -> None:
        """Keep looking, until the process ends or `stop`."""
        self._is_watching = True
        threading.Thread(target=self._run, name="watcher", daemon=True).start()
        if notifications := self._publisher.store.notifications():
            told = (notifications,)
            threading.Thread(target=self._listen, args=told, name="listener", daemon=True).start()

    def stop(self) -> None:
        self._stop.set()

    def poll(self) -> None:
        """Read the store, and make a new state where an answer may be another now. Whoever waited for another
        look that began meanwhile has seen enough."""
        asked = time.monotonic()
        with self._polling:
            if self._began > asked:
                return
            self._began = self._polls_since = time.monotonic()
            try:
                self._poll()
            finally:
                self._polls_since, self._polled = None, time.monotonic()

    def was_asleep(self) -> bool:
        """Whether nobody has looked for so long that this process must have been stopped, or its machine
        suspended: other processes may have given newer answers meanwhile."""
        late = time.monotonic() - self._polled > _ASLEEP * EVERY_SECONDS
        return late and self._is_watching and not self.is_away()

    def settled(self) -> StoreState | None:
        """The state, unless it may be another by now and nobody could see it."""
        now, state, since = time.monotonic(), self.state, self._polls_since
        is_late = self._is_watching and now - self._polled > _ASLEEP * EVERY_SECONDS
        is_silent = since is not None and now - since > SILENT_SECONDS
        return None if is_late or is_silent or state.is_away else state

    def _poll(self) -> None:
        now, last, is_away = self.clock(), self.state, False
        try:
            with self._publisher.store.reading() as connection:
                catalog = Catalog(connection)
                revision, revised, due, problem = catalog.revision(), catalog.revised(), catalog.due(), ""
                self._refusal, self._faults = get_meta(connection, "refusal"), faults(connection)
        except Exception as error:  # whatever it is: without this thread every answer would grow old
            revision, revised, due, problem = last.revision, last.revised, last.due, str(error)
            is_away = not isinstance(error, NothingPublishedError)
        # A Last-Modified that lies ahead is not told until its time has come; and what may be kept until the
        # next scheduled post may be kept a second less with every second.
        changes_by_itself = revised > now or (due is not None and due - now < self._freshness.longest)
        fields = (revision, revised, due, problem, is_away, int(now) if changes_by_itself else 0)
        if fields != self._fields:
            self._fields = fields
            if (revision, revised) != last.version:
                self._unreadable.clear()
            self.state = StoreState(revision, revised, due, problem, is_away)

    def is_away(self, seconds: float = SILENT_SECONDS) -> bool:
        """Whether the store cannot be read, or has not answered for so many seconds."""
        since = self._polls_since
        return self.state.is_away or (since is not None and time.monotonic() - since > seconds)

    def readiness(self) -> tuple[str, int]:
        """Whether this process can answer, and with the newest there is: in words, and a status of HTTP."""
        state, problem = self.state, self.problem()
        if not state.revision:
            return problem or "nothing was published yet", 503
        return (f"degraded: {problem}" if problem else f"ready: revision {state.revision}"), 200

    def problem(self) -> str:
        """What keeps the process from giving the newest answers; "" when all is well."""
        state = self.state
        if state.problem:
            return state.problem
        if self.is_away():
            return f"store {self._publisher.store.name}: no answer"
        if state.due is not None and self.clock() - state.due > LATE_SECONDS:
            return "a scheduled post is overdue: no sync is running (feedsvc sync --watch)"
        if self._refusal is not None:
            return f"syncs are refused: {self._refusal}"
        lines = [*self._faults, *self._unreadable.values()]
        return f"{lines[0]} ({len(lines)} such faults)" if len(lines) > 1 else "".join(lines)

    def note_unreadable(self, error: DocumentError) -> None:
        """A document was made that no reader could read: tell it, once for each revision."""
        if error.path not in self._unreadable:
            self._unreadable[error.path] = str(error)
            print(f"feedsvc: error: {error}", file=sys.stderr, flush=True)

    def _run(self) -> None:
        while not self._stop.is_set():
            self._await_commit()
            self._wake.clear()
            self.poll()

    def _await_commit(self) -> None:
        """Returns when there may be something new in the store, and after `EVERY_SECONDS`."""
        file = self._publisher.store.file
        if file is None:
            self._wake.wait(EVERY_SECONDS)
            return
        files = f"{file}-wal", str(file)  # one of the two is written with each commit
        end = time.monotonic() + EVERY_SECONDS
        while not self._wake.wait(_LOOK_SECONDS) and time.monotonic() < end:
            stamp = file_stamps(files)
            if stamp != self._stamp:
                self._stamp, self._looks = stamp, _LOOKS
            if self._looks:
                self._looks -= 1
                return

    def _listen(self, notifications: Notifications) -> None:
        while not self._stop.is_set():
            notifications.wait(self._stop, EVERY_SECONDS * 100)
            self._wake.set()
