"""What programs use of feedsvc: `from feedsvc import …`."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import w3c
from delivered import body as body_of
from delivered import environ
from doc_blocks import blocks
from flask import Flask
from markupsafe import Markup
from quick_start import feedsvc_command
from server import free_port, running
from waiting import PATIENCE

import feedsvc
from feedsvc import (
    Document,
    Feeds,
    Gone,
    Item,
    Moved,
    NothingPublishedError,
    Origin,
    Record,
    RecordError,
    SourceError,
    UsageError,
)
from feedsvc.web.responders import responder

URL = "https://example.com/news/"
EXAMPLES = Path(__file__).parents[1] / "examples"


def rows(count: int, **more: Any) -> list[dict[str, Any]]:
    return [
        {"id": number, "title": f"Row {number}", "content": f"Text {number}.", "date": "2026-01-01", **more}
        for number in range(1, count + 1)
    ]


@pytest.fixture
def make_feeds(tmp_path: Path) -> Iterator[Callable[..., Feeds]]:
    made: list[Feeds] = []

    def make(**sections: Any) -> Feeds:
        site = {"url": URL, "title": "News"} | sections.pop("site", {})
        made.append(Feeds(f"sqlite:///{tmp_path}/feeds.db", site=site, **sections))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def feeds(make_feeds: Callable[..., Feeds]) -> Feeds:
    return make_feeds()


@contextmanager
def mounted(feeds: Feeds, prefix: str = "/news") -> Iterator[Any]:
    app = Flask("host")
    app.register_blueprint(feeds.blueprint(), url_prefix=prefix)
    app.add_url_rule("/", view_func=lambda: "the app's own")
    app.register_error_handler(404, lambda _: ("the app's own 404", 404))
    yield app.test_client()


def test_every_public_name_is_there_and_importing_the_package_imports_none() -> None:
    code = "import sys, feedsvc; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert not [name for name in told.split() if name.startswith(("feedsvc.", "flask", "sqlalchemy"))]
    for name in feedsvc.__all__:
        assert getattr(feedsvc, name) is not None
    assert set(feedsvc.__all__) <= set(dir(feedsvc))
    with pytest.raises(AttributeError, match="no attribute 'Feed'"):
        _ = feedsvc.Feed


def test_rows_are_published_edited_and_deleted(feeds: Feeds) -> None:
    records = rows(5)
    assert (feeds.sync(records).new, feeds.sync(records).changed) == (5, False)
    records[0]["title"] = "Another"
    report = feeds.sync(records[:4], allow_shrink=True)
    assert (report.updated, report.vanished, report.published) == (1, 1, 4)
    document = feeds.document("atom.xml")
    assert isinstance(document, Document)
    assert b"Another" in document.body
    assert b"Row 5</title>" not in document.body
    assert feeds.document("/atom.xml") == document
    assert feeds.document("page/1/") == Moved("")
    assert isinstance(feeds.document("posts/row-5/"), Gone)
    assert feeds.document("none") is None
    assert {"atom.xml", "", "posts/row-2/"} <= set(feeds.paths())


def test_values_of_programs_are_values_of_fields(feeds: Feeds) -> None:
    record = {
        "id": UUID(int=7),
        "title": Markup("<b>"),
        "content": "Text.",
        "date": datetime(2026, 1, 1, tzinfo=UTC),
        "updated": date(2026, 1, 2),
        "tags": {"b", "a"},
        "authors": ({"name": "Ana"},),
        "price": Decimal(1),
        "file": b"\0",
    }
    report = feeds.sync(iter([record]))
    assert report.notices == ["records:1: file: bytes is no value of a field"]
    assert feeds.sync([record]).changed is False
    document = feeds.document("atom.xml")
    assert isinstance(document, Document)
    assert b"urn:uuid:00000000-0000-0000-0000-000000000007" in document.body
    assert b"&lt;b&gt;" in document.body


def test_a_record_that_cannot_be_used_costs_no_other(feeds: Feeds) -> None:
    report = feeds.sync([{"title": "No date"}, "text", *rows(1)], name="article")  # type: ignore[list-item]
    assert (report.published, report.rejected) == (1, 2)
    no_date, no_mapping = sorted(report.problems)
    assert no_date.startswith("article:1: date: ")
    assert no_mapping == "article:2: must be a mapping, not str"


def test_what_is_no_source_is_refused_in_words(feeds: Feeds, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="must be an iterable of mappings, not dict"):
        feeds.sync({"title": "one post"})  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="must be an iterable of mappings, not int"):
        feeds.sync(3)  # type: ignore[arg-type]
    with pytest.raises(SourceError, match="cannot be read"):
        feeds.sync(tmp_path / "none")
    with pytest.raises(SourceError, match="no posts found"):
        feeds.sync([])
    with pytest.raises(NothingPublishedError):
        feeds.document("atom.xml")
    with pytest.raises(RuntimeError, match="the cursor broke"):
        feeds.sync(record for record in _broken())


def _broken() -> Iterator[dict[str, str]]:
    yield {"title": "One"}
    raise RuntimeError("the cursor broke")


def test_settings_are_arguments_then_variables_then_the_named_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "feedsvc.toml"
    file.write_text('[site]\ntitle = "File"\ndescription = "File"\nlanguage = "de"\n', "utf-8")
    monkeypatch.setenv("FEEDSVC_SITE__DESCRIPTION", "Variable")
    store = f"sqlite:///{tmp_path}/feeds.db"
    assert Feeds(store, site={"title": "Argument"}).settings.site.language is None
    site = Feeds(store, config=file, site={"title": "Argument"}).settings.site
    assert (site.title, site.description, site.language) == ("Argument", "Variable", "de")
    with pytest.raises(
        UsageError, match=r"setting site.ttle \(argument site\): .* did you mean site.title\?"
    ):
        Feeds(store, site={"ttle": "x"})
    with pytest.raises(UsageError, match=r"setting sites \(argument sites\): no such setting"):
        Feeds(store, sites={})


class Shelf:
    """A source whose records are read only when their fingerprint is new."""

    name = "shelf"

    def __init__(self) -> None:
        self.books = {"a": 1, "b": 1}
        self.read: list[str] = []

    def items(self) -> Iterator[Item]:
        return (Book(key, str(version), self) for key, version in self.books.items())


class Book:
    def __init__(self, key: str, fingerprint: str, shelf: Shelf) -> None:
        self.key, self.fingerprint, self._shelf = key, fingerprint, shelf

    def read(self) -> Record:
        self._shelf.read.append(self.key)
        if self.fingerprint == "broken":
            raise RecordError(Origin("shelf", 1), None, "torn")
        return Record(
            self.key, Origin("shelf"), {"title": f"{self.key}{self.fingerprint}", "date": "2026-01-01"}
        )


def test_own_source_reads_only_what_changed(feeds: Feeds) -> None:
    shelf = Shelf()
    feeds.sync(shelf)
    shelf.books["b"] = 2
    assert feeds.sync(shelf).updated == 1
    assert shelf.read == ["a", "b", "b"]
    shelf.books["b"] = "broken"  # type: ignore[assignment]
    assert feeds.sync(shelf).problems == ["shelf:1: torn"]


WAYS = [
    {},
    {"Accept-Encoding": "br"},
    {"Accept-Encoding": "gzip;q=0.5, zstd"},
    {"Accept-Encoding": "identity;q=0"},
    {"If-None-Match": "*"},
    {"If-None-Match": '"another"', "Accept-Encoding": "gzip"},
    {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"},
    {"If-Match": '"another"'},
    {"Sec-Fetch-Dest": "document"},
]


@pytest.mark.parametrize("path", ["", "atom.xml", "feed.json", "page/2/", "tags/数学/rss.xml", "feeds.opml"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_mounted_feeds_answer_as_the_server_does(
    make_feeds: Callable[..., Feeds], path: str, method: str
) -> None:
    feeds = make_feeds(site={"url": URL})
    feeds.sync(rows(30, tags=["数学"]))
    server = responder(feeds.settings, URL, lambda: 4e9)
    with mounted(feeds) as client:
        for fields in WAYS:
            names = {name.replace("-", "_"): value for name, value in fields.items()}
            asked = environ(f"/{path}".encode().decode("latin-1"), method, **names)
            expected = server.respond(asked)
            answer = client.open(f"/news/{path}", method=method, headers=fields)
            assert answer.status == expected.status, fields
            assert dict(answer.headers) == dict(expected.headers), fields
            assert answer.data == body_of(expected), fields


def test_the_app_keeps_its_own_pages_and_a_sync_is_seen_at_once(feeds: Feeds) -> None:
    with mounted(feeds) as client:
        assert client.get("/news/atom.xml").status_code == 503
        feeds.sync(rows(30))
        first = client.get("/news/atom.xml")
        assert first.status_code == 200
        assert client.get("/").text == "the app's own"
        assert client.get("/news/none").text == "the app's own 404"
        assert client.post("/news/atom.xml").status_code == 405
        assert client.get("/news/page/2").headers["Location"] == "/news/page/2/"
        assert client.get("/news/readyz").text.startswith("ready")
        feeds.sync(rows(31))
        assert client.get("/news/atom.xml").headers["ETag"] != first.headers["ETag"]


def test_files_beside_posts_are_sent_by_the_app(feeds: Feeds, tmp_path: Path) -> None:
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts/a.bin").write_bytes(b"0123456789")
    (tmp_path / "posts/p.md").write_text("---\ndate: 2026-01-01\n---\n[a](a.bin)\n")
    feeds.sync(tmp_path / "posts")
    with mounted(feeds) as client:
        answer = client.get("/news/posts/p/a.bin")
        assert (answer.status_code, answer.data) == (200, b"0123456789")
        assert answer.headers["Content-Length"] == "10"
        part = client.get("/news/posts/p/a.bin", headers={"Range": "bytes=2-4"})
        assert (part.status_code, part.data) == (206, b"234")
        assert client.head("/news/posts/p/a.bin").data == b""
        assert (
            client.get("/news/posts/p/a.bin", headers={"If-None-Match": answer.headers["ETag"]}).data == b""
        )


def test_mounting_elsewhere_than_the_links_lead_is_refused(feeds: Feeds) -> None:
    with (
        pytest.raises(UsageError, match=r'say site.url = "https://example.com/blog/"'),
        mounted(feeds, "/blog"),
    ):
        pass
    with mounted(feeds, "/"):  # behind a proxy that takes the path off
        pass


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_process_that_was_forked_after_the_first_answer_sees_what_is_published(feeds: Feeds) -> None:
    feeds.sync(rows(1))
    with mounted(feeds) as client:
        assert client.get("/news/atom.xml").status_code == 200
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            try:
                first = client.get("/news/readyz").text
                feeds.sync(rows(2))
                os.write(writing, f"{first}{client.get('/news/readyz').text}".encode())
            finally:
                os._exit(0)
        os.close(writing)
        os.waitpid(child, 0)
        assert os.read(reading, 1000) == b"ready: revision 1\nready: revision 2\n"
        os.close(reading)


def test_export_writes_what_is_answered(feeds: Feeds, tmp_path: Path) -> None:
    feeds.sync(rows(3))
    done = feeds.export(tmp_path / "public")
    assert done.documents == len(list(feeds.paths()))
    document = feeds.document("atom.xml")
    assert isinstance(document, Document)
    assert (tmp_path / "public" / "atom.xml").read_bytes() == document.body
    assert feeds.export(tmp_path / "public").written == 0


@pytest.fixture(scope="module")
def flask_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The example app in a folder of its own, with its thousand articles published."""
    folder, before = tmp_path_factory.mktemp("flask_app"), Path.cwd()
    shutil.copy(EXAMPLES / "flask_app" / "app.py", folder)
    os.chdir(folder)
    sys.path.insert(0, str(folder))
    app = import_module("app")
    try:
        runner = app.app.test_cli_runner()
        for command in ("init-db", "publish"):
            result = runner.invoke(args=[command])
            assert result.exit_code == 0, result.output
        yield app
    finally:
        app.feeds.close()
        sys.path.remove(str(folder))
        sys.modules.pop("app")
        os.chdir(before)


