"""The check command."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from feedsvc.checks.check import Result
from feedsvc.checks.check import check as check_source
from feedsvc.checks.output import FORMATS
from feedsvc.commands import common
from feedsvc.commands.messages import progress, say, say_error, shortened
from feedsvc.settings import Settings


@click.command()
@common.source_argument
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="text", help="How to tell it.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--warnings-as-errors", is_flag=True, help="End with exit code 1 for warnings, too.")
@common.with_settings
def check(settings: Settings, form: str, as_json: bool, warnings_as_errors: bool) -> int:
    """Check the records of SOURCE, and every document made of them; nothing is published."""
    source = common.configured_source(settings)
    with progress() as show:
        result = check_source(source, settings, now=datetime.now(UTC), progress=show)
    if told := FORMATS["json" if as_json else form](result):
        is_for_people = form == "text" and not as_json
        click.echo("\n".join(shortened(told.splitlines())) if is_for_people else told)
    say(_summary(result))
    failures = result.count("error") + (result.count("warning") if warnings_as_errors else 0)
    if not result.report.published:
        say_error("no post can be published")
    return 1 if failures or not result.report.published else 0


def _summary(result: Result) -> str:
    report = result.report
    return (
        f"read {report.read}: {report.published} published, {report.hidden} hidden, "
        f"{report.rejected} rejected; {result.documents} documents; {result.count('error')} errors, "
        f"{result.count('warning')} warnings, {result.count('note')} notes"
    )
