"""What a web process knows of the store, renewed several times a second by a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from feedsvc.delivery.freshness import Freshness
from feedsvc.publish.documents import Publisher
from feedsvc.store.catalog import snapshot

EVERY_SECONDS = 0.2
LATE_SECONDS = 120

Clock = Callable[[], float]
StoreVersion = tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class StoreState:
    """The state of the store. As long as it is the same object, every answer is still right.

    `revision` is 0 before the first sync; `revised` is the time of the latest change, `due` that of the next
    scheduled post; `problem` says why the store cannot be read. Times in seconds.
    """

    revision: int
    revised: int
    due: int | None
    problem: str

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
        self.state = StoreState(0, 0, None, "the store was not read yet")
        self.poll()

    def start(self) -> None:
        """Keep looking, until the process ends or `stop`."""
        threading.Thread(target=self._run, name="watcher", daemon=True).start()

    def stop(self) -> None:
        self._stop.set()

    def poll(self) -> None:
        """Read the store, and make a new state where an answer may be another now."""
        with self._polling:
            self._poll()

    def _poll(self) -> None:
        now, last = self.clock(), self.state
        try:
            with snapshot(self._publisher.store) as catalog:
                revision, revised, due, problem = catalog.revision(), catalog.revised(), catalog.due(), ""
        except Exception as error:  # whatever it is: without this thread every answer would grow old
            revision, revised, due, problem = last.revision, last.revised, last.due, str(error)
        # A Last-Modified that lies ahead is not told until its time has come; and what may be kept until the
        # next scheduled post may be kept a second less with every second.
        changes_by_itself = revised > now or (due is not None and due - now < self._freshness.longest)
        fields = (revision, revised, due, problem, int(now) if changes_by_itself else 0)
        if fields != self._fields:
            self._fields = fields
            self.state = StoreState(revision, revised, due, problem)

    def problem(self) -> str:
        """What keeps the process from giving the newest answers; "" when all is well."""
        state = self.state
        if state.problem:
            return state.problem
        if state.due is not None and self.clock() - state.due > LATE_SECONDS:
            return "a scheduled post is overdue: no sync is running (feedsvc sync --watch)"
        return ""

    def _run(self) -> None:
        while not self._stop.wait(EVERY_SECONDS):
            self.poll()
