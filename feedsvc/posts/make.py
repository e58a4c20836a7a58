"""From a raw record, under whatever names and in whatever types, to a valid `Post`."""

from __future__ import annotations

import html as html_text
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import cast, get_args
from urllib.parse import unquote, urljoin, urlsplit
from zoneinfo import ZoneInfo

from feedsvc.errors import RecordError
from feedsvc.iri import to_uri
from feedsvc.posts import fields, lists
from feedsvc.posts.dates import instant
from feedsvc.posts.post import ExcerptRule, IdRule, Post
from feedsvc.posts.record import Record
from feedsvc.posts.record_reader import RecordReader
from feedsvc.posts.text import clean, slug
from feedsvc.posts.vocabulary import field_name

_HIDDEN_STATUS = frozenset(("draft", "hidden", "private", "pending", "skip", "trash"))
# In a heading: links and pictures as their text, code, emphasis.
_MARKUP = re.compile(
    r"!?\[([^\]]*)\]\([^)]*\)|`+([^`]+)`+|(?<![\w*_])[*_]{1,3}(?=\S)([^*_]+)(?<=\S)[*_]{1,3}(?![\w*_])"
)
_ATTRIBUTES = re.compile(r"[ \t]\{[^{}]*\}$")
_LONGEST_HEADING = 300
# A draft needs no date; nobody sees the one it gets.
_DRAFTED = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class PostOptions:
    """What the site says where a record is silent: the zone of naive dates, the language of posts; its URL
    and the rule for ids (`site.ids`), where ids are wanted."""

    zone: ZoneInfo
    language: str | None = None
    url: str | None = None
    ids: IdRule = "auto"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a post's fields come from.

    `taken` names the record's field, as given, that became the post's (by the names of `Vocabulary`);
    `dropped` is what could not be used, and why; `unused` are the record's fields that mean nothing here.
    """

    taken: Mapping[str, str]
    dropped: tuple[RecordError, ...]
    unused: tuple[str, ...]


def make_post(record: Record, options: PostOptions) -> Post:
    """The post that `record` describes.

    Of a field's aliases the first whose value is usable wins. A bad optional field is dropped and named in
    the post's `notices`. Raises `RecordError` where there is no usable date, or the text is no text.
    """
    return _made(RecordReader(record), options)


def read_post(record: Record, options: PostOptions) -> tuple[Post, Provenance]:
    """Like `make_post`, with the provenance of the post's fields."""
    reader = RecordReader(record)
    post = _made(reader, options)
    names = record.vocabulary
    known = {name for what in names.__slots__ for name in getattr(names, what)} | {"permalink", "url"}
    unused = tuple(given for given in map(str, record.fields) if field_name(given) not in known)
    return post, Provenance(reader.taken, tuple(reader.dropped), unused)


def _made(reader: RecordReader, options: PostOptions) -> Post:
    record = reader.record
    draft = _draft(reader)
    published = _published(reader, options.zone, draft)
    html, markdown = reader.body("html"), reader.body("markdown")
    title = reader.first("title", fields.line)
    source_id = reader.first("id", _identifier)
    if title and record.stem is not None:
        # Files are written for templates that put the title into HTML as it is.
        title = fields.line(html_text.unescape(title))
    own_title = title
    if title is None and markdown and not html:
        title, markdown = _headed(markdown)
        if title:
            reader.taken["title"] = reader.taken["markdown"]
    if title is None and record.stem:
        title = fields.line(record.stem.replace("-", " ").replace("_", " ")) or None
    post = Post(
        key=clean(record.key),
        origin=record.origin,
        source_id=source_id,
        url=reader.first("url", fields.address),
        slug=_slug_of(reader, own_title, source_id, options),
        title=title,
        markdown=None if html else markdown or "",
        html=html or None,
        has_tags=bool(html and record.variant.tags),
        variant=record.variant,
        published=published,
        updated=_updated(reader, options.zone, published),
        expires=reader.first("expires", lambda value: instant(value, options.zone)),
        draft=draft,
        tags=reader.listed("tags", lists.tags),
        categories=reader.listed("categories", lists.categories),
        authors=reader.listed("authors", lists.authors) or reader.listed("author", lists.author),
        contributors=reader.listed("contributors", lists.author),
        language=_language(reader) or options.language,
        rights=reader.first("rights", fields.line),
        excerpt=reader.first("excerpt", _excerpt),
        excerpt_rule=reader.first("excerpt_rule", _excerpt_rule),
        excerpt_limit=reader.first("excerpt_limit", fields.positive),
        image=reader.first("image", fields.image),
        enclosures=reader.listed("enclosures", lists.enclosures),
    )
    if record.linked_files is not None:
        post = replace(post, linked_files=record.linked_files(post, options.zone))
    if record.address is not None and not post.url:
        try:
            post = replace(post, url=to_uri(record.address(post, options.zone)))
        except ValueError as error:
            if not draft:  # which may lack what only a post must have
                reader.drop("permalink", str(error))
    return _with_notices(_with_assets(replace(post, feed_id=_feed_id(record, post, options)), record), reader)


