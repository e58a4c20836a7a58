"""A site's own templates, style and words: read from their folder, and tried before they show anything."""

from __future__ import annotations

import tomllib
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, TemplateError, TemplateSyntaxError
from markupsafe import Markup

from feedsvc.errors import UsageError
from feedsvc.publish.look import Look, OwnFiles, environment
from feedsvc.publish.pages import failure_page, index_page, latest_page, month_page, moved_page, post_page
from feedsvc.publish.views import (
    Alternate,
    CalendarView,
    DateLink,
    FeedGroup,
    FeedLink,
    IndexView,
    LetterLink,
    PagePost,
    PageView,
    PostLink,
    PostView,
    TagLink,
)

ENDINGS = (".html", ".css", ".toml")
LARGEST = 1_000_000  # bytes of all files: they are kept with the revision


def read_own(folder: str | None) -> OwnFiles:
    """The files of a site's own in `folder`, by name. Raises `UsageError`, in one line with file and line,
    for a folder that is not there, and for a template that cannot show every kind of page."""
    if folder is None:
        return ()
    root = Path(folder)
    if not root.is_dir():
        raise UsageError(f"setting page.templates: {folder} is no folder")
    files = sorted(file for file in root.iterdir() if file.suffix in ENDINGS and file.is_file())
    found = tuple((file.name, _text(file)) for file in files)
    if sum(len(text) for _, text in found) > LARGEST:
        raise UsageError(f"setting page.templates: {folder} holds more than {LARGEST:,} characters")
    for file, (_, text) in zip(files, found, strict=True):
        if file.suffix == ".toml":
            _require_words(file, text)
    _require_pages(root, found)
    return found


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise UsageError(f"{file}: cannot be read: {reason}") from None


def _require_words(file: Path, text: str) -> None:
    try:
        words = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{file}: {error}") from None
    known = Look().words("en")
    for name, value in words.items():
        if name not in known:
            raise UsageError(f"{file}: there is no word {name!r}; there are {', '.join(known)}")
        if not isinstance(value, str):
            raise UsageError(f"{file}: {name} must be text")


def _require_pages(root: Path, own: OwnFiles) -> None:
    """Every template is read, and each page is made of samples: what is wrong is told with its place."""
    loader = FileSystemLoader(root)
    look = Look(own, environment(loader))
    try:
        for name, _ in own:
            if name.endswith(".html"):
                look.environment.get_template(name)
        _samples(look)
    except TemplateSyntaxError as error:
        raise UsageError(f"{error.filename or error.name}:{error.lineno}: {error.message}") from None
    except Exception as error:  # whatever a template does
        places = traceback.extract_tb(error.__traceback__)
        own_places = [place for place in places if Path(place.filename).parent == root]
        place = f"{own_places[-1].filename}:{own_places[-1].lineno}" if own_places else str(root)
        reason = error.message if isinstance(error, TemplateError) else f"{type(error).__name__}: {error}"
        raise UsageError(f"{place}: {reason}") from None


def _samples(look: Look) -> None:
    """Each kind of page, with everything that may be there and with nothing that may not."""
    now, url = datetime(2026, 1, 2, tzinfo=UTC), "https://example.org/"
    feeds = (Alternate(type="application/atom+xml", title="A", href=f"{url}atom.xml"),)
    tags = (TagLink(name="a", href=f"{url}tags/a/"), TagLink(name="b", href=None))
    link, excerpt = PostLink(url=url, title="A"), Markup("<em>a</em>")
    post: dict[str, Any] = {"url": url, "title": "A", "published": now}
    full = PagePost(**post, updated=now, tags=tags, excerpt="a", excerpt_html=excerpt, language="de")
    bare = PagePost(**post, updated=None, tags=(), excerpt="", language=None)
    site: dict[str, Any] = {"site_title": "A", "home": url, "language": "en"}
    extras: dict[str, Any] = {"description": "a", "image": url, "icon": url}
    page: dict[str, Any] = {
        **site,
        "banner": "B",
        "heading": "H",
        "base": url,
        "self_url": url,
        "feeds_url": url,
    }
    latest_page(
        PageView(**page, **extras, subtitle="s", number=2, count=9, posts=(full, bare), alternates=feeds),
        look,
    )
    latest_page(PageView(**page, subtitle="", number=1, count=1, posts=(), alternates=()), look)
    date, calendar = DateLink("a", url), {**page, "title": "T", "alternates": feeds, "newer": url}
    del calendar["heading"]
    month_page(
        CalendarView(**calendar, **extras, subtitle="s", up=date, dates=(), posts=(full,), older=url), look
    )
    month_page(CalendarView(**calendar, subtitle="", up=None, dates=(date,), posts=(), older=""), look)
    body: dict[str, Any] = {"html": "<p>a</p>", "rights": None}
    post_page(
        PostView(
            **site, **post, **body, **extras, updated=now, authors=("a",), tags=tags, alternates=feeds,
            earlier=link, later=link,
        ),
        look,
    )  # fmt: skip
    post_page(PostView(**site, **post, **body, updated=None, authors=(), tags=(), alternates=()), look)
    one = FeedLink(name="a", page=url, count=1, alternates=feeds, initial="A")
    group = FeedGroup(kind="tags", often=(one,), once=(one,), initials=("A",))
    index_page(IndexView(**site, self_url=url, opml=url, groups=(group,)), look)
    letters = (LetterLink("A", url, is_here=True),)
    group = FeedGroup(kind="tags", often=(one,), once=(), letters=letters, letter="A", anchor="tags-A")
    paged: dict[str, Any] = {"base": url, "number": 2, "count": 3, "kind": "tags", "letters": letters}
    index_page(IndexView(**site, **extras, self_url=url, opml=url, groups=(group,), **paged), look)
    failure_page(404, url, "", None, look)
    moved_page(url, "", "", None, look)
