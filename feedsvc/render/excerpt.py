"""Excerpts: one line of plain text a post, by one of two rules.

Rule `rendered` reads the post's HTML and cuts between words; rule `source` reads the Markdown by its marks
and cuts at a fixed length. Lengths are code points after NFKC, because that is the text a page shows.
"""

from __future__ import annotations

import re
import unicodedata

from selectolax.lexbor import LexborHTMLParser

from feedsvc.posts.clusters import cluster_start
from feedsvc.posts.post import ExcerptRule, Post
from feedsvc.render.fences import without_fences
from feedsvc.render.options import RenderOptions

LIMITS: dict[ExcerptRule, int] = {"rendered": 500, "source": 350}
ELLIPSIS = "..."

# What a browser with scripts would not show as text; `annotation` repeats a formula in another notation.
# Nor line numbers, and what stands for formulas beside them.
_NO_TEXT = (
    "script, style, template, title, noscript, iframe, annotation, annotation-xml, .katex-html,"
    " .gutter, .lineno, .linenos, .lnt, .ln, .hljs-ln-numbers"
)
NO_TEXT_SIGNS = (
    *("<script", "<style", "<template", "<title", "<noscript", "<iframe", "<annotation", "katex-html"),
    *("gutter", "lineno", "hljs-ln", '"ln"', '"lnt"'),
)

_MORE = re.compile(r"(?<!`)<!--\s*more\s*-->(?!`)", re.IGNORECASE)
_MARKUP = re.compile(r"</[a-z][a-z0-9]*\s*>|<(?:br|hr|img)\b[^<>]*>", re.IGNORECASE)

# Brackets nest once, so that a linked image and an address with brackets count. No part can be matched in two
# ways: the time taken grows with the text alone.
_TEXT = r"\[((?:[^\[\]]|\[[^\[\]]*+\])*+)\]"
_TARGET = r"(?:\((?:[^()\n]|\([^()\n]*+\))*+\)|\[[^\[\]\n]*+\])"
_IMAGE = re.compile("!" + _TEXT + _TARGET)
_LINK = re.compile(_TEXT + _TARGET)
_DISPLAYED = re.compile(r"(?<!\\)\$\$((?:\\.|[^$\\]|\$(?!\$))++)\$\$", re.DOTALL)
# A formula may run on to the next line of its paragraph. A plain one has a blank on both inner sides or on
# none, and no digit after it: so `$5 and $6` is money.
_PLAIN_TEXT = r"(?:[^$\\{}\n]|\n(?![ \t]*\n))"
_INLINE = re.compile(
    rf"(?<![\\$])\$(?!\$)(?:(?P<tex>{_PLAIN_TEXT}*+(?:\\.|[{{}}])(?:\\.|[^$\\\n]|\n(?![ \t]*\n))*+)\$"
    rf"|(?P<plain>(?!\s){_PLAIN_TEXT}++(?<!\s)|\s{_PLAIN_TEXT}++(?<=\s))\$(?!\d))"
)
_TAG = re.compile(r"<[^>]+>")
_MARKS = str.maketrans("", "", "#*`>-")


def excerpt(post: Post, html: str, options: RenderOptions, tree: LexborHTMLParser | None = None) -> str:
    """The excerpt of `post`, whose text has been rendered as `html` ("" for a post without text); `tree` is
    that HTML parsed, where it is at hand and has none of `NO_TEXT_SIGNS`.

    The record's own excerpt comes first, then what stands before a "more" mark, both without a cut; else the
    record's rule and limit, else the configuration's. A rule the record chose itself goes with that rule's
    usual limit, not with the configuration's limit for the other rule.
    """
    if post.excerpt and (own := own_excerpt(post.excerpt)):
        return own
    rule = post.excerpt_rule or options.rule
    if before := _before_more(post, html, rule):
        return before
    limit = post.excerpt_limit or (options.limit if rule == options.rule else None) or LIMITS[rule]
    if rule == "rendered":
        return rendered_excerpt(html, limit, tree)
    if post.markdown is None:
        return _cut(text_of(html), limit)
    return source_excerpt(post.markdown, limit)


def own_excerpt(text: str) -> str:
    """An excerpt somebody wrote: plain text as it is, HTML (told by a closing tag) as its text."""
    return text_of(text) if _MARKUP.search(text) else tidy(text)


def rendered_excerpt(html: str, limit: int = LIMITS["rendered"], tree: LexborHTMLParser | None = None) -> str:
    """The text of `html`: at most `limit` code points, and `...` where it was cut between two words.

    Text without a blank in the second half of the limit is cut at the limit, between two characters.
    """
    text = _line(_text(html, tree), limit)
    if len(text) <= limit:
        return text
    blank = text.rfind(" ", 0, limit + 1)
    return text[:blank] + ELLIPSIS if blank * 2 >= limit else _cut(text, limit)


def source_excerpt(markdown: str, limit: int = LIMITS["source"]) -> str:
    """The text of Markdown source, by its marks: at most `limit` code points, and `...` where it was cut."""
    return _cut(text_of_source(markdown), limit)


def text_of(html: str, tree: LexborHTMLParser | None = None) -> str:
    """All text of `html` in one line: every tag counts as a blank, math stays TeX. `tree` is the same
    parsed, where it has none of `NO_TEXT_SIGNS`."""
    return tidy(_text(html, tree))


def _line(text: str, limit: int) -> str:
    """`text` tidied; of a long one no more than shows where to cut it at `limit`."""
    size = limit + limit // 2
    while size < len(text):
        line = tidy(text[:size])
        if len(line) > limit + 64:  # characters may change at the end, where others would join them
            return line
        size *= 2
    return tidy(text)


def _text(html: str, tree: LexborHTMLParser | None) -> str:
    if tree is None:
        tree = LexborHTMLParser(html, is_fragment=True)
        lower = html.lower()
        if any(sign in lower for sign in NO_TEXT_SIGNS):
            for node in tree.css(_NO_TEXT):
                node.decompose()
    return tree.text(separator=" ")


def text_of_source(markdown: str) -> str:
    """All text of Markdown source in one line: code, images and marks gone, formulas named."""
    text = _LINK.sub(r"\1", _IMAGE.sub("", without_fences(markdown)))
    text = _INLINE.sub(_inline_formula, _DISPLAYED.sub(" [公式] ", text))
    # After the last `>` nothing can be a tag, and looking for one there would take quadratic time.
    last = text.rfind(">") + 1
    return tidy((_TAG.sub("", text[:last]) + text[last:]).translate(_MARKS))


def tidy(text: str) -> str:
    """`text` in NFKC, each run of white space (`str.isspace`) one blank, none at the ends."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _before_more(post: Post, html: str, rule: ExcerptRule) -> str:
    """The text before a "more" mark: "" where there is no mark, or nothing at all before it."""
    if "<!--" not in (html if post.markdown is None else post.markdown):
        return ""
    if rule == "rendered" or post.markdown is None:
        mark = _MORE.search(html)
        return text_of(html[: mark.start()]) if mark else ""
    source = without_fences(post.markdown)
    mark = _MORE.search(source)
    return text_of_source(source[: mark.start()]) if mark else ""


def _inline_formula(found: re.Match[str]) -> str:
    return " [Math] " if found["tex"] is not None else f" {found['plain']} "


def _cut(text: str, limit: int) -> str:
    """The first `limit` code points, less where that would split a character a reader sees as one."""
    return text if len(text) <= limit else text[: cluster_start(text, limit)] + ELLIPSIS