def test_example_app_has_a_thousand_articles_in_its_feeds(flask_app: Any) -> None:
    client = flask_app.app.test_client()
    seen, path = [], "/news/feed.json"
    while path:
        feed = client.get(path).json
        seen += [item["url"] for item in feed["items"]]
        path = feed.get("next_url", "").removeprefix("https://example.com")
    assert sorted(seen) == sorted(f"https://example.com/articles/{number}" for number in range(1, 1001))
    assert client.get("/articles/7").status_code == 200
    for file in ("atom.xml", "rss.xml", "feed.json", "tags/boats/atom.xml", "archive/3/rss.xml", ""):
        answer = client.get(f"/news/{file}", headers={"Accept-Encoding": "gzip"})
        again = client.get(f"/news/{file}", headers={"If-None-Match": answer.headers["ETag"]})
        assert (answer.status_code, again.status_code, again.data) == (200, 304, b"")


@w3c.needs_validator
@pytest.mark.parametrize("file", ["atom.xml", "rss.xml", "archive/1/atom.xml", "tags/weather/rss.xml"])
def test_example_app_is_valid(flask_app: Any, file: str) -> None:
    answer = flask_app.app.test_client().get(f"/news/{file}")
    assert not w3c.messages(answer.data, answer.headers["Content-Type"], f"{URL}{file}")


