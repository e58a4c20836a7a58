"""What a dialect decides, and what is done where none is known: the plain one."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from feedsvc.addresses import is_local, site_url
from feedsvc.posts.fields import SCHEME
from feedsvc.posts.post import LinkedFile, Post
from feedsvc.posts.record import Record
from feedsvc.posts.variant import Variant
from feedsvc.posts.vocabulary import PLAIN, Vocabulary, field_name
from feedsvc.sources.dialects.config import Config, mapping, text
from feedsvc.sources.file_names import ENDINGS, MARKDOWN
from feedsvc.sources.keys import byte_digest
from feedsvc.sources.linked_files import key_of, named_files
from feedsvc.sources.source_root import SourceRoot
from feedsvc.sources.yaml_text import TIMESTAMP

_SKIPPED_FOLDERS = frozenset(("node_modules",))
_SECTION_PAGE = re.compile(r"_index(?:\.[\w-]+)?\.[a-z]+", re.IGNORECASE)  # Hugo's page of a whole section
# What generators write into a new blog's configuration.
UNSET_HOSTS = frozenset(
    ("example.com", "example.org", "www.example.com", "yoursite.com", "yourdomain.com", "localhost")
)
_MORE = re.compile(r"<!--\s*more\s*-->", re.IGNORECASE)
# What may stand as it is in a path (RFC 3986, section 3.3).
_PATH = "/:@!$&'()*+,;=~"

# In English on any machine, whatever its locale.
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

Token = Callable[[], str]


@dataclass(frozen=True, slots=True)
class SiteDefaults:
    """What a blog's configuration says of the site, as written there: "" where it says nothing."""

    url: str = ""
    title: str = ""
    description: str = ""
    language: str = ""
    timezone: str = ""
    author: str = ""


class Selection(NamedTuple):
    """Of the names in a folder those of `posts`, of the `folders` to look into, and of `pages`, which look
    like posts and are none to the generator."""

    posts: list[str]
    folders: list[str]
    pages: list[str] = []  # noqa: RUF012 (never changed)


