"""How long it takes from the moment a post is saved, under `feedsvc serve`, to the answer that has it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

from bench.feedsvc_site import sync_command
from bench.posts import post_file, write_posts
from bench.scale import Table
from bench.web_servers import free_port, running

_SAVES = 30
_PAUSE = 0.7  # seconds between two saves: longer than any wait for a folder to become quiet


def saved_post(folder: Path, count: int, _turns: int) -> Table:
    """A site of so many posts of 4 KB, whose newest is edited again and again. Uses up `folder`."""
    source = folder / "posts"
    write_posts(source, count)
    port, store, url = free_port(), f"sqlite:///{folder / 'store.db'}", "https://example.com/"
    subprocess.run(sync_command(source, store, url), cwd=folder, capture_output=True, check=True)
    where = ["--store", store, "--url", url, "--port", str(port)]
    with running([sys.executable, "-m", "feedsvc", "serve", source, *where], port, folder) as web:
        newest = post_file(source, count - 1)
        _saved(newest, -1, port)
        cpu = web.cpu_seconds()
        times = [_saved(newest, number, port) for number in range(_SAVES)]
        cpu = (web.cpu_seconds() - cpu) * 1000 / _SAVES
    return Table(
        [
            f"**From the save of one of {count:,} posts to the answer that has it, ms; {_SAVES} saves**",
            "",
            "| half | 9 of 10 | longest | CPU of a save, ms | load of the machine |",
            "| ---: | ---: | ---: | ---: | ---: |",
            f"| {median(times):.0f} | {sorted(times)[_SAVES * 9 // 10]:.0f} | {max(times):.0f} "
            f"| {cpu:.0f} | {os.getloadavg()[0]:.1f} |",
        ]
    )


def _saved(post: Path, number: int, port: int) -> float:
    """Milliseconds from the end of the write to the end of the first answer with the new text."""
    time.sleep(_PAUSE)
    text, mark = post.read_text("utf-8"), f"Save number {number} of the post."
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    post.write_text(f"{text}\n{mark}\n", "utf-8")
    saved = time.perf_counter()
    while True:
        connection.request("GET", "/atom.xml")
        if mark.encode() in connection.getresponse().read():
            connection.close()
            return (time.perf_counter() - saved) * 1000
        time.sleep(0.002)
