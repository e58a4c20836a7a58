"""Many lines of a kind as one: how often it was, and three of the places."""

from __future__ import annotations

import re
from collections.abc import Iterable

MOST_PLACES = 3
_LINE = re.compile(r"(?P<place>.+?): (?P<what>.+)", re.DOTALL)
# What differs from one place to the next: a value in quotes or of mark-up, an address, a number.
_VALUE = re.compile(
    r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|`[^`]*`|<[^<>]*>|\{[^{}]*\}+|\b[a-z]+://\S+|\d[\d.:-]*"
)


def summary(lines: Iterable[str]) -> list[str]:
    """The lines `place: what`, one for each kind: as it is where there is one place, else with their number
    and the first of them. Kinds keep the order in which they first came."""
    kinds: dict[str, list[tuple[str, str]]] = {}
    for line in lines:
        match = _LINE.fullmatch(line)
        place, what = (match["place"], match["what"]) if match else ("", line)
        kinds.setdefault(_kind(what), []).append((place, what))
    return [_told(found) for found in kinds.values()]


def _kind(what: str) -> str:
    """What lines of one kind share: the field, if one is named, and the words before any value."""
    field, colon, reason = what.partition(": ")
    if not colon or " " in field:
        return _VALUE.sub("…", field)
    return field + colon + _VALUE.sub("…", reason.partition(": ")[0])


def _told(found: list[tuple[str, str]]) -> str:
    place, what = found[0]
    if len(found) == 1:
        return f"{place}: {what}" if place else what
    places = list(dict.fromkeys(place for place, _ in found if place))
    shown = ", ".join(places[:MOST_PLACES]) + (", …" if len(places) > MOST_PLACES else "")
    return f"{len(found):,} times: {what} ({shown})" if shown else f"{len(found):,} times: {what}"
