"""The import command: posts of another publishing system as Markdown files."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import click
import yaml

from feedsvc.commands import common
from feedsvc.commands.ledger import told_left_out
from feedsvc.commands.messages import progress, say
from feedsvc.errors import SourceError
from feedsvc.posts.fields import same_id
from feedsvc.posts.text import slug
from feedsvc.render.html_to_markdown import MarkdownWriter
from feedsvc.render.options import RenderOptions
from feedsvc.settings import Settings
from feedsvc.sources.published.published_post import PublishedPost
from feedsvc.sources.published.reading import read_published
from feedsvc.sync.ledger import is_iri

_LONGEST_NAME = 80


@click.command("import")
@click.argument("published", metavar="SOURCE")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@common.with_own_settings
def import_(settings: Settings, published: str, folder: Path) -> None:
    """Write posts as Markdown files with front matter into FOLDER, with the ids that readers know.

    SOURCE is an export of WordPress or Ghost, or a feed with whole entries (a file or an address). Nothing
    that is in FOLDER is overwritten.
    """
    found = read_published(published)
    if not found.posts:
        raise SourceError(f"{published}: it has no posts")
    writer = MarkdownWriter(RenderOptions.of(settings))
    counts: Counter[str] = Counter()
    names: set[str] = set()
    ids: set[str] = set()
    with progress() as show:
        for number, post in enumerate(found.posts):
            show("importing", number, len(found.posts))
            is_twice = same_id(post.id) in ids
            counts["twice"] += is_twice
            ids.add(same_id(post.id))
            file = folder / _name(post, names)
            _write(replace(post, id="") if is_twice else post, file, writer, counts)
    drafts = f" ({counts['drafts']} of them drafts)" if counts["drafts"] else ""
    say(f"{published}: {len(found.posts)} posts{drafts}; {counts['written']} written to {folder}")
    told = {
        "there": "are there already, and stay as they are",
        "html": "keep their HTML: Markdown would lose something of it",
        "lossy": "lose words, even as HTML",
        "twice": "have the id of a post before them, and get one of their own",
        "summaries": "have only a description in that feed, which may be a summary",
    }
    for what, line in told.items():
        if counts[what]:
            say(f"{counts[what]} {line}")
    if counts["ids"]:
        again = f"feedsvc ledger import {published} --source {folder}"
        say(f"{counts['ids']} ids are no addresses: {again} keeps them as they are, before the first sync")
    if left_out := told_left_out(found.left_out):
        say(f"left out: {left_out}")


def _write(post: PublishedPost, file: Path, writer: MarkdownWriter, counts: Counter[str]) -> None:
    counts["drafts"] += post.draft
    counts["ids"] += bool(post.id) and not post.draft and not is_iri(post.id)
    converted = writer.convert(post.html, post.url if "://" in post.url else "https://example.invalid/")
    front = yaml.safe_dump(_front_matter(post), allow_unicode=True, sort_keys=False, width=1000)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8", newline="\n") as opened:
            opened.write(f"---\n{front}---\n\n{converted.text}\n")
    except FileExistsError:
        counts["there"] += 1
        return
    except OSError as error:
        raise SourceError(f"{file}: cannot be written: {error.strerror}") from None
    counts["written"] += 1
    counts["html"] += converted.is_html
    counts["summaries"] += not post.is_whole
    if converted.lost:
        counts["lossy"] += 1
        say(f"{file}: {converted.lost} words are not shown")


def _front_matter(post: PublishedPost) -> dict[str, Any]:
    """The fields that the post has, by the names of the README."""
    path = unquote(urlsplit(post.url).path)
    found: dict[str, Any] = {
        "title": post.title,
        "date": post.published.isoformat() if post.published else None,
        "updated": post.updated.isoformat() if post.updated and post.updated != post.published else None,
        "id": post.id,
        "slug": _slug(post),
        "aliases": [path] if path.strip("/") else None,
        "tags": list(post.tags),
        "categories": ["/".join(path) for path in post.categories],
        "authors": list(post.authors),
        "language": post.language,
        "excerpt": post.excerpt,
        "image": urljoin(post.url, post.image) if post.image else None,
        "enclosures": list(post.enclosures),
        "draft": post.draft or None,
    }
    return {name: value for name, value in found.items() if value}


def _slug(post: PublishedPost) -> str:
    """The post's own; else the end of its address, else of its title."""
    last = unquote(urlsplit(post.url).path).rstrip("/").rpartition("/")[2]
    return (
        slug(unquote(post.slug)) or slug(re.sub(r"\.\w{2,5}$", "", last)) or slug(post.title) or slug(post.id)
    )


def _name(post: PublishedPost, names: set[str]) -> str:
    """The file's name, the same with each import: the day, which sorts files, and the slug."""
    day = f"{post.published:%Y-%m-%d}-" if post.published else ""
    stem = f"{day}{_slug(post)[:_LONGEST_NAME] or 'post'}".rstrip("-.")
    name, count = f"{stem}.md", 2
    while name.casefold() in names:
        name, count = f"{stem}-{count}.md", count + 1
    names.add(name.casefold())
    return name
