"""Rules about records, alone and beside each other."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from feedsvc.checks.checked_record import CheckedRecord, CheckedRecords
from feedsvc.checks.finding import Finding, finding
from feedsvc.feed_kinds import FEED_KINDS, FeedKind

_NO_WORD = re.compile(r"[\W_]+")


def check_records(records: CheckedRecords, now: datetime) -> Iterator[Finding]:
    """Findings about the records as they were read."""
    for error in records.rejected.values():
        field = f"{error.field}: " if error.field else ""
        yield finding("rejected-record", f"{field}{error.reason}", error.origin.file, error.origin.line)
    for error in records.dropped:
        yield finding("dropped-field", f"{error.field}: {error.reason}", error.origin.file, error.origin.line)
    shown = [record for record in records.posts.values() if not record.post.draft]
    for record in shown:
        if record.post.published > now:
            message = f"dated {record.post.published.isoformat()}; the post stays hidden until then"
            yield finding("future-date", message, record.file, record.line("date"))
    yield from _similar_titles(shown)
    for kind in FEED_KINDS.values():
        yield from _variants(shown, kind)


def _similar_titles(records: Iterable[CheckedRecord]) -> Iterator[Finding]:
    """Titles that differ by no letter; the translations of a post may share theirs."""
    alike: dict[tuple[str, str], list[CheckedRecord]] = defaultdict(list)
    for record in records:
        letters = _NO_WORD.sub("", _folded(record.post.title or ""))
        if letters:
            alike[letters, (record.post.language or "").lower()].append(record)
    for group in alike.values():
        first, *others = sorted(group, key=lambda record: (record.post.published, record.key))
        for record in others:
            message = f'the title "{record.post.title}" is also that of {first.file}'
            yield finding("similar-title", message, record.file, record.line("title"))


def _variants(records: list[CheckedRecord], kind: FeedKind) -> Iterator[Finding]:
    """Names that a reader takes for one: they differ by case, width or normal form alone."""
    uses: dict[str, dict[str, list[CheckedRecord]]] = defaultdict(lambda: defaultdict(list))
    for record in records:
        for name in kind.names_of(record.post) if kind.names_of else ():
            uses[_folded(name)][name].append(record)
    for forms in uses.values():
        if len(forms) < 2:
            continue
        usual = max(sorted(forms), key=lambda name: len(forms[name]))
        for name, used in sorted(forms.items()):
            if name != usual:
                first = min(used, key=lambda record: record.key)
                message = (
                    f'the {kind.singular} "{name}" ({_posts(len(used))}) is elsewhere written '
                    f'"{usual}" ({_posts(len(forms[usual]))})'
                )
                yield finding("tag-variant", message, first.file, first.line(kind.name))


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _posts(count: int) -> str:
    return "1 post" if count == 1 else f"{count} posts"
