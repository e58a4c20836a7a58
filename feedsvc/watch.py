"""Keeping the store up to date: a sync when the source changes, and when a scheduled post is due."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from pathlib import Path

from feedsvc.file_stamps import file_stamps

# However quiet the source is: posts become due, announcements expire, a network folder tells nothing.
EVERY_SECONDS = 30
# A post that is saved is shown at once; but of a file that is still being written, no half.
_STEP_SECONDS = 0.01
# Where files go, or many are written, more is to come: a post that moves must not be seen missing.
_SETTLING_SECONDS = 0.2
_FEW = 3

# Returns when something has changed, when the event is set, or after so many seconds.
Wait = Callable[[threading.Event, float], object]
# Is told the files that were written, where nothing else was seen; none where anything may have changed.
Sync = Callable[[Collection[str]], None]


def follow(
    source: Path | None,
    sync: Sync,
    stop: threading.Event,
    wait: Wait = threading.Event.wait,
) -> None:
    """Call `sync` after each change below `source`, where there is a path to watch, else whenever `wait`
    returns, and every `EVERY_SECONDS`, until `stop` is set."""
    while source is None and not stop.is_set():
        wait(stop, EVERY_SECONDS)
        if not stop.is_set():
            sync(())
    from watchfiles import Change, watch  # here, because one sync needs nothing of it

    while source is not None and not stop.is_set():
        # A file is often replaced rather than written, so its folder is watched.
        folder = source if source.is_dir() else source.parent
        try:
            changes = watch(
                folder,
                watch_filter=None,
                debounce=400,
                step=int(_STEP_SECONDS * 1000),
                stop_event=stop,
                rust_timeout=EVERY_SECONDS * 1000,
                yield_on_timeout=True,
                raise_interrupt=False,
            )
            for found in changes:
                gone = {path for change, path in found if change == Change.deleted}
                written = {path for _, path in found} - gone
                _await_whole(written, gone, stop)
                sync(() if gone else written)
                # Of another folder in its place nothing would be told.
                if str(folder) in gone or not folder.is_dir():
                    break
        except OSError:
            # The folder is not there (any more); `sync` says so, and it may come back.
            sync(())
            stop.wait(EVERY_SECONDS)


def _await_whole(written: set[str], gone: set[str], stop: threading.Event) -> None:
    """Wait until what is being written is likely to be whole: a moment for one file, unless it grows or
    others go, as where an editor or a checkout puts one in the place of another."""
    if gone or len(written) > _FEW:
        stop.wait(_SETTLING_SECONDS)
        return
    stamps = file_stamps(written)
    for _ in range(int(_SETTLING_SECONDS / _STEP_SECONDS)):
        stop.wait(_STEP_SECONDS)
        stamps, before = file_stamps(written), stamps
        if stamps == before:
            return
