"""Files for hosts, and compressed twins: every host says what feedsvc's own server would."""

from __future__ import annotations

import gzip
import os
import re
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import brotli
import feedparser
import pytest
import zstandard
from conftest import URL, Site, exporting
from server import free_port, running
from waiting import PATIENCE
from web_hosts import HOSTS, ask, program, serving

from feedsvc.configuration import load
from feedsvc.delivery.freshness import Freshness
from feedsvc.delivery.page_policies import PAGE_POLICIES
from feedsvc.export import export
from feedsvc.export.expected import OF_ANY_SITE
from feedsvc.export.verify import Verified, verify
from feedsvc.feed_formats import BY_FILE
from feedsvc.publish import directory, months
from feedsvc.publish.documents import HTML, Document, Moved
from feedsvc.settings import DeliveryOptions, Settings

ALL = ("nginx", "apache", "caddy", "netlify", "stubs")
# Old addresses as people have them, each with where it leads.
MOVED = {
    "/feed/": "rss.xml",
    "old/atom.xml": "https://other.example/atom.xml",
    'quo"te': 'a b$c"d',
    "back\\slash": "x\\y",
    "lit$1": "to$1.html",
    "旧/路": "新/径?a=%26b",
    "per%cent": "a%2Fb%3Fc%25",
    "bla nk": "ok;x=(1)",
    "{brace}${x}": "b{r}",
    "tab\there": "tab",
}
DELIVERY = DeliveryOptions(moved=MOVED)


