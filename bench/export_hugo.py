"""A Hugo site that publishes what feedsvc does: Atom feeds of all posts with their full text, for the site
and each tag, pages for people, a page for each post."""

from __future__ import annotations

from pathlib import Path

_CONFIGURATION = """\
baseURL = "{url}"
contentDir = "{content}"
title = "Latest updates"
languageCode = "en"
paginate = 12
disableKinds = ["section", "sitemap", "robotsTXT", "404"]
[permalinks]
posts = "/posts/:slug/"
[taxonomies]
tag = "tags"
[mediaTypes."application/atom+xml"]
suffixes = ["xml"]
[outputFormats.Atom]
mediaType = "application/atom+xml"
baseName = "atom"
[markup.highlight]
codeFences = false
[outputs]
home = ["HTML", "Atom"]
term = ["HTML", "Atom"]
taxonomy = ["HTML"]
page = ["HTML"]
"""
_ATOM = """\
{{{{- printf "<?xml version=\\"1.0\\" encoding=\\"utf-8\\"?>" | safeHTML }}}}
<feed xmlns="http://www.w3.org/2005/Atom">
<id>{{{{ .Permalink }}}}</id>
<title>{{{{ .Title }}}}</title>
{{{{- $pages := .Pages }}}}
{{{{- if eq .Kind "home" }}}}{{{{ $pages = .Site.RegularPages }}}}{{{{ end }}}}
{{{{- with index $pages 0 }}}}
<updated>{{{{ .Date.Format "2006-01-02T15:04:05Z07:00" }}}}</updated>
{{{{- end }}}}
<link rel="self" href="{{{{ .Permalink }}}}atom.xml"/>
{{{{- range {range} }}}}
<entry>
<id>{{{{ .Permalink }}}}</id>
<title>{{{{ .Title }}}}</title>
<link href="{{{{ .Permalink }}}}"/>
<published>{{{{ .Date.Format "2006-01-02T15:04:05Z07:00" }}}}</published>
<updated>{{{{ .Lastmod.Format "2006-01-02T15:04:05Z07:00" }}}}</updated>
{{{{- range .Params.tags }}}}
<category term="{{{{ . }}}}"/>
{{{{- end }}}}
<content type="html">{{{{ .Content | html }}}}</content>
</entry>
{{{{- end }}}}
</feed>
"""
_PAGE = """\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title>
<link rel="alternate" type="application/atom+xml" href="{{ "atom.xml" | absURL }}"></head>
<body>
"""
_LIST = (
    _PAGE
    + """\
{{ $pages := .Pages }}
{{ if eq .Kind "home" }}{{ $pages = .Site.RegularPages }}{{ end }}
{{ $paginator := .Paginate $pages }}
{{ range $paginator.Pages }}
<article><h2><a href="{{ .Permalink }}">{{ .Title }}</a></h2><time>{{ .Date.Format "2006-01-02" }}</time>
<p>{{ .Plain | truncate 500 }}</p>
{{ range .Params.tags }}<a href="{{ "tags/" | absURL }}{{ . | urlize }}/">{{ . }}</a> {{ end }}</article>
{{ end }}
{{ template "_internal/pagination.html" . }}
</body></html>
"""
)
_SINGLE = (
    _PAGE
    + """\
<h1>{{ .Title }}</h1><time>{{ .Date.Format "2006-01-02" }}</time>
{{ .Content }}
{{ range .Params.tags }}<a href="{{ "tags/" | absURL }}{{ . | urlize }}/">{{ . }}</a> {{ end }}
</body></html>
"""
)
_TAGS = _PAGE + '{{ range .Pages }}<a href="{{ .Permalink }}">{{ .Title }}</a>\n{{ end }}</body></html>\n'


def hugo_command(site: Path, posts: Path, url: str, entries: int | None = None) -> list[str | Path]:
    """The command that builds `posts`, a folder of this name, to `site`/public, with feeds cut to `entries`
    if given; writes the configuration and the templates it needs below `site`."""
    layouts = site / "layouts" / "_default"
    layouts.mkdir(parents=True, exist_ok=True)
    (site / "config.toml").write_text(_CONFIGURATION.format(url=url, content=posts.parent), "utf-8")
    shown = "$pages" if entries is None else f"first {entries} $pages"
    (layouts / "list.atom.xml").write_text(_ATOM.format(range=shown), "utf-8")
    (layouts / "list.html").write_text(_LIST, "utf-8")
    (layouts / "single.html").write_text(_SINGLE, "utf-8")
    (layouts / "terms.html").write_text(_TAGS, "utf-8")
    return ["hugo", "--quiet", "--source", site, "--destination", site / "public"]
