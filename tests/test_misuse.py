"""What people type by mistake, and the one line each mistake ends in."""

# ruff: noqa: E501 (a table, one row a line)

from __future__ import annotations

import socket
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from command_line import URL, post, run, write

SECRET = "geheim"


class Misuse(NamedTuple):
    what: str
    arguments: tuple[str, ...]
    answers: tuple[str, ...]
    code: int = 2
    files: Mapping[str, str] = {}
    environment: Mapping[str, str] = {}


def setting(what: str, text: str, *answers: str) -> Misuse:
    """A mistake in feedsvc.toml."""
    return Misuse(what, ("check", "posts"), ("feedsvc.toml, line", *answers), files={"feedsvc.toml": text})


def variable(what: str, name: str, value: str, *answers: str) -> Misuse:
    """A mistake in the environment."""
    return Misuse(what, ("check", "posts"), (name, *answers), environment={name: value})


def store(what: str, address: str, *answers: str) -> Misuse:
    """A mistake in the address of the store."""
    return Misuse(what, ("web", "--store", address, "--port", "0"), ("store", *answers))


LOOP = '[delivery.moved]\n"/a" = "/b"\n"/b" = "/a/"\n'
MISUSES = [
    # What is not said.
    Misuse("a first sync without an address", ("sync", "posts"), ("--url https://example.com/",)),
    Misuse("a first export without an address", ("export", "out", "posts"), ("--url https://example.com/",)),
    Misuse("a plan without an address", ("plan", "posts"), ("--url https://example.com/",)),
    Misuse("no source", ("sync", *URL), ("no source", "source.path")),
    Misuse("an export of nothing", ("export", "out"), ("nothing was published yet", "feedsvc sync"), 1),
    Misuse("the status of nothing", ("status",), ("nothing was published yet", "feedsvc sync"), 1),
    Misuse("no folder to export to", ("export",), ("folder",)),
    # Names that are none.
    Misuse("a slip in a command", ("exprt", "out"), ("exprt", "export")),
    Misuse("a slip in an option", ("sync", "posts", "--ulr", "https://example.com/"), ("--ulr", "--url")),
    setting("a slip in a setting", "[site]\ntitel = 'x'\n", "site.titel", "did you mean site.title?"),
    setting("a setting in the wrong section", "[site]\npage_size = 3\n", "did you mean feed.page_size?"),
    setting("a slip in a section", "[sites]\ntitle = 'x'\n", "did you mean site?"),
    setting("a slip in a filter", "[feeds.x]\ninclude = { tag = ['a'] }\n", "feeds.NAME.include.tags"),
    setting("a section that is a number", "site = 3\n", "site = 3", "table"),
    variable("one underscore", "FEEDSVC_SITE_TITLE", "x", "FEEDSVC_SITE__TITLE"),
    variable("a variable that is no setting", "FEEDSVC_NONSENSE", "x", "no such setting"),
    variable("a port with one underscore", "FEEDSVC_SERVER_PORT", "80", "FEEDSVC_SERVER__PORT"),
    variable("a slip in a variable", "FEEDSVC_SITE__TITEL", "x", "site.title"),
    variable("a password under a wrong name", "FEEDSVC_STORE_URL", f"postgresql://u:{SECRET}@h/d", "STORE__URL"),
    # Values that cannot be.
    variable("a list that is no JSON", "FEEDSVC_FEED__FORMATS", "atom,rss", '["atom", "rss"]'),
    variable("a number in words", "FEEDSVC_SERVER__PORT", "eighty", "whole number"),
    setting("a list that is text", "[feed]\nformats = 'atom'\n", 'feed.formats = "atom"', "list"),
    setting("a format that there is not", "[feed]\nformats = ['atm']\n", '"atm"', "did you mean atom?"),
    setting("no posts on a page", "[feed]\npage_size = 0\n", "feed.page_size = 0", "at least 1"),
    setting("authors in one text", "[site]\nauthors = 'Ana'\n", "tables", 'name = "Ana Reis"'),
    setting("an author without a name", "[site]\nauthors = [{ uri = 'x' }]\n", "site.authors.name", "missing"),
    setting("a language in pieces", "[site]\nlanguage = 'zz_zz_zz'\n", "zz_zz_zz", "zh-CN"),
    setting("a zone on Mars", "[site]\ntimezone = 'Mars/Olympus'\n", "Mars/Olympus", "Europe/Berlin"),
    setting("an address without its scheme", "[site]\nurl = 'example.com'\n", "https://example.com/"),
    setting("a redirect to itself", "[delivery.moved]\n'/a' = '/a/'\n", "/a", "back to itself"),
    setting("redirects in a circle", LOOP, "back to itself"),
    setting("a redirect to nowhere", "[delivery.moved]\n'/a' = ''\n", "'/a' leads to ''"),
    setting("a redirect to no address", "[delivery.moved]\n'/a' = 'ftp://x/'\n", "'/a' leads to 'ftp://x/'"),
    Misuse("TOML that is none", ("check", "posts"), ("feedsvc.toml", "TOML"), files={"feedsvc.toml": "[site"}),
    Misuse("a folder as configuration", ("check", "posts", "--config", "posts"), ("posts: cannot be read",)),
    Misuse("a configuration that is not there", ("check", "posts", "--config", "my.toml"), ("my.toml",)),
    Misuse(
        "a blank in an address", ("sync", "posts", "--url", "https://exa mple.com/"), ("exa mple.com", "--url")
    ),
    Misuse("a port that cannot be", ("sync", "posts", "--url", "https://example.com:99999/"), ("99999", "--url")),
    Misuse("another scheme", ("sync", "posts", "--url", "ftp://example.com/"), ("ftp:", "--url")),
    Misuse("quiet and verbose", ("sync", "posts", *URL, "-q", "-v"), ("--quiet", "--verbose")),
    Misuse("JSON for ever", ("sync", "posts", *URL, "--watch", "--json"), ("--json", "--watch")),
    # Sources.
    Misuse("a source that is not there", ("sync", "nowhere", *URL), ("nowhere", "No such file"), 1),
    Misuse("one post as a source", ("sync", "posts/a.md", *URL), ("posts/a.md", "a source is"), 1),
    Misuse("an empty source", ("sync", "empty", *URL), ("empty", "no posts found"), 1, {"empty/": ""}),
    Misuse("a source of drafts", ("sync", "drafts", *URL), ("no post can be published",), 1,
           {"drafts/a.md": "---\ndraft: true\n---\n"}),
    Misuse("the store as a source", ("sync", "feedsvc.db", *URL), ("feedsvc.db", "not a source"), 1,
           {"feedsvc.db": ""}),
    Misuse("an excerpt of a folder", ("excerpt", "posts"), ("posts", "directory")),
    Misuse("an excerpt of what is not there", ("excerpt", "none.md"), ("none.md",), 1),
    Misuse("an explanation of no post", ("explain", "note.txt"), ("note.txt", "Markdown"), 1, {"note.txt": ""}),
    Misuse("an excerpt of no length", ("excerpt", "posts/a.md", "--limit", "0"), ("--limit", "0")),
    # Targets.
    Misuse("an export into its own source", ("export", "posts", "posts", *URL), ("posts", "another folder")),
    Misuse("an export below its source", ("export", "posts/out", "posts", *URL), ("posts/out", "another folder")),
    Misuse("an export around its source", ("export", ".", "posts", *URL), ("posts", "another folder")),
    Misuse("an export onto a file", ("export", "posts/a.md", "posts", *URL), ("posts/a.md",)),
    Misuse("an export to another kind of store", ("export", "gs://bucket", "posts", *URL), ("gs://", "s3://")),
    Misuse("an export to no bucket", ("export", "s3://", "posts", *URL), ("s3://BUCKET/PREFIX",)),
    Misuse("an atomic bucket", ("export", "s3://b/c", "posts", *URL, "--atomic"), ("--atomic",)),
    Misuse("a ledger that is not there", ("ledger", "import", "none.jsonl"), ("none.jsonl", "cannot be read")),
    Misuse("a ledger that is none", ("ledger", "import", "posts/a.md"), ("posts/a.md:1", "no line of a ledger"), 1),
    Misuse("a second beginning", ("init",), ("feedsvc.toml", "stays as it is"), files={"feedsvc.toml": ""}),
    # Stores and starts.
    store("a password without its driver", f"postgresql+pg8000://u:{SECRET}@h/d", "pg8000", "feedsvc[postgresql]"),
    store("an address of no store", "nonsense", "sqlite:///feedsvc.db"),
    store("a database that there is not", f"mysterydb://u:{SECRET}@h/d", "mysterydb", "sqlite:///feedsvc.db"),
    store("a database of another kind", f"mysql://u:{SECRET}@h/d", "mysql", "sqlite:///feedsvc.db"),
    store("a store in memory", "sqlite://", "a file is needed"),
    store("a store that is a folder", "sqlite:///posts", "it is a folder"),
    store("a store in no folder", "sqlite:///none/feedsvc.db", "its folder does not exist"),
    store("a file that is no store", "sqlite:///posts/a.md", "posts/a.md", "not a database"),
    store("an @ in a password", f"postgresql://u:x@{SECRET}@h/d", "%40"),
    store("a port in words", f"postgresql://u:{SECRET}@h:x{SECRET}/d", "no address"),
    store("a server that does not answer", f"postgresql://u:{SECRET}@127.0.0.1:1/d", "127.0.0.1", "refused"),
    Misuse("an address that is none", ("web", "--host", "300.1.1.1"), ("300.1.1.1", "127.0.0.1")),
    Misuse("another machine's address", ("web", "--host", "192.0.2.1"), ("192.0.2.1", "of this machine")),
    Misuse("a port that there is not", ("web", "--port", "99999"), ("--port", "65535")),
    Misuse("a port in words", ("web", "--port", "http"), ("--port", "http")),
]  # fmt: skip


