"""What Hugo makes of a blog's pages: its content, configuration, shortcodes and render hooks, with a layout
that prints each page as JSON."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

_PAGE = """\
{{- $html := string .Content -}}
{{- dict "file" .File.Filename "url" .RelPermalink "date" (.Date.UTC.Format "2006-01-02T15:04:05Z")
  "draft" .Draft "title" .Title "html" $html "stand_in" (.Store.Get "standIn" | default false)
  | jsonify | safeHTML -}}
"""
# Code comes without colours. Nothing but pages is made, and only as HTML.
_OURS: dict[str, Any] = {
    "disableKinds": ["home", "section", "taxonomy", "term", "RSS", "sitemap", "robotsTXT", "404"],
    "enableGitInfo": False,
    "outputs": {"page": ["HTML"]},
    "minify": {"minifyOutput": False},
    "security": {"allowContent": [".*"]},
}
# Themes and modules are not there, and Hugo refuses what it no longer knows.
_LEFT_OUT = (
    "theme",
    "module",
    "outputs",
    "outputFormats",
    "mediaTypes",
    "paginate",
    "disableKinds",
    "cascade",
)
# A shortcode of a missing theme shows what is between its ends.
_NOTED = '{{ .Page.Store.Set "standIn" true }}'
_STAND_IN = _NOTED + "{{ with .Inner }}{{ . | markdownify }}{{ end }}"
_MISSING = re.compile(r'template for shortcode "([^"]+)"')
_NEVER_CLOSED = re.compile(r'shortcode "([^"]+)" must be closed')
_GONE = re.compile(r'The "tweet|The "twitter')
# Shortcodes of the blog's own that today's Hugo refuses, or that look something up on other sites.
_REFUSED = re.compile(r"template: _?shortcodes/([\w./-]+?)\.html:\d")
_REFUSED_HOOK = re.compile(r"template: (?:_default/)?_markup/([\w-]+)\.html:\d")
_REFUSED_PARTIAL = re.compile(r"template:_?partials/([\w./-]+?\.html):\d")
_NO_PAGE = re.compile(r'failed to create page from pageMetaSource [^"]*"([^"]+?):\d+:\d+"')
_BUILDS = 60


def hugo(blog: Path, site: Path, program: Path) -> dict[str, dict[str, Any]]:
    """Each page by its path below `blog`; `site` is a folder to build in. Raises `RuntimeError`."""
    lay_out(blog, site)
    for _ in range(_BUILDS):
        command: list[str | Path] = [
            program,
            "-D",
            "-F",
            "-E",
            "--ignoreCache",
            "--logLevel",
            "error",
            "-d",
            "public",
        ]
        run = subprocess.run(command, cwd=site, capture_output=True, text=True, check=False)
        if run.returncode == 0:
            return {
                f"content/{Path(page['file']).relative_to(site / 'content')}": page
                for page in _pages(site / "public")
            }
        _mend(site, run.stdout + run.stderr)
    raise RuntimeError(f"{blog}: Hugo does not come to an end")


def _pages(public: Path) -> Iterator[dict[str, Any]]:
    for file in public.rglob("*.html"):
        try:
            page = json.loads(file.read_text("utf-8"))
        except ValueError:
            continue  # a file that the content brought along
        if isinstance(page, dict) and page.get("file"):
            yield page


def lay_out(blog: Path, site: Path) -> None:
    layouts = site / "layouts"
    for source in (*sorted(blog.glob("themes/*")), blog):
        for below in ("shortcodes", "_shortcodes", "_markup", "_default/_markup", "partials", "_partials"):
            if (found := source / "layouts" / below).is_dir():
                shutil.copytree(found, layouts / below, dirs_exist_ok=True)
        for below in ("i18n", "data", "assets"):
            if (found := source / below).is_dir():
                shutil.copytree(found, site / below, dirs_exist_ok=True)
    shutil.copytree(blog / "content", site / "content", copy_function=_linked)
    if (blog / "static").is_dir():
        (site / "static").symlink_to(blog / "static")
    for name in ("single.html", "page.html", "_default/single.html"):
        (layouts / name).parent.mkdir(parents=True, exist_ok=True)
        (layouts / name).write_text(_PAGE, "utf-8")
    (site / "hugo.json").write_text(json.dumps(_configuration(blog), default=str), "utf-8")


def _linked(source: str, target: str) -> None:
    Path(target).hardlink_to(Path(source).resolve())


def _configuration(blog: Path) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in ("config", "hugo"):
        for file in sorted(blog.glob(f"{name}.*")):
            found |= _read(file)
    for file in sorted((blog / "config" / "_default").glob("*.*")):
        stem, values = file.stem, _read(file)
        if stem in ("config", "hugo"):
            found |= values
        else:
            at, _, language = stem.partition(".")
            if language:
                found.setdefault("languages", {}).setdefault(language, {})[at] = values
            else:
                found[at] = values
    found = {name: value for name, value in found.items() if name.lower() not in map(str.lower, _LEFT_OUT)}
    found |= _OURS
    markup = {name.lower(): value for name, value in (found.pop("markup", None) or {}).items()}
    markup["highlight"] = {**(markup.get("highlight") or {}), "codeFences": False}
    markup.pop("defaultmarkdownhandler", None)
    found["markup"] = markup
    return found


def _read(file: Path) -> dict[str, Any]:
    text = file.read_text("utf-8-sig")
    match file.suffix:
        case ".toml":
            return tomllib.loads(text)
        case ".yaml" | ".yml":
            return yaml.safe_load(text) or {}
        case ".json":
            return json.loads(text)  # type: ignore[no-any-return]
    return {}


def _mend(site: Path, said: str) -> None:
    """Give a shortcode that Hugo misses a stand-in. Raises `RuntimeError` for what cannot be mended."""
    shortcodes = site / "layouts" / "shortcodes"
    shortcodes.mkdir(parents=True, exist_ok=True)
    if unclosed := _NEVER_CLOSED.search(said):
        # `.Inner` in a stand-in asks for an end.
        (shortcodes / f"{unclosed[1]}.html").write_text(_NOTED, "utf-8")
    elif missing := _MISSING.search(said):
        file = shortcodes / f"{missing[1]}.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(_STAND_IN, "utf-8")
    elif _GONE.search(said):
        for name in ("tweet", "twitter", "twitter_simple"):
            (shortcodes / f"{name}.html").write_text(_NOTED, "utf-8")
    elif hook := _REFUSED_HOOK.search(said):
        for file in (site / "layouts").rglob(f"_markup/{hook[1]}.html"):
            file.unlink()
    elif page := _NO_PAGE.search(said):
        Path(page[1]).unlink()
    elif refused := _REFUSED.search(said):
        (shortcodes / f"{refused[1]}.html").write_text(_NOTED, "utf-8")
    elif partial := _REFUSED_PARTIAL.search(said):  # a theme's, for an older Hugo
        for below in ("partials", "_partials"):
            (site / "layouts" / below / partial[1]).unlink(missing_ok=True)
    else:
        raise RuntimeError(said[-3000:])
