"""What Jekyll makes of a blog's posts: no layouts, no highlighter, and of its plug-ins those that change
posts and that Debian has."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

_PLUGIN = Path(__file__).with_name("jekyll_posts.rb")
_OURS = """\
plugins: [{plugins}]
gems: []
theme: null
remote_theme: null
incremental: false
future: true
show_drafts: true
highlighter: none
kramdown: {{syntax_highlighter: null}}
liquid: {{error_mode: lax, strict_filters: false, strict_variables: false}}
"""
_PLUGINS = ("jekyll-relative-links", "jekyll-gist", "jekyll-include-cache", "jekyll-mentions", "jekyll-toc")
_GITHUB_PAGES = ("jekyll-relative-links", "jekyll-gist")
_MARKDOWN = (".md", ".markdown", ".mkd", ".mkdown")
_NOT_THE_BLOG = frozenset(("_site", "vendor", "node_modules", "_posts", "_drafts", "_includes", ".git"))
_NO_INCLUDE = re.compile(r"Could not locate the included file '([^']+)'")
_NO_TAG = re.compile(r"Unknown tag '([^']+)'")
_BUILDS = 60


def jekyll(blog: Path, site: Path, program: Path) -> dict[str, dict[str, Any]]:
    """Each post by its path below `blog`; `site` is a folder to build in. Raises `RuntimeError`."""
    lay_out(blog, site)
    out, tags, blocks = site / "posts.json", set[str](), set[str]()
    written = "\n".join(file.read_text("utf-8", "replace") for file in site.glob("**/_posts/**/*.*"))
    for _ in range(_BUILDS):
        environment = {
            "TZ": "UTC",
            "LC_ALL": "C.UTF-8",
            "DUMP_OUT": str(out),
            "DUMP_TAGS": " ".join(tags),
            "DUMP_BLOCKS": " ".join(blocks),
        }
        command: list[str | Path] = [
            program,
            "build",
            "--config",
            "_config.yml,ours.yml",
            "-d",
            "made",
            "--disable-disk-cache",
        ]
        run = subprocess.run(
            command, cwd=site, env={**os.environ, **environment}, capture_output=True, text=True, check=False
        )
        if run.returncode == 0:
            return json.loads(out.read_text("utf-8"))  # type: ignore[no-any-return]
        said = run.stdout + run.stderr
        if include := _NO_INCLUDE.search(said):
            file = site / "_includes" / include[1]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("<!--stand-in-->", "utf-8")
        elif tag := _NO_TAG.search(said):
            (blocks if f"end{tag[1]}" in written else tags).add(tag[1])
        else:
            raise RuntimeError(said[-3000:])
    raise RuntimeError(f"{blog}: Jekyll does not come to an end")


def lay_out(blog: Path, site: Path) -> None:
    for name in ("_posts", "_drafts"):
        for folder in blog.rglob(name):
            if folder.is_dir() and "_site" not in folder.parts:
                shutil.copytree(folder, site / folder.relative_to(blog))
    for name in ("_includes", "_data"):
        if (blog / name).is_dir():
            shutil.copytree(blog / name, site / name)
    for file in blog.rglob("*.*"):  # pages that posts link to
        below = file.relative_to(blog)
        if file.suffix.lower() in _MARKDOWN and not _NOT_THE_BLOG & set(below.parts) and file.is_file():
            (site / below).parent.mkdir(parents=True, exist_ok=True)
            (site / below).write_text(_without_text(file.read_text("utf-8", "replace")), "utf-8")
    # Debian's reader of YAML knows no byte order mark; Jekyll's own does.
    (site / "_config.yml").write_text((blog / "_config.yml").read_text("utf-8-sig"), "utf-8")
    (site / "ours.yml").write_text(_OURS.format(plugins=", ".join(_plugins(blog))), "utf-8")
    (site / "_plugins").mkdir()
    shutil.copy(_PLUGIN, site / "_plugins")


def _without_text(page: str) -> str:
    """A page's front matter alone: what else is in it may need what is not there."""
    found = re.match(r"---\s*\n.*?\n---\s*(?:\n|\Z)", page, re.DOTALL)
    return found[0] if found else ""


def _plugins(blog: Path) -> list[str]:
    """Those of `_PLUGINS` that the blog asks for."""
    files = (blog / "_config.yml", blog / "Gemfile")
    asked = "\n".join(file.read_text("utf-8", "replace") for file in files if file.is_file())
    named = {name for name in _PLUGINS if re.search(rf"^[^#\n]*\b{name}\b", asked, re.MULTILINE)}
    if "github-pages" in asked:
        named.update(_GITHUB_PAGES)
    return sorted(named)
