"""Links from post to post by file name (see `render.references`), as the URLs that the posts have now."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple
from urllib.parse import unquote
from xml.sax.saxutils import escape

from sqlalchemy import Connection

from feedsvc.render.page import mark_of
from feedsvc.render.placeholders import ORIGIN, POST, SITE, TITLED
from feedsvc.render.references import FilePlace, file_place
from feedsvc.sources.file_names import POST_ENDINGS
from feedsvc.store import queries
from feedsvc.store.short import short

_LINK = re.compile(
    rf' href="{re.escape(ORIGIN)}~(?P<kind>post|titled)/(?P<path>[^"?#]+)'
    r'(?:\?(?P<language>[\w-]*)(?:~(?P<otherwise>[^"#]*))?)?(?P<place>#[^"]*)?"'
    r"(?:(?P<end>>)(?P<text>[^<]*)(?=</a>))?"
)
_DATED = re.compile(r"(?:.*/)?(\d{4}-\d{1,2}-\d{1,2})[^/]*", re.DOTALL)


def resolve_references(connection: Connection, bodies: list[str]) -> list[str]:
    """`bodies` with each reference as the URL that its post has now.

    One to no live post leads to the address that it names for this, unless the post was deleted; else it is
    no link.
    """
    if not any(POST in body or TITLED in body for body in bodies):
        return bodies
    wanted = {found["path"] for body in bodies for found in _LINK.finditer(body)}
    names = sorted({short(_wanted(path).place.name) for path in wanted})
    posts: dict[str, list[_Post]] = {}
    deleted: dict[str, list[_Post]] = {}
    for row in connection.execute(queries.NAMED, {"names": names}):
        (posts if row.live else deleted).setdefault(row.name, []).append(_post(row))

    def link(found: re.Match[str]) -> str:
        wanted, rest = _wanted(found["path"]), (found["end"] or "") + (found["text"] or "")
        target = _chosen(wanted, found["language"], posts)
        if target is None:
            otherwise = None if _chosen(wanted, found["language"], deleted) else found["otherwise"]
            if _is_stand_in(found["text"]):
                rest = ">" + escape(unquote(otherwise or "") or wanted.place.path)
            if not otherwise:
                return rest
            return f' href="{_as_attribute(unquote(otherwise))}{found["place"] or ""}"{rest}'
        if found["kind"] == "titled" and found["end"]:
            rest = ">" + escape(target.title)
        elif _is_stand_in(found["text"]):
            rest = ">" + escape(target.url)
        return f' href="{_as_attribute(target.url)}{_place(found["place"] or "", target.url)}"{rest}'

    return [_LINK.sub(link, body) for body in bodies]


def _is_stand_in(text: str | None) -> bool:
    """Whether a link's text is the address that it leads to, which no reader may see."""
    return text is not None and text.startswith((POST, TITLED))


def _place(place: str, url: str) -> str:
    """`#place` as the page at `url` has it: on a page of ours, ids end in the mark of their post."""
    return f"{place}-{mark_of(url)}" if place and url.startswith(f"{SITE}posts/") else place


class _Wanted(NamedTuple):
    """A reference taken apart; an `exact` one begins at the source's own folder."""

    place: FilePlace
    exact: bool


class _Post(NamedTuple):
    place: FilePlace
    key: str
    url: str
    title: str


def _wanted(path: str) -> _Wanted:
    path = unquote(path)
    return _Wanted(file_place(path.removeprefix("./") + ".md"), path.startswith("./"))


def _post(row: Any) -> _Post:
    place = file_place(row.key) if row.key.lower().endswith(POST_ENDINGS) else FilePlace(row.slug, None)
    language = place.language or json.loads(row.details)["language"]
    return _Post(place._replace(language=language), row.key, row.url, row.title)


def _chosen(wanted: _Wanted, language: str | None, posts: dict[str, list[_Post]]) -> _Post | None:
    """The post meant: of those whose path fits, the one that fits best, in the language of the reference."""
    language = wanted.place.language or language
    fitting = [
        (rank, bool(language) and post.place.language != language, len(post.key), post.key, post)
        for post in posts.get(short(wanted.place.name), [])
        if (rank := _fit(wanted, post.place.path)) is not None
    ]
    return min(fitting)[-1] if fitting else None


def _fit(wanted: _Wanted, path: str) -> int | None:
    """How well a path fits: 0 is best, None not at all. A name alone may leave out the date."""
    asked = wanted.place.path
    if asked == path:
        return 0
    if wanted.exact:
        return None
    if path.endswith(f"/{asked}") or asked.endswith(f"/{path}"):
        return 1
    dates = {found[1] for text in (asked, path) if (found := _DATED.fullmatch(text))}
    return 2 if "/" not in asked and len(dates) < 2 else None


def _as_attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;")