def fill(site: Site) -> Site:
    """Archives, pages, tags; a post that moved, one that is gone."""
    site.fill(12, tags=["数学", "c++"])
    site.write("a.md", "Text of a.", title="A", date="2020-02-01", slug="旧 5")
    site.write("b.md", "Text of b.", title="B", date="2020-02-02", slug="brief")
    site.write(
        "c.md", "Text of c.", title="C", date="2020-02-03", slug="c", url="https://elsewhere.example/c"
    )
    site.sync()
    site.write("a.md", "Text of a.", title="A", date="2020-02-01", slug="new")
    (site.posts / "b.md").unlink()
    site.write(
        "c.md", "Text of c.", title="C", date="2020-02-03", slug="d", url="https://elsewhere.example/c"
    )
    site.sync()
    return site


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site that no test changes."""
    root = tmp_path_factory.mktemp("published")
    options = load(None, site={"url": URL, "title": "A blog"}, feed={"page_size": 4}, page={"size": 4})
    site = fill(Site(root, options, f"sqlite:///{root}/store.db"))
    yield site
    site.store.close()


@pytest.fixture
def with_months(make_site: Callable[..., Site], monkeypatch: pytest.MonkeyPatch) -> Site:
    """A site with one numbered page, and months in parts."""
    monkeypatch.setattr(months, "PART", 3)
    return fill(make_site("months", feed={"page_size": 4}, page={"size": 2, "limit": 1}))


def options(*hosts: str, **more: object) -> Settings:
    return exporting(DELIVERY, hosts=hosts, **more)


def exported(site: Site, folder: Path, chosen: Settings) -> tuple[Path, str]:
    """The site in the folder of its path below `folder`/public, and that path (decoded)."""
    base = unquote(urlsplit(site.settings.url).path)
    out = folder / f"public{base}"
    out.mkdir(parents=True)
    export(site.publisher, out, chosen)
    return out, base


def differences(site: Site, port: int, stubs: bool = False) -> list[Verified]:
    """What the site on this port says otherwise than the store has it; something must have been tried."""
    url = f"http://127.0.0.1:{port}{urlsplit(site.settings.url).path}"
    with site.publisher.edition() as edition:
        tried = list(verify(edition, url, DELIVERY, stubs))
    assert len({found.aspect for found in tried}) >= 10
    return [found for found in tried if found.problem]


@pytest.mark.parametrize("twins", [(), ("gz", "br", "zst")])
@pytest.mark.parametrize("host", HOSTS)
def test_host_with_the_file_for_it_answers_as_the_server_does(
    published: Site, tmp_path: Path, host: str, twins: tuple[str, ...]
) -> None:
    _, base = exported(published, tmp_path, options(host, twins=twins))
    with serving(host, tmp_path, base) as port:
        assert differences(published, port) == []


def test_server_answers_as_the_hosts_do(published: Site, tmp_path: Path) -> None:
    moved = ", ".join(f"{_toml(old)} = {_toml(new)}" for old, new in MOVED.items())
    (tmp_path / "feedsvc.toml").write_text(f"[delivery]\nmoved = {{ {moved} }}\n", "utf-8")
    with running("web", "--store", published.store_url, cwd=tmp_path, port=free_port()) as server:
        assert differences(published, server.port) == []


def _toml(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
    return f'"{escaped}"'


@pytest.mark.parametrize("path", ["my 博客, c++", "a$b{x}"])
@pytest.mark.parametrize("host", HOSTS)
def test_site_below_a_path_of_any_letters_is_answered_alike(
    make_site: Callable[..., Site], tmp_path: Path, host: str, path: str
) -> None:
    site = make_site(site={"url": f"https://example.org/{path}/"}, feed={"page_size": 4}, page={"size": 4})
    site.fill(9, tags=["数学"])
    site.sync()
    _, base = exported(site, tmp_path, options(host, twins=("gz",)))
    with serving(host, tmp_path, base) as port:
        assert differences(site, port) == []


@pytest.mark.parametrize("host", HOSTS)
def test_formats_that_are_not_published_lead_to_one_that_is(
    make_site: Callable[..., Site], tmp_path: Path, host: str
) -> None:
    site = make_site(feed={"page_size": 4, "formats": ["rss"]}, page={"size": 4})
    site.fill(9, tags=["数学"])
    site.sync()
    exported(site, tmp_path, options(host))
    with serving(host, tmp_path) as port:
        assert differences(site, port) == []
        for path in ("archive/1/", "tags/%E6%95%B0%E5%AD%A6/archive/1/"):
            answer, _ = ask(port, f"/{path}atom.xml")
            assert answer.status == 301
            assert unquote(answer.headers["Location"]).endswith(unquote(f"/{path}rss.xml"))


@pytest.fixture(
    scope="module",
    params=[(host, twins) for host in HOSTS for twins in ((), ("gz", "br", "zst"))],
    ids=lambda chosen: f"{chosen[0]}-{'twins' if chosen[1] else 'plain'}",
)
def feeds(
    request: pytest.FixtureRequest, published: Site, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[str]]:
    """The URLs of all feed documents where a host sends the site, with twins and without."""
    (host, twins), folder = request.param, tmp_path_factory.mktemp("feeds")
    exported(published, folder, options(host, twins=twins))
    with serving(host, folder) as port, published.publisher.edition() as edition:
        paths = [path for path, _ in edition.inventory() if path.endswith(tuple(BY_FILE))]
        yield [f"http://127.0.0.1:{port}/{path}" for path in paths]


def test_feedparser_reads_every_feed_through_the_host(published: Site, feeds: list[str]) -> None:
    for url in feeds:
        got, wanted = feedparser.parse(url), feedparser.parse(published.body(urlsplit(url).path))
        assert got.status == 200, url
        assert [entry.id for entry in got.entries] == [entry.id for entry in wanted.entries], url


def test_curl_gets_every_feed_through_the_host(published: Site, feeds: list[str], tmp_path: Path) -> None:
    files = [tmp_path / f"got-{number}" for number, _ in enumerate(feeds)]
    pairs = [word for url, file in zip(feeds, files, strict=True) for word in (url, "--output", str(file))]
    subprocess.run(
        [program("curl"), "--silent", "--fail", "--compressed", *pairs], check=True, timeout=PATIENCE
    )
    for url, file in zip(feeds, files, strict=True):
        assert file.read_bytes() == published.body(urlsplit(url).path), url


def test_newsboat_reads_every_feed_through_the_host(
    published: Site, feeds: list[str], tmp_path: Path
) -> None:
    newsboat = program("newsboat")
    urls = [url for url in feeds if url.endswith(".xml")]
    (tmp_path / "urls").write_text("".join(f"{url}\n" for url in urls))
    (tmp_path / "config").write_text("")
    command = [newsboat, "-u", "urls", "-c", "cache.db", "-C", "config", "-x", "reload"]
    environment = {**os.environ, "HOME": str(tmp_path), "TERM": "dumb"}
    subprocess.run(command, check=True, timeout=PATIENCE, cwd=tmp_path, env=environment, capture_output=True)
    with sqlite3.connect(tmp_path / "cache.db") as cache:  # it keeps an entry once, whatever feeds it is in
        titles = dict(cache.execute("SELECT rssurl, title FROM rss_feed"))
        entries = {entry for (entry,) in cache.execute("SELECT guid FROM rss_item")}
    parsed = {url: feedparser.parse(published.body(urlsplit(url).path)) for url in urls}
    assert titles == {url: feed.feed.title for url, feed in parsed.items()}
    assert entries == {entry.id for feed in parsed.values() for entry in feed.entries}


def test_nginx_is_told_of_no_module_it_may_lack_unless_asked(published: Site, tmp_path: Path) -> None:
    twins = ("gz", "br", "zst")
    done = export(published.publisher, tmp_path / "one", options("nginx", twins=twins))
    text = (tmp_path / "one/feedsvc-nginx.conf").read_text()
    assert ("gzip_static on;" in text, "brotli_static" in text, "zstd_static" in text) == (True, False, False)
    assert [line for line in done.told if "brotli_static" in line and "export.nginx_modules" in line]
    chosen = options("nginx", twins=twins, nginx_modules=("br",))
    done = export(published.publisher, tmp_path / "two", chosen)
    assert "brotli_static on;" in (tmp_path / "two/feedsvc-nginx.conf").read_text()
    assert [line.split()[1] for line in done.told] == ["zstd_static"]


def test_apache_without_the_modules_still_sends_the_site(published: Site, tmp_path: Path) -> None:
    exported(published, tmp_path, options("apache", twins=("gz",)))
    with serving("apache-plain", tmp_path) as port:
        answer, body = ask(port, "/atom.xml", "gzip")
        assert (answer.status, body) == (200, published.body("atom.xml"))
        assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"


def test_post_deleted_before_the_ledger_was_imported_is_gone(
    published: Site, make_site: Callable[..., Site], tmp_path: Path
) -> None:
    from feedsvc.sync.ledger_file import export_ledger, import_ledger

    other = make_site("other", feed={"page_size": 4}, page={"size": 4})
    import_ledger(other.store, export_ledger(published.store), "ledger.jsonl")
    other.source = published.posts
    other.sync()
    export(other.publisher, tmp_path / "out", options("nginx"))
    assert 'location = "/posts/brief/" { return 410; }' in (tmp_path / "out/feedsvc-nginx.conf").read_text()
    assert type(other.get("posts/brief/")).__name__ == "Gone"


def test_redirects_lead_from_old_addresses(published: Site, tmp_path: Path) -> None:
    export(published.publisher, tmp_path / "out", options("netlify"))
    lines = (tmp_path / "out/_redirects").read_text().splitlines()
    assert {
        "/feed.xml /atom.xml 301",
        "/feed/ /rss.xml 301",
        "/index.json /feed.json 301",
        "/old/atom.xml https://other.example/atom.xml 301",
        "/posts/%E6%97%A7-5/ /posts/new/ 301",
        "/posts/%E6%97%A7-5 /posts/new/ 301",
        "/tag/:slug/feed/ /tags/:slug/rss.xml 301",
        "/quo%22te /a%20b%24c%22d 301",
    } < set(lines)
    assert not [line for line in lines if len(line.split(" ")) != 3 or not line.isascii()]
    assert not [line for line in lines if line.startswith(("/atom.xml", "/rss.xml", "/feed.json"))]


def test_headers_say_of_every_document_its_type_and_cache_time_once(published: Site, tmp_path: Path) -> None:
    export(published.publisher, tmp_path / "out", options("cloudflare"))
    _require_headers(published, tmp_path)


def test_headers_tell_months_and_pages_of_the_list_from_pages(
    with_months: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(directory, "PAGE_OF_FEEDS", 1)
    export(with_months.publisher, tmp_path / "out", options("cloudflare"))
    _require_headers(with_months, tmp_path)


def _require_headers(site: Site, tmp_path: Path) -> None:
    rules = (tmp_path / "out/_headers").read_text().split("\n/")[1:]
    found: dict[str, list[str]] = {}
    for rule in rules:
        path, *fields = rule.splitlines()
        found[path] = fields
    assert len(found) == len(rules) < 100
    fresh = Freshness(DeliveryOptions())
    with site.publisher.edition() as edition:
        for address in edition.addresses():
            if address.document_type in OF_ANY_SITE:
                continue
            document = edition.at(address, "")
            matching = [fields for pattern, fields in found.items() if _matches(pattern, address.path)]
            expected = fresh.cache_control(address.document_type, 0, None)
            assert isinstance(document, Document)
            wanted = {"Cache-Control": expected, "Content-Type": document.media_type}
            if document.media_type == HTML:
                wanted |= PAGE_POLICIES
            assert matching == [[f"  {name}: {value}" for name, value in wanted.items()]], address.path


def _matches(pattern: str, path: str) -> bool:
    parts, given = pattern.split("/"), path.split("/")
    same = (part == word or (part.startswith(":") and word) for part, word in zip(parts, given, strict=False))
    return len(parts) == len(given) and all(same)


@pytest.mark.parametrize("host", ["netlify", "apache", "nginx", "caddy", "stubs"])
def test_numbered_pages_that_are_no_more_lead_on(with_months: Site, host: str, tmp_path: Path) -> None:
    """To where the server leads."""
    out = tmp_path / "out"
    export(with_months.publisher, out, options(host))
    names = ("_redirects", ".htaccess", "feedsvc-nginx.conf", "feedsvc-caddy.conf")
    told = "".join((out / name).read_text("utf-8") for name in names if (out / name).exists())
    for base in ("", "tags/数学/"):
        for number in (2, 4, 6):
            moved = with_months.get(f"{base}page/{number}/")
            assert isinstance(moved, Moved)
            assert "/2020/" in f"/{moved.path}"
            old, new = f"/{base}page/{number}/", f"/{moved.path}"
            line = {
                "netlify": f"\n{quote(old)} {new} 301\n",
                "apache": f'RedirectMatch 301 "^{old}$" "{unquote(new)}"\n',
                "nginx": f'location = "{old}" {{ return 301 "{new}"; }}\n',
                "caddy": f'    "{old}" 301 "{new}"\n',
                "stubs": f'content="0; url={URL}{new[1:]}"',
            }[host]
            stub = out / f"{base}page/{number}/index.html"
            assert line in (stub.read_text("utf-8") if host == "stubs" else told)


def test_rules_beyond_a_hosts_limit_are_left_out_and_told(published: Site, tmp_path: Path) -> None:
    moved = {f"old/{number}": f"new/{number}" for number in range(1500)}
    chosen = exporting(hosts=("cloudflare",), delivery=DeliveryOptions(moved=moved))
    done = export(published.publisher, tmp_path / "out", chosen)
    lines = (tmp_path / "out/_redirects").read_text().splitlines()
    static = [line for line in lines if ":" not in line.split()[0]]
    assert (len(static), len(lines) - len(static)) == (2000, 100)
    assert "/tags/:slug/feed/ /tags/:slug/rss.xml 301" in lines
    told = "\n".join(done.told)
    assert re.search(r"_redirects: \d+ of \d+ redirects are left out.*Cloudflare Pages takes 2000", told)
    assert re.search(r"_redirects: \d+ of \d+ redirects of feeds are left out.*takes 100", told)
    assert "410" in told


@pytest.mark.parametrize("path", ["", "my 博客/"])
def test_host_without_rules_leads_by_pages(make_site: Callable[..., Site], tmp_path: Path, path: str) -> None:
    site = fill(
        make_site(site={"url": f"https://example.org/{path}"}, feed={"page_size": 4}, page={"size": 4})
    )
    out, _ = exported(site, tmp_path, options("stubs"))
    with serving("files", tmp_path) as port:
        wrong = differences(site, port, stubs=True)
    unable = ("types", "cache times", "encodings", "files for hosts")
    rest = {found.url for found in wrong if found.aspect not in unable and "/tag" not in found.url}
    rest = {url for url in rest if not url.endswith((".xml/", ".json/", ".rss/", ".rdf/", ".atom/"))}
    # Told: only a page can lead elsewhere, and this is the address of a file.
    assert rest == {f"http://127.0.0.1:{port}/{quote(path)}old/atom.xml"}
    page = (out / "posts/旧-5/index.html").read_text("utf-8")
    target = f"https://example.org/{quote(path)}posts/new/"
    assert f'<link rel="canonical" href="{target}">' in page
    assert f'content="0; url={target}"' in page
    assert (out / "feed.xml").read_bytes() == site.body("atom.xml")
    assert 'rel="alternate" type="application/rss+xml"' in (out / "feed/index.html").read_text("utf-8")
    assert "Nothing is published at this address" in (out / "404.html").read_text("utf-8")


def test_what_a_host_without_rules_cannot_do_is_told_once(published: Site, tmp_path: Path) -> None:
    done = export(published.publisher, tmp_path / "out", options("stubs"))
    told = [line for line in done.told if line.startswith("stubs: ")]
    assert len(told) == len(set(told)) == 4
    for word in ("404", "media types", "left out", "tags"):
        assert sum(word in line for line in told) == 1, word


def test_stub_gives_way_to_a_document(published: Site, tmp_path: Path) -> None:
    delivery = DeliveryOptions(
        moved={"posts/new": "elsewhere/", "posts/new/index.html": "x/", "atom.xml": "y/"}
    )
    export(published.publisher, tmp_path / "out", exporting(hosts=("stubs",), delivery=delivery))
    assert (tmp_path / "out/posts/new/index.html").read_bytes() == published.body("posts/new/")
    assert (tmp_path / "out/atom.xml").read_bytes() == published.body("atom.xml")


def test_host_files_follow_the_site_and_go_with_the_setting(
    make_site: Callable[..., Site], tmp_path: Path
) -> None:
    site = fill(make_site(feed={"page_size": 4}, page={"size": 4}))
    out = tmp_path / "out"
    files = {"_headers", "_redirects", "feedsvc-nginx.conf", "feedsvc-caddy.conf", ".htaccess"}
    export(site.publisher, out, options(*ALL))
    assert export(site.publisher, out, options(*ALL)).written == 0
    (site.posts / "p00003.md").unlink()
    site.sync()
    done = export(site.publisher, out, options(*ALL))
    assert {"feedsvc-nginx.conf", ".htaccess", "feedsvc-caddy.conf"} <= set(done.changed)
    assert not {"_headers", "_redirects"} & set(done.changed)
    assert 'location = "/posts/p00003/" { return 410; }' in (out / "feedsvc-nginx.conf").read_text()
    done = export(site.publisher, out)
    assert files < set(done.removed)
    assert not (out / "feed.xml").exists()


@pytest.mark.parametrize("host", ["netlify", "cloudflare", "stubs"])
def test_files_that_belong_at_the_top_are_told_below_a_path(
    make_site: Callable[..., Site], tmp_path: Path, host: str
) -> None:
    site = make_site(site={"url": "https://example.org/博客/"})
    site.fill(2)
    site.sync()
    done = export(site.publisher, tmp_path / "out", options(host))
    assert [line for line in done.told if "at the top of what" in line]
    if host != "stubs":
        base = "/%E5%8D%9A%E5%AE%A2/"
        assert f"\n{base}feed.xml {base}atom.xml 301\n" in (tmp_path / "out/_redirects").read_text()
        assert f"\n{base}atom.xml\n" in (tmp_path / "out/_headers").read_text()


def test_twins_are_the_same_document_and_the_same_bytes_each_time(site: Site, tmp_path: Path) -> None:
    site.fill(25)
    site.sync()
    for out in (tmp_path / "one", tmp_path / "two"):
        export(site.publisher, out, exporting(twins=("gz", "br", "zst")))
    for file in (file for file in (tmp_path / "one").rglob("[!.]*") if file.is_file()):
        again = tmp_path / "two" / file.relative_to(tmp_path / "one")
        assert again.read_bytes() == file.read_bytes()
        assert again.stat().st_mtime == file.stat().st_mtime
    body = site.body("atom.xml")
    assert gzip.decompress((tmp_path / "one/atom.xml.gz").read_bytes()) == body
    assert brotli.decompress((tmp_path / "one/atom.xml.br").read_bytes()) == body
    assert zstandard.ZstdDecompressor().decompress((tmp_path / "one/atom.xml.zst").read_bytes()) == body
    assert (tmp_path / "one/atom.xml.br").stat().st_mtime == (tmp_path / "one/atom.xml").stat().st_mtime
