"""A first sync is committed in parts that nobody sees: however often it breaks off, in the end all is as if
it had not."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import URL, Site

from feedsvc.errors import NothingPublishedError
from feedsvc.posts.make import PostOptions
from feedsvc.sources import open_source
from feedsvc.sources.published.published_post import PublishedPost
from feedsvc.store.status import first_sync_status, status_of
from feedsvc.store.store import Store
from feedsvc.sync import external_sort, first_sync, revision
from feedsvc.sync.known_ids import import_ids, known_ids

Record = dict[str, Any]


class Killed(BaseException):
    """In place of a signal: no more than a commit is left of the process."""


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts and sorted runs of a few records."""
    monkeypatch.setattr(revision, "PART", 4)
    monkeypatch.setattr(first_sync, "PART", 4)
    monkeypatch.setattr(external_sort, "MOST", 5)
    monkeypatch.setattr(external_sort, "CHUNK", 2)


@pytest.fixture
def killed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., bool]:
    """Whether a sync of a site was killed after it had committed so many parts of a step; else it is done."""
    commit = first_sync.FirstSync.commit

    def sync(site: Site, parts: int, step: str = "rendering") -> bool:
        left = parts

        def commit_some(first: first_sync.FirstSync, *told: Any) -> None:
            nonlocal left
            commit(first, *told)
            left -= told[0] == step
            if not left:
                raise Killed

        with monkeypatch.context() as patched:
            patched.setattr(first_sync.FirstSync, "commit", commit_some)
            try:
                site.sync()
            except Killed:
                return True
        return False

    return sync


def records(count: int = 30) -> list[Record]:
    """Of a day three each, with tags, slugs and titles in common, drafts, broken ones, and an id twice."""
    found: list[Record] = []
    for number in range(count):
        text = f"Text {number}, see [that](post-{number - 1})."
        record: Record = {
            "id": f"post-{(number * 7) % count}",
            "title": f"Post {number % 5}",
            "content": text,
        }
        record |= {"date": f"2024-01-{number // 3 + 1:02}", "tags": [f"t{number % 4}", "all"]}
        found.append(record | ({"draft": True} if number % 11 == 5 else {}))
    found[-2]["id"] = found[1]["id"]
    found[8]["date"] = "never"
    del found[12]["id"]
    return found


def write(site: Site, lines: list[Record]) -> None:
    site.source = site.posts / "posts.jsonl"
    site.source.write_text("".join(f"{json.dumps(line)}\n" for line in lines))


def counted(site: Site) -> tuple[int, int, int]:
    report = site.sync()
    assert not report.noted
    return report.published, report.hidden, report.rejected


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest) -> str | None:
    return request.getfixturevalue("postgresql") if request.param == "postgresql" else None


def test_sync_that_breaks_off_after_each_part_makes_the_same_documents(
    make_site: Callable[..., Site], killed: Callable[..., bool], store_url: str | None
) -> None:
    whole, broken = make_site("whole"), make_site("broken", store_url)
    write(whole, records())
    write(broken, records())
    whole.sync()
    for step in ("reading", *["rendering"] * 5):
        assert killed(broken, 1, step)
        with pytest.raises(NothingPublishedError, match="nothing was published yet"):
            broken.body("feed.json")
    assert not killed(broken, 2)
    assert broken.everything() == whole.everything()
    assert counted(broken) == counted(whole)


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: lines[9:],
        lambda lines: [*lines, {"id": "x", "title": "Post 1", "date": "2024-01-02", "content": "x"}],
        lambda lines: [{**line, "content": f"{line['content']}!"} for line in lines],
        lambda lines: [{**line, "draft": number == 4} for number, line in enumerate(lines)],
        lambda lines: [{**line, "date": "2024-01-09"} for line in lines],
        lambda lines: [lines[-2], *lines[:1], *lines[2:-2]],
        lambda lines: [line | {"id": "one"} for line in lines],
        lambda lines: [{"id": "other", "title": "Other", "date": "2030-01-01", "content": "x"}],
    ],
    ids=[
        "gone",
        "in-between",
        "edited",
        "drafts",
        "redated",
        "without-the-first-of-an-id",
        "one-id",
        "others",
    ],
)
def test_records_that_change_while_it_lies_broken_off_come_out_as_in_a_new_store(
    make_site: Callable[..., Site],
    killed: Callable[..., bool],
    change: Callable[[list[Record]], list[Record]],
) -> None:
    whole, broken = make_site("whole"), make_site("broken")
    write(broken, records())
    assert killed(broken, 4)
    write(broken, change(records()))
    write(whole, change(records()))
    killed(broken, 1)
    broken.sync()
    broken.now = whole.now = max(broken.now, whole.now)
    whole.sync()
    assert broken.everything() == whole.everything()
    assert counted(broken) == counted(whole)


