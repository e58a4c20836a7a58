"""Dates as people and programs write them, as one instant; nothing is ever filled in from today."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import partial
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil import parser

_FIRST_YEAR, _LAST_YEAR = 1000, 9998

# 2024-5-1 8:03, 2024/05/01: what Hexo and people write where ISO 8601 wants two digits.
_LOOSE = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_YEAR_FIRST = re.compile(r"\D*\d{4}")
# What Go and browsers write after an offset: "+0800 CST", "+0800 (China Standard Time)".
_REMARK = re.compile(r"(?<=[+-]\d{4})\s*(?:\([^()]*\)|[A-Z]{2,5})$")
# "GMT+8" means eight hours east to everybody but POSIX (and dateutil, which follows it).
_UTC_OFFSET = re.compile(r"\b(?:UTC|GMT)\s*(?=[+-]\d)", re.IGNORECASE)
# RFC 5322, section 4.3; without CST, which is China's as often as America's.
_ZONES = {
    name: timezone(timedelta(hours=hours))
    for name, hours in (
        *(("Z", 0), ("UT", 0), ("UTC", 0), ("GMT", 0), ("EST", -5), ("EDT", -4)),
        *(("CDT", -5), ("MST", -7), ("MDT", -6), ("PST", -8), ("PDT", -7)),
    )
}
# Two days that agree in no part of a date, so whatever dateutil filled in shows as a difference.
_DEFAULTS = (datetime(2000, 1, 1), datetime(2004, 12, 31))  # noqa: DTZ001
_REMEDY = "write it like 2024-05-01 or 2024-05-01T08:30:00+02:00"

# Seconds from 1980 to 2100; a number a thousand times as large counts milliseconds.
_FIRST_SECOND, _LAST_SECOND = 315_532_800, 4_102_444_800


def instant(value: object, zone: ZoneInfo) -> datetime:
    """`value` as an aware time in UTC, in whole seconds (fractions are dropped).

    Understands dates and datetimes, ISO 8601 (RFC 3339), RFC 5322, the loose forms of site generators
    (`2024-5-1 8:03`), month names in English, and UNIX times from 1980 to 2100 in seconds or milliseconds.
    What names no zone is in `zone`, a date alone at midnight; of a time that a clock change repeats the
    first is meant, and one that it skips is read with the offset from before the change. An abbreviation
    stands for UTC, a zone of RFC 5322, or `zone` itself where that goes by this name at that time.

    Raises `ValueError`, with a reason for the author, for everything else: no year, month or day, a
    two-digit year, a day and a month that could be swapped, a year outside 1000 to 9998.
    """
    moment = as_written(value, zone).astimezone(UTC).replace(microsecond=0, fold=0)
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ValueError(f"the year {moment.year} in UTC is not in {_FIRST_YEAR} to {_LAST_YEAR}")
    return moment


def as_written(value: object, zone: ZoneInfo) -> datetime:
    """Like `instant`, but in the offset that `value` names (else in `zone`): on the author's own calendar."""
    moment = _read(value, zone)
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ValueError(f"the year {moment.year} is not in {_FIRST_YEAR} to {_LAST_YEAR}")
    if moment.tzinfo is None or moment.utcoffset() is None:
        return moment.replace(tzinfo=zone)
    return moment


def _read(value: object, zone: ZoneInfo) -> datetime:
    if isinstance(value, str):
        return _from_text(value.strip(), zone)
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_number(value, zone)
    raise ValueError(f"{_shown(value)} is no date; {_REMEDY}")


def _from_number(value: float, zone: ZoneInfo) -> datetime:
    if isinstance(value, int) and 1000_01_01 <= value <= _LAST_YEAR * 10000 + 1231:
        return _from_text(str(value), zone)  # 20240501: an unquoted basic ISO date
    for unit in (1, 1000):
        if _FIRST_SECOND * unit <= value < _LAST_SECOND * unit:
            return datetime.fromtimestamp(value // unit, UTC)
    raise ValueError(f"{_shown(value)} is no UNIX time from 1980 to 2100; {_REMEDY}")


def _from_text(text: str, zone: ZoneInfo) -> datetime:
    if text.isdecimal() and text.isascii() and 9 <= len(text) <= 13:
        return _from_number(int(text), zone)
    return _iso(text) or _loose_iso(text) or _guessed(text, zone)


def _iso(text: str) -> datetime | None:
    if "W" in text:  # 2024-W18 is a week and no day
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _loose_iso(text: str) -> datetime | None:
    found = _LOOSE.match(text)
    if found is None:
        return None
    year, month, day = found.group(1, 3, 4)
    hour, minute, second = found.group(5, 6, 7)
    clock = f"{hour or '0':0>2}:{minute or '00'}:{second or '00'}"
    return _iso(f"{year}-{month:0>2}-{day:0>2} {clock}{text[found.end() :]}")


def _guessed(text: str, zone: ZoneInfo) -> datetime:
    """What dateutil makes of `text`, provided that it had nothing to fill in or to choose."""
    if len(text) > 100:
        raise ValueError(f"{_shown(text)} is no date; {_REMEDY}")
    plain = _UTC_OFFSET.sub("", _REMARK.sub("", text))
    fill_first, fill_last = _DEFAULTS
    year_first = _YEAR_FIRST.match(plain) is not None

    def read(default: datetime, day_first: bool = False) -> datetime:
        return parser.parse(plain, default=default, dayfirst=day_first, tzinfos=partial(_zone_of, zone))

    try:
        moment, filled = read(fill_first), read(fill_last)
        swapped = moment if year_first else read(fill_first, day_first=True)
    except Exception as error:  # dateutil lets every kind of exception out of text that is no date
        raise ValueError(f"{_shown(text)} is no date; {_REMEDY}") from error
    if moment != filled:
        raise ValueError(f"{_shown(text)} has no full date; {_REMEDY}")
    if not re.search(rf"(?<!\d){moment.year:04}", plain):
        raise ValueError(f"{_shown(text)} has no year of four digits; {_REMEDY}")
    if moment != swapped:
        raise ValueError(f"{_shown(text)} is {moment:%Y-%m-%d} or {swapped:%Y-%m-%d}; write which of them")
    if moment.tzinfo is zone and moment.tzname() not in plain.replace(",", " ").split():
        raise ValueError(f"{_shown(text)} names a time zone nobody agrees on; write the offset, as in +02:00")
    return moment


def _zone_of(zone: ZoneInfo, abbreviation: str | None, offset: int | None) -> tzinfo | None:
    """The zone dateutil found; `zone` itself for an unknown abbreviation, to be compared afterwards."""
    if abbreviation is None:
        return None if offset is None else timezone(timedelta(seconds=offset))
    if offset:
        raise ValueError(abbreviation)
    return _ZONES.get(abbreviation.upper(), zone)


def _shown(value: object) -> str:
    text = repr(value) if isinstance(value, str | int | float) else f"a {type(value).__name__}"
    return text if len(text) <= 60 else f"{text[:57]}..."


def is_zone(name: str) -> bool:
    """Whether there is a time zone of this name. (`zoneinfo.available_timezones` opens every zone's file.)"""
    try:
        ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return False
    return True
