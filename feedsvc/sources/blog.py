"""What a blog's own configuration says of the site: defaults below every setting of ours."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from feedsvc.addresses import site_url
from feedsvc.posts import fields
from feedsvc.posts.dates import is_zone
from feedsvc.posts.text import one_line
from feedsvc.settings import Person, Settings, SourceOptions
from feedsvc.sources.dialects.detect import dialect_of, upwards
from feedsvc.sources.dialects.dialect import UNSET_HOSTS, Dialect, SiteDefaults
from feedsvc.sources.dialects.plain import Plain

# Whose sites have no addresses that a configuration tells, by the files that say whose they are.
_OTHER_GENERATORS = {
    "astro.config.*": "Astro",
    ".eleventy.js": "Eleventy",
    "eleventy.config.*": "Eleventy",
    "docusaurus.config.*": "Docusaurus",
    "gatsby-config.*": "Gatsby",
    "next.config.*": "Next.js",
    "nuxt.config.*": "Nuxt",
    "svelte.config.*": "SvelteKit",
    "_quarto.yml": "Quarto",
    "mkdocs.yml": "MkDocs",
    ".vitepress": "VitePress",
    "docs/.vitepress": "VitePress",
    ".vuepress": "VuePress",
    "docs/.vuepress": "VuePress",
}


def with_blog(settings: Settings, folder: Path) -> tuple[Settings, str | None]:
    """`settings`, and where they are silent what the blog in `folder` says of itself; and a line that tells
    of it, where it says anything, or of what it cannot say.

    Raises `SourceError` when its configuration cannot be read.
    """
    if not folder.is_dir():
        return settings, None
    dialect = dialect_of(folder, settings.source)
    if isinstance(dialect, Plain):
        return settings, _told_plain(dialect, settings.source)
    given = settings.site.model_fields_set
    found = {name: value for name, value in _usable(dialect.site_defaults()).items() if name not in given}
    told = [line for line in (_told(dialect, found), _told_ids(dialect, settings)) if line]
    site = settings.site.model_copy(update=found)
    return settings.model_copy(update={"site": site}), "; ".join(told) or None


def _told_plain(dialect: Dialect, options: SourceOptions) -> str | None:
    """That the posts of a generator that is no dialect are shown by feedsvc, and how that is changed."""
    if options.dialect == dialect.name or options.permalink:
        return None
    for root in upwards(dialect.folder):
        for pattern, generator in _OTHER_GENERATORS.items():
            if next(root.glob(pattern), None):
                return (
                    f"{generator} site in {root}: read as plain files: entries lead to feedsvc's own pages; "
                    'set source.permalink to where the site has its posts, such as "/blog/:title/"'
                )
    return None


def _told_ids(dialect: Dialect, settings: Settings) -> str:
    """That readers know the posts by another address than the site's, where they do."""
    own, url = dialect.configured_url, settings.site.url
    if not own or url is None or settings.site.ids != "auto" or urlsplit(own).netloc == urlsplit(url).netloc:
        return ""
    return f'ids of new posts are those of its own feed at {own} (site.ids = "url" makes them of {url})'


def _told(dialect: Dialect, found: dict[str, Any]) -> str:
    if not found:
        return ""
    names = ", ".join(f"site.{name}" for name in found)
    return f"{dialect.name} blog in {dialect.root}: its configuration gives {names}"


def _usable(defaults: SiteDefaults) -> dict[str, Any]:
    """The defaults as settings; what no setting can be is left out."""
    found: dict[str, Any] = {}
    readers: dict[str, Callable[[str], Any]] = {
        "url": _url,
        "title": one_line,
        "description": one_line,
        "language": fields.language,
        "timezone": _zone,
    }
    for name, read in readers.items():
        try:
            value = read(getattr(defaults, name).strip())
        except ValueError:
            continue
        if value:
            found[name] = value
    if author := one_line(defaults.author):
        found["authors"] = (Person(name=author),)
    return found


def _url(value: str) -> str:
    found = site_url(value)
    return "" if urlsplit(found).hostname in UNSET_HOSTS else found


def _zone(value: str) -> str:
    return value if is_zone(value) else ""
