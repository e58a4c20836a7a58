"""The status command."""

from __future__ import annotations

import json

import click

from feedsvc.commands import common
from feedsvc.commands.stores import existing_store
from feedsvc.errors import NothingPublishedError
from feedsvc.settings import Settings
from feedsvc.store.status import Status, status_of
from feedsvc.unix_time import moment


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
        found = {"store": store.name, **_told(status_of(store))}
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for name, value in found.items():
        if value is not None:
            click.echo(f"{name:14} {value}")


def _told(found: Status) -> dict[str, object]:
    """What is told, by name; None for what there is not."""
    return {
        "address": found.url,
        "posts": found.posts,
        "hidden": found.hidden,
        "rejected": found.rejected,
        "feeds": found.feeds,
        "revision": found.revision,
        "changed": _time(found.revised),
        "synced": _time(found.synced),
        "due": _time(found.due),
        "refused": _time(found.refused),
        "refusal": found.refusal,
    }


def _time(seconds: int | None) -> str | None:
    return None if seconds is None else moment(seconds).isoformat().replace("+00:00", "Z")
