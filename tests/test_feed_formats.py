"""Each format of the table is served, exported, led to and checked; what one lacks is named here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote

import pytest
from conftest import Site, exporting
from server import Server, free_port, running
from test_export_hosts import ALL

from feedsvc.checks.feed_documents import faults
from feedsvc.delivery import old_addresses
from feedsvc.export import export
from feedsvc.export.rules import rules_of
from feedsvc.feed_formats import BY_FILE, FORMATS, FeedFormat
from feedsvc.formats import fragments as formats
from feedsvc.formats import parsable
from feedsvc.formats.entry import Entry, Fragment
from feedsvc.settings import DeliveryOptions, Settings
from feedsvc.sync import entries

DOCS = Path(__file__).parents[1] / "docs" / "settings.md"
POSTS = 9

each_format = pytest.mark.parametrize("feed_format", FORMATS, ids=lambda feed_format: feed_format.name)


@pytest.fixture
def filled(make_site: Callable[..., Site]) -> Site:
    """A site with an archive, published in every format."""
    site = make_site(feed={"page_size": 4})
    site.fill(POSTS, tags=["one"])
    site.sync()
    return site


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("formats")
    (folder / "posts").mkdir()
    (folder / "posts" / "2024-05-01-a.md").write_text("---\ntags: [x]\n---\nSome words.")
    with running("serve", "posts", cwd=folder, port=free_port()) as started:
        yield started


@each_format
@pytest.mark.parametrize(
    ("module", "names"),
    [("feedsvc.formats.{}_feed", ("fragment", "document")), ("feedsvc.checks.{}_feeds", ("faults",))],
)
def test_each_format_has_its_modules(feed_format: FeedFormat, module: str, names: tuple[str, ...]) -> None:
    name = module.format(feed_format.name)
    assert find_spec(name), f"write {name}"
    lacking = [wanted for wanted in names if not hasattr(import_module(name), wanted)]
    assert not lacking, f"{name} lacks {lacking}"


def test_names_files_and_media_types_tell_formats_apart() -> None:
    assert len(BY_FILE) == len(FORMATS)
    assert len({feed_format.name for feed_format in FORMATS} - {"html", "text"}) == len(FORMATS)
    accepted = [name for feed_format in FORMATS for name in feed_format.accepted]
    assert len(set(accepted)) == len(accepted)


@each_format
def test_each_format_can_be_published_alone(feed_format: FeedFormat, filled: Site) -> None:
    names = tuple(each.name for each in FORMATS)
    assert Settings().feed.formats == names
    assert f'"{feed_format.name}"' in DOCS.read_text("utf-8"), f"docs/settings.md: feed.formats {names}"
    feed = filled.settings.feed.model_copy(update={"formats": (feed_format.name,)})
    filled.settings = filled.settings.model_copy(update={"feed": feed})
    filled.sync()
    assert not {path.rpartition("/")[2] for path in filled.everything()} & BY_FILE.keys() - {feed_format.file}


@each_format
def test_each_format_has_every_entry_in_the_store(feed_format: FeedFormat, filled: Site) -> None:
    with filled.publisher.edition() as edition:
        (feed,) = (feed for feed in edition.catalog.feeds() if feed.kind == "tags")
        shown = edition.catalog.entries(feed, 1, POSTS, feed_format.name)
    assert len(shown) == POSTS
    assert all(entry.part.fragment.before for entry in shown)


@each_format
def test_documents_of_each_format_hold_their_posts_and_pass_their_check(
    feed_format: FeedFormat, filled: Site
) -> None:
    for path, numbers in (("", range(5, POSTS + 1)), ("archive/1/", range(1, 5)), ("tags/one/", [POSTS])):
        body = filled.body(path + feed_format.file)
        assert faults(feed_format.file, body) == []
        for number in numbers:
            assert f"/posts/p{number:05}/".encode() in body, path
    assert faults(feed_format.file, b"\0 neither this nor that"), "the check finds nothing"


@each_format
def test_each_format_is_served_and_led_to(feed_format: FeedFormat, server: Server) -> None:
    answer = server.ask(f"/{feed_format.file}")
    assert (answer.status, answer.headers["content-type"]) == (200, feed_format.content_type)
    shown = server.ask(f"/{feed_format.file}", Sec_Fetch_Dest="document")
    assert ("content-security-policy" in shown.headers) == feed_format.is_xml
    for media_type in feed_format.accepted:
        chosen = server.ask("/feed", Accept=f"text/html;q=0.5, {media_type}")
        assert chosen.headers["location"] == f"/{feed_format.file}", media_type
    assert server.ask(f"/tag/x/{feed_format.file}").headers["location"] == f"/tags/x/{feed_format.file}"
    for page in ("/", "/feeds/"):
        text = server.ask(page).body.decode()
        assert f'type="{feed_format.media_type}"' in text
        assert f">{feed_format.label}</a>" in text


@each_format
def test_each_format_is_exported_and_hosts_are_told_of_it(
    feed_format: FeedFormat, filled: Site, tmp_path: Path
) -> None:
    export(filled.publisher, tmp_path / "out", exporting(hosts=ALL))
    for path in (feed_format.file, f"archive/1/{feed_format.file}"):
        assert (tmp_path / "out" / path).read_bytes() == filled.body(path)
    for file in ("_headers", "feedsvc-nginx.conf", ".htaccess"):
        assert feed_format.content_type in (tmp_path / "out" / file).read_text("utf-8"), file


def test_no_rule_for_hosts_leads_away_from_a_document(filled: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(old_addresses, "_FILES", {"atom": "atom.xml"})  # no other format is known of old
    with filled.publisher.edition() as edition:
        moves = rules_of(edition, DeliveryOptions()).feed_moves
        paths = [unquote(path) for path, _ in edition.inventory()]
    assert paths
    assert not [path for path in paths if any(re.fullmatch(move.regex(), path) for move in moves)]


def without(fragments: dict[str, Fragment], name: str) -> dict[str, Fragment]:
    return {other: fragment for other, fragment in fragments.items() if other != name}


def test_posts_that_are_there_get_the_fragments_of_a_new_format(
    filled: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A store that was synced without a format, and now is with it."""
    last = FORMATS[-1].name
    documents = filled.everything()
    with monkeypatch.context() as patch:
        patch.setattr(formats, "FORMAT_NAMES", formats.FORMAT_NAMES[:-1])
        patch.setattr(parsable, "FORMATS", FORMATS[:-1])
        patch.setattr(entries, "fragments", lambda entry: without(formats.fragments(entry), last))
        filled.sync()
        with filled.publisher.edition() as edition:
            assert not edition.catalog.entries(next(edition.catalog.feeds()), 1, POSTS, last)
    report = filled.sync()
    assert report.rendered == POSTS
    assert filled.everything() == documents
    assert filled.sync().rendered == 0


def test_a_new_field_of_entries_has_them_made_again(filled: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class EntryWithSubtitle(Entry):
        subtitle: str | None = None

    monkeypatch.setattr(formats, "Entry", EntryWithSubtitle)
    assert filled.sync().rendered == POSTS
    assert filled.sync().rendered == 0
