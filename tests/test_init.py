"""From nothing: a first configuration, and posts as people first write them."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from command_line import URL, run, write
from waiting import PATIENCE

HELLO = "# Hello, *world*\n\nFirst words.\n"


def written(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "feedsvc.toml").read_text("utf-8"))


def test_options_answer_every_question(tmp_path: Path) -> None:
    ended = run(
        *("init", "--title", 'Notes "from" the pier', "--url", "https://example.com", "--language", "zh_cn"),
        *("--folder", "texts"),
        cwd=tmp_path,
    )

    assert ended.code == 0, ended.err
    found = written(tmp_path)
    site = {"title": 'Notes "from" the pier', "url": "https://example.com/", "language": "zh-CN"}
    assert found["site"] == site
    assert found["source"] == {"path": "texts", "missing_date": "file"}
    assert (tmp_path / "texts").is_dir()


def test_without_a_terminal_nothing_is_asked(tmp_path: Path) -> None:
    folder = tmp_path / "my-blog"
    write(folder, {"articles/": ""})

    assert run("init", cwd=folder).code == 0

    assert written(folder)["site"] == {"title": "my-blog"}
    assert written(folder)["source"]["path"] == "articles"


def test_a_person_is_asked_and_asked_again(tmp_path: Path) -> None:
    master, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "feedsvc", "init"],
        cwd=tmp_path,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
    )
    os.close(terminal)
    os.write(master, b"posts\nPier\nnonsense\nhttps://example.com\nde\nhttps://example.com/feed/\n")
    said = b""
    while True:
        try:
            said += os.read(master, 4096)
        except OSError:  # the other end is closed
            break
    os.close(master)

    assert process.wait(timeout=PATIENCE) == 0, said
    assert b"no site address" in said
    assert b"feedsvc plan --against https://example.com/feed/" in said
    assert written(tmp_path)["site"] == {"title": "Pier", "url": "https://example.com/", "language": "de"}


@pytest.mark.parametrize("option", [("--url", "nonsense"), ("--language", "zz_zz_zz"), ("--title", " ")])
def test_answer_that_cannot_be_writes_nothing(tmp_path: Path, option: tuple[str, str]) -> None:
    ended = run("init", *option, cwd=tmp_path)

    assert (ended.code, len(ended.err.splitlines())) == (2, 1)
    assert list(tmp_path.iterdir()) == []


def test_what_a_blog_says_of_itself_is_left_to_it(tmp_path: Path) -> None:
    config = "title: Hexo's\nurl: https://blog.example.net\nlanguage: de\n"
    write(tmp_path, {"_config.yml": config, "source/_posts/a.md": "---\ndate: 2024-01-01\n---\nA.\n"})

    assert run("init", cwd=tmp_path).code == 0

    text = (tmp_path / "feedsvc.toml").read_text("utf-8")
    assert "# title = \"Hexo's\" (as the blog's configuration says)" in text
    assert written(tmp_path)["site"] == {}
    assert written(tmp_path)["source"] == {"path": "."}
    assert run("export", "out", cwd=tmp_path).code == 0
    assert "https://blog.example.net/2024/01/01/a/" in (tmp_path / "out/atom.xml").read_text("utf-8")


def test_first_post_of_the_readme_is_published(tmp_path: Path) -> None:
    assert run("init", "--url", "https://example.com/", cwd=tmp_path).code == 0
    write(tmp_path, {"posts/hello.md": HELLO})

    ended = run("export", "public", cwd=tmp_path)

    assert (ended.code, "1 published, 0 hidden, 0 rejected" in ended.err) == (0, True), ended.err
    page = (tmp_path / "public/posts/hello/index.html").read_text("utf-8")
    assert "First words." in page
    assert page.count("Hello, world</h1>") == 1


def test_post_without_a_date_is_told_what_to_write(tmp_path: Path) -> None:
    write(tmp_path, {"posts/hello.md": HELLO})

    ended = run("sync", "posts", *URL, cwd=tmp_path)

    assert ended.code == 1
    for remedy in ("date: 2024-05-01", "2024-05-01-name.md", "source.missing_date"):
        assert remedy in ended.err.splitlines()[0]


def test_date_of_a_file_stays_when_the_file_changes(tmp_path: Path) -> None:
    by_file = {"FEEDSVC_SOURCE__MISSING_DATE": "file"}
    write(tmp_path, {"posts/hello.md": HELLO})
    os.utime(tmp_path / "posts/hello.md", (1_700_000_000, 1_700_000_000))
    run("sync", "posts", *URL, cwd=tmp_path, **by_file)
    write(tmp_path, {"posts/hello.md": f"{HELLO}And more of them.\n"})
    os.utime(tmp_path / "posts/hello.md", (1_710_000_000, 1_710_000_000))

    ended = run("export", "out", "posts", cwd=tmp_path, **by_file)

    assert "1 updated" in ended.err
    atom = (tmp_path / "out/atom.xml").read_text("utf-8")
    assert "<published>2023-11-14T22:13:20+00:00</published>" in atom
    assert "tag:example.com,2023-11-14:hello" in atom
    assert "And more of them" in atom


def git(folder: Path, *arguments: str, date: str = "2024-02-03T04:05:06Z") -> None:
    environment = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date, "HOME": str(folder)}
    command = ["git", "-c", "user.name=A", "-c", "user.email=a@example.com", *arguments]
    subprocess.run(
        command,
        cwd=folder,
        check=True,
        capture_output=True,
        env={**os.environ, **environment},
        timeout=PATIENCE,
    )


def test_date_of_the_first_commit_holds_through_edits_and_renames(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    write(
        tmp_path, {"site/posts/héllo.md": HELLO, "site/posts/sub/two.md": "# Two\n\nWords of the second.\n"}
    )
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "one", "--quiet")
    git(tmp_path, "mv", "site/posts/sub/two.md", "site/posts/second.md")
    write(tmp_path, {"site/posts/héllo.md": f"{HELLO}More.\n"})
    git(tmp_path, "commit", "-am", "two", "--quiet", date="2025-01-01T00:00:00Z")
    write(tmp_path, {"site/posts/new.md": "# New\n\nNot committed.\n"})
    os.utime(tmp_path / "site/posts/new.md", (1_700_000_000, 1_700_000_000))

    ended = run("export", "out", cwd=tmp_path / "site", FEEDSVC_SOURCE__MISSING_DATE="commit",
                FEEDSVC_SOURCE__PATH="posts", FEEDSVC_SITE__URL="https://example.com/")  # fmt: skip

    assert "3 published" in ended.err, ended.err
    atom = (tmp_path / "site/out/atom.xml").read_text("utf-8")
    assert atom.count("<published>2024-02-03T04:05:06+00:00</published>") == 2
    assert "<published>2023-11-14T22:13:20+00:00</published>" in atom


def test_history_that_is_not_whole_dates_nothing(tmp_path: Path) -> None:
    by_commit = {"FEEDSVC_SOURCE__MISSING_DATE": "commit"}
    write(tmp_path, {"whole/posts/hello.md": HELLO})
    outside = run("sync", "posts", *URL, cwd=tmp_path / "whole", **by_commit)
    assert (outside.code, '"file" takes the dates of the files' in outside.err) == (1, True)
    git(tmp_path / "whole", "init", "--quiet")
    for text in ("", "More.\n"):
        write(tmp_path, {"whole/posts/hello.md": HELLO + text})
        git(tmp_path / "whole", "add", ".")
        git(tmp_path / "whole", "commit", "-m", "x", "--quiet")
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{tmp_path}/whole", "shallow")

    ended = run("sync", "posts", *URL, cwd=tmp_path / "shallow", **by_commit)

    assert (ended.code, "fetch-depth: 0" in ended.err) == (1, True), ended.err


@pytest.mark.parametrize(
    ("text", "title", "words"),
    [
        ("# Plain\n\nText.", "Plain", "Text."),
        ("\n\n# `Code`, *stress*, [a link](https://example.com/) #\nText.", "Code, stress, a link", "Text."),
        ("# C#\n\nText.", "C#", "Text."),
        ("# snake_case_name {#id}\n\nText.", "snake_case_name", "Text."),
        ("## Second level\n\nText.", "a", "Second level Text."),
        ("Text.\n\n# Later", "a", "Text. Later"),
    ],
)  # fmt: skip
def test_first_heading_is_the_title_where_there_is_none(
    tmp_path: Path, text: str, title: str, words: str
) -> None:
    write(tmp_path, {"posts/a.md": f"---\ndate: 2024-01-01\n---\n{text}\n"})
    run("export", "out", "posts", *URL, cwd=tmp_path)

    atom = (tmp_path / "out/atom.xml").read_text("utf-8")
    assert f"<title>{title}</title>" in atom
    assert run("excerpt", "posts/a.md", cwd=tmp_path).out == f"{words}\n"


def test_heading_under_a_title_is_text(tmp_path: Path) -> None:
    write(tmp_path, {"posts/a.md": "---\ntitle: Given\ndate: 2024-01-01\n---\n# Given\n\nText.\n"})

    assert run("excerpt", "posts/a.md", cwd=tmp_path).out == "Given Text.\n"
    assert "title          Given" in run("explain", "posts/a.md", cwd=tmp_path).out
