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
_HEXO = Path(__file__).with_name("old_feeds.js")


def old_feeds(kind: str, blog: Path, site: Path, limit: int | None = None) -> dict[str, bytes]:
    """The documents of the blog's feed by their paths below the site; with all posts, or `limit` of them.

    `site` is a folder to work in. Raises `RuntimeError` where there is no such generator, or it fails.
    """
    made = {"hexo": _hexo, "jekyll": _jekyll, "hugo": _hugo, "pelican": _pelican}.get(kind)
    if made is None:
        raise RuntimeError(f"no feed of {kind} can be made here")
    return made(blog, site, limit)


def _run(command: list[str | Path], folder: Path, **environment: str) -> None:
    run = subprocess.run(
        command, cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    if run.returncode:
        raise RuntimeError((run.stdout + run.stderr)[-3000:])


def _hexo(blog: Path, site: Path, limit: int | None) -> dict[str, bytes]:
    packages = Path(os.environ["BENCH_NODE"])
    config = yaml.safe_load((blog / "_config.yml").read_text("utf-8")) or {}
    shutil.copytree(blog / "source", site / "source", symlinks=True)
    config |= {"theme": False, "feed": {"type": ["atom", "rss2"], "limit": limit or 0}}
    (site / "_config.yml").write_text(yaml.safe_dump(config, allow_unicode=True), "utf-8")
    (site / "node_modules").symlink_to(packages.resolve())
    wanted = {"hexo": "*", "hexo-renderer-marked": "*", "hexo-generator-feed": "*"}
    package = {"name": "site", "private": True, "hexo": {}, "dependencies": wanted}
    (site / "package.json").write_text(json.dumps(package), "utf-8")
    out = site / "made"
    out.mkdir()
    _run(["node", _HEXO, packages, site, out], site, TZ=config.get("timezone") or "UTC")
    return {"atom.xml": (out / "atom.xml").read_bytes(), "rss2.xml": (out / "rss2.xml").read_bytes()}


def _jekyll(blog: Path, site: Path, limit: int | None) -> dict[str, bytes]:
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
    _run([*command], site, TZ="UTC", LC_ALL="C.UTF-8")
    return {"feed.xml": (site / "made" / "feed.xml").read_bytes()}


def _hugo(blog: Path, site: Path, limit: int | None) -> dict[str, bytes]:
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
    program = shutil.which("hugo")
    if program is None:
        raise RuntimeError("no hugo on the PATH")
    _run([program, "--ignoreCache", "--logLevel", "error", "-d", "made"], site)
    made = site / "made"
    return {str(file.relative_to(made)): file.read_bytes() for file in sorted(made.rglob("index.xml"))}


def _pelican(blog: Path, site: Path, limit: int | None) -> dict[str, bytes]:
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
