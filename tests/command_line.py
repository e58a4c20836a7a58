"""The command line without a process of its own: what `feedsvc` would print, and how it would end."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from feedsvc.cli import main

URL = ("--url", "https://example.com/")


class Ended(NamedTuple):
    code: int
    out: str
    err: str


def run(*arguments: str | Path, cwd: Path, stdin: str = "", **environment: str) -> Ended:
    """`feedsvc` with these arguments in this folder, with these variables."""
    out, err = StringIO(), StringIO()
    argv = ["feedsvc", *map(str, arguments)]
    given = TextIOWrapper(BytesIO(stdin.encode()))
    with (
        chdir(cwd),
        patch.object(sys, "argv", argv),
        patch.object(sys, "stdin", given),
        patch.dict(os.environ, environment),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            main()
            code = 0
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 1
    return Ended(code, out.getvalue(), err.getvalue())


def write(root: Path, files: Mapping[str, str]) -> None:
    """Files below a folder, by their paths; a path that ends in a slash is a folder."""
    for name, text in files.items():
        path = root / name
        if name.endswith("/"):
            path.mkdir(parents=True, exist_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")


def post(title: str, day: int = 1, text: str = "Some words.") -> str:
    """A post's file."""
    return f"---\ntitle: {title}\ndate: 2024-01-{day:02}\n---\n{text}\n"
