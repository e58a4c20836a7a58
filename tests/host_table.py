"""What each host answers of a site exported to it, as a table: `python tests/host_table.py FOLDER [HOST…]`.

FOLDER has posts in Markdown. Each cell is the result of `feedsvc export --verify`: how many of the things it
tried are as the store says. Hosts that are not installed are left out.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from conftest import exporting
from s3_server import S3Server
from server import free_port, running
from web_hosts import answering, serving

from feedsvc.configuration import load
from feedsvc.export import Bucket, export
from feedsvc.export.verify import verify
from feedsvc.publish.publisher import Publisher
from feedsvc.settings import DeliveryOptions
from feedsvc.sources import open_source
from feedsvc.store.store import Store
from feedsvc.sync.sync import sync

EXAMPLES = Path(__file__).parents[1] / "examples" / "deploy" / "hosts"
TWINS = ("gz", "br")
MOVED = {"blog/rss": "rss.xml", "旧/路": "feeds/", 'a "b" $c': "feeds/"}
DELIVERY = DeliveryOptions(moved=MOVED)
Table = dict[str, dict[str, str]]  # cells by aspect and host


def main() -> None:
    source = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        root.chmod(0o755)
        publisher, posts = _published(source, root)
        table: Table = {}
        for number, (name, open_host) in enumerate(_HOSTS.items()):
            if sys.argv[2:] and name not in sys.argv[2:]:
                continue
            work = root / str(number)
            work.mkdir()
            try:
                with open_host(publisher, work) as port:
                    _enter(table, name, publisher, port, stubs=name in ("bucket", "files"))
            except FileNotFoundError as error:
                print(f"{name} is left out: {error}", file=sys.stderr)
        _print(table, posts)


def _published(source: Path, root: Path) -> tuple[Publisher, int]:
    """The posts of `source`, of which then some got another slug and some were deleted."""
    posts = root / "posts"
    shutil.copytree(source, posts, ignore=shutil.ignore_patterns(".git"))
    settings = load(None, site={"url": "https://blog.example.org/"}, source={"dialect": "plain"})
    store, now = Store(f"sqlite:///{root}/store.db"), datetime.now(UTC) - timedelta(hours=2)
    sync(open_source(posts, settings.source), store, settings, now=now)
    files = sorted(
        file for file in posts.rglob("*.md") if file.read_text("utf-8", "replace").startswith("---\n")
    )
    for number, file in enumerate(files[::20]):
        text = file.read_text("utf-8")
        file.write_text(text.replace("---\n", f"---\nslug: 改名 {number}\n", 1), "utf-8")
    for file in files[5::40]:
        file.unlink()
    report = sync(open_source(posts, settings.source), store, settings, now=now + timedelta(hours=1))
    return Publisher(store), report.published


def _enter(table: Table, name: str, publisher: Publisher, port: int, stubs: bool) -> None:
    tried: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    with publisher.edition() as edition:
        for found in verify(edition, f"http://127.0.0.1:{port}/", DELIVERY, stubs):
            tried[found.aspect] += 1
            wrong[found.aspect] += bool(found.problem)
            if found.problem and wrong[found.aspect] <= 3:
                print(f"{name}: {found.url}: {found.problem}", file=sys.stderr)
    for aspect, count in tried.items():
        right = count - wrong[aspect]
        table.setdefault(aspect, {})[name] = f"{right}" if right == count else f"{right} of {count}"


def _print(table: Table, posts: int) -> None:
    names = list(next(iter(table.values())))
    print(f"{posts} posts\n\n| | {' | '.join(names)} |\n|---|{'---:|' * len(names)}")
    for aspect, cells in table.items():
        print(f"| {aspect} | {' | '.join(cells.get(name, '') for name in names)} |")


@contextmanager
def _server(publisher: Publisher, work: Path) -> Iterator[int]:
    moved = ", ".join(f"{old!r} = {new!r}" for old, new in MOVED.items())
    (work / "feedsvc.toml").write_text(f"[delivery]\nmoved = {{ {moved} }}\n", "utf-8")
    url = publisher.store.engine.url.render_as_string(hide_password=False)
    with running("web", "--store", url, cwd=work, port=free_port()) as server:
        yield server.port


def _with_file(host: str, twins: tuple[str, ...] = ()) -> Callable[[Publisher, Path], object]:
    @contextmanager
    def open_host(publisher: Publisher, work: Path) -> Iterator[int]:
        if host != "files" and shutil.which({"apache": "apache2"}.get(host, host)) is None:
            raise FileNotFoundError("not installed")
        hosts = ("stubs" if host == "files" else host,)
        export(publisher, work / "public", exporting(twins=twins, hosts=hosts, delivery=DELIVERY))
        with serving(host, work) as port:
            yield port

    return open_host


@contextmanager
def _bucket(publisher: Publisher, work: Path) -> Iterator[int]:
    """A stand-in for S3, behind Caddy in the place of a CDN."""
    if shutil.which("caddy") is None:
        raise FileNotFoundError("not installed")
    with ExitStack() as stack:
        port, store = free_port(), S3Server(work / "s3.log")
        stack.callback(store.stop)
        store.reset()
        os.environ |= store.environment
        export(publisher, Bucket("s3://web/blog", DELIVERY), exporting(hosts=("stubs",), delivery=DELIVERY))
        text = (EXAMPLES / "Caddyfile.bucket").read_text("utf-8")
        text = text.replace("blog.example.com {", f"http://127.0.0.1:{port} {{")
        text = text.replace("BUCKET/blog{uri}", "web/blog{uri}").replace("STORE", f"127.0.0.1:{store.port}")
        # The stand-in sends nothing to strangers.
        text = text.replace(
            "header_up Accept-", 'header_up Authorization "AWS key:any"\n\t\t\theader_up Accept-'
        )
        front = work / "front"
        front.mkdir()
        (front / "Caddyfile").write_text("{\n\tadmin off\n\tauto_https off\n}\n" + text, "utf-8")
        command = ["caddy", "run", "--config", str(front / "Caddyfile"), "--adapter", "caddyfile"]
        stack.enter_context(answering(command, port, front))
        yield port


_HOSTS = {
    "feedsvc web": _server,
    **{
        f"{host}{', twins' if twins else ''}": _with_file(host, twins)
        for host in ("nginx", "apache", "caddy")
        for twins in ((), TWINS)
    },
    "bucket": _bucket,
    "files": _with_file("files"),
}

if __name__ == "__main__":
    main()
