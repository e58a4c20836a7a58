"""Last-Modified is when a document's bytes last changed: it moves with the ETag, or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import unquote

import pytest
from conftest import URL, Site
from pydantic import BaseModel

from feedsvc.configuration import load
from feedsvc.errors import UsageError
from feedsvc.export.export import export
from feedsvc.export.manifest import MANIFEST
from feedsvc.feed_formats import FORMAT_NAMES
from feedsvc.publish.documents import Document
from feedsvc.settings import FilterFeed, Settings
from feedsvc.store.store import Store
from feedsvc.sync.page_changes import FEW_PLACES

Documents = dict[str, Document]

OLD: dict[str, Any] = {"title": "Post 4", "date": "2020-01-05", "tags": ["one"]}


def set_up(made: Site, **sections: Any) -> None:
    made.settings = load(None, **({"site": {"url": URL, "title": "A blog"}} | sections))


def post(number: int, text: str | None = None, **fields: Any) -> Callable[[Site], object]:
    """Writes post `number` of those that `filled` has, with some fields changed."""
    own = {"title": f"Post {number}", "date": f"2020-01-{number + 1:02}", "tags": ["one"]}
    return lambda site: site.write(f"p{number:05}.md", text or f"Text {number}.", **(own | fields))


def delete(*numbers: int) -> Callable[[Site], object]:
    return lambda site: [(site.posts / f"p{number:05}.md").unlink() for number in numbers]


def several(*changes: Callable[[Site], object]) -> Callable[[Site], object]:
    return lambda site: [change(site) for change in changes]


def settings(**sections: Any) -> Callable[[Site], object]:
    return lambda site: set_up(site, **sections)


def site_settings(**values: Any) -> Callable[[Site], object]:
    return settings(site={"url": URL, "title": "A blog"} | values)


NEW: dict[str, Any] = {"title": "New", "date": "2025-01-01", "tags": ["one"]}

CHANGES: dict[str, Callable[[Site], object]] = {
    "nothing": post(4, unknown=1),
    "new post": lambda site: site.write("new.md", **NEW),
    "new post of an old date": lambda site: site.write("new.md", **(NEW | {"date": "2020-01-12"})),
    "new tag": lambda site: site.write("new.md", **(NEW | {"tags": ["new"]})),
    "many new posts": lambda site: site.fill(30, first=100, tags=["one"]),
    "text": post(4, "Other text."),
    "end of a long text": lambda site: site.write(
        "long.md", "word " * 300 + "end", title="L", date="2020-01-03"
    ),
    "title": post(4, title="Post four"),
    "excerpt of an archived post": post(4, excerpt="Another one."),
    "excerpt of the last archived post": post(20, excerpt="Another one."),
    "excerpt of a post in the subscription document": post(30, excerpt="Another one."),
    "excerpt that looks the same as text": post(30, excerpt="Ｔｅｘｔ 30."),
    "many excerpts": several(*(post(number, excerpt="Another one.") for number in range(2, 31))),
    "picture": post(4, image="https://a.example/a.png"),
    "tags": post(4, tags=["two"]),
    "several tags": post(6, tags=["one", "two", "three", "four"]),
    "fewer tags": post(7, tags=["one", "other"]),
    "no tag any more": post(7, tags=[]),
    "date": post(4, date="2019-01-05"),
    "date in place": post(4, date="2020-01-05T10:00:00Z"),
    "two posts change places": several(post(4, date="2020-01-07"), post(6, date="2020-01-05")),
    "slug": post(4, slug="four"),
    "author": post(4, authors=["Ana"]),
    "language that is the site's": post(4, language="en"),
    "rights": post(4, rights="All of them"),
    "formula written otherwise": lambda site: site.write("math.md", r"\(x\)", title="M", date="2020-01-04"),
    "deletion of an archived post": delete(4),
    "deletion of a post in the subscription document": delete(30),
    "deletion of a whole archive document": delete(*range(1, 21)),
    "deletion of a tag's only post": lambda site: (site.posts / "other.md").unlink(),
    "deletion and a new post": several(delete(4), lambda site: site.write("new.md", **NEW)),
    "post that others link to": post(5, title="Another five", slug="five"),
    "deletion of a post that others link to": delete(5),
    "post of the same name": lambda site: site.write("more/p00005.md", title="Five", date="2020-02-01"),
    "banner that looks the same as text": settings(page={"banner": "INCOMING  TRANSMISSION"}),
    "more posts than there are on a page": settings(page={"size": 100}),
    "number of pages": settings(page={"limit": 2}),
    "number of pages that there are anyway": settings(page={"limit": 900}),
    "formulas": settings(content={"math": "tex"}),
    "fewer formats": settings(feed={"formats": ["json"]}),
    "new feed": settings(feeds={"mine": {"include": {"tags": ["two"]}}}),
    "zone of the same time": site_settings(timezone="Africa/Abidjan"),
}


OWN = "mine"  # a feed of the site's own making
SHOWN = ("site", "feed", "feeds", "page")  # the sections that documents show
# No document tells of these by itself: one is for ids to come, the others for what is announced.
WITHOUT_EFFECT = {"site.authority", "feed.tombstone_days", "site.ids", "feed.resurface_days"}
# The first that the setting takes, and that is not its default, is its other value.
CANDIDATES: tuple[Any, ...] = (
    *(str(Path(__file__).parent / "golden/look"),),
    *("https://other.example/blog.png", "Asia/Kolkata", "de", True, 3, "excerpt"),
    *([{"name": "Ana", "uri": "https://a.example/"}], [FORMAT_NAMES[-1]], ["one"], {"tags": ["two"]}, "tag"),
)


def every_setting() -> Iterator[tuple[str, str]]:
    """The section and name of each setting that documents may show."""
    for section in SHOWN:
        model = FilterFeed if section == "feeds" else Settings.model_fields[section].annotation
        assert isinstance(model, type)
        assert issubclass(model, BaseModel)
        yield from ((section, name) for name in model.model_fields)


def with_other_value(kept: dict[str, Any], section: str, name: str) -> Settings:
    """The settings `kept` with another value for one of them; a setting of a new type needs a candidate."""
    before = load(None, **kept)
    for value in CANDIDATES:
        values = {name: value}
        changed = {OWN: kept["feeds"][OWN] | values} if section == "feeds" else kept[section] | values
        try:
            after = load(None, **(kept | {section: changed}))
        except UsageError:
            continue
        if after != before:
            return after
    raise AssertionError(f"{section}.{name}: no candidate is another value for it; add one to CANDIDATES")


def filled(site: Site) -> None:
    """Posts enough for one archive document and four pages, and some with what is rare."""
    for number in range(1, 31):
        post(number)(site)
    site.fill(15, first=31, tags=["one"])
    site.write("other.md", title="Other", date="2020-01-01", tags=["two"])
    site.write("long.md", "word " * 300, title="L", date="2020-01-03")
    site.write("math.md", "$x$", title="M", date="2020-01-04")
    site.write("linking.md", "See [five](p00005.md).", title="Linking", date="2020-02-02")
    site.write("p00007.md", "Text 7.", title="Post 7", date="2020-01-08", tags=["one", "two", "other"])
    site.sync()


def edited(site: Site) -> None:
    """The same, with archived posts that are shown again."""
    filled(site)
    for number in range(1, 7):
        site.write(f"p{number:05}.md", "Edited.", title=f"Post {number}", date="2020-01-08", tags=["one"])
    site.sync()


class Begun:
    """Sites that were filled and synced once, to begin with copies of them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._documents: dict[str, Documents] = {}

    def copy(self, site: Site, begin: Callable[[Site], object] = filled) -> Documents:
        """What `begin` makes of a new site, for `site`, of the same settings; gives its documents."""
        name = sha256(f"{begin.__name__} {site.settings!r}".encode()).hexdigest()[:10]
        template = self._folder / name
        if name not in self._documents:
            template.mkdir()
            made = Site(template, site.settings, f"sqlite:///{template}/store.db")
            begin(made)
            self._documents[name] = documents(made)
            made.store.close()
            (template / "now").write_text(made.now.isoformat())
        shutil.copytree(template / "posts", site.posts, dirs_exist_ok=True)
        for file in template.glob("store.db*"):
            shutil.copy2(file, site.posts.parent)
        site.now = datetime.fromisoformat((template / "now").read_text())
        return self._documents[name]


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Begun:
    return Begun(tmp_path_factory.mktemp("begun"))


