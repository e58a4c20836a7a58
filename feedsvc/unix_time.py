"""Times as the store keeps them: whole seconds since 1970 (UTC), as POSIX counts them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

DAY = 86_400  # seconds


def seconds(moment: datetime) -> int:
    """Whole seconds since 1970, for any year."""
    return (moment - _EPOCH) // timedelta(seconds=1)


def moment(value: int) -> datetime:
    """The aware time, in UTC, of `seconds`."""
    return _EPOCH + timedelta(seconds=value)