@pytest.mark.parametrize("misuse", MISUSES, ids=[misuse.what for misuse in MISUSES])
def test_each_misuse_is_answered_in_one_line(tmp_path: Path, misuse: Misuse) -> None:
    write(tmp_path, {"posts/a.md": post("A")} | dict(misuse.files))
    before = sorted(tmp_path.rglob("*"))

    ended = run(*misuse.arguments, cwd=tmp_path, **misuse.environment)

    assert ended.code == misuse.code, ended.err
    assert "Traceback" not in ended.err
    last = ended.err.splitlines()[-1]
    assert last.startswith(("feedsvc: error: ", "Error: "))
    for answer in misuse.answers:
        assert answer in last
    assert SECRET not in ended.err + ended.out
    if misuse.code == 2:
        assert sorted(tmp_path.rglob("*")) == before, "a wrong command leaves nothing behind"


def test_taken_port_is_told_with_a_remedy(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        ended = run("web", "--port", port, cwd=tmp_path)

    assert (ended.code, "choose another port" in ended.err) == (2, True)


def test_variables_that_kubernetes_sets_are_none_of_ours(tmp_path: Path) -> None:
    write(tmp_path, {"posts/a.md": post("A")})
    variables = {"FEEDSVC_SERVICE_HOST": "10.0.0.1", "FEEDSVC_PORT": "tcp://10.0.0.1:80"}
    variables |= {"FEEDSVC_PORT_80_TCP_ADDR": "10.0.0.1", "FEEDSVC_WEB_PORT": "tcp://10.0.0.1:80"}

    assert run("check", "posts", cwd=tmp_path, **variables).code == 0


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        ("authors: 12", "authors: '12' is no name"),
        ("language: zz_zz_zz", "language: 'zz_zz_zz' is no language tag"),
        ("image: not a url", "image: 'not a url' is no address of a picture"),
    ],
)
def test_value_that_a_record_cannot_have_is_a_finding(tmp_path: Path, field: str, reason: str) -> None:
    write(tmp_path, {"posts/a.md": f"---\ntitle: A\ndate: 2024-01-01\n{field}\n---\nWords.\n"})

    ended = run("check", "posts", cwd=tmp_path)

    assert f"posts/a.md:4: warning: {reason}" in ended.out
    assert reason in run("sync", "posts", *URL, cwd=tmp_path).err
