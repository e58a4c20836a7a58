"""The valid post: the one shape every later stage reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from feedsvc.errors import Origin
from feedsvc.posts.variant import PLAIN_VARIANT, Variant

ExcerptRule = Literal["rendered", "source"]
IdRule = Literal["auto", "url", "tag"]


@dataclass(frozen=True, slots=True)
class Author:
    """A person (RFC 4287, 3.2)."""

    name: str
    email: str | None = None
    uri: str | None = None


@dataclass(frozen=True, slots=True)
class Category:
    """A category; `path` runs from the outermost to the innermost name of a nested one."""

    path: tuple[str, ...]
    label: str | None = None
    scheme: str | None = None

    @property
    def term(self) -> str:
        return "/".join(self.path)


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that goes with a post; `length` is in bytes, None while unknown."""

    url: str
    type: str | None = None
    length: int | None = None
    title: str | None = None


class LinkedFile(NamedTuple):
    """A file of the blog that a post's text names.

    `written` is the name in the text (decoded, without `?` and `#`), `address` where the generator publishes
    the file, below the site's URL; None where the file is a post, whose address is known elsewhere.
    `language` is that of the post that is meant; None for the language of the text.
    """

    written: str
    key: str
    address: str | None
    language: str | None = None


class Asset(NamedTuple):
    """A file beside a post that the post names.

    `written` is the name (decoded, without `?` and `#`), `file` the file's path below the source's root. It
    is published at `place` (decoded): below the page of the post, or, with a slash in front, below the site's
    URL; "" where that is neither. `stamp` changes with the file, and `digest` with its content: "" where the
    blog itself publishes it. `size` is in bytes; None where there is no such file.
    """

    written: str
    file: str
    place: str
    size: int | None
    stamp: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One post. Every string in it is XML-safe (see `posts.text.clean`); all times are aware, in UTC,
    in whole seconds.

    `key` names the record inside its source and is what a sync compares; `source_id` is the record's own
    id, as given; `slug` is the wish, made safe but not yet unique; `title` is None where neither the record
    nor its file has one. From `expires` on the post is hidden. Exactly one of `markdown` and `html` is the
    text ("" for a post without text), and `variant` says how that Markdown is read. `url`, `image` and the
    enclosures' URLs may be relative to the site's URL. `notices` are lines for the user, one for each
    optional field that was dropped: its place, name and what is wrong with it. `has_tags` tells that `html`
    holds tags of the blog's generator, as its Markdown may. `linked_files` are those of the blog's files that
    the text names; `assets` those that go with the post. `feed_id` is the id by which readers may know the
    post from another feed of the site's.
    """

    key: str
    origin: Origin
    source_id: str | None = None
    url: str | None = None
    slug: str
    title: str | None = None
    markdown: str | None = None
    html: str | None = None
    variant: Variant = PLAIN_VARIANT
    published: datetime
    updated: datetime | None = None
    expires: datetime | None = None
    draft: bool = False
    tags: tuple[str, ...] = ()
    categories: tuple[Category, ...] = ()
    authors: tuple[Author, ...] = ()
    contributors: tuple[Author, ...] = ()
    language: str | None = None
    rights: str | None = None
    excerpt: str | None = None
    excerpt_rule: ExcerptRule | None = None
    excerpt_limit: int | None = None
    image: str | None = None
    enclosures: tuple[Enclosure, ...] = ()
    notices: tuple[str, ...] = ()
    has_tags: bool = False
    linked_files: tuple[LinkedFile, ...] = ()
    feed_id: str | None = None
    assets: tuple[Asset, ...] = ()
