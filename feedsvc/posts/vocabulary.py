"""The names under which records write a post's fields."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

HTML = ("content_html", "html")
MARKDOWN = ("content", "body", "content_text", "markdown")

Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """For each field of a post the names it may have, the one that counts first in front.

    Names are as `field_name` writes them. Each dialect has a vocabulary, because site generators agree on
    most names and not on all: a `link` is the post's page in a feed, and any link at all in a Jekyll post.
    """

    title: Names = ("title",)
    html: Names = HTML
    markdown: Names = MARKDOWN
    date: Names = ("date", "published", "date_published", "created", "pubdate", "publishdate")
    updated: Names = ("updated", "lastmod", "last_modified_at", "date_modified", "modified", "updateddate")
    expires: Names = ()
    id: Names = ("id", "guid", "uuid")
    url: Names = ("url", "permalink", "link", "external_url")
    slug: Names = ("slug", "abbrlink")
    tags: Names = ("tags", "tag", "keywords")
    categories: Names = ("categories", "category")
    authors: Names = ("authors",)
    author: Names = ("author",)
    contributors: Names = ("contributors", "contributor")
    language: Names = ("language", "lang")
    rights: Names = ("rights", "copyright")
    excerpt: Names = ("excerpt", "description", "summary")
    excerpt_rule: Names = ("excerpt_rule",)
    excerpt_limit: Names = ("excerpt_limit",)
    image: Names = ("image", "cover", "banner", "thumbnail", "heroimage")
    enclosures: Names = ("enclosures", "enclosure", "attachments", "audio")
    hidden: Names = ("draft", "published", "status")


PLAIN = Vocabulary()


@lru_cache(maxsize=4096)  # records use few names, and each again and again
def field_name(given: str) -> str:
    """A field's name as a vocabulary writes it: `Last-Modified-At` is `last_modified_at`."""
    return given.strip().lower().replace("-", "_")
