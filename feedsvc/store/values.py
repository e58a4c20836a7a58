"""Values that are kept as text, read again."""

from __future__ import annotations

import json
from typing import Any

from feedsvc.errors import StoreError


class DamagedError(StoreError):
    """A value is not as feedsvc writes it."""


def json_value(text: str, what: str) -> Any:
    """A value of JSON; `what` names it in the error."""
    try:
        return json.loads(text)
    except ValueError:
        raise DamagedError(f"{what} is no JSON") from None


def whole_number(text: str | None, what: str) -> int:
    """A whole number; 0 where nothing is kept."""
    try:
        return int(text or 0)
    except ValueError:
        raise DamagedError(f"{what} is no number") from None
