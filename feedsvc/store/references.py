"""Links from post to post by file name (see `render.references`): who refers to whom, and where that is."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple
from urllib.parse import unquote

from sqlalchemy import Connection, delete, select

from feedsvc.render.references import FilePlace, file_place
from feedsvc.render.standin import ORIGIN, POST, TITLED
from feedsvc.sources.file_names import ENDINGS
from feedsvc.store import queries, schema
from feedsvc.store.batch import Batch, in_parts
from feedsvc.store.ledger import Ledger
from feedsvc.store.touches import Touches

_LINK = re.compile(
    rf' href="{re.escape(ORIGIN)}~(?P<kind>post|titled)/(?P<path>[^"?#]+)(?:\?(?P<language>[\w-]+))?'
    r'(?P<place>#[^"]*)?"'
    r"(?:(?P<end>>)(?P<text>[^<]*)(?=</a>))?"
)
_DATED = re.compile(r"(?:.*/)?(\d{4}-\d{1,2}-\d{1,2})[^/]*", re.DOTALL)


def post_name(key: str, slug: str) -> str:
    """What links look a post up by: the name of its file, else its slug."""
    return file_place(key).name if key.lower().endswith(ENDINGS) else slug


class References:
    """The references of posts, while a sync writes them."""

    def __init__(self, connection: Connection, batch: Batch, ledger: Ledger, touches: Touches) -> None:
        self._connection, self._batch, self._ledger = connection, batch, ledger
        self._touches = touches
        self._moved: set[str] = set()

    def settle(self, number: int, names: tuple[str, ...], *, is_new: bool) -> None:
        """The post refers to these names, and to no others."""
        if not is_new:
            mine = schema.reference.c.post == number
            self._connection.execute(delete(schema.reference).where(mine))
        for name in names:
            self._batch.insert(schema.reference, {"post": number, "name": name})

    def move(self, *names: str | None) -> None:
        """Posts of these names came or went, or have another URL or title."""
        self._moved.update(name for name in names if name)

    def touch(self) -> None:
        """Touch every document that shows a link to a post that moved."""
        self._batch.flush()
        names, table = sorted(self._moved), schema.reference
        if not names or self._connection.scalar(select(table.c.post).limit(1)) is None:
            return
        for some in in_parts(names):
            these = table.c.name.in_(some)
            self._touch(select(table.c.post).where(these).distinct())

    def _touch(self, referring: Any) -> None:
        place, post = schema.membership, schema.post
        here = place.c.post.in_(referring) & (place.c.state == schema.LIVE)
        for feed, ordinal in self._connection.execute(
            select(place.c.feed, place.c.ordinal).where(here)
        ).all():
            self._touches.entry(self._ledger.feed_numbered(feed), ordinal)
        live = post.c.number.in_(referring) & post.c.live
        self._touches.posts.update(self._connection.scalars(select(post.c.number).where(live)))


def bound(connection: Connection, bodies: list[str]) -> list[str]:
    """`bodies` with each reference as the URL that its post has now; one to no live post is no link."""
    if not any(POST in body or TITLED in body for body in bodies):
        return bodies
    wanted = {found["path"] for body in bodies for found in _LINK.finditer(body)}
    names = sorted({_wanted(path).place.name for path in wanted})
    posts: dict[str, list[_Post]] = {}
    for row in connection.execute(queries.NAMED, {"names": names}):
        posts.setdefault(row.name, []).append(_post(row))

    def link(found: re.Match[str]) -> str:
        target = _chosen(_wanted(found["path"]), found["language"], posts)
        rest = (found["end"] or "") + (found["text"] or "")
        if target is None:
            return rest
        if found["kind"] == "titled" and found["end"]:
            rest = ">" + _as_text(target.title)
        return f' href="{_as_attribute(target.url)}{found["place"] or ""}"{rest}'

    return [_LINK.sub(link, body) for body in bodies]


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
    place = file_place(row.key) if row.key.lower().endswith(ENDINGS) else FilePlace(row.slug, None)
    language = place.language or json.loads(row.details)["language"]
    return _Post(place._replace(language=language), row.key, row.url, row.title)


def _chosen(wanted: _Wanted, language: str | None, posts: dict[str, list[_Post]]) -> _Post | None:
    """The post meant: of those whose path fits, the one that fits best, in the language of the reference."""
    language = wanted.place.language or language
    fitting = [
        (rank, bool(language) and post.place.language != language, len(post.key), post.key, post)
        for post in posts.get(wanted.place.name, [])
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


def _as_text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _as_attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;")
