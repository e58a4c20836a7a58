"""The export to an object store, against a server that speaks S3 over a real connection."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import URL, Site, exporting
from export_reader import faults, faults_from
from s3_server import HIDDEN, S3Server, environment
from server import free_port
from test_export import tree
from waiting import PATIENCE

from feedsvc.delivery.freshness import Freshness
from feedsvc.errors import ExportError
from feedsvc.export import Bucket, bucket_lock, export, object_store
from feedsvc.feed_formats import BY_FILE
from feedsvc.settings import DeliveryOptions

pytest.importorskip("botocore")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    server = S3Server(tmp_path_factory.mktemp("s3") / "log")
    yield server
    server.stop()


@pytest.fixture
def store(server: S3Server, monkeypatch: pytest.MonkeyPatch) -> S3Server:
    server.reset()
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    return server


def bucket(name: str = "s3://web/site") -> Bucket:
    return Bucket(name, DeliveryOptions())


def test_objects_are_the_documents_with_what_must_be_said_of_them(store: S3Server, site: Site) -> None:
    site.fill(45, tags=["数学"])
    site.sync()
    done = export(site.publisher, bucket(), exporting(twins=("gz",), hosts=("netlify",)))
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
    store: S3Server, site: Site
) -> None:
    site.fill(45)
    site.sync()
    export(site.publisher, bucket())
    first = [path for _, path in store.changes()]
    assert first[-1] == "index.html"
    assert set(first[-1 - len(BY_FILE) : -1]) == BY_FILE.keys()
    assert (
        first.index("posts/p00045/index.html")
        < first.index("archive/1/atom.xml")
        < first.index("feeds/index.html")
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
    # What goes is a copy of the site's page first.
    assert changes[-2] == ("PUT", "posts/p00002/index.html")
    assert {path for method, path in changes[:-2] if method == "PUT"} == {*done.new, *done.changed}
    assert {path for _, path in changes[-2 - len(BY_FILE) : -2]} == BY_FILE.keys()
    assert len([path for path in done.changed if path.startswith("archive/")]) == len(BY_FILE)


def test_store_ends_up_as_a_folder_does(store: S3Server, site: Site, tmp_path: Path) -> None:
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


def test_objects_of_others_are_left_alone_or_named(store: S3Server, site: Site) -> None:
    store.put("site/robots.txt", b"User-agent: *")
    store.put("elsewhere/atom.xml", b"not ours")
    site.fill(3)
    site.sync()
    export(site.publisher, bucket())
    assert store.objects()["robots.txt"] == b"User-agent: *"
    store.put("site/atom.xml", b"edited by hand")
    site.fill(1, first=4)
    site.sync()
    before = store.objects()
    with pytest.raises(ExportError, match=r"s3://web/site/atom\.xml: was edited after it was exported"):
        export(site.publisher, bucket())
    assert store.objects() == before
    store.delete("site/atom.xml")
    export(site.publisher, bucket())
    assert store.objects()["atom.xml"] == site.body("atom.xml")


def command(site: Site, *options: str) -> list[str]:
    return [sys.executable, "-m", "feedsvc", "export", "s3://web/site", "--store", site.store_url, *options]


# Waiting for a lock to expire takes too long for a test: one that another left has expired at once, and one's
# own lasts, unless its time is over.
LOCK_TIMES = {"EXPIRE_SECONDS": 0.0, "_MARGIN_SECONDS": -3600.0}
HURT = """
import os, signal, sys, threading, time
from types import SimpleNamespace
from feedsvc.cli import main
from feedsvc.export import bucket_lock
from feedsvc.export.object_store import ObjectStore

number, left = getattr(signal, sys.argv.pop(1)), int(sys.argv.pop(1))
vars(bucket_lock).update({times!r})
put, counting, later = ObjectStore.put, threading.Lock(), 0
bucket_lock.time = SimpleNamespace(monotonic=lambda: time.monotonic() + later)

