"""Requests a second: feedsvc beside nginx with static files, and beside other ways from Python."""

from __future__ import annotations

import gzip
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.feed_of_60_kb import publish
from bench.measure import spread
from bench.web_servers import CONNECTIONS, Load, Web, feedsvc_web, nginx, rival

SECONDS = 5
NGINX, OPEN = "nginx, static files", "the same with `open_file_cache`"
FEEDSVC = "feedsvc web"
RIVALS = {
    "flask": "Flask, the document ready in memory",
    "flask-feedgen": "Flask, feedgen at each request",
    "django": "Django's syndication view behind its cache middleware",
}
IDENTITY, GZIP, UNMODIFIED = "200, identity", "200, gzip", "304"


@dataclass(frozen=True, slots=True)
class Rates:
    """Runs by what was asked for and by server; of all, those at the same place were one turn."""

    size: int
    runs: dict[str, dict[str, list[Load]]]

    def table(self) -> str:
        lines = [
            f"**A feed of {self.size // 1000} KB, one worker each, wrk with {CONNECTIONS} connections**",
            "",
            "| asked for | server | requests/s (lowest to highest) | CPU, µs a request "
            "| ratio to nginx (turn by turn) | to nginx with `open_file_cache` | feedsvc is faster by |",
            "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
        ]
        for kind, sides in self.runs.items():
            for name, loads in sides.items():
                lines.append(f"| {kind} | {name} | {self._row(kind, loads)} |")
        return "\n".join(lines)

    def _row(self, kind: str, loads: list[Load]) -> str:
        rates = [load.rate for load in loads]
        to_nginx, to_open = (self._ratios(loads, self.runs[kind][name]) for name in (NGINX, OPEN))
        return (
            f"{spread(rates, ',.0f')} "
            f"| {median(load.cpu for load in loads):.1f} "
            f"| {_ratio(to_nginx)} | {_ratio(to_open)} "
            f"| {median(self._ratios(self.runs[kind][FEEDSVC], loads)):.1f}"
        )

    @staticmethod
    def _ratios(loads: list[Load], others: list[Load]) -> list[float]:
        return [load.rate / other.rate for load, other in zip(loads, others, strict=True)]


def _ratio(ratios: list[float]) -> str:
    return spread(ratios, ".3f" if median(ratios) < 0.1 else ".2f")


def delivery(folder: Path, _count: int, turns: int) -> Rates:
    """Measure all servers in turns, `SECONDS` each. Uses up `folder`. Raises `RuntimeError`."""
    store, entries = publish(folder)
    with ExitStack() as stack:
        ours = stack.enter_context(feedsvc_web(store, folder))
        _, document = ours.fetch()
        # The same bytes for nginx, so that nothing but the server differs.
        packed = _best_gzip(ours)
        files = {"atom.xml": document, "atom.xml.gz": packed}
        webs = {
            NGINX: stack.enter_context(nginx(files, folder, keeps_open=False)),
            OPEN: stack.enter_context(nginx(files, folder, keeps_open=True)),
            FEEDSVC: ours,
        }
        rivals = {title: stack.enter_context(rival(name, entries, folder)) for name, title in RIVALS.items()}
        runs: dict[str, dict[str, list[Load]]] = {
            GZIP: {name: [] for name in webs},
            UNMODIFIED: {name: [] for name in webs},
            IDENTITY: {name: [] for name in (*webs, *rivals)},
        }
        for _ in range(turns):
            for kind, sides in runs.items():
                for name, loads in sides.items():
                    web = (webs | rivals)[name]
                    loads.append(_checked(name, web.load(SECONDS, _fields(kind, web))))
    return Rates(len(document), runs)


def _fields(kind: str, web: Web) -> list[str]:
    if kind == IDENTITY:
        return []
    if kind == GZIP:
        return ["Accept-Encoding: gzip"]
    fields, _ = web.fetch(Accept_Encoding="gzip")
    return ["Accept-Encoding: gzip", f"If-None-Match: {fields['etag']}"]


def _checked(name: str, load: Load) -> Load:
    if load.errors:
        raise RuntimeError(f"{name}: {load.errors}")
    return load


def _best_gzip(web: Web) -> bytes:
    """The body in gzip once it is compressed as well as it will be."""
    smallest = b""
    for _ in range(40):
        fields, body = web.fetch(Accept_Encoding="gzip")
        smallest = body
        if not fields["etag"].endswith('.0"'):
            break
    assert gzip.decompress(smallest)
    return smallest
