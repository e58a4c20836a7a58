"""From a raw record, under whatever names and in whatever types, to a valid `Post`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any, TypeVar, cast, get_args
from zoneinfo import ZoneInfo

from feedsvc.errors import Origin, RecordError
from feedsvc.posts import fields, lists
from feedsvc.posts.dates import instant
from feedsvc.posts.post import ExcerptRule, Post
from feedsvc.posts.text import clean, slug

T = TypeVar("T")

HTML = ("content_html", "html")
MARKDOWN = ("content", "body", "content_text", "markdown")
_DATE = ("date", "published", "date_published", "created")
_UPDATED = ("updated", "lastmod", "last_modified_at", "date_modified", "modified")
_URL = ("url", "permalink", "link", "external_url")
_SLUG = ("slug", "abbrlink")
_IMAGE = ("image", "cover", "banner", "thumbnail")
_ENCLOSURES = ("enclosures", "enclosure", "attachments", "audio")
_EXCERPT = ("excerpt", "description", "summary")
_HIDDEN_STATUS = frozenset(("draft", "hidden", "private", "pending", "skip", "trash"))


@dataclass(frozen=True, slots=True)
class Record:
    """One raw record: whatever fields the source had, under the names the source used.

    `stem` is the name a file gives its post (without date, language and ending; the folder's name for an
    `index.md`), `file_date` the date and `file_language` the language in that name; all are None for records
    that are not files. `draft` says that the place of the record makes it one. `lines` gives the line (from
    1) on which a field stands, where the source can tell.
    """

    key: str
    origin: Origin
    fields: Mapping[str, Any]
    stem: str | None = None
    file_date: date | None = None
    file_language: str | None = None
    draft: bool = False
    lines: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PostOptions:
    """What the site says where a record is silent: the zone of naive dates, the language of posts."""

    zone: ZoneInfo
    language: str | None = None


def field_name(given: str) -> str:
    """A field's name as this module compares it: `Last-Modified-At` is `last_modified_at`."""
    return given.strip().lower().replace("-", "_")


def make_post(record: Record, options: PostOptions) -> Post:
    """The post that `record` describes.

    Of a field's aliases the first whose value is usable wins. A bad optional field is dropped and named in
    the post's `notices`. Raises `RecordError` where there is no usable date, or the text is no text.
    """
    reading = _Reading(record)
    published = _published(reading, options.zone)
    html, markdown = reading.body(HTML), reading.body(MARKDOWN)
    title = reading.first(("title",), fields.line)
    claimed_id = reading.first(("id", "guid", "uuid"), _identifier)
    if title is None and record.stem:
        title = fields.line(record.stem.replace("-", " ").replace("_", " ")) or None
    return Post(
        key=clean(record.key),
        origin=record.origin,
        claimed_id=claimed_id,
        url=reading.first(_URL, fields.address),
        slug=reading.first(_SLUG, _slug)
        or slug(record.stem or "")
        or slug(title or "")
        or slug(claimed_id or ""),
        title=title,
        markdown=None if html else markdown or "",
        html=html or None,
        published=published,
        updated=_updated(reading, options.zone, published),
        draft=_draft(reading),
        tags=reading.listed(("tags", "tag", "keywords"), lists.tags),
        categories=reading.listed(("categories", "category"), lists.categories),
        authors=reading.listed(("authors",), lists.authors) or reading.listed(("author",), lists.author),
        contributors=reading.listed(("contributors", "contributor"), lists.author),
        language=_language(reading) or options.language,
        rights=reading.first(("rights", "copyright"), fields.line),
        excerpt=reading.first(_EXCERPT, _excerpt),
        excerpt_rule=reading.first(("excerpt_rule",), _excerpt_rule),
        excerpt_limit=reading.first(("excerpt_limit",), fields.positive),
        image=reading.first(_IMAGE, fields.image),
        enclosures=reading.listed(_ENCLOSURES, lists.enclosures),
        notices=tuple(reading.notices),
    )


