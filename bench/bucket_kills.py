"""Exports to an object store killed at random moments, each followed by a reader's walk from every document
that was there when the last export ended; and two exports that begin at once."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path
from random import Random

from bench.export_kills import URL, change_posts
from bench.export_posts import write_posts_for
from bench.scale import Table

KILLS = 50
_TESTS = Path(__file__).parents[1] / "tests"
# A lock that expires in two seconds instead of sixty: waiting is no part of the measurement.
_IMPATIENT = """
from feedsvc.export import bucket_lock
bucket_lock.RENEW_SECONDS, bucket_lock.EXPIRE_SECONDS, bucket_lock._MARGIN_SECONDS = 0.2, 2.0, 0.5
from feedsvc.cli import main
main()
"""


def bucket_kills(folder: Path, count: int, _turns: int) -> Table:
    """Kill `KILLS` exports of a site of `count` posts to a server that speaks S3, after edits, additions and
    deletions; every third time two exports begin at once and one of them ends."""
    sys.path.append(str(_TESTS))
    reader, server_module = import_module("export_reader"), import_module("s3_server")
    faults, faults_from, environment = reader.faults, reader.faults_from, server_module.environment
    random, server = Random(4), server_module.S3Server(folder / "log")
    server.reset()
    posts, number = folder / "posts", count
    write_posts_for("feedsvc", posts, count)
    command = [sys.executable, "-c", _IMPATIENT, "export", "s3://web/site", str(posts), "--url", URL, "-q"]

    def begin(said: int) -> subprocess.Popen[str]:
        return subprocess.Popen(command, cwd=folder, env=environment(server), stderr=said, text=True)

    killed = between = broken = ended = refused = other = 0
    known = {"index.html"}
    try:
        while killed < KILLS:
            number = change_posts(posts, random, number)
            process = subprocess.Popen(
                command, cwd=folder, env=environment(server), stderr=subprocess.DEVNULL
            )
            puts, began = random.randint(1, 40), len(server.changes())
            while process.poll() is None and len(server.changes()) - began < puts:
                time.sleep(0.005)
            process.send_signal(signal.SIGKILL)
            if process.wait() == -signal.SIGKILL:
                killed += 1
                between += len(server.changes()) > began
            copy = server.files(folder / "copy")
            broken += len(faults_from(copy, URL, known))
            shutil.rmtree(copy)
            time.sleep(2.5)
            if killed % 3:
                continue
            both = [begin(subprocess.PIPE) for _ in range(2)]
            said = [process.communicate()[1] for process in both]
            codes = [process.returncode for process in both]
            refused += sum("another export is writing there" in told for told in said)
            other += sum(
                code != 0 and "another export" not in told for code, told in zip(codes, said, strict=True)
            )
            ended += 0 in codes
            copy = server.files(folder / "copy")
            broken += len(faults(copy, URL))
            known = {os.fspath(file.relative_to(copy)) for file in copy.rglob("*") if file.is_file()}
            shutil.rmtree(copy)
            print(f"{killed} killed, {broken} faults", file=sys.stderr, flush=True)
    finally:
        server.stop()
    return Table(
        [
            f"**Exports of {count} posts to an object store, killed (-9)**",
            "",
            "| killed | of these with objects written | torn objects and dangling links "
            "| pairs that began at once | of these refused | other failures |",
            "| ---: | ---: | ---: | ---: | ---: | ---: |",
            f"| {killed} | {between} | {broken} | {ended} | {refused} | {other} |",
        ]
    )
