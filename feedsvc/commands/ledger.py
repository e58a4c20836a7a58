"""The ledger commands."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import click

from feedsvc.commands import common
from feedsvc.commands.messages import progress, say
from feedsvc.errors import SourceError, StoreError, UsageError
from feedsvc.posts.make import PostOptions
from feedsvc.settings import Settings
from feedsvc.sources.published.published_post import PublishedPost, PublishedPosts
from feedsvc.sources.published.reading import is_address, read_published
from feedsvc.store.store import Store
from feedsvc.sync.known_ids import KnownIds, import_ids
from feedsvc.sync.ledger_file import export_ledger, import_ledger

_FILE = click.Path(path_type=Path, dir_okay=False, allow_dash=True)
STANDARD = Path("-")
_LONGEST_LINE = 1 << 20


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
@click.argument("files", nargs=-1, required=True)
@click.option("--source", help="The posts that take the ids (else source.path).")
@common.with_address
def import_(settings: Settings, files: tuple[str, ...]) -> None:
    """Put what readers know into a new store; then sync.

    FILES are one ledger, or standard input (-); or old feeds (Atom, RSS, JSON Feed; files or addresses), an
    export of WordPress or Ghost: whose posts are found among those of the source, which take their ids.
    """
    ledgers = [file for file in files if _is_ledger(file)]
    if not ledgers:
        _import_ids(settings, files)
        return
    if len(files) > 1:
        raise UsageError(f"{ledgers[0]}: a ledger has every id; name it alone")
    (file,) = files
    with _opened(file) as data, progress() as show:
        posts = import_ledger(Store(settings.store.url), _lines(data, file), file, show)
    say(f"{file}: {posts} posts; sync now to publish them")


def _is_ledger(file: str) -> bool:
    """Whether this is meant as a ledger: what is neither XML nor a JSON document of another kind."""
    if file == str(STANDARD) or is_address(file):
        return file == str(STANDARD)
    try:
        with Path(file).open("rb") as opened:
            first = opened.readline(_LONGEST_LINE).lstrip(b"\xef\xbb\xbf \t")
    except OSError:
        return True  # reading it says why
    if first.startswith((b"<", b"\xff\xfe", b"\xfe\xff")):
        return False
    try:
        found = json.loads(first)
    except ValueError:
        return not first.startswith(b"{")
    return not (isinstance(found, dict) and {"version", "db", "items"} & found.keys())


def _opened(file: str) -> BinaryIO:
    """Before there is a store: a mistaken name makes none."""
    try:
        return sys.stdin.buffer if file == str(STANDARD) else Path(file).open("rb")
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error}") from None


def _lines(data: BinaryIO, file: str) -> Iterator[str]:
    try:
        for line in data:
            yield line.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file}: cannot be read: {error}") from None


def read_all(names: tuple[str, ...]) -> list[PublishedPosts]:
    """What other systems have published: feeds and exports. Raises `SourceError`."""
    found = [read_published(name) for name in names]
    for each in found:
        if not each.posts:
            raise SourceError(f"{each.name}: it has no posts")
    return found


def told_left_out(left_out: Counter[str]) -> str:
    """What of a document is no post, in a line; "" for nothing."""
    return ", ".join(f"{count} {what}" for what, count in sorted(left_out.items()) if count)


def _import_ids(settings: Settings, names: tuple[str, ...]) -> None:
    source = common.configured_source(settings)
    common.require_address(settings)
    url = common.site_address(settings) or ""
    options = PostOptions(settings.site.zone, settings.site.language)
    store = Store(settings.store.url)
    for document in read_all(names):
        found = import_ids(store, source, document.posts, url, options)
        _tell(document.name, found, len([post for post in document.posts if not post.draft]))
    say("sync now to publish them under these ids")


def _tell(name: str, found: KnownIds, posts: int) -> None:
    by = ", ".join(f"{count} by {what}" for what, count in found.by.items())
    say(f"{name}: {posts} posts; {found.found} records take their ids" + (f" ({by})" if by else ""))
    if found.others:
        say(f"{name}: {found.others} of them keep the id of a feed before this one")
    for post, near in found.alone:
        nearest = f"the nearest is {near.key} ({near.title})" if near else "none is near"
        say(f"{name}: no record for {_shown(post)}; {nearest}")


def _shown(post: PublishedPost) -> str:
    day = f", {post.published:%Y-%m-%d}" if post.published else ""
    return f"{post.title or post.url or post.id}{day}"
