"""Feeds of a blog as its own generator writes them: hexo-generator-feed, jekyll-feed, Hugo's and Pelican's.

The programs and plug-ins are those of this machine, as `bench.fidelity` has them; hexo-generator-feed lies
beside Hexo. Posts are fed without their texts where a text may need what is not there: no generator makes an
id of it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

from bench.fidelity import hugo as hugo_pages
from bench.fidelity import jekyll as jekyll_posts

_FRONT_MATTER = re.compile(r"\ufeff?(---|\+\+\+)[ \t]*\r?\n.*?\n\1[ \t]*(?:\r?\n|\Z)", re.DOTALL)
# `Writer._add_item_to_the_feed` of Pelican 3.4 to 3.6.
_OLD_PELICAN = """
from urllib.parse import urlparse
from pelican import writers
def get_tag_uri(link, day):
    parts = urlparse(link)
    return 'tag:%s,%s:%s' % (parts.netloc, day.date(), parts.path.lstrip('/'))
writers.get_tag_uri = get_tag_uri
"""
_HEXO = Path(__file__).with_name("old_feeds.js")


def old_feeds(
    kind: str, blog: Path, site: Path, limit: int | None = None, older: str | None = None
) -> dict[str, bytes]:
    """The documents of the blog's feed by their paths below the site; with all posts, or `limit` of them;
    made by the version that `older` names, as `bench.moving` says.

    `site` is a folder to work in. Raises `RuntimeError` where there is no such generator, or it fails.
    """
    made = {"hexo": _hexo, "jekyll": _jekyll, "hugo": _hugo, "pelican": _pelican}.get(kind)
    if made is None:
        raise RuntimeError(f"no feed of {kind} can be made here")
    return made(blog, site, limit, older)


def lay_in_sub_path(blog: Path, copy: Path) -> None:
    """A copy of the blog with its address below a host and in a path of other scripts."""
    shutil.copytree(blog, copy, ignore=shutil.ignore_patterns(".git", "node_modules"))
    host, path = "https://例え.example", "/日誌"
    for name, (pattern, ours) in {
        "_config.yml": (r"^(?:baseurl|url|root):.*$", f"\nurl: {host}{{}}\nbaseurl: {path}\nroot: {path}/\n"),
        "config.toml": (r"(?i)^baseurl *=.*$", f'\nbaseURL = "{host}{path}/"\n'),
        "hugo.toml": (r"(?i)^baseurl *=.*$", f'\nbaseURL = "{host}{path}/"\n'),
        "hugo.yaml": (r"(?i)^baseurl:.*$", f"\nbaseURL: {host}{path}/\n"),
        "pelicanconf.py": (r"^(?!)", f"\nSITEURL = '{host}{path}'\n"),
        "publishconf.py": (r"^(?!)", f"\nSITEURL = '{host}{path}'\n"),
    }.items():
        if (file := copy / name).is_file():
            text = re.sub(pattern, "", file.read_text("utf-8"), flags=re.MULTILINE)
            # Hexo's `url` has the path, Jekyll's has not; TOML's first lines belong to no table.
            given = ours.replace("{}", path if (copy / "source/_posts").is_dir() else "")
            file.write_text(given + text if name.endswith("toml") else text + given, "utf-8")


def _run(command: list[str | Path], folder: Path, **environment: str) -> None:
    run = subprocess.run(
        command, cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    if run.returncode:
        raise RuntimeError((run.stdout + run.stderr)[-3000:])


def _hexo(blog: Path, site: Path, limit: int | None, older: str | None) -> dict[str, bytes]:
    packages = Path(older or os.environ["BENCH_NODE"])
    version = json.loads((packages / "hexo-generator-feed" / "package.json").read_text("utf-8"))["version"]
    config = yaml.safe_load((blog / "_config.yml").read_text("utf-8")) or {}
    shutil.copytree(blog / "source", site / "source", symlinks=True)
    # Of two kinds version 1 knows only to make one.
    kinds: str | list[str] = "atom" if version.startswith("1.") else ["atom", "rss2"]
    config |= {"theme": False, "feed": {"type": kinds, "limit": limit or 0}}
    (site / "_config.yml").write_text(yaml.safe_dump(config, allow_unicode=True), "utf-8")
    (site / "node_modules").symlink_to(packages.resolve())
    wanted = {"hexo": "*", "hexo-renderer-marked": "*", "hexo-generator-feed": "*"}
    package = {"name": "site", "private": True, "hexo": {}, "dependencies": wanted}
    (site / "package.json").write_text(json.dumps(package), "utf-8")
    out = site / "made"
    out.mkdir()
    _run(["node", _HEXO, packages, site, out], site, TZ=config.get("timezone") or "UTC")
    return {"atom.xml": (out / "atom.xml").read_bytes(), "rss2.xml": (out / "rss2.xml").read_bytes()}


def _jekyll(blog: Path, site: Path, limit: int | None, older: str | None) -> dict[str, bytes]:
    jekyll_posts.lay_out(blog, site)
    shutil.rmtree(site / "_plugins")
    _drop_texts(site)
    ours = {"plugins": ["jekyll-feed"], "gems": [], "theme": None, "remote_theme": None}
    ours |= {"feed": {"posts_limit": limit or 1_000_000}, "highlighter": "none", "future": False}
    (site / "ours.yml").write_text(yaml.safe_dump(ours), "utf-8")
    program = shutil.which("jekyll")
    if program is None:
        raise RuntimeError("no jekyll on the PATH")
    configs = "_config.yml,ours.yml"
    command = [program, "build", "--config", configs, "-d", "made", "--disable-disk-cache"]
    _run([*command], site, TZ="UTC", LC_ALL="C.UTF-8", RUBYLIB=older or "")
    return {"feed.xml": (site / "made" / "feed.xml").read_bytes()}


def _hugo(blog: Path, site: Path, limit: int | None, older: str | None) -> dict[str, bytes]:
    hugo_pages.lay_out(blog, site)
    shutil.rmtree(site / "layouts")
    (site / "layouts").mkdir()
    (site / "layouts" / "single.html").write_text("{{ .Title }}", "utf-8")
    _drop_texts(site / "content")
    config = json.loads((site / "hugo.json").read_text("utf-8"))
    config |= {"disableKinds": ["section", "taxonomy", "term", "sitemap", "robotsTXT", "404"]}
    config |= {"outputs": {"home": ["RSS"], "page": ["HTML"]}, "services": {"rss": {"limit": limit or -1}}}
    config.pop("rssLimit", None)
    (site / "hugo.json").write_text(json.dumps(config, default=str), "utf-8")
    program = older or shutil.which("hugo")
    if program is None:
        raise RuntimeError("no hugo on the PATH")
    if older:  # it follows no links
        followed = site.with_name("followed")
        shutil.copytree(site, followed)
        site = followed
    _run([program, "--ignoreCache", "-d", "made"], site)
    made = site / "made"
    return {str(file.relative_to(made)): file.read_bytes() for file in sorted(made.rglob("index.xml"))}


def _pelican(blog: Path, site: Path, limit: int | None, older: str | None) -> dict[str, bytes]:
    out = site / "made"
    settings = f"""
