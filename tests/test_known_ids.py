"""Records take the ids by which readers know their posts from an old feed or an export."""

from __future__ import annotations

from pathlib import Path

from command_line import URL, run, write
from published_documents import ATOM, JSON_FEED, WORDPRESS

from feedsvc.publish.documents import Document
from feedsvc.publish.publisher import Publisher
from feedsvc.store.store import Store


def post(title: str, date: str, text: str = "Some words.", **more: str) -> str:
    front = "".join(f"{name}: {value}\n" for name, value in {"title": title, "date": date, **more}.items())
    return f"---\n{front}---\n{text}\n"


def ids(folder: Path) -> dict[str, str]:
    """Entry ids by title, as published."""
    import json

    store = Store(f"sqlite:///{folder}/feedsvc.db")
    document = Publisher(store).document("feed.json")
    store.close()
    assert isinstance(document, Document)
    return {item["title"]: item["id"] for item in json.loads(document.body)["items"]}


def moved_in(folder: Path, *feeds: str) -> str:
    """What an import of these says, before a sync."""
    imported = run("ledger", "import", *feeds, "--source", "posts", *URL, cwd=folder)
    assert imported.code == 0, imported.err
    synced = run("sync", "posts", *URL, cwd=folder)
    assert synced.code == 0, synced.err
    return imported.err


def test_records_take_ids_by_address_by_title_and_date_and_by_text(tmp_path: Path) -> None:
    words = "One two three four five six seven eight nine ten eleven twelve"
    feed = ATOM.replace("The tide comes in twice a day.", "What is new.").replace(
        "Fog over", f"{words}. Over"
    )
    posts = {
        "posts/a.md": post("Other title", "2023-01-01", url="https://new.example/2024/03/tides/index.html"),
        "posts/b.md": post("Changed", "2020-02-02", f"*One* two [three](https://x.example/) {words[14:]}."),
        "posts/c.md": post("Third", "2024-01-01"),
    }
    write(tmp_path, {"old.xml": feed, **posts})
    told = moved_in(tmp_path, "old.xml")
    assert "2 posts; 2 records take their ids (1 by address, 1 by text)" in told
    assert ids(tmp_path) == {
        "Other title": "http://old.example/?p=3",
        "Changed": "http://old.example/?p=2",
        "Third": "tag:example.com,2024-01-01:c",
    }


def test_title_and_date_are_enough_a_day_apart(tmp_path: Path) -> None:
    write(tmp_path, {"old.xml": ATOM, "posts/a.md": post("Tides & Lamps!", "2024-03-02")})
    told = moved_in(tmp_path, "old.xml")
    assert "1 by title and date" in told
    assert "no record for Fog, 2024-02-01; none is near" in told
    assert ids(tmp_path) == {"Tides & Lamps!": "http://old.example/?p=3"}


def test_twins_are_not_guessed(tmp_path: Path) -> None:
    twin = post("Tides & lamps", "2024-03-01")
    write(tmp_path, {"old.xml": ATOM, "posts/a.md": twin, "posts/b.md": twin.replace("Some", "Other")})
    assert "nearest is a.md (Tides & lamps)" in moved_in(tmp_path, "old.xml")


def test_several_feeds_and_an_export_add_up_and_the_first_wins(tmp_path: Path) -> None:
    posts = {
        "posts/a.md": post("Tides & lamps", "2024-03-01"),
        "posts/b.md": post("Nets", "2021-01-01", url="/nets"),
        "posts/c.md": post("Lamps", "2024-01-01", id="https://own.example/"),
    }
    again = ATOM.replace("?p=3", "?p=33")
    write(
        tmp_path, {"one.xml": ATOM, "two.xml": again, "three.json": JSON_FEED, "wp.xml": WORDPRESS, **posts}
    )
    told = moved_in(tmp_path, "one.xml", "two.xml", "three.json", "wp.xml")
    assert "two.xml: 1 of them keep the id of a feed before this one" in told
    assert ids(tmp_path) == {
        "Tides & lamps": "http://old.example/?p=3",
        "Nets": "42",
        "Lamps": "https://old.example/?p=7",
    }


def test_id_that_is_no_iri_is_the_same_in_every_format(tmp_path: Path) -> None:
    write(tmp_path, {"old.json": JSON_FEED, "posts/b.md": post("Nets", "2021-01-01", url="/nets/")})
    moved_in(tmp_path, "old.json")
    store = Store(f"sqlite:///{tmp_path}/feedsvc.db")
    atom, rss = (Publisher(store).document(name) for name in ("atom.xml", "rss.xml"))
    store.close()
    assert isinstance(atom, Document)
    assert isinstance(rss, Document)
    assert b"<id>42</id>" in atom.body
    assert b'<guid isPermaLink="false">42</guid>' in rss.body


def test_ids_wait_for_records_that_are_published_later(tmp_path: Path) -> None:
    hidden = post("Tides & lamps", "2024-03-01", date2="x")
    write(tmp_path, {"old.xml": ATOM, "posts/a.md": hidden, "posts/b.md": post("B", "2024-01-01")})
    assert run("ledger", "import", "old.xml", "--source", "posts", *URL, cwd=tmp_path).code == 0
    write(tmp_path, {"posts/a.md": hidden.replace("date2: x", "draft: true")})
    assert run("sync", "posts", *URL, cwd=tmp_path).code == 0
    assert "Tides & lamps" not in ids(tmp_path)
    write(tmp_path, {"posts/a.md": hidden})
    assert run("sync", "posts", *URL, cwd=tmp_path).code == 0
    assert ids(tmp_path)["Tides & lamps"] == "http://old.example/?p=3"


def test_store_with_posts_takes_no_other_ids(tmp_path: Path) -> None:
    write(tmp_path, {"old.xml": ATOM, "posts/a.md": post("Tides & lamps", "2024-03-01")})
    assert run("sync", "posts", *URL, cwd=tmp_path).code == 0
    ended = run("ledger", "import", "old.xml", "--source", "posts", *URL, cwd=tmp_path)
    assert (ended.code, "published already" in ended.err) == (1, True)


def test_feed_needs_posts_to_be_compared_with(tmp_path: Path) -> None:
    write(tmp_path, {"old.xml": ATOM})
    ended = run("ledger", "import", "old.xml", *URL, cwd=tmp_path)
    assert (ended.code, "source" in ended.err) == (2, True)
