"""The whole check: records, their texts, and every document that a sync would make of them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape, unescape
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import Connection, select

from feedsvc.checks.bodies import Bodies
from feedsvc.checks.checked_record import CheckedRecords, read_records
from feedsvc.checks.feed_documents import check_documents
from feedsvc.checks.finding import RULES, Finding, finding
from feedsvc.checks.link_targets import LinkTargets
from feedsvc.checks.record_rules import check_records
from feedsvc.errors import RecordError, UsageError
from feedsvc.posts.make import PostOptions, make_post
from feedsvc.posts.post import Post
from feedsvc.progress import Progress
from feedsvc.publish.publisher import Publisher
from feedsvc.render.options import RenderOptions
from feedsvc.render.render import Renderer
from feedsvc.settings import CheckOptions, Settings
from feedsvc.sources.skipped import PAGES
from feedsvc.sources.source import Item, Source, skipped_by
from feedsvc.store import schema
from feedsvc.store.published_files import PublishedFiles
from feedsvc.store.reference_resolver import resolve_references
from feedsvc.store.store import Store
from feedsvc.sync.listing import PUBLISHED, REJECTED
from feedsvc.sync.sync import sync
from feedsvc.sync.sync_report import SyncReport


@dataclass(frozen=True, slots=True)
class Result:
    """All findings in the order of their places, what the sync did that was tried, and how many documents
    were looked at."""

    findings: tuple[Finding, ...]
    report: SyncReport
    documents: int

    def count(self, level: str) -> int:
        """How many findings are of this level."""
        return sum(found.level == level for found in self.findings)


def check(source: Source, settings: Settings, *, now: datetime, progress: Progress) -> Result:
    """Check every record of the source, and every document made of them in a store of its own.

    Raises `SourceError` for a source that cannot be listed or is empty, `UsageError` for a rule there is not.
    """
    require_rules(settings.check)
    settings = settings.at(settings.url)
    options = PostOptions(settings.site.zone, settings.site.language)
    records = read_records(source, options)
    found = list(check_records(records, now))
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{Path(folder) / 'check.db'}")
        try:
            found += _unread(source)
            report = sync(source, store, settings, now=now, progress=progress)
            texts = _Texts(source, options)
            with store.reading() as connection:
                found += _rejected_by_sync(connection, records)
                found += _bodies(connection, records, settings, source, texts)
            found += _lost(report, records, texts, settings)
            documents, faults = check_documents(Publisher(store), progress)
            found += faults
        finally:
            store.close()
    return Result(_chosen(found, settings.check), report, documents)


def require_rules(options: CheckOptions) -> None:
    """Raises `UsageError` when a setting names a rule that there is not."""
    for name, given in (("ignore", options.ignore), ("errors", options.errors)):
        for rule in given:
            if rule not in RULES:
                raise UsageError(f"setting check.{name}: {rule!r} is no rule; there are {', '.join(RULES)}")


def _chosen(found: list[Finding], options: CheckOptions) -> tuple[Finding, ...]:
    kept = (
        replace(item, level="error") if item.rule in options.errors else item
        for item in found
        if item.rule not in options.ignore
    )
    return tuple(sorted(set(kept), key=lambda item: (item.file, item.line or 0, item.rule, item.message)))


class _Texts:
    """The texts of posts as written, read again one at a time: all of them might not fit into memory."""

    def __init__(self, source: Source, options: PostOptions) -> None:
        self._items: dict[str, Item] = {item.key: item for item in source.items()}
        self._options = options

    def post(self, key: str) -> Post | None:
        """The whole post of a record; None where it went away meanwhile."""
        try:
            return make_post(self._items[key].read(), self._options)
        except (KeyError, RecordError):
            return None

    def of(self, key: str) -> str:
        """The text of a record."""
        post = self.post(key)
        return "" if post is None else (post.html if post.html is not None else post.markdown) or ""


def _unread(source: Source) -> Iterator[Finding]:
    skipped = skipped_by(source)
    for line, (reason, files) in zip(skipped.lines(), skipped.items(), strict=True):
        if reason != PAGES:
            yield finding("unread-file", line, files.places[0])


def _rejected_by_sync(connection: Connection, records: CheckedRecords) -> Iterator[Finding]:
    """Records that can be read, but not published: an id that is another's, a text that is too long."""
    table = schema.record
    rows = connection.execute(
        select(table.c.key, table.c.problem).where(table.c.state == REJECTED).order_by(table.c.key)
    )
    for key, problem in rows:
        if record := records.posts.get(key):
            message = (problem or "").removeprefix(str(record.post.origin)).lstrip(": ")
            yield finding("rejected-record", message, record.file, record.first_line)


def _bodies(
    connection: Connection, records: CheckedRecords, settings: Settings, source: Source, texts: _Texts
) -> Iterator[Finding]:
    row, post, entry = schema.record, schema.post, schema.entry
    live = (
        select(row.c.key, post.c.url, post.c.excerpt, entry.c.html)
        .join_from(row, post, row.c.post == post.c.number)
        .join(entry, entry.c.post == post.c.number)
        .where(row.c.state == PUBLISHED)
        .order_by(row.c.key)
    )
    urls = connection.scalars(select(post.c.url))
    dialect = getattr(source, "dialect", None)
    files = {file.address for file in PublishedFiles(connection).all()}
    targets = LinkTargets(records.posts.values(), urls, urlsplit(settings.url).path, dialect, files)

    def resolved(address: str) -> str | None:
        link = resolve_references(connection, [f'<a href="{escape(address)}">x</a>'])[0]
        return unescape(link.split('"')[1]) if "href" in link else None

    bodies = Bodies(targets, settings.check.entry_size, resolved)
    for key, url, excerpt, html in connection.execute(live).all():
        record = records.posts.get(key)
        if record is not None:
            yield from bodies.check(record, url, html, excerpt, texts.of(key))


def _lost(
    report: SyncReport, records: CheckedRecords, texts: _Texts, settings: Settings
) -> Iterator[Finding]:
    """What readers are not shown, with its line: the posts concerned are rendered once more."""
    told = set(report.notices)
    renderer = Renderer(RenderOptions.of(settings))
    for key, record in records.posts.items():
        if not any(line.startswith(f"{record.file}: ") for line in told):
            continue
        post = texts.post(key)
        if post is None:
            continue
        try:
            notices = renderer.render(post, settings.url).notices
        except RecordError:
            continue
        first = record.lines.get("text", record.first_line or 1)
        for notice in notices:
            if notice.loss:
                line = first if notice.line is None else first + notice.line - 1
                yield finding("lost-content", notice.text, record.file, line)
