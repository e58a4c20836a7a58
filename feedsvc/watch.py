"""Keeping the store up to date: a sync when the source changes, and when a scheduled post is due."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

# However quiet the source is: posts become due, announcements expire, a network folder tells nothing.
EVERY_SECONDS = 30


# Returns when something has changed, when the event is set, or after so many seconds.
Wait = Callable[[threading.Event, float], object]


def follow(
    source: Path | None,
    sync: Callable[[], None],
    stop: threading.Event,
    wait: Wait = threading.Event.wait,
) -> None:
    """Call `sync` after each change below `source`, where there is a path to watch, else whenever `wait`
    returns, and every `EVERY_SECONDS`, until `stop` is set."""
    while source is None and not stop.is_set():
        wait(stop, EVERY_SECONDS)
        if not stop.is_set():
            sync()
    from watchfiles import Change, watch  # here, because one sync needs nothing of it

    while source is not None and not stop.is_set():
        # A file is often replaced rather than written, so its folder is watched.
        folder = source if source.is_dir() else source.parent
        try:
            changes = watch(
                folder,
                watch_filter=None,
                debounce=400,
                step=100,
                stop_event=stop,
                rust_timeout=EVERY_SECONDS * 1000,
                yield_on_timeout=True,
                raise_interrupt=False,
            )
            for found in changes:
                sync()
                # Of another folder in its place nothing would be told.
                if (Change.deleted, str(folder)) in found or not folder.is_dir():
                    break
        except OSError:
            # The folder is not there (any more); `sync` says so, and it may come back.
            sync()
            stop.wait(EVERY_SECONDS)
