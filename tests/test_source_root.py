"""Nothing outside a source is read, whatever links in it say; and nothing that is no ordinary file."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import Site

from feedsvc.errors import RecordError, SourceError
from feedsvc.settings import SourceOptions
from feedsvc.sources import open_source
from feedsvc.sources.dialects.detect import dialect_of
from feedsvc.sources.file_dates import FileDates
from feedsvc.sources.source_root import SourceRoot

SECRET = "---\ntitle: Secret\ndate: 2024-01-01\n---\nTOKEN=abc\n"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    (tmp_path / "elsewhere").mkdir()
    file = tmp_path / "elsewhere/secret.md"
    file.write_text(SECRET)
    return file


def test_link_out_of_the_source_publishes_nothing_and_is_told(site: Site, secret: Path) -> None:
    site.fill(2)
    (site.posts / "env.md").symlink_to("/proc/self/environ")
    (site.posts / "one.md").symlink_to(secret)
    (site.posts / "far").symlink_to(secret.parent)
    report = site.sync()
    assert (report.published, report.rejected) == (2, 3)
    assert all("link leads out of the source" in problem for problem in report.problems)
    assert all("source.follow_links" in problem for problem in report.problems)
    assert b"TOKEN" not in site.get("feed.json").body


def test_setting_follows_links_out_of_the_source(make_site: Callable[..., Site], secret: Path) -> None:
    site = make_site(source={"follow_links": True})
    site.fill(1)
    (site.posts / "one.md").symlink_to(secret)
    report = site.sync()
    assert (report.published, report.problems) == (2, [])
    assert b"TOKEN" in site.get("feed.json").body


def test_posts_behind_a_linked_folder_stay_when_it_is_no_longer_followed(
    make_site: Callable[..., Site], secret: Path
) -> None:
    site = make_site(source={"follow_links": True})
    site.fill(1)
    (site.posts / "far").symlink_to(secret.parent)
    site.sync()
    careful = make_site()
    careful.now = site.now
    report = careful.sync()
    assert (report.published, report.rejected, report.vanished) == (2, 1, 0)
    (site.posts / "far").unlink()
    assert careful.sync(allow_shrink=True).vanished == 1


def test_link_that_comes_to_lead_outside_keeps_the_last_good_version(site: Site, secret: Path) -> None:
    site.write("real.md", "Good words.", title="Real", date="2024-01-01")
    (site.posts / "link.markdown").symlink_to("real.md")
    site.sync()
    (site.posts / "link.markdown").unlink()
    (site.posts / "link.markdown").symlink_to(secret)
    report = site.sync()
    assert report.rejected == 1
    assert b"TOKEN" not in site.get("feed.json").body


def test_links_inside_the_source_are_followed(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/x.md").write_text(SECRET)
    (tmp_path / "b").symlink_to("a")
    (tmp_path / "y.md").symlink_to("b/x.md")
    root = SourceRoot(tmp_path, tmp_path)
    for name in ("y.md", "b/x.md", "a/x.md", "a/../b/x.md"):
        assert root.read(tmp_path / name) == SECRET.encode()


def test_folder_that_is_named_may_be_a_link(tmp_path: Path, secret: Path) -> None:
    (tmp_path / "blog").mkdir()
    (tmp_path / "blog/_posts").symlink_to(secret.parent)
    (tmp_path / "blog/_config.yml").write_text("title: Blog\n")
    (secret.parent / "2024-01-01-a.md").write_text(SECRET)
    (item,) = (item for item in open_source(tmp_path / "blog/_posts").items() if "2024" in item.key)
    assert item.read().fields["title"] == "Secret"
    (folder,) = open_source(tmp_path / "blog").items()
    with pytest.raises(RecordError, match="leads out of the source"):
        folder.read()


@pytest.mark.parametrize("name", [".env", ".git/config", "sub/.secret.md"])
def test_hidden_files_are_not_read_nor_links_to_them(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("TOKEN")
    (tmp_path / "link.md").symlink_to(name)
    root = SourceRoot(tmp_path, tmp_path)
    for path in (file, tmp_path / "link.md"):
        with pytest.raises(PermissionError, match="hidden file"):
            root.read(path)


def test_volumes_of_kubernetes_and_files_of_git_annex_are_read(tmp_path: Path) -> None:
    for target in ("..2026_01_01/a.md", ".git/annex/objects/aB/a.md"):
        (tmp_path / target).parent.mkdir(parents=True)
        (tmp_path / target).write_text("Words")
    (tmp_path / "..data").symlink_to("..2026_01_01")
    (tmp_path / "a.md").symlink_to("..data/a.md")
    (tmp_path / "b.md").symlink_to(".git/annex/objects/aB/a.md")
    root = SourceRoot(tmp_path, tmp_path)
    assert root.read(tmp_path / "a.md") == root.read(tmp_path / "b.md") == b"Words"


@pytest.mark.parametrize("follow_links", [False, True])
def test_special_files_are_refused_without_waiting(tmp_path: Path, *, follow_links: bool) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket.md"))
        (tmp_path / "device.md").symlink_to("/dev/zero")
        (tmp_path / "folder.md").mkdir()
        root = SourceRoot(tmp_path, tmp_path, follow_links=follow_links)
        for name in ("pipe.md", "socket.md", "folder.md", "device.md"):
            with pytest.raises(OSError, match=r"not an ordinary file|out of the source"):
                root.read(tmp_path / name)


def test_special_file_that_looks_like_a_post_is_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    source = open_source(tmp_path)
    assert list(source.items()) == []
    assert source.skipped.lines() == [f"not read: no ordinary files: 1 ({tmp_path}/pipe.md)"]


@pytest.mark.parametrize(
    "path", ["../elsewhere/secret.md", "/etc/hostname", "..", ".", "a/../../elsewhere/secret.md"]
)
def test_addresses_do_not_climb_out(tmp_path: Path, secret: Path, path: str) -> None:
    (tmp_path / "posts/a").mkdir(parents=True)
    root = SourceRoot(tmp_path / "posts", tmp_path / "posts")
    with pytest.raises(PermissionError, match="outside the source"):
        root.read(tmp_path / "posts" / path)


def test_file_or_folder_exchanged_for_a_link_while_it_is_opened_is_never_read(
    tmp_path: Path, secret: Path
) -> None:
    """What an attacker on the same machine does: the names lead in turn inside and outside."""
    posts = tmp_path / "posts"
    (posts / "inside").mkdir(parents=True)
    (posts / "inside/secret.md").write_text("harmless")
    (posts / "next").symlink_to("inside")
    (posts / "folder").symlink_to("inside")
    ended = threading.Event()

    def exchange() -> None:
        while not ended.is_set():
            for target in (secret.parent, Path("inside")):
                (posts / "next").unlink()
                (posts / "next").symlink_to(target)
                (posts / "next").rename(posts / "folder")
                (posts / "next").symlink_to(target)

    attacker = threading.Thread(target=exchange)
    attacker.start()
    outcomes = set()
    try:
        root = SourceRoot(posts, posts)
        for _ in range(3_000):
            try:
                outcomes.add(root.read(posts / "folder/secret.md"))
            except OSError as error:
                outcomes.add(type(error).__name__.encode())
    finally:
        ended.set()
        attacker.join()
    assert b"harmless" in outcomes
    assert SECRET.encode() not in outcomes


@pytest.mark.parametrize(
    ("name", "also"),
    [
        ("_config.yml", "_posts/2024-01-01-a.md"),
        ("_config.yml", "source/_posts/a.md"),
        ("hugo.toml", "content/posts/a.md"),
        ("config/_default/params.yaml", "content/posts/a.md"),
        ("pelicanconf.py", "content/a.md"),
        ("zola.toml", "content/a.md"),
        ("_data/authors.yml", "_posts/2024-01-01-a.md"),
    ],
)
def test_configuration_that_is_a_link_out_of_the_source_is_not_read(
    tmp_path: Path, name: str, also: str
) -> None:
    blog, secret = tmp_path / "blog", tmp_path / "secret"
    secret.write_text("TOKEN")
    for file in (name, also):
        (blog / file).parent.mkdir(parents=True, exist_ok=True)
    (blog / also).write_text(SECRET)
    if name == "_data/authors.yml":
        (blog / "_config.yml").write_text("title: Blog\n")
    (blog / name).symlink_to(secret)
    with pytest.raises(SourceError, match=r"link leads out of the source; source\.follow_links") as caught:
        open_source(blog)
    assert "TOKEN" not in str(caught.value)
    secret.write_text("")
    open_source(blog, SourceOptions(follow_links=True))


def test_packages_of_a_blog_are_not_read_behind_a_link_out_of_it(tmp_path: Path) -> None:
    (tmp_path / "blog/source/_posts").mkdir(parents=True)
    (tmp_path / "blog/_config.yml").write_text("title: Blog\n")
    (tmp_path / "package.json").write_text('{"dependencies": {"hexo-renderer-markdown-it": "7"}}')
    (tmp_path / "blog/package.json").symlink_to(tmp_path / "package.json")
    assert dialect_of(tmp_path / "blog", SourceOptions()).variant.parser == "marked"
    assert dialect_of(tmp_path / "blog", SourceOptions(follow_links=True)).variant.parser != "marked"


@pytest.mark.skipif(shutil.which("git") is None, reason="no git")
@pytest.mark.parametrize("kind", ["posts that are a repository", "the repository's own settings"])
def test_dates_of_commits_run_nothing_that_a_repository_names(tmp_path: Path, kind: str) -> None:
    """An author can bring a folder that is a bare repository, and git believes its settings."""
    posts = tmp_path / "posts"
    (tmp_path / "run").write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    (tmp_path / "run").chmod(0o755)

    def git(*arguments: str, data: bytes = b"") -> str:
        command = ["git", "-C", posts, *arguments]
        return subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode().strip()

    posts.mkdir()
    git("init", "--quiet", *(["--bare"] if kind.startswith("posts") else []))
    (posts / "a.md").write_text(SECRET)
    blob = git("hash-object", "-w", "a.md")
    tree = git("mktree", data=f"100644 blob {blob}\ta.md\n".encode())
    signed = (
        f"tree {tree}\nauthor A <a@b.c> 1700000000 +0000\ncommitter A <a@b.c> 1700000000 +0000\n"
        "gpgsig -----BEGIN PGP SIGNATURE-----\n \n a\n -----END PGP SIGNATURE-----\n\na\n"
    )
    git("update-ref", "HEAD", git("hash-object", "-t", "commit", "-w", "--stdin", data=signed.encode()))
    for name, value in {
        "gpg.program": f"{tmp_path}/run",
        "log.showSignature": "true",
        "core.bare": "false",
        "core.worktree": os.fspath(posts),
        "core.fsmonitor": f"{tmp_path}/run",
        "diff.external": f"{tmp_path}/run",
        "core.pager": f"{tmp_path}/run",
    }.items():
        git("config", name, value)
    if kind.startswith("posts"):
        with pytest.raises(SourceError, match="bare repository"):
            FileDates(posts, "commit")
    else:
        assert FileDates(posts, "commit").of(os.fspath(posts / "a.md")) == datetime.fromtimestamp(1.7e9, UTC)
    assert not (tmp_path / "ran").exists()
