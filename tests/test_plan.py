"""The plan says what a sync then does."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from command_line import URL, run
from conftest import Site, plan

from feedsvc.sources import open_source
from feedsvc.sync.plan import Plan


def _plan(site: Site) -> Plan:
    return plan(open_source(site.source), site.store, site.settings, now=site.now)


def test_plan_tells_what_the_sync_then_does(make_site: Callable[..., Site]) -> None:
    site = make_site(feed={"page_size": 3})
    site.fill(12, tags=["t"])
    site.sync()
    before = site.everything()
    site.write("new.md", title="New", date="2025-01-01", tags=["t", "u"])
    site.write("p00001.md", "Edited.", title="Post 1", date="2020-01-02", tags=["t"])
    (site.posts / "p00002.md").unlink()
    (site.posts / "p00011.md").rename(site.posts / "eleven.md")
    (site.posts / "bad.md").write_text("no date\n")
    found = _plan(site)
    assert site.everything() == before
    report = found.report
    assert (report.new, report.updated, report.renamed, report.vanished) == (1, 2, 1, 1)
    assert (report.rejected, found.unchanged, found.resurfacing) == (1, 9, 1)
    feeds = {feed.path: feed for feed in found.feeds}
    assert list(feeds) == ["", "tags/t/", "tags/u/"]
    assert (feeds["tags/t/"].new, feeds["tags/t/"].vanished, feeds["tags/u/"].new) == (1, 1, 1)
    done = site.sync()
    assert [outcome._asdict() for outcome in done.outcomes] == [o._asdict() for o in report.outcomes]
    for path, feed in feeds.items():
        for file, size in feed.sizes.items():
            assert len(site.body(path + file)) == size


def test_plan_of_an_unchanged_source_is_empty(site: Site) -> None:
    site.fill(3)
    site.sync()
    found = _plan(site)
    assert (list(found.report.outcomes), found.feeds, found.unchanged) == ([], (), 3)


def test_plan_tells_that_a_sync_would_be_refused(site: Site) -> None:
    site.fill(4)
    site.sync()
    for number in (1, 2):
        (site.posts / f"p0000{number}.md").unlink()
    found = _plan(site)
    assert found.report.vanished == 2
    assert "2 of 4" in (found.report.refusal or "")
    assert len(site.walk()) == 4


def test_plan_command_makes_no_store_and_fails_on_what_it_is_told_to(tmp_path: Path) -> None:
    posts = tmp_path / "posts"
    posts.mkdir()
    (posts / "a.md").write_text("---\ntitle: A\ndate: 2024-01-01\ntags: [x]\n---\nWords.\n")
    done = run("plan", "posts", *URL, cwd=tmp_path)
    assert done.code == 0, done.err
    assert "new       a.md: A" in done.out
    assert "/tags/x/: 1 new" in done.out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["posts"]
    assert run("plan", "posts", *URL, "--fail-on", "rejected", cwd=tmp_path).code == 0
    (posts / "b.md").write_text("no date\n")
    fail_on = ("--fail-on", "rejected", "--fail-on", "vanished")
    done = run("plan", "posts", *URL, "--json", *fail_on, cwd=tmp_path)
    assert done.code == 1
    values = json.loads(done.out)
    assert values["counts"] == {
        "new": 1, "updated": 0, "renamed": 0, "vanished": 0,
        "resurfacing": 0, "unchanged": 0, "hidden": 0, "rejected": 1,
    }  # fmt: skip
    assert values["posts"][0]["title"] == "A"
