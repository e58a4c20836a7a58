"""A Hexo site: hexo-generator-feed with all posts for the site (it has none for tags), pages of 12 posts for
the site and each tag, a page for each post."""

from __future__ import annotations

import json
from pathlib import Path

PACKAGES = (
    "hexo",
    "hexo-generator-feed",
    "hexo-generator-index",
    "hexo-generator-tag",
    "hexo-renderer-ejs",
    "hexo-renderer-marked",
)
_CONFIGURATION = """\
title: Latest updates
url: {url}
permalink: posts/:title/
per_page: 12
index_generator: {{per_page: 12}}
tag_generator: {{per_page: 12}}
pagination_dir: page
syntax_highlighter: ""
highlight: {{enable: false}}
prismjs: {{enable: false}}
public_dir: public
theme: plain
feed: {{type: atom, path: atom.xml, limit: 0, content: true}}
"""
_LIST = """\
<% page.posts.each(function(post) { %><article>
<h2><a href="<%- url_for(post.path) %>"><%= post.title %></a></h2>
<time><%= date(post.date) %></time><p><%= truncate(strip_html(post.content), {length: 500}) %></p>
<%- list_tags(post.tags) %></article>
<% }) %><%- paginator() %>
"""
_PAGES = {
    "layout": '<!doctype html><html><head><meta charset="utf-8">'
    "<title><%= page.title || config.title %></title></head><body><%- body %></body></html>\n",
    "index": _LIST,
    "tag": _LIST,
    "post": "<h1><%= page.title %></h1><time><%= date(page.date) %></time><%- page.content %>"
    "<%- list_tags(page.tags) %>\n",
}


def hexo_command(site: Path, posts: Path, url: str, packages: Path) -> list[str | Path]:
    """The command that builds `posts` to `site`/public; writes what it needs below `site`. `packages` is the
    folder `node_modules` with `PACKAGES`."""
    layouts = site / "themes" / "plain" / "layout"
    layouts.mkdir(parents=True, exist_ok=True)
    for name, text in _PAGES.items():
        (layouts / f"{name}.ejs").write_text(text, "utf-8")
    (site / "_config.yml").write_text(_CONFIGURATION.format(url=url), "utf-8")
    (site / "package.json").write_text(
        json.dumps({"name": "site", "hexo": {"version": ""}, "dependencies": dict.fromkeys(PACKAGES, "*")}),
        "utf-8",
    )
    (site / "source").mkdir(exist_ok=True)
    for link, target in ((site / "source" / "_posts", posts), (site / "node_modules", packages)):
        if not link.exists():
            link.symlink_to(target)
    return [packages / ".bin" / "hexo", "generate", "--silent", "--cwd", site]