def test_example_app_publishes_an_article_that_is_added(flask_app: Any) -> None:
    client = flask_app.app.test_client()
    assert client.post("/articles", data={"title": "Flood", "body": "Wet."}).status_code == 201
    assert "Flood" in client.get("/news/atom.xml").text
    with sqlite3.connect("articles.db") as connection:
        connection.execute("DELETE FROM article WHERE title = 'Flood'")
    flask_app.publish()
    assert "<title>Flood" not in client.get("/news/atom.xml").text


@pytest.fixture(scope="module")
def installed_source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which pip has put the example of an own source."""
    folder = tmp_path_factory.mktemp("installed")
    checkout = shutil.copytree(EXAMPLES / "own_source", folder / "checkout")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "--no-index", "--target", folder / "site", checkout], check=True, timeout=PATIENCE)
    return folder / "site"


def feedsvc_(*arguments: str, cwd: Path, path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*feedsvc_command(), *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(path)},
        capture_output=True,
        check=False,
        text=True,
        timeout=PATIENCE,
    )


def test_own_source_is_found_by_its_entry_point(installed_source: Path, tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(
        "when,metres,remark\n2026-03-01T06:10,4.1,Calm.\n2026-03-01T18:40,4.4,Spring tide.\n", "utf-8"
    )
    told = feedsvc_("sync", "tide-log:log.csv", "--url", URL, cwd=tmp_path, path=installed_source)
    assert told.returncode == 0, told.stderr
    assert "read 2: 2 published" in told.stderr
    told = feedsvc_("check", "tide-log:log.csv", "--url", URL, cwd=tmp_path, path=installed_source)
    assert told.returncode == 0, told.stderr
    with running(
        *("serve", "tide-log:log.csv"), "--url", URL, cwd=tmp_path, port=free_port(),
        PYTHONPATH=str(installed_source),
    ) as server:  # fmt: skip
        assert b"High water, 4.4 m" in server.ask("/atom.xml").body
    told = feedsvc_("export", "public", "tide-log:log.csv", cwd=tmp_path, path=installed_source)
    assert told.returncode == 0, told.stderr
    assert "High water" in (tmp_path / "public" / "index.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("location", "text", "words"),
    [
        ("tide-log:none.csv", "", "tide-log:none.csv: cannot be listed: FileNotFoundError"),
        ("tide-log:log.csv", "when,metres\n2026-03-01,4\n", "cannot be listed: KeyError: 'remark'"),
        ("tide-log:log.csv", "when,metres,remark\n", "tide-log:log.csv: no posts found"),
        ("tide:log.csv", "", "tide:log.csv: cannot be read"),
    ],
)
def test_own_source_that_fails_ends_in_one_line(
    installed_source: Path, tmp_path: Path, location: str, text: str, words: str
) -> None:
    (tmp_path / "log.csv").write_text(text, "utf-8")
    told = feedsvc_("sync", location, "--url", URL, cwd=tmp_path, path=installed_source)
    assert told.returncode == 1
    (line,) = told.stderr.splitlines()
    assert words in line


def test_page_about_the_library_does_what_it_says(tmp_path: Path) -> None:
    page = EXAMPLES.parent / "docs" / "library.md"
    code = [block for block in blocks(page) if block.language == "python"]
    assert len(code) >= 5
    text = "\n".join(f"# {block}\n{block.text}" for block in code)
    told = subprocess.run(
        [sys.executable, "-W", "error", "-c", text],
        cwd=tmp_path, check=False, capture_output=True, text=True, timeout=PATIENCE,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    assert told.stdout.splitlines() == [
        "2 new, 0 rejected",
        "[] []",
        "200 public, max-age=300, stale-while-revalidate=300, stale-if-error=604800 304",
        *told.stdout.splitlines()[3:5],
        "['log:3: content: the page is torn']",
    ]


def test_page_about_the_library_names_every_public_name() -> None:
    text = (EXAMPLES.parent / "docs" / "library.md").read_text("utf-8").partition("## All names")[2]
    assert [name for name in feedsvc.__all__ if f"`{name}`" not in text] == []
    members = [name for name in vars(Feeds) if not name.startswith("_")]
    assert [name for name in members if f"`{name}`" not in text] == []