class Dialect:
    """How one blog lies on disk.

    `root` is the blog's folder, to which the keys of its records are relative; `folder` is what the user
    pointed at, `root` itself or a part of it. `pattern` is the permalink pattern in the blog's notation, ""
    where posts have no pages that are known.
    """

    name = "plain"  # as `source.dialect` has it
    vocabulary: Vocabulary = PLAIN
    drafts = frozenset(("_drafts", "drafts"))
    endings: tuple[str, ...] = MARKDOWN  # of the files that are read; HTML only where it has front matter
    publishes_files = True  # whether the blog itself publishes what lies beside its posts

    def __init__(self, root: Path, folder: Path, config: Config, permalink: str | None = None) -> None:
        self.root, self.folder, self.config = root, folder, config
        self.files = SourceRoot(root, folder)  # by which every file of the blog is read
        self.pattern = permalink if permalink is not None else self.configured_permalink()
        self.variant = self.configured_variant()
        # A change of any of these may change any post.
        parts = (self.name, permalink, config, self.vocabulary, self.variant)
        self.config_fingerprint = byte_digest(repr(parts).encode("utf-8", "surrogatepass"))

    @classmethod
    def config_of(cls, files: SourceRoot) -> Config | None:
        """The configuration of the blog whose root holds these files; None where it is none of this dialect.

        Raises `SourceError` when the configuration cannot be read.
        """
        return None

    def is_meant(self) -> bool:
        """Whether the user can have meant this blog: its root, what holds its posts, or a part of that."""
        folders = [self.root / path for path in self.post_folders()]
        return self.folder == self.root or any(
            self.folder == path or path in self.folder.parents or self.folder in path.parents
            for path in folders
        )

    def needed_folders(self) -> list[str]:
        """The folders of which one at least must be there for a blog without its configuration."""
        return self.post_folders()

    def is_without_config(self) -> bool:
        """Whether the folder can be a part of a blog whose configuration is not there."""
        return self.is_meant() and any((self.root / path).is_dir() for path in self.needed_folders())

    def configured_permalink(self) -> str:
        """The permalink pattern of the blog's configuration, or the generator's default."""
        return ""

    def site_defaults(self) -> SiteDefaults:
        """What the configuration says of the site."""
        return SiteDefaults()

    def configured_variant(self) -> Variant:
        """The Markdown of the posts: what the generator reads, and what the configuration says of it."""
        return Variant()

    def post_folders(self) -> list[str]:
        """The folders with posts, as paths below the root ("" for itself)."""
        return [""]

    def static_folders(self) -> list[Path]:
        """The folders whose files the blog publishes under their own names, at the site's URL."""
        return [self.root]

    def listed_folders(self) -> list[tuple[str, str]]:
        """Path and key prefix of each folder to list: the homes, as far as the user pointed at them."""
        found = []
        for home in self.post_folders():
            path = self.root / home
            if self.folder in path.parents or self.folder == path:
                found.append(path)
            elif path in self.folder.parents:
                found.append(self.folder)
        chosen = found or [self.folder]
        paths = dict.fromkeys(path for path in chosen if set(chosen).isdisjoint(path.parents))
        return [(os.fspath(path), _prefix(path.relative_to(self.root))) for path in paths]

    def select(self, prefix: str, files: list[str], folders: list[str]) -> Selection:
        """What holds posts among the files and folders in the folder `prefix` ("a/b/")."""
        return Selection(
            [file for file in files if not _SECTION_PAGE.fullmatch(file)],
            [folder for folder in folders if folder not in _SKIPPED_FOLDERS],
        )

    def adapt(self, record: Record) -> Record:
        """The record of a file as this dialect understands it. Raises `RecordError` for what is no post."""
        return record

    def feed_id(self, record: Record, url: str, post: Post, zone: ZoneInfo) -> str | None:
        """The id of `post` in the feed that the generator makes for the site at `url`; None where it makes
        none, or none is known."""
        return None

    @cached_property
    def configured_url(self) -> str:
        """The site's address as the configuration writes it, with a last slash; "" where it says none that
        readers can know."""
        given = self.site_defaults().url.strip()
        try:
            is_known = not is_local(site_url(given)) and urlsplit(site_url(given)).hostname not in UNSET_HOSTS
        except ValueError:
            return ""
        return given.rstrip("/") + "/" if is_known else ""

    def address_in_feeds(self, url: str, post: Post) -> str:
        """The post's address as the generator has it: its feed begins links as the configuration says, which
        is not always where the site is found (`url`)."""
        address = post.url or ""
        return address if SCHEME.match(address) else (self.configured_url or url) + address.lstrip("/")

    def linked_files(self, record: Record, post: Post, zone: ZoneInfo) -> tuple[LinkedFile, ...]:
        """The files of the blog that the text of this record's post names."""
        text = post.markdown or post.html or ""
        if not self.may_name_files(record, text):
            return ()
        found = (self.linked_file(record, written, post, zone) for written in named_files(text))
        return tuple(file for file in found if file is not None)

    def may_name_files(self, record: Record, text: str) -> bool:
        """Whether it is worth the time to look for names of files in `text`."""
        return any(ending in text for ending in ENDINGS)

    def linked_file(self, record: Record, written: str, post: Post, zone: ZoneInfo) -> LinkedFile | None:
        """The file that the text of `record` names so; None for what this blog has no file for."""
        key = key_of(written, record.key)
        return LinkedFile(written, key, None) if key is not None and self.is_post(key) else None

    def is_post(self, key: str) -> bool:
        """Whether there is a file with this key that is a post, or the draft of one."""
        folder, slash, file = key.rpartition("/")
        is_read = key.lower().endswith(self.endings) and bool(self.select(folder + slash, [file], []).posts)
        return is_read and (self.root / key).is_file()

    def stem_of(self, key: str) -> str:
        """The path of a file below its home, without the ending."""
        home = max(
            (_prefix_of(home) for home in self.post_folders() if key.startswith(_prefix_of(home))), key=len
        )
        folder, slash, file = key[len(home) :].rpartition("/")
        return folder + slash + (file.rpartition(".")[0] or file)


