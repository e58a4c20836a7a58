"""Files for hosts, and compressed twins: a plain server says what feedsvc's own would."""

from __future__ import annotations

import gzip
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import formatdate
from getpass import getuser
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import unquote, urlsplit

import brotli
import pytest
import zstandard
from conftest import Site
from server import free_port

from feedsvc.delivery.freshness import Freshness
from feedsvc.errors import ExportError
from feedsvc.export import Options, export
from feedsvc.publish.documents import Document
from feedsvc.settings import DeliveryOptions

ALL = ("headers", "redirects", "nginx", "apache")


@pytest.fixture
def published(make_site: Callable[..., Site]) -> Site:
    """Archives, pages, tags; a post that moved, one that is gone."""
    site = make_site(feed={"page_size": 4}, page={"size": 4})
    site.fill(12, tags=["数学"])
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


def options(**more: object) -> Options:
    delivery = DeliveryOptions(moved={"/feed/": "rss.xml", "old/atom.xml": "https://other.example/atom.xml"})
    return Options(hosts=ALL, delivery=delivery, **more)  # type: ignore[arg-type]


def test_redirects_lead_from_old_addresses(published: Site, tmp_path: Path) -> None:
    export(published.publisher, tmp_path / "out", options())
    lines = (tmp_path / "out/_redirects").read_text().splitlines()
    assert lines[-4:] == [
        "/feed /rss.xml 301",
        "/old/atom.xml https://other.example/atom.xml 301",
        "/old/atom.xml/ https://other.example/atom.xml 301",
        "/posts/%E6%97%A7-5/ /posts/new/ 301",
    ]
    assert {"/feed.xml /atom.xml 301", "/feed/ /rss.xml 301", "/index.json /feed.json 301"} < set(lines)
    assert not [line for line in lines if line.startswith(("/atom.xml", "/rss.xml", "/feed.json"))]


def test_headers_say_of_every_document_its_type_and_cache_time_once(published: Site, tmp_path: Path) -> None:
    export(published.publisher, tmp_path / "out", options())
    rules = (tmp_path / "out/_headers").read_text().split("\n/")[1:]
    found: dict[str, list[str]] = {}
    for rule in rules:
        path, *fields = rule.splitlines()
        found[path] = fields
    assert len(found) == len(rules) < 100
    fresh = Freshness(DeliveryOptions())
    with published.publisher.edition() as edition:
        for address in edition.addresses():
            document = edition.at(address, "")
            matching = [fields for pattern, fields in found.items() if _matches(pattern, address.path)]
            expected = fresh.cache_control(address.document_type, 0, None)
            assert matching == [
                [f"  Cache-Control: {expected}", f"  Content-Type: {document.media_type}"]  # type: ignore[union-attr]
            ], address.path


def _matches(pattern: str, path: str) -> bool:
    parts, given = pattern.split("/"), path.split("/")
    same = (part == word or (part.startswith(":") and word) for part, word in zip(parts, given, strict=False))
    return len(parts) == len(given) and all(same)


@pytest.mark.parametrize("host", ["nginx", "apache"])
def test_plain_server_with_the_file_for_it_answers_as_ours_does(
    published: Site, tmp_path: Path, host: str
) -> None:
    export(published.publisher, tmp_path / "out", options(twins=("gz",)))
    fresh = Freshness(DeliveryOptions())
    with serving(host_command(host), tmp_path) as ask, published.publisher.edition() as edition:
        for path, _ in edition.inventory():
            document = edition.document(unquote(path))
            assert isinstance(document, Document)
            answer, body = ask(f"/{path}")
            assert (answer.status, body) == (200, document.body), path
            # Hosts write the name of the encoding as they like.
            assert answer.headers["Content-Type"].lower() == document.media_type, path
            assert answer.headers["Cache-Control"] == fresh.cache_control(document.document_type, 0, None), (
                path
            )
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Last-Modified"] == formatdate(document.last_modified, usegmt=True)
        for path in ("archive/1/atom.xml", "atom.xml", "page/2/index.html"):
            zipped, body = ask(f"/{path}", "gzip")
            assert zipped.headers["Content-Encoding"] == "gzip"
            assert gzip.decompress(body) == (tmp_path / "out" / path).read_bytes()
            plain, _ = ask(f"/{path}")
            for name in ("Content-Type", "Cache-Control", "Last-Modified"):
                assert zipped.headers[name] == plain.headers[name]
        moved, _ = ask("/posts/%E6%97%A7-5/")
        assert (moved.status, path_of(moved)) == (301, "/posts/new/")
        assert path_of(ask("/feed/")[0]) == path_of(ask("/feed")[0]) == "/rss.xml"
        assert ask("/old/atom.xml")[0].headers["Location"] == "https://other.example/atom.xml"
        assert ask("/posts/brief/")[0].status == 410
        assert ask("/posts/c/")[0].status == 404
        assert ask("/.feedsvc-export")[0].status in (403, 404)
        assert path_of(ask("/tags/%E6%95%B0%E5%AD%A6")[0]) == "/tags/数学/"


def path_of(answer: HTTPResponse) -> str:
    return unquote(urlsplit(answer.headers["Location"]).path)


Ask = Callable[..., tuple[HTTPResponse, bytes]]


def host_command(host: str) -> Callable[[Path, int], list[str]]:
    """The command of a server over `folder`/out, by the folder and its port."""
    return {"nginx": _nginx, "apache": _apache}[host]


