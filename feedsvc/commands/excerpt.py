"""The excerpt command."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from feedsvc.commands import common
from feedsvc.posts.make import PostOptions, make_post
from feedsvc.posts.post import ExcerptRule
from feedsvc.render.render import Renderer, RenderOptions
from feedsvc.settings import Settings
from feedsvc.sources import open_file
from feedsvc.sources.blog import with_blog


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--rule", type=click.Choice(["rendered", "source"]), help="How to cut.")
@click.option("--limit", type=click.IntRange(min=1), help="Code points to keep.")
@common.with_settings
def excerpt(settings: Settings, file: Path, rule: ExcerptRule | None, limit: int | None) -> None:
    """Print the excerpt of one FILE."""
    settings, _ = with_blog(settings, file.parent)
    record = open_file(file, settings.source).read()
    if record.file_date is None:
        # An excerpt needs no date, and a draft may have none yet.
        record = replace(record, file_date=date(2000, 1, 1))
    post = make_post(record, PostOptions(zone=settings.site.zone))
    post = replace(post, excerpt_rule=rule or post.excerpt_rule, excerpt_limit=limit or post.excerpt_limit)
    options = RenderOptions.of(settings)
    click.echo(Renderer(options).render(post, settings.url).excerpt)
