"""Which page numbers a pager shows."""

from __future__ import annotations

# As the Hexo paginator has it: one page at each end, two on each side of the current one.
_AROUND = 2


def window(current: int, count: int) -> list[int | None]:
    """The numbers in the pager of page `current` of `count` pages (both from 1), in rising order.

    None stands for the pages left out between two numbers, be it only one. A single page has no pager.
    """
    if count <= 1:
        return []
    shown = {1, count, *range(max(1, current - _AROUND), min(count, current + _AROUND) + 1)}
    numbers: list[int | None] = []
    for number in sorted(shown):
        if number - 1 not in shown and numbers:
            numbers.append(None)
        numbers.append(number)
    return numbers
