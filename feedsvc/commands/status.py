"""The status command."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime

import click

from feedsvc.commands import common
from feedsvc.commands.stores import existing_store
from feedsvc.errors import NothingPublishedError
from feedsvc.settings import Settings
from feedsvc.store.status import status_of


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@common.with_own_settings
def status(settings: Settings, as_json: bool) -> None:
    """Say what is live: posts, feeds, the last change, the last sync, and why it was refused, if it was."""
    with existing_store(settings) as store:
        if store is None:
            raise NothingPublishedError(
                f"store {settings.store.url}: nothing was published yet; run feedsvc sync first"
            )
        values = asdict(status_of(store))
        found = {"store": store.name} | {name: _told(value) for name, value in values.items()}
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for name, value in found.items():
        if value is not None:
            click.echo(f"{name:14} {value}")


def _told(value: object) -> object:
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else value