def counted(self, name, *arguments, **fields):
    global left, later
    with counting:
        left -= not name.startswith(".feedsvc-export")
        if left == 0:
            later = 7200
            os.kill(os.getpid(), number)
    return put(self, name, *arguments, **fields)

ObjectStore.put = counted
main()
"""


def hurt_export(store: S3Server, site: Site, number: str, puts: int) -> subprocess.Popen[str]:
    """An export in a process of its own that was sent a signal before its put number `puts`. One that goes on
    after it finds that hours have passed."""
    line = [sys.executable, "-c", HURT.format(times=LOCK_TIMES), number, str(puts)]
    line += command(site, "--jobs", "1")[3:]
    process = subprocess.Popen(line, env=environment(store), stderr=subprocess.PIPE, text=True)
    _, status = os.waitpid(process.pid, os.WUNTRACED)
    if not os.WIFSTOPPED(status):
        process.returncode = os.waitstatus_to_exitcode(status)
    return process


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in LOCK_TIMES.items():
        monkeypatch.setattr(bucket_lock, name, value)


@pytest.mark.slow
def test_killed_export_leaves_good_links_and_is_completed_by_the_next(
    store: S3Server, site: Site, tmp_path: Path, impatient: None
) -> None:
    site.fill(45, tags=["one"])
    site.write("old.md", "With [one](p00045.md).", title="Old", date="2020-01-01", tags=["old", "one"])
    site.sync()
    known: set[str] = {"index.html"}
    for number, puts in enumerate((5, 40, 20)):
        assert hurt_export(store, site, "SIGKILL", puts).returncode == -signal.SIGKILL
        there = store.files(tmp_path / f"killed-{number}")
        assert faults_from(there, URL, known) == []
        if number == 2:
            export(site.publisher, bucket())
            known = store.names()
        site.fill(1, first=46 + number, tags=["one", f"new {number}"])
        (site.posts / "old.md").unlink(missing_ok=True)
        site.sync()
    export(site.publisher, bucket())
    export(site.publisher, tmp_path / "out")
    assert faults(store.files(tmp_path / "copy"), URL) == []
    assert tree(tmp_path / "copy") == tree(tmp_path / "out")
    assert not store.names() & {".feedsvc-export.next", ".feedsvc-export.lock"}


def test_of_two_exports_one_is_refused_and_touches_nothing(store: S3Server, site: Site) -> None:
    site.fill(3)
    site.sync()
    with (
        bucket().locked(),
        pytest.raises(ExportError, match=r"another export is writing there \(.+, process"),
    ):
        export(site.publisher, bucket())
    assert store.names() == set()
    assert export(site.publisher, bucket()).new


def test_exports_that_begin_at_once_fail_with_nothing_but_the_refusal(
    store: S3Server, site: Site, tmp_path: Path
) -> None:
    site.fill(25, tags=["one"])
    site.sync()

    def attempt(_: int) -> str:
        try:
            export(site.publisher, bucket())
        except ExportError as error:
            return str(error)
        return ""

    with ThreadPoolExecutor(4) as pool:
        ended = list(pool.map(attempt, range(4)))
    assert "" in ended
    assert all("another export is writing there" in told for told in ended if told)
    export(site.publisher, tmp_path / "out")
    assert tree(store.files(tmp_path / "copy")) == tree(tmp_path / "out")


@pytest.mark.slow
def test_export_that_stood_still_stops_before_it_writes_again(
    store: S3Server, site: Site, tmp_path: Path, impatient: None
) -> None:
    site.fill(45)
    site.sync()
    frozen = hurt_export(store, site, "SIGSTOP", 20)
    assert frozen.returncode is None
    site.fill(1, first=46)
    site.sync()
    export(site.publisher, bucket())
    store.log.write_text("")
    frozen.send_signal(signal.SIGCONT)
    _, told = frozen.communicate(timeout=PATIENCE)
    assert (frozen.returncode, "this process stood still" in told) == (1, True), told
    assert len(store.changes()) <= 16, "what was on its way when it froze"
    export(site.publisher, tmp_path / "out")
    assert tree(store.files(tmp_path / "copy")) == tree(tmp_path / "out")


def test_object_that_another_writes_meanwhile_is_not_overwritten(store: S3Server, site: Site) -> None:
    site.fill(3)
    site.sync()
    export(site.publisher, bucket())
    site.fill(1, first=4)
    site.sync()

    class Overtaken(Bucket):
        """Somebody writes an object after it was looked at."""

        def read(self, name: str) -> bytes | None:
            store.put("site/atom.xml", b"of another")
            return super().read(name)

    with pytest.raises(ExportError, match=r"s3://web/site/atom\.xml: was changed by somebody else"):
        export(site.publisher, Overtaken("s3://web/site", DeliveryOptions()))
    assert store.objects()["atom.xml"] == b"of another"


def test_frozen_store_ends_an_export_in_words_and_the_next_completes_it(
    store: S3Server, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.fill(45)
    site.sync()
    with monkeypatch.context() as quick:
        quick.setattr(object_store, "READ_SECONDS", 1)
        quick.setenv("AWS_MAX_ATTEMPTS", "1")
        target = bucket()
        with store.frozen(), pytest.raises(ExportError, match=r"[Tt]ime.*what was exported before"):
            export(site.publisher, target)
    export(site.publisher, bucket())
    assert len(store.names()) > 45


def test_documents_are_built_by_several_processes_for_a_bucket(
    store: S3Server, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feedsvc.export.jobs.WORTH_PROCESSES", 1)
    site.fill(30)
    site.sync()
    for _ in range(2):
        export(site.publisher, bucket(), exporting(jobs=2))
        site.write("p00003.md", "Edited.", title="Post 3", date="2020-01-04")
        site.sync()
    export(site.publisher, bucket(), exporting(jobs=2))
    export(site.publisher, tmp_path / "out")
    assert tree(store.files(tmp_path / "copy")) == tree(tmp_path / "out")


def test_store_that_refuses_is_a_clear_error(
    store: S3Server, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.fill(1)
    site.sync()
    with pytest.raises(ExportError, match=r"s3://nowhere/site: .*what was exported before is still there"):
        export(site.publisher, bucket("s3://nowhere/site"))
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with pytest.raises(ExportError, match=r"s3://web/site: .*what was exported before is still there"):
        export(site.publisher, bucket())


def test_changed_cache_times_reach_the_objects_that_are_there(store: S3Server, site: Site) -> None:
    site.fill(45)
    site.sync()
    export(site.publisher, bucket(), exporting(twins=("gz",)))
    store.log.write_text("")
    delivery = DeliveryOptions(feed_seconds=1234, archive_seconds=99)
    for _ in range(2):
        done = export(
            site.publisher, Bucket("s3://web/site", delivery), exporting(twins=("gz",), delivery=delivery)
        )
        assert (done.new, done.changed) == ([], [])
    for name in ("atom.xml", "atom.xml.gz"):
        assert "max-age=1234," in store.head(name)["cache-control"]
    assert "max-age=99," in store.head("archive/1/rss.xml")["cache-control"]
    puts = [path for method, path in store.changes() if method == "PUT"]
    assert len(puts) == len(set(puts)), "the second export had nothing to do"


def test_file_that_need_not_fit_into_memory_is_an_object(
    store: S3Server, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feedsvc.export.bucket.WHOLE", 1000)
    site.write("a.md", "![there](large.png)", title="A", date="2024-01-01")
    picture = bytes(range(256)) * 200
    (site.posts / "large.png").write_bytes(picture)
    site.sync()
    for _ in range(2):
        done = export(site.publisher, bucket())
    assert (done.new, done.changed) == ([], [])
    name = next(name for name in store.names() if name.endswith("large.png"))
    assert store.objects()[name] == picture
    assert store.head(name)["content-type"] == "image/png"