class _Reading:
    """One record while it is read: its fields by their compared names, and what was wrong so far."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.notices: list[str] = []
        self._by_name: dict[str, tuple[str, Any]] = {}
        for given, value in record.fields.items():
            if not _is_empty(value):
                self._by_name.setdefault(field_name(str(given)), (str(given).strip(), value))

    def values(self, names: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
        """The name as given and the value of each of these fields that is there and not empty."""
        return (self._by_name[name] for name in names if name in self._by_name)

    def first(self, names: tuple[str, ...], read: Callable[[Any], T]) -> T | None:
        """The first of these fields that `read` can use; a notice for each it cannot."""
        for given, value in self.values(names):
            try:
                if found := read(value):
                    return found
            except ValueError as error:
                self.notice(given, str(error))
        return None

    def listed(
        self, names: tuple[str, ...], read: Callable[[Any, lists.Complain], tuple[T, ...]]
    ) -> tuple[T, ...]:
        """The first of these fields in which `read` finds anything."""
        for given, value in self.values(names):
            if found := read(value, partial(self.notice, given)):
                return found
        return ()

    def body(self, names: tuple[str, ...]) -> str | None:
        """The text of the post in the first of these fields; raises `RecordError` for what is no text."""
        for given, value in self.values(names):
            if not isinstance(value, str):
                raise self.error(given, f"must be text, not {fields.kind(value)}")
            return clean(value)
        return None

    def error(self, given: str, reason: str) -> RecordError:
        origin = self.record.origin
        return RecordError(Origin(origin.file, self.record.lines.get(given, origin.line)), given, reason)

    def notice(self, given: str, reason: str) -> None:
        self.notices.append(str(self.error(given, reason)))


def _is_empty(value: object) -> bool:
    return value is None or value in ("", [], {}, ()) or (isinstance(value, str) and not value.strip())


def _published(reading: _Reading, zone: ZoneInfo) -> datetime:
    complaints: list[tuple[str, str]] = []
    found: datetime | None = None
    for given, value in reading.values(_DATE):
        if field_name(given) == "published" and fields.flag(value) is not None:
            continue
        try:
            found = instant(value, zone)
            break
        except ValueError as error:
            complaints.append((given, str(error)))
    if found is None and (day := reading.record.file_date) is not None:
        try:
            found = instant(day, zone)
        except ValueError as error:
            complaints.append(("date", f"in the file's name, {error}"))
    if found is not None:
        for given, reason in complaints:
            reading.notice(given, reason)
        return found
    if complaints:
        raise reading.error(*complaints[0])
    where = (
        "" if reading.record.stem is None else " or begin the file's name with one, as in 2024-05-01-name.md"
    )
    raise reading.error("date", f"no date anywhere; add a line such as date: 2024-05-01{where}")


def _updated(reading: _Reading, zone: ZoneInfo, published: datetime) -> datetime | None:
    def not_before(value: object) -> datetime:
        found = instant(value, zone)
        if found < published:
            raise ValueError(f"{found.isoformat()} is before the post was published")
        return found

    return reading.first(_UPDATED, not_before)


def _draft(reading: _Reading) -> bool:
    hidden = reading.record.draft
    for given, value in reading.values(("draft",)):
        said = fields.flag(value)
        if said is None:  # what its author may have meant to hide must not get out
            reading.notice(given, "must be true or false; the post stays hidden")
        hidden = hidden or said is not False
    for _, value in reading.values(("published",)):
        hidden = hidden or fields.flag(value) is False
    for _, value in reading.values(("status",)):
        hidden = hidden or (isinstance(value, str) and value.strip().lower() in _HIDDEN_STATUS)
    return hidden


def _language(reading: _Reading) -> str | None:
    in_name = reading.record.file_language
    return reading.first(("language", "lang"), fields.language) or (in_name and fields.language(in_name))


def _identifier(value: object) -> str:
    if isinstance(value, bool):
        raise ValueError("must be text or a number, not true or false")  # noqa: TRY004 (a reason, not a bug)
    return fields.line(value)


def _slug(value: object) -> str:
    return slug(fields.line(value).rstrip("/").rpartition("/")[2])


def _excerpt(value: object) -> str:
    if fields.flag(value) is not None:
        raise ValueError("must be text, not true or false")
    return fields.text(value)


def _excerpt_rule(value: object) -> ExcerptRule:
    word = fields.line(value).lower()
    for rule in get_args(ExcerptRule):
        if word == rule:
            return cast(ExcerptRule, rule)
    raise ValueError(f"{fields.shown(word)} is no excerpt rule; write rendered or source")
