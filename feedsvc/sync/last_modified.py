"""When documents last changed: written down once a sync knows which are others now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, delete, insert, update

from feedsvc.feed_kinds import SITE_FEED
from feedsvc.publish.address import WHOLE_SITE, Address
from feedsvc.publish.documents import Edition
from feedsvc.store import schema
from feedsvc.store.catalog import FORMS
from feedsvc.store.queries import in_parts
from feedsvc.store.store import set_meta


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
        table = schema.post
        for some in in_parts(sorted(numbers)):
            these = table.c.number.in_(some)
            self._connection.execute(update(table).where(these).values(changed=self._now))

    def all_posts(self) -> None:
        """The pages of all posts changed."""
        table = schema.post
        others = table.c.live & (table.c.changed != self._now)
        self._connection.execute(update(table).where(others).values(changed=self._now))

    def of_site(self, what: str) -> None:
        """This document of the whole site changed."""
        set_meta(self._connection, f"{what}_changed", str(self._now))

    def write(self) -> None:
        """Write down the runs noted so far, in place of those they cover."""
        if not self._runs:
            return
        table, names = schema.document_change, ("feed", "form", "first", "last")
        runs = [{f"run_{name}": value for name, value in zip(names, run, strict=True)} for run in self._runs]
        run: dict[str, BindParameter[Any]] = {name: bindparam(f"run_{name}") for name in names}
        is_same = (table.c.feed == run["feed"]) & (table.c.form == run["form"])
        covered = is_same & (table.c.first >= run["first"]) & (table.c.last <= run["last"])
        self._connection.execute(delete(table).where(covered), runs)
        self._connection.execute(insert(table).values(**run, changed=self._now), runs)
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
