"""Exports that cannot be written: one clear line, and what was there is still there."""

from __future__ import annotations

import fcntl
import os
import resource
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import URL, Site
from export_reader import faults
from test_export import tree

from feedsvc.errors import ExportError, FeedsvcError
from feedsvc.export import export
from feedsvc.publish.publisher import Publisher
from feedsvc.store.store import Store


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[None]:
    """A file system in memory at `folder`."""
    folder.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("only root may mount a file system")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def error_in_a_process_that_may_write(site: Site, out: Path, most: int) -> str:
    """What an export says in a process whose files cannot grow beyond `most` bytes."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reader)
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            store = Store(site.store_url)
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
            export(Publisher(store), out)
            os.write(writer, b"no error")
        except FeedsvcError as error:
            os.write(writer, str(error).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as said:
        text = said.read().decode()
    os.waitpid(child, 0)
    return text


def test_full_disk_is_a_clear_error_with_the_old_tree_in_place(site: Site, tmp_path: Path) -> None:
    site.fill(30)
    site.sync()
    out = tmp_path / "disk"
    with mounted(out, "size=1200k"):
        export(site.publisher, out)
        before = tree(out)
        site.fill(40, first=31)
        for number in range(1, 8):
            site.write(
                f"p{number:05}.md", "long " * 40_000, title=f"Post {number}", date=f"2020-01-{number + 1:02}"
            )
        site.sync()
        with pytest.raises(ExportError, match=r"disk.*: cannot be written: No space left on device"):
            export(site.publisher, out)
        assert tree(out) == before
        assert not list(out.glob(".feedsvc-export.*"))
        subprocess.run(["mount", "-o", "remount,size=64m", str(out)], check=True)
        export(site.publisher, out)
        assert faults(out, URL) == []
        assert len(tree(out)) > len(before)


def test_disk_without_room_for_names_is_as_clear(site: Site, tmp_path: Path) -> None:
    """Files are written, but there is no room for the new folders: what was added goes again."""
    site.fill(10)
    site.sync()
    out = tmp_path / "disk"
    with mounted(out, "size=64m,nr_inodes=150"):
        export(site.publisher, out)
        before = tree(out)
        site.fill(45, first=11)
        site.sync()
        with pytest.raises(ExportError, match="cannot be written: No space left on device"):
            export(site.publisher, out)
        assert tree(out) == before
        assert faults(out, URL) == []


def test_process_that_may_not_write_so_much_says_so(site: Site, tmp_path: Path) -> None:
    site.fill(3)
    site.sync()
    out = tmp_path / "out"
    export(site.publisher, out)
    before = tree(out)
    site.write("big.md", "long " * 60_000, title="Big", date="2020-02-02")
    site.sync()
    said = error_in_a_process_that_may_write(site, out, 200_000)
    assert ": cannot be written: File too large; what was exported before is still there" in said
    assert tree(out) == before
    export(site.publisher, out)
    assert faults(out, URL) == []


def test_read_only_target_is_a_clear_error(site: Site, tmp_path: Path) -> None:
    site.fill(3)
    site.sync()
    out = tmp_path / "disk"
    with mounted(out, "size=8m"):
        export(site.publisher, out)
        before = tree(out)
        subprocess.run(["mount", "-o", "remount,ro", str(out)], check=True)
        assert export(site.publisher, out).written == 0
        site.write("new.md", "New.", title="New", date="2020-02-02")
        site.sync()
        with pytest.raises(ExportError, match=r"disk.*: cannot be written: Read-only file system"):
            export(site.publisher, out)
        assert tree(out) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_folder_of_somebody_else_is_a_clear_error(site: Site, tmp_path: Path) -> None:
    site.fill(1)
    site.sync()
    (tmp_path / "out").mkdir(mode=0o500)
    with pytest.raises(ExportError, match=r"out.*: cannot be written: Permission denied"):
        export(site.publisher, tmp_path / "out")


def test_file_in_place_of_the_folder_is_a_clear_error(site: Site, tmp_path: Path) -> None:
    site.fill(1)
    site.sync()
    (tmp_path / "out").write_text("a file is in the way")
    with pytest.raises(ExportError, match=r"out.*cannot be written"):
        export(site.publisher, tmp_path / "out")


def test_first_export_that_fails_leaves_nothing(site: Site, tmp_path: Path) -> None:
    site.fill(3)
    site.sync()
    said = error_in_a_process_that_may_write(site, tmp_path / "out", 100)
    assert "cannot be written: File too large" in said
    assert not (tmp_path / "out").exists()


def test_two_exports_to_one_folder_do_not_mix(site: Site, tmp_path: Path) -> None:
    site.fill(1)
    site.sync()
    out = tmp_path / "out"
    out.mkdir()
    handle = os.open(out, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    with pytest.raises(ExportError, match="out: another export is writing there"):
        export(site.publisher, out)
    os.close(handle)
    export(site.publisher, out)
