"""Which generator a blog is made for, and whether it is there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bench.fidelity.hexo import hexo
from bench.fidelity.hugo import hugo
from bench.fidelity.jekyll import jekyll
from feedsvc.sources import open_source
from feedsvc.sources.markdown_folder import MarkdownFolder

Dump = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Generator:
    """`dump` gives each page of a blog by its path below the blog's root, with `html`, `url` below the site's
    root, `date`, and `draft`; the folder is its own to work in. Raises `RuntimeError`."""

    name: str
    dump: Callable[[Path, Path], Dump]


def generator_of(blog: Path) -> Generator | str:
    """The generator of this blog, or what is missing for it."""
    source = open_source(blog)
    kind = source.dialect.name if isinstance(source, MarkdownFolder) else "plain"
    dump = _dump_with(kind)
    return dump if isinstance(dump, str) else Generator(kind, dump)


def _dump_with(kind: str) -> Callable[[Path, Path], Dump] | str:
    if kind == "hexo":
        packages = os.environ.get("BENCH_NODE_MODULES")
        return partial(hexo, packages=Path(packages).parent) if packages else "BENCH_NODE_MODULES is not set"
    if kind in ("hugo", "jekyll"):
        program = shutil.which(kind)
        make = hugo if kind == "hugo" else jekyll
        return partial(make, program=Path(program)) if program else f"no {kind} on the PATH"
    scripts = {"pelican": ("pelican_articles", "pelican"), "zola": ("zola_pages", "pyromark")}
    script, module = scripts.get(kind, ("", ""))
    if not script:
        return "no blog of a known generator"
    if find_spec(module) is None:
        return f"this Python has no {module}"
    return partial(_of_script, Path(__file__).with_name(f"{script}.py"))


def _of_script(script: Path, blog: Path, site: Path) -> Dump:
    """What a script says that needs a process of its own."""
    out = site / "dump.json"
    run = subprocess.run(
        [sys.executable, script, blog, out],
        env={**os.environ, "TZ": "UTC", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise RuntimeError((run.stdout + run.stderr)[-3000:])
    return json.loads(out.read_text("utf-8"))  # type: ignore[no-any-return]
