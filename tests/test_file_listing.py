"""A file of JSON Lines is listed by what changed in it, with the outcome of listing it all."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any

import pytest
from conftest import Site
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedsvc.errors import SourceError
from feedsvc.sources import json_lines, line_blocks
from feedsvc.sources.json_lines import JsonLine, JsonLinesFile
from feedsvc.store import schema
from feedsvc.sync import revision

Line = bytes


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of a few lines."""
    monkeypatch.setattr(line_blocks, "SIZE", 150)


def line(number: int, **fields: Any) -> Line:
    record = {"id": f"post-{number}", "title": f"Post {number}", "date": f"2024-01-{number % 28 + 1:02}"}
    return json.dumps(record | {"content": "Text."} | fields).encode()


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of the lines that were read as JSON for a listing."""
    found: list[int] = []
    key = json_lines._key

    def counted(raw: bytes, number: int, keys: Any) -> str:
        found.append(number)
        return key(raw, number, keys)

    monkeypatch.setattr(json_lines, "_key", counted)
    return found


def write(site: Site, lines: list[Line], end: bytes = b"\n") -> None:
    site.source = site.posts / "posts.jsonl"
    site.source.write_bytes(b"\n".join(lines) + end)


def test_new_line_has_its_block_read_alone(site: Site, parsed: list[int]) -> None:
    lines = [line(number) for number in range(40)]
    for changed in (
        [*lines, line(40)],
        [line(41), *lines],
        [*lines[:20], line(42), *lines[20:]],
        [*lines[:20], *lines[21:]],
        [*lines[:20], line(20, title="Other"), *lines[21:]],
    ):
        write(site, lines)
        site.sync(allow_shrink=True)
        parsed.clear()
        write(site, changed)
        report = site.sync(allow_shrink=True)
        assert 0 < len(parsed) < 7
        assert report.read == report.published == len(changed)
        assert len(site.walk()) == len(changed)


def test_file_with_the_same_stamp_is_not_even_read(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    write(site, [line(number) for number in range(9)])
    site.sync()
    monkeypatch.setattr(line_blocks, "digest", None)
    report = site.sync()
    assert (report.published, report.changed, report.noted) == (9, False, False)


def test_post_becomes_due_in_a_file_that_did_not_change(site: Site, parsed: list[int]) -> None:
    write(site, [line(1), line(2, date="2026-06-01T15:30:00Z"), *(line(number) for number in range(3, 20))])
    assert [site.sync().hidden for _ in range(2)] == [1, 1]
    parsed.clear()
    assert [site.sync().published for _ in range(2)] == [18, 19]
    assert 0 < len(parsed) < 5


def test_record_that_gave_way_is_looked_at_when_its_rival_goes(make_site: Callable[..., Site]) -> None:
    site = make_site()
    lines = [line(number) for number in range(12)]
    write(site, [*lines, line(1, slug="second", id=None, guid="post-1"), *map(line, range(20, 30))])
    first = site.sync()
    assert first.rejected == 1
    write(
        site,
        [lines[0], *lines[2:], line(1, slug="second", id=None, guid="post-1"), *map(line, range(20, 30))],
    )
    assert (site.sync().rejected, len(site.walk())) == (0, 22)


def test_file_without_records_is_refused(site: Site) -> None:
    write(site, [line(1)])
    site.sync()
    for nothing in (b"", b"\n \n"):
        write(site, [nothing])
        with pytest.raises(SourceError, match="no posts found"):
            site.sync()


def test_another_source_makes_what_was_listed_forgotten(site: Site) -> None:
    write(site, [line(1), line(2)])
    site.sync()
    site.source = site.posts
    site.write("one.md", title="One", date="2024-01-01")
    site.sync(allow_shrink=True)
    with site.store.reading() as connection:
        assert not connection.execute(schema.listed_block.select()).all()
    site.source = site.posts / "posts.jsonl"
    assert site.sync(allow_shrink=True).published == 2


LINES = st.one_of(
    st.builds(line, st.integers(0, 12)),
    st.builds(lambda number: line(number, title="Other"), st.integers(0, 12)),
    st.sampled_from(
        [b"", b"  ", b"{", b"[1]", b'{"id": "post-3", "tit', b'{"title": "T", "date": "2024-02-02"}', b"\xff",
         line(5, id="post-1#2"), line(6, date="2026-06-01T20:00:00Z"), line(7, draft=True), b"\xef\xbb\xbf{}"]
    ),
)  # fmt: skip
FILES = st.tuples(st.lists(LINES, min_size=1, max_size=16), st.sampled_from([b"", b"\n"]), st.booleans())


def seen(items: list[JsonLine]) -> list[tuple[str, str, int, int, int]]:
    return sorted((item.key, item.fingerprint, item.number, item.start, item.length) for item in items)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(FILES, st.data())
def test_what_changed_and_what_did_not_is_the_whole_listing(
    tmp_path_factory: pytest.TempPathFactory, first: tuple[list[Line], bytes, bool], data: st.DataObject
) -> None:
    path = tmp_path_factory.getbasetemp() / "changing.jsonl"

    def put(lines: list[Line], end: bytes, has_mark: bool) -> None:
        path.write_bytes(has_mark * line_blocks.BOM + b"\n".join(lines) + end)
        os.utime(path, ns=(0, path.stat().st_mtime_ns))

    lines, end, has_mark = first
    put(lines, end, has_mark)
    file = JsonLinesFile(path)
    former_items = list(file.items())
    former, keys = file.listing, file.keys
    for _ in range(2):
        place = data.draw(st.integers(0, len(lines)))
        until = data.draw(st.integers(place, min(len(lines), place + 3)))
        lines = [*lines[:place], *data.draw(st.lists(LINES, max_size=2)), *lines[until:]]
        end, has_mark = data.draw(st.sampled_from([b"", b"\n"])), data.draw(st.booleans())
        put(lines, end, has_mark)
        changes = JsonLinesFile(path).listed_again(former, anyhow=True)
        whole = list(file.items())
        if changes is None:
            former, keys, former_items = file.listing, file.keys, whole
            continue
        kept = [*keys[: changes.head], *keys[len(keys) - changes.tail :]]
        keys_now = [*kept[: changes.head], *(found for _, found in changes.blocks), *kept[changes.head :]]
        flat = [key for found in keys_now for key in found]
        if len(set(flat)) == len(flat):  # else the store says that a key is elsewhere
            assert flat == [item.key for item in whole]
            by_key = {item.key: item for item in former_items} | {item.key: item for item in changes.items}
            assert [by_key[key].fingerprint for key in flat] == [item.fingerprint for item in whole]
            own = {item.key for item in changes.items}
            assert seen(changes.items) == seen([item for item in whole if item.key in own])
            assert sum(block.size for block in changes.listing.blocks) == path.stat().st_size
            former, keys, former_items = changes.listing, keys_now, whole
        else:
            former, keys, former_items = file.listing, file.keys, whole


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(FILES, min_size=2, max_size=4))
def test_syncs_of_a_changing_file_come_out_as_with_whole_listings(
    make_site: Callable[..., Site],
    monkeypatch: pytest.MonkeyPatch,
    files: list[tuple[list[Line], bytes, bool]],
) -> None:
    quick, slow = make_site("quick"), make_site("slow")
    for site in (quick, slow):
        with site.store.writing() as connection:
            for table in reversed(schema.tables.sorted_tables):
                if table is not schema.meta:
                    connection.execute(table.delete())
            connection.execute(schema.meta.delete().where(schema.meta.c.name != "schema"))
        slow.now = quick.now
    for number, (lines, end, _) in enumerate(files):
        told = []
        for site in (quick, slow):
            write(site, [line(90 + number), *lines], end)
            with monkeypatch.context() as patched:
                if site is slow:
                    patched.setattr(revision.Listings, "of_changes", lambda *_: None)
                report = site.sync(allow_shrink=True)
            problems = sorted(problem.partition("posts.jsonl")[2] for problem in report.problems)
            told.append((report.counts("published", "hidden", "rejected", "new", "vanished"), problems))
        assert told[0] == told[1]
        assert quick.everything() == slow.everything()
