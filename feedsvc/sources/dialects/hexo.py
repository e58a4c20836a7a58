"""Hexo (hexo.io): `source/_posts` and `source/_drafts`, one flat list of categories as one path.

Addresses as Hexo 8 makes them: `lib/plugins/filter/post_permalink.ts`, and `permalink` and `slugize` of
hexo-util.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zlib
from dataclasses import replace
from functools import partial
from pathlib import Path
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from feedsvc.posts.dates import instant
from feedsvc.posts.post import Post
from feedsvc.posts.record import Record
from feedsvc.posts.variant import Variant
from feedsvc.posts.vocabulary import PLAIN
from feedsvc.sources.dialects import variants
from feedsvc.sources.dialects.config import Config, flag, mapping, read_config, text, value, words
from feedsvc.sources.dialects.dialect import (
    Dialect,
    Selection,
    SiteDefaults,
    Token,
    clock,
    common_defaults,
    expand,
    field,
    local,
    path_of,
    with_fields,
    with_yaml_times,
)
from feedsvc.sources.dialects.feed_ids import address_in_letters, hexo_id
from feedsvc.sources.file_names import HTML, MARKDOWN
from feedsvc.sources.source_root import SourceRoot

_TOKEN = re.compile(r":(\w*[^_\W])", re.ASCII)
_SPECIAL = re.compile(r"[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:\"'<>,.?/]+")
_CONTROL = re.compile("[\x00-\x1f]")
# The letters of a file's name that a token of `new_post_name` stands for; any others: as few as can be.
_SEGMENTS = {
    "year": r"\d{4}",
    "month": r"\d{2}",
    "day": r"\d{2}",
    "i_month": r"\d{1,2}",
    "i_day": r"\d{1,2}",
    "hash": "[0-9a-f]{12}",
}
_LETTERS = str.maketrans(
    {"ß": "s", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D"}
    | {"ł": "l", "Ł": "L", "ı": "i", "ð": "d", "Ð": "D"}
)


# The plugin that makes the feed; up to 2.0 its Atom feed has ids with no letter encoded.
_FEED = "hexo-generator-feed"
_OLD_FEED = re.compile(r"[\^~=v\s]*[01]\b|[~=v\s]*2\.0\b")


class Hexo(Dialect):
    """A Hexo blog."""

    name = "hexo"
    vocabulary = replace(PLAIN, url=())
    drafts = frozenset(("_drafts",))
    endings = (*MARKDOWN, *HTML)

    @classmethod
    def config_of(cls, files: SourceRoot) -> Config | None:
        root = files.root
        file = root / "_config.yml"
        if not file.is_file():
            return None
        config = read_config(files, file)
        if text(config, "source"):  # Jekyll's word; Hexo's is source_dir
            return None
        posts = root / (text(config, "source_dir") or "source") / "_posts"
        return config | {variants.PACKAGES: variants.packages(files)} if posts.is_dir() else None

    def __init__(self, root: Path, folder: Path, config: Config, permalink: str | None = None) -> None:
        self.source = text(config, "source_dir") or "source"
        super().__init__(root, folder, config, permalink)
        named = text(config, "new_post_name") or ":title.md"
        self._has_folders = flag(config, "post_asset_folder")
        self._keeps_index = flag(config, "pretty_urls", "trailing_index", default=True)
        self._keeps_html = flag(config, "pretty_urls", "trailing_html", default=True)
        self._defaults = dict(mapping(config, "permalink_defaults"))
        kinds = value(config, "feed", "type")
        is_atom = (kinds[0] if isinstance(kinds, list) and kinds else kinds) != "rss2"
        self._has_old_feed = is_atom and bool(_OLD_FEED.match(text(config, variants.PACKAGES, _FEED)))
        self._abbrlinks = mapping(config, "abbrlink")
        self._names, self._parts = _file_pattern(named.rpartition(".")[0] or named)

    def configured_permalink(self) -> str:
        return text(self.config, "permalink") or ":year/:month/:day/:title/"

    def configured_variant(self) -> Variant:
        return variants.of_hexo(self.config)

    def site_defaults(self) -> SiteDefaults:
        found = common_defaults(self.config, text(self.config, "url"))
        return replace(found, language=next(iter(words(self.config, "language")), ""))

    def post_folders(self) -> list[str]:
        return [f"{self.source}/_posts", f"{self.source}/_drafts"]

    def static_folders(self) -> list[Path]:
        return [self.root / self.source]

    def select(self, prefix: str, files: list[str], folders: list[str]) -> Selection:
        """Hexo passes over names that begin with an underscore."""
        return Selection(
            [file for file in files if not file.startswith("_")],
            [folder for folder in folders if not folder.startswith("_")],
        )

    def adapt(self, record: Record) -> Record:
        record = with_yaml_times(record, _on_the_clock_of_utc)
        stem = self.stem_of(record.key)
        parsed = self._parsed(stem)
        language = record.file_language or parsed.get("lang")
        record = replace(
            record,
            file_language=language,
            vocabulary=self.vocabulary,
            address=partial(self._address, record, parsed),
        )
        categories = field(record, "categories", "category")
        if categories is None:
            return record
        members = categories if isinstance(categories, list) else [categories]
        # A list is one path of nested categories, and a list of lists several of them.
        has_paths = any(isinstance(member, list) for member in members)
        paths = [m if isinstance(m, list) else [m] for m in members] if has_paths else [members]
        name = "categories" if field(record, "categories") is not None else "category"
        return with_fields(record, **{name: paths})

    def feed_id(self, record: Record, url: str, post: Post, zone: ZoneInfo) -> str | None:
        address = self.address_in_feeds(url, post)
        return address_in_letters(address) if self._has_old_feed else hexo_id(address)

    def _parsed(self, stem: str) -> dict[str, str]:
        found = self._names.fullmatch(stem)
        parts = dict(zip(self._parts, found.groups(), strict=True)) if found else {}
        return {"title": slugize(stem)} | parts

    def _address(self, record: Record, parsed: dict[str, str], post: Post, zone: ZoneInfo) -> str:
        own = field(record, "permalink")
        if isinstance(own, str):
            if re.match(r"https?://", own):
                return own
            address = unquote(own)
        else:
            address = expand(_TOKEN, self.pattern, self._tokens(record, parsed, post, zone))
        if self._has_folders and not address.endswith(("/", ".html")):
            address += "/"
        if not self._keeps_index:
            address = re.sub(r"index\.html$", "", address)
        if not self._keeps_html:
            address = re.sub(r"(?<!/index)\.html$", "", address)
        return path_of(address)

    def _tokens(self, record: Record, parsed: dict[str, str], post: Post, zone: ZoneInfo) -> dict[str, Token]:
        slug, moment = parsed["title"], local(post, zone)
        stamp = str(int(post.published.timestamp()))
        own = {str(name): item for name, item in record.fields.items() if isinstance(item, str | int)}
        tokens: dict[str, Token] = {
            name: partial(str, item) for name, item in (self._defaults | parsed | own).items() if item != ""
        }
        return (
            tokens
            | {
                **clock(moment),
                "title": lambda: slug,
                "name": lambda: slug.rpartition("/")[2],
                "post_title": lambda: slugize(post.title or "").lower(),
                "timestamp": lambda: stamp,
                "hash": lambda: hashlib.sha1(f"{slug}{stamp}".encode()).hexdigest()[:12],
                "category": lambda: self._category(post),
            }
            | ({} if "abbrlink" in tokens else self._abbrlink(record))
        )

    def _abbrlink(self, record: Record) -> dict[str, Token]:
        """What the plugin hexo-abbrlink writes into a post when the blog is built, where it is in use."""
        options = self._abbrlinks
        given = field(record, "title")
        if not options or not isinstance(given, str):
            return {}
        title = given.encode()
        number = zlib.crc32(title) if text(options, "alg") == "crc32" else _crc16(title)
        return {"abbrlink": lambda: f"{number:x}" if text(options, "rep") == "hex" else str(number)}

    def _category(self, post: Post) -> str:
        if not post.categories:
            return text(self.config, "default_category") or "uncategorized"
        case = text(self.config, "filename_case")
        parts = []
        for name in post.categories[-1].path:
            part = slugize(text(self.config, "category_map", name) or name)
            parts.append(part.lower() if case == "1" else part.upper() if case == "2" else part)
        return "/".join(parts)


def _on_the_clock_of_utc(time: re.Match[str]) -> str:
    """Hexo takes what a clock in UTC shows at a YAML time for the time in the site's zone."""
    try:
        return instant(time[0], ZoneInfo("UTC")).strftime("%Y-%m-%d %H:%M:%S")
    except ValueError:  # no time after all
        return time[0]


def slugize(name: str) -> str:
    """`name` as hexo-util's `slugize` makes it: Latin letters without marks, dashes for everything else."""
    plain = "".join(_unmarked(letter) for letter in name.translate(_LETTERS))
    return _SPECIAL.sub("-", _CONTROL.sub("", plain)).strip("-")


def _crc16(data: bytes) -> int:
    """CRC-16/ARC."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0xA001 if crc & 1 else crc >> 1
    return crc


def _unmarked(letter: str) -> str:
    if letter.isascii():
        return letter
    apart = unicodedata.normalize("NFD", letter)
    return apart[0] if apart[0].isascii() and apart[0].isalpha() else letter


def _file_pattern(named: str) -> tuple[re.Pattern[str], list[str]]:
    """What a file's name is made of, after `new_post_name`."""
    parts: list[str] = []

    def segment(match: re.Match[str]) -> str:
        parts.append(match[1])
        return f"({_SEGMENTS.get(match[1], '.+?')})"

    escaped = re.escape(named).replace(r"\:", ":")
    return re.compile(_TOKEN.sub(segment, escaped), re.DOTALL), parts
