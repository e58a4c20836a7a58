"""Programs that people read feeds with: subscribe, be shown what is new once, and again nothing.

Each runs as its users have it, against the real server; a program that is not installed is skipped.
"""

from __future__ import annotations

import importlib.util
import mailbox
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Site
from server import Server, free_port, running
from waiting import PATIENCE

READERS: dict[str, type[Reader]] = {}


class Reader:
    """A reader's home folder. `titles` are those it has shown, each as often as it was shown as new."""

    program = ""
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


def is_installed(program: str) -> bool:
    if program == "reader":
        return all(importlib.util.find_spec(module) for module in ("reader", "sgmllib"))
    return shutil.which(program) is not None


@pytest.fixture
def served(site: Site) -> Iterator[Server]:
    site.fill(30)
    site.sync()
    port = free_port()
    with running("web", "--store", site.store_url, cwd=site.posts.parent, port=port) as server:
        yield server


@pytest.mark.parametrize("file", ["atom.xml", "rss.xml"])
@pytest.mark.parametrize("program", READERS)
def test_reader_shows_each_post_once_through_new_edited_and_retitled_ones(
    site: Site, served: Server, tmp_path: Path, program: str, file: str
) -> None:
    if not is_installed(program):
        pytest.skip(f"{program} is not installed")
    reader = READERS[program](tmp_path / "home", f"http://127.0.0.1:{served.port}/{file}")
    reader.update()
    first = sorted(reader.titles())
    assert first == sorted(f"Post {number}" for number in range(1, 31))
    reader.update()
    assert sorted(reader.titles()) == first, "nothing was new"

    publish(site, served, file, "new.md", title="A new one", date="2026-01-02")
    reader.update()
    assert sorted(reader.titles()) == sorted([*first, "A new one"])

    publish(site, served, file, "second.md", title="Another one", date="2026-01-03")
    publish(site, served, file, "new.md", title="A new one", date="2026-01-02", text="Edited words.")
    publish(site, served, file, "p00029.md", title="Post 29, retitled", date="2020-01-30")
    reader.update()
    shown = reader.titles()
    assert shown.count("Another one") == 1
    assert shown.count("A new one") == 1
    assert len(re.findall("Post 29", "\n".join(shown))) == 1 + reader.knows_by_title
    reader.update()
    assert sorted(reader.titles()) == sorted(shown)


def publish(site: Site, server: Server, file: str, name: str, *, text: str = "", **fields: str) -> None:
    site.write(name, text or "Words.", **fields)
    site.sync()
    server.wait_for(f"/{file}", (text or fields["title"]).encode())
