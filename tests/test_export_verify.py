"""`feedsvc export --verify`: what a live site says otherwise than the store has it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from conftest import Site
from quick_start import feedsvc_command
from server import free_port, running
from web_hosts import serving

from feedsvc.errors import ExportError, UsageError
from feedsvc.export import export
from feedsvc.export.verify import Verified, verify
from feedsvc.settings import DeliveryOptions


def tried(site: Site, url: str) -> list[Verified]:
    with site.publisher.edition() as edition:
        return list(verify(edition, url, DeliveryOptions()))


def problems(found: list[Verified], path: str) -> dict[str, str]:
    """What is wrong at a path, by aspect."""
    return {each.aspect: each.problem for each in found if each.problem and each.url.endswith(path)}


def verified(site: Site, url: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [*feedsvc_command(), "export", "--store", site.store_url, "--verify", url]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


@pytest.fixture
def filled(site: Site) -> Site:
    site.fill(45, tags=["数学"])
    (site.posts / "logo.png").write_bytes(b"a picture")
    site.write("a.md", "![](logo.png)", title="A", date="2020-02-01", slug="old")
    site.write("b.md", title="B", date="2020-02-02", slug="deleted")
    site.sync()
    site.write("a.md", "![](logo.png)", title="A", date="2020-02-01", slug="new")
    (site.posts / "b.md").unlink()
    site.sync()
    return site


def test_our_server_differs_in_nothing(filled: Site, tmp_path: Path) -> None:
    with running("web", "--store", filled.store_url, cwd=tmp_path, port=free_port()) as server:
        done = verified(filled, f"http://127.0.0.1:{server.port}/", tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert " 0 differ from the store" in done.stderr


def test_host_without_rules_is_told_what_it_lacks(filled: Site, tmp_path: Path) -> None:
    export(filled.publisher, tmp_path / "public")
    with serving("files", tmp_path) as port:
        url = f"http://127.0.0.1:{port}"
        found, done = tried(filled, f"{url}/"), verified(filled, url, tmp_path)
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert len(lines) == sum(bool(each.problem) for each in found)
    assert f"{url}/posts/deleted/: 404, not 410" in lines
    assert f"{url}/posts/old/: 404, not 301" in lines
    assert f"{url}/posts/old/logo.png: 404, not 301" in lines
    assert f"{url}/feed.xml: 404, not 301" in lines
    atom = problems(found, "/archive/1/atom.xml")
    assert atom["cache times"].startswith("Cache-Control: none, not public, max-age=86400")
    assert atom["types"].startswith("Content-Type: ")
    assert not {"documents", "validators"} & set(atom)


def test_documents_that_are_stale_edited_or_missing_are_named(filled: Site, tmp_path: Path) -> None:
    export(filled.publisher, tmp_path / "public")
    (tmp_path / "public/atom.xml").write_bytes(b"edited")
    (tmp_path / "public/tags/数学/rss.xml").unlink()
    (tmp_path / "public/posts/new/logo.png").write_bytes(b"another")
    filled.write("p00003.md", "Changed.", title="Post 3", date="2020-01-04")
    filled.sync()
    with serving("files", tmp_path) as port:
        found = tried(filled, f"http://127.0.0.1:{port}/")
    assert problems(found, "/atom.xml")["documents"].startswith("other bytes than the store's (6, not ")
    assert problems(found, "/posts/new/logo.png") == {
        "files beside posts": "other bytes than the last sync's (7, not 9)"
    }
    assert problems(found, "/tags/%E6%95%B0%E5%AD%A6/rss.xml") == {
        "documents in other scripts": "404, not 200"
    }
    assert problems(found, "/posts/p00003/")["documents"].startswith("other bytes")
    assert "documents" not in problems(found, "/posts/p00004/")


def test_address_with_another_path_is_refused(filled: Site) -> None:
    with pytest.raises(UsageError, match=r"made for the path / "):
        tried(filled, "http://127.0.0.1:1/blog/")


def test_site_that_does_not_answer_is_one_clear_line(filled: Site, tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{free_port()}/"
    with pytest.raises(ExportError, match="no answer: Connection refused"):
        tried(filled, url)
    done = verified(filled, url, tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)


def test_folder_or_address_is_needed(tmp_path: Path) -> None:
    command = [*feedsvc_command(), "export"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "--verify URL" in done.stderr
