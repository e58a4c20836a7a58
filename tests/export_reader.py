"""A reader of exported folders that knows nothing of feedsvc: is every file whole, does every link lead on?

    python tests/export_reader.py FOLDER URL [ids]

prints what is wrong, and ends with 1 where anything is; or the ids of all entries of the site's Atom feed.
Names with a leading dot are not read.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import lxml.html
from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"


def faults(folder: Path, url: str) -> list[str]:
    """What is wrong with the files below `folder`, which stand for those below `url`."""
    return [fault for file in files(folder) for fault in _faults(file, folder, url)]


def faults_from(folder: Path, url: str, starts: Iterable[str]) -> list[str]:
    """What is wrong with what a reader finds who begins at those of the files `starts` that are there."""
    waiting = [folder / name for name in starts if (folder / name).is_file()]
    found, seen = [], set(waiting)
    while waiting:
        file = waiting.pop()
        found += _faults(file, folder, url)
        own = url + str(file.relative_to(folder)).removesuffix("index.html")
        targets = (urljoin(own, link) for link in _links(file))
        ahead = {_file(target, folder, url) for target in targets if target.startswith(url)} - seen
        seen |= ahead
        waiting += [target for target in ahead if target.is_file()]
    return found


def files(folder: Path) -> Iterator[Path]:
    for file in sorted(folder.rglob("*")):
        if file.is_file() and not any(part.startswith(".") for part in file.relative_to(folder).parts):
            yield file


def walk(folder: Path, url: str) -> list[str]:
    """The ids of all entries from the site's Atom feed to its end, along `next`."""
    found, at = [], url + "atom.xml"
    seen = set()
    while at and at not in seen:
        seen.add(at)
        feed = etree.parse(_file(at, folder, url)).getroot()
        found += [str(entry.findtext(f"{ATOM}id")) for entry in feed.iter(f"{ATOM}entry")]
        nexts = [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "next"]
        at = str(nexts[0]) if nexts else ""
    return found


def _faults(file: Path, folder: Path, url: str) -> Iterator[str]:
    name = file.relative_to(folder)
    own = url + str(name).removesuffix("index.html")
    try:
        links = list(_links(file))
    except (ValueError, etree.LxmlError) as error:
        yield f"{name}: torn: {error}"
        return
    for link in links:
        target = urljoin(own, link)
        if target.startswith(url) and not _file(target, folder, url).is_file():
            yield f"{name}: leads to {target}, which is not there"


def _file(target: str, folder: Path, url: str) -> Path:
    path = unquote(urlsplit(target).path.removeprefix(urlsplit(url).path))
    return folder / (path + "index.html" if path.endswith("/") or not path else path)


def _links(file: Path) -> Iterator[str]:
    content = file.read_bytes()
    if file.suffix == ".json":
        yield from _strings(json.loads(content))
    elif file.suffix in (".xml", ".opml"):
        for element in etree.fromstring(content).iter():
            if isinstance(element.tag, str):
                yield from (str(v) for k, v in element.items() if k in ("href", "xmlUrl", "htmlUrl", "url"))
                if element.tag in ("link", "comments") and element.text:
                    yield element.text
    elif file.suffix == ".html":
        if not content.rstrip().endswith(b"</html>"):
            raise ValueError("no end")
        tree = lxml.html.document_fromstring(content)
        yield from (str(link) for _, attribute, link, _ in tree.iterlinks() if attribute in ("href", "src"))
    elif file.suffix == ".txt":
        content.decode()


def _strings(value: object) -> Iterator[str]:
    """Every URL-like value of a JSON Feed."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, str):
                if key.endswith("url"):
                    yield inner
            else:
                yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


if __name__ == "__main__":
    read = walk if sys.argv[3:] == ["ids"] else faults
    found = read(Path(sys.argv[1]), sys.argv[2])
    for line in found:
        print(line)
    sys.exit(1 if found and read is faults else 0)
