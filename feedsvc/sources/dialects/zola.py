"""Zola (getzola.org): `content/`, sections by `_index.md`, pages beside their files, languages by file name.

Addresses as Zola 0.22 makes them: `components/content/src/page.rs` and `file_info.rs`, `utils/src/slugs.rs`.
"""

from __future__ import annotations

import fnmatch
import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from feedsvc.errors import Origin
from feedsvc.posts.post import LinkedFile, Post
from feedsvc.posts.record import Record
from feedsvc.posts.variant import Variant
from feedsvc.posts.vocabulary import PLAIN
from feedsvc.sources.dialects import variants
from feedsvc.sources.dialects.config import Config, flag, mapping, read_config, text, words
from feedsvc.sources.dialects.dialect import (
    Dialect,
    Selection,
    SiteDefaults,
    field,
    path_of,
    with_fields,
    with_taxonomies,
)
from feedsvc.sources.dialects.feed_ids import address_in_letters
from feedsvc.sources.dialects.jekyll_permalinks import page_address
from feedsvc.sources.front_matter import front_matter_of
from feedsvc.sources.source_root import SourceRoot
from feedsvc.sources.transliteration import in_ascii

_CONTENT = "content"
_SECTION = re.compile(r"_index(?:\.[\w-]+)?\.md")
# A file's name that begins with a date (RFC 3339), and what follows as the slug.
_DATED = re.compile(
    r"(?P<date>\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
    r"(?:T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d))?)"
    r"(?:\s?[_-](?P<slug>.+))?",
    re.ASCII,
)
_DATED_PATH = re.compile(r"(?:^|/)(\d{4})/(\d{1,2})/(\d{1,2})(?=/|$)", re.ASCII)
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_BRACES = re.compile(r"\{([^{}]*)\}")
# Of the fields that a site may make up for itself (`[extra]`) those whose meaning their name tells.
_EXTRA = ("author", "authors", "image", "cover", "banner", "thumbnail")


class _Name(NamedTuple):
    """What a page's place says: its sections and its name without language and ending."""

    folders: list[str]
    name: str
    language: str