def _feed_id(record: Record, post: Post, options: PostOptions) -> str | None:
    """The id of an entry for the post in a feed that readers may know."""
    if options.url is None or not post.url:
        return None
    if options.ids == "url":
        return urljoin(options.url, post.url if post.url.startswith("//") else post.url.lstrip("/"))
    if options.ids == "tag" or record.feed_id is None:
        return None
    found = record.feed_id(options.url, post, options.zone)
    return clean(found) if found else None


def _headed(markdown: str) -> tuple[str | None, str]:
    """The heading of the first level that the text begins with, as a title, and the text without it, its
    other lines in their places."""
    text = markdown.lstrip()
    line, _, rest = text.partition("\n")
    if not line.startswith(("# ", "#\t")) or len(line) > _LONGEST_HEADING:
        return None, markdown
    words = _ATTRIBUTES.sub("", line[1:].strip())
    words = words.rstrip("#") if words.rstrip("#").endswith((" ", "\t")) else words
    title = fields.line(_MARKUP.sub(r"\1\2\3", words))
    above = "\n" * (markdown.count("\n") - text.count("\n"))
    return (title, f"{above}\n{rest}") if title else (None, markdown)


def _with_assets(post: Post, record: Record) -> Post:
    """The post with the files beside it, and each enclosure with its length, as far as it can be known: RSS
    must give one."""
    if record.assets is None or not (assets := record.assets(post)):
        return post
    sizes = {asset.written: asset.size for asset in assets}
    enclosures = (
        replace(item, length=sizes.get(unquote(urlsplit(item.url).path))) if item.length is None else item
        for item in post.enclosures
    )
    return replace(post, assets=assets, enclosures=tuple(enclosures))


def _with_notices(post: Post, reader: RecordReader) -> Post:
    return replace(post, notices=tuple(map(str, reader.dropped))) if reader.dropped else post


def _slug_of(reader: RecordReader, title: str | None, source_id: str | None, options: PostOptions) -> str:
    """The slug wished for; in another language than the site's it ends in the language, because the
    translations of a post share everything else that a slug is made of."""
    record = reader.record
    given = reader.first("slug", _slug)
    found = given or slug(record.stem or "") or slug(title or "") or slug(source_id or "")
    if not record.file_language or not found:
        return found
    language = fields.language(record.file_language).lower()
    usual = (options.language or "").lower()
    if language in (usual, usual.partition("-")[0]) or found.endswith(f"-{language}"):
        return found
    return slug(f"{found}-{language}")


def _published(reader: RecordReader, zone: ZoneInfo, draft: bool) -> datetime:
    complaints: list[tuple[str, str]] = []
    found: datetime | None = None
    for given, value in reader.values(reader.names.date):
        if field_name(given) == "published" and fields.flag(value) is not None:
            continue
        try:
            found = instant(value, zone)
            reader.taken["date"] = given
            break
        except ValueError as error:
            complaints.append((given, str(error)))
    if found is None and (day := reader.record.file_date) is not None:
        try:
            found = instant(day, zone)
        except ValueError as error:
            complaints.append(("date", f"in the file's name, {error}"))
    if found is not None or draft:
        for given, reason in complaints:
            reader.drop(given, reason)
        return found or _DRAFTED
    if complaints:
        raise reader.error(*complaints[0])
    if reader.record.appeared is not None:
        return reader.record.appeared
    if reader.record.stem is None:
        raise reader.error("date", "no date anywhere; add a line such as date: 2024-05-01")
    raise reader.error(
        "date",
        "no date anywhere; add a line such as date: 2024-05-01 between two lines --- at the top, or begin "
        "the file's name with one, as in 2024-05-01-name.md, or set source.missing_date",
    )


def _updated(reader: RecordReader, zone: ZoneInfo, published: datetime) -> datetime | None:
    def not_before(value: object) -> datetime:
        found = instant(value, zone)
        if found < published:
            raise ValueError(f"{found.isoformat()} is before the post was published")
        return found

    return reader.first("updated", not_before)


def _draft(reader: RecordReader) -> bool:
    hidden = reader.record.draft
    for given, value in reader.values(("draft",)):
        said = fields.flag(value)
        if said is None:  # what its author may have meant to hide must not get out
            reader.drop(given, "must be true or false; the post stays hidden")
        hidden = hidden or said is not False
    for _, value in reader.values(("published",)):
        hidden = hidden or fields.flag(value) is False
    for _, value in reader.values(("status",)):
        hidden = hidden or (isinstance(value, str) and value.strip().lower() in _HIDDEN_STATUS)
    return hidden


def _language(reader: RecordReader) -> str | None:
    in_name = reader.record.file_language
    return reader.first("language", fields.language) or (in_name and fields.language(in_name))


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
