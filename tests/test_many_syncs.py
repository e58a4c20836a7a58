"""Processes that sync one store at the same time lose nothing: what decides is listed under the lock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from conftest import Site
from quick_start import feedsvc_command

from bench.many_syncs import sync_while_adding
from feedsvc.settings import SourceOptions
from feedsvc.sources.dialects.detect import dialect_of
from feedsvc.sources.markdown_folder import MarkdownFile, MarkdownFolder
from feedsvc.sync.sync import sync

SYNCS = 4  # `python -m bench many-syncs` has 300


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_no_post_is_announced_as_deleted_while_files_are_added(
    tmp_path: Path, kind: str, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("postgresql") if kind == "postgresql" else f"sqlite:///{tmp_path}/store.db"
    done = sync_while_adding(tmp_path, url, SYNCS, feedsvc_command())
    assert done.deleted == 0
    assert done.posts == done.files


class _Moving(MarkdownFolder):
    """A folder of which a file moves while it is listed for the first time: out of where the listing is not
    yet, to where it was already."""

    def __init__(self, folder: Path, old: str, new: str) -> None:
        super().__init__(folder, dialect_of(folder, SourceOptions()))
        self._names = old, new

    def items(self) -> Iterator[MarkdownFile]:
        old, new = (self.folder / name for name in self._names)
        is_first = old.exists()
        if is_first:
            old.rename(new)
        return (item for item in super().items() if not (is_first and item.key == self._names[1]))


def test_file_that_moves_while_folders_are_listed_is_not_announced_as_deleted(site: Site) -> None:
    site.fill(5)
    site.sync()
    before = site.ids()
    source = _Moving(site.posts, "p00003.md", "moved.md")
    report = sync(source, site.store, site.settings, now=site.now + timedelta(hours=1))
    assert (report.vanished, report.renamed) == (0, 1)
    assert site.ids() == before


def test_machine_whose_clock_is_behind_does_not_hide_what_another_published(site: Site) -> None:
    site.fill(2)
    site.write("soon.md", title="Soon", date="2026-06-01T14:30:00Z")
    site.sync()
    site.now = datetime(2026, 6, 1, 14, 31, tzinfo=UTC)
    site.sync()
    assert "Soon" in site.titles()
    site.now -= timedelta(hours=5)
    site.write("soon.md", "Edited.", title="Soon", date="2026-06-01T14:30:00Z")
    report = site.sync()
    assert (report.vanished, report.hidden) == (0, 0)
    assert "Soon" in site.titles()
