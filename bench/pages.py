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
from collections import defaultdict
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import unquote

from bench.web_servers import feedsvc_web
from feedsvc.publish.address import parse
from feedsvc.publish.publisher import Publisher
from feedsvc.store.store import Store

HERE = Path(__file__).parent
PORT = 8197
SITE = f"http://localhost:{PORT}/"
POSTS = 12  # whose pages are opened, besides one page of each other kind
# What the Nu checker says of mark-up that is not ours to change: what an author wrote.
_OF_AUTHORS = ("Section lacks heading", "Article lacks heading", "Consider using the")


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
            faults = _browse(tools, pictures, paths) + _validate(tools, Path(folder), paths)
        print(f"{len(paths)} pages of {source}: {len(faults)} faults")
        for fault in faults:
            print(f"  {fault}")


def _paths(store: str) -> list[str]:
    """One page of each kind, posts spread over the site, and a feed in each format."""
    opened = Store(store)
    with Publisher(opened).edition() as edition:
        kinds: dict[tuple[str, str], list[str]] = defaultdict(list)
        for path, _ in edition.inventory():
            address = parse(unquote(path))
            if address is not None:
                kinds[address.document_type, address.kind].append(path)
    opened.close()
    posts = kinds.pop(("post", "site"), [])
    found = [
        path for (kind, _), some in kinds.items() if kind in ("page", "index", "missing") for path in some[:2]
    ]
    found += ["", "nothing/here/"]
    found += posts[:: max(1, len(posts) // POSTS)][: POSTS + 1]
    return list(dict.fromkeys(found))


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


def _validate(tools: Path, folder: Path, paths: list[str]) -> list[str]:
    saved = {}
    for number, path in enumerate(paths):
        connection = HTTPConnection("localhost", PORT, timeout=10)
        connection.request("GET", f"/{path}")
        file = folder / f"{number}.html"
        file.write_bytes(connection.getresponse().read())
        saved[file.name] = path
    jar = next(tools.glob("node_modules/vnu-jar/build/dist/vnu.jar"))
    command = [
        "java",
        "-jar",
        str(jar),
        "--format",
        "json",
        "--exit-zero-always",
        *map(str, folder.glob("*.html")),
    ]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=True)
    faults = []
    for message in json.loads(done.stderr)["messages"]:
        if message["type"] == "info" and message.get("subType") != "warning":
            continue
        if not message["message"].startswith(_OF_AUTHORS):
            path = unquote(saved[Path(message["url"]).name])
            faults.append(f"/{path}: vnu: {message['message']} {message.get('extract', '')[:120]!r}")
    return faults


if __name__ == "__main__":
    pages(*sys.argv[1:])
