"""What a web process knows of the store, renewed several times a second by a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from feedsvc.publish.documents import Publisher
from feedsvc.publish.freshness import Freshness
from feedsvc.store.catalog import snapshot

EVERY_SECONDS = 0.2
LATE_SECONDS = 120

Clock = Callable[[], float]
Standing = tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Beat:
    """The state of the store. As long as it is the same object, every answer is still right.

    `revision` is 0 before the first sync; `revised` is the time of the latest change, `due` that of the next
    scheduled post; `problem` says why the store cannot be read. Times in seconds.
    """

    revision: int
    revised: int
    due: int | None
    problem: str

    @property
    def standing(self) -> Standing:
        """What tells two states of the published documents apart, even where an older store came back."""
        return self.revision, self.revised


class Pulse:
    """The latest `beat`, at most a fraction of a second old."""

    def __init__(self, publisher: Publisher, freshness: Freshness, clock: Clock) -> None:
        self._publisher, self._freshness, self.clock = publisher, freshness, clock
        self._stop, self._looking = threading.Event(), threading.Lock()
        self._fields: tuple[object, ...] = ()
        self.beat = Beat(0, 0, None, "the store was not read yet")
        self.look()

    def start(self) -> None:
        """Keep looking, until the process ends or `stop`."""
        threading.Thread(target=self._run, name="pulse", daemon=True).start()

    def stop(self) -> None:
        self._stop.set()

    def look(self) -> None:
        """Read the store, and make a new beat where an answer may be another now."""
        with self._looking:
            self._look()

    def _look(self) -> None:
        now, last = self.clock(), self.beat
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
            self.beat = Beat(revision, revised, due, problem)

    def trouble(self) -> str:
        """What keeps the process from giving the newest answers; "" when all is well."""
        beat = self.beat
        if beat.problem:
            return beat.problem
        if beat.due is not None and self.clock() - beat.due > LATE_SECONDS:
            return "a scheduled post is overdue: no sync is running (feedsvc sync --watch)"
        return ""

    def _run(self) -> None:
        while not self._stop.wait(EVERY_SECONDS):
            self.look()
