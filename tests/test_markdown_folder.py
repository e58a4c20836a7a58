"""A folder of Markdown files is listed whole and always alike; one bad file costs no other its place."""

from __future__ import annotations

import os
import unicodedata
from datetime import date
from pathlib import Path

import pytest

from feedsvc.errors import RecordError, SourceError
from feedsvc.posts.record import Record
from feedsvc.settings import SourceOptions
from feedsvc.sources import open_file, open_source
from feedsvc.sources.file_names import parse_file_name

needs_permissions = pytest.mark.skipif(os.geteuid() == 0, reason="root may list every folder")


def write(root: Path, *names: str, text: str = "---\ntitle: T\n---\nText\n") -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")


def keys(root: Path) -> list[str]:
    return sorted(item.key for item in open_source(root).items())


def read(root: Path, key: str) -> Record:
    return next(item for item in open_source(root).items() if item.key == key).read()


def test_every_markdown_file_is_a_record_and_nothing_else_is(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "b.MARKDOWN", "c.mdown", "d/e/f.mkd", "_posts/g.md")
    write(tmp_path, ".hidden.md", ".git/x.md", "_index.md", "d/_index.zh-cn.md", "node_modules/p/README.md")
    write(tmp_path, "picture.png", "page.html", "md")

    assert keys(tmp_path) == ["_posts/g.md", "a.md", "b.MARKDOWN", "c.mdown", "d/e/f.mkd"]


def test_a_file_becomes_a_record_with_its_fields_and_text(tmp_path: Path) -> None:
    write(tmp_path, "x/2024-05-01-name.md", text="---\ntitle: T\ndate: soon\n---\nText\r\nmore\r\n")
    record = read(tmp_path, "x/2024-05-01-name.md")

    assert record.fields == {"title": "T", "date": "soon", "content": "Text\nmore\n"}
    assert (record.stem, record.file_date, record.draft) == ("name", date(2024, 5, 1), False)
    assert record.lines == {"title": 2, "date": 3, "content": 5}
    assert record.origin.file == str(tmp_path / "x/2024-05-01-name.md")


def test_the_text_of_a_file_is_what_follows_its_front_matter(tmp_path: Path) -> None:
    write(tmp_path, "a.md", text="---\nhtml: <p>no</p>\nBody: no\nmarkdown: no\n---\nText")

    assert read(tmp_path, "a.md").fields == {"content": "Text"}


def test_a_file_without_front_matter_is_all_text(tmp_path: Path) -> None:
    write(tmp_path, "a.md", text="# Heading\n\nText")

    assert read(tmp_path, "a.md").fields == {"content": "# Heading\n\nText"}


@pytest.mark.parametrize("folder", ["_drafts", "drafts", "x/_drafts/y"])
def test_files_in_a_folder_of_drafts_are_drafts(tmp_path: Path, folder: str) -> None:
    write(tmp_path, f"{folder}/a.md", "drafts.md", "my-drafts/b.md")

    assert read(tmp_path, f"{folder}/a.md").draft
    assert not read(tmp_path, "drafts.md").draft
    assert not read(tmp_path, "my-drafts/b.md").draft


@pytest.mark.parametrize(
    ("key", "stem", "day", "language"),
    [
        ("2026-03-14-pi-day.md", "pi-day", date(2026, 3, 14), None),
        ("2026_03_14_pi_day.md", "pi_day", date(2026, 3, 14), None),
        ("2026-3-4 pi day.md", "pi day", date(2026, 3, 4), None),
        ("2026-03-14.md", "", date(2026, 3, 14), None),
        ("2026-03-14/index.md", "", date(2026, 3, 14), None),
        ("x/2026-03-14-pi/index.md", "pi", date(2026, 3, 14), None),
        ("x/2026-03-14-pi/index.zh-CN.md", "pi", date(2026, 3, 14), "zh-CN"),
        ("pi.de.md", "pi", None, "de"),
        ("2026-03-14-pi.pt_br.md", "pi", date(2026, 3, 14), "pt-br"),
        ("node.js.md", "node.js", None, None),
        ("v1.2.md", "v1.2", None, None),
        ("2026-02-30-no-day.md", "2026-02-30-no-day", None, None),
        ("2026-03-149.md", "2026-03-149", None, None),
        ("index.md", "index", None, None),
        ("圆周率.md", "圆周率", None, None),
    ],
)
def test_a_file_name_tells_stem_date_and_language(
    key: str, stem: str, day: date | None, language: str | None
) -> None:
    named = parse_file_name(key)

    assert (named.stem, named.date, named.language) == (stem, day, language)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"---\ntitle: A\n---\nok\nbad \xff\n", ":5: not UTF-8 (byte 0xff); save the file as UTF-8"),
        ("---\ntitle: A".encode("utf-16"), ":1: not UTF-8 (byte 0xff); save the file as UTF-8"),
        (b"---\ntitle: [\n---\n", ":3: front matter: not valid YAML: "),
        (b"+++\ntitle\n+++\n", ":2: front matter: not valid TOML: "),
    ],
)
def test_a_bad_file_is_rejected_and_costs_no_other_its_place(
    tmp_path: Path, data: bytes, message: str
) -> None:
    write(tmp_path, "a.md", "c.md")
    (tmp_path / "b.md").write_bytes(data)

    assert keys(tmp_path) == ["a.md", "b.md", "c.md"]
    assert read(tmp_path, "a.md").fields == read(tmp_path, "c.md").fields
    with pytest.raises(RecordError) as raised:
        read(tmp_path, "b.md")
    assert str(raised.value).startswith(f"{tmp_path / 'b.md'}{message}")


