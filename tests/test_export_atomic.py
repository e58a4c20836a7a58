"""Exports that swap a link: one revision or the next, nothing between."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import URL, Site
from export_reader import faults
from test_export import tree
from test_export_kills import change_much, killed_export

from feedsvc.errors import ExportError
from feedsvc.export import Releases, export


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "web" / "public"


def releases(out: Path) -> list[str]:
    return sorted(entry.name for entry in out.with_name("public.releases").iterdir())


def test_release_is_what_a_plain_export_writes(site: Site, out: Path, tmp_path: Path) -> None:
    site.fill(30, tags=["one"])
    site.sync()
    done = export(site.publisher, Releases(out))
    assert export(site.publisher, tmp_path / "plain") == done
    assert tree(out) == tree(tmp_path / "plain")
    assert out.readlink() == Path("public.releases/r1")


def test_next_release_shares_what_did_not_change(site: Site, out: Path) -> None:
    site.fill(30)
    site.sync()
    export(site.publisher, Releases(out))
    (out / "CNAME").write_text("blog.example.org")
    before = tree(out)
    old = {name: (out / name).stat().st_ino for name in before}
    site.fill(1, first=31)
    site.sync()
    done = export(site.publisher, Releases(out))
    new = {name: (out / name).stat().st_ino for name in tree(out)}
    assert {name for name in new if new[name] != old.get(name)} == {*done.new, *done.changed}
    assert tree(out.with_name("public.releases") / "r1") == before
    assert (out / "CNAME").exists()


def test_nothing_new_is_no_release_and_two_are_kept(site: Site, out: Path) -> None:
    for number in range(1, 5):
        site.fill(1, first=number)
        site.sync()
        for _ in range(2):
            export(site.publisher, Releases(out))
    assert releases(out) == ["r3", "r4"]
    assert out.readlink() == Path("public.releases/r4")


def test_killed_at_any_step_it_is_the_old_tree_or_the_new_one(site: Site, out: Path, tmp_path: Path) -> None:
    site.fill(12, tags=["one"])
    site.sync()
    export(site.publisher, Releases(out))
    before = tree(out)
    change_much(site)
    site.sync(allow_shrink=True)
    export(site.publisher, tmp_path / "clean")
    after = tree(tmp_path / "clean")
    step, seen = 1, set()
    while True:
        copy = tmp_path / f"web{step}"
        shutil.copytree(out.parent, copy, symlinks=True)
        target = copy / "public"
        killed = killed_export(site, target, step, atomic=True)
        now = tree(target)
        assert now in (before, after)
        seen.add(now == after)
        assert faults(target, URL) == []
        export(site.publisher, Releases(target))
        assert tree(target) == after
        assert len(releases(target)) == 2
        shutil.rmtree(copy)
        if not killed:
            break
        step += 1 + step // 4
    assert seen == {False, True}


def test_folder_in_place_of_the_link_is_named_and_kept(site: Site, out: Path) -> None:
    site.fill(1)
    site.sync()
    export(site.publisher, out)
    before = tree(out)
    with pytest.raises(ExportError, match="public: something else is where --atomic needs a link of its own"):
        export(site.publisher, Releases(out))
    assert tree(out) == before
    shutil.rmtree(out)
    (out.parent / "elsewhere").mkdir()
    out.symlink_to("elsewhere")
    with pytest.raises(ExportError, match=r"leads to .*elsewhere, which is no release"):
        export(site.publisher, Releases(out))


def test_failed_release_leaves_no_trace(site: Site, out: Path) -> None:
    site.fill(2)
    site.sync()
    export(site.publisher, Releases(out))
    (out / "tags").write_text("a file")
    site.fill(1, first=3, tags=["one"])
    site.sync()
    before = tree(out)
    with pytest.raises(ExportError, match="a file is in the way"):
        export(site.publisher, Releases(out))
    assert tree(out) == before
    assert releases(out) == ["r1"]
