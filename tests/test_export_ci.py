"""The recipe of docs/export.md on a runner that starts from the posts, the ledger and the site alone."""

from __future__ import annotations

import json
import time
from pathlib import Path

from command_line import Ended, run
from conftest import Site
from test_export import tree


def feedsvc(*arguments: str | Path, cwd: Path) -> Ended:
    done = run(*arguments, cwd=cwd, FEEDSVC_SITE__URL="https://blog.example.org/")
    assert done.code == 0, done.err
    return done


def deploy(root: Path, runner: str, posts: Path) -> dict[str, list[dict[str, str]]]:
    """One run of the recipe in a folder of its own: of earlier runs it has only the ledger and the published
    files. Returns what the export lists."""
    folder = root / runner
    folder.mkdir()
    if (root / "ledger.jsonl").exists():
        feedsvc("ledger", "import", root / "ledger.jsonl", cwd=folder)
    feedsvc("plan", posts, cwd=folder)
    feedsvc("check", posts, cwd=folder)
    listed = feedsvc("export", root / "public", posts, "--json", cwd=folder).out
    feedsvc("ledger", "export", root / "ledger.jsonl", cwd=folder)
    time.sleep(1 - time.time() % 1)  # stores that know nothing of each other tell times by the second
    report: dict[str, list[dict[str, str]]] = json.loads(listed)
    return report


def test_every_run_starts_from_nothing_and_lists_only_what_changed(site: Site, tmp_path: Path) -> None:
    site.fill(45, tags=["one"])
    first = deploy(tmp_path, "first", site.posts)
    assert {"file": "index.html", "url": "https://blog.example.org/"} in first["new"]
    assert len(first["new"]) == first["documents"]
    before = tree(tmp_path / "public")
    again = deploy(tmp_path, "again", site.posts)
    assert (again["new"], again["changed"], again["removed"]) == ([], [], [])
    assert tree(tmp_path / "public") == before
    site.fill(1, first=46)
    third = deploy(tmp_path, "third", site.posts)
    assert [entry["file"] for entry in third["new"]] == ["posts/p00046/index.html"]
    changed = {entry["file"] for entry in third["changed"]}
    assert {"atom.xml", "rss.xml", "feed.json", "index.html", "page/2/index.html"} <= changed
    others = {file for file in changed if file.startswith(("tags", "posts"))}
    assert others == {"posts/p00045/index.html"}  # which leads to the new one


def test_list_is_for_shell_scripts(site: Site, tmp_path: Path) -> None:
    site.fill(2)
    feedsvc("export", "public", site.posts, cwd=tmp_path)
    (site.posts / "p00002.md").unlink()
    site.fill(1, first=3)
    done = feedsvc("export", "public", site.posts, "--list", "--allow-shrink", cwd=tmp_path)
    lines = [line.split("\t") for line in done.out.splitlines()]
    assert ["removed", "posts/p00002/index.html"] in lines
    assert ["new", "posts/p00003/index.html"] in lines
    assert ["changed", "atom.xml"] in lines
    assert {what for what, _ in lines} == {"new", "changed", "removed"}
    assert "1 files new" in done.err
