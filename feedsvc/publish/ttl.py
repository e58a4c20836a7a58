"""How often a feed changes, and so how often it is worth asking for it."""

from __future__ import annotations

from collections.abc import Iterable

# Minutes; each divides an hour, or a day into whole hours.
_STEPS = (15, 30, 60, 120, 180, 240, 360, 720, 1440)
_LATEST = 20
_PER_POST = 4  # asks between two posts: a reader is late by an eighth of the time between them


def ttl_minutes(published: Iterable[int]) -> int | None:
    """Minutes after which it is worth asking again, from the times (seconds) at which the latest posts were
    published; None where too few are known. It depends on the posts alone, so the same feed says the same.
    """
    times = sorted(published)[-_LATEST:]
    if len(times) < 3:
        return None
    gap = (times[-1] - times[0]) / (len(times) - 1) / 60
    return max((step for step in _STEPS if step <= gap / _PER_POST), default=_STEPS[0])
