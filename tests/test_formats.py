"""Sites that do not publish every format."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from conftest import URL, Site, exporting
from export_reader import faults
from lxml import etree
from server import free_port, running
from test_export_hosts import ALL
from test_export_kills import killed_export, tree
from test_last_modified import documents, require_exact
from web_hosts import HOSTS, ask, serving

from feedsvc.export import export
from feedsvc.publish.documents import Moved
from feedsvc.settings import Settings


@pytest.fixture
def make(make_site: Callable[..., Site]) -> Callable[..., Site]:
    """Makes a site of two archives, with these formats."""

    def made(*formats: str) -> Site:
        site = make_site(feed={"page_size": 4, "formats": formats or ("atom", "rss", "json")})
        site.fill(14, tags=["数学"])
        site.sync()
        return site

    return made


def publish_in(site: Site, *formats: str) -> None:
    feed = site.settings.feed.model_copy(update={"formats": formats})
    site.settings = site.settings.model_copy(update={"feed": feed})
    site.sync()


def test_only_the_chosen_formats_are_published(make: Callable[..., Site]) -> None:
    site = make("atom")
    everything = site.everything()
    assert {"atom.xml", "archive/2/atom.xml", "archive/1/atom.xml"} < set(everything)
    assert not [path for path in everything if path.endswith(("rss.xml", "feed.json"))]
    for path, body in everything.items():
        assert not [name for name in (b"rss.xml", b"feed.json", b"rss+xml") if name in body], path


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("rss.xml", "atom.xml"),
        ("feed.json", "atom.xml"),
        ("archive/2/rss.xml", "archive/2/atom.xml"),
        ("tags/数学/rss.xml", "tags/%E6%95%B0%E5%AD%A6/atom.xml"),
        ("tags/数学/archive/1/feed.json", "tags/%E6%95%B0%E5%AD%A6/archive/1/atom.xml"),
        ("archive/3/rss.xml", None),
        ("tags/none/rss.xml", None),
    ],
)
def test_address_in_another_format_leads_to_the_same_document(
    make: Callable[..., Site], path: str, target: str | None
) -> None:
    answer = make("atom").get(path)
    assert answer == (None if target is None else Moved(target))


def test_first_published_format_is_the_one_that_readers_are_led_to(make: Callable[..., Site]) -> None:
    site = make("json", "rss")
    assert site.get("atom.xml") == Moved("rss.xml")
    opml = etree.fromstring(site.body("feeds.opml"))
    assert opml.find(".//outline").get("xmlUrl") == f"{URL}rss.xml"
    page = site.body("").decode()
    assert page.index("rss.xml") < page.index("feed.json")


def test_old_address_leads_straight_to_a_published_format(make: Callable[..., Site], tmp_path: Path) -> None:
    site = make("atom")
    with running("web", "--store", site.store_url, cwd=tmp_path, port=free_port()) as server:
        for old in ("/feed/", "/rss.xml", "/index.json", "/feed"):
            answer = server.ask(old, Accept="application/rss+xml")
            assert answer.status in (301, 302), old
            assert answer.headers["location"] == "/atom.xml", old
        assert server.ask("/archive/9/rss.xml").status == 404


@pytest.mark.parametrize("formats", [("atom",), ("rss", "json"), ("json",)])
def test_validators_move_together_when_formats_go_and_come_back(
    make: Callable[..., Site], formats: tuple[str, ...]
) -> None:
    site = make()
    before = documents(site)
    publish_in(site, *formats)
    after = documents(site)
    require_exact(before, after, site.now.timestamp())
    site.fill(2, first=15, tags=["数学"])
    publish_in(site, "atom", "rss", "json")
    require_exact(after, documents(site), site.now.timestamp())


def test_export_of_fewer_formats_takes_the_others_away(make: Callable[..., Site], tmp_path: Path) -> None:
    site = make()
    export(site.publisher, tmp_path / "out")
    publish_in(site, "rss")
    done = export(site.publisher, tmp_path / "out")
    assert {"atom.xml", "feed.json", "archive/1/atom.xml"} < set(done.removed)
    export(site.publisher, tmp_path / "new")
    assert tree(tmp_path / "out") == tree(tmp_path / "new")
    assert faults(tmp_path / "out", URL) == []


@pytest.mark.parametrize(
    ("formats", "then"), [(("atom", "rss", "json"), ("json",)), (("rss",), ("atom", "json"))]
)
def test_export_killed_while_formats_change_leaves_whole_files_whose_links_resolve(
    make: Callable[..., Site], tmp_path: Path, formats: tuple[str, ...], then: tuple[str, ...]
) -> None:
    site = make(*formats)
    export(site.publisher, tmp_path / "before")
    publish_in(site, *then)
    export(site.publisher, tmp_path / "clean")
    step, kills = 1, 0
    while True:
        out = tmp_path / "out"
        shutil.copytree(tmp_path / "before", out)
        if not killed_export(site, out, step):
            break
        kills += 1
        assert faults(out, URL) == []
        export(site.publisher, out)
        assert tree(out) == tree(tmp_path / "clean")
        shutil.rmtree(out)
        step += 1 + step // 2
    assert kills > 6


@pytest.mark.parametrize("host", HOSTS)
def test_plain_server_leads_to_a_published_format(
    make: Callable[..., Site], tmp_path: Path, host: str
) -> None:
    site = make("atom")
    export(site.publisher, tmp_path / "public", exporting(hosts=(host,)))
    (tmp_path / "public/rss").mkdir()
    (tmp_path / "public/rss/rss.xml").write_text("Somebody else's.")
    with serving(host, tmp_path) as port:
        for path, target in {
            "/rss.xml": "/atom.xml",
            "/feed/": "/atom.xml",
            "/archive/1/feed.json": "/archive/1/atom.xml",
            "/tags/%E6%95%B0%E5%AD%A6/rss.xml": "/tags/数学/atom.xml",
        }.items():
            answer, _ = ask(port, path)
            assert answer.status == 301
            assert unquote(urlsplit(answer.headers["Location"]).path) == target
        assert ask(port, "/rss/rss.xml")[1] == b"Somebody else's."


def test_redirects_lead_to_a_published_format(make: Callable[..., Site], tmp_path: Path) -> None:
    export(make("rss").publisher, tmp_path / "out", exporting(hosts=ALL))
    lines = (tmp_path / "out/_redirects").read_text().splitlines()
    assert {
        "/feed.xml /rss.xml 301",
        "/atom.xml /rss.xml 301",
        "/archive/:number/feed.json /archive/:number/rss.xml 301",
        "/tags/:slug/atom.xml /tags/:slug/rss.xml 301",
    } < set(lines)
    assert "atom.xml" not in (tmp_path / "out/_headers").read_text()


def test_a_site_has_one_format_at_least() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        Settings(feed={"formats": ()})  # type: ignore[arg-type]
