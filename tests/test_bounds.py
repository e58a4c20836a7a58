"""A post that takes too long, or too much memory, costs itself its form, and no other its place."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable
from multiprocessing import get_context
from typing import Any

import pytest
from conftest import URL, Site

from feedsvc import bounded_processes
from feedsvc.bounded_processes import Bounds, spread_bounded
from feedsvc.render import render
from feedsvc.render.placeholders import ORIGIN

BOUNDS = Bounds(seconds=1, megabytes=256)


def make_worker(_value: None) -> Callable[[str], str]:
    return work


def work(job: str) -> str:
    """What the name of the job says."""
    match job:
        case "slow":
            while True:
                pass
        case "large":
            return str(len(bytearray(10**10)))
        case "crash":
            os._exit(9)
        case "sleeps":
            time.sleep(30)
    return f"{job} done"


def outcomes(jobs: list[str], processes: int, bounds: Bounds = BOUNDS) -> list[str]:
    pairs = ((job, job) for job in jobs)
    made = spread_bounded(
        make_worker, None, pairs, processes, bounds, lambda job, why: f"{job}: {why}", is_small
    )
    return [result for _, result in made]


def is_small(_job: str) -> bool:
    return False


@pytest.mark.parametrize("processes", [1, 2])
def test_job_that_exceeds_its_bounds_is_given_up_and_the_others_are_done_in_order(processes: int) -> None:
    jobs = ["a", "slow", "b", "large", "c", "crash", *(str(number) for number in range(50)), "sleeps", "z"]
    found = outcomes(jobs, processes)
    given_up = {
        "slow": "1 seconds",
        "large": "256 MB",
        "crash": "256 MB, or ends the process",
        "sleeps": "1 s",
    }
    for job, result in zip(jobs, found, strict=True):
        if job in given_up:
            assert result.startswith(f"{job}: takes more than {given_up[job]}")
        else:
            assert result == f"{job} done"


def test_call_that_is_cut_short_ends_its_processes_in_silence() -> None:
    """Where an error keeps the call in a cycle, the collector closes its connections in any order."""
    unraisable: list[str] = []

    def cut_short() -> None:
        pairs = ((str(number), str(number)) for number in range(50))
        made = spread_bounded(make_worker, None, pairs, 2, BOUNDS, lambda job, why: f"{job}: {why}", is_small)
        cycle: list[object] = [made]
        cycle.append(cycle)
        gc.freeze()  # what is older now is looked at after what comes
        next(made)
        gc.collect()
        gc.unfreeze()

    before = sys.unraisablehook
    sys.unraisablehook = lambda error: unraisable.append(repr(error.exc_value))
    try:
        for _ in range(3):
            cut_short()
            gc.collect()
    finally:
        sys.unraisablehook = before
    assert unraisable == []


def test_many_that_take_too_long_have_ever_less_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded_processes, "_PATIENCE", 2)
    monkeypatch.setattr(bounded_processes, "_SHORTEST", 0.2)
    found = outcomes(["slow"] * 6, 1, Bounds(0.8, 256))
    assert [result.removeprefix("slow: takes more than ") for result in found] == [
        *["0.8 seconds"] * 2,
        *["0.2 seconds"] * 4,
    ]


def test_result_of_another_process_is_that_of_this_one() -> None:
    assert outcomes(["a", "b"], 1) == outcomes(["a", "b"], 2) == ["a done", "b done"]


@pytest.fixture
def hostile(monkeypatch: pytest.MonkeyPatch) -> None:
    """A converter that never ends over some texts, and fails over others: as each did once."""
    convert = render.Converter.convert

    def converted(self: Any, text: str, *arguments: Any) -> str:
        if "SLOW" in text:
            while True:
                pass
        if "FAULT" in text:
            raise IndexError("list index out of range")
        return convert(self, text, *arguments)

    monkeypatch.setattr(render.Converter, "convert", converted)
    # Processes of a fork server, begun where other tests left threads, would not know this converter.
    monkeypatch.setattr(bounded_processes, "process_context", lambda _module=None: get_context("fork"))


LONG = "word & <b>word</b> " * 100


@pytest.mark.usefixtures("hostile")
def test_new_post_that_cannot_be_rendered_appears_as_plain_text(make_site: Callable[..., Site]) -> None:
    site = make_site(sync={"post_seconds": 1})
    site.fill(3)
    site.write("slow.md", f"SLOW\n\n{LONG}", title="Slow", date="2026-01-01")
    site.write("fault.md", "FAULT", title="Fault", date="2026-01-02")
    report = site.sync()
    assert (report.published, report.rejected) == (5, 0)
    slow, fault = report.notices
    assert "slow.md" in slow
    assert "shown as plain text: rendering takes more than 1 seconds" in slow
    assert "IndexError" in fault
    body = site.get("posts/slow/").body.decode()
    assert "<p>SLOW</p>" in body
    assert "word &amp; &lt;b&gt;word" in body
    # It is not tried again while nothing changed.
    assert site.sync().rendered == 0


@pytest.mark.usefixtures("hostile")
def test_post_that_can_no_longer_be_rendered_keeps_its_last_good_version(
    make_site: Callable[..., Site],
) -> None:
    site = make_site(sync={"post_seconds": 1})
    site.fill(3)
    site.write("a.md", "Good words.", title="A", date="2026-01-01")
    site.sync()
    site.write("a.md", f"SLOW\n\n{LONG}", title="A", date="2026-01-01")
    report = site.sync()
    assert (report.published, report.rejected) == (3, 1)
    assert (
        "a.md: content: rendering takes more than 1 seconds; the last good version stays"
        in report.problems[0]
    )
    assert b"Good words." in site.get("posts/a/").body
    again = site.sync()
    assert (again.rendered, again.rejected, again.problems) == (0, 1, report.problems)


def test_file_of_many_megabytes_is_not_read_whole(site: Site) -> None:
    site.fill(1)
    with (site.posts / "huge.md").open("wb") as file:
        file.truncate(10**12)
    report = site.sync()
    assert report.rejected == 1
    assert "larger than 32 MiB" in report.problems[0]


def test_tags_beyond_a_bound_make_no_documents_and_are_told(site: Site) -> None:
    site.write("a.md", title="A", date="2026-01-01", tags=[f"t{number}" for number in range(5_000)])
    report = site.sync()
    assert report.published == 1
    assert "5000 tags are more than a post may have (200)" in report.notices[0]
    assert site.get("tags/t199/feed.json") is not None
    assert b"t200" not in site.get("feeds/").body


def test_what_is_told_of_a_text_names_the_site_and_no_stand_in(site: Site) -> None:
    text = "![](/b.png)\n\n<script src='/x.js'></script>\n\n<iframe src='/frame'></iframe>"
    site.write("a.md", text, title="A", date="2026-01-01")
    told = "\n".join(site.sync().notices)
    assert ORIGIN not in told
    assert f"{URL}x.js" in told
