"""Programs that people read feeds with: subscribe, be shown what is new once, and again nothing.

Each runs as its users have it, against the real server; a program that is not installed is skipped.
"""

from __future__ import annotations

import importlib.util
import json
import mailbox
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import Site
from server import free_port, running
from waiting import PATIENCE, eventually

READERS: dict[str, type[Reader]] = {}
ENCLOSURE = {"url": "https://example.org/a.mp3", "type": "audio/mpeg", "length": 5}
# What is written before each time that the readers ask: file, text, front matter.
STORY: list[dict[str, tuple[str, dict[str, str]]]] = [
    {},
    {},
    {"new.md": ("Some words.", {"title": "A new one", "date": "2026-01-02"})},
    {
        "second.md": ("Other words.", {"title": "Another one", "date": "2026-01-03"}),
        "new.md": ("Edited words.", {"title": "A new one", "date": "2026-01-02"}),
        "p00029.md": ("Retitled words.", {"title": "Post 29, retitled", "date": "2020-01-30"}),
    },
    {},
]


class Reader:
    """A reader's home folder. `titles` are those it has shown, each as often as it was shown as new."""

    program = ""
    asks_conditionally = True
    takes_differences = False  # RFC 3229
    knows_by_title = False  # an entry with another title is another one to it, whatever the id

    def __init__(self, home: Path, url: str) -> None:
        self.home, self.url = home, url
        home.mkdir()

    def __init_subclass__(cls) -> None:
        READERS[cls.program] = cls

    def update(self) -> None:
        """Ask for the feed once."""
        raise NotImplementedError

    def titles(self) -> list[str]:
        raise NotImplementedError

    def run(self, *command: str) -> str:
        environment = {
            **os.environ,
            "HOME": str(self.home),
            "LC_ALL": "C.UTF-8",
            "XDG_CONFIG_HOME": str(self.home),
        }
        environment |= {"XDG_DATA_HOME": str(self.home), "GPODDER_HOME": str(self.home)}
        done = subprocess.run(
            command,
            cwd=self.home,
            env=environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "error" not in (done.stdout + done.stderr).lower(), done.stdout + done.stderr
        return done.stdout


class Newsboat(Reader):
    program = "newsboat"
    takes_differences = True

    def update(self) -> None:
        (self.home / "urls").write_text(f"{self.url}\n")
        (self.home / "config").write_text("")
        self.run("newsboat", "-u", "urls", "-c", "cache.db", "-C", "config", "-x", "reload")

    def titles(self) -> list[str]:
        connection = sqlite3.connect(self.home / "cache.db")
        found = [title for (title,) in connection.execute("select title from rss_item")]
        connection.close()
        return found


class Rss2email(Reader):
    program = "r2e"

    def update(self) -> None:
        if not (self.home / "r2e.cfg").exists():
            (self.home / "r2e.cfg").write_text(
                "[DEFAULT]\nfrom = a@example.org\nto = b@example.org\nemail-protocol = maildir\n"
                f"maildir-path = {self.home}/mail\nmaildir-mailbox = inbox\n"
            )
            (self.home / "mail").mkdir()
            self.run("r2e", "-c", "r2e.cfg", "-d", "r2e.json", "add", "blog", self.url)
        self.run("r2e", "-VV", "-c", "r2e.cfg", "-d", "r2e.json", "run")

    def titles(self) -> list[str]:
        return [str(message["subject"]) for message in mailbox.Maildir(self.home / "mail/inbox")]


class Sfeed(Reader):
    program = "sfeed_update"
    asks_conditionally = False
    knows_by_title = True  # sfeed_update(1), merge()

    def update(self) -> None:
        (self.home / "sfeedrc").write_text(
            f'sfeedpath="{self.home}/feeds"\nfeeds() {{ feed blog {self.url}; }}\n'
        )
        (self.home / "feeds").mkdir(exist_ok=True)
        self.run("sfeed_update", "sfeedrc")

    def titles(self) -> list[str]:
        return [line.split("\t")[1] for line in (self.home / "feeds/blog").read_text().splitlines()]


class PythonReader(Reader):
    program = "reader"
    takes_differences = True
    CODE = """
import sys
from reader import make_reader
reader = make_reader("reader.db")
if sys.argv[1] == "update":
    reader.add_feed(sys.argv[2], exist_ok=True)
    reader.update_feed(sys.argv[2])
else:
    print("\\n".join(entry.title for entry in reader.get_entries()))
"""

    def update(self) -> None:
        self.run(sys.executable, "-c", self.CODE, "update", self.url)

    def titles(self) -> list[str]:
        return self.run(sys.executable, "-c", self.CODE, "titles").splitlines()


class GPodder(Reader):
    program = "gpo"

    def update(self) -> None:
        if not (self.home / "Database").exists():
            self.run("gpo", "subscribe", self.url)
        self.run("gpo", "update")

    def titles(self) -> list[str]:
        connection = sqlite3.connect(self.home / "Database")
        found = [title for (title,) in connection.execute("select title from episode")]
        connection.close()
        return found


class Feed2exec(Reader):
    program = "feed2exec"

    def update(self) -> None:
        options = ["--config", f"{self.home}/f.ini", "--database", f"{self.home}/f.db"]
        if not (self.home / "f.ini").exists():
            self.run("feed2exec", *options, "add", "blog", self.url, "--mailbox", f"{self.home}/mail")
        self.run("feed2exec", *options, "fetch")

    def titles(self) -> list[str]:
        return [str(message["subject"]) for message in mailbox.Maildir(self.home / "mail/blog")]


def is_installed(program: str) -> bool:
    if program == "reader":
        return all(importlib.util.find_spec(module) for module in ("reader", "sgmllib"))
    return shutil.which(program) is not None


def lines(log: Path, program: str) -> list[dict[str, Any]]:
    """What the server logged of the requests of one reader, whose address ends in its name."""
    found = map(json.loads, log.read_text("utf-8").splitlines()) if log.exists() else ()
    return [line for line in found if line["query"] == program]


@pytest.mark.parametrize("file", ["atom.xml", "rss.xml"])
def test_readers_show_each_post_once_through_new_edited_and_retitled_ones(
    site: Site, tmp_path: Path, subtests: pytest.Subtests, file: str
) -> None:
    """All readers ask one server, one after another, at each of its states."""
    for program in sorted(set(READERS) - (there := set(filter(is_installed, READERS)))):
        with subtests.test(program):
            pytest.skip(f"{program} is not installed")
    site.fill(30, enclosures=[ENCLOSURE])
    site.sync()
    log, port = tmp_path / "access.log", free_port()
    # Some readers ask for nothing while their copy is fresh.
    told = {"FEEDSVC_SERVER__ACCESS_LOG": str(log), "FEEDSVC_DELIVERY__FEED_SECONDS": "0"}
    seen: dict[str, list[list[str]]] = {program: [] for program in there}
    answered: dict[str, list[list[int]]] = {program: [] for program in there}
    with running("web", "--store", site.store_url, cwd=site.posts.parent, port=port, **told) as server:
        readers = {
            program: READERS[program](tmp_path / program, f"http://127.0.0.1:{port}/{file}?{program}")
            for program in sorted(there)
        }
        for changes in STORY:
            for name, (text, fields) in changes.items():
                site.write(name, text, **fields, enclosures=[ENCLOSURE])
            if changes:
                site.sync()
                server.wait_for(f"/{file}", list(changes.values())[-1][0].encode())
            for program, reader in readers.items():
                before = len(lines(log, program))
                reader.update()
                eventually(lambda: len(lines(log, program)) > before)  # noqa: B023 (called at once)
                answered[program].append([line["status"] for line in lines(log, program)[before:]])
                seen[program].append(sorted(reader.titles()))
    for program, reader in readers.items():
        with subtests.test(program):
            check(reader, seen[program], answered[program])


def check(reader: Reader, seen: list[list[str]], answered: list[list[int]]) -> None:
    first, again, one_more, changed, at_last = seen
    assert first == sorted(f"Post {number}" for number in range(1, 31))
    assert again == first
    assert one_more == sorted([*first, "A new one"])
    assert changed.count("Another one") == changed.count("A new one") == 1
    assert sum(title.startswith("Post 29") for title in changed) == 1 + reader.knows_by_title
    assert at_last == changed
    # Newsboat notes the validators of a new feed with its second answer.
    assert set(answered[1]) <= {200, 304}
    assert set(answered[4]) == ({304} if reader.asks_conditionally else {200})
    fresh = answered[2] + answered[3]
    assert set(fresh) <= ({200, 226} if reader.takes_differences else {200})
