"""Each line of a JSON Lines file is a record of its own, found again by its id and by its bytes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedsvc.errors import RecordError, SourceError
from feedsvc.posts.make import PostOptions, make_post
from feedsvc.sources import open_source
from feedsvc.sources.json_lines import JsonLine, JsonLinesFile

BOM = b"\xef\xbb\xbf"


def listed(file: Path, *lines: bytes | dict[str, Any]) -> list[JsonLine]:
    file.write_bytes(
        b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
    )
    return list(JsonLinesFile(file).items())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "posts.jsonl"


@pytest.mark.parametrize("ending", [".jsonl", ".ndjson", ".JSONL"])
def test_the_ending_tells_json_lines(tmp_path: Path, ending: str) -> None:
    (tmp_path / f"a{ending}").write_text('{"id": 1}\n')

    assert [item.key for item in open_source(tmp_path / f"a{ending}").items()] == ["id:1"]


def test_every_line_is_a_record_and_empty_ones_are_skipped(file: Path) -> None:
    items = listed(file, BOM + b'{"id": "a", "title": "A"}\r', b"", b"  \r", b' {"id": "b"} ', b"")

    assert [(item.key, item.number) for item in items] == [("id:a", 1), ("id:b", 4)]
    assert items[0].read().fields == {"id": "a", "title": "A"}
    assert items[1].read().fields == {"id": "b"}
    assert str(items[1].read().origin) == f"{file}:4"


def test_a_key_is_the_id_else_the_slug_else_the_url_else_title_and_date(file: Path) -> None:
    items = listed(
        file,
        {"id": 7, "slug": "s"},
        {"GUID": "g"},
        {"slug": "s", "url": "/u"},
        {"permalink": "/u"},
        {"title": "T", "date": "2024-05-01", "content": "1"},
        {"title": "T", "date": "2024-05-02"},
        {"id": {"no": 1}, "slug": "lone\ud800"},
    )

    keys = [item.key for item in items]
    assert keys[:4] == ["id:7", "id:g", "slug:s", "url:/u"]
    assert keys[4].startswith("title:")
    assert len(set(keys)) == 7
    assert keys[6] == "slug:lone"
    changed = listed(file, {"title": "T", "date": "2024-05-01", "content": "2"})
    assert changed[0].key == keys[4]
    assert changed[0].fingerprint != items[4].fingerprint


def test_repeated_keys_are_counted(file: Path) -> None:
    keys = [item.key for item in listed(file, *[{"id": "a"}] * 3, {"id": "a#2"}, {}, {})]

    assert keys[:4] == ["id:a", "id:a#2", "id:a#3", "id:a#2#2"]
    assert len(set(keys)) == 6


def test_many_records_without_any_name_are_listed_quickly(file: Path) -> None:
    assert len({item.key for item in listed(file, *[b"{}"] * 20_000)}) == 20_000


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"title": ', "not valid JSON: Expecting value, column 10"),
        (b"[1]", "must be a JSON object"),
        (b"null", "must be a JSON object"),
        (b'"text"', "must be a JSON object"),
        (b'{"a": 1} {"b": 2}', "more than one JSON value"),
        (b'{"a": "\xff"}', "not UTF-8 (byte 0xff)"),
        (b'{"a": 1, "a": 2}', "'a' stands there twice; keep one"),
        (b'{"a": ' + b"[" * 100_000, "nested too deeply"),
        (b'{"a": ' + b"9" * 5000 + b"}", "not valid JSON: "),
        ('{"a": 1}'.encode("utf-16"), "not UTF-8"),
    ],
)
def test_a_broken_line_is_rejected_and_costs_no_other_its_place(file: Path, line: bytes, reason: str) -> None:
    items = listed(file, {"id": "a"}, line, {"id": "c"})

    assert [item.key for item in items] == ["id:a", "line:2", "id:c"]
    assert items[2].read().fields == {"id": "c"}
    with pytest.raises(RecordError) as raised:
        items[1].read()
    assert str(raised.value).startswith(f"{file}:2: ")
    assert reason in str(raised.value)


def test_a_line_that_breaks_after_its_id_is_still_that_record(file: Path) -> None:
    items = listed(
        file, b'{"id": "a\\u00e9", "title": "half', b'{"id": 5, "title": \xff}', b'{"id": "\\ux", "a'
    )

    assert [item.key for item in items] == ["id:aé", "id:5", "line:3"]
    with pytest.raises(RecordError):
        items[0].read()


def test_what_programs_write_beside_the_standard_is_read(file: Path) -> None:
    line = b'{"id": "a", "excerpt": NaN, "n": [-Infinity, 1e999], "title": "tab\there\\ud800\\u0000"}'
    record = listed(file, line)[0].read()

    assert record.fields["excerpt"] is None
    post = make_post(
        type(record)(record.key, record.origin, {**record.fields, "date": 20240501}),
        PostOptions(ZoneInfo("UTC")),
    )
    assert (post.title, post.excerpt) == ("tab here", None)


def test_a_huge_line_is_read_whole(file: Path) -> None:
    items = listed(file, {"id": "a", "content": "x" * 3_000_000}, {"id": "b"})

    assert len(items[0].read().fields["content"]) == 3_000_000
    assert items[1].read().fields == {"id": "b"}


def test_a_line_moved_by_others_keeps_key_and_fingerprint(file: Path) -> None:
    alone = listed(file, {"id": "a", "title": "A"})[0]
    moved = listed(file, {"id": "b"}, b"", {"id": "a", "title": "A"})[1]

    assert (alone.key, alone.fingerprint) == (moved.key, moved.fingerprint)


def test_a_file_that_changes_or_goes_while_it_is_read_is_noticed(file: Path) -> None:
    item = listed(file, {"id": "a"}, {"id": "b"})[1]
    listed(file, {"id": "much longer"}, {"id": "b"})
    with pytest.raises(RecordError, match="changed while it was read; sync again"):
        item.read()
    file.unlink()
    with pytest.raises(RecordError, match="cannot be read"):
        item.read()
    with pytest.raises(SourceError, match="cannot be read"):
        list(JsonLinesFile(file).items())


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.binary(max_size=30) | st.sampled_from([b'{"id": 1}', b'{"a": "\\ud83d"}', b"{}", b'{"id": ']),
        max_size=6,
    )
)
def test_any_bytes_are_records_or_rejected(file: Path, lines: list[bytes]) -> None:
    items = listed(file, *lines)

    assert len({item.key for item in items}) == len(items)
    assert len(items) == sum(1 for line in file.read_bytes().removeprefix(BOM).split(b"\n") if line.strip())
    for item in items:
        assert item.key.encode()
        try:
            assert isinstance(item.read().fields, dict)
        except RecordError as error:
            assert "\n" not in str(error)
