"""Jekyll (jekyllrb.com): `_posts` and `_drafts` in any folder, whose names are categories; dated file names.

Addresses as Jekyll 4 makes them: `lib/jekyll/url.rb`, `drops/url_drop.rb`, and `slugify` of `utils.rb`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from feedsvc.errors import RecordError
from feedsvc.posts import fields
from feedsvc.posts.post import Post
from feedsvc.posts.reading import Record
from feedsvc.posts.variant import Variant
from feedsvc.posts.vocabulary import JEKYLL, field_name
from feedsvc.sources.dialects.config import flag, mapping, text, value, words
from feedsvc.sources.dialects.dialect import (
    DAYS,
    MONTHS,
    Dialect,
    Facts,
    Token,
    clock,
    expand,
    field,
    local,
    path_of,
    site_facts,
    with_fields,
    with_separator,
)
from feedsvc.sources.file_names import language_of

_STYLES = {
    "none": "/:categories/:title:output_ext",
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
}
_TOKEN = re.compile(r":([a-z_]+)")
_DATED = re.compile(r"\d{2,4}-\d{1,2}-\d{1,2}-(.*)", re.DOTALL)
_HOMES = frozenset(("_posts", "_drafts"))
_PRETTY = frozenset("._~!$&'()+,;=@")


class Jekyll(Dialect):
    """A Jekyll blog."""

    name = "jekyll"
    vocabulary = JEKYLL
    drafts = frozenset(("_drafts",))

    def own_pattern(self) -> str:
        collection = text(self.config, "collections", "posts", "permalink")
        return collection or text(self.config, "permalink") or "date"

    def own_variant(self) -> Variant:
        """kramdown with GitHub's fences and strikethrough, or GitHub's own CommonMark where `markdown` says so."""
        if "commonmark" in text(self.config, "markdown").lower():
            return self._of_commonmark()
        options = mapping(self.config, "kramdown")
        return Variant(
            hard_breaks=flag(options, "hard_wrap"),
            smart=True,
            autolink=False,
            parser="kramdown",
            cjk_emphasis=False,
            attributes="everywhere",
            tags="jekyll",
        )

    def _of_commonmark(self) -> Variant:
        """As jekyll-commonmark and jekyll-commonmark-ghpages read `commonmark`."""
        options = {option.upper() for option in words(self.config, "commonmark", "options")}
        named = words(self.config, "commonmark", "extensions")
        is_github = "ghpages" in text(self.config, "markdown").lower()
        known = set(named) | ({"table", "strikethrough", "autolink", "tagfilter"} if is_github else set())
        return Variant(
            hard_breaks="HARDBREAKS" in options,
            smart="SMART" in options,
            autolink="autolink" in known,
            raw_html="kept" if is_github or "UNSAFE" in options else "omitted",
            abbreviations=False,
            attributes="none",
            cjk_emphasis=False,
            definition_lists=False,
            footnotes=is_github or "FOOTNOTES" in options,
            strikethrough="strikethrough" in known,
            tables="table" in known,
            task_lists="tasklist" in known,
            tags="jekyll",
        )

    def facts(self) -> Facts:
        url, base = text(self.config, "url"), text(self.config, "baseurl")
        whole = f"{url.rstrip('/')}/{base.strip('/')}" if url else ""
        return replace(site_facts(self.config, whole))

    def homes(self) -> list[str]:
        return [text(self.config, "source").strip("./")]

    def select(self, prefix: str, files: list[str], folders: list[str]) -> tuple[list[str], list[str]]:
        """Jekyll passes over names that begin with an underscore, but for its own two."""
        if not _HOMES.isdisjoint(prefix.split("/")):
            return [file for file in files if not file.startswith("_")], folders
        passed = {"node_modules", "vendor", text(self.config, "destination").strip("./"), *self._excluded()}
        return [], [
            folder
            for folder in folders
            if folder in _HOMES or (folder[0] not in "_#~" and folder not in passed)
        ]

    def adapt(self, record: Record) -> Record:
        """Raises `RecordError` for a file in `_posts` whose name has no date: Jekyll passes over it."""
        *folders, file = record.key.split("/")
        stem = file.rpartition(".")[0]
        home = next((i for i, folder in enumerate(folders) if folder in _HOMES), len(folders))
        dated = _DATED.fullmatch(stem)
        if dated is None and not record.draft:
            remedy = "Jekyll takes it for no post; begin its name with a date, as in 2024-05-01-name.md"
            raise RecordError(record.origin, None, remedy)
        record = self._with_defaults(record)
        slug = (dated[1] if dated else stem).rstrip(".")
        above = [folder for folder in folders[:home] if folder != self.homes()[0]]
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

    def _excluded(self) -> list[str]:
        return [name.strip("/") for name in words(self.config, "exclude")]

    def _with_defaults(self, record: Record) -> Record:
        """Front matter that the configuration gives to all posts, or those below a path."""
        found: dict[str, Any] = {}
        given = value(self.config, "defaults")
        for default in given if isinstance(given, list) else []:
            scope, values = mapping(default, "scope"), mapping(default, "values")
            path = text(scope, "path").strip("/")
            of_type = text(scope, "type") in ("", "posts")
            if of_type and (not path or record.key == path or record.key.startswith(f"{path}/")):
                found |= {field_name(str(name)): item for name, item in values.items()}
        missing = {name: item for name, item in found.items() if field(record, name) is None}
        return with_fields(record, **missing) if missing else record

    def _address(self, record: Record, slug: str, post: Post, zone: ZoneInfo) -> str:
        own = field(record, "permalink")
        if isinstance(own, str) and re.match(r"https?://", own):
            return own
        template = unquote(own) if isinstance(own, str) else _STYLES.get(self.pattern, self.pattern)
        return page_address(template, record, slug, post, zone)


def page_address(template: str, record: Record, slug: str, post: Post, zone: ZoneInfo) -> str:
    """The path that `template` makes for a post whose file calls it `slug`. Raises `ValueError` for a token
    that there is not."""
    given = field(record, "slug")
    name = str(given) if isinstance(given, str | int) else slug
    tokens = _tokens(post, zone) | {
        "title": lambda: slugify(name, pretty=True),
        "slug": lambda: slugify(name).lower(),
        "name": lambda: slugify(record.key.rpartition("/")[2].rpartition(".")[0]).lower(),
        "categories": lambda: "/".join(dict.fromkeys(part.lower() for part in _terms(post))),
        "slugified_categories": lambda: "/".join(
            dict.fromkeys(slugify(part).lower() for part in _terms(post))
        ),
        "collection": lambda: "posts",
        "output_ext": lambda: ".html",
        "path": lambda: re.sub(r"(^|/)_posts/", r"\1", record.key).rpartition(".")[0],
    }
    address = expand(_TOKEN, template, _Known(tokens))
    return path_of(f"/{address}".replace("..", "/").replace("./", ""))


class _Known(dict[str, Token]):
    """Tokens by name; a name may run into an underscore that is none of it, as in `:month_:day`."""

    def get(self, name: str, default: Any = None) -> Any:
        if name in self or not name.endswith("_"):
            return super().get(name, default)
        token = super().get(name.rstrip("_"))
        return default if token is None else lambda: token() + "_"


def slugify(name: str, *, pretty: bool = False) -> str:
    """`name` as Jekyll's `slugify` makes it in its modes `pretty` and `default`, with its case kept."""
    kept = [letter if _is_word(letter) or (pretty and letter in _PRETTY) else "-" for letter in name]
    slug = re.sub("-+", "-", "".join(kept))
    return slug.removeprefix("-").removesuffix("-")


def _is_word(letter: str) -> bool:
    kind = unicodedata.category(letter)
    return kind[0] in "LM" or kind == "Nd"


def _tokens(post: Post, zone: ZoneInfo) -> dict[str, Token]:
    moment = local(post, zone)
    week_year, week, weekday = moment.isocalendar()
    return clock(moment) | {
        "short_year": lambda: f"{moment.year % 100:02}",
        "short_month": lambda: MONTHS[moment.month - 1][:3],
        "long_month": lambda: MONTHS[moment.month - 1],
        "y_day": lambda: f"{moment.timetuple().tm_yday:03}",
        "w_year": lambda: f"{week_year:04}",
        "week": lambda: f"{week:02}",
        "w_day": lambda: str(weekday),
        "short_day": lambda: DAYS[weekday - 1][:3],
        "long_day": lambda: DAYS[weekday - 1],
    }


def _terms(post: Post) -> list[str]:
    return [category.term for category in post.categories]


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
