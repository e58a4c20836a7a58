"""The explain command."""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import click

from feedsvc.checks.explanation import explain as explain_file
from feedsvc.checks.explanation_text import as_page, as_text
from feedsvc.commands import common
from feedsvc.commands.stores import existing_store
from feedsvc.settings import Settings
from feedsvc.sources import open_file, open_source
from feedsvc.sources.blog import with_blog
from feedsvc.sources.markdown_folder import MarkdownFile, MarkdownFolder
from feedsvc.store.lookup import known_post


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--html", "as_html", is_flag=True, help="Show the post as a reader does, in a browser.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write that page here.")
@common.with_address
def explain(settings: Settings, file: Path, as_html: bool, output: Path | None) -> None:
    """Say how FILE becomes an entry: fields, id, address, excerpt, feeds, and each change to its text."""
    settings = settings.at(common.site_address(settings))
    item = _item(settings, file)
    settings, _ = with_blog(settings, file.parent)
    with existing_store(settings) as store:
        known = None if store is None else known_post(store, item.key)
    found = explain_file(item, known, settings, datetime.now(UTC))
    if not as_html and output is None:
        click.echo(as_text(found))
        return
    path = output or _temporary()
    path.write_text(as_page(found), "utf-8", errors="replace")
    click.echo(path)
    if as_html and sys.stdout.isatty():
        click.launch(os.fspath(path))


def _item(settings: Settings, file: Path) -> MarkdownFile:
    """The file as the configured source lists it, else as a part of the blog it lies in."""
    if settings.source.path and file.is_file():
        source = open_source(settings.source.path, settings.source)
        if isinstance(source, MarkdownFolder):
            for item in source.items():
                if not isinstance(item, MarkdownFile) or not item.path.endswith(file.name):
                    continue
                if Path(item.path).samefile(file):
                    return item
    return open_file(file, settings.source)


def _temporary() -> Path:
    handle, path = tempfile.mkstemp(prefix="feedsvc-", suffix=".html")
    os.close(handle)
    return Path(path)
