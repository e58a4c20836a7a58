"""A Pelican site that publishes what feedsvc does: full-text feeds of all posts, and pages for people.

What would take it longer and is not compared is switched off: colours in code, the lists of archives,
categories, authors and tags, and the theme with style sheets and pictures.
"""

from __future__ import annotations

import sys
from pathlib import Path

_ALL_POSTS = 1_000_000
_SETTINGS = {
    "SITENAME": "Latest updates",
    "TIMEZONE": "UTC",
    "DEFAULT_LANG": "en",
    "AUTHOR": "Author",
    "THEME": "simple",
    "DEFAULT_PAGINATION": 12,
    "MARKDOWN": {
        "extension_configs": {"markdown.extensions.extra": {}, "markdown.extensions.meta": {}},
        "output_format": "html5",
    },
    "FEED_MAX_ITEMS": _ALL_POSTS,
    "RSS_FEED_SUMMARY_ONLY": False,
    "FEED_ALL_ATOM": "atom.xml",
    "FEED_ALL_RSS": "rss.xml",
    "TAG_FEED_ATOM": "tags/{slug}/atom.xml",
    "TAG_FEED_RSS": "tags/{slug}/rss.xml",
    "CATEGORY_FEED_ATOM": None,
    "AUTHOR_FEED_ATOM": None,
    "AUTHOR_FEED_RSS": None,
    "TRANSLATION_FEED_ATOM": None,
    "ARTICLE_URL": "posts/{slug}/",
    "ARTICLE_SAVE_AS": "posts/{slug}/index.html",
    "TAG_URL": "tags/{slug}/",
    "TAG_SAVE_AS": "tags/{slug}/index.html",
    "CATEGORY_SAVE_AS": "",
    "AUTHOR_SAVE_AS": "",
    "DIRECT_TEMPLATES": ["index"],
}


def pelican_command(site: Path, posts: Path, url: str, cached: bool = False) -> list[str | Path]:
    """The command that builds `posts` to `site`/public; writes the configuration it needs below `site`."""
    settings = {**_SETTINGS, "SITEURL": url.rstrip("/"), "FEED_DOMAIN": url.rstrip("/")}
    if cached:
        settings |= {
            "CACHE_CONTENT": True,
            "LOAD_CONTENT_CACHE": True,
            "CONTENT_CACHING_LAYER": "generator",
            "CACHE_PATH": str(site / "cache"),
        }
    site.mkdir(parents=True, exist_ok=True)
    configuration = site / "pelicanconf.py"
    configuration.write_text("".join(f"{name} = {value!r}\n" for name, value in settings.items()), "utf-8")
    return [sys.executable, "-m", "pelican", posts, "-o", site / "public", "-s", configuration]
