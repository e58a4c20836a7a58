"""The check command."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from feedsvc.checks.check import Result
from feedsvc.checks.check import check as check_source
from feedsvc.checks.output import FORMATS
from feedsvc.checks.stored import check_store
from feedsvc.commands import common
from feedsvc.commands.messages import progress, say, say_error, shortened
from feedsvc.commands.stores import existing_store
from feedsvc.errors import NothingPublishedError
from feedsvc.progress import Progress
from feedsvc.settings import Settings


@click.command()
@common.source_argument
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="text", help="How to tell it.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--warnings-as-errors", is_flag=True, help="End with exit code 1 for warnings, too.")
@common.with_optional_store
def check(settings: Settings, form: str, as_json: bool, warnings_as_errors: bool) -> int:
    """Check the records of SOURCE, and every document made of them; nothing is published. With --store look
    at a store instead, from inside."""
    is_of_store = common.names_store()
    with progress() as show:
        if is_of_store:
            result = _check_store(settings, show)
        else:
            source = common.configured_source(settings)
            result = check_source(source, settings, now=datetime.now(UTC), progress=show)
    if told := FORMATS["json" if as_json else form](result):
        is_for_people = form == "text" and not as_json
        click.echo("\n".join(shortened(told.splitlines())) if is_for_people else told)
    say(_summary(result, is_of_store))
    failures = result.count("error") + (result.count("warning") if warnings_as_errors else 0)
    if is_of_store:
        return 1 if failures else 0
    if not result.report.published:
        say_error("no post can be published")
    return 1 if failures or not result.report.published else 0


def _check_store(settings: Settings, show: Progress) -> Result:
    with existing_store(settings) as store:
        if store is None:
            raise NothingPublishedError(f"store {settings.store.url}: is not there; run feedsvc sync first")
        return check_store(store, show)


def _summary(result: Result, is_of_store: bool) -> str:
    report = result.report
    counts = f"{report.published} published, {report.hidden} hidden, {report.rejected} rejected"
    read = "" if is_of_store else f"read {report.read}: {counts}; "
    return (
        f"{read}{result.documents} documents; {result.count('error')} errors, "
        f"{result.count('warning')} warnings, {result.count('note')} notes"
    )