def documents(site: Site) -> Documents:
    """Every document there is, and the check that its last change is told rightly without making it."""
    found = {}
    with site.publisher.edition() as edition:
        for path, last_modified in edition.inventory():
            document = edition.document(unquote(path))
            assert isinstance(document, Document), path
            assert document.last_modified == last_modified == edition.last_modified(unquote(path)), path
            found[path] = document
    return found


def require_exact(before: Documents, after: Documents, now: float) -> None:
    """Both validators of every document moved together, or neither did; and none to beyond `now`."""
    faults = []
    for path, document in after.items():
        assert 0 < document.last_modified <= now, path
        old = before.get(path)
        if old is None:
            assert document.last_modified == now, path
        elif document.etag == old.etag:
            if document.last_modified != old.last_modified:
                faults.append(f"{path}: another time for the same bytes")
        elif document.last_modified <= old.last_modified:
            faults.append(f"{path}: OTHER BYTES UNDER THE SAME TIME")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("change", CHANGES)
def test_both_validators_move_together_or_not_at_all(site: Site, begun: Begun, change: str) -> None:
    before = begun.copy(site)
    CHANGES[change](site)
    site.sync(allow_shrink=True)
    after = documents(site)
    require_exact(before, after, site.now.timestamp())
    if change == "nothing":
        assert {path: document.etag for path, document in after.items()} == {
            path: document.etag for path, document in before.items()
        }
    # What was announced or shown again is so no longer.
    site.now += timedelta(days=31)
    site.sync()
    require_exact(after, documents(site), site.now.timestamp())