def test_status_says_how_far_it_is(
    make_site: Callable[..., Site], killed: Callable[..., bool], store_url: str | None
) -> None:
    site = make_site("site", store_url)
    write(site, records())
    assert killed(site, 2)
    found = first_sync_status(site.store)
    assert found is not None
    assert (found.step, found.done, found.total, found.is_running) == ("rendering", 8, 26, False)
    with site.store.writing():
        assert site.store.is_being_written()
    site.sync()
    assert first_sync_status(site.store) is None
    assert status_of(site.store).posts == 25


def test_ids_from_elsewhere_wait_for_posts_that_are_not_there_yet(
    make_site: Callable[..., Site], killed: Callable[..., bool]
) -> None:
    site = make_site()
    write(site, records())
    posts = [
        PublishedPost(
            id=f"https://old.example/{day}", title=title, published=datetime(2024, 1, day, tzinfo=UTC)
        )
        for day, title in ((1, "Post 0"), (10, "Post 4"))
    ]
    ours = open_source(site.source, site.settings.source)
    options = PostOptions(site.settings.site.zone, site.settings.site.language)
    import_ids(site.store, ours, posts, URL, options)
    with site.store.reading() as connection:
        waiting = set(known_ids(connection).values())
    assert waiting
    assert killed(site, 3)
    site.sync()
    with site.store.reading() as connection:
        assert not known_ids(connection)
    assert waiting <= {item["id"] for item in site.walk()}


def test_other_settings_begin_it_anew(make_site: Callable[..., Site], killed: Callable[..., bool]) -> None:
    other = {"site": {"authority": "example.com"}, "excerpt": {"limit": 3}}
    broken, whole = make_site("broken"), make_site("whole", **other)
    write(broken, records())
    write(whole, records())
    assert killed(broken, 3)
    again = make_site("broken", **other)
    again.source = broken.source
    again.sync()
    whole.sync()
    assert again.everything() == whole.everything()


def test_who_comes_in_between_goes_on_alone(
    make_site: Callable[..., Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    site, other = make_site(), make_site("other")
    other.store = Store(site.store_url)
    write(site, records())
    other.source = site.source
    begin, times = Store._begin, []

    def begin_late(store: Store, connection: Any) -> None:
        times.append(store)
        if store is site.store and len(times) == 3:
            other.sync()
        begin(store, connection)

    monkeypatch.setattr(Store, "_begin", begin_late)
    with pytest.raises(first_sync.StoreError, match="another process goes on"):
        site.sync()
    assert len(site.walk()) == 25
    other.store.close()


def test_sorting_gives_values_in_order_as_often_as_asked_for(tmp_path: Path) -> None:
    owner = object()
    found: external_sort.ExternalSort[tuple[int, object]] = external_sort.ExternalSort(
        lambda pair: pair[0], (owner,)
    )
    for number in range(23):
        found.add((number * 7 % 23, owner))
    expected = [(number, owner) for number in range(23)]
    assert [list(found), list(found), len(found)] == [expected, expected, 23]
