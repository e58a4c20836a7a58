"""The plan command."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime

import click

from feedsvc.checks.subscribers import SeenFeed, seen_by_subscribers
from feedsvc.commands import common
from feedsvc.commands.common import nothing_published
from feedsvc.commands.messages import say
from feedsvc.commands.stores import existing_store
from feedsvc.publish.documents import Edition
from feedsvc.settings import Settings
from feedsvc.sources.published.reading import read_published
from feedsvc.store.catalog import Catalog
from feedsvc.store.store import Store
from feedsvc.sync.plan import Plan, plan_of
from feedsvc.sync.sync import rehearsed

CONDITIONS = ("vanished", "resurfacing", "rejected", "changed", "twice", "never", "older")


@click.command()
@common.source_argument
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
@click.option(
    "--fail-on",
    type=click.Choice(CONDITIONS),
    multiple=True,
    help="End with exit code 1 when there is any such post.",
)
@click.option(
    "--against",
    metavar="FEED",
    multiple=True,
    help="Say what subscribers of this feed (a file or an address) would see at its addresses.",
)
@common.with_address
def plan(settings: Settings, as_json: bool, fail_on: tuple[str, ...], against: tuple[str, ...]) -> int:
    """Say what a sync of SOURCE would do to subscribers, without doing it."""
    source = common.configured_source(settings)
    common.require_address(settings)
    feeds = [read_published(name) for name in against]
    now = datetime.now(UTC)
    with _store(settings) as store, rehearsed(source, store, settings, now=now) as rehearsal:
        edition = Edition(Catalog(rehearsal.connection))
        found = plan_of(rehearsal, edition)
        seen = seen_by_subscribers(rehearsal.connection, edition, feeds, now)
    click.echo(_as_json(found, seen) if as_json else _as_text(found, seen))
    counts = Counter(_counts(found))
    for feed in seen:
        counts.update(feed.counts(), older=feed.unseen)
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


def _as_json(found: Plan, seen: list[SeenFeed]) -> str:
    values = {
        "counts": _counts(found),
        "refusal": found.report.refusal,
        **found.report.told(),
        "feeds": [asdict(feed) for feed in found.feeds],
        "against": [
            {
                "address": feed.address,
                "path": feed.path,
                "counts": feed.counts(),
                "unseen": feed.unseen,
                "page_size": feed.page_size,
                "posts": [post._asdict() for post in feed.posts],
            }
            for feed in seen
        ],
    }
    return json.dumps(values, ensure_ascii=False, indent=2)


def _as_text(found: Plan, seen: list[SeenFeed]) -> str:
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
    for number, old in enumerate(seen):
        is_told = any(old.posts is before.posts for before in seen[:number])
        lines += _seen_lines(old)[: 1 if is_told else None]
    lines.append(", ".join(f"{count} {what}" for what, count in _counts(found).items()))
    if found.report.refusal:
        lines.append(f"a sync would be refused: {found.report.refusal}")
    return "\n".join(lines)


_HOW = {"changed": "in its {}", "twice": "comes again as {}"}


def _seen_lines(old: SeenFeed) -> list[str]:
    """What subscribers of an old feed would see at one of its addresses."""
    counts = ", ".join(f"{count} {what}" for what, count in old.counts().items())
    at = f"leads to /{old.path}" if old.path is not None else "leads nowhere"
    lines = [f"against   {old.address} ({at}): {counts}"]
    for post in old.posts:
        if post.what != "same":
            how = _HOW.get(post.what, "").format(post.how)
            lines.append(f"{post.what:9} {post.title or post.id}" + (f": {how}" if how else ""))
    if old.unseen:
        fewer = f"; with feed.page_size = {old.page_size} there are none" if old.page_size else ""
        lines.append(
            f"older     {old.unseen} older posts, which that feed does not have, come with our document: "
            f"new to who subscribed lately{fewer}"
        )
    return lines
