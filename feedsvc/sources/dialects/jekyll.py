"""Jekyll (jekyllrb.com): dated files in `_posts` and `_drafts` in any folder, whose names are categories."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from feedsvc.errors import Origin, RecordError
from feedsvc.posts import fields
from feedsvc.posts.post import LinkedFile, Post
from feedsvc.posts.record import Record
from feedsvc.posts.variant import Variant
from feedsvc.posts.vocabulary import PLAIN, field_name
from feedsvc.sources.dialects import jekyll_pages, variants
from feedsvc.sources.dialects.config import Config, mapping, read_config, text, value, words
from feedsvc.sources.dialects.dialect import (
    Dialect,
    Selection,
    SiteDefaults,
    common_defaults,
    field,
    with_fields,
    with_separator,
    with_yaml_times,
)
from feedsvc.sources.dialects.feed_ids import jekyll_id
from feedsvc.sources.dialects.jekyll_permalinks import STYLES, page_address
from feedsvc.sources.file_names import HTML, MARKDOWN, language_of
from feedsvc.sources.front_matter import front_matter_of
from feedsvc.sources.linked_files import key_of
from feedsvc.sources.source_root import SourceRoot

_DATED = re.compile(r"\d{2,4}-\d{1,2}-\d{1,2}-(.*)", re.DOTALL)
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)", re.ASCII)
_HOMES = frozenset(("_posts", "_drafts"))
_AUTHORS = "data.authors"  # where the configuration carries that file
_AUTHORS_FILES = ("authors.yml", "authors.yaml", "authors.json")


class Jekyll(Dialect):
    """A Jekyll blog."""

    name = "jekyll"
    vocabulary = replace(PLAIN, url=(), date=("date",))
    drafts = frozenset(("_drafts",))
    endings = (*MARKDOWN, *HTML)

    @classmethod
    def config_of(cls, files: SourceRoot) -> Config | None:
        root = files.root
        file = next(
            (root / name for name in ("_config.yml", "_config.yaml") if (root / name).is_file()), None
        )
        if file is None or not any(_posts_folders(root)):
            return None
        config = read_config(files, file)
        data = root / (text(config, "data_dir") or "_data")
        authors = next((data / name for name in _AUTHORS_FILES if (data / name).is_file()), None)
        return config | {_AUTHORS: read_config(files, authors)} if authors else config

    def is_meant(self) -> bool:
        inside = self.folder.relative_to(self.root).parts
        return not inside or not _HOMES.isdisjoint(inside)

    def needed_folders(self) -> list[str]:
        return sorted(_HOMES)

    def is_without_config(self) -> bool:
        inside = self.folder.relative_to(self.root).parts
        return any((self.folder / name).is_dir() for name in _HOMES) or "_posts" in inside

    def configured_permalink(self) -> str:
        collection = text(self.config, "collections", "posts", "permalink")
        return collection or text(self.config, "permalink") or "date"

    def configured_variant(self) -> Variant:
        return variants.of_jekyll(self.config)

    def site_defaults(self) -> SiteDefaults:
        url, base = text(self.config, "url"), text(self.config, "baseurl")
        whole = f"{url.rstrip('/')}/{base.strip('/')}" if url else ""
        return common_defaults(self.config, whole)

    def post_folders(self) -> list[str]:
        return [text(self.config, "source").strip("./")]

    def select(self, prefix: str, files: list[str], folders: list[str]) -> Selection:
        """Jekyll passes over names that begin with an underscore, but for its own two."""
        if not _HOMES.isdisjoint(prefix.split("/")):
            return Selection([file for file in files if not file.startswith("_")], folders)
        passed = {"node_modules", "vendor", text(self.config, "destination").strip("./"), *self._excluded()}
        inner = [
            folder
            for folder in folders
            if folder in _HOMES or (folder[0] not in "_#~" and folder not in passed)
        ]
        return Selection([], inner, pages=[file for file in files if file not in passed])

    def adapt(self, record: Record) -> Record:
        """Raises `RecordError` for a file in `_posts` whose name has no date: Jekyll passes over it."""
        *folders, file = record.key.split("/")
        stem = file.rpartition(".")[0]
        home = next((i for i, folder in enumerate(folders) if folder in _HOMES), len(folders))
        dated = _DATED.fullmatch(stem)
        if dated is None and not record.draft:
            remedy = "Jekyll takes it for no post; begin its name with a date, as in 2024-05-01-name.md"
            raise RecordError(record.origin, None, remedy)
        record = self._with_authors(self._with_defaults(with_yaml_times(record, _in_utc)))
        record = _with_days_that_there_are(record, stem)
        slug = _slug(file)
        above = [folder for folder in folders[:home] if folder != self.post_folders()[0]]
        categories = [*above, *_words(record, "categories"), *_one(record, "category")]
        tags = [*_words(record, "tags"), *_one(record, "tag")]
        titled = field(record, "title") or " ".join(word.capitalize() for word in slug.split("-"))
        changed: dict[str, Any] = {"title": titled}
        changed |= {"categories": list(dict.fromkeys(categories))} if categories else {}
        changed |= {"tags": tags} if tags else {}
        adapted = with_fields(record, **changed)
        adapted = replace(
            with_separator(adapted, text(self.config, "excerpt_separator")),
            vocabulary=self.vocabulary,
            file_language=record.file_language or _language_of(record, above),
            address=partial(self._address, adapted, slug),
        )
        return adapted

    def feed_id(self, record: Record, url: str, post: Post, zone: ZoneInfo) -> str | None:
        given = field(record, "slug")
        slug = str(given) if isinstance(given, str | int) else _slug(record.key.rpartition("/")[2])
        return jekyll_id(self.address_in_feeds(url, post), slug)

    def linked_file(self, record: Record, written: str, post: Post, zone: ZoneInfo) -> LinkedFile | None:
        """A page or a document of a collection has an address, too."""
        source = self.post_folders()[0]
        key = key_of(f"/{source}{written}" if source and written.startswith("/") else written, record.key)
        if key is None or not key.lower().endswith(MARKDOWN):
            return None
        if self.is_post(key):
            return LinkedFile(written, key, None)
        fields = front_matter_of(self.files, self.root / key)
        if not fields:  # Jekyll copies a file without front matter
            return None
        below = key.removeprefix(f"{source}/")
        collection = jekyll_pages.collection_of(self.config, below)
        page = self._with_defaults(Record(below, Origin(key), fields), collection or "pages")
        try:
            address = jekyll_pages.address_of(self.config, page, collection, post, zone)
        except ValueError:
            return None
        return LinkedFile(written, key, address)

    def _excluded(self) -> list[str]:
        return [name.strip("/") for name in words(self.config, "exclude")]

    def _with_defaults(self, record: Record, kind: str = "posts") -> Record:
        """Front matter that the configuration gives to all files of a kind, or those below a path."""
        found: dict[str, Any] = {}
        given = value(self.config, "defaults")
        for default in given if isinstance(given, list) else []:
            scope, values = mapping(default, "scope"), mapping(default, "values")
            path = text(scope, "path").strip("/")
            of_type = text(scope, "type") in ("", kind)
            if of_type and (not path or record.key == path or record.key.startswith(f"{path}/")):
                found |= {field_name(str(name)): item for name, item in values.items()}
        missing = {name: item for name, item in found.items() if field(record, name) is None}
        return with_fields(record, **missing) if missing else record

    def _with_authors(self, record: Record) -> Record:
        """People under the names that the blog's `_data/authors` has for them."""
        known = mapping(self.config, _AUTHORS)
        changed: dict[str, Any] = {}
        for name in ("author", "authors") if known else ():
            given = field(record, name)
            members = given if isinstance(given, list) else [given]
            people = [_person(known, member) for member in members]
            if people != members:
                changed[name] = people
        return with_fields(record, **changed) if changed else record

    def _address(self, record: Record, slug: str, post: Post, zone: ZoneInfo) -> str:
        own = field(record, "permalink")
        if isinstance(own, str) and re.match(r"https?://", own):
            return own
        template = unquote(own) if isinstance(own, str) else STYLES.get(self.pattern, self.pattern)
        return page_address(template, record, slug, post, zone)


