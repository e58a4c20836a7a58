"""Rules about records, alone and beside each other."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from feedsvc.editor.finding import Finding, finding
from feedsvc.editor.sheet import Sheet, Sheets

_NO_WORD = re.compile(r"[\W_]+")


def check_records(sheets: Sheets, now: datetime) -> Iterator[Finding]:
    """Findings about the records as they were read."""
    for error in sheets.rejected.values():
        field = f"{error.field}: " if error.field else ""
        yield finding("rejected-record", f"{field}{error.reason}", error.origin.file, error.origin.line)
    for error in sheets.dropped:
        yield finding("dropped-field", f"{error.field}: {error.reason}", error.origin.file, error.origin.line)
    shown = [sheet for sheet in sheets.posts.values() if not sheet.post.draft]
    for sheet in shown:
        if sheet.post.published > now:
            message = f"dated {sheet.post.published.isoformat()}; the post stays hidden until then"
            yield finding("future-date", message, sheet.file, sheet.line("date"))
    yield from _similar_titles(shown)
    yield from _variants(shown, "tags", "tag")
    yield from _variants(shown, "categories", "category")


def _similar_titles(sheets: Iterable[Sheet]) -> Iterator[Finding]:
    """Titles that differ by no letter; the translations of a post may share theirs."""
    alike: dict[tuple[str, str], list[Sheet]] = defaultdict(list)
    for sheet in sheets:
        letters = _NO_WORD.sub("", _folded(sheet.post.title or ""))
        if letters:
            alike[letters, (sheet.post.language or "").lower()].append(sheet)
    for group in alike.values():
        first, *others = sorted(group, key=lambda sheet: (sheet.post.published, sheet.key))
        for sheet in others:
            message = f'the title "{sheet.post.title}" is also that of {first.file}'
            yield finding("similar-title", message, sheet.file, sheet.line("title"))


def _variants(sheets: list[Sheet], field: str, called: str) -> Iterator[Finding]:
    """Names that a reader takes for one: they differ by case, width or normal form alone."""
    uses: dict[str, dict[str, list[Sheet]]] = defaultdict(lambda: defaultdict(list))
    for sheet in sheets:
        names = sheet.post.tags if field == "tags" else [item.term for item in sheet.post.categories]
        for name in names:
            uses[_folded(name)][name].append(sheet)
    for forms in uses.values():
        if len(forms) < 2:
            continue
        usual = max(sorted(forms), key=lambda name: len(forms[name]))
        for name, used in sorted(forms.items()):
            if name != usual:
                first = min(used, key=lambda sheet: sheet.key)
                message = (
                    f'the {called} "{name}" ({_posts(len(used))}) is elsewhere written '
                    f'"{usual}" ({_posts(len(forms[usual]))})'
                )
                yield finding("tag-variant", message, first.file, first.line(field))


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _posts(count: int) -> str:
    return "1 post" if count == 1 else f"{count} posts"
