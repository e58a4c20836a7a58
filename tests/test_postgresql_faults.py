"""Web processes beside a real PostgreSQL that is frozen, killed, restarted, and that may only be read."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import psycopg
import pytest
from conftest import Site
from own_postgresql import PostgreSQL
from server import Server, free_port, running
from sqlalchemy import text
from sqlalchemy.engine import make_url
from waiting import eventually

from feedsvc.delivery.freshness import Freshness
from feedsvc.errors import StoreError
from feedsvc.publish.publisher import Publisher
from feedsvc.settings import DeliveryOptions
from feedsvc.store.store import Store
from feedsvc.web import store_watcher
from feedsvc.web.store_watcher import StoreWatcher


@pytest.fixture
def own_postgresql() -> Iterator[PostgreSQL]:
    found = PostgreSQL()
    yield found
    found.stop()


@contextmanager
def web(url: str, tmp_path: Path) -> Iterator[Server]:
    with running("web", "--store", url, cwd=tmp_path, port=free_port()) as server:
        yield server


@pytest.mark.slow
def test_frozen_server_stops_nothing_that_is_held(
    make_site: Callable[..., Site], own_postgresql: PostgreSQL, tmp_path: Path
) -> None:
    site = make_site(store_url=own_postgresql.url)
    site.fill(45)
    site.sync()
    with web(own_postgresql.url, tmp_path) as server:
        held = {path: server.ask(path).body for path in ("/", "/atom.xml", "/archive/1/rss.xml")}
        with own_postgresql.frozen():
            # More requests for what is not held than there are threads to wait for it.
            waiting = [threading.Thread(target=server.ask, args=(f"/posts/p0000{n}/",)) for n in range(1, 7)]
            for thread in waiting:
                thread.start()
            assert server.ask("/healthz").body == b"ok\n"
            assert {path: server.ask(path).body for path in held} == held
            server.wait_for("/readyz", b"degraded: ")
            assert {path: server.ask(path).body for path in held} == held
            answer = server.ask("/feed.json")
            assert (answer.status, answer.headers["retry-after"]) == (503, "5")
            for thread in waiting:
                thread.join()
            assert {path: server.ask(path).body for path in held} == held
            assert server.ask("/healthz").body == b"ok\n"
        server.wait_for("/readyz", b"ready: revision 1")
        assert server.ask("/feed.json").status == 200
        site.write("new.md", title="New one", date="2026-01-01")
        site.sync()
        server.wait_for("/atom.xml", b"New one")


@pytest.mark.slow
def test_killed_server_is_waited_for(
    make_site: Callable[..., Site], own_postgresql: PostgreSQL, tmp_path: Path
) -> None:
    site = make_site(store_url=own_postgresql.url)
    site.fill(3)
    site.sync()
    with web(own_postgresql.url, tmp_path) as server:
        held = server.ask("/atom.xml").body
        own_postgresql.kill()
        server.wait_for("/readyz", b"degraded: ")
        assert server.ask("/atom.xml").body == held
        assert server.ask("/rss.xml").status == 503
        with pytest.raises(StoreError):
            site.sync()
        own_postgresql.restart()
        server.wait_for("/readyz", b"ready: revision 1")
        assert server.ask("/rss.xml").status == 200
        site.write("new.md", title="New one", date="2026-01-01")
        assert site.sync().new == 1
        server.wait_for("/atom.xml", b"New one")


def test_role_that_may_only_read_is_enough_for_web(
    make_site: Callable[..., Site], postgresql: str, tmp_path: Path
) -> None:
    site = make_site(store_url=postgresql)
    site.fill(3)
    site.sync()
    with site.store.engine.begin() as connection:
        connection.execute(text("CREATE ROLE reader LOGIN"))
        connection.execute(text("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader"))
    reader = make_url(postgresql).set(username="reader").render_as_string(hide_password=False)
    with web(reader, tmp_path) as server:
        assert server.ask("/atom.xml").body == site.body("atom.xml")
        site.write("new.md", title="New one", date="2026-01-01")
        site.sync()
        server.wait_for("/atom.xml", b"New one")
        server.wait_for("/readyz", b"ready: revision 2")
    with pytest.raises(StoreError, match="permission denied"), Store(reader).writing() as connection:
        connection.execute(text("DELETE FROM meta"))


@pytest.mark.slow
def test_replica_that_lags_is_an_older_revision_and_no_mixture(
    make_site: Callable[..., Site], own_postgresql: PostgreSQL
) -> None:
    site = make_site(store_url=own_postgresql.url, feed={"page_size": 3})
    site.fill(5, tags=["one"])
    site.sync()
    revisions = [site.everything()]
    copy = PostgreSQL(own_postgresql)
    replica, primary = Publisher(Store(copy.url)), site.publisher

    def on_replica() -> dict[str, bytes]:
        site.publisher = replica
        try:
            return site.everything()
        finally:
            site.publisher = primary

    try:
        assert on_replica() == revisions[0]
        assert replica.store.value("revision") == "1"
        with psycopg.connect(copy.url) as connection:
            connection.execute("SELECT pg_wal_replay_pause()")
        for number in (6, 7, 8):
            site.fill(1, first=number, tags=["one", "two"])
            site.sync()
            revisions.append(site.everything())
        assert on_replica() == revisions[0]
        with psycopg.connect(copy.url) as connection:
            connection.execute("SELECT pg_wal_replay_resume()")

        def has_caught_up() -> bool:
            seen = on_replica()
            assert seen in revisions
            return seen == revisions[-1]

        eventually(has_caught_up)
    finally:
        replica.store.close()
        copy.stop()


def test_commit_is_told_to_who_watches(
    make_site: Callable[..., Site], postgresql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_watcher, "EVERY_SECONDS", 3600)
    site = make_site(store_url=postgresql)
    site.fill(1)
    site.sync()
    watcher = StoreWatcher(Publisher(Store(postgresql)), Freshness(DeliveryOptions()), time.time)
    watcher.start()
    for revision in (2, 3, 4):
        site.fill(1, first=revision)
        site.sync()
        eventually(lambda wanted=revision: watcher.state.revision == wanted)  # type: ignore[misc]
    watcher.stop()


def test_answer_that_does_not_come_is_a_clear_error(postgresql: str) -> None:
    store, other = Store(postgresql, 0.3), Store(postgresql)
    with other.engine.begin() as connection:
        connection.execute(text("CREATE TABLE meta (name text, value text)"))
    with other.engine.begin() as connection:
        connection.execute(text("LOCK meta"))
        with pytest.raises(StoreError, match=r"not answer in time: .*timeout; try again"), store.reading():
            pass
    store.close()
    other.close()


def test_writer_that_lost_its_connection_changes_nothing(
    make_site: Callable[..., Site], postgresql: str
) -> None:
    site = make_site(store_url=postgresql)
    site.fill(1)
    site.sync()
    lost = Store(postgresql)
    with pytest.raises(StoreError), lost.writing() as connection:
        number = connection.scalar(text("SELECT pg_backend_pid()"))
        connection.execute(text("UPDATE meta SET value = '99' WHERE name = 'revision'"))
        with site.store.engine.begin() as other:
            other.execute(text(f"SELECT pg_terminate_backend({number})"))
        site.fill(1, first=2)
        assert site.sync().revision == 2
    assert len(site.walk()) == 2
    lost.close()


FAULTS = {
    "read-only": (
        "ALTER DATABASE {0} SET default_transaction_read_only = on",
        "it can only be read here: .*write to the primary",
    ),
    "newer": ("UPDATE meta SET value = '99' WHERE name = 'schema'", "newer feedsvc"),
    "a table missing": ("DROP TABLE fragment CASCADE", "not all of one: .*feedsvc check --store"),
    "a column missing": ("ALTER TABLE post DROP COLUMN slug CASCADE", "not all of one: .*check --store"),
    "no right": (
        "CREATE ROLE {0}_stranger LOGIN; ALTER TABLE meta OWNER TO {0}_stranger; "
        "REVOKE ALL ON meta FROM PUBLIC; CREATE ROLE {0}_user LOGIN",
        "this user lacks a right to it: .*meta",
    ),
    "a number damaged": ("UPDATE meta SET value = 'x' WHERE name = 'revision'", "it is damaged: "),
}


@pytest.mark.parametrize("name", FAULTS)
def test_fault_of_a_database_ends_in_one_line_with_the_way_back(
    make_site: Callable[..., Site], postgresql: str, name: str
) -> None:
    site = make_site(store_url=postgresql)
    site.fill(3)
    site.sync()
    site.store.close()
    address, (statements, words) = make_url(postgresql), FAULTS[name]
    with psycopg.connect(postgresql, autocommit=True) as connection:
        for statement in statements.format(address.database).split("; "):
            connection.execute(statement)  # type: ignore[call-overload]
    if name == "no right":
        address = address.set(username=f"{address.database}_user")
    site.write("new.md", "word " * 20_000, title="New", date="2026-01-01")
    site.store = Store(address.render_as_string(hide_password=False))
    with pytest.raises(StoreError, match=f"^store .*: .*{words}") as caught:
        site.sync()
    assert "\n" not in str(caught.value)


@pytest.mark.slow
def test_database_that_is_full_or_gone_is_told_with_the_way_back(
    make_site: Callable[..., Site], own_postgresql: PostgreSQL
) -> None:
    with small_disk() as disk, psycopg.connect(own_postgresql.url, autocommit=True) as connection:
        connection.execute(f"CREATE TABLESPACE small LOCATION '{disk}'")  # type: ignore[call-overload]
        connection.execute("CREATE DATABASE blog TABLESPACE small")
        url = make_url(own_postgresql.url).set(database="blog").render_as_string(hide_password=False)
        site = make_site(store_url=url)
        site.fill(3)
        site.sync()
        for number in range(30):
            words = " ".join(
                Random(n).randbytes(20).hex() for n in range(number * 9_000, number * 9_000 + 9_000)
            )
            site.write(f"long-{number}.md", words, title=f"Long {number}", date="2026-01-01")
        with pytest.raises(StoreError, match=r"there is no room for it: .*what was published stays"):
            site.sync()
        assert len(site.walk()) == 3
        site.store.close()
        connection.execute("DROP DATABASE blog WITH (FORCE)")
        with pytest.raises(StoreError, match=r"there is no such database: .*createdb"):
            Publisher(Store(url)).document("atom.xml")
        connection.execute("DROP TABLESPACE small")
        stranger = make_url(own_postgresql.url).set(username="nobody").render_as_string()
        with pytest.raises(StoreError, match=r"does not let this user in: .*nobody"):
            Publisher(Store(stranger)).document("atom.xml")
    own_postgresql.kill()
    with pytest.raises(StoreError, match=r"the server cannot be reached: .*; is it running\?"):
        Publisher(Store(own_postgresql.url)).document("atom.xml")


@contextmanager
def small_disk() -> Iterator[Path]:
    """A folder of the user as whom PostgreSQL runs, with room for some megabytes."""
    folder = Path(tempfile.mkdtemp(prefix="feedsvc-disk-"))
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "none", folder]
    if shutil.which("mount") is None or subprocess.run(mount, check=False, capture_output=True).returncode:
        folder.rmdir()
        pytest.skip("a small disk cannot be mounted here")
    try:
        shutil.chown(folder, "nobody")
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)
        folder.rmdir()