def _prefix_of(home: str) -> str:
    return f"{home}/" if home else ""


def _prefix(path: Path) -> str:
    text = path.as_posix()
    return "" if text == "." else f"{text}/"


def field(record: Record, *names: str) -> Any:
    """The first of these fields (names as `field_name` writes them) that is there and not empty."""
    for name in names:
        for given, value in record.fields.items():
            if field_name(str(given)) == name and value not in (None, "", [], {}):
                return value
    return None


def with_fields(record: Record, **changed: Any) -> Record:
    """`record` with some fields changed, and with the lines of those it had."""
    names = {field_name(str(given)): given for given in record.fields}
    fields = dict(record.fields)
    for name, value in changed.items():
        fields[names.get(name, name)] = value
    return replace(record, fields=fields)


def with_yaml_times(record: Record, written: Callable[[re.Match[str]], str]) -> Record:
    """`record` with each time that is YAML without quotes (`yaml_text.TIMESTAMP`) as `written` writes it."""
    times = {
        field_name(name): TIMESTAMP.fullmatch(value.strip())
        for name, value in record.fields.items()
        if name in record.unquoted and isinstance(value, str)
    }
    changed = {name: written(time) for name, time in times.items() if time}
    return with_fields(record, **changed) if changed else record


def with_taxonomies(record: Record) -> Record:
    """Tags and categories may stand together in a table `taxonomies`, other fields in one named `params`."""
    lifted = {}
    for table in ("taxonomies", "params"):
        members = field(record, table)
        if isinstance(members, Mapping):
            for name, value in members.items():
                if field(record, field_name(str(name))) is None:
                    lifted[field_name(str(name))] = value
    return with_fields(record, **lifted) if lifted else record


def with_separator(record: Record, separator: str) -> Record:
    """The first `separator` in the text becomes the mark that ends an excerpt."""
    body = record.fields.get("content")
    if not separator or _MORE.fullmatch(separator) or not isinstance(body, str) or separator not in body:
        return record
    return with_fields(record, content=body.replace(separator, "<!-- more -->", 1))


def clock(moment: datetime) -> dict[str, Token]:
    """The tokens for parts of a date that the generators share."""
    return {
        "year": lambda: f"{moment.year:04}",
        "month": lambda: f"{moment.month:02}",
        "i_month": lambda: str(moment.month),
        "day": lambda: f"{moment.day:02}",
        "i_day": lambda: str(moment.day),
        "hour": lambda: f"{moment.hour:02}",
        "minute": lambda: f"{moment.minute:02}",
        "second": lambda: f"{moment.second:02}",
    }


def expand(pattern: re.Pattern[str], template: str, tokens: Mapping[str, Token]) -> str:
    """`template` with its tokens (group 1 of `pattern`) replaced. Raises `ValueError` for one unknown."""

    def fill(match: re.Match[str]) -> str:
        token = tokens.get(match[1])
        if token is None:
            raise ValueError(f"the pattern {template} needs :{match[1]}, which is not known for this post")
        return token()

    return pattern.sub(fill, template)


def path_of(address: str) -> str:
    """`address` (decoded) as a path below the site's URL: percent-encoded, without doubled slashes."""
    return quote("/" + re.sub("/{2,}", "/", address).lstrip("/"), safe=_PATH)


def local(post: Post, zone: ZoneInfo) -> datetime:
    """When the post appeared, on the site's calendar."""
    return post.published.astimezone(zone)


def common_defaults(config: Config, url: str) -> SiteDefaults:
    """The defaults under the names most generators use."""
    author = text(config, "author", "name") if mapping(config, "author") else text(config, "author")
    return SiteDefaults(
        url=url,
        title=text(config, "title"),
        description=text(config, "description"),
        language=text(config, "language") or text(config, "lang"),
        timezone=text(config, "timezone"),
        author=author,
    )
