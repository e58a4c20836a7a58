"""Exports killed at any step: what is there is whole, and the next export ends the work."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import URL, Site, exporting
from export_reader import faults, walk

from feedsvc.export import Releases, export
from feedsvc.publish.publisher import Publisher
from feedsvc.store.store import Store

pytestmark = pytest.mark.slow

STEPS = {"os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.utime", "open"}


def killed_export(
    site: Site, out: Path, step: int, twins: tuple[str, ...] = (), *, atomic: bool = False
) -> bool:
    """Export in a process of its own that dies by SIGKILL just before its file operation number `step`.
    Returns whether it came so far."""
    child = os.fork()
    if child == 0:
        try:
            left = step

            def count(event: str, _arguments: object) -> None:
                nonlocal left
                if event in STEPS:
                    left -= 1
                    if left == 0:
                        os.kill(os.getpid(), signal.SIGKILL)

            store = Store(site.store_url)
            sys.addaudithook(count)
            export(Publisher(store), Releases(out) if atomic else out, exporting(twins=twins))
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and not file.name.startswith(".feedsvc-export")
    }


def change_much(site: Site) -> None:
    """New posts that fill archives and pages, new tags that link to each other, edits, moves, deletions."""
    site.fill(6, first=13, tags=["one", "new", "other new"])
    site.write("p00002.md", "Edited.", title="Post 2", date="2020-01-03", tags=["one"])
    site.write("p00005.md", "Text 5.", title="Post 5", date="2020-01-06", tags=["two"], slug="moved")
    for number in (1, 9, 12):
        (site.posts / f"p{number:05}.md").unlink()


@pytest.fixture
def small(make_site: Callable[..., Site]) -> Site:
    site = make_site(feed={"page_size": 3}, page={"size": 4})
    site.fill(12, tags=["one"])
    site.sync()
    return site


@pytest.mark.parametrize("start", ["empty", "exported", "foreign"])
def test_export_killed_at_any_step_leaves_whole_files_whose_links_resolve(
    small: Site, tmp_path: Path, start: str
) -> None:
    before = tmp_path / "before"
    before.mkdir()
    ids_before = set()
    if start == "exported":
        export(small.publisher, before)
        ids_before = set(walk(before, URL))
        change_much(small)
        small.sync(allow_shrink=True)
    elif start == "foreign":
        (before / "CNAME").write_text("blog.example.org")
    clean = tmp_path / "clean"
    export(small.publisher, clean)
    wanted, ids = tree(clean), set(walk(clean, URL))
    assert not faults(clean, URL)
    step, kills = 1, 0
    while True:
        out = tmp_path / f"out{step}"
        shutil.copytree(before, out)
        if not killed_export(small, out, step):
            break
        kills += 1
        assert faults(out, URL) == []
        if (out / "atom.xml").exists() and ids_before:
            assert set(walk(out, URL)) >= ids_before & ids
        export(small.publisher, out)
        assert tree(out) == wanted | (tree(before) if start == "foreign" else {})
        assert not list(out.glob(".feedsvc-export.*"))
        shutil.rmtree(out)
        step += 1 + step // 4
    assert kills > 15


def test_what_a_killed_export_wrote_is_known_to_a_later_one_of_other_content(
    small: Site, tmp_path: Path
) -> None:
    """Three revisions, each export of the second killed elsewhere: the third finds its own files."""
    for step in range(60, 400, 80):
        site_copy = tmp_path / f"out{step}"
        small.write("extra.md", f"Version {step}.", title="Extra", date="2020-03-01", tags=["extra"])
        small.sync()
        export(small.publisher, site_copy)
        small.write("extra.md", "Second.", title="Extra", date="2020-03-01", tags=["one", "brief"])
        small.write("brief.md", "Only for a moment.", title="Brief", date="2020-03-02", tags=["brief"])
        small.sync()
        killed_export(small, site_copy, step)
        (small.posts / "brief.md").unlink()
        small.write("extra.md", f"Third {step}.", title="Extra", date="2020-03-01", tags=["one"])
        small.sync()
        killed_export(small, site_copy, step + 7)
        export(small.publisher, site_copy)
        clean = tmp_path / f"clean{step}"
        export(small.publisher, clean)
        assert tree(site_copy) == tree(clean)
        assert not (site_copy / "posts" / "brief").exists()


def test_twins_come_and_go_with_their_files(small: Site, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for step in (30, 120, 300):
        killed_export(small, out, step, ("gz",))
        assert faults(out, URL) == []
    export(small.publisher, out, exporting(twins=("gz",)))
    plain = [name for name in tree(out) if not name.endswith(".gz")]
    assert {f"{name}.gz" for name in plain} == tree(out).keys() - set(plain)
    export(small.publisher, out)
    assert tree(out).keys() == set(plain)
