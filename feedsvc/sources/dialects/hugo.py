"""Hugo (gohugo.io): `content/`, page bundles, sections, languages, `permalinks`.

Addresses as Hugo 0.168 makes them (`resources/page/permalinks.go`, `helpers/pathspec`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from feedsvc.errors import Origin
from feedsvc.posts.dates import as_written
from feedsvc.posts.post import LinkedFile, Post
from feedsvc.posts.record import Record
from feedsvc.posts.variant import Variant
from feedsvc.posts.vocabulary import PLAIN
from feedsvc.sources.dialects import variants
from feedsvc.sources.dialects.config import Config, flag, mapping, text, value, words
from feedsvc.sources.dialects.dialect import (
    DAYS,
    MONTHS,
    Dialect,
    Selection,
    SiteDefaults,
    Token,
    clock,
    common_defaults,
    expand,
    field,
    path_of,
    with_fields,
    with_taxonomies,
)
from feedsvc.sources.dialects.feed_ids import hugo_id
from feedsvc.sources.dialects.hugo_permalinks import Tokens, in_path, path_token, sanitised, title_token
from feedsvc.sources.dialects.hugo_sections import Languages, Sections, read_site_config
from feedsvc.sources.file_names import HTML, MARKDOWN, POST_ENDINGS
from feedsvc.sources.front_matter import front_matter_of
from feedsvc.sources.linked_files import key_of
from feedsvc.sources.source_root import SourceRoot

_TOKEN = re.compile(r":(\w+(?:\[.+?\])?)")
_BUNDLE = re.compile(r"index(?:\.[\w-]+)?\.\w+", re.IGNORECASE)
_SECTION = re.compile(r"_index(?:\.[\w-]+)?\.\w+", re.IGNORECASE)


class Hugo(Dialect):
    """A Hugo site."""

    name = "hugo"
    vocabulary = replace(
        PLAIN,
        url=(),
        date=("publishdate", "pubdate", "date", "published"),
        updated=("lastmod", "modified", "updated"),
        expires=("expirydate", "unpublishdate"),
        excerpt=("summary", "excerpt", "description"),
    )
    drafts: frozenset[str] = frozenset()
    endings = (*MARKDOWN, *HTML)

    @classmethod
    def config_of(cls, files: SourceRoot) -> Config | None:
        config = read_site_config(files)
        if config is None:
            return None
        content = files.root / (text(config, "contentdir") or "content")
        return config if content.is_dir() else None

    def __init__(self, root: Path, folder: Path, config: Config, permalink: str | None = None) -> None:
        self.content = text(config, "contentdir").strip("/") or "content"
        super().__init__(root, folder, config, permalink)
        self._languages = Languages(config, self.content)
        self._sections = Sections(root)
        self._lower = not flag(config, "disablepathtolower")
        self._ending = ".html" if flag(config, "uglyurls") else "/"
        self._is_dated = ":filename" in words(config, "frontmatter", "date")
        self._permalinks = mapping(config, "permalinks")
        self._main = words(config, "params", "mainsections") or words(config, "mainsections")

    def site_defaults(self) -> SiteDefaults:
        language = self._languages.tag(self._languages.default) if self._languages.known else ""
        found = common_defaults(self.config, text(self.config, "baseurl"))
        return replace(
            found,
            title=found.title or text(self.config, "languages", self._languages.default, "title"),
            description=found.description or text(self.config, "params", "description"),
            author=found.author
            or text(self.config, "params", "author")
            or text(self.config, "params", "author", "name"),
            language=language or text(self.config, "languagecode") or text(self.config, "locale"),
        )

    def configured_variant(self) -> Variant:
        return variants.of_hugo(self.config)

    def post_folders(self) -> list[str]:
        return self._languages.post_folders()

    def language_folders(self) -> dict[str, str]:
        """Where each of several languages begins, by its tag in small letters; "" for the root."""
        return self._languages.folders()

    def static_folders(self) -> list[Path]:
        return [self.root / (text(self.config, "staticdir") or "static"), self.root / "assets"]

    def select(self, prefix: str, files: list[str], folders: list[str]) -> Selection:
        """A folder with an `index.md` is one post, and what lies beside it are its files. Pages that are in
        no section, such as `about.md`, are no posts where there are sections."""
        inside = self._inside(prefix)
        bundle = [file for file in files if _BUNDLE.fullmatch(file)]
        found = bundle or [file for file in files if not _SECTION.fullmatch(file)]
        inner = [] if bundle else [folder for folder in folders if folder != "node_modules"]
        depth = len(inside)
        is_in_section = depth > (1 if bundle else 0) or not self._sections.any_below(self._home(prefix))
        is_whole = self.folder in (self.root, self.root / self.content)
        is_main = not (self._main and depth and is_whole) or inside[0] in self._main
        return Selection(found, inner) if is_in_section and is_main else Selection([], inner, pages=found)

    def adapt(self, record: Record) -> Record:
        language = self._languages.of(record.key) or record.file_language
        record = with_taxonomies(record)
        hidden = (
            str(field(record, "headless")).lower() == "true"
            or _build(record, "render") in ("never", "link")
            or _build(record, "list") == "never"
        )
        slug = self._slug(record)
        if slug and not field(record, "slug"):
            record = with_fields(record, slug=slug)
        return replace(
            record,
            file_language=self._languages.tag(language) if language else None,
            draft=record.draft or hidden,
            vocabulary=self.vocabulary,
            address=partial(self._address, record, language),
        )

    def feed_id(self, record: Record, url: str, post: Post, zone: ZoneInfo) -> str | None:
        return hugo_id(self.address_in_feeds(url, post))

    def may_name_files(self, record: Record, text: str) -> bool:
        return self._is_translation(record.key) or super().may_name_files(record, text)

    def linked_file(self, record: Record, written: str, post: Post, zone: ZoneInfo) -> LinkedFile | None:
        """A file of a bundle is published once for all translations: where the default language has it."""
        key, folder = key_of(written, record.key), record.key.rpartition("/")[0] + "/"
        if (
            key is None
            or key.lower().endswith(POST_ENDINGS)
            or not self._is_translation(record.key)
            or not key.startswith(folder)
        ):
            return super().linked_file(record, written, post, zone)
        is_of_language = key.rpartition("/")[2].rpartition(".")[0] != self._languages.bare_name(key)
        if is_of_language or not (self.root / key).is_file():
            return None
        address = self._address_of_default(folder, post, zone)
        return None if address is None else LinkedFile(written, key, path_of(address + key[len(folder) :]))

    def _is_translation(self, key: str) -> bool:
        """Whether this is a bundle's page in another language than the site's."""
        return (
            _BUNDLE.fullmatch(key.rpartition("/")[2]) is not None
            and self._languages.of(key) != self._languages.default
            and bool(self._languages.known)
            and self._languages.share_files()
        )

    def _address_of_default(self, folder: str, post: Post, zone: ZoneInfo) -> str | None:
        """Where a bundle's page in the default language is; None where it has none."""
        for name in ("index.md", f"index.{self._languages.default}.md"):
            fields = front_matter_of(self.files, self.root / folder / name)
            if fields is None or str(fields.get("draft")).lower() == "true":
                continue
            page = self.adapt(Record(folder + name, Origin(folder + name), fields))
            try:
                address = page.address(post, zone) if page.address is not None else ""
            except ValueError:
                return None
            return unquote(address.removesuffix(".html").rstrip("/")) + "/"
        return None

    def _home(self, prefix: str) -> str:
        homes = (home for home in self.post_folders() if prefix.startswith(f"{home}/"))
        return max(homes, key=len, default=self.content)

    def _inside(self, prefix: str) -> list[str]:
        """The folders of a prefix below its language's content folder."""
        return [part for part in prefix.removeprefix(f"{self._home(prefix)}/").split("/") if part]

    def _slug(self, record: Record) -> str:
        """The slug that the file's name gives, where the configuration says that names begin with a date."""
        return record.stem or "" if self._is_dated and record.file_date else ""

    def _address(self, record: Record, language: str | None, post: Post, zone: ZoneInfo) -> str:
        key = record.key
        folders, name = self._inside(key.rpartition("/")[0] + "/"), self._languages.bare_name(key)
        if name == "index" and folders:
            *folders, name = folders
        elif name == "index":
            name = ""
        own = field(record, "url")
        if isinstance(own, str) and re.match(r"https?://", own):
            return own
        host, front = ("", "") if language is None else self._languages.place(language)
        tokens = self._tokens(record, folders, name, post, zone)
        if isinstance(own, str):
            given = unquote(expand(_TOKEN, own, tokens) if ":" in own else own)
            front = "" if given.startswith("/") else front
            is_file = re.search(r"\.\w+$", given) or given.endswith("/")
            return host + path_of(f"{front}/{given}" if is_file else f"{front}/{given}/")
        pattern = self._pattern(folders, language)
        if pattern:
            address = expand(_TOKEN, pattern, tokens)
        else:
            slug = _slug_of(record)
            address = "/".join([*map(in_path, folders), sanitised(slug) if slug else in_path(name)])
        if self._lower:
            address = address.lower()
        return host + path_of(f"{front}/{address.rstrip('/')}{self._ending}")

    def _pattern(self, folders: list[str], language: str | None) -> str:
        if self.pattern:
            return self.pattern
        section = folders[0] if folders else ""
        tables = [self._permalinks]
        if language:
            tables.insert(0, mapping(self.config, "languages", language, "permalinks"))
        for table in tables:
            for found in (value(table, "page", section), value(table, section)):
                if isinstance(found, str):
                    return found
        return ""

    def _tokens(
        self, record: Record, folders: list[str], name: str, post: Post, zone: ZoneInfo
    ) -> Mapping[str, Token]:
        moment = _date(record, post, zone)
        title, slug = str(field(record, "title") or ""), _slug_of(record)
        sections = self._sections.chain(self._home(record.key), folders)
        plain: dict[str, Token] = {
            **clock(moment),
            "monthname": lambda: MONTHS[moment.month - 1],
            "weekday": lambda: str((moment.weekday() + 1) % 7),
            "weekdayname": lambda: DAYS[moment.weekday()],
            "yearday": lambda: str(moment.timetuple().tm_yday),
            "section": lambda: folders[0] if folders else "",
            "sections": lambda: "/".join(sections),
            "title": lambda: title_token(title),
            "slug": lambda: path_token(slug) if slug else title_token(title),
            "slugorfilename": lambda: path_token(slug or name),
            "slugorcontentbasename": lambda: path_token(slug or name),
            "filename": lambda: path_token(name),
            "contentbasename": lambda: path_token(name),
        }
        return Tokens(plain, sections, lower=self._lower)


def _slug_of(record: Record) -> str:
    given = field(record, "slug")
    return str(given).strip().strip("-") if isinstance(given, str | int) else ""


def _date(record: Record, post: Post, zone: ZoneInfo) -> datetime:
    """The date in an address is the post's `date`, on the calendar of the offset that it names."""
    for name in ("date", "publishdate", "pubdate", "published", "lastmod", "modified"):
        try:
            return as_written(field(record, name), zone)
        except ValueError:
            continue
    return post.published.astimezone(zone)


def _build(record: Record, name: str) -> str:
    options = field(record, "build", "_build")
    return str(value(options, name)).lower() if isinstance(options, Mapping) else ""
