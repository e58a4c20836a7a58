"""Who asks: a client's address, and what a reader's User-Agent tells."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from feedsvc.web.short_cache import short_cache

_LONGEST = 64  # characters of a name or an address: both are kept, to be counted by
_COUNT = re.compile(r"\b([0-9]{1,9}) (?:subscribers?|readers?)\b", re.IGNORECASE)
_NAME = re.compile(r"[^\s/();,]+")
_COMPATIBLE = re.compile(r"compatible;\s*([^\s/();,]+)")


class Reader(NamedTuple):
    """The program behind a request, and for how many subscribers it says to ask."""

    name: str
    subscribers: int | None


@short_cache
def reader(user_agent: str) -> Reader:
    """What a User-Agent such as `Feedbin feed-id:1 - 5 subscribers` tells."""
    name = _COMPATIBLE.search(user_agent) or _NAME.search(user_agent)
    count = _COUNT.search(user_agent)
    return Reader(name[name.lastindex or 0][:_LONGEST] if name else "", int(count[1]) if count else None)


def client_address(environ: dict[str, Any], proxies: int) -> str:
    """The address of the client, seen through so many `proxies` of one's own.

    Each adds the address it was asked from to `X-Forwarded-For`; what stands before these, anybody may have
    written.
    """
    address = str(environ.get("REMOTE_ADDR", ""))
    if not proxies:
        return address
    hops = [hop.strip() for hop in environ.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    return hops[max(0, len(hops) - proxies)][:_LONGEST] if hops else address
