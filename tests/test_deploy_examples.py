"""The examples of deployment, as they are, with the real programs."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import yaml
from conftest import Site
from http_ways import PLACES
from quick_start import feedsvc_command
from server import Server, answers, free_port, running, stop
from waiting import PATIENCE, eventually

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples" / "deploy"
SYSTEMD = EXAMPLES / "systemd"
COMMANDS = {"serve", "sync", "web"}


def installed(name: str) -> str:
    """Where a program is; skips the test where it is not installed."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:{PLACES}")
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def example(name: str, **replaced: str) -> str:
    """The text of an example, with each of these pieces, which it has once, replaced."""
    text = (EXAMPLES / name).read_text("utf-8")
    for piece, other in replaced.items():
        assert text.count(piece) == 1, piece
        text = text.replace(piece, other)
    return text


@contextmanager
def proxy(command: list[str], port: int) -> Iterator[Server]:
    """A proxy that answers on this port."""
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    try:
        eventually(lambda: answers(port, process))
        yield Server(port, process)
    finally:
        stop(process)


def nginx(name: str, folder: Path, behind: int) -> list[str]:
    """nginx with an example in front of port `behind`; its own port is the last word."""
    program, port = installed("nginx"), free_port()
    text = (EXAMPLES / name).read_text("utf-8").replace("127.0.0.1:8000", f"127.0.0.1:{behind}")
    if "listen 80;" in text:
        server = text.replace("listen 80;", f"listen 127.0.0.1:{port};")
    else:
        server = f"server {{ listen 127.0.0.1:{port};\n{text}\n}}"
    assert f":{behind}" in server
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/nginx.pid; error_log stderr; worker_processes 1; events {{}}\n"
        f"http {{ access_log off; {places}\n{server}\n}}\n"
    )
    return [program, "-p", str(folder), "-e", "stderr", "-c", str(folder / "nginx.conf"), str(port)]


@contextmanager
def behind_nginx(name: str, folder: Path, behind: int) -> Iterator[Server]:
    *command, port = nginx(name, folder, behind)
    with proxy(command, int(port)) as server:
        yield server


@contextmanager
def web(site: Site) -> Iterator[Server]:
    with running("web", "--store", site.store_url, cwd=site.posts.parent, port=free_port()) as server:
        yield server


@pytest.mark.parametrize("name", ["nginx-subpath.conf", "nginx-subpath-stripped.conf"])
def test_site_in_a_sub_path_behind_nginx(make_site: Callable[..., Site], tmp_path: Path, name: str) -> None:
    site = make_site(site={"url": "https://example.com/blog/", "title": "A blog"})
    site.fill(30, tags=["数学"])
    site.sync()
    with web(site) as server, behind_nginx(name, tmp_path, server.port) as front:
        for path in ("", "atom.xml", "page/2/", "posts/p00001/", "tags/%E6%95%B0%E5%AD%A6/rss.xml", "feeds/"):
            answer = front.ask(f"/blog/{path}")
            assert (answer.status, answer.body) == (200, site.body(path)), path
            assert front.ask(f"/blog/{path}", If_None_Match=answer.headers["etag"]).status == 304
        for path, target in (("/blog/page/2", "/blog/page/2/"), ("/blog/index.xml", "/blog/rss.xml")):
            answer = front.ask(path)
            assert (answer.status, answer.headers["location"]) == (301, target)
        assert front.ask("/blog").headers["location"].endswith("/blog/")
        assert front.ask("/blog/none").status == 404


def test_site_behind_nginx(site: Site, tmp_path: Path) -> None:
    site.fill(30)
    site.sync()
    with web(site) as server, behind_nginx("nginx.conf", tmp_path, server.port) as front:
        for path in ("", "atom.xml", "page/2/", "posts/p00001/"):
            answer = front.ask(f"/{path}")
            assert (answer.status, answer.body) == (200, site.body(path)), path
            assert front.ask(f"/{path}", If_None_Match=answer.headers["etag"]).status == 304
        assert front.ask("/atom.xml", Accept_Encoding="br").headers["content-encoding"] == "br"
        assert front.ask("/index.xml").headers["location"] == "/rss.xml"
        assert front.ask("/readyz").body.startswith(b"ready")


