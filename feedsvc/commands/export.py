"""The export command."""

from __future__ import annotations

from pathlib import Path

import click

from feedsvc.commands import common
from feedsvc.export import export as export_documents
from feedsvc.publish.documents import Publisher
from feedsvc.settings import Settings
from feedsvc.store.store import Store


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@common.source_argument
@common.shrink_option
@common.with_settings
def export(settings: Settings, folder: Path, allow_shrink: bool) -> None:
    """Write every document below FOLDER, after a sync where SOURCE is given or configured."""
    store = Store(settings.store.url)
    if settings.source.path:
        common.run_sync(settings, store, allow_shrink)
    done = export_documents(Publisher(store, settings.site.url), folder)
    common.say(f"{folder}: {done.documents} documents, {done.written} written")
