"""The pager's window, against a model written out plainly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.publish.pager import window

positions = st.integers(1, 60).flatmap(lambda count: st.tuples(st.integers(1, count), st.just(count)))


def model(current: int, count: int) -> list[int | None]:
    """Walk over every page; a page is wanted at either end and at most two steps from the current one."""
    numbers: list[int | None] = []
    for page in range(1, count + 1):
        if page in (1, count) or abs(page - current) <= 2:
            numbers.append(page)
        elif numbers[-1] is not None:
            numbers.append(None)
    return numbers if count > 1 else []


@pytest.mark.parametrize(
    ("current", "count", "shown"),
    [
        (1, 1, ""),
        (1, 2, "1 2"),
        (2, 2, "1 2"),
        (1, 4, "1 2 3 4"),
        (1, 5, "1 2 3 ... 5"),
        (1, 6, "1 2 3 ... 6"),
        (3, 6, "1 2 3 4 5 6"),
        (5, 5, "1 ... 3 4 5"),
        (6, 6, "1 ... 4 5 6"),
        (5, 9, "1 ... 3 4 5 6 7 ... 9"),
        (500, 1000, "1 ... 498 499 500 501 502 ... 1000"),
    ],
)
def test_pager_shows_both_ends_and_two_pages_each_side(current: int, count: int, shown: str) -> None:
    assert " ".join("..." if n is None else str(n) for n in window(current, count)) == shown


def test_no_pages_have_no_pager() -> None:
    assert window(1, 0) == []


@given(positions)
def test_window_agrees_with_walking_over_every_page(position: tuple[int, int]) -> None:
    assert window(*position) == model(*position)


@given(positions)
def test_every_page_is_reached_from_the_first_by_following_the_pager(position: tuple[int, int]) -> None:
    _, count = position
    reached, waiting = {1}, [1]
    while waiting:
        new = {n for n in window(waiting.pop(), count) if n is not None} - reached
        reached |= new
        waiting += new
    assert reached == set(range(1, count + 1))
