"""Messages that can be read: one line for each kind, and all of them for whoever asks."""

from __future__ import annotations

import json
from pathlib import Path

from command_line import URL, post, run, write

from feedsvc.commands.summary import summary


def test_lines_of_a_kind_become_one_with_their_number_and_three_places() -> None:
    lines = [f"posts/{number}.md:3: date: 'day {number}' is no date; write one" for number in range(5)]
    lines.insert(2, "posts/x.md:1: image: 'x y' is no address")

    assert summary(lines) == [
        "5 times: date: 'day 0' is no date; write one (posts/0.md:3, posts/1.md:3, posts/2.md:3, …)",
        "posts/x.md:1: image: 'x y' is no address",
    ]


def test_fields_are_kinds_of_their_own_and_values_are_not() -> None:
    assert summary(
        [
            "a.md:1: tags: must be text, not a mapping",
            "a.md:2: categories: must be text, not a mapping",
            "b.md: script left out: https://one.example/a.js",
            "c.md: script left out: https://two.example/b.js",
            "no place here",
        ]
    ) == [
        "a.md:1: tags: must be text, not a mapping",
        "a.md:2: categories: must be text, not a mapping",
        "2 times: script left out: https://one.example/a.js (b.md, c.md)",
        "no place here",
    ]


def test_a_sync_says_each_kind_once_rejections_last_and_all_where_asked(tmp_path: Path) -> None:
    bad = {f"posts/{n}.md": f"---\ntitle: T\ndate: someday {n}\n---\n" for n in range(5)}
    odd = {
        f"posts/o{n}.md": post(f"O{n}").replace("---\n", f"---\nimage: not a url {n}\n", 1) for n in range(4)
    }
    write(tmp_path, bad | odd)

    usual = run("sync", "posts", *URL, cwd=tmp_path).err.splitlines()
    assert len(usual) == 3
    assert usual[0].startswith("feedsvc: 4 times: image: 'not a url 0' is no address")
    assert usual[1].startswith("feedsvc: rejected: 5 times: date: 'someday 0' is no date")
    assert usual[1].endswith("(posts/0.md:3, posts/1.md:3, posts/2.md:3, …)")
    assert "4 published, 0 hidden, 5 rejected" in usual[2]
    (tmp_path / "feedsvc.db").unlink()

    verbose = run("sync", "posts", *URL, "--verbose", cwd=tmp_path).err.splitlines()
    assert len(verbose) == 10
    (tmp_path / "feedsvc.db").unlink()

    ended = run("sync", "posts", *URL, "--json", "--quiet", cwd=tmp_path)
    assert ended.err == ""
    found = json.loads(ended.out)
    assert (len(found["problems"]), len(found["notices"])) == (5, 4)
    assert found["counts"]["published"] == 4


def test_a_quiet_command_still_says_errors(tmp_path: Path) -> None:
    ended = run("sync", "nowhere", *URL, "--quiet", cwd=tmp_path)
    assert (ended.code, "nowhere" in ended.err) == (1, True)
