"""Before a move, `feedsvc plan --against` says what the subscribers of the old feed would see."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import URL, run, write
from published_documents import ATOM, WORDPRESS

POSTS = {
    "posts/tides.md": "---\ntitle: Tides & lamps\ndate: 2024-03-01\nid: http://old.example/?p=3\n"
    "url: http://old.example/2024/03/tides/\n---\nThe tide comes in twice a day.\n",
    "posts/fog.md": "---\ntitle: Fog\ndate: 2024-02-01\n---\nFog over *the* pier.\n",
    "posts/older.md": "---\ntitle: Older\ndate: 2020-01-01\n---\nOlder words.\n",
}


def planned(folder: Path, *more: str) -> tuple[int, list[dict[str, object]]]:
    ended = run("plan", "posts", *URL, "--json", *more, cwd=folder)
    assert ended.out, ended.err
    return ended.code, json.loads(ended.out)["against"]


def test_each_entry_is_the_same_changed_twice_or_never_seen_again(tmp_path: Path) -> None:
    write(tmp_path, {"old.xml": ATOM, **POSTS})
    _, (seen,) = planned(tmp_path, "--against", "old.xml")
    assert (seen["address"], seen["path"]) == ("http://old.example/atom.xml", "atom.xml")
    assert (seen["counts"], seen["unseen"]) == ({"same": 1, "changed": 0, "twice": 1, "never": 0}, 1)
    write(tmp_path, {"posts/tides.md": POSTS["posts/tides.md"].replace("twice", "three times")})
    (tmp_path / "posts/fog.md").unlink()
    _, (seen,) = planned(tmp_path, "--against", "old.xml")
    assert seen["counts"] == {"same": 0, "changed": 1, "twice": 0, "never": 1}
    assert [post["how"] for post in seen["posts"]] == ["text", ""]  # type: ignore[attr-defined]


def test_plan_tells_it_in_lines(tmp_path: Path) -> None:
    write(tmp_path, {"old.xml": ATOM, **POSTS})
    told = run("plan", "posts", *URL, "--against", "old.xml", cwd=tmp_path).out
    assert "http://old.example/atom.xml (leads to /atom.xml): 1 same, 0 changed, 1 twice, 0 never\n" in told
    assert "twice     Fog: comes again as tag:example.com,2024-02-01:fog\n" in told
    assert "older     1 older posts, which that feed does not have, come with our document" in told


def feed_of(numbers: range) -> str:
    """An old feed that has the posts of these numbers."""
    entries = "".join(
        f"<entry><id>http://old.example/{number}</id><title>Post {number}</title>"
        f"<updated>2024-01-{number:02}T00:00:00Z</updated></entry>"
        for number in numbers
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Old</title>{entries}</feed>'


def test_plan_tells_the_page_size_with_which_no_old_post_is_new_to_anybody(tmp_path: Path) -> None:
    posts = {
        f"posts/{number}.md": f"---\ntitle: Post {number}\ndate: 2024-01-{number:02}\n"
        f"id: http://old.example/{number}\n---\nWords.\n"
        for number in range(1, 31)
    }
    write(tmp_path, {"old.xml": feed_of(range(20, 30)), **posts})
    code, (seen,) = planned(tmp_path, "--against", "old.xml", "--fail-on", "older")
    assert (code, seen["unseen"], seen["page_size"]) == (1, 19, 10), (
        "30 was published since, and is new to all"
    )
    write(tmp_path, {"feedsvc.toml": "[feed]\npage_size = 10\n"})
    code, (seen,) = planned(tmp_path, "--against", "old.xml", "--fail-on", "older")
    assert (code, seen["unseen"]) == (0, 0)


def test_post_that_no_reader_knows_yet_is_not_missed(tmp_path: Path) -> None:
    scheduled = WORDPRESS.replace("2024-01-01 11:00:00", "2999-01-01 11:00:00").replace(
        ">publish</wp:status><wp:post_type>post", ">future</wp:status><wp:post_type>post"
    )
    assert scheduled.count("future") == 1
    write(tmp_path, {"wp.xml": scheduled, "posts/tides.md": POSTS["posts/tides.md"]})
    _, (seen,) = planned(tmp_path, "--against", "wp.xml")
    assert seen["counts"] == {"same": 0, "changed": 0, "twice": 0, "never": 0}


@pytest.mark.parametrize("host", ["例え", "%E4%BE%8B%E3%81%88"])
def test_host_in_its_own_script_is_no_change(tmp_path: Path, host: str) -> None:
    feed = ATOM.replace('href="http://old.example/2024', f'href="http://{host}.example/2024')
    tides = POSTS["posts/tides.md"].replace("url: http://old", "url: http://xn--r8jz45g")
    write(tmp_path, {"old.xml": feed, **POSTS, "posts/tides.md": tides})
    _, (seen,) = planned(tmp_path, "--against", "old.xml")
    assert seen["counts"]["changed"] == 0


def test_blocks_that_no_blank_parts_are_no_change(tmp_path: Path) -> None:
    list_of_two = ATOM.replace(
        "The tide comes in twice a day.", "&lt;ul&gt;&lt;li&gt;a&lt;/li&gt;&lt;li&gt;b&lt;/li&gt;&lt;/ul&gt;"
    )
    assert list_of_two != ATOM
    write(tmp_path, {"old.xml": list_of_two, **POSTS})
    write(
        tmp_path,
        {"posts/tides.md": POSTS["posts/tides.md"].replace("The tide comes in twice a day.", "- a\n- b")},
    )
    _, (seen,) = planned(tmp_path, "--against", "old.xml")
    assert seen["counts"]["changed"] == 0


def test_nothing_is_seen_twice_after_an_import(tmp_path: Path) -> None:
    write(tmp_path, {"old.xml": ATOM, **POSTS})
    assert planned(tmp_path, "--against", "old.xml", "--fail-on", "twice")[0] == 1
    assert run("ledger", "import", "old.xml", "--source", "posts", *URL, cwd=tmp_path).code == 0
    code, (seen,) = planned(tmp_path, "--against", "old.xml", "--fail-on", "twice", "--fail-on", "never")
    assert (code, seen["counts"]) == (0, {"same": 1, "changed": 1, "twice": 0, "never": 0})


def test_address_that_leads_nowhere_loses_every_subscriber(tmp_path: Path) -> None:
    write(tmp_path, {"old.xml": ATOM.replace("atom.xml", "nowhere.php"), **POSTS})
    code, (seen,) = planned(tmp_path, "--against", "old.xml", "--fail-on", "never")
    assert (code, seen["path"]) == (1, None)
    assert seen["counts"] == {"same": 0, "changed": 0, "twice": 0, "never": 2}


def test_feed_of_a_tag_is_compared_with_the_feed_of_that_tag(tmp_path: Path) -> None:
    tagged = POSTS["posts/tides.md"].replace("date:", "tags: [sea]\ndate:")
    feed = ATOM.replace("atom.xml", "tag/sea/feed/atom")
    write(tmp_path, {"old.xml": feed, **POSTS, "posts/tides.md": tagged})
    _, (seen,) = planned(tmp_path, "--against", "old.xml")
    assert seen["path"] == "tags/sea/atom.xml"
    assert seen["counts"] == {"same": 1, "changed": 0, "twice": 0, "never": 1}


def test_init_says_how_to_keep_the_subscribers(tmp_path: Path) -> None:
    ended = run("init", "--feed", "https://old.example/feed/", "--folder", "posts", cwd=tmp_path)
    assert "feedsvc plan --against https://old.example/feed/" in ended.err
    assert "feedsvc ledger import https://old.example/feed/" in ended.err
