"""The ledger commands."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from feedsvc.commands import common
from feedsvc.commands.messages import say
from feedsvc.errors import StoreError, UsageError
from feedsvc.settings import Settings
from feedsvc.store.store import Store
from feedsvc.sync.ledger_file import export_ledger, import_ledger

_FILE = click.Path(path_type=Path, dir_okay=False, allow_dash=True)
STANDARD = Path("-")


@click.group()
def ledger() -> None:
    """Entry ids and ordinals as a text file, to be kept beside the posts."""


@ledger.command("export")
@click.argument("file", type=_FILE, required=False)
@common.with_settings
def export_(settings: Settings, file: Path | None) -> None:
    """Write the ledger to FILE, or to standard output (-)."""
    text = "".join(f"{line}\n" for line in export_ledger(Store(settings.store.url)))
    if file is None or file == STANDARD:
        click.echo(text, nl=False)
        return
    part = file.with_name(f".{file.name}.part")
    try:
        part.write_text(text, "utf-8")
        part.replace(file)
    except OSError as error:
        raise StoreError(f"{file}: cannot be written: {error.strerror}") from None


@ledger.command("import")
@click.argument("file", type=_FILE)
@common.with_settings
def import_(settings: Settings, file: Path) -> None:
    """Put the ledger in FILE, or from standard input (-), into a new store; then sync."""
    try:
        data = sys.stdin.buffer.read() if file == STANDARD else file.read_bytes()
        lines = data.decode("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file}: cannot be read: {error}") from None
    posts = import_ledger(Store(settings.store.url), lines, str(file))
    say(f"{file}: {posts} posts; sync now to publish them")
