"""Readers never see a duplicate, and never lose a post."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import quote, unquote

import pytest
from conftest import Site

from feedsvc.errors import SourceError
from feedsvc.publish.documents import Gone, Moved


def test_renamed_file_keeps_its_entry_id(site: Site) -> None:
    site.fill(3)
    site.sync()
    before = site.ids()
    (site.posts / "p00002.md").rename(site.posts / "second.md")
    report = site.sync()
    assert report.renamed == 1
    assert (report.new, report.vanished) == (0, 0)
    assert site.ids() == before


def test_renamed_and_rewritten_file_keeps_its_entry_id_by_title_and_date(site: Site) -> None:
    site.fill(3)
    site.sync()
    before = site.ids()
    (site.posts / "p00002.md").unlink()
    site.write("other.md", "All new words.", title="Post 2", date="2020-01-03T00:00:00+00:00")
    site.sync()
    assert site.ids() == before


def test_renamed_and_retitled_file_keeps_its_entry_id_by_its_text(site: Site) -> None:
    site.fill(3)
    site.sync()
    before = site.ids()
    (site.posts / "p00002.md").unlink()
    site.write("other.md", "Text 2.", title="Another title", date="2021-05-05")
    site.sync()
    assert site.ids()["Another title"] == before["Post 2"]


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "Changed", "date": "2020-01-03"},
        {"title": "Post 2", "date": "2022-02-02"},
        {"title": "Post 2", "date": "2020-01-03", "slug": "changed"},
        {"title": "Post 2", "date": "2020-01-03", "tags": ["a", "b"]},
        {"title": "Post 2", "date": "2020-01-03", "id": "added-later"},
    ],
    ids=["title", "date", "slug", "tags", "id"],
)
def test_edited_front_matter_keeps_the_entry_id(site: Site, fields: dict[str, object]) -> None:
    site.fill(3)
    site.sync()
    before = site.ids()["Post 2"]
    site.write("p00002.md", "Text 2.", **fields)
    site.sync()
    assert site.ids()[str(fields["title"])] == before
    assert len(site.walk()) == 3


UUID = "1225c695-cfb8-4ebb-aaaa-80da344efa6a"
SPELLINGS = (UUID, UUID.upper(), f"urn:uuid:{UUID}", f"urn:uuid:{UUID.upper()}", UUID.title(), f"{{{UUID}}}")


@pytest.mark.parametrize("first", SPELLINGS)
def test_a_uuid_is_one_id_however_it_is_spelled(site: Site, first: str) -> None:
    site.write("a.md", "Text.", title="A", date="2024-05-01", id=first)
    site.sync()
    before = site.ids()
    for count, spelling in enumerate(SPELLINGS):
        site.write("a.md", f"Text {count}.", title="A", date="2024-05-01", id=spelling)
        assert site.sync(allow_shrink=True).vanished == 0
        assert site.ids() == before

    site.write("b.md", "Other text.", title="B", date="2024-05-02", id=first.swapcase())
    report = site.sync()
    assert report.rejected == 1
    assert "is already the id of a.md" in report.problems[0]


def test_a_uuid_given_as_a_urn_is_the_entry_id_as_it_is_spelled(site: Site) -> None:
    site.write("a.md", "Text.", title="A", date="2024-05-01", id=f"urn:uuid:{UUID.upper()}")
    site.write("b.md", "Text.", title="B", date="2024-05-02", id=UUID.upper().replace("A", "B"))
    site.sync()

    assert site.ids() == {"A": f"urn:uuid:{UUID.upper()}", "B": f"urn:uuid:{UUID.replace('a', 'b')}"}


def test_two_new_records_with_one_uuid_are_one_post(site: Site) -> None:
    for number, spelling in enumerate(SPELLINGS):
        site.write(f"{number}.md", f"Text {number}.", title="A", date=f"2024-05-0{number + 1}", id=spelling)

    report = site.sync()
    assert (report.published, report.rejected) == (1, len(SPELLINGS) - 1)


def test_moved_domain_keeps_ids_and_renders_nothing(make_site: Callable[..., Site]) -> None:
    site = make_site()
    site.fill(3)
    site.sync()
    before = site.ids()
    moved = make_site(site={"url": "https://elsewhere.example.net/blog/"})
    report = moved.sync()
    assert report.rendered == 0
    assert report.changed
    assert moved.ids() == before
    assert b"https://elsewhere.example.net/blog/posts/p00001/" in moved.body("atom.xml")
    assert b"blog.example.org/" not in moved.body("atom.xml")


def test_two_files_that_swap_names_keep_their_own_ids(site: Site) -> None:
    site.fill(3)
    site.sync()
    before = site.ids()
    one, two, spare = (site.posts / name for name in ("p00001.md", "p00002.md", "spare.txt"))
    one.rename(spare)
    two.rename(one)
    spare.rename(two)
    site.sync()
    assert site.ids() == before


def test_own_id_is_used_as_it_is_when_it_is_an_iri(site: Site) -> None:
    site.write("a.md", title="A", date="2024-01-01", id="https://old.example.com/?p=12")
    site.write("b.md", title="B", date="2024-01-02", guid="4FB6D2E4-0D4B-4B7C-9C38-7C9D0F1C1B11")
    site.write("c.md", title="C", date="2024-01-03", id="post-42")
    site.sync()
    assert site.ids() == {
        "A": "https://old.example.com/?p=12",
        "B": "urn:uuid:4fb6d2e4-0d4b-4b7c-9c38-7c9d0f1c1b11",
        "C": "tag:blog.example.org,2024-01-03:post-42",
    }


def test_own_id_finds_the_post_again_after_everything_else_changed(site: Site) -> None:
    site.write("a.md", "One.", title="A", date="2024-01-01", id="post-42")
    site.write("b.md", "Two.", title="B", date="2024-01-02")
    site.write("c.md", "Three.", title="C", date="2024-01-02")
    site.sync()
    before = site.ids()["A"]
    (site.posts / "a.md").unlink()
    site.write("moved/z.md", "Quite different.", title="Z", date="2025-07-07", id="post-42")
    site.sync()
    assert site.ids()["Z"] == before
    assert len(site.walk()) == 3


def test_of_two_new_records_with_one_id_the_one_published_first_keeps_it(site: Site) -> None:
    site.write("a.md", title="Late", date="2024-05-05", id="same")
    site.write("b.md", title="Early", date="2024-01-01", id="same")
    site.write("c.md", title="Other", date="2024-01-01")
    report = site.sync()
    assert (report.published, report.rejected) == (2, 1)
    assert set(site.ids()) == {"Early", "Other"}
    (problem,) = report.problems
    assert "a.md" in problem
    assert "b.md" in problem
    assert "id" in problem


def test_newcomer_cannot_take_the_id_of_a_live_post(site: Site) -> None:
    site.write("a.md", title="Held", date="2024-05-05", id="same")
    site.sync()
    site.write("b.md", title="Newcomer", date="2020-01-01", id="same")
    report = site.sync()
    assert report.rejected == 1
    assert set(site.ids()) == {"Held"}
    site.write("a.md", "Edited.", title="Held still", date="2024-05-05", id="same")
    site.sync()
    assert set(site.ids()) == {"Held still"}


def test_posts_with_one_slug_both_have_their_page(site: Site) -> None:
    site.write("x/intro.md", "First.", title="One", date="2024-01-01")
    site.write("y/intro.md", "Second.", title="Two", date="2024-01-02")
    report = site.sync()
    assert report.published == 2
    assert b"First." in site.body("posts/intro/")
    assert b"Second." in site.body("posts/intro-2/")
    assert len(set(site.ids().values())) == 2


def test_old_slug_leads_to_the_post_for_ever(site: Site) -> None:
    site.write("a.md", title="A", date="2024-01-01", slug="old")
    site.write("b.md", title="B", date="2024-01-02")
    site.sync()
    site.write("a.md", title="A", date="2024-01-01", slug="new")
    site.sync()
    assert site.get("posts/old/") == Moved("posts/new/")
    site.write("c.md", "More.", title="C", date="2024-01-03", slug="old")
    site.sync()
    assert site.get("posts/old/") == Moved("posts/new/")
    assert b"More." in site.body("posts/old-2/")


def test_deleted_post_is_announced_and_its_page_is_gone(site: Site) -> None:
    site.fill(5)
    site.sync()
    entry_id = site.ids()["Post 3"]
    (site.posts / "p00003.md").unlink()
    assert site.sync().vanished == 1
    assert "Post 3" not in site.titles()
    assert [gone["id"] for gone in site.feed()["_feedsvc"]["deleted"]] == [entry_id]
    assert entry_id.encode() in site.body("atom.xml")
    assert isinstance(site.get("posts/p00003/"), Gone)


def test_announcement_of_a_deletion_ends_after_its_time(make_site: Callable[..., Site]) -> None:
    site = make_site(feed={"tombstone_days": 1})
    site.fill(5)
    site.sync()
    (site.posts / "p00003.md").unlink()
    site.sync()
    for _hour in range(22):
        assert not site.sync().changed
    assert site.feed()["_feedsvc"]["deleted"]
    for _hour in range(3):
        site.sync()
    assert "deleted" not in site.feed()["_feedsvc"]


@pytest.mark.parametrize("name", ["p00003.md", "back/again.md"])
def test_post_that_comes_back_is_itself_again(site: Site, name: str) -> None:
    site.fill(5)
    site.sync()
    before = site.ids()
    file = site.posts / "p00003.md"
    text = file.read_bytes()
    file.unlink()
    site.sync()
    back = site.posts / name
    back.parent.mkdir(exist_ok=True)
    back.write_bytes(text)
    site.sync()
    assert site.ids() == before
    assert "deleted" not in site.feed()["_feedsvc"]


def test_unpublished_draft_goes_and_comes_back_with_its_id(site: Site) -> None:
    before = publish_and_hide(site)
    site.write("p00002.md", "Text 2.", title="Post 2", date="2020-01-03")
    site.sync()
    assert site.ids() == before


def test_rejected_record_keeps_its_last_good_version(site: Site) -> None:
    site.fill(3)
    site.sync()
    (site.posts / "p00002.md").write_text("---\ntitle: [broken\n---\nNo.\n")
    report = site.sync()
    assert (report.read, report.published, report.rejected, report.vanished) == (3, 2, 1, 0)
    assert "p00002.md" in report.problems[0]
    assert "Post 2" in site.titles()
    again = site.sync()
    assert again.problems == report.problems
    assert (again.read, again.rejected) == (3, 1)


def test_scheduled_post_appears_when_it_is_due(site: Site) -> None:
    site.fill(2)
    site.write("soon.md", title="Soon", date="2026-06-01T14:30:00Z")
    assert site.sync().hidden == 1
    assert site.sync().hidden == 1
    report = site.sync()
    assert (report.published, report.hidden, report.new) == (3, 0, 1)
    assert site.titles()[0] == "Soon"


@pytest.mark.parametrize("loss", ["missing", "empty", "many"])
def test_sync_refuses_when_the_posts_are_gone(site: Site, loss: str) -> None:
    site.fill(10)
    site.sync()
    before = site.everything()
    for file in sorted(site.posts.iterdir())[: 4 if loss == "many" else None]:
        file.unlink()
    if loss == "missing":
        site.posts.rmdir()
    with pytest.raises(SourceError, match=str(site.posts)):
        site.sync()
    assert site.everything() == before


def test_shrinking_can_be_allowed(site: Site) -> None:
    site.fill(10)
    site.sync()
    for file in site.posts.iterdir():
        file.unlink()
    assert site.sync(allow_shrink=True).vanished == 10
    assert site.titles() == []
    assert len(site.feed()["_feedsvc"]["deleted"]) == 10


def test_json_lines_are_recognised_in_any_order(site: Site) -> None:
    records = [{"title": f"T{n}", "date": f"2024-01-0{n}", "content": f"Words {n}"} for n in range(1, 6)]
    site.source = site.posts / "posts.jsonl"
    site.source.write_text("".join(json.dumps(record) + "\n" for record in records))
    site.sync()
    before = site.ids()
    records[2]["title"] = "Renamed"
    site.source.write_text("".join(json.dumps(record) + "\n" for record in reversed(records)))
    report = site.sync()
    assert (report.new, report.vanished) == (0, 0)
    assert site.ids() == {("Renamed" if title == "T3" else title): i for title, i in before.items()}


def test_copy_of_a_draft_that_comes_back_is_a_post_of_its_own(site: Site) -> None:
    site.write("a.md", "The text.", title="A", date="2026-01-01")
    site.sync()
    site.write("a.md", "The text.", title="A", date="2026-01-01", draft=True)
    site.sync(allow_shrink=True)
    site.write("a.md", "The text.", title="A", date="2026-01-01")
    site.write("b.md", "The text.", title="B", date="2026-01-02")
    site.sync()
    assert len({item["id"] for item in site.walk()}) == 2


def hide_and_take_over(site: Site) -> dict[str, str]:
    """Publish five posts, make the second a draft, and give its post to another file. Returns the ids."""
    before = publish_and_hide(site)
    site.write("other.md", "Text 2.", title="Post 2", date="2020-01-03")
    site.sync()
    assert site.ids() == before
    return before


def publish_and_hide(site: Site) -> dict[str, str]:
    """Publish five posts, and make the second a draft. Returns the ids there were before."""
    site.fill(5)
    site.sync()
    before = site.ids()
    site.write("p00002.md", "Text 2.", title="Post 2", date="2020-01-03", draft=True)
    report = site.sync()
    assert (report.published, report.hidden, report.vanished) == (4, 1, 1)
    return before


def test_draft_that_is_touched_leaves_its_former_post_to_the_file_that_took_it_over(site: Site) -> None:
    before = hide_and_take_over(site)
    site.write("p00002.md", "Text 2, again.", title="Post 2", date="2020-01-03", draft=True)
    report = site.sync()
    assert (report.published, report.hidden, report.vanished) == (5, 1, 0)
    assert site.ids() == before
    assert "deleted" not in site.feed()["_feedsvc"]


def test_draft_shown_again_after_another_file_took_its_post_over_is_a_post_of_its_own(site: Site) -> None:
    before = hide_and_take_over(site)
    site.write("p00002.md", "Other words.", title="Sequel", date="2020-02-02")
    report = site.sync()
    assert (report.published, report.new, report.vanished) == (6, 1, 0)
    after = site.ids()
    sequel = after.pop("Sequel")
    assert after == before
    assert sequel not in before.values()


def test_record_that_cannot_be_read_leaves_a_post_to_the_file_that_took_it_over(site: Site) -> None:
    before = publish_and_hide(site)
    site.write("p00002.md", "Text 2.", title="Post 2", date="no date at all")
    site.write("other.md", "Text 2.", title="Post 2", date="2020-01-03")
    report = site.sync()
    assert (report.published, report.rejected) == (5, 1)
    (site.posts / "p00002.md").unlink()
    assert site.sync().vanished == 0
    assert site.ids() == before


def test_id_written_in_two_ways_brings_a_deleted_post_back_once(site: Site) -> None:
    site.write("z.md", title="Z", date="2024-01-01")
    site.write("a.md", "One.", title="A", date="2024-01-03", id="post-42")
    site.sync()
    entry_id = site.ids()["A"]
    (site.posts / "a.md").unlink()
    site.sync(allow_shrink=True)
    site.write("a.md", "One.", title="A", date="2024-01-03", id="post-42")
    site.write("b.md", "Two.", title="B", date="2024-01-04", id=entry_id)
    report = site.sync()
    assert (report.published, report.rejected) == (2, 1)
    assert site.ids()["A"] == entry_id


def test_record_that_cannot_be_rendered_holds_the_post_of_its_id_and_no_other(site: Site) -> None:
    site.fill(5)
    site.write("a.md", "One.", title="A", date="2024-01-01", id="a")
    site.write("b.md", "Two.", title="B", date="2024-01-02", id="b")
    site.sync()
    before = site.ids()
    site.write("a.md", "<div>" * 5000, title="B", date="2024-01-02", id="b")
    site.write("b.md", "One.", title="A", date="2024-01-01", id="a")
    assert site.sync().rejected == 1
    assert site.ids() == before
    (site.posts / "a.md").unlink()
    site.sync()
    del before["B"]
    assert site.ids() == before


@pytest.mark.parametrize("titles", [("Straße", "Strasse"), ("Strasse", "Straße")])
@pytest.mark.parametrize("at_once", [True, False])
def test_posts_and_tags_get_addresses_that_no_disk_takes_for_one(
    site: Site, titles: tuple[str, str], at_once: bool
) -> None:
    for number, title in enumerate(titles):
        site.write(f"{title}.md", title=title, date=f"2024-01-0{number + 1}", tags=[title])
        if not at_once:
            site.sync()
    site.sync()
    paths = {unquote(path).casefold() for path in site.everything()}
    assert len(paths) == len(site.everything())
    first, second = titles
    assert {path for path in site.everything() if path.startswith("posts/")} == {
        f"posts/{quote(first.lower())}/", f"posts/{quote(second.lower())}-2/"
    }  # fmt: skip
    assert site.sync().changed is False