@contextmanager
def behind_varnish(folder: Path, behind: int) -> Iterator[Server]:
    program, port = installed("varnishd"), free_port()
    text = example("varnish.vcl", **{'.port = "8000"': f'.port = "{behind}"'})
    (folder / "varnish.vcl").write_text(text)
    command = [program, "-F", "-j", "none", "-n", str(folder / "varnish"), "-f", str(folder / "varnish.vcl")]
    with proxy([*command, "-a", f"127.0.0.1:{port}", "-s", "malloc,16m"], port) as server:
        yield server


def test_site_behind_varnish(site: Site, tmp_path: Path) -> None:
    site.fill(30)
    site.sync()
    with web(site) as server, behind_varnish(tmp_path, server.port) as front:
        for path in ("", "atom.xml", "page/2/", "posts/p00001/"):
            answer = front.ask(f"/{path}")
            assert (answer.status, answer.body) == (200, site.body(path)), path
            assert front.ask(f"/{path}", If_None_Match=answer.headers["etag"]).status == 304
            again = front.ask(f"/{path}?utm_source=x", Cookie="a=b", Sec_Fetch_Dest="image")
            assert len(again.headers["x-varnish"].split()) == 2, "not from the cache"
        assert "surrogate-key" not in front.ask("/atom.xml").headers
        shown = front.ask("/atom.xml", Sec_Fetch_Dest="document")
        assert shown.headers["content-type"].startswith("application/xml")
        assert front.ask("/atom.xml").headers["content-type"].startswith("application/atom+xml")


def test_varnish_lets_go_of_what_a_post_is_in(site: Site, tmp_path: Path) -> None:
    site.fill(3)
    site.sync()
    with web(site) as server, behind_varnish(tmp_path, server.port) as front:
        before, other = front.ask("/posts/p00001/"), front.ask("/posts/p00002/")
        site.write("p00001.md", "Edited.", title="Post 1", date="2020-01-02")
        site.sync()
        server.wait_for("/posts/p00001/", b"Edited.")
        assert front.ask("/posts/p00001/").body == before.body
        assert front.ask("/", "PURGE").status == 403
        key = server.ask("/posts/p00001/").headers["surrogate-key"]
        assert front.ask("/", "PURGE", Surrogate_Key=key).status == 200
        assert b"Edited." in front.ask("/posts/p00001/").body
        assert len(front.ask("/posts/p00002/").headers["x-varnish"].split()) == 2
        assert front.ask("/posts/p00002/").body == other.body


@pytest.fixture
def units(tmp_path: Path) -> list[Path]:
    """The units, with programs that are there and a user that is known."""
    program = shutil.which("feedsvc", path=str(Path(sys.executable).parent))
    assert program is not None
    made = []
    for unit in sorted(SYSTEMD.iterdir()):
        text = unit.read_text("utf-8").replace("/opt/feedsvc/bin/feedsvc", program)
        text = text.replace("/opt/feedsvc/share/backup.sh", str(EXAMPLES / "backup.sh"))
        (tmp_path / unit.name).write_text(text.replace("User=feedsvc", "User=daemon"))
        made.append(tmp_path / unit.name)
    return made


def test_systemd_finds_nothing_wrong_with_the_units(units: list[Path]) -> None:
    analyze = installed("systemd-analyze")
    done = subprocess.run(
        [analyze, "verify", "--man=no", *units], check=False, capture_output=True, text=True, timeout=PATIENCE
    )
    ours = [line for line in done.stderr.splitlines() if "feedsvc" in line]
    assert (done.returncode, ours) == (0, []), done.stderr


def test_services_are_shut_in(units: list[Path]) -> None:
    analyze = installed("systemd-analyze")
    for unit in units:
        if unit.suffix == ".service":
            command = [analyze, "security", "--offline=yes", "--no-pager", "--threshold=20", unit]
            done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=PATIENCE)
            assert done.returncode == 0, done.stdout[-2000:]


def test_commands_of_the_units_are_commands(units: list[Path]) -> None:
    started = [
        shlex.split(line.partition("=")[2])
        for unit in units
        for line in unit.read_text().splitlines()
        if line.startswith("ExecStart=")
    ]
    assert {words[1] for words in started if words[0].endswith("feedsvc")} == {"sync", "web"}
    for words in started:
        if words[0].endswith("feedsvc"):
            options = [word for word in words[2:] if word.startswith("--")]
            told = subprocess.run([*words[:2], "--help"], check=True, capture_output=True, text=True).stdout
            assert all(option in told for option in options)


def instructions(text: str) -> list[tuple[str, str]]:
    """A Dockerfile's instructions, each with what it says."""
    lines = re.sub(r"\\\n\s*", " ", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE)).splitlines()
    return [(word, rest.strip()) for word, _, rest in (line.strip().partition(" ") for line in lines) if word]


