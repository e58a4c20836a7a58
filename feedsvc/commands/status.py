"""The status command."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import click

from feedsvc.commands import common
from feedsvc.commands.stores import existing_store
from feedsvc.errors import NothingPublishedError
from feedsvc.settings import Settings
from feedsvc.store.status import FirstSyncStatus, first_sync_status, status_of


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@common.with_own_settings
def status(settings: Settings, as_json: bool) -> None:
    """Say what is live: posts, feeds, the last change, the last sync, and why it was refused, if it was.

    Before the first sync has ended nothing is live, and it says how far that is.
    """
    with existing_store(settings) as store:
        if store is None:
            raise NothingPublishedError(
                f"store {settings.store.url}: nothing was published yet; run feedsvc sync first"
            )
        first = first_sync_status(store)
        values = _first_sync(first, datetime.now(UTC)) if first else asdict(status_of(store))
        found = {"store": store.name} | {name: _told(value) for name, value in values.items()}
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for name, value in found.items():
        if isinstance(value, tuple):
            for line in value:
                click.echo(f"{name:14} {line}")
        elif value is not None:
            click.echo(f"{name:14} {value}")


def _first_sync(found: FirstSyncStatus, now: datetime) -> dict[str, object]:
    """How far it is, and where it is running, its rate and about when this step will have ended."""
    values = asdict(found)
    values["first_sync"] = (
        "under way" if values.pop("is_running") else "broke off: feedsvc sync goes on with it"
    )
    elapsed = (now - found.since).total_seconds()
    if found.is_running and found.done and elapsed > 0:
        rate = found.done / elapsed
        values["rate"] = f"{rate:.0f} a second"
        values["ends"] = now + timedelta(seconds=round((found.total - found.done) / rate))
    return {"first_sync": values.pop("first_sync")} | values


def _told(value: object) -> object:
    if isinstance(value, datetime):
        return value.replace(microsecond=0).isoformat().replace("+00:00", "Z")
    return value
