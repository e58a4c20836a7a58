"""What the commands share: options, and a sync with its report.

What reads sources, syncs and publishes is imported where it is used: commands that only ask the store do not
wait for it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import click

from feedsvc.commands import messages
from feedsvc.commands.messages import progress, say, say_all, say_error
from feedsvc.commands.stores import remembered_url
from feedsvc.configuration import load
from feedsvc.errors import SourceError, UsageError, without_password
from feedsvc.progress import Progress
from feedsvc.prometheus import write_textfile
from feedsvc.settings import Settings
from feedsvc.sync.site_address import NO_ADDRESS

if TYPE_CHECKING:
    from feedsvc.publish.documents import Edition
    from feedsvc.sources.source import Source
    from feedsvc.store.store import Store
    from feedsvc.sync.sync_report import SyncReport

Command = Callable[..., Any]

source_argument = click.argument("source", required=False)  # where it is not configured
shrink_option = click.option(
    "--allow-shrink", is_flag=True, help="Go on although many posts, or all, have vanished."
)


def metrics_option(command: Command) -> Command:
    """--metrics FILE: what the command counted, written also where it fails."""

    @click.option(
        "--metrics",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Write what it counted for Prometheus (textfile collector).",
    )
    @wraps(command)
    def run(*arguments: Any, metrics: Path | None, **rest: Any) -> Any:
        try:
            result = command(*arguments, **rest)
        except Exception:
            with suppress(UsageError):  # the first error is what must be told
                write_textfile(metrics)
            raise
        write_textfile(metrics)
        return result

    return run


def with_own_settings(command: Command) -> Command:
    """The options every command has; the command gets the settings that were given."""
    return _configured(command, lambda settings: settings)


def with_settings(command: Command) -> Command:
    """The same, and where the settings are silent, what the blog in the source says of itself."""
    return _configured(command, _with_blog)


def with_optional_store(command: Command) -> Command:
    """The same, and `--store` may go without an address, for the configured store. Whether it was given is
    for `names_store` to say."""
    option = click.option(
        "--store", "store_url", is_flag=False, flag_value="", metavar="[ADDRESS]", help="Look at this store."
    )
    return _configured(command, _with_blog, option)


def names_store() -> bool:
    """Whether the present command was given `--store`."""
    return click.get_current_context().params["store_url"] is not None


def with_address(command: Command) -> Command:
    """The same; but a published site stays where it is unless a setting says otherwise. Neither a forgotten
    option nor the blog's own configuration moves it: the command gets no address then, and goes on with the
    one that the store has."""
    return _configured(command, _with_remembered)


_STORE = click.option("--store", "store_url", help="Store, for example sqlite:///feedsvc.db.")


def _configured(
    command: Command,
    completed: Callable[[Settings], Settings],
    store_option: Callable[[Command], Command] = _STORE,
) -> Command:
    @click.option("--config", type=click.Path(path_type=Path), help="Configuration (else feedsvc.toml).")
    @store_option
    @click.option("--url", help="Public address of the site.")
    @click.option("--quiet", "-q", is_flag=True, help="Say nothing but errors.")
    @click.option("--verbose", "-v", is_flag=True, help="Say everything, one line for each place.")
    @wraps(command)
    def run(
        config: Path | None, store_url: str | None, url: str | None, quiet: bool, verbose: bool, **rest: Any
    ) -> Any:
        if quiet and verbose:
            raise UsageError("--quiet and --verbose exclude each other")
        messages.level = "quiet" if quiet else "verbose" if verbose else "usual"
        given = {
            "store": {"url": store_url or None},
            "site": {"url": url},
            "source": {"path": rest.pop("source", None)},
            "server": {name: rest.pop(name, None) for name in ("host", "port", "workers")},
            "export": {"jobs": rest.pop("jobs", None)},
        }
        options = {
            section: found
            for section, values in given.items()
            if (found := {name: value for name, value in values.items() if value is not None})
        }
        return command(completed(load(config, **options)), **rest)

    return run


def _with_blog(settings: Settings) -> Settings:
    if settings.source.path and "://" not in settings.source.path:
        from feedsvc.sources.blog import with_blog

        settings, told = with_blog(settings, Path(settings.source.path))
        if told:
            say(told)
    return settings


def _with_remembered(settings: Settings) -> Settings:
    complete = _with_blog(settings)
    known = None if settings.site.url else remembered_url(settings)
    if known is None:
        return complete
    if complete.site.url not in (None, known):
        say(
            f"published at {known}, and stays there; the blog's configuration says {complete.site.url} "
            "(--url moves the site)"
        )
    return complete.at(None)


def server_options(command: Command) -> Command:
    """Where to listen."""
    for option in (
        click.option("--workers", type=int, help="Worker processes."),
        click.option("--port", type=int, help="Port to listen on."),
        click.option("--host", help="Address to listen on."),
    ):
        command = option(command)
    return command


def source_path(settings: Settings) -> str:
    """The configured source. Raises `UsageError` when there is none."""
    if not has_source(settings):
        raise UsageError("no source: name one (feedsvc sync FOLDER) or set source.path")
    return settings.source.path or settings.source.url or ""


def has_source(settings: Settings) -> bool:
    """Whether a source is configured."""
    return bool(settings.source.path or settings.source.url)


def configured_source(settings: Settings) -> Source:
    """The configured source, opened. Raises `UsageError` when there is none, `SourceError` when it is bad."""
    from feedsvc.sources import open_source

    return open_source(source_path(settings), settings.source)


def watched_path(settings: Settings) -> Path | None:
    """Where changes of the configured source are to be seen; None where only a sync shows them."""
    from feedsvc.sources.own_sources import names_own_source
    from feedsvc.sources.source import watched_by

    try:
        source = configured_source(settings)
    except SourceError:  # not there yet, perhaps
        path = source_path(settings)
        return None if names_own_source(path) or "://" in path else Path(path)
    return watched_by(source)


def site_address(settings: Settings) -> str | None:
    """The address that the site has, or is to have; None where nobody has said it yet."""
    return settings.site.url or remembered_url(settings)


def require_address(settings: Settings) -> None:
    """Raises `UsageError` where a first sync would not know the site's address, before a store is made."""
    if site_address(settings) is None:
        raise UsageError(NO_ADDRESS)


