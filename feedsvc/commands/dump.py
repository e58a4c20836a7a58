"""The commands dump and load: what a store holds, taken away and brought back."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from feedsvc.commands import common
from feedsvc.commands.messages import say
from feedsvc.errors import StoreError, UsageError
from feedsvc.settings import Settings
from feedsvc.store.store import Store
from feedsvc.sync.store_dump import dump_store, load_store

_FILE = click.Path(path_type=Path, dir_okay=False, allow_dash=True)
_STANDARD = Path("-")


@click.command()
@click.argument("file", type=_FILE, required=False)
@common.with_own_settings
def dump(settings: Settings, file: Path | None) -> None:
    """Write all that the store holds as JSON Lines to FILE, or to standard output (-): posts with their ids,
    and all else that another store needs to go on."""
    store = Store(settings.store.url)
    lines = (f"{line}\n" for line in dump_store(store))
    if file is None or file == _STANDARD:
        for line in lines:
            click.echo(line, nl=False)
        return
    part = file.with_name(f".{file.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as opened:
            opened.writelines(lines)
        part.replace(file)
    except OSError as error:
        raise StoreError(f"{file}: cannot be written: {error.strerror}") from None
    finally:
        part.unlink(missing_ok=True)
    say(f"{file} written; feedsvc load brings it into a new store. Files beside posts stay where they are")


@click.command()
@click.argument("file", type=_FILE)
@common.with_own_settings
def load(settings: Settings, file: Path) -> None:
    """Fill a new store from FILE, as feedsvc dump wrote it, or from standard input (-)."""
    store = Store(settings.store.url)
    try:
        posts = load_store(store, _lines(file), str(file))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file}: cannot be read: {error}") from None
    say(f"{file}: {posts} posts; the store goes on where the other was")


def _lines(file: Path) -> Iterator[str]:
    if file == _STANDARD:
        yield from sys.stdin
        return
    with file.open(encoding="utf-8", newline="\n") as opened:
        yield from opened
