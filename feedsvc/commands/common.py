"""What the commands share: options, and a sync with its report."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click

from feedsvc.commands.messages import progress, say
from feedsvc.errors import SourceError, UsageError
from feedsvc.settings import Settings, load
from feedsvc.sources import open_source
from feedsvc.sources.blog import with_blog
from feedsvc.sources.markdown_folder import MarkdownFolder
from feedsvc.sources.source import Source
from feedsvc.store.store import Store
from feedsvc.sync.sync import sync
from feedsvc.sync.sync_report import SyncReport

Command = Callable[..., Any]


def with_settings(command: Command) -> Command:
    """The options every command has; the command gets the settings they make."""

    @click.option("--config", type=click.Path(path_type=Path), help="Configuration (else feedsvc.toml).")
    @click.option("--store", "store_url", help="Store, for example sqlite:///feedsvc.db.")
    @click.option("--url", help="Public address of the site.")
    @wraps(command)
    def run(config: Path | None, store_url: str | None, url: str | None, **rest: Any) -> Any:
        given = {
            "store": {"url": store_url},
            "site": {"url": url},
            "source": {"path": rest.pop("source", None)},
            "server": {name: rest.pop(name, None) for name in ("host", "port", "workers")},
            "export": {"jobs": rest.pop("jobs", None)},
        }
        options = {
            section: {name: value for name, value in values.items() if value is not None}
            for section, values in given.items()
        }
        settings = load(config, **options)
        if settings.source.path:
            settings, told = with_blog(settings, Path(settings.source.path))
            if told:
                say(told)
        return command(settings, **rest)

    return run


def source_argument(command: Command) -> Command:
    """The source, where it is not configured."""
    return click.argument("source", required=False)(command)


def server_options(command: Command) -> Command:
    """Where to listen."""
    for option in (
        click.option("--workers", type=int, help="Worker processes."),
        click.option("--port", type=int, help="Port to listen on."),
        click.option("--host", help="Address to listen on."),
    ):
        command = option(command)
    return command


def shrink_option(command: Command) -> Command:
    """Leave to lose posts."""
    text = "Go on although many posts, or all, have vanished."
    return click.option("--allow-shrink", is_flag=True, help=text)(command)


def source_path(settings: Settings) -> Path:
    """The configured source. Raises `UsageError` when there is none."""
    if not settings.source.path:
        raise UsageError("no source: name one (feedsvc sync FOLDER) or set source.path")
    return Path(settings.source.path)


def configured_source(settings: Settings) -> Source:
    """The configured source, opened. Raises `UsageError` when there is none, `SourceError` when it is bad."""
    return open_source(source_path(settings), settings.source)


def watched_path(settings: Settings) -> Path:
    """Where changes of the configured source are to be seen."""
    try:
        source = configured_source(settings)
    except SourceError:  # not there yet, perhaps
        return source_path(settings)
    return source.watched if isinstance(source, MarkdownFolder) else source_path(settings)


def run_sync(settings: Settings, store: Store, allow_shrink: bool = False) -> SyncReport:
    """One sync with a progress bar, and its report on standard error.

    Raises `SourceError` where the site is left without any post, unless `allow_shrink`.
    """
    source = configured_source(settings)
    now = datetime.now(UTC)
    with progress() as show:
        report = sync(source, store, settings, now=now, allow_shrink=allow_shrink, progress=show)
    tell(report)
    if not report.has_posts and not allow_shrink:
        raise SourceError(nothing_published(source, report))
    return report


def nothing_published(source: Source, report: SyncReport) -> str:
    """Why a site has no posts, in a line."""
    first = f"; the first of them: {report.problems[0]}" if report.problems else ""
    return (
        f"{source.name}: no post can be published: of {report.read} records {report.hidden} are hidden and "
        f"{report.rejected} rejected{first}"
    )


def tell(report: SyncReport) -> None:
    """Say what a sync did: a line for each file that was not read and each problem, and the numbers."""
    for line in (*report.skipped.lines(), *report.problems, *report.notices):
        say(line)
    counts = {
        "new": report.new,
        "updated": report.updated,
        "renamed": report.renamed,
        "vanished": report.vanished,
    }
    changes = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    say(
        f"read {report.read}: {report.published} published, {report.hidden} hidden, "
        f"{report.rejected} rejected; {changes or 'nothing new'}; revision {report.revision}"
    )
