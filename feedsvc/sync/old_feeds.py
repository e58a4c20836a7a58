"""Where the feeds of a blog were before, by the generator's own rules: each leads to ours."""

from __future__ import annotations

import json

from sqlalchemy import Connection, select

from feedsvc.feed_formats import FORMATS
from feedsvc.feed_kinds import SITE_KIND
from feedsvc.publish.address import Address
from feedsvc.sources.dialects.feed_paths import feed_paths
from feedsvc.sources.markdown_folder import MarkdownFolder
from feedsvc.sources.source import Source
from feedsvc.store import schema
from feedsvc.store.catalog import OLD_FEEDS
from feedsvc.store.store import set_meta

_FILES = {form.name: form.file for form in FORMATS}


def note_old_feeds(connection: Connection, source: Source) -> None:
    """Write down where the generator of the blog in `source` has each of the feeds there are; nothing for a
    source that is no blog."""
    found: dict[str, str] = {}
    if isinstance(source, MarkdownFolder):
        table = schema.feed
        # Of a site in several languages, the feed at its root has those in the first language alone.
        order = (table.c.kind == SITE_KIND, table.c.number)
        rows = connection.execute(select(table.c.kind, table.c.slug, table.c.name).order_by(*order))
        for kind, slug, name in rows:
            for path, form in feed_paths(source.dialect, kind, name):
                found.setdefault(path, Address("feed", kind, slug, file=_FILES[form]).path)
    set_meta(connection, OLD_FEEDS, json.dumps(found, ensure_ascii=False, sort_keys=True))
