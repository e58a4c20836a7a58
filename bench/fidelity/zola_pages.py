"""What Zola makes of a blog's pages: `python zola_pages.py BLOG OUT.json`.

No registry carries Zola's program. This follows its source (0.22: components/content/src/page.rs and
components/markdown/src/markdown.rs) with the Markdown parser that Zola itself uses, pulldown-cmark, in the
options that Zola gives it. Footnotes stand at the end, which is Zola's choice with `bottom_footnotes` alone:
where they stand is a matter of look. Shortcodes are not drawn: their body stays, and `stand_in` is true for
the page. The Python that runs this needs pyromark, PyYAML, pymdown-extensions and Unidecode.
"""

from __future__ import annotations

import fnmatch
import json
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pyromark
import yaml
from pymdownx.gemoji_db import aliases as emoji_aliases
from pymdownx.gemoji_db import emoji
from unidecode import unidecode

_FRONT_MATTER = re.compile(r"\s*(\+\+\+|---)[ \t]*\r?\n(.*?)\r?\n\1[ \t]*(?:\r?\n|\Z)(.*)", re.DOTALL)
_DATED = re.compile(r"(?P<date>\d{4}-\d\d-\d\d)(?:T\d\d[:_]?\d\d[^_-]*)?\s?[_-](?P<slug>.+)$")
_ESCAPED = re.compile(r"\{\{/\*(.*?)\*/\}\}|\{%/\*(.*?)\*/%\}", re.DOTALL)
_CALL = r"[A-Za-z_][\w:]*\((?:[^()\"'`]|\"[^\"]*\"|'[^']*'|`[^`]*`)*\)"
_INLINE = re.compile(r"\{\{-?\s*" + _CALL + r"\s*-?\}\}")
_BLOCK = re.compile(r"\{%-?\s*" + _CALL + r"\s*-?%\}(.*?)\{%-?\s*end\s*-?%\}", re.DOTALL)
_DEFINITION = re.compile(
    r'<div class="footnote-definition" id="(?P<name>[^"]*)"><sup class="footnote-definition-label">\d+</sup>'
    r"(?P<body>.*?)</div>\n?",
    re.DOTALL,
)
_EMOJI = re.compile(r"<(?:pre|code)\b.*?</(?:pre|code)>|<[^<>]*>|:[\w+-]+:", re.DOTALL)
_OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_TASKLISTS
    | pyromark.Options.ENABLE_HEADING_ATTRIBUTES
)


def main(blog: Path, out: Path) -> None:
    """Read all pages, then render them: links may lead to any of them."""
    site = Site(tomllib.loads((blog / "config.toml").read_text("utf-8")))
    pages = {page.key: page for page in site.pages(blog / "content")}
    urls = {f"@/{key.removeprefix('content/')}": page.url for key, page in pages.items()}
    urls |= site.sections(blog / "content")
    dump = {}
    for key, page in pages.items():
        html, stand_in = site.rendered(page, urls)
        dump[key] = {
            "html": html,
            "url": page.url,
            "date": page.date,
            "draft": bool(page.meta.get("draft")),
            "stand_in": stand_in,
            "title": page.meta.get("title", ""),
        }
    out.write_text(json.dumps(dump), "utf-8")


class Page:
    """One page: its front matter, its text, and the address and date that Zola gives it."""

    def __init__(self, key: str, meta: Mapping[str, Any], text: str, url: str, when: str | None) -> None:
        self.key, self.meta, self.text, self.url, self.date = key, meta, text, url, when


