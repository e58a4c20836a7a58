"""What a check keeps of each record while it goes through them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import unquote, urlsplit

from feedsvc.errors import RecordError
from feedsvc.posts.make import PostOptions, read_post
from feedsvc.posts.post import Post
from feedsvc.posts.record import Record
from feedsvc.posts.vocabulary import field_name
from feedsvc.sources.source import Source, fetched_by

_ALIASES = ("aliases", "alias", "redirect_from")


@dataclass(frozen=True, slots=True)
class CheckedRecord:
    """A record that became a post: what rules ask of it, without its text.

    `lines` has the line of each of its fields by the name of the post's field; `aliases` are older addresses
    that the blog leads to the post. `path` is the file's own, None for a record that is no file.
    """

    key: str
    file: str
    first_line: int | None
    path: str | None
    post: Post
    lines: Mapping[str, int]
    aliases: tuple[str, ...] = ()

    def line(self, name: str) -> int | None:
        """The line of a field, else the record's own."""
        return self.lines.get(name, self.first_line)


@dataclass(slots=True)
class CheckedRecords:
    """All records, read: those that became posts, by key, and what is wrong with any."""

    posts: dict[str, CheckedRecord] = field(default_factory=dict)
    rejected: dict[str, RecordError] = field(default_factory=dict)
    dropped: list[RecordError] = field(default_factory=list)


def read_records(source: Source, options: PostOptions) -> CheckedRecords:
    """Read every record of the source. Raises `SourceError`."""
    found = CheckedRecords()
    for item in fetched_by(source, source.items()):
        try:
            record = item.read()
            post, provenance = read_post(record, options)
        except RecordError as error:
            found.rejected[item.key] = error
            continue
        found.dropped += provenance.dropped
        lines = {
            what: record.lines[given] for what, given in provenance.taken.items() if given in record.lines
        }
        if "content" in record.lines:
            lines["text"] = record.lines["content"]
        found.posts[item.key] = CheckedRecord(
            key=item.key,
            file=record.origin.file,
            first_line=record.origin.line,
            path=getattr(item, "path", None) if "content" in record.lines else None,
            post=_without_text(post),
            lines=lines,
            aliases=tuple(_aliases(record)),
        )
    return found


def _without_text(post: Post) -> Post:
    return replace(post, markdown="" if post.html is None else None, html=None if post.html is None else "")


def _aliases(record: Record) -> Iterator[str]:
    for given, value in record.fields.items():
        if field_name(str(given)) in _ALIASES:
            for member in value if isinstance(value, list) else [value]:
                if isinstance(member, str):
                    yield plain_path(member)


def plain_path(address: str) -> str:
    """The path of an address as links are compared: decoded, without slashes at its ends, `index.html` and
    `.html`."""
    path = unquote(urlsplit(address).path).strip("/")
    return path.removesuffix("index.html").removesuffix(".html").strip("/")
