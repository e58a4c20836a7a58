"""The code keeps to its layout: imports run one way, each library and the clock have one home."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "feedsvc"

# From the lowest layer to the highest. A module imports from its own part and from lower layers;
# parts that share a layer know nothing of each other. Settings are plain values, open to all.
LAYERS = (
    {"", "errors", "feed_formats", "file_stamps", "iri", "progress", "resources", "unix_time"},
    {"addresses", "databases", "processes", "prometheus", "setting_files"},
    {"bounded_processes", "setting_errors"},
    {"cluster", "notifications", "posts"},
    {"settings"},
    {"configuration", "feed_kinds"},
    {"sources"},
    {"render"},
    {"formats"},
    {"store"},
    {"publish"},
    {"delivery", "sync"},
    {"web", "export", "checks", "push", "watch"},
    {"commands", "feeds"},
    {"cli"},
    {"__main__"},
)
RANK = {part: rank for rank, layer in enumerate(LAYERS) for part in layer}
OPEN_TO_ALL = {"settings"}

HOMES = {
    "flask": "feedsvc.web",
    "werkzeug": "feedsvc.web",
    "feedgen": "feedsvc.formats",
    "markdown": "feedsvc.render",
    "pymdownx": "feedsvc.render",
}
CLOCKS = {
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.gmtime",
    "time.ctime",
}
OUTERMOST = {"commands", "cli", "feeds"}
LONGEST = 320

Module = tuple[str, ast.Module]


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def modules() -> Iterator[Module]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield module_name(path), ast.parse(path.read_text("utf-8"), str(path))


def bound_names(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Each import as the local name it binds and the full name it stands for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.asname or alias.name.partition(".")[0], alias.name
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            for alias in node.names:
                yield alias.asname or alias.name, f"{base}.{alias.name}"


def part_of(name: str) -> str:
    """The part of feedsvc a full name belongs to: `posts` for `feedsvc.posts.text`, "" for `feedsvc`."""
    return name.removeprefix("feedsvc").removeprefix(".").partition(".")[0]


def may_import(part: str, target: str) -> bool:
    rank = RANK.get(target, 0)  # a name defined in feedsvc/__init__.py itself
    return target == part or rank < RANK[part] or (target in OPEN_TO_ALL and RANK[part] > 0)


def import_faults(name: str, tree: ast.Module) -> Iterator[str]:
    """Imports of one module that run against the layers, or reach a library away from its home."""
    part = part_of(name)
    if name == "feedsvc":  # the door to everything, which opens nothing by itself: tests/test_library.py
        return
    if part not in RANK:
        yield f"{name}: {part} has no layer; give it one in LAYERS"
        return
    for _, imported in bound_names(tree):
        if imported.startswith("."):
            yield f"{name}: imports {imported}; write it from feedsvc on"
            continue
        top = imported.partition(".")[0]
        home = HOMES.get(top)
        if home and name != home and not name.startswith(f"{home}."):
            yield f"{name}: imports {top}, which belongs to {home}"
        if top == "feedsvc" and not may_import(part, part_of(imported)):
            yield f"{name}: imports {imported} against the arrow"


def clock_faults(name: str, tree: ast.Module) -> Iterator[str]:
    """Places in one module that read the wall clock."""
    bound = dict(bound_names(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name):
            head, dot, rest = ast.unparse(node).partition(".")
            if bound.get(head, "") + dot + rest in CLOCKS:
                yield f"{name}:{node.lineno}: reads the clock; take `now` as an argument"


def test_imports_follow_the_layers_and_libraries_stay_in_their_homes() -> None:
    faults = [fault for name, tree in modules() for fault in import_faults(name, tree)]
    assert not faults, "\n".join(faults)


def test_only_one_module_imports_feedgen() -> None:
    importers = {
        name
        for name, tree in modules()
        for _, imported in bound_names(tree)
        if imported.partition(".")[0] == "feedgen"
    }
    assert importers == {"feedsvc.formats.feedgen_markup"}


def test_nothing_but_the_command_line_and_the_library_reads_the_clock() -> None:
    faults = [
        fault
        for name, tree in modules()
        if part_of(name) not in OUTERMOST
        for fault in clock_faults(name, tree)
    ]
    assert not faults, "\n".join(faults)


def test_no_class_has_the_name_of_another() -> None:
    homes: dict[str, list[str]] = {}
    for name, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes.setdefault(node.name, []).append(name)
    assert not {name: where for name, where in homes.items() if len(where) > 1}


def test_no_module_outgrows_a_reader() -> None:
    lengths = {str(path): len(path.read_text("utf-8").splitlines()) for path in PACKAGE.rglob("*.py")}
    assert not {path: lines for path, lines in lengths.items() if lines > LONGEST}


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("feedsvc.errors", "from feedsvc.posts.post import Post"),
        ("feedsvc.errors", "import feedsvc.settings"),
        ("feedsvc.posts.text", "from feedsvc.sources import markdown_files"),
        ("feedsvc.settings", "from feedsvc.store.schema import metadata"),
        ("feedsvc.render.excerpt", "def cut():\n    from feedsvc.formats.entry import Entry"),
        ("feedsvc.publish.documents", "import feedsvc.sync.sync as sync"),
        ("feedsvc.publish.documents", "from feedsvc import cli"),
        ("feedsvc.web.app", "from feedsvc.export import export"),
        ("feedsvc.web.app", "from ..export import export"),
        ("feedsvc.export", "import feedsvc.web"),
        ("feedsvc.export", "from flask import Response"),
        ("feedsvc.webhooks", "import json"),
        ("feedsvc.publish.archive", "from feedsvc.sync.ledger import Ledger"),
        ("feedsvc.store.catalog", "from feedsvc.sync.batch import Batch"),
        ("feedsvc.export.export", "from feedsvc.checks.check import check"),
        ("feedsvc.publish.pages", "import markdown"),
        ("feedsvc.sync.writer", "import pymdownx.arithmatex"),
        ("feedsvc.publish.archive", "from feedgen.feed import FeedGenerator"),
    ],
)
def test_an_import_against_the_layout_is_found(name: str, source: str) -> None:
    assert len(list(import_faults(name, ast.parse(source)))) == 1


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("feedsvc.posts.record", "from feedsvc.settings import Settings"),
        (
            "feedsvc.posts.record",
            "from feedsvc.errors import Origin\nfrom feedsvc.posts.post import Post",
        ),
        (
            "feedsvc.web.app",
            "import flask\nfrom feedsvc.publish import pager\nfrom feedsvc import errors",
        ),
        ("feedsvc.render.markdown", "import markdown\nimport markdown.extensions"),
        ("feedsvc.cli", "from feedsvc import __version__\nfrom feedsvc.web.app import create_app"),
        ("feedsvc.formats.feedgen_markup", "from feedgen.feed import FeedGenerator"),
    ],
)
def test_an_import_within_the_layout_passes(name: str, source: str) -> None:
    assert not list(import_faults(name, ast.parse(source)))


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import datetime, UTC\nnow = datetime.now(UTC)",
        "import datetime\nnow = datetime.datetime.utcnow()",
        "import datetime as dt\ntoday = dt.date.today()",
        "from datetime import date as Day\ntoday = Day.today()",
        "import time\nstamp = time.time()",
        "from time import time_ns\nstamp = time_ns()",
        "from datetime import datetime\nwhen = field(default_factory=datetime.now)",
    ],
)
def test_a_look_at_the_clock_is_found(source: str) -> None:
    assert list(clock_faults("feedsvc.sync.sync", ast.parse(source)))


@pytest.mark.parametrize(
    "source",
    [
        "import time\nstart = time.monotonic()\ntime.sleep(1)",
        "from datetime import datetime\nwhen = datetime.fromisoformat('2026-01-01')",
        "def later(time):\n    return time.time",
        "now = sync.now()",
    ],
)
def test_other_uses_of_time_pass(source: str) -> None:
    assert not list(clock_faults("feedsvc.sync.sync", ast.parse(source)))
