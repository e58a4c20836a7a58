"""The export command."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import unquote

import click
from sqlalchemy import select

from feedsvc.addresses import is_local, site_url
from feedsvc.commands import common
from feedsvc.commands.messages import progress, say, say_error
from feedsvc.errors import UsageError
from feedsvc.export import Exported, open_target
from feedsvc.export import export as export_documents
from feedsvc.export.verify import verify
from feedsvc.feed_kinds import FEED_FOLDERS
from feedsvc.publish.publisher import Publisher
from feedsvc.settings import Settings
from feedsvc.sources.file_names import MARKDOWN
from feedsvc.store import schema
from feedsvc.store.store import Store
from feedsvc.sync.listing import PUBLISHED
from feedsvc.sync.sync_report import SyncReport

_LOOKED_FOR = 100  # records: where one is, the others are


@click.command()
@click.argument("folder", required=False)
@common.source_argument
@click.option(
    "--list", "as_list", is_flag=True, help="Print what changed: new, changed or removed, and the file."
)
@click.option("--json", "as_json", is_flag=True, help="Print what changed, with URLs, as JSON.")
@click.option("--atomic", is_flag=True, help="Let FOLDER be a link, and swap it for the new folder at once.")
@click.option(
    "--verify", "live", metavar="URL", help="Write nothing: compare the live site at URL with the store."
)
@click.option("--jobs", type=int, help="Processes that build documents; else one a core.")
@click.option("--allow-older", is_flag=True, help="Go back to an older store than the last export's.")
@common.shrink_option
@common.metrics_option
@common.with_address
def export(
    settings: Settings,
    folder: str | None,
    as_list: bool,
    as_json: bool,
    atomic: bool,
    live: str | None,
    allow_older: bool,
    allow_shrink: bool,
) -> int:
    """Write every document below FOLDER (or s3://BUCKET/PREFIX), after a sync where SOURCE is given or
    configured."""
    if live is not None:
        _verify(settings, live)
        return 0
    if folder is None:
        raise UsageError("name the folder to export to, or the live site to compare with (--verify URL)")
    target = open_target(folder, settings.delivery, atomic=atomic)
    if common.has_source(settings):
        common.require_address(settings)
        _require_apart(folder, settings)
    store = Store(settings.store.url)
    synced = common.run_sync(settings, store, allow_shrink) if common.has_source(settings) else SyncReport()
    publisher = Publisher(store, settings.site.url)
    _tell_address(publisher, settings)
    _require_no_posts(folder, store)
    with progress() as show:
        done = export_documents(publisher, target, settings, show, allow_older=allow_older)
    say(
        f"{folder}: {done.documents} documents; {len(done.new)} files new, {len(done.changed)} changed, "
        f"{len(done.removed)} removed; revision {done.revision}"
    )
    for line in done.told:
        say(line)
    for line in done.faults:
        say_error(f"stays as it was exported: {line}")
    if as_json:
        click.echo(json.dumps(_report(done, synced), ensure_ascii=False, indent=1))
    elif as_list:
        for what, names in _lists(done).items():
            for name in names:
                click.echo(f"{what}\t{unquote(name)}")
    return int(bool(done.faults or synced.faults))


def _verify(settings: Settings, live: str) -> None:
    """A line for each difference on standard output; exit code 1 where there is one."""
    try:
        url = site_url(live)
    except ValueError as error:
        raise UsageError(f"--verify {live!r}: {error}") from None
    publisher = Publisher(Store(settings.store.url), settings.site.url)
    tried = differing = 0
    with publisher.edition() as edition, progress() as show:
        is_stubs = "stubs" in settings.export.hosts
        for found in verify(edition, url, settings.delivery, is_stubs, show):
            tried += 1
            if found.problem:
                differing += 1
                click.echo(f"{found.url}: {found.problem}")
    say(f"{live}: {tried} things tried, {differing} differ from the store")
    if differing:
        raise click.exceptions.Exit(1)


def _require_apart(folder: str, settings: Settings) -> None:
    """Raises `UsageError` where documents would lie among the posts that they are made of. Below the current
    folder they may: a site's own folder often holds what is made of it."""
    watched = common.watched_path(settings)
    if watched is None or "://" in folder or not watched.is_dir():
        return
    posts = watched.resolve()
    target = Path(folder).resolve()
    is_inside = posts in target.parents and posts != Path.cwd()
    is_around = target in posts.parents and posts.relative_to(target).parts[0] in (*FEED_FOLDERS, "posts")
    if target == posts or is_inside or is_around:
        raise UsageError(
            f"{folder}: documents would lie among the posts in {posts}; export to another folder"
        )


def _require_no_posts(folder: str, store: Store) -> None:
    """Raises `UsageError` where the folder holds the very posts that were published."""
    if "://" in folder or not Path(folder).is_dir():
        return
    with store.reading() as connection:
        record = schema.record.c
        keys = connection.scalars(
            select(record.key).where(record.state == PUBLISHED).limit(_LOOKED_FOR)
        ).all()
    if any(key.endswith(MARKDOWN) and (Path(folder) / key).is_file() for key in keys):
        raise UsageError(f"{folder}: documents would lie among the posts there; export to another folder")


def _tell_address(publisher: Publisher, settings: Settings) -> None:
    """Say where the documents are made for another address than the site's, or for this machine's."""
    with publisher.edition() as edition:
        published, url = edition.publication.url, edition.url
        common.tell_redirects(edition, settings.delivery.moved)
    if url != published:
        say(f"written for {url}; the site is published at {published} (a sync with --url moves it)")
    if is_local(url):
        say(f"written for {url}, which leads to this machine alone (--url says where the site will be found)")


def _lists(done: Exported) -> dict[str, list[str]]:
    return {"new": done.new, "changed": done.changed, "removed": done.removed}


def _report(done: Exported, synced: SyncReport) -> dict[str, object]:
    lists = {
        what: [{"file": unquote(name), "url": done.url + name.removesuffix("index.html")} for name in names]
        for what, names in _lists(done).items()
    }
    messages = {
        "problems": synced.problems,
        "notices": synced.notices,
        "faults": [*synced.faults, *done.faults],
    }
    return {"revision": done.revision, "documents": done.documents, **lists, **messages}
