"""A sync is incremental, accounts for every record, and depends on nothing but the records."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest
from conftest import URL, Site
from waiting import PATIENCE

from feedsvc.errors import SourceError
from feedsvc.processes import processes_for
from feedsvc.publish.documents import Document
from feedsvc.sync import revision

BAD = {
    "no-date.md": ("---\ntitle: No date\n---\nx\n", "date"),
    "no-front-matter.md": ("Just text.\n", "date"),
    "broken-yaml.md": ("---\ntitle: [a\ndate: 2024-01-01\n---\nx\n", ""),
    "broken-toml.md": ("+++\ntitle = \n+++\nx\n", ""),
    "year-1.md": ("---\ntitle: Old\ndate: 0001-01-01\n---\nx\n", "date"),
    "year-9999.md": ("---\ntitle: Far\ndate: 9999-12-31T23:59:59-12:00\n---\nx\n", "date"),
    "no-day.md": ("---\ntitle: Month\ndate: 2024-05\n---\nx\n", "date"),
}


def test_unchanged_sync_writes_nothing(site: Site) -> None:
    site.fill(5)
    site.sync()
    before = _content(Path(site.store.engine.url.database or ""))
    report = site.sync()
    assert (report.rendered, report.changed, report.revision) == (0, False, 1)
    assert _content(Path(site.store.engine.url.database or "")) == before


def test_touched_file_is_read_but_not_rendered(site: Site) -> None:
    site.fill(5)
    site.sync()
    os.utime(site.posts / "p00003.md", (1, 1))
    report = site.sync()
    assert (report.rendered, report.changed, report.published) == (0, False, 5)


def test_one_changed_post_renders_exactly_one_post(site: Site) -> None:
    site.fill(50)
    assert site.sync().rendered == 50
    site.write("p00030.md", "Changed.", title="Post 30", date="2020-01-31")
    report = site.sync()
    assert (report.rendered, report.updated, report.revision) == (1, 1, 2)


def test_changed_excerpt_rule_renders_everything_again(make_site: Callable[..., Site]) -> None:
    site = make_site()
    site.fill(5)
    site.sync()
    other = make_site(excerpt={"limit": 3})
    assert other.sync().rendered == 5
    assert b"\nTex" in other.body("latest.txt")


@pytest.mark.parametrize("name", BAD)
def test_bad_record_is_reported_and_costs_no_other_its_place(site: Site, name: str) -> None:
    text, field = BAD[name]
    site.fill(3)
    (site.posts / name).write_text(text)
    report = site.sync()
    assert (report.read, report.published, report.rejected) == (4, 3, 1)
    (problem,) = report.problems
    assert name in problem
    assert field in problem
    assert len(site.walk()) == 3


def test_invalid_utf8_is_rejected_with_its_line(site: Site) -> None:
    site.fill(1)
    (site.posts / "latin.md").write_bytes(b"---\ntitle: x\ndate: 2024-01-01\n---\ncaf\xe9\n")
    report = site.sync()
    assert report.rejected == 1
    assert "latin.md:5" in report.problems[0]


@pytest.mark.parametrize(
    "evil", ["\x00", "\x0b", "\x1f", "\x7f", "\ufffe", "\uffff", "\ud800", "\ufdd0", "\ufffd"]
)
def test_forbidden_characters_in_any_field_cost_nothing(site: Site, evil: str) -> None:
    word = f"a{evil}b"
    record = {
        "id": word,
        "title": word,
        "date": "2024-01-01",
        "content": word,
        "excerpt": word,
        "tags": [word],
        "categories": [word],
        "author": {"name": word, "email": word, "uri": word},
        "slug": word,
        "image": word,
        "language": word,
        "enclosure": {"url": word, "type": word},
    }
    site.source = site.posts / "posts.jsonl"
    site.source.write_text(json.dumps(record) + "\n" + json.dumps({"title": "B", "date": "2024-01-02"}))
    assert site.sync().published == 2
    texts = {path: body for path, body in site.everything().items() if path != "favicon.ico"}
    for body in texts.values():
        assert evil not in body.decode("utf-8")


@pytest.mark.parametrize("tags", ["one", ["one", "one", ""], [1, 2.5], None, [], {"a": 1}])
def test_tags_of_any_shape_are_accepted(site: Site, tags: object) -> None:
    site.write("a.md", title="A", date="2024-01-01", tags=tags)
    assert site.sync().published == 1


def test_post_without_text_has_its_place_but_no_line(site: Site) -> None:
    site.write("a.md", "![only a picture](https://example.com/a.png)", title="A", date="2024-01-01")
    site.write("b.md", "Words.", title="B", date="2024-01-02")
    site.write("c.md", "", title="C", date="2024-01-03")
    site.sync()
    assert site.body("latest.txt").decode().splitlines()[3:] == ["Words."]
    assert b">A</a>" in site.body("")
    assert len(site.walk()) == 3


def test_every_record_is_counted(site: Site) -> None:
    site.fill(4)
    site.write("draft.md", title="Draft", date="2024-01-01", draft=True)
    site.write("later.md", title="Later", date="2099-01-01")
    (site.posts / "broken.md").write_text("---\n: [\n---\n")
    for _sync in range(2):
        report = site.sync()
        assert (report.read, report.published, report.hidden, report.rejected) == (7, 4, 2, 1)


def test_missing_source_is_a_clear_error(site: Site) -> None:
    site.source = site.posts / "nowhere"
    with pytest.raises(SourceError, match="nowhere"):
        site.sync()


def test_only_touched_documents_change_their_bytes_and_times(make_site: Callable[..., Site]) -> None:
    site = make_site(feed={"page_size": 3}, page={"size": 2})
    site.fill(12)
    site.sync()
    steps: list[Callable[[], object]] = [
        lambda: site.write("p00002.md", "New words.", title="Post 2", date="2020-01-03"),
        lambda: site.write("new.md", "Newest.", title="Newest", date="2026-01-01", tags=["t"]),
        (site.posts / "p00005.md").unlink,
        lambda: site.write("old.md", "Backdated.", title="Old", date="1999-01-01", tags=["t", "u"]),
        lambda: site.write("old.md", "Backdated.", title="Old", date="2020-01-06", tags=["u"]),
    ]
    for step in steps:
        before = _versions(site)
        step()
        site.sync()
        after = _versions(site)
        for path in before.keys() & after.keys():
            changed = before[path][0] != after[path][0]
            moved = before[path][1] != after[path][1]
            assert not changed or moved, f"{path}: new bytes under an old Last-Modified"
            if path.startswith(("archive/", "posts/")):
                assert changed == moved, f"{path}: a new Last-Modified for the same bytes"


PROGRAM = """
import sys, hashlib
from datetime import datetime, UTC
from urllib.parse import unquote
from feedsvc.configuration import load
from feedsvc.sources import open_source
from feedsvc.store.store import Store
from feedsvc.sync.sync import sync
from feedsvc.publish.publisher import Publisher
source, store, now = sys.argv[1:]
store = Store("sqlite:///" + store)
settings = load(None, site={"url": "https://blog.example.org/", "timezone": "Asia/Shanghai"})
sync(open_source(source), store, settings, now=datetime.fromisoformat(now))
with Publisher(store).edition() as edition:
    for address in edition.addresses():
        document = edition.at(address, unquote(address.path))
        print(document.path, hashlib.sha256(document.body).hexdigest())