def test_image_holds_the_locked_packages_in_one_layer_and_runs_as_nobody() -> None:
    found = instructions((EXAMPLES / "docker" / "Dockerfile").read_text("utf-8"))
    starts = [number for number, (word, _) in enumerate(found) if word == "FROM"]
    packages, wheel, image = (found[a:b] for a, b in zip(starts, [*starts[1:], None], strict=True))
    copied = [part for word, rest in packages + wheel if word == "COPY" for part in rest.split()[:-1]]
    assert all((ROOT / part).exists() for part in copied)
    allowed = (EXAMPLES / "docker" / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    assert set(copied) == {line[1:] for line in allowed if line.startswith("!")}
    (installing,) = (rest for word, rest in packages if word == "RUN" and "pip" in rest)
    assert installing.count("pip install") == installing.count("--require-hashes") == 2
    assert [rest for word, rest in image if word == "COPY"] == ["--from=packages /opt/feedsvc /opt/feedsvc"]
    (own,) = (rest for word, rest in image if word == "RUN" and "pip" in rest)
    assert "--no-deps --no-index" in own
    words = [word for word, _ in image]
    assert max(at for at, word in enumerate(words) if word == "RUN") < words.index("USER")
    assert dict(image)["USER"] not in ("root", "0")
    assert dict(image)["ENTRYPOINT"] == '["feedsvc"]'
    assert shlex.split(dict(image)["CMD"].strip("[]")) == ["serve"]


def test_compose_file_starts_commands_that_there_are() -> None:
    text = (EXAMPLES / "docker" / "compose.yaml").read_text("utf-8")
    services = yaml.safe_load(text)["services"]
    assert services.keys() == {"worker", "web"}
    for service in services.values():
        assert service["command"][0] in COMMANDS
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]


def backup(site: Site, folder: Path) -> None:
    program = Path(sys.executable).parent
    env = {**os.environ, "PATH": f"{program}:{os.environ['PATH']}"}
    store = site.store_url.removeprefix("sqlite:///")
    subprocess.run(
        [EXAMPLES / "backup.sh", store, folder], check=True, env=env, cwd=folder.parent, timeout=PATIENCE
    )


def test_backup_of_a_store_in_use_is_restored(site: Site, tmp_path: Path) -> None:
    site.fill(45, tags=["one"])
    site.sync()
    (site.posts / "p00003.md").rename(site.posts / "another.md")
    site.sync()
    expected = site.everything()
    folder = tmp_path / "backups"
    with closing(sqlite3.connect(site.store_url.removeprefix("sqlite:///"))) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM post").fetchall()
        backup(site, folder)
    copy, ledger = sorted(folder.iterdir())
    assert stat.S_IMODE(copy.stat().st_mode) & 0o444
    site.fill(5, first=46)
    site.sync()
    site.store.close()
    store = Path(site.store_url.removeprefix("sqlite:///"))
    for ending in ("", "-wal", "-shm"):
        Path(f"{store}{ending}").unlink(missing_ok=True)
    shutil.copy(copy, store)
    assert site.everything() == expected
    assert ledger.read_text("utf-8").count("\n") > 45


def test_store_that_is_lost_is_made_again_from_ledger_and_posts(
    make_site: Callable[..., Site], tmp_path: Path
) -> None:
    site = make_site()
    site.fill(45, tags=["one"])
    site.sync()
    site.write("p00003.md", "Text 3.", title="Renamed", date="2020-01-04")
    site.sync()
    (site.posts / "p00003.md").rename(site.posts / "another.md")
    site.sync()
    backup(site, tmp_path / "backups")
    _, ledger = sorted((tmp_path / "backups").iterdir())
    store = f"sqlite:///{tmp_path}/new.db"
    command = feedsvc_command()
    (tmp_path / "feedsvc.toml").write_text(
        f'[site]\nurl = "{site.settings.url}"\ntitle = "{site.settings.site.title}"\n'
    )
    for arguments in (("ledger", "import", ledger), ("sync", site.posts)):
        done = [*command, *arguments, "--store", store]
        subprocess.run(done, check=True, cwd=tmp_path, timeout=PATIENCE)
    again = make_site("again", store_url=store)
    assert again.ids() == site.ids()
    archives = [path for path in site.everything() if path.startswith("archive/")]
    assert {path: again.body(path) for path in archives} == {path: site.body(path) for path in archives}
