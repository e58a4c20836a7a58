"""The export to an object store, against a server that speaks S3 over a real connection."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from conftest import URL, Site
from export_reader import faults
from server import free_port
from test_export import tree

from feedsvc.delivery.freshness import Freshness
from feedsvc.errors import ExportError
from feedsvc.export import Bucket, Options, export
from feedsvc.feed_formats import BY_FILE
from feedsvc.settings import DeliveryOptions

s3fs = pytest.importorskip("s3fs")
HIDDEN = (".feedsvc-export", ".feedsvc-export.next")


class Store:
    """An S3 server in a process of its own, with what was asked of it."""

    def __init__(self, log: Path, port: int) -> None:
        self.log, self.port = log, port
        self.client: Any = s3fs.S3FileSystem(use_listings_cache=False, skip_instance_cache=True)
        self.client.mkdir("web")

    def changes(self) -> list[tuple[str, str]]:
        """Objects put and deleted, in the order in which that was asked for."""
        asked = re.findall(r'"\S*?(PUT|DELETE) /web/site/(\S*) HTTP', self.log.read_text())
        return [(method, path) for method, path in asked if path not in HIDDEN]

    def objects(self) -> dict[str, bytes]:
        keys = self.client.find("web/site")
        return {key.removeprefix("web/site/"): self.client.cat_file(key) for key in keys}

    def head(self, name: str) -> dict[str, str]:
        answer = self.client.call_s3("head_object", Bucket="web", Key=f"site/{name}")
        headers: dict[str, str] = answer["ResponseMetadata"]["HTTPHeaders"]
        return headers

    def files(self, folder: Path) -> Path:
        """The objects as files, for a reader of folders."""
        for name, content in self.objects().items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        return folder


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    log, port = tmp_path_factory.mktemp("s3") / "log", free_port()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        for _ in range(300):
            try:
                connection = HTTPConnection("127.0.0.1", port)
                connection.request("GET", "/moto-api/")
                connection.getresponse()
                break
            except OSError:
                assert process.poll() is None, log.read_text()
                time.sleep(0.1)
        yield port, log
    finally:
        process.terminate()
        process.wait(timeout=10)


@pytest.fixture
def store(server: tuple[int, Path], monkeypatch: pytest.MonkeyPatch) -> Store:
    port, log = server
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("POST", "/moto-api/reset")
    assert connection.getresponse().status == 200
    log.write_text("")
    for name, value in {
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
    }.items():
        monkeypatch.setenv(name, value)
    return Store(log, port)


def bucket(name: str = "s3://web/site") -> Bucket:
    return Bucket(name, DeliveryOptions())


def test_objects_are_the_documents_with_what_must_be_said_of_them(store: Store, site: Site) -> None:
    site.fill(45, tags=["数学"])
    site.sync()
    done = export(site.publisher, bucket(), Options(twins=("gz",), hosts=("netlify",)))
    objects = store.objects()
    fresh = Freshness(DeliveryOptions())
    with site.publisher.edition() as edition:
        for path, _ in list(edition.inventory())[::7]:
            document = edition.document(_decoded(path))
            name = _decoded(path) + ("index.html" if path.endswith("/") or not path else "")
            assert objects[name] == document.body  # type: ignore[union-attr]
            for twin, coding in (("", None), (".gz", "gzip")):
                head = store.head(name + twin)
                assert head["content-type"] == document.media_type  # type: ignore[union-attr]
                expected = fresh.cache_control(document.document_type, 0, None)  # type: ignore[union-attr]
                assert head["cache-control"] == expected
                assert head.get("content-encoding") == coding
    assert len(objects) == len(done.new) + 1
    assert store.head("_redirects")["content-type"] == "text/plain; charset=utf-8"


def _decoded(path: str) -> str:
    from urllib.parse import unquote

    return unquote(path)


def test_only_what_changed_is_put_subscriptions_last_and_deletions_at_the_end(
    store: Store, site: Site
) -> None:
    site.fill(45)
    site.sync()
    export(site.publisher, bucket())
    first = [path for _, path in store.changes()]
    assert set(first[-len(BY_FILE) :]) == BY_FILE.keys()
    assert (
        first.index("posts/p00045/index.html") < first.index("archive/1/atom.xml") < first.index("index.html")
    )
    store.log.write_text("")
    export(site.publisher, bucket())
    assert store.changes() == []
    (site.posts / "p00002.md").unlink()
    site.fill(1, first=46)
    site.sync()
    done = export(site.publisher, bucket())
    changes = store.changes()
    assert changes[-1] == ("DELETE", "posts/p00002/index.html")
    assert {path for method, path in changes if method == "PUT"} == {*done.new, *done.changed}
    assert {path for _, path in changes[-1 - len(BY_FILE) : -1]} == BY_FILE.keys()
    assert len([path for path in done.changed if path.startswith("archive/")]) == len(BY_FILE)


def test_store_ends_up_as_a_folder_does(store: Store, site: Site, tmp_path: Path) -> None:
    site.fill(25, tags=["one", "两"])
    site.sync()
    export(site.publisher, bucket())
    site.write("p00002.md", "Edited.", title="Post 2", date="2020-01-03", tags=["one"], slug="moved")
    (site.posts / "p00007.md").unlink()
    site.sync()
    done = export(site.publisher, bucket())
    assert (done.new, len(done.removed)) == (["posts/moved/index.html"], 8)
    assert export(site.publisher, bucket()).written == 0
    export(site.publisher, tmp_path / "out")
    objects = store.objects()
    assert {name: body for name, body in objects.items() if name not in HIDDEN} == tree(tmp_path / "out")


def test_objects_of_others_are_left_alone_or_named(store: Store, site: Site) -> None:
    store.client.pipe_file("web/site/robots.txt", b"User-agent: *")
    store.client.pipe_file("web/elsewhere/atom.xml", b"not ours")
    site.fill(3)
    site.sync()
    export(site.publisher, bucket())
    assert store.objects()["robots.txt"] == b"User-agent: *"
    store.client.pipe_file("web/site/atom.xml", b"edited by hand")
    site.fill(1, first=4)
    site.sync()
    before = store.objects()
    with pytest.raises(ExportError, match=r"s3://web/site/atom\.xml: was edited after it was exported"):
        export(site.publisher, bucket())
    assert store.objects() == before
    store.client.rm_file("web/site/atom.xml")
    export(site.publisher, bucket())
    assert store.objects()["atom.xml"] == site.body("atom.xml")


def test_killed_export_is_completed_by_the_next(store: Store, site: Site, tmp_path: Path) -> None:
    site.fill(45, tags=["one"])
    site.sync()
    command = [
        sys.executable,
        "-m",
        "feedsvc",
        "export",
        "s3://web/site",
        "--store",
        site.store_url,
        "--jobs",
        "1",
    ]
    for number, puts in enumerate((5, 60)):
        store.log.write_text("")
        process = subprocess.Popen(command, env=dict(os.environ), cwd=tmp_path, stderr=subprocess.DEVNULL)
        while process.poll() is None and len(store.changes()) < puts:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        process.wait()
        there = set(store.objects())
        if "atom.xml" in there:
            assert "archive/1/atom.xml" in there
        site.fill(1, first=46 + number, tags=["one"])
        site.sync()
    export(site.publisher, bucket())
    export(site.publisher, tmp_path / "out")
    assert faults(store.files(tmp_path / "copy"), URL) == []
    assert tree(tmp_path / "copy") == tree(tmp_path / "out")
    assert ".feedsvc-export.next" not in store.objects()


def test_store_that_refuses_is_a_clear_error(
    store: Store, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.fill(1)
    site.sync()
    with pytest.raises(ExportError, match=r"s3://nowhere/site: .*what was exported before is still there"):
        export(site.publisher, bucket("s3://nowhere/site"))
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with pytest.raises(ExportError, match=r"s3://web/site: .*what was exported before is still there"):
        export(site.publisher, bucket())


def test_changed_cache_times_reach_the_objects_that_are_there(store: Store, site: Site) -> None:
    site.fill(45)
    site.sync()
    export(site.publisher, bucket(), Options(twins=("gz",)))
    store.log.write_text("")
    delivery = DeliveryOptions(feed_seconds=1234, archive_seconds=99)
    for _ in range(2):
        done = export(
            site.publisher, Bucket("s3://web/site", delivery), Options(twins=("gz",), delivery=delivery)
        )
        assert (done.new, done.changed) == ([], [])
    for name in ("atom.xml", "atom.xml.gz"):
        assert "max-age=1234," in store.head(name)["cache-control"]
    assert "max-age=99," in store.head("archive/1/rss.xml")["cache-control"]
    puts = [path for method, path in store.changes() if method == "PUT"]
    assert len(puts) == len(set(puts)), "the second export had nothing to do"
