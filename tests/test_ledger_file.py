"""The ledger as a text file keeps what is given for ever."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import Site

from feedsvc.errors import RecordError, StoreError
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
