"""Exports to an object store over a network that delays, that cuts connections, and both, each followed by a
reader's walk; then one over a good network, which must leave what a folder has."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import Counter
from importlib import import_module
from pathlib import Path
from random import Random

from bench.bad_network import BadNetwork
from bench.export_kills import URL, change_posts
from bench.export_posts import write_posts_for
from bench.scale import Table

EXPORTS = 10  # of each kind
_TESTS = Path(__file__).parents[1] / "tests"
# Seconds that each piece waits for at most, and how many of them are the last of their connection.
KINDS = {
    "delays up to 200 ms": (0.2, 0.0),
    "cuts 2 % of what is sent": (0.0, 0.02),
    "cuts 20 %": (0.0, 0.2),
    "delays up to 100 ms, cuts 5 %": (0.1, 0.05),
}


def bucket_network(folder: Path, count: int, _turns: int) -> Table:
    """Export a site of `count` posts after edits, additions and deletions."""
    sys.path.append(str(_TESTS))
    reader, server_module = import_module("export_reader"), import_module("s3_server")
    server = server_module.S3Server(folder / "log")
    server.reset()
    network, random = BadNetwork(server.port), Random(6)
    posts, number = folder / "posts", count
    write_posts_for("feedsvc", posts, count)
    good = server_module.environment(server)
    bad = good | {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{network.port}"}
    command = [sys.executable, "-m", "feedsvc", "export", "s3://web/site", str(posts), "--url", URL, "-q"]

    def export(environment: dict[str, str], *, to: list[str] | None = None) -> tuple[int, str]:
        done = subprocess.run(
            to or command, cwd=folder, env=environment, check=False, capture_output=True, text=True
        )
        return done.returncode, done.stderr.strip()

    def faults(known: set[str]) -> int:
        copy = server.files(folder / "copy")
        found = reader.faults_from(copy, URL, known)
        shutil.rmtree(copy)
        return len(found)

    lines = [
        f"**Exports of {count} posts to an object store over a bad network, {EXPORTS} of each kind**",
        "",
        "| network | ended well | ended with an error in a line | otherwise | connections cut "
        "| torn objects and dangling links |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    try:
        known = {"index.html"}
        for kind, (delay, cuts) in KINDS.items():
            ended: Counter[str] = Counter()
            broken, cut = 0, network.cut
            for _ in range(EXPORTS):
                number = change_posts(posts, random, number)
                network.delay, network.cuts = delay, cuts
                code, said = export(bad)
                network.delay = network.cuts = 0
                is_line = code == 1 and said.startswith("feedsvc: error: ") and "\n" not in said
                ended["well" if code == 0 else "line" if is_line else said[-200:]] += 1
                broken += faults(known)
                if code == 0:
                    known = server.names()
            others = sum(ended.values()) - ended["well"] - ended["line"]
            lines.append(
                f"| {kind} | {ended['well']} | {ended['line']} | {others} | {network.cut - cut} | {broken} |"
            )
            print(lines[-1], ended, file=sys.stderr, flush=True)
        code, said = export(good)
        clean = folder / "clean"
        again, _ = export(good, to=[str(clean) if part == "s3://web/site" else part for part in command])
        objects = {name: body for name, body in server.objects().items() if not name.startswith(".feedsvc")}
        files = {
            os.fspath(file.relative_to(clean)): file.read_bytes()
            for file in clean.rglob("*")
            if file.is_file() and not file.name.startswith(".feedsvc")
        }
        if code or again or objects != files:
            raise RuntimeError(f"not what a folder has: {said} {sorted(objects.keys() ^ files.keys())}")
        lines += ["", f"After one export more, {len(objects)} objects, as in a folder."]
    finally:
        network.stop()
        server.stop()
    return Table(lines)