def _slug(file: str) -> str:
    """What a file's name says but for the date."""
    stem = file.rpartition(".")[0]
    dated = _DATED.fullmatch(stem)
    return (dated[1] if dated else stem).rstrip(".")


def _in_utc(time: re.Match[str]) -> str:
    """To Ruby a YAML time without a zone is UTC; text in quotes is in the site's zone."""
    return time[0] if time["zone"] else f"{time[0]}Z"


def _with_days_that_there_are(record: Record, stem: str) -> Record:
    """To Ruby the 30th of February is the first or second of March."""
    given = field(record, "date")
    if isinstance(given, str) and (found := _DAY.match(given)) and (day := _day_after_all(found)):
        record = with_fields(record, date=day.isoformat() + given[found.end() :])
    named = _DAY.match(stem)
    return record if named is None else replace(record, file_date=record.file_date or _day_after_all(named))


def _day_after_all(found: re.Match[str]) -> date | None:
    year, month, day = map(int, found.groups())
    if year and 1 <= month <= 12 and 1 <= day <= 31:
        return date(year, month, 1) + timedelta(days=day - 1)
    return None


def _person(known: Config, member: Any) -> Any:
    found = known.get(member) if isinstance(member, str) else None
    return {"name": member, **found} if isinstance(found, Mapping) else member


def _posts_folders(root: Path) -> Iterator[Path]:
    """Folders named `_posts`, at the root or a few folders down, as in `en/news/_posts`."""
    for path, folders, _ in os.walk(root):
        inside = Path(path).relative_to(root).parts
        if "_posts" in folders:
            yield Path(path) / "_posts"
        folders[:] = sorted(f for f in folders if f[0] not in "._" and f != "node_modules")
        if len(inside) >= 3:
            folders.clear()


def _words(record: Record, name: str) -> list[Any]:
    """A plural field: a list, or words of a text (which Jekyll parts at blanks, and people at commas)."""
    given = field(record, name)
    if isinstance(given, str):
        return [word.strip() for word in given.split("," if "," in given else None) if word.strip()]
    return list(_flat(given)) if isinstance(given, list) else [] if given is None else [given]


def _one(record: Record, name: str) -> list[Any]:
    given = field(record, name)
    return list(_flat(given)) if isinstance(given, list) else [] if given is None else [given]


def _flat(members: list[Any], depth: int = 0) -> Iterator[Any]:
    for member in members:
        if isinstance(member, list) and depth < 8:
            yield from _flat(member, depth + 1)
        elif member is not None:
            yield member


def _language_of(record: Record, folders: list[str]) -> str | None:
    """The language folder a post is in, where its own language says the same."""
    found = language_of(folders[0]) if folders else None
    given = field(record, "lang", "language")
    try:
        same = found is not None and fields.language(given) == fields.language(found)
    except ValueError:
        return None
    return found if same else None
