"""The posts of the store `store.sql`, which a release with schema 4 made; as its last sync found them.

Some 45 posts in runs of ten to an archive document, of which one was edited, one renamed, one deleted, one
retagged, and one came late with an early date.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

SETTINGS: dict[str, dict[str, Any]] = {
    "site": {"url": "https://blog.example.org/", "title": "A blog", "language": "en"},
    "feed": {"page_size": 10},
    "feeds": {"odd": {"include": {"tags": ["odd"]}}},
}
FIRST_SYNC = datetime(2026, 6, 1, 12, tzinfo=UTC)
COUNT = 45


def write_first(folder: Path) -> None:
    """The posts as the first sync found them."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, COUNT + 1):
        _write(folder, f"p{number:02}.md", number)
    _write(folder, "draft.md", 60, draft=True)
    _write(folder, "broken.md", 61, date="one of these days")


def write_edits(folder: Path) -> None:
    """What happened before the second sync."""
    _write(folder, "p03.md", 3, text="Edited: another text.")
    _write(folder, "p12.md", 12, tags=["even", "数学"])
    (folder / "p07.md").unlink()
    (folder / "p08.md").rename(folder / "renamed.md")
    _write(folder, "late.md", 62, date="2019-05-05", id="https://elsewhere.example.org/?p=62")


def write_last(folder: Path) -> None:
    """What happened before the third and last sync."""
    _write(folder, "p21.md", 21, text="Edited, with a link to [the third](p03.md).")
    (folder / "draft.md").unlink()


def _write(folder: Path, name: str, number: int, text: str | None = None, **fields: Any) -> None:
    day = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=number)
    front = {
        "title": f"Post {number}",
        "date": day.isoformat(),
        "tags": ["odd" if number % 2 else "even"],
        "categories": [["notes", "long"]] if number % 5 == 0 else [],
        "authors": ["Ana Reis"] if number % 7 == 0 else [],
        "language": "de" if number % 11 == 0 else None,
    } | fields
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in front.items() if value]
    body = text or f"Text {number}, *with* some `code` and $x^{{{number}}}$."
    (folder / name).write_text(f"---\n{''.join(lines)}---\n{body}\n", "utf-8")