def test_a_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"\xef\xbb\xbf---\ntitle: A\n---\nText")

    assert read(tmp_path, "a.md").fields == {"title": "A", "content": "Text"}


def test_a_file_that_vanished_or_a_broken_link_is_rejected(tmp_path: Path) -> None:
    write(tmp_path, "a.md")
    (tmp_path / "b.md").symlink_to("nowhere.md")
    (tmp_path / "c.md").symlink_to("c.md")
    items = sorted(open_source(tmp_path).items(), key=lambda item: item.key)
    (tmp_path / "a.md").unlink()

    assert [item.key for item in items] == ["a.md", "b.md", "c.md"]
    for item in items:
        with pytest.raises(RecordError, match="cannot be read: "):
            item.read()


def test_loops_of_links_end_and_no_file_is_listed_twice(tmp_path: Path) -> None:
    write(tmp_path, "x/a.md", "z/b.md")
    (tmp_path / "x/up").symlink_to(tmp_path)
    (tmp_path / "x/z").symlink_to(tmp_path / "z")
    (tmp_path / "z/x").symlink_to(tmp_path / "x")
    (tmp_path / "self").symlink_to("self")

    assert keys(tmp_path) == ["x/a.md", "z/b.md"]


def test_a_linked_folder_outside_is_followed_where_a_setting_says_so(tmp_path: Path) -> None:
    write(tmp_path, "outside/a.md")
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts/in").symlink_to(tmp_path / "outside")

    assert keys(tmp_path / "posts") == ["in/"]
    following = open_source(tmp_path / "posts", SourceOptions(follow_links=True))
    assert [item.key for item in following.items()] == ["in/a.md"]


def test_a_named_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.md")
    os.mkfifo(tmp_path / "c.jsonl")
    (tmp_path / "b.md").symlink_to("a.md")

    assert keys(tmp_path) == []
    with pytest.raises(SourceError, match="no ordinary file"):
        open_source(tmp_path / "c.jsonl")


def test_keys_are_in_nfc_and_stay_apart(tmp_path: Path) -> None:
    nfd = unicodedata.normalize("NFD", "é")
    write(tmp_path, f"{nfd}.md")
    assert keys(tmp_path) == ["é.md"]

    write(tmp_path, "é.md")
    both = keys(tmp_path)
    if len(list(tmp_path.iterdir())) == 2:  # some file systems take the two for one
        assert both[0] == "é.md"
        assert both[1].startswith("é.md~")
    assert keys(tmp_path) == both


def test_names_that_are_no_utf8_or_hold_line_ends_have_keys_that_can_be_stored(tmp_path: Path) -> None:
    try:
        (tmp_path / os.fsdecode(b"caf\xe9.md")).write_text("---\ntitle: [\n---\n")
        write(tmp_path, "a\nb.md", text="---\ntitle: [\n---\n")
    except OSError:
        pytest.skip("this file system takes no such names")

    assert keys(tmp_path) == ["a\\x0ab.md", "caf\\xe9.md"]
    for key in keys(tmp_path):
        with pytest.raises(RecordError) as raised:
            read(tmp_path, key)
        assert str(raised.value).isprintable()
        assert str(raised.value).encode()


def test_a_fingerprint_changes_with_the_file_and_only_then(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "b.md")
    before = {item.key: item.fingerprint for item in open_source(tmp_path).items()}
    write(tmp_path, "a.md", text="---\ntitle: U\n---\nText\n")  # as long as before
    os.utime(tmp_path / "a.md", ns=(0, 1))
    after = {item.key: item.fingerprint for item in open_source(tmp_path).items()}

    assert before["a.md"] != after["a.md"]
    assert before["b.md"] == after["b.md"]


@needs_permissions
def test_a_folder_that_cannot_be_listed_stops_the_listing(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "x/b.md")
    (tmp_path / "x").chmod(0)
    try:
        with pytest.raises(SourceError, match="cannot be listed"):
            keys(tmp_path)
    finally:
        (tmp_path / "x").chmod(0o700)


def test_a_folder_that_went_away_stops_the_listing(tmp_path: Path) -> None:
    source = open_source(tmp_path)
    tmp_path.rmdir()
    with pytest.raises(SourceError, match="no such folder"):
        list(source.items())


@pytest.mark.parametrize(
    ("name", "reason"), [("nothing", "cannot be read: "), ("a.txt", "not a source"), ("b.md", "not a source")]
)
def test_what_is_no_source_is_refused_in_one_line(tmp_path: Path, name: str, reason: str) -> None:
    write(tmp_path, "a.txt", "b.md")
    with pytest.raises(SourceError) as raised:
        open_source(tmp_path / name)
    assert reason in str(raised.value)
    assert "a .jsonl or .ndjson file, a JSON Feed (.json), the address of a database, or NAME:" in str(
        raised.value
    )


def test_one_file_can_be_read_by_itself(tmp_path: Path) -> None:
    write(tmp_path, "2024-05-01-a.md", "a.txt")

    assert open_file(tmp_path / "2024-05-01-a.md").read().stem == "a"
    for name in ("a.txt", "b.md"):
        with pytest.raises(SourceError):
            open_file(tmp_path / name)
