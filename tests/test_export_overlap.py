"""Exports that overlap: one writes, the others refuse and touch nothing."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from conftest import URL, Site
from export_reader import faults
from quick_start import feedsvc_command
from test_export import tree
from waiting import PATIENCE

from feedsvc.export import Releases, export

REFUSAL = "another export is writing there; wait for its end"


def begin(site: Site, out: Path, *options: str) -> subprocess.Popen[str]:
    command = [*feedsvc_command(), "export", str(out), "--store", site.store_url, "--url", URL, "--jobs", "1"]
    return subprocess.Popen([*command, *options], stderr=subprocess.PIPE, text=True)


@pytest.mark.slow
@pytest.mark.parametrize("options", [(), ("--atomic",)])
def test_overlapping_exports_fail_with_nothing_but_the_refusal(
    site: Site, tmp_path: Path, options: tuple[str, ...]
) -> None:
    site.fill(40, tags=["one"])
    site.sync()
    out = tmp_path / "public"
    for number in range(2):
        site.fill(1, first=100 + number)
        site.sync()
        processes = [begin(site, out, *options) for _ in range(4)]
        for process in processes:
            _, told = process.communicate(timeout=PATIENCE)
            assert process.returncode == 0 or REFUSAL in told, told
            assert faults(out, URL) == []
        assert 0 in {process.returncode for process in processes}
    export(site.publisher, tmp_path / "alone")
    assert tree(out) == tree(tmp_path / "alone")


def test_refused_export_leaves_the_other_its_files(site: Site, tmp_path: Path) -> None:
    site.fill(1)
    site.sync()
    first, second = Releases(tmp_path / "public"), Releases(tmp_path / "public")
    with first.locked() as staging:
        staging.mkdir()
        with pytest.raises(Exception, match=REFUSAL), second.locked():
            pass
        assert staging.is_dir()


def test_link_to_a_release_that_was_taken_away_heals(site: Site, tmp_path: Path) -> None:
    site.fill(3)
    site.sync()
    out = tmp_path / "public"
    export(site.publisher, Releases(out))
    (tmp_path / "public.releases" / "r1").rename(tmp_path / "elsewhere")
    export(site.publisher, Releases(out))
    assert tree(out) == tree(tmp_path / "elsewhere")
