"""What Hexo makes of a blog's posts, with the Markdown renderer that the blog names."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import yaml

_SCRIPT = Path(__file__).with_suffix(".js")
_RENDERERS = ("hexo-renderer-markdown-it", "hexo-renderer-marked")


def hexo(blog: Path, site: Path, packages: Path) -> dict[str, dict[str, Any]]:
    """Each post by its path below `blog`; `site` is a folder to work in, `packages` one with Hexo and
    the renderers in `node_modules`. Raises `RuntimeError`."""
    for file in blog.glob("_config*.yml"):
        (site / file.name).symlink_to(file.resolve())
    (site / "source").symlink_to((blog / "source").resolve())
    (site / "node_modules").symlink_to((packages / "node_modules").resolve())
    named = _dependencies(blog)
    renderer = next((name for name in _RENDERERS if name in named), "hexo-renderer-marked")
    package = {"name": "site", "private": True, "hexo": {}, "dependencies": {"hexo": "*", renderer: "*"}}
    (site / "package.json").write_text(json.dumps(package), "utf-8")
    # Dates in addresses are in the zone of the machine: the author's, as far as the blog tells.
    zone = (yaml.safe_load((blog / "_config.yml").read_text("utf-8")) or {}).get("timezone") or "UTC"
    out = site / "posts.json"
    run = subprocess.run(
        ["node", _SCRIPT, packages, site, out],
        env={**os.environ, "TZ": zone},
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise RuntimeError((run.stdout + run.stderr)[-3000:])
    return json.loads(out.read_text("utf-8"))  # type: ignore[no-any-return]


def _dependencies(blog: Path) -> dict[str, str]:
    package = blog / "package.json"
    if not package.is_file():
        return {}
    return json.loads(package.read_text("utf-8")).get("dependencies") or {}
