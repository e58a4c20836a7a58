"""Pelican (getpelican.com): `content/`, folders as categories, `ARTICLE_URL`. Its settings are Python, of
which only plain constants are read.

Addresses as Pelican 4 makes them: `pelican/contents.py`, and `slugify` of `utils.py`.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from feedsvc.errors import SourceError
from feedsvc.posts.dates import as_written
from feedsvc.posts.post import LinkedFile, Post
from feedsvc.posts.record import Record
from feedsvc.posts.variant import Variant
from feedsvc.posts.vocabulary import PLAIN, field_name
from feedsvc.sources.dialects import variants
from feedsvc.sources.dialects.config import Config, mapping, read_python, text, value, words
from feedsvc.sources.dialects.dialect import (
    MONTHS,
    Dialect,
    Selection,
    SiteDefaults,
    field,
    local,
    path_of,
    with_fields,
)
from feedsvc.sources.dialects.feed_ids import pelican_id
from feedsvc.sources.linked_files import key_of
from feedsvc.sources.source_root import SourceRoot
from feedsvc.sources.transliteration import in_ascii

_SETTINGS = "pelicanconf.py"
# What a slug is without, unless SLUG_REGEX_SUBSTITUTIONS says otherwise.
_SUBSTITUTIONS = ((r"[^\w\s-]", ""), (r"\A\s*", ""), (r"\s*\Z", ""), (r"[-\s]+", "-"))
_TAG = re.compile(r"<[^<>]*>")
# What stands before the name of a file in a link.
_FILE = re.compile(
    r"[{|](?P<kind>filename|static|attach|index|tag|category|author)[}|](?P<path>[^\s\"'<>()]*)"
)
_PLACE = re.compile(r"\{(\w+)(?::([^{}]*))?\}")


class Pelican(Dialect):
    """A Pelican blog."""

    name = "pelican"
    vocabulary = replace(PLAIN, url=(), updated=("modified", "updated"), excerpt=("summary", "description"))
    drafts: frozenset[str] = frozenset()

    @classmethod
    def config_of(cls, files: SourceRoot) -> Config | None:
        root = files.root
        file = root / _SETTINGS
        if not file.is_file():
            return None
        config, published = read_python(files, file), root / "publishconf.py"
        if published.is_file():
            ours = read_python(files, published, config)
            config |= {name: item for name, item in ours.items() if name != "SITEURL" or item}
        content = root / (text(config, "PATH").strip("./") or "content")
        return config if content.is_dir() else None

    def __init__(self, root: Path, folder: Path, config: Config, permalink: str | None = None) -> None:
        self.content = text(config, "PATH").strip("./") or "content"
        super().__init__(root, folder, config, permalink)
        self._in_path, self._in_name = (
            self._pattern_in("PATH_METADATA"),
            self._pattern_in("FILENAME_METADATA"),
        )
        self._default_category = text(config, "DEFAULT_CATEGORY") or "misc"
        self._articles = [path.strip("/") for path in words(config, "ARTICLE_PATHS")] or [""]
        pages = value(config, "PAGE_PATHS")
        self._pages = {str(path).strip("/") for path in pages} if isinstance(pages, list) else {"pages"}

    def configured_permalink(self) -> str:
        return text(self.config, "ARTICLE_URL") or "{slug}.html"

    def configured_variant(self) -> Variant:
        return variants.of_pelican(self.config)

    def site_defaults(self) -> SiteDefaults:
        return SiteDefaults(
            url=text(self.config, "SITEURL"),
            title=text(self.config, "SITENAME"),
            description=text(self.config, "SITESUBTITLE"),
            language=text(self.config, "DEFAULT_LANG"),
            timezone=text(self.config, "TIMEZONE"),
            author=text(self.config, "AUTHOR"),
        )

    def post_folders(self) -> list[str]:
        return [f"{self.content}/{path}".rstrip("/") for path in self._articles]

    def static_folders(self) -> list[Path]:
        return [self.root / self.content]

    def select(self, prefix: str, files: list[str], folders: list[str]) -> Selection:
        """What lies in a folder for pages is no article."""
        inside = prefix.removeprefix(f"{self.content}/")
        return Selection(files, [folder for folder in folders if f"{inside}{folder}" not in self._pages])

    def adapt(self, record: Record) -> Record:
        said = self._said_by_path(record.key.removeprefix(f"{self.content}/"))
        missing = {name: item for name, item in said.items() if field(record, name) is None}
        record = with_fields(record, **missing) if missing else record
        return replace(record, vocabulary=self.vocabulary, address=partial(self._address, record))

    def feed_id(self, record: Record, url: str, post: Post, zone: ZoneInfo) -> str | None:
        try:
            day = as_written(field(record, "date"), zone)
        except ValueError:
            day = local(post, zone)
        return pelican_id(self.address_in_feeds(url, post), day)

    def may_name_files(self, record: Record, text: str) -> bool:
        return super().may_name_files(record, text) or _FILE.search(text) is not None

    def linked_file(self, record: Record, written: str, post: Post, zone: ZoneInfo) -> LinkedFile | None:
        """`{filename}`, `{static}` and `{attach}` name a file from the post's folder or, with a slash in
        front, from that for content (`_link_replacer` of `pelican/contents.py`); `{index}` is the home,
        `{tag}`, `{category}` and `{author}` are the pages of those."""
        found = _FILE.fullmatch(written)
        if found is None:
            return super().linked_file(record, written, post, zone)
        if found["kind"] == "index":
            return LinkedFile(written, "", "/")
        path, kind = found["path"], found["kind"].upper()
        if kind in ("TAG", "CATEGORY", "AUTHOR"):
            pattern = text(self.config, f"{kind}_URL") or f"{found['kind']}/{{slug}}.html"
            try:
                return LinkedFile(written, "", path_of(pattern.replace("{slug}", self.slugify(path, kind))))
            except ValueError:  # of substitutions that cannot be read
                return None
        key = key_of(f"/{self.content}{path}" if path.startswith("/") else path, record.key)
        if key is None or self.is_post(key):
            return None if key is None else LinkedFile(written, key, None)
        if not (self.root / key).is_file():
            return None
        said = mapping(self.config, "EXTRA_PATH_METADATA").get(key.removeprefix(f"{self.content}/"))
        moved = said.get("path") if isinstance(said, Mapping) else None
        address = moved if isinstance(moved, str) else key.removeprefix(f"{self.content}/")
        if found["kind"] == "attach":
            folder = posixpath.dirname(record.key)
            tail = posixpath.relpath(key, folder)
            tail = posixpath.basename(key) if tail.startswith("../") else tail
            try:
                address = posixpath.join(posixpath.dirname(self._address(record, post, zone)), tail)
            except ValueError:
                return None
        return LinkedFile(written, key, path_of(address))

    def _said_by_path(self, path: str) -> dict[str, Any]:
        """What the settings say of a file by its place (`parse_path_metadata` of `readers.py`)."""
        folders, _, file = path.rpartition("/")
        found = dict(mapping(self.config, "DEFAULT_METADATA"))
        by_place = mapping(self.config, "EXTRA_PATH_METADATA")
        for place in sorted(by_place):
            if path == place or path.startswith(f"{str(place).rstrip('/')}/"):
                found |= mapping(by_place, place)
        if value(self.config, "USE_FOLDER_AS_CATEGORY") is not False and (
            folder := folders.rpartition("/")[2]
        ):
            found["category"] = [folder]
        for pattern, name in ((self._in_path, path), (self._in_name, file.rpartition(".")[0])):
            match = pattern.match(name) if pattern else None
            found |= {key.lower(): item for key, item in match.groupdict().items() if item} if match else {}
        return {field_name(str(name)): item for name, item in found.items()}

    def _pattern_in(self, name: str) -> re.Pattern[str] | None:
        try:
            return re.compile(text(self.config, name)) if text(self.config, name) else None
        except re.error as error:
            raise SourceError(f"{self.root / _SETTINGS}: {name} is no regular expression: {error}") from None

    def _address(self, record: Record, post: Post, zone: ZoneInfo) -> str:
        own = field(record, "url")
        if isinstance(own, str):
            return own if re.match(r"https?://", own) else path_of(own)
        given = field(record, "slug")
        by_name = text(self.config, "SLUGIFY_SOURCE") == "basename"
        source = record.key.rpartition("/")[2].rpartition(".")[0] if by_name else post.title or ""
        slug = str(given) if isinstance(given, str | int) else self.slugify(source, "SLUG")
        if not slug:
            raise ValueError(f"no slug can be made of {source!r}; give the post one")
        language = str(field(record, "lang") or "")
        usual = text(self.config, "DEFAULT_LANG") or "en"
        pattern = self.pattern
        if language and language != usual:
            pattern = text(self.config, "ARTICLE_LANG_URL") or "{slug}-{lang}.html"
        moment = local(post, zone)

        def fill(match: re.Match[str]) -> str:
            name, form = match.groups()
            if name == "date":
                return _strftime(moment, form or "%Y-%m-%d")
            parts: dict[str, Callable[[], str]] = {
                "slug": lambda: slug,
                "lang": lambda: language or usual,
                "category": lambda: self.slugify(
                    post.categories[0].term if post.categories else self._default_category, "CATEGORY"
                ),
                "author": lambda: self.slugify(
                    post.authors[0].name if post.authors else text(self.config, "AUTHOR"), "AUTHOR"
                ),
            }
            if name in parts:
                return parts[name]()
            known = field(record, name)
            if not isinstance(known, str | int):
                raise ValueError(  # noqa: TRY004 (a reason for the author, not a bug)
                    f"the pattern {pattern} needs {{{name}}}, which is not known for this post"
                )
            return str(known)

        return path_of(_PLACE.sub(fill, pattern))

    def slugify(self, name: str, what: str) -> str:
        """`name` as Pelican's `slugify` makes it; `what` is SLUG, CATEGORY or AUTHOR."""
        name = unicodedata.normalize("NFKC", _TAG.sub("", name))
        if not value(self.config, "SLUGIFY_USE_UNICODE"):
            name = "".join(in_ascii(letter) or "" for letter in name)
        for old, new in self._substitutions(what):
            name = re.sub(unicodedata.normalize("NFKC", old), new, name, flags=re.IGNORECASE)
        return (name if value(self.config, "SLUGIFY_PRESERVE_CASE") else name.lower()).strip()

    def _substitutions(self, what: str) -> list[tuple[str, str]]:
        found: Any = _SUBSTITUTIONS
        for name in ("SLUG_REGEX_SUBSTITUTIONS", f"{what}_REGEX_SUBSTITUTIONS"):
            found = self.config.get(name, found)
        try:
            return [(re.compile(str(old)).pattern, str(new)) for old, new in found]
        except (re.error, TypeError, ValueError):
            reason = f"{what}_REGEX_SUBSTITUTIONS cannot be read; give the post a slug"
            raise ValueError(reason) from None


def _strftime(moment: Any, form: str) -> str:
    """`moment` in the forms of `strftime` that addresses have, in English on any machine."""
    forms = {
        "Y": f"{moment.year:04}",
        "y": f"{moment.year % 100:02}",
        "m": f"{moment.month:02}",
        "d": f"{moment.day:02}",
        "-m": str(moment.month),
        "-d": str(moment.day),
        "b": MONTHS[moment.month - 1][:3],
        "B": MONTHS[moment.month - 1],
        "j": f"{moment.timetuple().tm_yday:03}",
        "H": f"{moment.hour:02}",
        "M": f"{moment.minute:02}",
        "S": f"{moment.second:02}",
        "%": "%",
    }

    def fill(match: re.Match[str]) -> str:
        if match[1] not in forms:
            raise ValueError(f"%{match[1]} in a permalink pattern is not supported")
        return forms[match[1]]

    return re.sub(r"%(-?.)", fill, form)
