"""Records from a JSON Feed file (versions 1 and 1.1, jsonfeed.org)."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from feedsvc.errors import Origin, RecordError, SourceError
from feedsvc.posts.record import Record
from feedsvc.sources.file_names import printable
from feedsvc.sources.json_text import JsonError, checked_object, decode_document
from feedsvc.sources.keys import Keys, byte_digest
from feedsvc.sources.skipped import Skipped

_VERSION = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/1(?:\.\d+)?/?")
_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")
_COMMON = ("authors", "author", "language")


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One item of the feed; `number` counts from 1. `reason` says why it is no record, if so."""

    key: str
    fingerprint: str
    path: Path
    number: int
    fields: Mapping[str, Any]
    reason: str | None = None

    def read(self) -> Record:
        """The record. Raises `RecordError` for an item that is no object."""
        origin = Origin(printable(str(self.path)), self.number)
        if self.reason:
            raise RecordError(origin, None, f"item {self.number} {self.reason}")
        return Record(key=self.key, origin=origin, fields=self.fields)


class JsonFeedFile:
    """The items of one JSON Feed file. A record's line is the number of its item."""

    def __init__(self, path: Path) -> None:
        self.path = self.watched = path
        self.skipped = Skipped()

    @property
    def name(self) -> str:
        return printable(str(self.path))

    def items(self) -> Iterator[FeedItem]:
        """Every item. Raises `SourceError` when the file is no JSON Feed."""
        feed = self._feed()
        common = {name: feed[name] for name in _COMMON if feed.get(name)}
        keys = Keys()
        for number, item in enumerate(feed["items"], 1):
            try:
                fields = _fields(checked_object(item), common)
                mark = _fingerprint(fields)
            except JsonError as error:
                reason = str(error)
                yield FeedItem(
                    keys.unique(f"item:{number}"), byte_digest(reason.encode()), self.path, number, {}, reason
                )
            else:
                yield FeedItem(keys.of(fields), mark, self.path, number, fields)

    def _feed(self) -> dict[str, Any]:
        try:
            feed = checked_object(decode_document(self.path.read_bytes()))
        except OSError as error:
            raise SourceError(f"{self.name}: cannot be read: {error.strerror}") from None
        except JsonError as error:
            place = f":{error.line}" if error.line else ""
            raise SourceError(f"{self.name}{place}: {error}") from None
        version = feed.get("version")
        if not isinstance(version, str) or not _VERSION.fullmatch(version.strip()):
            raise SourceError(
                f"{self.name}: version: not a JSON Feed; its version must be https://jsonfeed.org/version/1.1"
            )
        if not isinstance(feed.get("items"), list):
            raise SourceError(f"{self.name}: items: must be a list")
        return feed


def _fields(item: dict[str, Any], common: dict[str, Any]) -> dict[str, Any]:
    """The item's fields, under names a record has; what an item leaves out is the feed's (JSON Feed 1.1)."""
    fields = dict(item)
    if not item.get("authors") and not item.get("author"):
        fields.update((name, common[name]) for name in ("authors", "author") if name in common)
    if not item.get("language") and "language" in common:
        fields["language"] = common["language"]
    if not item.get("image") and item.get("banner_image"):
        fields["image"] = item["banner_image"]
    text = fields.pop("content_text", None)
    if not item.get("content_html") and text is not None:
        # Elsewhere `content_text` may be Markdown; in a JSON Feed it is plain text.
        fields["content_html"] = _paragraphs(text) if isinstance(text, str) else text
    return fields


def _fingerprint(fields: dict[str, Any]) -> str:
    try:
        return byte_digest(json.dumps(fields, sort_keys=True).encode())
    except RecursionError:
        raise JsonError("is nested too deeply") from None


def _paragraphs(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    parts = [html.escape(part, quote=False).replace("\n", "<br>\n") for part in _PARAGRAPH.split(lines)]
    return "\n".join(f"<p>{part}</p>" for part in parts if part)
