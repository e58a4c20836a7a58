"""The ledger as a text file keeps what is given for ever."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import Site, plan

from feedsvc.errors import RecordError, StoreError
from feedsvc.publish.documents import Gone
from feedsvc.sources import open_source
from feedsvc.sync.ledger_file import export_ledger, import_ledger


def _history(site: Site) -> None:
    """A site whose fresh store would be another: backdated, retagged, renamed, deleted, edited."""
    site.fill(12, tags=["t"])
    site.sync()
    site.write("old.md", "Old.", title="Old", date="1999-01-01", tags=["t"])
    site.sync()
    site.write("p00003.md", "Text 3.", title="Post 3", date="2020-01-04", tags=["u"])
    (site.posts / "p00004.md").unlink()
    (site.posts / "p00005.md").rename(site.posts / "five.md")
    site.sync()
    site.write("p00003.md", "Text 3.", title="Post 3", date="2020-01-04", tags=["u", "t"])
    site.write("p00006.md", "Edited.", title="Post 6", date="2020-01-07", tags=["t"])
    site.sync()


def _elsewhere(site: Site, make_site: Callable[..., Site]) -> Site:
    other = make_site("elsewhere", feed={"page_size": 3})
    other.source, other.now = site.posts, site.now
    return other


def test_build_without_the_store_gives_the_same_documents(make_site: Callable[..., Site]) -> None:
    site = make_site(feed={"page_size": 3})
    _history(site)
    ledger = list(export_ledger(site.store))
    other = _elsewhere(site, make_site)
    assert import_ledger(other.store, ledger, "ledger") == 13
    report = other.sync()
    assert (report.vanished, report.published) == (0, 12)
    assert other.everything() == site.everything()
    assert list(export_ledger(other.store)) == ledger


def test_changes_since_the_ledger_was_written_are_seen(make_site: Callable[..., Site]) -> None:
    site = make_site(feed={"page_size": 3})
    _history(site)
    ledger = list(export_ledger(site.store))
    ids = site.ids()
    other = _elsewhere(site, make_site)
    import_ledger(other.store, ledger, "ledger")
    (site.posts / "p00008.md").rename(site.posts / "eight.md")
    (site.posts / "p00009.md").unlink()
    site.write("p00001.md", "Edited.", title="Renamed 1", date="2020-01-02", tags=["t"])
    site.write("new.md", title="New", date="2025-05-05", tags=["t"])
    other.sync()
    now = other.ids()
    assert now["Post 8"] == ids["Post 8"]
    assert now["Renamed 1"] == ids["Post 1"]
    assert "Post 9" not in now
    assert ids["Post 9"] in [gone["id"] for gone in other.feed()["_feedsvc"]["deleted"]]
    assert other.titles()[0] == "New"
    assert "Renamed 1" in other.titles(), "an archived post that was edited is shown again"


def test_same_history_has_the_same_ledger_in_a_store_with_feeds_in_another_order(
    make_site: Callable[..., Site],
) -> None:
    site = make_site()
    site.fill(4, tags=["zebra", "ant"], categories=["yak"], language="de")
    site.sync()
    ledger = list(export_ledger(site.store))
    other = _elsewhere(site, make_site)
    import_ledger(other.store, ledger, "ledger")
    other.sync()
    assert list(export_ledger(other.store)) == ledger


def test_deleted_post_of_a_ledger_is_gone_and_comes_back(make_site: Callable[..., Site]) -> None:
    site = make_site(feed={"page_size": 3})
    _history(site)
    ids = {item["id"] for item in site.walk()}
    other = _elsewhere(site, make_site)
    import_ledger(other.store, list(export_ledger(site.store)), "ledger")
    other.sync()
    assert isinstance(other.get("posts/p00004/"), Gone)
    site.write("p00004.md", "Text 4.", title="Post 4", date="2020-01-05T00:00:00+00:00", tags=["t"])
    assert other.sync().new == 1
    assert len({item["id"] for item in other.walk()} - ids) == 1
    assert b"Text 4." in other.body("posts/p00004/")
    site.fill(1, first=99)
    assert other.sync().new == 1


def test_record_does_not_take_the_id_of_the_post_that_has_it_in_the_ledger(
    make_site: Callable[..., Site],
) -> None:
    site = make_site()
    site.fill(3)
    site.write("mine.md", "Mine.", title="Mine", date="2024-05-05", id="same")
    site.sync()
    ids = site.ids()
    other = _elsewhere(site, make_site)
    import_ledger(other.store, list(export_ledger(site.store)), "ledger")
    site.write("rival.md", "Rival.", title="Rival", date="2001-01-01", id="same")
    (site.posts / "mine.md").rename(site.posts / "renamed.md")
    report = other.sync()
    assert report.rejected == 1
    assert other.ids() == ids


def test_plan_after_an_import_calls_no_known_post_new(make_site: Callable[..., Site]) -> None:
    site = make_site(feed={"page_size": 3})
    _history(site)
    other = _elsewhere(site, make_site)
    import_ledger(other.store, list(export_ledger(site.store)), "ledger")
    (site.posts / "p00008.md").rename(site.posts / "eight.md")
    site.write("p00009.md", "Edited.", title="Post 9", date="2020-01-10T00:00:00+00:00", tags=["t"])
    site.write("new.md", title="New", date="2025-05-05")
    found = plan(open_source(site.posts), other.store, other.settings, now=other.now)
    counts = (found.report.new, found.report.renamed, found.report.updated, found.report.vanished)
    assert counts == (1, 1, 1, 0)
    assert found.feeds[0].new == 1


@pytest.mark.parametrize(
    "text", ["---\ntitle: [broken\n---\nNo.\n", None], ids=["broken", "not to be rendered"]
)
def test_post_whose_record_cannot_be_used_waits_without_being_announced_as_deleted(
    make_site: Callable[..., Site], text: str | None
) -> None:
    site = make_site()
    site.fill(5)
    site.sync()
    ids = site.ids()
    other = _elsewhere(site, make_site)
    import_ledger(other.store, list(export_ledger(site.store)), "ledger")
    good = (site.posts / "p00002.md").read_text()
    (site.posts / "p00002.md").write_text(text or good.replace("Text 2.", "<div>" * 5000))
    for _sync in range(2):
        report = other.sync()
        assert (report.rejected, report.vanished) == (1, 0)
        assert "deleted" not in other.feed()["_feedsvc"]
    (site.posts / "p00002.md").write_text(good.replace("Text 2.", "Mended."))
    other.sync()
    assert other.ids() == ids


def test_new_post_is_one_new_line_at_the_end(site: Site) -> None:
    site.fill(5)
    site.sync()
    before = list(export_ledger(site.store))
    site.fill(1, first=9)
    site.sync()
    assert list(export_ledger(site.store))[:-1] == before


def test_ledger_is_imported_into_a_new_store_only(site: Site) -> None:
    site.fill(2)
    site.sync()
    with pytest.raises(StoreError, match="new store"):
        import_ledger(site.store, list(export_ledger(site.store)), "ledger")


@pytest.mark.parametrize("line", ["nonsense", "[]", "{}", '{"kind": "site"}', '{"id": "x", "feeds": {}}'])
def test_line_that_is_none_is_named_and_nothing_imported(make_site: Callable[..., Site], line: str) -> None:
    site = make_site()
    site.fill(2)
    site.sync()
    other = make_site("other")
    ledger = [*export_ledger(site.store), line]
    with pytest.raises(RecordError, match=f"my-ledger:{len(ledger)}"):
        import_ledger(other.store, ledger, "my-ledger")
    assert import_ledger(other.store, ledger[:-1], "my-ledger") == 2
