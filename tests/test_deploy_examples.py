"""The examples of deployment, as they are, with the real programs."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import Site
from server import Server, free_port, running

EXAMPLES = Path(__file__).parents[1] / "examples" / "deploy"


@contextmanager
def nginx(example: str, folder: Path, behind: int) -> Iterator[Server]:
    """nginx with an example in its server block, in front of this port."""
    program = shutil.which("nginx")
    if program is None:
        pytest.skip("nginx is not installed")
    port = free_port()
    text = (EXAMPLES / example).read_text("utf-8")
    assert text.count("127.0.0.1:8000") == 1
    (folder / "example.conf").write_text(text.replace("127.0.0.1:8000", f"127.0.0.1:{behind}"), "utf-8")
    places = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy"))
    places += "".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("fastcgi", "uwsgi", "scgi"))
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/nginx.pid; error_log stderr; worker_processes 1; events {{}}\n"
        f"http {{ access_log off; {places} server {{ listen 127.0.0.1:{port}; include example.conf; }} }}\n"
    )
    command = [program, "-p", str(folder), "-e", "stderr", "-c", str(folder / "nginx.conf")]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    server = Server(port, process)
    try:
        for _ in range(100):
            try:
                server.ask("/")
                break
            except OSError:
                assert process.poll() is None, process.communicate()[1]
                time.sleep(0.05)
        yield server
    finally:
        process.terminate()
        process.communicate(timeout=20)


@pytest.mark.parametrize("example", ["nginx-subpath.conf", "nginx-subpath-stripped.conf"])
def test_site_in_a_sub_path_behind_nginx(
    make_site: Callable[..., Site], tmp_path: Path, example: str
) -> None:
    site = make_site(site={"url": "https://example.com/blog/", "title": "A blog"})
    site.fill(30, tags=["数学"])
    site.sync()
    with (
        running("web", "--store", site.store_url, cwd=site.posts.parent, port=free_port()) as web,
        nginx(example, tmp_path, web.port) as proxy,
    ):
        for path in ("", "atom.xml", "page/2/", "posts/p00001/", "tags/%E6%95%B0%E5%AD%A6/rss.xml", "feeds/"):
            answer = proxy.ask(f"/blog/{path}")
            assert (answer.status, answer.body) == (200, site.body(path)), path
            assert proxy.ask(f"/blog/{path}", If_None_Match=answer.headers["etag"]).status == 304
        for path, target in (("/blog/page/2", "/blog/page/2/"), ("/blog/index.xml", "/blog/rss.xml")):
            answer = proxy.ask(path)
            assert (answer.status, answer.headers["location"]) == (301, target)
        assert proxy.ask("/blog").headers["location"].endswith("/blog/")
        assert proxy.ask("/blog/none").status == 404
