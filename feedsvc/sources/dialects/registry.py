"""The dialects there are. A further one is a file beside this one, and its line here."""

from __future__ import annotations

from feedsvc.sources.dialects.dialect import Dialect
from feedsvc.sources.dialects.hexo import Hexo
from feedsvc.sources.dialects.hugo import Hugo
from feedsvc.sources.dialects.jekyll import Jekyll
from feedsvc.sources.dialects.pelican import Pelican
from feedsvc.sources.dialects.zola import Zola

# A folder is the blog of the first that says so. Generators share the names of their files, so whoever wants
# to find more comes before whoever wants to find less.
DIALECTS: tuple[type[Dialect], ...] = (
    Hexo,  # `_config.yml`, as Jekyll's, and `source/_posts`
    Jekyll,  # `_config.yml` and `_posts` in any folder
    Zola,  # `zola.toml` or `config.toml`, as Hugo's, with `base_url`, and `content/`
    Hugo,  # `hugo.*` or `config.*`, and `content/`
    Pelican,  # `pelicanconf.py`, which nobody else has
)
