"""A long step is told of while it goes on."""

from __future__ import annotations

import pytest

from feedsvc.commands import messages
from feedsvc.commands.messages import Lines
from feedsvc.progress import told


def test_line_now_and_then_says_how_far_how_fast_and_how_long_yet(capsys: pytest.CaptureFixture[str]) -> None:
    time = 0.0
    lines = Lines(lambda: time)
    for done in range(0, 10_000, 100):
        time = done / 50
        lines.show("reading", done, 10_000)
    lines.show("rendering", 0, 400)
    assert capsys.readouterr().err.splitlines() == [
        "feedsvc: reading 10000",
        *(
            f"feedsvc: reading {done} of 10000, 50 a second, about {left} left"
            for done, left in (
                (1500, "0:02:50"), (3000, "0:02:20"), (4500, "0:01:50"), (6000, "0:01:20"), (7500, "0:00:50"),
                (9000, "0:00:20"),
            )
        ),
    ]  # fmt: skip


def test_step_of_unknown_length_says_how_far_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    time = 0.0
    lines = Lines(lambda: time)
    for done, _ in enumerate(told(range(5000), "listing", lines.show)):
        time = done / 100
    assert capsys.readouterr().err == "feedsvc: listing 5000, 125 a second\n"


def test_quiet_process_tells_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "level", "quiet")
    with messages.progress() as show:
        show("reading", 0, 10_000)
    assert capsys.readouterr().err == ""
