"""The pages as browsers, people with aids and validators meet them: axe, the Nu checker, no failed request.

`python -m bench.pages SOURCE [options of feedsvc sync]`. Needs Node with axe-core and puppeteer-core,
Chromium, and Java with vnu.jar, none of them part of the project: `PAGE_TOOLS` names the folder that holds
`node_modules` with these and `vnu-jar`; `PAGE_PICTURES`, where given, a folder for pictures of each page.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import unquote

from bench.web_servers import feedsvc_web
from feedsvc.publish.address import parse
from feedsvc.publish.publisher import Publisher
from feedsvc.store.store import Store

_PAGES = ("page", "month", "year", "post", "index", "missing")
HERE = Path(__file__).parent
PORT = 8197
SITE = f"http://localhost:{PORT}/"
# Posts whose pages are opened in the browser, besides some of each other kind; the Nu checker is given all.
POSTS = int(os.environ.get("PAGE_POSTS", "12"))
# What the Nu checker says of characters and words, which are their author's.
_OF_AUTHORS = (
    "Consider using either",  # another language than the site's
    "Unicode Normalization Form C",
    "Unicode Private Use Area",
    "starts with a composing character",
)


def pages(source: str, *options: str) -> None:
    """Look at the pages of the site made of `source`; `options` are options of `feedsvc sync`."""
    tools = Path(os.environ["PAGE_TOOLS"])
    pictures = os.environ.get("PAGE_PICTURES", "")
    with tempfile.TemporaryDirectory() as folder:
        store = f"sqlite:///{folder}/store.db"
        command = [sys.executable, "-m", "feedsvc", "sync", source, "--store", store, "--url", SITE, *options]
        subprocess.run(command, check=True)
        paths = _paths(store)
        with feedsvc_web(store, Path(folder), PORT):
            faults, of_authors = _validate(tools, Path(folder), paths)
            opened = _some(paths)
            faults += _browse(tools, pictures, opened)
        print(f"{len(paths)} pages of {source}, {len(opened)} in the browser: {len(faults)} faults")
        for fault in faults:
            print(f"  {fault}")
        for message, count in of_authors.most_common():
            print(f"  for authors, {count} times: {message}")


def _paths(store: str) -> dict[str, str]:
    """Every page, and one that is none, with its kind."""
    opened = Store(store)
    kinds = {"": "page site", "nothing/here/": "missing"}
    with Publisher(opened).edition() as edition:
        for path, _ in edition.inventory():
            address = parse(unquote(path))
            if address is not None and address.document_type in _PAGES:
                kinds[path] = f"{address.document_type} {address.kind}"
    opened.close()
    return kinds


def _some(paths: dict[str, str]) -> list[str]:
    """The first and the last page of each kind, and posts spread over the site."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for path, kind in paths.items():
        by_kind[kind].append(path)
    posts = by_kind.pop("post site", [])
    ends = [path for some in by_kind.values() for path in (some[0], some[-1])]
    return list(dict.fromkeys(ends + posts[:: max(1, len(posts) // POSTS)][: POSTS + 1]))


def _browse(tools: Path, pictures: str, paths: list[str]) -> list[str]:
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    environment = {**os.environ, "NODE_PATH": str(tools / "node_modules"), "CHROMIUM": chromium}
    command = ["node", str(HERE / "pages.js"), SITE, pictures, *paths]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    faults = []
    for seen in map(json.loads, done.stdout.splitlines()):
        where = f"/{unquote(seen['path'])} at {seen['width']} px, {seen['scheme']}"
        faults += [f"{where}: axe {one['rule']}: {one['nodes']}" for one in seen["violations"]]
        expected = f"404 {SITE}nothing/here/"
        faults += [f"{where}: {one}" for one in seen["failed"] if one != expected]
        if seen["wide"] > 0:
            faults.append(f"{where}: {seen['wide']} px wider than the screen")
        if not seen["title"]:
            faults.append(f"{where}: no title")
    return faults


def _validate(tools: Path, folder: Path, paths: Iterable[str]) -> tuple[list[str], Counter[str]]:
    """What the Nu checker finds on all pages: the faults, and how often what only their authors can mend."""
    saved = {}
    pages = folder / "pages"
    pages.mkdir()
    for number, path in enumerate(paths):
        connection = HTTPConnection("localhost", PORT, timeout=60)
        connection.request("GET", f"/{path}")
        file = pages / f"{number}.html"
        file.write_bytes(connection.getresponse().read())
        connection.close()
        saved[file.name] = unquote(path)
    jar = next(tools.glob("node_modules/vnu-jar/build/dist/vnu.jar"))
    command = [
        "java",
        "-jar",
        str(jar),
        "--format",
        "json",
        "--exit-zero-always",
        "--skip-non-html",
        str(pages),
    ]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=True)
    faults, of_authors = [], Counter[str]()
    for message in json.loads(done.stderr)["messages"]:
        if message["type"] == "info" and message.get("subType") != "warning":
            continue
        text = message["message"]
        if found := next((sign for sign in _OF_AUTHORS if sign in text), None):
            of_authors[found] += 1
        else:
            path = saved[Path(message["url"]).name]
            faults.append(f"/{path}: vnu: {text} {message.get('extract', '')[:120]!r}")
    return faults, of_authors


if __name__ == "__main__":
    pages(*sys.argv[1:])
