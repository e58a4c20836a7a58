"""The init command."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import click

from feedsvc.addresses import site_url
from feedsvc.commands.messages import say
from feedsvc.configuration import DEFAULT_CONFIG, load
from feedsvc.errors import UsageError
from feedsvc.posts import fields
from feedsvc.settings import Settings, Site
from feedsvc.sources.blog import with_blog
from feedsvc.sources.dialects.detect import dialect_of
from feedsvc.sources.dialects.plain import Plain

# Where people keep their posts, most likely first.
_FOLDERS = ("posts", "content", "articles", "_posts", "blog", "src/content/blog")

_TEXT = """\
# The settings of this site. docs/settings.md lists all there are; each has a default.

[site]
{title}
# Where the site will be found: links begin with it, and the ids of posts are made of it.
{url}
{language}
# The zone of dates that name none, and of dates on the page; else UTC.
# timezone = "Europe/Lisbon"
# Who wrote the posts that name nobody.
# authors = [{{ name = "Ana Reis" }}]

[source]
path = {path}
# A post without a date is rejected ("reject"), or gets that of its first "commit", or of its "file".
{missing_date}

[store]
# Keep this file: it remembers every post's id.
url = "sqlite:///feedsvc.db"
"""


@click.command()
@click.option("--config", type=click.Path(path_type=Path), help="The file to write (else feedsvc.toml).")
@click.option("--title", help="Title of the site.")
@click.option("--url", help="Public address of the site; it may be left open for now.")
@click.option("--language", help="Language of the site, such as en or zh-CN.")
@click.option("--folder", help="Where the posts are, or will be.")
@click.option("--feed", help="The feed that readers have subscribed to so far: an address or a file.")
def init(
    config: Path | None,
    title: str | None,
    url: str | None,
    language: str | None,
    folder: str | None,
    feed: str | None,
) -> None:
    """Begin a site: ask for what no default can know, and write feedsvc.toml.

    What an option gives is not asked, and without a terminal nothing is. Nothing is ever overwritten.
    """
    file = config or DEFAULT_CONFIG
    if file.exists():
        raise UsageError(f"{file}: is there already, and stays as it is")
    folder = _asked("Folder of the posts", folder, _usual_folder(), _folder)
    settings = load(None, source={"path": folder})
    of_blog, told = with_blog(settings, Path(folder))
    if told:
        say(told)
    known = of_blog.site
    answers = {
        "title": _asked("Title of the site", title, _default(known, "title") or Path.cwd().name, _title),
        "url": _asked("Address of the site (empty: later)", url, known.url or "", _url),
        "language": _asked("Language of the site (empty: none)", language, known.language or "", _language),
    }
    feed = _asked("Feed that readers have subscribed to so far (empty: none)", feed, "", str.strip)
    is_new = not Path(folder).exists()
    try:
        if is_new:
            Path(folder).mkdir(parents=True)
        with file.open("x", encoding="utf-8") as made:
            made.write(_configuration(answers, folder, of_blog))
    except OSError as error:
        raise UsageError(f"{error.filename}: cannot be written: {error.strerror}") from None
    say(f"{file} written" + (f", and the folder {folder} made for the posts" if is_new else ""))
    if feed:
        say(f"next: feedsvc plan --against {feed} says what its subscribers would see; for posts seen twice")
        say(f"feedsvc ledger import {feed} gives them the ids that readers know, before the first sync")
    say("next: feedsvc serve --preview shows the site, feedsvc export public publishes it as files")


def _asked(question: str, given: str | None, default: str, read: Callable[[str], str]) -> str:
    """What was given, else what a person answers, else the default; as `read` has it."""
    if given is None and sys.stdin.isatty():

        def value(answer: str) -> str:
            try:
                return read(answer)
            except ValueError as error:
                raise click.BadParameter(str(error)) from None

        return str(click.prompt(question, default=default, show_default=bool(default), value_proc=value))
    try:
        return read(default if given is None else given)
    except ValueError as error:
        raise UsageError(f"{question}: {given!r}: {error}") from None


def _title(answer: str) -> str:
    if not answer.strip():
        raise ValueError("a site needs a title")
    return fields.line(answer)


def _url(answer: str) -> str:
    return site_url(answer) if answer.strip() else ""


def _language(answer: str) -> str:
    return fields.language(answer) if answer.strip() else ""


def _folder(answer: str) -> str:
    if not answer.strip() or (Path(answer).exists() and not Path(answer).is_dir()):
        raise ValueError("no folder; name one, such as posts")
    return answer.strip()


def _usual_folder() -> str:
    """The folder as it is where it is a blog; else one that is there, of the names that are usual."""
    if not isinstance(dialect_of(Path(), load(None).source), Plain):
        return "."
    return next((name for name in _FOLDERS if Path(name).is_dir()), _FOLDERS[0])


def _default(site: Site, name: str) -> str | None:
    """What the blog's configuration says; None where there is only feedsvc's own default."""
    return getattr(site, name) if name in site.model_fields_set else None


def _configuration(answers: dict[str, str], folder: str, of_blog: Settings) -> str:
    """The file: what the blog's own configuration says already is not said again, and follows it."""
    lines = {name: _line(name, answer, _default(of_blog.site, name)) for name, answer in answers.items()}
    by = "commit" if _is_committed(Path(folder)) else "file"
    is_plain = isinstance(dialect_of(Path(folder), of_blog.source), Plain)
    missing_date = f'{"" if is_plain else "# "}missing_date = "{by}"'
    return _TEXT.format(**lines, path=_text(folder), missing_date=missing_date)


def _line(name: str, answer: str, said: str | None) -> str:
    if not answer:
        return f"# {name} = {_text(_EXAMPLES[name])}"
    if answer == said:
        return f"# {name} = {_text(answer)} (as the blog's configuration says)"
    return f"{name} = {_text(answer)}"


_EXAMPLES = {"url": "https://example.com/", "language": "en"}


def _is_committed(folder: Path) -> bool:
    """Whether the folder lies in a work tree of git."""
    return any((path / ".git").exists() for path in (folder.absolute(), *folder.absolute().parents))


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
