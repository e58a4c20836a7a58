"""The plan command."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime

import click

from feedsvc.commands import common
from feedsvc.commands.common import nothing_published
from feedsvc.commands.messages import say
from feedsvc.commands.stores import existing_store
from feedsvc.settings import Settings
from feedsvc.store.store import Store
from feedsvc.sync.plan import Plan
from feedsvc.sync.plan import plan as make_plan

CONDITIONS = ("vanished", "resurfacing", "rejected")


@click.command()
@common.source_argument
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
@click.option(
    "--fail-on",
    type=click.Choice(CONDITIONS),
    multiple=True,
    help="End with exit code 1 when there is any such post.",
)
@common.with_address
def plan(settings: Settings, as_json: bool, fail_on: tuple[str, ...]) -> int:
    """Say what a sync of SOURCE would do to subscribers, without doing it."""
    source = common.configured_source(settings)
    common.require_address(settings)
    with _store(settings) as store:
        found = make_plan(source, store, settings, now=datetime.now(UTC))
    click.echo(_as_json(found) if as_json else _as_text(found))
    counts = _counts(found)
    if not found.report.has_posts:
        say(nothing_published(settings, found.report))
    is_refused = found.report.refusal or not found.report.has_posts
    return 1 if is_refused or any(counts[condition] for condition in fail_on) else 0


@contextmanager
def _store(settings: Settings) -> Iterator[Store]:
    """The store; or one that leaves no trace, where there is none yet."""
    with existing_store(settings) as known, tempfile.TemporaryDirectory() as folder:
        store = known or Store(f"sqlite:///{folder}/plan.db")
        yield store
        store.close()


def _counts(found: Plan) -> dict[str, int]:
    kept = {"resurfacing": found.resurfacing, "unchanged": found.unchanged}
    changed = found.report.counts("new", "updated", "renamed", "vanished")
    return changed | kept | found.report.counts("hidden", "rejected")


def _as_json(found: Plan) -> str:
    values = {
        "counts": _counts(found),
        "url": found.report.url,
        "former_url": found.report.former_url,
        "refusal": found.report.refusal,
        "posts": [outcome._asdict() for outcome in found.report.outcomes],
        "problems": found.report.problems,
        "skipped": found.report.skipped.as_dict(),
        "notices": found.report.notices,
        "feeds": [asdict(feed) for feed in found.feeds],
    }
    return json.dumps(values, ensure_ascii=False, indent=2)


def _as_text(found: Plan) -> str:
    lines = [f"{outcome.what:9} {outcome.key}: {outcome.title}" for outcome in found.report.outcomes]
    if found.report.former_url:
        moved = f"{found.report.former_url} becomes {found.report.url}: every document is another, ids stay"
        lines.insert(0, f"address   {moved}")
    lines += [f"rejected  {problem}" for problem in found.report.problems]
    lines += found.report.skipped.lines()
    for feed in found.feeds:
        changes = {name: getattr(feed, name) for name in ("new", "updated", "vanished", "resurfacing")}
        as_it_was = "another address" if found.report.former_url else "as it was"
        told = ", ".join(f"{count} {what}" for what, count in changes.items() if count) or as_it_was
        sizes = ", ".join(f"{file} {size:,} bytes" for file, size in feed.sizes.items())
        lines.append(f"/{feed.path}: {told} ({sizes})")
    lines.append(", ".join(f"{count} {what}" for what, count in _counts(found).items()))
    if found.report.refusal:
        lines.append(f"a sync would be refused: {found.report.refusal}")
    return "\n".join(lines)
