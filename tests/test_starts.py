"""Every start ends in words; a refusal is seen, and can be accepted; a store is read where nobody writes."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from command_line import URL, Ended, post, run, write
from conftest import Site
from quick_start import feedsvc_command
from server import Server, free_port, running, stop
from test_cli import feedsvc
from waiting import PATIENCE

from feedsvc.errors import SourceError
from feedsvc.store.store import set_meta

NOBODY = 65_534


def test_missing_driver_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)

    ended = run("web", "--store", "postgresql://u:geheim@127.0.0.1/d", cwd=tmp_path)

    assert ended.code == 2
    assert "psycopg is not installed; pip install 'feedsvc[postgresql]'" in ended.err
    assert "geheim" not in ended.err


def test_store_of_a_newer_version_ends_the_start_at_once(site: Site) -> None:
    site.fill(1)
    site.sync()
    with site.store.writing() as connection:
        set_meta(connection, "schema", "99")
    command = [*feedsvc_command(), "web", "--store", site.store_url, "--port", str(free_port())]

    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)

    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "schema 99" in done.stderr


def test_serving_is_said_when_requests_are_answered(site: Site) -> None:
    site.fill(1)
    site.sync()
    port = free_port()
    command = [*feedsvc_command(), "web", "--store", site.store_url, "--port", str(port)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        assert process.stderr.readline() == f"feedsvc: serving on 127.0.0.1:{port}\n"
        assert Server(port, process).ask("/atom.xml").status == 200
    finally:
        stop(process)


@pytest.mark.parametrize(
    ("posts", "lost", "accepted"),
    [(1, 1, False), (2, 1, True), (3, 1, True), (3, 2, False), (4, 2, False), (10, 3, True), (10, 4, False)],
)
def test_a_small_site_may_lose_a_post(site: Site, posts: int, lost: int, accepted: bool) -> None:
    site.fill(posts)
    site.write("draft.md", title="Draft", draft=True)
    site.sync()
    for number in range(1, lost + 1):
        (site.posts / f"p{number:05}.md").unlink()
    if accepted:
        assert site.sync().vanished == lost
    else:
        with pytest.raises(SourceError, match="--allow-shrink"):
            site.sync()


def test_no_loss_is_allowed_where_none_is(make_site: Callable[..., Site]) -> None:
    site = make_site(sync={"max_loss": 0})
    site.fill(3)
    site.sync()
    (site.posts / "p00001.md").unlink()
    with pytest.raises(SourceError):
        site.sync()


def test_refused_loss_is_seen_and_accepted_while_the_watch_goes_on(tmp_path: Path) -> None:
    write(tmp_path, {f"posts/{number}.md": post(f"T{number}", number) for number in range(1, 6)})
    command = [*feedsvc_command(), "sync", "posts", *URL, "--watch"]
    worker = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    try:
        assert worker.stderr is not None
        assert "5 published" in worker.stderr.readline()
        with running("web", cwd=tmp_path, port=free_port()) as server:
            server.wait_for("/readyz", b"ready: revision 1\n")
            shutil.rmtree(tmp_path / "posts")
            write(tmp_path, {"posts/5.md": post("T5", 5)})
            server.wait_for("/readyz", b"degraded: syncs are refused: posts: 4 of 5 posts vanished at once")
            assert run("status", cwd=tmp_path).out.splitlines()[-1].startswith("refusal        posts: 4 of 5")

            assert run("sync", "posts", "--allow-shrink", cwd=tmp_path).code == 0

            server.wait_for("/readyz", b"ready: revision 2")
            write(tmp_path, {"posts/9.md": post("T9", 9)})
            server.wait_for("/atom.xml", b"<title>T9</title>")
            assert worker.poll() is None
    finally:
        stop(worker)


def test_status_tells_what_is_live(tmp_path: Path) -> None:
    others = {"posts/c.md": "---\ndraft: true\n---\n", "posts/d.md": "No date.\n"}
    write(tmp_path, {"posts/a.md": post("A"), "posts/b.md": post("B", 2), **others})
    run("sync", "posts", *URL, cwd=tmp_path)

    found = json.loads(run("status", "--json", cwd=tmp_path).out)

    assert found["address"] == "https://example.com/"
    counts = ("posts", "hidden", "rejected", "feeds", "revision")
    assert [found[name] for name in counts] == [2, 1, 1, 1, 1]
    assert found["changed"] <= found["synced"]
    assert (found["due"], found["refused"], found["refusal"]) == (None, None, None)
    assert "posts          2" in run("status", cwd=tmp_path).out.splitlines()


def test_source_that_is_not_there_any_more_is_a_refusal(tmp_path: Path) -> None:
    write(tmp_path, {"posts/a.md": post("A")})
    run("sync", "posts", *URL, cwd=tmp_path)
    (tmp_path / "posts").rename(tmp_path / "elsewhere")

    assert run("sync", "posts", cwd=tmp_path).code == 1

    assert "No such file" in json.loads(run("status", "--json", cwd=tmp_path).out)["refusal"]
    (tmp_path / "elsewhere").rename(tmp_path / "posts")
    run("sync", "posts", cwd=tmp_path)
    assert json.loads(run("status", "--json", cwd=tmp_path).out)["refusal"] is None


@contextmanager
def shared_folder() -> Iterator[Path]:
    """A folder that every user can reach, as pytest's cannot."""
    folder = Path(tempfile.mkdtemp(prefix="feedsvc-test-"))
    try:
        folder.chmod(0o777)
        yield folder
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


def as_nobody(*arguments: str, cwd: Path) -> Ended:
    """The command by a user who may write nothing, as root may everywhere; in a copy of this process, because
    that user may not be let at this Python."""
    if os.geteuid():
        return run(*arguments, cwd=cwd)
    read, write_ = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            os.write(write_, json.dumps(run(*arguments, cwd=cwd)).encode())
        finally:
            os._exit(0)
    os.close(write_)
    with os.fdopen(read, "rb") as answer:
        found = answer.read()
    os.waitpid(child, 0)
    return Ended(*json.loads(found))


@pytest.mark.parametrize("is_written", [False, True], ids=["at rest", "with a writer"])
def test_store_is_read_where_it_cannot_be_written(is_written: bool) -> None:
    """To a database, a folder that may only be read is what a read-only mount is."""
    with shared_folder() as folder, shared_folder() as target:
        write(target, {"posts/a.md": post("A")})
        for command in (("sync", "posts", *URL), ("status",), ("export", "out")):
            assert run(*command, cwd=target).code == 0  # and everything is imported
        write(folder, {"posts/a.md": post("A")})
        # In a process of its own: SQLite lets a copy of this one use what this one has open.
        assert feedsvc("sync", "posts", *URL, cwd=folder).returncode == 0
        write(folder, {"posts/b.md": post("B", 2)})
        writer = sqlite3.connect(folder / "feedsvc.db", isolation_level=None)
        if is_written:
            writer.execute("UPDATE meta SET value = '7' WHERE name = 'revision'")
        else:
            writer.close()
        for file in folder.iterdir():
            file.chmod(0o755 if file.is_dir() else 0o444)
        folder.chmod(0o555)

        found = as_nobody("status", cwd=folder)
        exported = as_nobody("export", f"{target}/other", cwd=folder)
        refused = as_nobody("sync", "posts", cwd=folder)

        assert (found.code, found.err) == (0, "")
        assert ("revision       7" in found.out) is is_written
        assert exported.code == 0, exported.err
        assert (refused.code, "can only be read here" in refused.err) == (1, True), refused.err
        writer.close()
