"""Pelican (getpelican.com): `content/`, folders as categories, `ARTICLE_URL`. Its settings are Python, of
which only plain constants are read.

Addresses as Pelican 4 makes them: `pelican/contents.py`, and `slugify` of `utils.py`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from feedsvc.posts.post import Post
from feedsvc.posts.reading import Record
from feedsvc.posts.variant import Extension, Variant
from feedsvc.posts.vocabulary import PELICAN
from feedsvc.sources.dialects.config import Config, mapping, text, value, words
from feedsvc.sources.dialects.dialect import MONTHS, Dialect, Facts, field, local, path_of, with_fields

_PLACE = re.compile(r"\{(\w+)(?::([^{}]*))?\}")


# As Pelican 4 has them where `MARKDOWN` is not set.
_EXTENSIONS: dict[str, Any] = {"codehilite": {"css_class": "highlight"}, "extra": {}, "meta": {}}
# What a blog may name: no code of its own is run here, and none that reads files.
_OWN = frozenset(
    """
    abbr admonition attr_list codehilite def_list extra fenced_code footnotes legacy_attrs legacy_em md_in_html meta nl2br
    sane_lists smarty tables toc wikilinks
    """.split()  # noqa: SIM905 (a list is easier to read)
)
_PYMDOWN = frozenset(
    """
    arithmatex betterem blocks.admonition blocks.definition blocks.details blocks.html blocks.tab caret critic details emoji
    escapeall extra highlight inlinehilite keys magiclink mark progressbar saneheaders smartsymbols striphtml
    superfences tabbed tasklist tilde
    """.split()  # noqa: SIM905 (a list is easier to read)
)


class Pelican(Dialect):
    """A Pelican blog."""

    name = "pelican"
    vocabulary = PELICAN
    drafts: frozenset[str] = frozenset()

    def __init__(self, root: Path, folder: Path, config: Config, permalink: str | None = None) -> None:
        self.content = text(config, "PATH").strip("./") or "content"
        super().__init__(root, folder, config, permalink)
        self._articles = [path.strip("/") for path in words(config, "ARTICLE_PATHS")] or [""]
        pages = value(config, "PAGE_PATHS")
        self._pages = {str(path).strip("/") for path in pages} if isinstance(pages, list) else {"pages"}

    def own_pattern(self) -> str:
        return text(self.config, "ARTICLE_URL") or "{slug}.html"

    def own_variant(self) -> Variant:
        """Python-Markdown with the extensions of `MARKDOWN` (of `MD_EXTENSIONS` in old blogs), or Pelican's own."""
        given = mapping(self.config, "MARKDOWN")
        configured = given.get("extension_configs")
        names = words(given, "extensions") or words(self.config, "MD_EXTENSIONS")
        if isinstance(configured, Mapping):
            named = {str(name): item for name, item in configured.items()} | {
                name: {} for name in names if name not in configured
            }
        elif names:
            named = {name: {} for name in names}
        else:
            named = _EXTENSIONS
        plugins = words(self.config, "PLUGINS")
        return Variant(
            engine="python-markdown",
            smart=bool(value(self.config, "TYPOGRIFY")),
            delimiters=("\\(", "\\[") if any("math" in plugin for plugin in plugins) else (),
            extensions=tuple(filter(None, (_extension(name, item) for name, item in named.items()))),
            tags="pelican",
        )

    def facts(self) -> Facts:
        return Facts(
            url=text(self.config, "SITEURL"),
            title=text(self.config, "SITENAME"),
            description=text(self.config, "SITESUBTITLE"),
            language=text(self.config, "DEFAULT_LANG"),
            timezone=text(self.config, "TIMEZONE"),
            author=text(self.config, "AUTHOR"),
        )

    def homes(self) -> list[str]:
        return [f"{self.content}/{path}".rstrip("/") for path in self._articles]

    def static(self) -> list[Path]:
        return [self.root / self.content]

    def select(self, prefix: str, files: list[str], folders: list[str]) -> tuple[list[str], list[str]]:
        """What lies in a folder for pages is no article."""
        inside = prefix.removeprefix(f"{self.content}/")
        return files, [folder for folder in folders if f"{inside}{folder}" not in self._pages]

    def adapt(self, record: Record) -> Record:
        folder = record.key.removeprefix(f"{self.content}/").rpartition("/")[0].rpartition("/")[2]
        by_folder = value(self.config, "USE_FOLDER_AS_CATEGORY") is not False
        if field(record, "category") is None and by_folder and folder:
            record = with_fields(record, category=[folder])
        return replace(record, vocabulary=self.vocabulary, address=partial(self._address, record))

    def _address(self, record: Record, post: Post, zone: ZoneInfo) -> str:
        own = field(record, "url")
        if isinstance(own, str):
            return own if re.match(r"https?://", own) else path_of(own)
        given = field(record, "slug")
        slug = str(given) if isinstance(given, str | int) else self._slugify(post.title or "")
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
                "category": lambda: self._slugify(post.categories[0].term if post.categories else "misc"),
                "author": lambda: self._slugify(
                    post.authors[0].name if post.authors else text(self.config, "AUTHOR")
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

    def _slugify(self, name: str) -> str:
        """`name` as Pelican's `slugify` makes it by default. Raises `ValueError` for letters that it spells
        in Latin ones by a table we have not."""
        if not value(self.config, "SLUGIFY_USE_UNICODE"):
            plain = "".join(
                letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter)
            )
            if any(letter.isalnum() and not letter.isascii() for letter in plain):
                raise ValueError(f"the slug of {name!r} is not known; give the post a slug")
            name = plain.encode("ascii", "ignore").decode()
        found = re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", unicodedata.normalize("NFKC", name)).strip())
        return found if value(self.config, "SLUGIFY_PRESERVE_CASE") else found.lower()


def _extension(name: str, options: Any) -> Extension | None:
    """An extension that a blog names, if it is one of those that can be had here."""
    short = name.removeprefix("markdown.extensions.")
    known = f"markdown.extensions.{short}" if short in _OWN else name
    if short not in _OWN and name.removeprefix("pymdownx.") not in _PYMDOWN:
        return None
    found = {str(key): item for key, item in options.items()} if isinstance(options, Mapping) else {}
    if short == "codehilite":  # the language as a class; readers have no style sheet for anything else
        found |= {"use_pygments": False, "linenums": False}
    plain = {key: item for key, item in found.items() if isinstance(item, str | int | float | bool)}
    return Extension(known, tuple(sorted(plain.items())))


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
