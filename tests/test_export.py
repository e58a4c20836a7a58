"""The static export: only what changed, and no file of anybody else's."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
from conftest import Site, exporting

from feedsvc.errors import ExportError
from feedsvc.export import export
from feedsvc.export.build import file_name
from feedsvc.feed_formats import BY_FILE
from feedsvc.publish.documents import Document
from feedsvc.publish.publisher import Publisher
from feedsvc.store.store import Store

MANIFEST = ".feedsvc-export"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def tree(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file() and file.name != MANIFEST)
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


def identity(file: Path) -> tuple[int, float]:
    return file.stat().st_ino, file.stat().st_mtime


def test_every_document_is_a_file_of_the_same_bytes(site: Site, out: Path) -> None:
    site.fill(45, tags=["数学", "a/b c"])
    site.sync()
    done = export(site.publisher, out)
    documents = site.everything()
    assert done.documents == done.written == len(done.new) == len(documents)
    assert tree(out) == {unquote(file_name(path)): body for path, body in documents.items()}
    assert (out / "tags/数学/page/2/index.html").read_bytes() == documents["tags/%E6%95%B0%E5%AD%A6/page/2/"]
    for path in ("atom.xml", "archive/1/rss.xml", "posts/p00001/"):
        document = site.get(path)
        assert isinstance(document, Document)
        assert (out / file_name(path)).stat().st_mtime == document.last_modified


def test_second_export_writes_only_what_changed(site: Site, out: Path) -> None:
    site.fill(30)
    site.sync()
    export(site.publisher, out)
    before = {file: file.stat() for file in out.rglob("*") if file.is_file()}
    assert export(site.publisher, out).written == 0
    site.write("p00030.md", "Changed.", title="Post 30", date="2020-01-31")
    site.sync()
    done = export(site.publisher, out)
    changed = ["posts/p00030/index.html", "index.html", "latest.txt", "sitemap.xml", *BY_FILE]
    assert (done.new, done.changed, done.removed) == ([], changed, [])
    assert {str(f.relative_to(out)) for f, was in before.items() if f.stat().st_ino != was.st_ino} == {
        *changed,
        MANIFEST,
    }


def test_export_that_changes_nothing_touches_nothing(site: Site, out: Path) -> None:
    site.fill(3)
    site.sync()
    export(site.publisher, out)
    before = {path: identity(path) for path in (out, *out.rglob("*"))}
    export(site.publisher, out)
    assert {path: identity(path) for path in (out, *out.rglob("*"))} == before


def test_what_is_gone_is_taken_away_with_its_empty_folders(site: Site, out: Path) -> None:
    site.fill(26)
    site.write("p00003.md", "Text 3.", title="Post 3", date="2020-01-04", slug="before")
    site.sync()
    export(site.publisher, out)
    (out / "posts/p00002/notes.txt").write_text("mine")
    for number in (1, 2):
        (site.posts / f"p{number:05}.md").unlink()
    site.write("p00003.md", "Text 3.", title="Post 3", date="2020-01-04", slug="after")
    site.sync()
    done = export(site.publisher, out)
    assert sorted(done.removed) == [
        "page/3/index.html",
        "page/3/latest.txt",
        "posts/before/index.html",
        "posts/p00001/index.html",
        "posts/p00002/index.html",
    ]
    assert done.new == ["posts/after/index.html"]
    assert not (out / "page/3").exists()
    assert not (out / "posts/p00001").exists()
    assert [file.name for file in (out / "posts/p00002").iterdir()] == ["notes.txt"]
    assert tree(out).keys() - {"posts/p00002/notes.txt"} == {unquote(file_name(p)) for p in site.everything()}


def test_export_again_after_any_change_is_as_good_as_a_new_one(
    make_site: Callable[..., Site], tmp_path: Path
) -> None:
    site = make_site()
    site.fill(40, tags=["one"])
    site.sync()
    export(site.publisher, tmp_path / "again")
    site.fill(25, first=41, tags=["one", "two"])
    (site.posts / "p00005.md").unlink()
    site.sync()
    renamed = make_site(store_url=site.store_url, site={"title": "Another title"}, page={"size": 7})
    for number, published in enumerate((site, renamed)):
        published.sync()
        export(published.publisher, tmp_path / "again")
        export(published.publisher, tmp_path / f"new{number}")
        assert tree(tmp_path / "again") == tree(tmp_path / f"new{number}")


def test_file_whose_bytes_stay_keeps_its_time(make_site: Callable[..., Site], out: Path) -> None:
    site = make_site()
    site.fill(2)
    site.sync()
    export(site.publisher, out)
    before = identity(out / "latest.txt")
    renamed = make_site(store_url=site.store_url, site={"title": "Another title"})
    renamed.now = site.now
    renamed.sync()
    done = export(renamed.publisher, out)
    assert "atom.xml" in done.changed
    assert "latest.txt" not in done.changed
    assert identity(out / "latest.txt") == before


def test_files_of_others_are_left_alone(site: Site, out: Path) -> None:
    (out / "tags").mkdir(parents=True)
    (out / "CNAME").write_text("blog.example.org")
    (out / "tags/readme.txt").write_text("mine")
    site.fill(3, tags=["one"])
    site.sync()
    export(site.publisher, out)
    (site.posts / "p00001.md").unlink()
    site.sync(allow_shrink=True)
    export(site.publisher, out)
    assert (out / "CNAME").read_text() == "blog.example.org"
    assert (out / "tags/readme.txt").read_text() == "mine"


def test_foreign_file_in_the_way_is_named_and_nothing_is_written(site: Site, out: Path) -> None:
    out.mkdir()
    (out / "feed.json").write_text("{}")
    site.fill(3)
    site.sync()
    with pytest.raises(ExportError, match=r"out/feed\.json: is in the way and was not exported by feedsvc"):
        export(site.publisher, out)
    assert tree(out) == {"feed.json": b"{}"}


@pytest.mark.parametrize("edit", ["of a file that changes", "of a file that goes", "of a file that stays"])
def test_edited_file_is_named_and_kept(site: Site, out: Path, edit: str) -> None:
    site.fill(5)
    site.sync()
    export(site.publisher, out)
    file = out / "posts/p00002/index.html"
    file.write_text("edited by hand")
    if edit == "of a file that changes":
        site.write("p00002.md", "Changed.", title="Post 2", date="2020-01-03")
    elif edit == "of a file that goes":
        (site.posts / "p00002.md").unlink()
    site.sync()
    before = tree(out)
    with pytest.raises(ExportError, match=r"posts/p00002/index\.html: was edited after it was exported"):
        export(site.publisher, out)
    assert tree(out) == before
    file.unlink()
    export(site.publisher, out)
    assert file.exists() is (edit != "of a file that goes")


def test_file_that_is_right_already_is_taken_over(site: Site, out: Path) -> None:
    site.fill(5)
    site.sync()
    export(site.publisher, out)
    before = {file: identity(file) for file in out.rglob("index.html")}
    (out / MANIFEST).unlink()
    assert len(export(site.publisher, out).new) == len(tree(out))
    assert {file: identity(file) for file in before} == before
    assert export(site.publisher, out).written == 0


def test_file_that_was_copied_gets_its_time_back(site: Site, out: Path) -> None:
    """Version control and caches bring files back with the time of the day."""
    site.fill(2)
    site.sync()
    export(site.publisher, out)
    times = {file: file.stat().st_mtime for file in out.rglob("*") if file.is_file()}
    for file in times:
        os.utime(file)
    assert export(site.publisher, out).written == 0
    assert {file: file.stat().st_mtime for file in times if file.name != MANIFEST} == {
        file: time for file, time in times.items() if file.name != MANIFEST
    }


def test_deleted_file_comes_back(site: Site, out: Path) -> None:
    site.fill(2)
    site.sync()
    export(site.publisher, out)
    before = tree(out)
    (out / "atom.xml").unlink()
    (out / "index.html").unlink()
    export(site.publisher, out)
    assert tree(out) == before


def test_what_is_no_plain_file_is_in_the_way(site: Site, out: Path) -> None:
    site.fill(2, tags=["one"])
    site.sync()
    out.mkdir()
    (out / "index.html").symlink_to("/etc/hostname")
    with pytest.raises(ExportError, match=r"index\.html: something that is no plain file"):
        export(site.publisher, out)
    (out / "index.html").unlink()
    (out / "tags").write_text("a file")
    with pytest.raises(ExportError, match=r"tags.*a file is in the way of its folder"):
        export(site.publisher, out)
    assert tree(out) == {"tags": b"a file"}


def test_damaged_manifest_is_named(site: Site, out: Path) -> None:
    site.fill(2)
    site.sync()
    export(site.publisher, out)
    (out / MANIFEST).write_bytes((out / MANIFEST).read_bytes()[20:])
    with pytest.raises(ExportError, match=r"\.feedsvc-export: not a list of exported files"):
        export(site.publisher, out)


def test_another_address_is_written_anew(site: Site, out: Path) -> None:
    site.fill(2)
    site.sync()
    export(site.publisher, out)
    site.publisher.url = "https://mirror.example.net/blog/"
    done = export(site.publisher, out)
    assert not {"latest.txt", "feed.css"} & set(done.changed)
    assert len(done.changed) == done.documents - 3
    assert b"https://mirror.example.net/blog/posts/p00001/" in (out / "atom.xml").read_bytes()


def test_several_processes_write_what_one_does(make_site: Callable[..., Site], tmp_path: Path) -> None:
    site = make_site(page={"size": 1, "limit": 200})
    site.fill(150, tags=["one", "two"])
    site.sync()
    one = export(site.publisher, tmp_path / "one", exporting(jobs=1))
    two = export(site.publisher, tmp_path / "two", exporting(jobs=2))
    assert one.documents > 1000
    assert one == two
    assert tree(tmp_path / "one") == tree(tmp_path / "two")
    assert (tmp_path / "one" / MANIFEST).read_bytes() == (tmp_path / "two" / MANIFEST).read_bytes()


def test_progress_is_told(site: Site, out: Path) -> None:
    site.fill(3)
    site.sync()
    told: list[tuple[str, int, int]] = []
    done = export(site.publisher, out, progress=lambda *step: told.append(step))
    count = done.documents
    assert [step for step in told if step[0] == "building"] == [
        ("building", number, count) for number in range(1, count + 1)
    ]
    assert told[-1] == ("putting in place", 0, count)


@pytest.mark.parametrize("cut", [1, 9, 40, 120])
def test_list_of_files_that_was_cut_is_damage_as_any_other(site: Site, out: Path, cut: int) -> None:
    site.fill(5)
    site.sync()
    export(site.publisher, out)
    data = (out / MANIFEST).read_bytes()
    (out / MANIFEST).write_bytes(data[:-cut])
    with pytest.raises(ExportError, match="not a list of exported files; delete it"):
        export(site.publisher, out)


def test_list_of_files_that_lost_its_last_lines_is_damage_too(site: Site, out: Path) -> None:
    site.fill(5)
    site.sync()
    export(site.publisher, out)
    lines = (out / MANIFEST).read_bytes().splitlines(keepends=True)
    (out / MANIFEST).write_bytes(b"".join(lines[:-3]))
    with pytest.raises(ExportError, match="not a list of exported files; delete it"):
        export(site.publisher, out)


def test_older_store_does_not_roll_a_newer_tree_back_unless_told(
    site: Site, out: Path, tmp_path: Path
) -> None:
    site.fill(3)
    site.sync()
    store = Path(site.store_url.removeprefix("sqlite:///"))
    backup = tmp_path / "backup.db"
    with sqlite3.connect(store) as live, sqlite3.connect(backup) as copy:
        live.backup(copy)
    site.fill(1, first=4)
    site.sync()
    export(site.publisher, out)
    newer = tree(out)
    older = Publisher(Store(f"sqlite:///{backup}"))
    with pytest.raises(ExportError, match=r"out: was exported from a newer store .*--allow-older"):
        export(older, out)
    assert tree(out) == newer
    done = export(older, out, allow_older=True)
    assert "posts/p00004/index.html" in done.removed


def test_what_every_site_has_is_left_to_others(site: Site, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "robots.txt").write_text("User-agent: *")
    site.fill(3)
    site.sync()
    first = export(site.publisher, out)
    assert "robots.txt" not in first.new
    (out / "404.html").write_text("by a generator")  # after ours
    site.fill(1, first=4)
    site.sync()
    export(site.publisher, out)
    assert (out / "robots.txt").read_text() == "User-agent: *"
    assert (out / "404.html").read_text() == "by a generator"
    assert (out / "sitemap.xml").read_bytes() == site.body("sitemap.xml")
    again = export(site.publisher, out)
    assert (again.new, again.changed, again.removed) == ([], [], [])
    (out / "404.html").unlink()
    assert export(site.publisher, out).new == ["404.html"]
