"""Random histories, told by their author alone: no reader ever loses a post, or is shown one as two."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.histories.history import History

STEPS = 25  # `python -m bench histories` goes through 50 seeds of 100


@pytest.mark.parametrize("seed", [0, 2, 3, 8, 13, 21])
def test_readers_are_shown_every_story_once_whatever_happens_to_its_records(
    tmp_path: Path, seed: int
) -> None:
    History(tmp_path, seed).live(STEPS)