def run_sync(settings: Settings, store: Store, allow_shrink: bool = False) -> SyncReport:
    """One sync with a progress bar, and its report on standard error.

    Raises `SourceError` where the site is left without any post, unless `allow_shrink`.
    """
    with progress() as show:
        report = noted_sync(settings, store, allow_shrink, show)
    tell(report)
    if not report.has_posts and not allow_shrink:
        raise SourceError(nothing_published(settings, report))
    return report


def nothing_published(settings: Settings, report: SyncReport) -> str:
    """Why a site has no posts, in a line."""
    first = f"; the first of them: {report.problems[0]}" if report.problems else ""
    name = without_password(source_path(settings))
    return (
        f"{name}: no post can be published: of {report.read} records {report.hidden} are "
        f"hidden and {report.rejected} rejected{first}"
    )


def noted_sync(
    settings: Settings,
    store: Store,
    allow_shrink: bool = False,
    show: Progress | None = None,
    written: Collection[str] = (),
) -> SyncReport:
    """One sync of the configured source; how it ended is written down, for whoever asks how the site is."""
    from feedsvc.sync.last_sync import noted
    from feedsvc.sync.sync import sync

    now = datetime.now(UTC)
    with noted(store, now):
        source = configured_source(settings)
        return sync(
            source, store, settings, now=now, allow_shrink=allow_shrink, progress=show, written=written
        )


def tell_redirects(edition: Edition, moved: Mapping[str, str]) -> None:
    """Say which of the redirects that are set lead to no document."""
    for old, new in moved.items():
        if not new.startswith(("http://", "https://")) and edition.where(unquote(new.lstrip("/"))) is None:
            say(f"delivery.moved: {old} leads to {new}, where feedsvc has no document")


def tell(report: SyncReport) -> None:
    """Say what a sync did: what was not read, what is odd, what was rejected, and the numbers."""
    for line in report.skipped.lines():
        say(line)
    say_all(report.notices)
    say_all(report.problems, "rejected: ")
    for line in report.faults:
        say_error(f"not published as it was made: {line}")
    if report.former_url:
        say(
            f"the address is {report.url} now, no longer {report.former_url}: every document is another, "
            "ids stay"
        )
    counts = report.counts("new", "updated", "renamed", "vanished")
    changes = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    say(
        f"read {report.read}: {report.published} published, {report.hidden} hidden, "
        f"{report.rejected} rejected; {changes or 'nothing new'}; revision {report.revision}"
    )