class Site:
    """Zola's rules under one configuration."""

    def __init__(self, configuration: Mapping[str, Any]) -> None:
        self._default = configuration.get("default_language", "en")
        self._languages = {name for name in configuration.get("languages", {}) if name != self._default}
        self._ignored = configuration.get("ignored_content", [])
        slugify = configuration.get("slugify", {})
        self._slugify = slugify.get("paths", "on")
        self._keeps_dates = slugify.get("paths_keep_dates", False)
        markdown = configuration.get("markdown", {})
        self._options = _OPTIONS
        self._draws_emoji = markdown.get("render_emoji", False)
        for name, option in (
            ("smart_punctuation", pyromark.Options.ENABLE_SMART_PUNCTUATION),
            ("definition_list", pyromark.Options.ENABLE_DEFINITION_LIST),
            ("github_alerts", pyromark.Options.ENABLE_GFM),
        ):
            if markdown.get(name):
                self._options |= option

    def pages(self, content: Path) -> Iterator[Page]:
        """Every page below `content`, sections (`_index.md`) left out."""
        for file in sorted(content.rglob("*.md")):
            below = file.relative_to(content)
            if file.name.startswith("_index.") or self._is_ignored(file):
                continue
            if found := _FRONT_MATTER.fullmatch(file.read_text("utf-8")):
                meta = tomllib.loads(found[2]) if found[1] == "+++" else yaml.safe_load(found[2]) or {}
                yield self._page(below, meta, found[3])

    def sections(self, content: Path) -> dict[str, str]:
        """The addresses of sections by what links call them."""
        found = {}
        for file in sorted(content.rglob("_index*.md")):
            below = file.relative_to(content)
            language = below.stem.partition(".")[2]
            folders = [*([language] if language in self._languages else []), *below.parent.parts]
            found[f"@/{below.as_posix()}"] = "/" + "".join(f"{name}/" for name in folders)
        return found

    def _is_ignored(self, file: Path) -> bool:
        return any(fnmatch.fnmatch(str(file), pattern) for pattern in self._ignored)

    def _page(self, below: Path, meta: Mapping[str, Any], text: str) -> Page:
        name, language = below.stem, self._default
        stem, _, ending = name.rpartition(".")
        if stem and ending in self._languages:
            name, language = stem, ending
        folders = list(below.parent.parts)
        named = name
        if name == "index" and folders:
            named = folders.pop()
        dated = _DATED.match(named)
        if "slug" in meta:
            slug = self._slug(meta["slug"])
        elif dated and not self._keeps_dates:
            slug = self._slug(dated["slug"])
        else:
            slug = self._slug(named)
        if "path" in meta:
            path = meta["path"].strip().lstrip("/")
        else:
            path = "/".join([*([language] if language != self._default else []), *folders, slug])
        url = f"/{path}".rstrip("/") + "/"
        when = _instant(meta.get("date")) or (_instant(dated["date"]) if dated else None)
        return Page(f"content/{below.as_posix()}", meta, text, url, when)

    def _slug(self, text: str) -> str:
        if self._slugify == "off":
            return text
        if self._slugify == "safe":
            return re.sub(r"\s", "_", re.sub(r'[<>:"/\\|?*#\n\r]', "", text.strip()))
        return re.sub(r"[^a-z0-9]+", "-", unidecode(text).lower()).strip("-")

    def rendered(self, page: Page, urls: Mapping[str, str]) -> tuple[str, bool]:
        """The page's HTML, and whether it has a shortcode."""
        text, blocks = _BLOCK.subn(lambda found: found[1], page.text)
        text, inline = _INLINE.subn("", text)
        text = _ESCAPED.sub(_unescaped, text)
        html = pyromark.html(text, options=self._options)
        if self._draws_emoji:
            html = _EMOJI.sub(_as_character, html)

        def resolve(found: re.Match[str]) -> str:
            file, mark, place = found[2].partition("#")
            return f'{found[1]}="{urls.get(file, file)}{mark}{place}"'

        html = re.sub(r'(href)="(@/[^"]*)"', resolve, html)
        return _notes_last(html), bool(blocks or inline)


def _unescaped(found: re.Match[str]) -> str:
    return f"{{{{{found[1]}}}}}" if found[1] is not None else f"{{%{found[2]}%}}"


def _as_character(found: re.Match[str]) -> str:
    """An emoji by its name outside tags and code; else what was there."""
    name = emoji_aliases.get(found[0], found[0])
    known = emoji.get(name)
    return "".join(chr(int(code, 16)) for code in known["unicode"].split("-")) if known else found[0]


def _notes_last(html: str) -> str:
    """Footnotes that are referred to, at the end and in that order."""
    bodies = {found["name"]: found["body"] for found in _DEFINITION.finditer(html)}
    if not bodies:
        return html
    html = _DEFINITION.sub("", html)
    order = dict.fromkeys(re.findall(r'class="footnote-reference"><a href="#([^"]*)"', html))
    items = "".join(f'<li id="{name}">{bodies[name]}</li>\n' for name in order if name in bodies)
    return f'{html}<section class="footnotes"><ol>\n{items}</ol></section>\n'


def _instant(value: object) -> str | None:
    """The instant in UTC; a date or time without an offset is in UTC."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time())
    if not isinstance(value, datetime):
        return None
    value = value if value.tzinfo else value.replace(tzinfo=UTC)
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())
