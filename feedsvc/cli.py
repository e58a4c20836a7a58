"""The command line."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial, wraps
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from feedsvc import __version__
from feedsvc.errors import FeedsvcError, SourceError, UsageError
from feedsvc.export import export as export_documents
from feedsvc.posts.record import PostOptions, make_post
from feedsvc.publish.documents import Publisher
from feedsvc.render.render import Renderer, RenderOptions
from feedsvc.settings import Settings, load
from feedsvc.sources import open_file, open_source
from feedsvc.store.store import Store
from feedsvc.store.sync import Report
from feedsvc.store.sync import sync as sync_store
from feedsvc.watch import follow

Command = Callable[..., Any]
_errors = Console(stderr=True, highlight=False, soft_wrap=True)


def _common(command: Command) -> Command:
    """The options every command has; the command gets the settings they make."""

    @click.option("--config", type=click.Path(path_type=Path), help="Configuration (else feedsvc.toml).")
    @click.option("--store", "store_url", help="Store, for example sqlite:///feedsvc.db.")
    @click.option("--url", help="Public address of the site.")
    @wraps(command)
    def run(config: Path | None, store_url: str | None, url: str | None, **rest: Any) -> Any:
        options: dict[str, dict[str, Any]] = {}
        if store_url:
            options["store"] = {"url": store_url}
        if url:
            options["site"] = {"url": url}
        server = {name: rest.pop(name, None) for name in ("host", "port", "workers")}
        if any(value is not None for value in server.values()):
            options["server"] = {name: value for name, value in server.items() if value is not None}
        if source := rest.pop("source", None):
            options["source"] = {"path": source}
        return command(load(config, **options), **rest)

    return run


def _server(command: Command) -> Command:
    for option in (
        click.option("--workers", type=int, help="Worker processes."),
        click.option("--port", type=int, help="Port to listen on."),
        click.option("--host", help="Address to listen on."),
    ):
        command = option(command)
    return command


def _shrinking(command: Command) -> Command:
    text = "Go on although many posts, or all, have vanished."
    return click.option("--allow-shrink", is_flag=True, help=text)(command)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="feedsvc")
def cli() -> None:
    """Publish post records as Atom, RSS and JSON feeds, a latest-updates page, and a static export."""


@cli.command()
@click.argument("source", required=False)
@_server
@_shrinking
@_common
def serve(settings: Settings, allow_shrink: bool) -> None:
    """Sync SOURCE, watch it, and serve: the whole product in one."""
    from feedsvc.web.server import serve as serve_web

    settings = _with_url(settings)
    path = _source_path(settings)
    store = Store(settings.store.url)
    try:
        _sync(settings, store, allow_shrink)
    except SourceError as error:
        _require_published(store, error)
        _say(f"error: {error}")
    stop = threading.Event()
    watcher = threading.Thread(
        target=follow, args=(path, partial(_sync_again, settings, store), stop), name="watch", daemon=True
    )
    watcher.start()
    _say(f"serving {settings.url} on {settings.server.host}:{settings.server.port}")
    try:
        serve_web(settings.store.url, None, settings.server)
    finally:
        stop.set()
        watcher.join(timeout=10)


@cli.command()
@click.argument("source", required=False)
@click.option("--watch", is_flag=True, help="Keep going: sync again whenever the source changes.")
@_shrinking
@_common
def sync(settings: Settings, watch: bool, allow_shrink: bool) -> None:
    """Bring the store up to date with SOURCE."""
    store = Store(settings.store.url)
    path = _source_path(settings)
    if not watch:
        _sync(settings, store, allow_shrink)
        return
    stop = threading.Event()
    _stop_on_signals(stop)
    _sync_again(settings, store)
    follow(path, partial(_sync_again, settings, store), stop)


@cli.command()
@_server
@_common
def web(settings: Settings) -> None:
    """Serve what the store has."""
    from feedsvc.web.server import serve as serve_web

    _say(f"serving on {settings.server.host}:{settings.server.port}")
    serve_web(settings.store.url, settings.site.url, settings.server)


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.argument("source", required=False)
@_shrinking
@_common
def export(settings: Settings, folder: Path, allow_shrink: bool) -> None:
    """Write every document below FOLDER, after a sync where SOURCE is given or configured."""
    store = Store(settings.store.url)
    if settings.source.path:
        _sync(settings, store, allow_shrink)
    done = export_documents(Publisher(store, settings.site.url), folder)
    _say(f"{folder}: {done.documents} documents, {done.written} written")


@cli.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--rule", type=click.Choice(["rendered", "source"]), help="How to cut.")
@click.option("--limit", type=click.IntRange(min=1), help="Code points to keep.")
@_common
def excerpt(settings: Settings, file: Path, rule: Any, limit: int | None) -> None:
    """Print the excerpt of one FILE."""
    post = make_post(open_file(file).read(), PostOptions(zone=settings.site.zone))
    if rule or limit:
        post = replace(
            post, excerpt_rule=rule or post.excerpt_rule, excerpt_limit=limit or post.excerpt_limit
        )
    options = RenderOptions(rule=settings.excerpt.rule, limit=settings.excerpt.limit)
    click.echo(Renderer(options).render(post, settings.url).excerpt)


def _with_url(settings: Settings) -> Settings:
    """Where no site URL is configured, the address served at is one that works on this machine."""
    if settings.site.url:
        return settings
    host = settings.server.host
    host = "localhost" if host in ("0.0.0.0", "::", "127.0.0.1", "::1") else host
    url = f"http://{host}:{settings.server.port}/"
    return settings.model_copy(update={"site": settings.site.model_copy(update={"url": url})})


def _source_path(settings: Settings) -> Path:
    if not settings.source.path:
        raise UsageError("no source: name one (feedsvc sync FOLDER) or set source.path")
    return Path(settings.source.path)


def _sync(settings: Settings, store: Store, allow_shrink: bool = False) -> Report:
    source = open_source(_source_path(settings))
    with _progress() as progress:
        report = sync_store(
            source, store, settings, now=datetime.now(UTC), allow_shrink=allow_shrink, progress=progress
        )
    for line in (*report.problems, *report.notices):
        _say(line)
    _say(_summary(report))
    return report


def _sync_again(settings: Settings, store: Store) -> None:
    """A sync of a process that keeps going: an error is told once, and what is live stays live."""
    try:
        report = sync_store(
            open_source(_source_path(settings)), store, settings, now=datetime.now(UTC), allow_shrink=False
        )
    except FeedsvcError as error:
        _say_once(f"error: {error}")
        return
    if report.changed:
        for line in (*report.problems, *report.notices):
            _say(line)
        _say(_summary(report))


_said: list[str] = [""]


def _say_once(line: str) -> None:
    if _said[0] != line:
        _said[0] = line
        _say(line)


def _summary(report: Report) -> str:
    changes = ", ".join(
        f"{count} {name}"
        for name, count in (
            ("new", report.new),
            ("updated", report.updated),
            ("renamed", report.renamed),
            ("vanished", report.vanished),
        )
        if count
    )
    return (
        f"read {report.read}: {report.published} published, {report.hidden} hidden, "
        f"{report.rejected} rejected; {changes or 'nothing new'}; revision {report.revision}"
    )


def _require_published(store: Store, error: SourceError) -> None:
    """Serving what was live is better than nothing; with nothing live, the error is all there is."""
    try:
        with Publisher(store).edition():
            pass
    except FeedsvcError:
        raise error from None


def _stop_on_signals(stop: threading.Event) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on a terminal, silence elsewhere."""
    if not _errors.is_terminal:
        yield lambda _what, _done, _total: None
        return
    columns = (TextColumn("{task.description}"), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=_errors, transient=True) as bars:
        tasks: dict[str, Any] = {}

        def show(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total)
            bars.update(tasks[what], completed=done)

        yield show


def _say(line: str) -> None:
    _errors.print(f"feedsvc: {line}", markup=False)


def main() -> None:
    """Run the command line; a user's mistake ends in one line and an exit code, never in a traceback."""
    try:
        cli.main(standalone_mode=False)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(130)
    except FeedsvcError as error:
        _say(f"error: {error}")
        sys.exit(2 if isinstance(error, UsageError) else 1)
