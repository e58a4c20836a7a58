"""A whole export measured against other generators: from nothing, and after one post was edited.

Hugo and Jekyll are used where they are installed; Hexo and Eleventy where BENCH_NODE_MODULES names a folder
`node_modules` with their packages. What is not there is left out, and said.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from bench import export_eleventy, export_hexo
from bench.export_hugo import hugo_command
from bench.export_jekyll import jekyll_command
from bench.export_posts import write_posts_for
from bench.feedsvc_site import export_command
from bench.measure import Comparison, Side, compare, measure, set_aside
from bench.pelican_site import pelican_command
from bench.posts import post_file

URL = "https://example.com/"
# From so many posts on Hugo's memory does not hold feeds of all posts; then they are cut to 20 entries.
TOO_MANY_FOR_HUGO = 50_000
Command = list[str | Path]


def export_first(folder: Path, count: int, turns: int) -> Comparison:
    """Every generator's first build of `count` posts, with Atom feeds for the site and each tag. Uses up
    `folder`."""
    missing: list[str] = []
    sides = [
        Side(name, command, partial(_begin_anew, folder / name))
        for name, command in _commands(folder, count, missing)
    ]
    title = f"First export of {count} posts" + "".join(f"; {reason}" for reason in missing)
    comparison = compare(title, sides, turns, folder)
    for side in sides:
        _require_all(folder / side.name, side.name, count)
    return comparison


def export_changed(folder: Path, count: int, turns: int) -> Comparison:
    """feedsvc and Hugo after one of `count` posts was edited. Uses up `folder`."""
    posts = folder / "source" / "posts"
    write_posts_for("feedsvc", posts, count)
    edited = post_file(posts, count // 2)

    def edit() -> None:
        edited.write_text(edited.read_text("utf-8") + "\nOne more sentence.\n", "utf-8")

    sides = [Side("feedsvc", _atom_alone(folder / "feedsvc", posts), edit)]
    if shutil.which("hugo"):
        sides.append(Side("Hugo", _hugo(folder / "Hugo", posts, count), edit))
    for side in sides:
        measure(side.command, folder)
    return compare(f"Export after an edit of one of {count} posts", sides, turns, folder)


def _commands(folder: Path, count: int, missing: list[str]) -> list[tuple[str, Command]]:
    """Name and command of each side that can be measured here; the others are noted in `missing`."""
    packages = os.environ.get("BENCH_NODE_MODULES")
    node = Path(packages) if packages else None
    sides: list[tuple[str, Callable[[Path, Path], Command], str | None]] = [
        ("feedsvc", _atom_alone, None),
        ("feedsvc in three formats", lambda site, posts: export_command(site, posts, URL), None),
        ("Pelican", _pelican, None if find_spec("pelican") else "not installed"),
        (
            "Hexo",
            lambda site, posts: export_hexo.hexo_command(site, posts, URL, node or Path()),
            _no_node(node),
        ),
        (
            "Eleventy",
            lambda site, posts: export_eleventy.eleventy_command(site, posts, URL, node or Path()),
            _no_node(node),
        ),
        ("Jekyll", lambda site, posts: jekyll_command(site, posts, URL), _not_installed("jekyll")),
        ("Hugo", lambda site, posts: _hugo(site, posts, count), _not_installed("hugo")),
    ]
    found = []
    for name, command, reason in sides:
        if reason:
            missing.append(f"{name} left out: {reason}")
            continue
        posts = folder / f"for-{name}" / "posts"
        write_posts_for(name, posts, count)
        found.append((name, command(folder / name, posts)))
    return found


def _no_node(packages: Path | None) -> str | None:
    return None if packages else "BENCH_NODE_MODULES names no node_modules"


def _not_installed(program: str) -> str | None:
    return None if shutil.which(program) else "not installed"


def _hugo(site: Path, posts: Path, count: int) -> Command:
    return hugo_command(site, posts, URL, 20 if count >= TOO_MANY_FOR_HUGO else None)


def _atom_alone(site: Path, posts: Path) -> Command:
    return export_command(site, posts, URL, ["atom"])


def _pelican(site: Path, posts: Path) -> Command:
    command = pelican_command(site, posts, URL)
    with (site / "pelicanconf.py").open("a", encoding="utf-8") as configuration:
        configuration.write("FEED_ALL_RSS = None\nTAG_FEED_RSS = None\n")  # Atom alone, as the others
    return command


def _begin_anew(site: Path) -> None:
    made = (
        "public",
        ".jekyll-cache",
        "db.json",
        "resources",
        "feedsvc.db",
        "feedsvc.db-wal",
        "feedsvc.db-shm",
    )
    set_aside(*(site / name for name in made))


def _require_all(site: Path, name: str, count: int) -> None:
    """Raise `RuntimeError` unless the site's Atom feed holds every post."""
    public = site / "public"
    documents = (public / "atom.xml", *public.glob("archive/*/atom.xml"))
    found = sum(document.read_bytes().count(b"<entry") for document in documents)
    if found != count and not (name == "Hugo" and count >= TOO_MANY_FOR_HUGO):
        raise RuntimeError(f"{public}: {found} entries in the Atom feed, not {count}: nothing to compare")