"""


def test_two_processes_give_the_same_bytes(site: Site, tmp_path: Path) -> None:
    for number in range(30):
        site.write(
            f"{number}.md",
            f"Text *{number}*, $x^{number}$.\n\n```python\nprint({number})\n```\n",
            title=f"标题 {number}",
            date=f"2024-03-{number + 1:02} 08:00",
            tags=[f"tag{number % 7}", "数学", f"emoji 🎉{number % 3}"],
            categories=[f"c{number % 3}/d{number % 5}"],
            authors=[f"Author {number % 4}"],
        )
    outputs = []
    for seed, zone, now in (
        ("1", "UTC", "2026-01-01T00:00:00Z"),
        ("77", "America/New_York", "2026-05-05T01:02:03Z"),
    ):
        env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
        arguments = [sys.executable, "-c", PROGRAM, str(site.posts), str(tmp_path / f"{seed}.db"), now]
        result = subprocess.run(
            arguments, env=env, capture_output=True, text=True, check=True, timeout=PATIENCE
        )
        outputs.append(result.stdout)
    assert outputs[0] == outputs[1]
    assert outputs[0].count("\n") > 100


WORTH = 50  # records from which on several processes are begun, here


@pytest.fixture
def soon_several(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revision, "processes_for", partial(processes_for, worth=WORTH))


@pytest.mark.usefixtures("soon_several")
@pytest.mark.parametrize("kind", ["folder", "posts.jsonl", "feed.json"])
def test_many_records_are_read_by_several_processes_as_by_one(
    make_site: Callable[..., Site], tmp_path: Path, kind: str
) -> None:
    records = [
        {"id": f"r{number}", "title": f"Post {number}", "content_text": f"Text {number}.", "date": date}
        for number in range(WORTH + 20)
        for date in ["2024-02-30" if number % 14 == 7 else f"2024-01-{number % 28 + 1:02}"]
    ]
    found = []
    for jobs in (1, 2):
        site = make_site(f"{jobs}", sync={"jobs": jobs})
        if kind == "folder":
            for record in records:
                site.write(
                    f"{record['id']}.md", record["content_text"], title=record["title"], date=record["date"]
                )
            site.source = site.posts
        else:
            site.source = tmp_path / kind
            lines = "\n".join(json.dumps(record) for record in records)
            feed = {"version": "https://jsonfeed.org/version/1.1", "title": "A", "items": records}
            site.source.write_text(json.dumps(feed) if kind == "feed.json" else lines, "utf-8")
        report = site.sync()
        problems = [problem.replace(str(site.posts), "") for problem in report.problems]
        assert len(problems) == report.rejected == 5
        found.append((problems, report.published, site.everything()))
    assert found[0] == found[1]


@pytest.mark.usefixtures("soon_several")
def test_ids_do_not_depend_on_the_number_of_processes_where_texts_cannot_be_rendered(
    make_site: Callable[..., Site],
) -> None:
    """Posts of one name and second, some without a text that can be rendered; then most of them
    mended, some edited: what is free must not depend on how much is written already."""
    found = []
    for jobs in (1, 2):
        site = make_site(f"jobs-{jobs}", sync={"jobs": jobs})
        for is_second in (False, True):
            for number in range(WORTH + 30):
                is_spoilt = number % (50 if is_second else 20) == 0
                text = (
                    "<div>" * 5000 if is_spoilt else f"Text {number}{' edited' * (number % 2 and is_second)}."
                )
                updated = f"2024-01-01T00:{number % 60:02}:00Z" if is_second else "2024-01-01"
                site.write(f"{number:03}/name.md", text, title="T", date="2024-01-01", updated=updated)
            assert site.sync().rejected
        found.append(site.everything())
    assert found[0] == found[1]


def _versions(site: Site) -> dict[str, tuple[str, int]]:
    found = {}
    for path in site.everything():
        document = site.get(path)
        assert isinstance(document, Document)
        found[path] = (document.etag, document.last_modified)
    return found


def _content(database: Path) -> tuple[str, ...]:
    files = (database, database.with_name(database.name + "-wal"))
    return tuple(sha256(file.read_bytes()).hexdigest() for file in files if file.exists())


def test_links_are_built_from_the_configured_url_alone(site: Site) -> None:
    site.write("a.md", "[x](/about) ![y](pic.png)", title="A", date="2024-01-01")
    site.sync()
    for path, body in site.everything().items():
        assert b"feedsvc.invalid" not in body, path
    assert f'href="{URL}about"'.encode() in site.body("posts/a/")
    assert f'src="{URL}posts/a/pic.png"'.encode() in site.body("posts/a/")


def test_site_without_a_single_usable_post_is_an_empty_site(site: Site) -> None:
    site.write("draft.md", title="Draft", date="2024-01-01", draft=True)
    assert site.sync().published == 0
    assert site.titles() == []
    assert site.body("latest.txt").decode() == "INCOMING TRANSMISSION\n\nLATEST UPDATES"
    site.fill(1)
    site.sync()
    assert site.titles() == ["Post 1"]


def test_title_in_a_file_may_be_written_as_html(site: Site) -> None:
    site.write("a.md", title="Don&#39;t &amp; <b>", date="2024-01-01")
    site.sync()
    assert site.titles() == ["Don't & <b>"]


def test_stand_in_of_the_site_is_replaced_without_its_slash_too(make_site: Callable[..., Site]) -> None:
    site = make_site(site={"url": "https://blog.example.org/sub/"})
    site.write("a.md", "At {{ site.url }} and [home]({{ site.url }}).", title="A", date="2024-01-01")
    site.sync()
    for path, body in site.everything().items():
        assert b"feedsvc.invalid" not in body, path
    assert b'href="https://blog.example.org"' in site.body("atom.xml")