@contextmanager
def serving(command: Callable[[Path, int], list[str]], folder: Path) -> Iterator[Ask]:
    """A server over `folder`/out with the exported file for it; asks it for a path, in a coding."""
    port = free_port()
    process = subprocess.Popen(command(folder, port), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)

    def ask(path: str, coding: str = "identity") -> tuple[HTTPResponse, bytes]:
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", path, headers={"Accept-Encoding": coding})
            answer = connection.getresponse()
            return answer, answer.read()
        finally:
            connection.close()

    try:
        for _ in range(100):
            try:
                ask("/")
                break
            except OSError:
                assert process.poll() is None, process.communicate()[1].decode()
                time.sleep(0.05)
        yield ask
    finally:
        process.terminate()
        process.communicate(timeout=10)


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def _nginx(folder: Path, port: int) -> list[str]:
    program, work = _program("nginx"), folder / "nginx"
    work.mkdir()
    temporary = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = "".join(f"{name}_temp_path {work}/{name};" for name in temporary)
    configuration = work / "nginx.conf"
    configuration.write_text(
        f"daemon off; pid {work}/pid; error_log stderr; user {getuser()}; events {{ }}\n"
        f"http {{ access_log off; {paths} server {{ listen 127.0.0.1:{port}; root {folder}/out;"
        f" include {folder}/out/feedsvc-nginx.conf; }} }}\n"
    )
    return [program, "-c", str(configuration), "-p", str(work)]


def _apache(folder: Path, port: int) -> list[str]:
    program, work = _program("apache2"), folder / "apache"
    work.mkdir()
    loaded = (
        "mpm_event",
        "authz_core",
        "dir",
        "alias",
        "mime",
        "negotiation",
        "headers",
        "rewrite",
        "deflate",
    )
    modules = "".join(
        f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n" for name in (*loaded, "filter")
    )
    (work / "mime.types").write_text("application/x-gzip gz\ntext/html html\n")
    configuration = work / "apache.conf"
    configuration.write_text(
        f"{modules}ServerName localhost\nListen 127.0.0.1:{port}\nPidFile {work}/pid\nErrorLog /dev/stderr\n"
        f"DefaultRuntimeDir {work}\nTypesConfig {work}/mime.types\n"
        "AddLanguage br .br\nAddEncoding x-gzip .gz\n"
        f"DocumentRoot {folder}/out\n<Directory {folder}/out>\nAllowOverride All\nRequire all granted\n"
        "</Directory>\n"
    )
    return [program, "-D", "FOREGROUND", "-f", str(configuration)]


def test_host_files_follow_the_site_and_go_with_the_setting(published: Site, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export(published.publisher, out, options())
    assert export(published.publisher, out, options()).written == 0
    (published.posts / "p00003.md").unlink()
    published.sync()
    done = export(published.publisher, out, options())
    assert {"feedsvc-nginx.conf", ".htaccess"} <= set(done.changed)
    assert not {"_headers", "_redirects"} & set(done.changed)
    assert 'location = "/posts/p00003/" { return 410; }' in (out / "feedsvc-nginx.conf").read_text()
    done = export(published.publisher, out)
    assert set(done.removed) == {"_headers", "_redirects", "feedsvc-nginx.conf", ".htaccess"}


def test_site_below_a_path_has_rules_below_it(make_site: Callable[..., Site], tmp_path: Path) -> None:
    site = make_site(site={"url": "https://example.org/blog/"})
    site.fill(2)
    site.sync()
    export(site.publisher, tmp_path / "out", options())
    assert (tmp_path / "out/_redirects").read_text().startswith("/blog/feed/ /blog/rss.xml 301\n")
    assert "\n/blog/atom.xml\n" in (tmp_path / "out/_headers").read_text()
    assert "location /blog/ {" in (tmp_path / "out/feedsvc-nginx.conf").read_text()


def test_path_no_configuration_can_hold_is_named(published: Site, tmp_path: Path) -> None:
    delivery = DeliveryOptions(moved={'a"; return 200 "b': "rss.xml"})
    with pytest.raises(ExportError, match=r"delivery\.moved"):
        export(published.publisher, tmp_path / "out", Options(hosts=("nginx",), delivery=delivery))


def test_twins_are_the_same_document_and_the_same_bytes_each_time(site: Site, tmp_path: Path) -> None:
    site.fill(25)
    site.sync()
    for out in (tmp_path / "one", tmp_path / "two"):
        export(site.publisher, out, Options(("gz", "br", "zst")))
    for file in (file for file in (tmp_path / "one").rglob("[!.]*") if file.is_file()):
        again = tmp_path / "two" / file.relative_to(tmp_path / "one")
        assert again.read_bytes() == file.read_bytes()
        assert again.stat().st_mtime == file.stat().st_mtime
    body = site.body("atom.xml")
    assert gzip.decompress((tmp_path / "one/atom.xml.gz").read_bytes()) == body
    assert brotli.decompress((tmp_path / "one/atom.xml.br").read_bytes()) == body
    assert zstandard.ZstdDecompressor().decompress((tmp_path / "one/atom.xml.zst").read_bytes()) == body
    assert (tmp_path / "one/atom.xml.br").stat().st_mtime == (tmp_path / "one/atom.xml").stat().st_mtime