@pytest.mark.parametrize("change", CHANGES)
def test_both_validators_move_together_where_older_posts_are_on_pages_by_month(
    make_site: Callable[..., Site], begun: Begun, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    monkeypatch.setattr("feedsvc.publish.months.PART", 4)
    site = make_site(page={"size": 3, "limit": 1})
    before = begun.copy(site)
    CHANGES[change](site)
    site.sync(allow_shrink=True)
    require_exact(before, documents(site), site.now.timestamp())


@pytest.mark.parametrize(("section", "name"), list(every_setting()))
def test_validators_move_together_whatever_setting_changes_and_is_set_back(
    site: Site, begun: Begun, section: str, name: str
) -> None:
    kept = {"site": {"url": URL, "title": "A blog"}, "feed": {}, "feeds": {OWN: {}}, "page": {}}
    first = site.settings = load(None, **kept)
    before = begun.copy(site, edited)
    site.settings = with_other_value(kept, section, name)
    site.sync()
    after = documents(site)
    require_exact(before, after, site.now.timestamp())
    has_effect = any(path not in before or before[path].etag != new.etag for path, new in after.items())
    assert has_effect != (f"{section}.{name}" in WITHOUT_EFFECT), f"{section}.{name}: no document shows it"
    site.settings = first
    site.sync()
    require_exact(after, documents(site), site.now.timestamp())


def test_export_keeps_the_time_of_a_file_exactly_where_its_bytes_stay(site: Site, tmp_path: Path) -> None:
    filled(site)
    seen = []
    for number in (4, 30):
        delete(number)(site)
        site.sync()
        export(site.publisher, tmp_path / "out")
        files = [file for file in (tmp_path / "out").rglob("*") if file.is_file() and file.name != MANIFEST]
        seen.append({file: (file.read_bytes(), file.stat().st_mtime) for file in files})
    before, after = seen
    for file in before.keys() & after.keys():
        same_bytes, same_time = (one == other for one, other in zip(before[file], after[file], strict=True))
        assert same_bytes == same_time, file


def test_documents_beyond_those_compared_are_taken_for_changed(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feedsvc.sync.changes.COMPARED", 3)
    monkeypatch.setattr("feedsvc.sync.page_changes.LINES", 0)
    filled(site)
    before = documents(site)
    several(CHANGES["tags"], CHANGES["deletion of an archived post"], CHANGES["number of pages"])(site)
    CHANGES["new post"](site)
    site.sync()
    for path, document in documents(site).items():
        moved = path not in before or document.last_modified > before[path].last_modified
        assert moved or document.etag == before[path].etag, path


NAMES = [f"{name}.md" for name in "abcdefghijklmnop"]
FIELDS: dict[str, list[Any]] = {
    "title": ["One", "Two", None],
    "tags": [[], ["t"], ["t", "u"], ["u", "v"]],
    "excerpt": [None, None, "Some words.", "Others."],
    "authors": [["Ana"], ["Ben"], []],
    "language": [None, "en", "de"],
    "rights": [None, "Mine"],
    "slug": [None, "s", "t"],
    "url": [None, None, None, "/elsewhere/"],
    "image": [None, None, "/a.png"],
    "draft": [None, None, None, True],
    "expires": [None, None, "2026-06-03"],
}
TEXTS = ["Some words.", "Other words.", "![](/a.png)", "$x$", "See [it](a.md) and [that](b.md).", "[[c]]"]
SETTINGS: dict[str, dict[str, list[Any]]] = {
    "site": {
        "title": ["A blog", "A blog", "Another"],
        "description": ["", "Of this"],
        "language": [None, "en"],
        "timezone": ["UTC", "UTC", "Europe/Berlin"],
        "rights": [None, "Ours"],
    },
    "feed": {
        "page_size": [3, 3, 2, 20],
        "content": ["full", "full", "excerpt"],
        "markdown": [False, True],
        "tombstone_days": [30, 1, 0],
        "resurface_days": [30, 1, 0],
    },
    "page": {"size": [2, 2, 3, 30], "limit": [None, 1, 1, 3], "banner": ["HI", "HI", "HO"]},
    "content": {"math": ["mathml", "tex"]},
}
FEEDS: list[dict[str, Any]] = [
    {},
    {"mine": {"include": {"tags": ["t"]}}},
    {"mine": {"include": {"tags": ["t"]}, "title": "Mine", "page_size": 2}},
    {"mine": {"exclude": {"authors": ["Ana"]}, "description": "Mine", "content": "excerpt"}},
]


def some_day(random: Random) -> str:
    return f"2026-0{random.randint(3, 5)}-{random.randint(1, 30):02}"


def change_something(site: Site, random: Random) -> None:
    """One change in the life of a blog: mostly of a post, sometimes of the settings."""
    if random.random() < 0.15:
        sections: dict[str, Any] = {
            section: {name: random.choice(values) for name, values in options.items()}
            for section, options in SETTINGS.items()
        }
        sections["site"]["url"] = URL
        # Most settings stay: a change of all would hide what one does.
        section = random.choice([*SETTINGS, "feeds"])
        kept = site.settings.model_dump(include={*SETTINGS, "feeds"})
        kept[section] = random.choice(FEEDS) if section == "feeds" else kept[section] | sections[section]
        site.settings = load(None, **kept)
        return
    name = random.choice(NAMES)
    file = site.posts / name
    if file.exists() and random.random() < 0.2:
        file.unlink()
        return
    fields = {field: random.choice(values) for field, values in FIELDS.items() if random.random() < 0.5}
    fields["date"] = f"2026-0{random.choice('345')}-{random.randint(1, 30):02}"
    site.write(name, random.choice(TEXTS), **{field: v for field, v in fields.items() if v is not None})


@pytest.mark.parametrize(("seed", "few"), [(0, 0), (1, FEW_PLACES), (2, FEW_PLACES)])
def test_validators_move_together_through_a_random_history(
    make_site: Callable[..., Site], monkeypatch: pytest.MonkeyPatch, seed: int, few: int
) -> None:
    monkeypatch.setattr("feedsvc.sync.page_changes.FEW_PLACES", few)
    monkeypatch.setattr("feedsvc.publish.months.PART", 2)
    random = Random(seed)
    site = make_site(feed={"page_size": 3}, page={"size": 2, "limit": 1})
    for name in NAMES[:10]:
        site.write(
            name,
            random.choice(TEXTS),
            title=name,
            date=f"2026-0{random.choice('345')}-{random.randint(1, 30):02}",
        )
    site.sync()
    before = documents(site)
    stores = site.store, Store(site.store_url)  # as of two processes, of which each remembers its own syncs
    for _ in range(25):
        site.store = random.choice(stores)
        for _ in range(random.choice([1, 1, 1, 2, 4])):
            change_something(site, random)
        site.now += timedelta(hours=random.choice([0, 0, 12, 48]))
        site.sync(allow_shrink=True)
        after = documents(site)
        require_exact(before, after, site.now.timestamp())
        before = after


@pytest.mark.parametrize(
    "path", ["nothing", "page/2", "page/1/", "tags/none/", "archive/9/atom.xml", "posts/none/"]
)
def test_what_is_no_document_never_changed(site: Site, path: str) -> None:
    site.fill(30)
    site.sync()
    with site.publisher.edition() as edition:
        assert edition.last_modified(path) is None
