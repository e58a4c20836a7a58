"""When documents last changed: written down once a sync knows which are others now."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, delete, insert, update

from feedsvc.feed_kinds import SITE_FEED
from feedsvc.publish.address import WHOLE_SITE, Address
from feedsvc.publish.documents import Edition
from feedsvc.store import schema
from feedsvc.store.catalog import FORMS
from feedsvc.store.queries import in_parts
from feedsvc.store.store import set_meta

_post, _change = schema.post, schema.document_change
_changed = update(_post).values(changed=bindparam("now"))
_POSTS = _changed.where(_post.c.number.in_(bindparam("numbers", expanding=True)))
_ALL_POSTS = _changed.where(_post.c.live, _post.c.changed != bindparam("now"))
_RUN = ("feed", "form", "first", "last")
_COVERED = delete(_change).where(
    _change.c.feed == bindparam("feed"),
    _change.c.form == bindparam("form"),
    _change.c.first >= bindparam("first"),
    _change.c.last <= bindparam("last"),
)
_NOTE = insert(_change)


class LastModified:
    """The times of one revision: whatever is noted changed at `now` (seconds)."""

    def __init__(self, connection: Connection, now: int) -> None:
        self._connection, self._now = connection, now
        self._runs: dict[tuple[int, str, int, int], None] = {}

    def run(self, feed: int, form: str, first: int, last: int | None = None) -> None:
        """The documents of this feed and form from `first` to `last` (else that one) changed."""
        self._runs[feed, form, first, first if last is None else last] = None

    def feed(self, feed: int) -> None:
        """Every document of this feed changed."""
        for form in FORMS:
            self.run(feed, form, 0, schema.TO_THE_END)

    def posts(self, numbers: Iterable[int]) -> None:
        """The pages of these posts changed."""
        for some in in_parts(sorted(numbers)):
            self._connection.execute(_POSTS, {"numbers": some, "now": self._now})

    def all_posts(self) -> None:
        """The pages of all posts changed."""
        self._connection.execute(_ALL_POSTS, {"now": self._now})

    def of_site(self, what: str, number: int | None = None) -> None:
        """This document of the whole site changed: all of them, or the one of that number."""
        name = what if number is None else f"{what}-{number}"
        set_meta(self._connection, f"{name}_changed", str(self._now))

    def write(self) -> None:
        """Write down the runs noted so far, in place of those they cover."""
        if not self._runs:
            return
        runs = [dict(zip(_RUN, run, strict=True)) for run in self._runs]
        self._connection.execute(_COVERED, runs)
        self._connection.execute(_NOTE, [run | {"changed": self._now} for run in runs])
        self._runs.clear()


def note_everything(after: Edition, last_modified: LastModified) -> None:
    """Note that every document of `after` changed. Raises `DocumentError` where no reader could read the
    site's feed."""
    for file in after.files:
        after.at(Address("feed", *SITE_FEED, file=file), file)
    for feed in after.catalog.feeds():
        last_modified.feed(feed.number)
    last_modified.all_posts()
    for what in WHOLE_SITE:
        last_modified.of_site(what)
    last_modified.write()
