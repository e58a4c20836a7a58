"""What Pelican makes of a blog's articles, with the blog's settings and no plug-ins:
`python pelican_articles.py BLOG OUT.json`, in the Python that Pelican is installed for.

OUT gets, by each article's path below the blog, its HTML, URL, date, title, and whether it is a draft.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
from datetime import UTC
from pathlib import Path
from typing import Any

import pelican.settings
from pelican import Pelican
from pelican.generators import ArticlesGenerator, PagesGenerator, StaticGenerator

_MARKDOWN = (".md", ".markdown", ".mkd", ".mdown")
_CODE = re.compile(r"<(pre|code)\b.*?</\1>", re.DOTALL)
_from_file = pelican.settings.get_settings_from_file


def _settings(path: str) -> dict[str, Any]:
    """The blog's settings without one of old that today's Pelican breaks on."""
    return {name: value for name, value in _from_file(path).items() if name != "JINJA_EXTENSIONS"}


def main(blog: Path, out: Path) -> None:
    """Read the blog as Pelican does before it writes, and dump its articles."""
    logging.disable(logging.ERROR)
    os.chdir(blog)
    sys.path.insert(0, str(blog))
    pelican.settings.get_settings_from_file = _settings
    settings = pelican.settings.read_settings(
        str(blog / "pelicanconf.py"),
        override={"PLUGINS": [], "THEME": "simple", "CACHE_CONTENT": False, "RELATIVE_URLS": False},
    )
    Pelican(settings)  # prepares the settings
    context = {**settings, "generated_content": {}, "static_links": set(), "static_content": {}}
    context["localsiteurl"] = settings["SITEURL"]
    made = [
        kind(context, settings, settings["PATH"], settings["THEME"], settings["OUTPUT_PATH"])
        for kind in (ArticlesGenerator, PagesGenerator, StaticGenerator)
    ]
    for generator in made:
        generator.generate_context()
    articles = made[0]
    listed = (
        *((article, False) for article in articles.articles),
        *((article, False) for article in articles.translations),
        *((article, False) for article in articles.hidden_articles),
        *((article, True) for article in (*articles.drafts, *articles.drafts_translations)),
    )
    posts = {}
    for article, draft in listed:
        file = Path(article.source_path)
        if file.suffix.lower() in _MARKDOWN:
            posts[str(file.resolve().relative_to(blog))] = {
                "html": article.content,
                "url": f"/{article.url}",
                "date": article.date.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                "draft": draft,
                "stand_in": "{%" in _CODE.sub("", article.content),  # a tag of a plug-in
                "title": str(article.title),
            }
    out.write_text(json.dumps(posts), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())