import sys
sys.path.insert(0, {str(blog)!r})
sys.dont_write_bytecode = True
from pelicanconf import *
try:
    from publishconf import SITEURL
except Exception:
    pass
PLUGINS, THEME, RELATIVE_URLS, CACHE_CONTENT = [], "simple", False, False
globals().pop("JINJA_EXTENSIONS", None)
FEED_ALL_ATOM, FEED_ALL_RSS, FEED_MAX_ITEMS = "feeds/all.atom.xml", "feeds/all.rss.xml", {limit!r}
CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = TRANSLATION_FEED_ATOM = TAG_FEED_ATOM = None
DIRECT_TEMPLATES, TEMPLATE_PAGES = [], {{}}
{_OLD_PELICAN if older else ""}
"""
    (site / "feedconf.py").write_text(settings, "utf-8")
    content = next(path for path in (blog / "content", blog) if path.is_dir())
    command = [sys.executable, "-m", "pelican", content, "-s", site / "feedconf.py", "-o", out, "-q"]
    _run([*command], blog, PYTHONDONTWRITEBYTECODE="1", TZ="UTC")
    return {f"feeds/{name}": (out / "feeds" / name).read_bytes() for name in ("all.atom.xml", "all.rss.xml")}


def _drop_texts(folder: Path) -> None:
    """Leave of each post its front matter and one sentence."""
    for file in folder.rglob("*"):
        if file.suffix.lower() not in (".md", ".markdown", ".mkd", ".html") or not file.is_file():
            continue
        found = _FRONT_MATTER.match(file.read_text("utf-8", "replace"))
        text = f"{found[0].rstrip()}\n\nA text.\n" if found else "A text.\n"
        file.unlink()  # it may be a link to the blog's own
        file.write_text(text, "utf-8")
