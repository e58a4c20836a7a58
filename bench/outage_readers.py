"""Readers of a site while its processes are killed: what each has seen, and what should not have happened."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPException
from itertools import count, cycle
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

_ATOM = "{http://www.w3.org/2005/Atom}"
_MOST_ARCHIVES = 1000
ENTRIES = {"feed.json": "JSON Feed", "atom.xml": "Atom"}


@dataclass(slots=True)
class Faults:
    """What readers met, of all of them together: answers 5xx by what was the matter then, connections that
    were refused or broke, and what must never happen."""

    server_errors: Counter[str] = field(default_factory=Counter)
    no_answers: Counter[str] = field(default_factory=Counter)
    validators_back: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    lost_walks: list[str] = field(default_factory=list)
    answers: int = 0


class Reader(threading.Thread):
    """Asks one process after the other for the feed, with the validators that it has; follows archives until
    it knows an entry. `seen` has the time of each post by its title."""

    def __init__(
        self,
        name: str,
        ports: Sequence[int],
        path: str,
        outage: Callable[[], str],
        faults: Faults,
        stop: threading.Event,
        every: float,
    ) -> None:
        super().__init__(name=name, daemon=True)
        self.seen: dict[str, float] = {}
        self._ids: dict[str, str] = {}  # titles by id
        self._ports, self._path, self._outage, self._faults = cycle(ports), path, outage, faults
        self._stop, self._every = stop, every
        self._tag, self._modified = "", ""
        self._former_tags: set[str] = set()

    def run(self) -> None:
        while not self._stop.wait(self._every):
            self._poll()

    def _poll(self) -> None:
        held = {"If-None-Match": self._tag, "If-Modified-Since": self._modified}
        headers = {name: value for name, value in held.items() if value}
        port = next(self._ports)
        answer = ask(port, f"/{self._path}", headers, self._outage, self._faults)
        if answer is None or answer[0] == 304:
            return
        _, fields, body = answer
        self._note_validators(fields["etag"], fields.get("last-modified", ""))
        entries, older = _parsed(self._path, body)
        known = dict(self._ids)
        self._take(entries)
        for _ in range(_MOST_ARCHIVES):
            if not older or any(number in known for number, _ in entries):
                break
            found = ask(port, urlsplit(older).path, {}, self._outage, self._faults)
            if found is None:  # the next poll tries again
                self._tag = ""
                break
            entries, older = _parsed(self._path, found[2])
            self._take(entries)

    def _note_validators(self, tag: str, modified: str) -> None:
        back = tag in self._former_tags
        if modified and self._modified:  # none is told that lies ahead: revisions have a second each
            back |= parsedate_to_datetime(modified) < parsedate_to_datetime(self._modified)
        if back:
            self._faults.validators_back.append(f"{self.name}: {self._modified}, then {modified} {tag}")
        if self._tag and tag != self._tag:
            self._former_tags.add(self._tag)
        self._tag, self._modified = tag, modified or self._modified

    def _take(self, entries: Sequence[tuple[str, str]]) -> None:
        if len({number for number, _ in entries}) != len(entries):
            self._faults.twice.append(f"{self.name}: an id twice in one document")
        for number, title in entries:
            if self._ids.setdefault(number, title) != title or (
                title in self.seen and number not in self._ids
            ):
                self._faults.twice.append(f"{self.name}: {title} as {number}")
            if title not in self.seen:
                self.seen[title] = time.monotonic()
        if len(set(self._ids.values())) != len(self._ids):
            self._faults.twice.append(f"{self.name}: a post under two ids")


class Visitor(threading.Thread):
    """Asks for the pages of posts, one after the other, which no process has made before."""

    def __init__(
        self, ports: Sequence[int], outage: Callable[[], str], faults: Faults, stop: threading.Event
    ) -> None:
        super().__init__(name="visitor", daemon=True)
        self._ports, self._outage, self._faults, self._stop = cycle(ports), outage, faults, stop

    def run(self) -> None:
        for number in count():
            if self._stop.wait(0.2):
                return
            ask(next(self._ports), f"/posts/post-{number // 2:04}/", {}, self._outage, self._faults)


class Walker(threading.Thread):
    """Walks the feed from its newest document to its oldest, each document from another process; what every
    process had published before must be there."""

    def __init__(
        self,
        ports: Sequence[int],
        published: Callable[[], set[str]],
        outage: Callable[[], str],
        faults: Faults,
        stop: threading.Event,
    ) -> None:
        super().__init__(name="walker", daemon=True)
        self._ports, self._published, self._outage = cycle(ports), published, outage
        self._faults, self._stop, self.walks, self.given_up = faults, stop, 0, 0

    def run(self) -> None:
        while not self._stop.wait(0.1):
            expected, titles = self._published(), set[str]()
            path: str | None = "/feed.json"
            while path:
                answer = ask(next(self._ports), path, {}, self._outage, self._faults)
                if answer is None:
                    self.given_up += 1
                    break
                entries, older = _parsed("feed.json", answer[2])
                titles |= {title for _, title in entries}
                path = urlsplit(older).path if older else None
            else:
                self.walks += 1
                if lost := expected - titles:
                    self._faults.lost_walks.append(f"{len(lost)} of {len(expected)}: {min(lost)}")


def ask(
    port: int, path: str, headers: dict[str, str], outage: Callable[[], str], faults: Faults
) -> tuple[int, dict[str, str], bytes] | None:
    """Status, fields and body; None for no answer or one of 5xx, which is noted with what was the matter."""
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    before = outage()
    try:
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        body = response.read()
    except (OSError, HTTPException) as error:
        faults.no_answers[f"{before or outage() or 'nothing'}: {type(error).__name__}"] += 1
        return None
    finally:
        connection.close()
    faults.answers += 1
    if response.status >= 500:
        faults.server_errors[f"{response.status}: {before or outage() or 'nothing'}"] += 1
        return None
    return response.status, {name.lower(): value for name, value in response.getheaders()}, body


def _parsed(path: str, body: bytes) -> tuple[list[tuple[str, str]], str | None]:
    """Ids and titles of a document, and where the older ones are."""
    if path == "feed.json":
        document: dict[str, Any] = json.loads(body)
        return [(item["id"], item["title"]) for item in document["items"]], document.get("next_url")
    root = etree.fromstring(body)
    entries = [
        (entry.findtext(f"{_ATOM}id") or "", entry.findtext(f"{_ATOM}title") or "")
        for entry in root.iterfind(f"{_ATOM}entry")
    ]
    links = {link.get("rel"): link.get("href") for link in root.iterfind(f"{_ATOM}link")}
    return entries, links.get("prev-archive")
