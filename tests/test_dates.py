"""Dates are understood in the forms sites use, never guessed from today, and refused with a remedy."""

from __future__ import annotations

import warnings
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedsvc.posts.dates import instant

BERLIN, SHANGHAI = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("value", "utc"),
    [
        ("2024-05-01T08:03:00+08:00", "2024-05-01T00:03:00"),  # Hugo
        ("2024-05-01T08:03:00Z", "2024-05-01T08:03:00"),
        ("2024-05-01T08:03:00.999999999Z", "2024-05-01T08:03:00"),
        ("2024-05-01 08:03:00 +0800", "2024-05-01T00:03:00"),  # Jekyll
        ("2024-5-1 8:03:00 +0800", "2024-05-01T00:03:00"),
        ("2024-5-1 8:03:00", "2024-05-01T06:03:00"),  # Hexo
        ("2024-05-01 08:03", "2024-05-01T06:03:00"),  # Pelican
        (" 2024-05-01 ", "2024-04-30T22:00:00"),
        ("20240501", "2024-04-30T22:00:00"),
        (20240501, "2024-04-30T22:00:00"),
        ("2024/05/01", "2024-04-30T22:00:00"),
        ("2024.5.1 8:03pm", "2024-05-01T18:03:00"),
        ("May 1, 2024", "2024-04-30T22:00:00"),
        ("1st May 2024 8:03 PM", "2024-05-01T18:03:00"),
        ("13/02/2024", "2024-02-12T23:00:00"),
        ("2/2/2024", "2024-02-01T23:00:00"),
        ("Wed, 02 Oct 2002 13:00:00 GMT", "2002-10-02T13:00:00"),
        ("Wed, 02 Oct 2002 13:00:00 UT", "2002-10-02T13:00:00"),
        ("Wed, 02 Oct 2002 08:00:00 EST", "2002-10-02T13:00:00"),
        ("Wed, 02 Oct 2002 15:00:00 +0200 (CEST)", "2002-10-02T13:00:00"),
        ("2024-05-01 08:00:00 +0800 CST", "2024-05-01T00:00:00"),  # Go
        ("Wed May 01 2024 08:00:00 GMT+0800 (China Standard Time)", "2024-05-01T00:00:00"),  # JavaScript
        ("2024-05-01 08:00 UTC+8", "2024-05-01T00:00:00"),
        ("2024-05-01 08:03 CEST", "2024-05-01T06:03:00"),
        (1714521600, "2024-05-01T00:00:00"),
        ("1714521600", "2024-05-01T00:00:00"),
        (1714521600.75, "2024-05-01T00:00:00"),
        (1714521600123, "2024-05-01T00:00:00"),
        (date(2024, 5, 1), "2024-04-30T22:00:00"),
        (datetime(2024, 5, 1, 8, 3, 0, 999), "2024-05-01T06:03:00"),  # noqa: DTZ001
        (datetime(2024, 5, 1, 8, 3, tzinfo=timezone(timedelta(hours=8))), "2024-05-01T00:03:00"),
        ("1000-06-01T00:00Z", "1000-06-01T00:00:00"),
        ("9998-06-01T00:00Z", "9998-06-01T00:00:00"),
    ],
)
def test_dates_are_understood_as_sites_write_them(value: object, utc: str) -> None:
    assert instant(value, BERLIN) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("2024", "no full date"),
        ("2024-05", "no full date"),
        ("May 2024", "no full date"),
        ("May 1", "no full date"),
        ("12:30", "no full date"),
        ("Saturday", "no full date"),
        ("2024-W18", "write it like 2024-05-01"),
        ("01-02-03", "no year of four digits"),
        ("1 May 24", "no year of four digits"),
        ("01/02/2024", "2024-01-02 or 2024-02-01"),
        ("01.02.2024 10:00", "2024-01-02 or 2024-02-01"),
        ("2024-02-30", "no date"),
        ("2024-13-01", "no date"),
        ("2024-05-1234", "no date"),
        ("2024-05-01 25:00", "no date"),
        ("0001-01-01", "year 1 "),
        ("0001-01-01T00:00:00+14:00", "year 1 "),
        ("9999-12-31", "year 9999"),
        ("9998-12-31T23:00-05:00", "year 9999"),
        (date(1, 1, 1), "year 1 "),
        (datetime(9999, 12, 31, 23, 59), "year 9999"),  # noqa: DTZ001
        ("2024-05-01 08:03 CST", "write the offset"),
        ("2024-05-01 08:03 XYZ", "write the offset"),
        ("2024-01-01 08:03 CEST", "write the offset"),
        ("2024-05-01 08:03 CST+3", "no date"),
        ("yesterday", "no date"),
        ("", "no date"),
        ("\x00\ud800", "no date"),
        ("9" * 5000, "no date"),
        (True, "no date"),
        (None, "no date"),
        ([2024, 5, 1], "no date"),
        (0, "no UNIX time"),
        (float("nan"), "no UNIX time"),
        (float("inf"), "no UNIX time"),
        (202405010803, "no UNIX time"),
    ],
)
def test_what_is_no_full_date_is_refused_with_a_reason(value: object, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        instant(value, BERLIN)


def test_an_abbreviation_may_be_the_name_of_the_sites_own_zone() -> None:
    assert instant("2024-05-01 08:03 CST", SHANGHAI) == datetime(2024, 5, 1, 0, 3, tzinfo=UTC)


def test_unknown_zone_names_give_no_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(ValueError, match="time zone"):
            instant("Wed, 01 May 2024 08:00:00 XYZ", BERLIN)


def test_a_repeated_hour_means_its_first_time_and_a_skipped_one_moves_on() -> None:
    assert instant("2024-10-27 02:30", BERLIN) == datetime(2024, 10, 27, 0, 30, tzinfo=UTC)
    assert instant("2024-03-31 02:30", BERLIN) == datetime(2024, 3, 31, 1, 30, tzinfo=UTC)


@settings(max_examples=150)
@given(
    st.text(max_size=40)
    | st.text(st.sampled_from("0123456789-/:.,+ TZWMaybeAPst()UTC"), max_size=30)
    | st.integers()
    | st.floats()
    | st.datetimes()
    | st.datetimes(timezones=st.just(BERLIN))
    | st.dates()
)
def test_any_value_gives_a_storable_time_or_a_reason(value: object) -> None:
    try:
        found = instant(value, SHANGHAI)
    except ValueError as error:
        assert str(error)
    else:
        assert found.tzinfo is UTC
        assert found.microsecond == 0
        assert 1000 <= found.year <= 9998
        assert instant(found.isoformat(), BERLIN) == found


@settings(max_examples=100)
@given(st.text(st.sampled_from("0123456789-/: MayJun"), max_size=20))
def test_nothing_is_filled_in(text: str) -> None:
    """Whatever is understood holds its year in four digits and reads the same without a clock."""
    try:
        found = instant(text, ZoneInfo("UTC"))
    except ValueError:
        return
    assert f"{found.year:04}" in text or text.strip().isdecimal()
