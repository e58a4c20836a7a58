"""A Jekyll site: jekyll-feed with all posts for the site and each tag, a page for each post."""

from __future__ import annotations

from pathlib import Path

_ALL_POSTS = 1_000_000
_CONFIGURATION = """\
title: Latest updates
url: {url}
permalink: /posts/:slug/
plugins: [jekyll-feed]
highlighter: none
kramdown: {{syntax_highlighter: null}}
future: true
defaults: [{{scope: {{path: "", type: posts}}, values: {{layout: post}}}}]
feed: {{path: atom.xml, posts_limit: {limit}, tags: {{path: tags/}}}}
"""
_POST = """\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ page.title }}</title>{% feed_meta %}</head>
<body><h1>{{ page.title }}</h1><time>{{ page.date | date: "%Y-%m-%d" }}</time>
{{ content }}
{% for tag in page.tags %}<a href="/tags/{{ tag | slugify }}/">{{ tag }}</a> {% endfor %}
</body></html>
"""


def jekyll_command(site: Path, posts: Path, url: str) -> list[str | Path]:
    """The command that builds `posts`, named by their dates, to `site`/public; writes what it needs below
    `site`. There are no pages of posts: Jekyll has them with other plug-ins."""
    (site / "_layouts").mkdir(parents=True, exist_ok=True)
    (site / "_config.yml").write_text(_CONFIGURATION.format(url=url.rstrip("/"), limit=_ALL_POSTS), "utf-8")
    (site / "_layouts" / "post.html").write_text(_POST, "utf-8")
    if not (site / "_posts").exists():
        (site / "_posts").symlink_to(posts)
    return ["jekyll", "build", "--quiet", "--source", site, "--destination", site / "public"]
