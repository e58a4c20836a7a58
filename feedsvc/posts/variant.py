"""The Markdown that a post is in, as its blog's configuration says (RFC 7763, section 2: `variant`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Engine = Literal["commonmark", "python-markdown"]


@dataclass(frozen=True, slots=True)
class Extension:
    """An extension of Python-Markdown by its full name, and its options as name and value."""

    name: str
    options: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Variant:
    """What a blog's Markdown knows; the defaults are those of posts that belong to no blog.

    `hard_breaks`: a line's end is a line break. `smart`: quotes, dashes and ellipses become typographic.
    `autolink`: a bare address is a link; `www_scheme` is
    that of one which begins with "www.". `raw_html`: what becomes of HTML in the text. `parser`: the one
    whose ways beside CommonMark count. `attributes`: what may end in `{#id .class}`. `cjk_emphasis`: `**`
    ends beside Chinese punctuation too. `marks` are those that only some know: "subscript", "superscript",
    "highlight", "insert", and the names of emoji ("emoji").
    `delimiters` are those of formulas that the blog's set-up keeps from the Markdown, each by its opening.
    `tags` says whose tags count in the text ("": everybody's).
    `extensions` are Python-Markdown's (None: those of docs/reader-html.md).
    """

    engine: Engine = "commonmark"
    hard_breaks: bool = False
    smart: bool = False
    autolink: bool = True
    www_scheme: Literal["http", "https"] = "http"
    raw_html: Literal["kept", "omitted", "escaped"] = "kept"
    parser: Literal["", "goldmark", "kramdown", "marked"] = ""
    footnotes: bool = True
    definition_lists: bool = True
    abbreviations: bool = True
    attributes: Literal["none", "headings", "everywhere"] = "everywhere"
    cjk_emphasis: bool = True
    tables: bool = True
    strikethrough: bool = True
    task_lists: bool = True
    marks: tuple[str, ...] = ()
    delimiters: tuple[str, ...] = ()
    tags: Literal["", "hexo", "jekyll", "hugo", "pelican", "zola"] = ""
    extensions: tuple[Extension, ...] | None = None


PLAIN_VARIANT = Variant()
