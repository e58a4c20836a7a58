"""The list of all feeds: what is more than a page is paged by letter, and every feed is reached by links."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import html5lib
import pytest
from conftest import URL, Site
from sqlalchemy import insert

from feedsvc.export.export import export
from feedsvc.publish import sitemap
from feedsvc.publish.address import Address, parse
from feedsvc.publish.documents import Moved
from feedsvc.store import schema
from feedsvc.store.short import digest
from feedsvc.sync.ledger import Ledger

Make = Callable[..., Site]
WORDS = ("ant", "anchor", "apple", "bee", "birch", "cat", "dog", "dune", "eel", "elm", "fox", "frog")


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of a few feeds."""
    monkeypatch.setattr("feedsvc.publish.directory.PAGE_OF_FEEDS", 4)
    monkeypatch.setattr("feedsvc.publish.directory.MANY_FEEDS", 3)


@pytest.fixture
def many(small: None, site: Site) -> Site:
    """A site of 17 tags, five of them under Z."""
    site.write("a.md", title="A", date="2026-01-01", tags=[*WORDS, "zeta", "zebra", "zoo", "zinc", "zen"])
    site.write("b.md", title="B", date="2026-01-02", tags=["zoo", "cat"])
    site.sync()
    return site


def listed(site: Site, path: str) -> list[str]:
    """The names of the tags on a page of the list."""
    return re.findall(r'<li><a href="[^"]*/tags/[^"]*" dir="auto">([^<]*)</a>', site.body(path).decode())


def pages(site: Site) -> list[str]:
    """The pages of the list, from one to the next."""
    found = ["feeds/"]
    while link := re.search(r'<link rel="next" href="([^"]*)">', site.body(found[-1]).decode()):
        found.append(link[1].removeprefix(URL))
    return found


def times(site: Site) -> dict[str, int]:
    with site.publisher.edition() as edition:
        return dict(edition.inventory())


def test_first_page_has_the_largest_and_the_others_have_all_by_letter(many: Site) -> None:
    first, *others = pages(many)
    assert others == [f"feeds/page/{number}/" for number in range(2, len(others) + 2)]
    assert listed(many, first) == ["cat", "zoo", "anchor"]
    names = [listed(many, path) for path in others]
    assert names == [
        ["anchor", "ant", "apple"],
        ["bee", "birch", "cat"],
        ["dog", "dune", "eel", "elm"],
        ["fox", "frog"],
        ["zebra", "zen", "zeta", "zinc"],
        ["zoo"],
    ]


def test_every_letter_leads_to_its_names_from_every_page(many: Site) -> None:
    for path in pages(many):
        text = many.body(path).decode()
        html5lib.HTMLParser(strict=True).parse(text)
        nav = text[text.index('<nav class="letters"') :].partition("</nav>")[0]
        links = re.findall(r'<a href="([^"]*)#([^"]*)"[^>]*>(.)</a>', nav)
        assert [letter for *_, letter in links] == list("ABCDEFZ")
        for page, anchor, letter in links:
            there = many.body(page).decode()
            after = there[there.index(f'id="{unquote(anchor)}"') :]
            name = re.search(r'dir="auto">([^<]*)</a>', after)
            assert name and name[1][0].upper() == letter


def test_page_of_the_list_has_one_address(many: Site) -> None:
    assert many.get("feeds/page/1/") == Moved("feeds/")
    assert many.get("feeds/page/2") == Moved("feeds/page/2/")
    assert many.get("feeds/page/8/") is None
    assert f'<link rel="canonical" href="{URL}feeds/page/2/">'.encode() in many.body("feeds/page/2/")


def test_a_feed_called_page_keeps_its_addresses() -> None:
    assert parse("feeds/page/") == Address("page", "feeds", "page")
    assert parse("feeds/page/2026/") == Address("year", "feeds", "page", year=2026)
    assert parse("feeds/page/page/2/") == Address("page", "feeds", "page", 2)


def test_a_new_post_changes_the_pages_that_show_another_number(many: Site) -> None:
    before = times(many)
    many.write("c.md", title="C", date="2026-01-03", tags=["fox"])
    many.sync()
    after = times(many)
    changed = [path for path in after if path.startswith("feeds/") and after[path] != before[path]]
    assert sorted(changed) == ["feeds/", "feeds/page/5/"]


def test_a_new_feed_moves_none_under_other_letters(many: Site, tmp_path: Path) -> None:
    export(many.publisher, tmp_path)
    many.write("c.md", title="C", date="2026-01-03", tags=["falcon"])
    many.sync()
    changes = export(many.publisher, tmp_path)
    pages = [name for name in (*changes.new, *changes.changed) if name.startswith("feeds/")]
    assert pages == ["feeds/page/5/index.html", "feeds/index.html"]
    assert (tmp_path / "feeds/page/5/index.html").read_bytes() == many.body("feeds/page/5/")


def test_page_that_is_needed_no_more_is_gone_from_an_export(many: Site, tmp_path: Path) -> None:
    export(many.publisher, tmp_path)
    many.write("a.md", title="A", date="2026-01-01", tags=["zeta"])
    many.sync()
    assert export(many.publisher, tmp_path).removed
    assert not (tmp_path / "feeds/page").exists()
    assert pages(many) == ["feeds/"]


def test_names_are_in_the_order_of_their_sound(small: None, make_site: Make) -> None:
    site = make_site(site={"language": "zh-CN"})
    site.write("a.md", title="A", date="2026-01-01", tags=["数学", "算法", "sql", "散文", "诗"])
    site.sync()
    assert listed(site, "feeds/page/2/") + listed(site, "feeds/page/3/") == [
        "散文", "诗", "数学", "sql", "算法",
    ]  # fmt: skip
    assert "按字母" in site.body("feeds/").decode()


def test_a_new_feed_looks_at_no_other(site: Site) -> None:
    """In steps of SQLite's machine, as many among 3,000 feeds as among 300."""
    if not site.store_url.startswith("sqlite"):
        pytest.skip("the steps of PostgreSQL cannot be counted")
    site.fill(1)
    site.sync()

    def steps(tags: int) -> int:
        count = 0

        def step() -> None:
            nonlocal count
            count += 1

        with site.store.reading() as connection:
            numbers = range(1000, 1000 + tags)
            rows = [_feed_row(number) for number in numbers]
            connection.execute(insert(schema.feed), rows)
            ledger = Ledger(connection, "example.org")
            driver = connection.connection.dbapi_connection
            driver.set_progress_handler(step, 10)
            ledger.feed(("tags", "one more"), 0)
            driver.set_progress_handler(None, 0)
            connection.rollback()
        return count

    assert steps(3000) < steps(300) + 20


def _feed_row(number: int) -> dict[str, object]:
    name = f"tag {number}"
    counts = {"size": 1, "live": 1, "updated": 0}
    values = {"number": number, "kind": "tags", "slug": f"tag-{number}", "name": name, "id": name}
    return values | counts | {"name_digest": digest(name)}


def test_large_sitemap_has_feeds_and_posts_in_parts_of_their_own(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No part has more addresses than are allowed, however many of them are feeds."""
    monkeypatch.setattr(sitemap, "PART", 4)
    site.fill(5, tags=["a", "b", "c", "d"])
    site.sync()
    parts = [site.body(path).decode().count("<loc>") for path in times(site) if path.startswith("sitemap-")]
    assert sorted(parts) == [1, 1, 4, 4]
    assert site.body("sitemap.xml").count(b"<sitemap>") == 4
    assert site.get("sitemap-6.xml") is None
