"""Which record is which post: strong evidence outranks the name of a file."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from conftest import Site

UUID = "4FB6D2E4-0D4B-4B7C-9C38-7C9D0F1C1B11"
DEEP = "<div>" * 5000  # text that cannot be rendered

NEWCOMERS: dict[str, Callable[[Site, str], object]] = {
    "post": lambda site, name: site.write(name, "New.", title="New", date="2021-01-01"),
    "draft": lambda site, name: site.write(name, "New.", title="New", date="2021-01-01", draft=True),
    "scheduled post": lambda site, name: site.write(name, "New.", title="New", date="2030-01-01"),
    "broken file": lambda site, name: (site.posts / name).write_text("---\ntitle: [\n---\nNo.\n"),
    "file that cannot be rendered": lambda site, name: site.write(name, DEEP, title="New", date="2021-01-01"),
}
MOVES: dict[str, dict[str, str]] = {
    "as it was": {"title": "Post 2", "date": "2020-01-03T00:00:00+00:00", "text": "Text 2."},
    "in other words": {"title": "Post 2", "date": "2020-01-03T00:00:00+00:00", "text": "Other words."},
    "with another title": {"title": "Retitled", "date": "2020-01-03T00:00:00+00:00", "text": "Text 2."},
    "with another date": {"title": "Post 2", "date": "2022-02-02", "text": "Text 2."},
}


@pytest.mark.parametrize("newcomer", NEWCOMERS)
@pytest.mark.parametrize("move", MOVES)
def test_renamed_file_keeps_its_id_whatever_takes_its_old_name(site: Site, newcomer: str, move: str) -> None:
    site.fill(5)
    site.sync()
    before = site.ids()
    fields = dict(MOVES[move])
    site.write("moved.md", fields.pop("text"), **fields)
    NEWCOMERS[newcomer](site, "p00002.md")
    report = site.sync()
    after = site.ids()
    assert after[fields["title"]] == before["Post 2"]
    assert (report.vanished, len(after)) == (0, 6 if newcomer == "post" else 5)
    assert len(site.walk()) == len(after)
    assert "deleted" not in site.feed()["_feedsvc"]


def test_file_mended_under_another_name_while_the_broken_one_stays_continues_its_post(site: Site) -> None:
    site.fill(3)
    site.sync()
    before = site.ids()
    (site.posts / "p00002.md").write_text("---\ntitle: [\n---\nNo.\n")
    site.sync()
    site.write("mended.md", "Text 2.", title="Post 2", date="2020-01-03T00:00:00+00:00")
    report = site.sync()
    assert (report.new, report.vanished, report.rejected) == (0, 0, 1)
    assert site.ids() == before
    (site.posts / "p00002.md").unlink()
    assert site.sync().vanished == 0
    assert site.ids() == before


def test_copy_of_a_post_is_a_post_of_its_own_while_the_first_goes_on(site: Site) -> None:
    site.fill(3)
    site.sync()
    before = site.ids()
    site.write("copy.md", "Text 2.", title="Copy", date="2024-04-04")
    site.write("p00002.md", "Text 2.", title="Post 2", date="2020-01-03T00:00:00+00:00", tags=["t"])
    site.sync()
    after = site.ids()
    assert after.pop("Copy") not in before.values()
    assert after == before


def test_new_twin_of_a_live_post_is_no_deleted_one_that_had_its_title_and_date(site: Site) -> None:
    before = _twins_of_which_one_is_deleted(site)
    site.write("z.md", "Words z.", title="Notes", date="2024-01-01")
    site.sync()
    assert _ids_by_text(site)["<p>Words z.</p>"] not in before.values()


def test_of_twins_in_json_lines_each_keeps_its_id_when_one_is_put_before_the_other(site: Site) -> None:
    records = [{"title": "Notes", "date": "2024-01-01", "content": f"Words {n}."} for n in range(3)]
    site.source = site.posts / "posts.jsonl"
    _write_lines(site, records[1:])
    site.sync()
    before = _ids_by_text(site)
    _write_lines(site, records)
    site.sync()
    assert before.items() <= _ids_by_text(site).items()
    _write_lines(site, records[::-1])
    site.sync()
    assert before.items() <= _ids_by_text(site).items()


def test_new_twin_in_json_lines_is_no_deleted_one_either(site: Site) -> None:
    records = [{"title": "Notes", "date": "2024-01-01", "content": f"Words {n}."} for n in range(3)]
    site.source = site.posts / "posts.jsonl"
    _write_lines(site, records[:2])
    site.sync()
    before = _ids_by_text(site)
    _write_lines(site, records[1:2])
    site.sync(allow_shrink=True)
    _write_lines(site, records[1:])
    site.sync()
    after = _ids_by_text(site)
    assert after["<p>Words 1.</p>"] == before["<p>Words 1.</p>"]
    assert after["<p>Words 2.</p>"] not in before.values()


def test_of_twins_each_keeps_its_id_when_their_folders_are_swapped(site: Site) -> None:
    for folder in "xy":
        site.write(f"{folder}/notes.md", f"Words {folder}.", title="Notes", date="2024-01-01")
    site.sync()
    before = _ids_by_text(site)
    (site.posts / "x").rename(site.posts / "z")
    (site.posts / "y").rename(site.posts / "x")
    (site.posts / "z").rename(site.posts / "y")
    site.sync()
    assert _ids_by_text(site) == before


def test_of_deleted_twins_the_one_comes_back_whose_text_it_is(site: Site) -> None:
    before = _twins_of_which_one_is_deleted(site)
    (site.posts / "y.md").unlink()
    site.sync()
    site.write("back.md", "Words x.", title="Notes", date="2024-01-01")
    site.sync()
    assert _ids_by_text(site)["<p>Words x.</p>"] == before["<p>Words x.</p>"]


def test_posts_that_swap_names_while_one_is_edited_keep_their_ids(site: Site) -> None:
    site.fill(3)
    site.sync()
    before = site.ids()
    site.write("p00001.md", "Text 2.", title="Post 2", date="2020-01-03T00:00:00+00:00")
    site.write("p00002.md", "Edited.", title="Post 1", date="2020-01-02T00:00:00+00:00")
    site.sync()
    assert site.ids() == before


def test_rejected_rival_gets_the_id_when_the_one_that_had_it_is_gone(site: Site) -> None:
    site.fill(5)
    site.write("a.md", "One.", title="A", date="2024-05-05", id="same")
    site.sync()
    entry_id = site.ids()["A"]
    site.write("b.md", "Two.", title="B", date="2020-01-01", id="same")
    assert site.sync().rejected == 1
    assert site.sync().rejected == 1
    (site.posts / "a.md").unlink()
    report = site.sync()
    assert (report.rejected, report.vanished) == (0, 0)
    assert site.ids()["B"] == entry_id


def test_rival_put_before_the_record_that_has_the_id_does_not_get_it(site: Site) -> None:
    mine = {"id": "same", "title": "Mine", "date": "2024-01-02", "content": "Mine."}
    rival = {"id": "same", "title": "Rival", "date": "2020-01-01", "content": "Rival."}
    site.source = site.posts / "posts.jsonl"
    for records in ([mine], [mine, rival], [rival, mine], [rival, mine | {"title": "Mine still"}]):
        _write_lines(site, records)
        site.sync()
        assert site.feed()["items"][0]["content_html"] == "<p>Mine.</p>"
        assert len(site.ids()) == 1


@pytest.mark.parametrize("spelling", [UUID.lower(), f"urn:uuid:{UUID}", f"URN:UUID:{UUID.lower()}"])
def test_uuid_in_another_spelling_is_the_same_id(site: Site, spelling: str) -> None:
    site.fill(3)
    site.write("a.md", "One.", title="A", date="2024-05-05", id=UUID)
    site.sync()
    entry_id = site.ids()["A"]
    site.write("b.md", "Two.", title="B", date="2020-01-01", id=spelling)
    assert site.sync().rejected == 1
    (site.posts / "b.md").unlink()
    (site.posts / "a.md").unlink()
    site.write("c.md", "Three.", title="C", date="2021-01-01", id=spelling)
    report = site.sync()
    assert (report.vanished, report.rejected) == (0, 0)
    assert site.ids()["C"] == entry_id


def _twins_of_which_one_is_deleted(site: Site) -> dict[str, str]:
    """Publish two posts with one title and date, and take the first back. Returns the ids by text."""
    site.fill(5)
    for name in "xy":
        site.write(f"{name}.md", f"Words {name}.", title="Notes", date="2024-01-01")
    site.sync()
    before = _ids_by_text(site)
    (site.posts / "x.md").unlink()
    site.sync()
    return before


def _write_lines(site: Site, records: list[dict[str, Any]]) -> None:
    site.source.write_text("".join(json.dumps(record) + "\n" for record in records))


def _ids_by_text(site: Site) -> dict[str, str]:
    return {item["content_html"]: item["id"] for item in site.walk()}
