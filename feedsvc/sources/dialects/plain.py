"""A folder that is no generator's: every Markdown file in it is a post."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from feedsvc.posts.record import Record
from feedsvc.sources.dialects.dialect import Dialect, with_taxonomies
from feedsvc.sources.dialects.jekyll_permalinks import page_address
from feedsvc.sources.file_names import MARKDOWN, MDX


class Plain(Dialect):
    """A folder of Markdown files. Its permalink pattern, where it has one, is in Jekyll's notation."""

    endings = (*MARKDOWN, *MDX)
    publishes_files = False

    def adapt(self, record: Record) -> Record:
        if "taxonomies" in record.fields:
            record = with_taxonomies(record)
        if not self.pattern:
            return record
        return replace(record, address=partial(page_address, self.pattern, record, record.stem or ""))
