"""The export command."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import unquote

import click

from feedsvc.commands import common
from feedsvc.commands.messages import progress, say
from feedsvc.errors import UsageError
from feedsvc.export import Bucket, Exported, Folder, Options, Releases, Target
from feedsvc.export import export as export_documents
from feedsvc.publish.documents import Publisher
from feedsvc.settings import Settings
from feedsvc.store.store import Store


@click.command()
@click.argument("folder")
@common.source_argument
@click.option(
    "--list", "as_list", is_flag=True, help="Print what changed: new, changed or removed, and the file."
)
@click.option("--json", "as_json", is_flag=True, help="Print what changed, with URLs, as JSON.")
@click.option("--atomic", is_flag=True, help="Let FOLDER be a link, and swap it for the new folder at once.")
@click.option("--jobs", type=int, help="Processes that build documents; else one a core.")
@common.shrink_option
@common.with_settings
def export(
    settings: Settings, folder: str, as_list: bool, as_json: bool, atomic: bool, allow_shrink: bool
) -> None:
    """Write every document below FOLDER (or s3://BUCKET/PREFIX), after a sync where SOURCE is given or
    configured."""
    target = _target(folder, settings, atomic)
    store = Store(settings.store.url)
    if settings.source.path:
        common.run_sync(settings, store, allow_shrink)
    publisher = Publisher(store, settings.site.url)
    with progress() as show:
        done = export_documents(publisher, target, _options(settings), show)
    say(
        f"{folder}: {done.documents} documents; {len(done.new)} files new, {len(done.changed)} changed, "
        f"{len(done.removed)} removed; revision {done.revision}"
    )
    if as_json:
        click.echo(json.dumps(_report(done), ensure_ascii=False, indent=1))
    elif as_list:
        for what, names in _lists(done).items():
            for name in names:
                click.echo(f"{what}\t{unquote(name)}")


def _target(name: str, settings: Settings, atomic: bool) -> Target:
    if "://" not in name:
        return Releases(Path(name)) if atomic else Folder(Path(name))
    if not name.startswith("s3://") or not name.removeprefix("s3://").strip("/"):
        raise UsageError(f"{name}: documents go to a folder, or to s3://BUCKET/PREFIX")
    if atomic:
        raise UsageError("--atomic is for folders: an object store has no links")
    return Bucket(name, settings.delivery)


def _options(settings: Settings) -> Options:
    chosen = settings.export
    return Options(chosen.twins, chosen.hosts, settings.delivery, chosen.jobs)


def _lists(done: Exported) -> dict[str, list[str]]:
    return {"new": done.new, "changed": done.changed, "removed": done.removed}


def _report(done: Exported) -> dict[str, object]:
    lists = {
        what: [{"file": unquote(name), "url": done.url + name.removesuffix("index.html")} for name in names]
        for what, names in _lists(done).items()
    }
    return {"revision": done.revision, "documents": done.documents, **lists}
