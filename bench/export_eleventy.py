"""An Eleventy site: its RSS plug-in makes Atom feeds of all posts for the site and each tag; pages of 12
posts, a page for each post."""

from __future__ import annotations

import json
from pathlib import Path

PACKAGES = ("@11ty/eleventy@3", "@11ty/eleventy-plugin-rss@2")
_CONFIGURATION = """\
const rss = require("{packages}/@11ty/eleventy-plugin-rss");
const url = {url};
module.exports = function (config) {{
  config.addPlugin(rss);
  config.addGlobalData("layout", "post.njk");
  config.addGlobalData("permalink", () => (data) => data.slug ? `/posts/${{data.slug}}/` : undefined);
  config.addCollection("everything", (all) => all.getFilteredByGlob("{posts}/*.md").reverse());
  config.addCollection("topics", (all) => {{
    const found = new Map();
    for (const item of all.getFilteredByGlob("{posts}/*.md").reverse())
      for (const tag of item.data.tags || []) found.set(tag, [...(found.get(tag) || []), item]);
    return [...found].map(([name, items]) => ({{ name, items }}));
  }});
  config.addCollection("pages", (all) => {{
    const pages = [], size = 12, items = all.getFilteredByGlob("{posts}/*.md").reverse();
    for (let at = 0; at < items.length; at += size) pages.push(items.slice(at, at + size));
    return pages;
  }});
  const dir = {{ input: "input", includes: "../includes", output: "public" }};
  return {{ dir, markdownTemplateEngine: false }};
}};
"""
_ENTRIES = """\
<updated>{{{{ {items}[0].date | dateToRfc3339 }}}}</updated>
{{% for post in {items} %}}<entry>
<id>{{{{ post.url | absoluteUrl("{url}") }}}}</id><title>{{{{ post.data.title }}}}</title>
<link href="{{{{ post.url | absoluteUrl("{url}") }}}}"/><updated>{{{{ post.date | dateToRfc3339 }}}}</updated>
{{% for tag in post.data.tags %}}<category term="{{{{ tag }}}}"/>{{% endfor %}}
<content type="html">{{{{ post.templateContent | htmlToAbsoluteUrls("{url}") }}}}</content></entry>
{{% endfor %}}</feed>
"""
_FEED = """\
---
{front}layout: false
eleventyExcludeFromCollections: true
permalink: {permalink}
---
<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><id>{url}</id>
<title>Latest updates</title>
"""
_POST = """\
<!doctype html><html><head><meta charset="utf-8"><title>{{ title }}</title></head><body>
<h1>{{ title }}</h1><time>{{ page.date | dateToRfc3339 }}</time>{{ content | safe }}
{% for tag in tags %}<a href="/tags/{{ tag | slugify }}/">{{ tag }}</a> {% endfor %}</body></html>
"""
_PAGE = """\
---
pagination: {data: collections.pages, size: 1, alias: posts}
layout: false
eleventyExcludeFromCollections: true
permalink: "{% if pagination.pageNumber %}/page/{{ pagination.pageNumber + 1 }}{% endif %}/index.html"
---
<!doctype html><html><head><meta charset="utf-8"><title>Latest updates</title></head><body>
{% for post in posts %}<article><h2><a href="{{ post.url }}">{{ post.data.title }}</a></h2>
<p>{{ post.templateContent | striptags | truncate(500) }}</p></article>
{% endfor %}</body></html>
"""
_TOPICS = "pagination: {data: collections.topics, size: 1, alias: topic}\n"


def eleventy_command(site: Path, posts: Path, url: str, packages: Path) -> list[str | Path]:
    """The command that builds `posts` to `site`/public; writes what it needs below `site`. `packages` is the
    folder `node_modules` with `PACKAGES`. To be run in `site`."""
    for folder in ("input", "includes"):
        (site / folder).mkdir(parents=True, exist_ok=True)
    link = site / "input" / posts.name
    if not link.exists():
        link.symlink_to(posts)
    values = {"packages": packages, "url": json.dumps(url), "posts": f"input/{posts.name}"}
    (site / "eleventy.config.js").write_text(_CONFIGURATION.format(**values), "utf-8")
    (site / "includes" / "post.njk").write_text(_POST, "utf-8")
    (site / "input" / "page.njk").write_text(_PAGE, "utf-8")
    feeds = {
        "feed.njk": ("", "/atom.xml", "collections.everything"),
        "tags.njk": (_TOPICS, '"/tags/{{ topic.name | slugify }}/atom.xml"', "topic.items"),
    }
    for name, (front, permalink, items) in feeds.items():
        text = _FEED.format(front=front, permalink=permalink, url=url) + _ENTRIES.format(items=items, url=url)
        (site / "input" / name).write_text(text, "utf-8")
    return ["env", "-C", site, packages / ".bin" / "eleventy", "--quiet", "--config=eleventy.config.js"]