class Zola(Dialect):
    """A Zola site."""

    name = "zola"
    vocabulary = replace(
        PLAIN, url=(), date=("date",), updated=("updated",), excerpt=("description", "summary", "excerpt")
    )
    drafts: frozenset[str] = frozenset()
    endings = (".md",)

    @classmethod
    def config_of(cls, files: SourceRoot) -> Config | None:
        root = files.root
        names = ("zola.toml", "config.toml")
        file = next((root / name for name in names if (root / name).is_file()), None)
        if file is None or not (root / _CONTENT).is_dir():
            return None
        config = read_config(files, file)
        return config if "base_url" in config else None

    def __init__(self, root: Path, folder: Path, config: Config, permalink: str | None = None) -> None:
        super().__init__(root, folder, config, permalink)
        self._default = text(config, "default_language") or "en"
        self._languages = {str(key) for key in mapping(config, "languages")} - {self._default}
        patterns = [part for glob in words(config, "ignored_content") for part in _alternatives(glob)]
        self._ignored = [re.compile(fnmatch.translate(pattern)) for pattern in patterns]
        self._hidden: dict[str, bool] = {}

    def configured_variant(self) -> Variant:
        return variants.of_zola(self.config)

    def site_defaults(self) -> SiteDefaults:
        config = self.config
        return SiteDefaults(
            url=text(config, "base_url"),
            title=text(config, "title"),
            description=text(config, "description"),
            language=text(config, "default_language"),
            author=text(config, "author")
            or text(config, "extra", "author")
            or text(config, "extra", "author", "name"),
        )

    def post_folders(self) -> list[str]:
        return [_CONTENT]

    def language_folders(self) -> dict[str, str]:
        """Where each of several languages begins, by its tag in small letters; "" for the root."""
        others = {key.lower(): key.lower() for key in sorted(self._languages)}
        return {self._default.lower(): "", **others} if others else {}

    def static_folders(self) -> list[Path]:
        return [self.root / "static", self.root / _CONTENT]

    def select(self, prefix: str, files: list[str], folders: list[str]) -> Selection:
        """Every page but those of sections; what lies beside an `index.md` are its files."""
        files = [file for file in files if not file.startswith("_index.") and self._is_seen(prefix + file)]
        folders = [folder for folder in folders if self._is_seen(prefix + folder)]
        return Selection(files, folders)

    def adapt(self, record: Record) -> Record:
        place = self._place(record.key)
        record = _with_extra(with_taxonomies(record))
        dated = _DATED.match(place.name)
        if field(record, "date") is None and (date := dated["date"] if dated else _date_in_path(record)):
            record = with_fields(record, date=date)
        is_unlisted = str(field(record, "render")).lower() == "false"
        return replace(
            record,
            stem=dated["slug"] or "" if dated else place.name,
            file_date=None,
            file_language=place.language if place.language != self._default else None,
            draft=record.draft or is_unlisted or self._is_hidden(record.key),
            vocabulary=self.vocabulary,
            address=partial(self._address, record, place),
        )

    def feed_id(self, record: Record, url: str, post: Post, zone: ZoneInfo) -> str | None:
        return address_in_letters(self.address_in_feeds(url, post))

    def linked_file(self, record: Record, written: str, post: Post, zone: ZoneInfo) -> LinkedFile | None:
        """`@/` is the content folder. This very file is meant, in no other language; and a page can have an
        address without being a post."""
        if not written.startswith("@/"):
            return super().linked_file(record, written, post, zone)
        key = f"{_CONTENT}/{posixpath.normpath(written[2:])}"
        is_page = key.endswith(".md") and "/../" not in key
        fields = front_matter_of(self.files, self.root / key) if is_page else None
        if fields is None:
            return None
        target, place = Record(key, Origin(key), fields), self._place(key)
        meant = LinkedFile(written, key, None, place.language)
        if field(target, "draft") is True or str(field(target, "render")).lower() == "false":
            return meant
        if _SECTION.fullmatch(key.rpartition("/")[2]):
            return meant._replace(address=path_of("/".join((*self._front(place), *place.folders, ""))))
        dated = _DATED.match(place.name)
        target = replace(target, stem=dated["slug"] or "" if dated else place.name)
        try:
            return meant._replace(address=self._address(target, place, post, zone))
        except ValueError:
            return meant

    def _front(self, place: _Name) -> list[str]:
        return [place.language] if place.language != self._default else []

    def _is_seen(self, key: str) -> bool:
        path = (self.root / key).as_posix()
        return not any(pattern.match(path) for pattern in self._ignored)

    def _is_hidden(self, key: str) -> bool:
        """Whether a section that this page is in is a draft."""
        folders = key.split("/")[:-1]
        return any(self._is_draft("/".join(folders[:depth])) for depth in range(1, len(folders) + 1))

    def _is_draft(self, folder: str) -> bool:
        if folder not in self._hidden:
            indexes = (self.root / folder).glob("_index*.md")
            self._hidden[folder] = any(
                _is_draft_section(self.files, file) for file in indexes if _SECTION.fullmatch(file.name)
            )
        return self._hidden[folder]

    def _place(self, key: str) -> _Name:
        *folders, file = key.removeprefix(f"{_CONTENT}/").split("/")
        stem = file.rpartition(".")[0]
        name, _, language = stem.partition(".")
        if language not in self._languages:
            name, language = (stem, self._default) if language != self._default else (stem, language)
        if name.partition(".")[0] == "index" and folders:
            *folders, name = folders if name == "index" else (*folders[:-1], name)
        return _Name(folders, name, language)

    def _address(self, record: Record, place: _Name, post: Post, zone: ZoneInfo) -> str:
        own = field(record, "path")
        if isinstance(own, str):
            return path_of(f"{own.strip()}/")
        if self.pattern:
            return page_address(self.pattern, record, record.stem or "", post, zone)
        given, dated = field(record, "slug"), _DATED.match(place.name)
        slug = place.name
        if isinstance(given, str | int):
            slug = str(given)
        elif dated and dated["slug"] and not flag(self.config, "slugify", "paths_keep_dates"):
            slug = dated["slug"]
        return path_of("/".join((*self._front(place), *place.folders, self.slugify(slug), "")))

    def slugify(self, name: str) -> str:
        """`name` as `slugify.paths` wants it. Raises `ValueError` for letters that are in no table."""
        strategy = text(self.config, "slugify", "paths").lower()
        if strategy == "off":
            return name
        if strategy == "safe":
            return _FORBIDDEN.sub("", name.rstrip(" ."))
        spelled = {letter: in_ascii(letter) for letter in name}
        unknown = "".join(letter for letter, found in spelled.items() if found is None)
        if unknown:
            raise ValueError(f"how Zola spells {unknown} in an address is not known; give the post a slug")
        found = "".join(spelled[letter] or "" for letter in name)
        return re.sub("[^a-z0-9]+", "-", found.lower()).strip("-")


def _date_in_path(record: Record) -> str:
    """The date in the page's own address, where templates that want no other look for it."""
    path = field(record, "path")
    found = _DATED_PATH.search(path) if isinstance(path, str) else None
    return "-".join(found.groups()) if found else ""


def _with_extra(record: Record) -> Record:
    extra = field(record, "extra")
    found = mapping({"extra": extra}, "extra")
    missing = {name: found[name] for name in _EXTRA if name in found and field(record, name) is None}
    return with_fields(record, **missing) if missing else record


def _is_draft_section(files: SourceRoot, file: Path) -> bool:
    return str((front_matter_of(files, file) or {}).get("draft")).lower() == "true"


def _alternatives(glob: str) -> Iterator[str]:
    """A glob pattern as those without braces that it stands for."""
    found = _BRACES.search(glob)
    if found is None:
        yield glob
        return
    for part in found[1].split(","):
        yield from _alternatives(glob[: found.start()] + part + glob[found.end() :])
