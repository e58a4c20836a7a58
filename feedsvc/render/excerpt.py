"""Excerpts: one line of plain text a post, by one of two rules.

Rule `rendered` reads the post's HTML and cuts between words; rule `source` reads the Markdown by its marks
and cuts at a fixed length. Lengths are code points after NFKC, because that is the text a page shows.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

from feedsvc.posts.clusters import cluster_start
from feedsvc.posts.post import ExcerptRule, Post
from feedsvc.render.fences import without_fences
from feedsvc.render.options import RenderOptions
from feedsvc.render.report import ShownExcerpt
from feedsvc.render.shown_excerpt import Cut, Link, shown_html, shown_text

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
    return chosen(post, html, options, tree).text


class Chosen(NamedTuple):
    """An excerpt: the rule's text, and what it is the beginning of: the text `written`, or the HTML `tree`.
    `is_cut` says that the rule put an ellipsis behind it."""

    text: str
    written: str = ""
    tree: LexborHTMLParser | None = None
    is_cut: bool = False

    def shown(self, link: Link) -> ShownExcerpt:
        """The same as its author wrote it; `link` gives the addresses of links."""
        end = ELLIPSIS if self.is_cut else ""
        cut = Cut(self.text.removesuffix(end), end)
        return shown_text(self.written, cut) if self.tree is None else shown_html(self.tree, cut, link)


def chosen(post: Post, html: str, options: RenderOptions, tree: LexborHTMLParser | None = None) -> Chosen:
    """The excerpt of `post`, as `excerpt` says, with what it was taken from."""
    if post.excerpt and (own := _own(post.excerpt)).text:
        return own
    rule = post.excerpt_rule or options.rule
    if (before := _before_more(post, html, rule)).text:
        return before
    limit = post.excerpt_limit or (options.limit if rule == options.rule else None) or LIMITS[rule]
    if rule == "rendered":
        whole = _tree(html, tree)
        text, is_cut = _cut_between_words(whole.text(separator=" "), limit)
        return Chosen(text, tree=whole, is_cut=is_cut)
    if post.markdown is None:
        whole = _tree(html, tree)
        text = tidy(whole.text(separator=" "))
        return Chosen(_cut(text, limit), tree=whole, is_cut=len(text) > limit)
    written = _written_text(post.markdown)
    text = tidy(written)
    return Chosen(_cut(text, limit), written, is_cut=len(text) > limit)


def own_excerpt(text: str) -> str:
    """An excerpt somebody wrote: plain text as it is, HTML (told by a closing tag) as its text."""
    return _own(text).text


def _own(text: str) -> Chosen:
    if not _MARKUP.search(text):
        return Chosen(tidy(text), text)
    tree = _tree(text)
    return Chosen(tidy(tree.text(separator=" ")), tree=tree)


def rendered_excerpt(html: str, limit: int = LIMITS["rendered"], tree: LexborHTMLParser | None = None) -> str:
    """The text of `html`: at most `limit` code points, and `...` where it was cut between two words.

    Text without a blank in the second half of the limit is cut at the limit, between two characters.
    """
    return _cut_between_words(_tree(html, tree).text(separator=" "), limit)[0]


def _cut_between_words(text: str, limit: int) -> tuple[str, bool]:
    """The excerpt of a text, and whether it was cut."""
    text = _line(text, limit)
    if len(text) <= limit:
        return text, False
    blank = text.rfind(" ", 0, limit + 1)
    return text[:blank] + ELLIPSIS if blank * 2 >= limit else _cut(text, limit), True


def source_excerpt(markdown: str, limit: int = LIMITS["source"]) -> str:
    """The text of Markdown source, by its marks: at most `limit` code points, and `...` where it was cut."""
    return _cut(text_of_source(markdown), limit)


def text_of(html: str, tree: LexborHTMLParser | None = None) -> str:
    """All text of `html` in one line: every tag counts as a blank, math stays TeX. `tree` is the same
    parsed, where it has none of `NO_TEXT_SIGNS`."""
    return tidy(_tree(html, tree).text(separator=" "))


def _line(text: str, limit: int) -> str:
    """`text` tidied; of a long one no more than shows where to cut it at `limit`."""
    size = limit + limit // 2
    while size < len(text):
        line = tidy(text[:size])
        if len(line) > limit + 64:  # characters may change at the end, where others would join them
            return line
        size *= 2
    return tidy(text)


def _tree(html: str, tree: LexborHTMLParser | None = None) -> LexborHTMLParser:
    """`html` parsed, with nothing but what counts as text; `tree` where that is it already."""
    if tree is None:
        tree = LexborHTMLParser(html, is_fragment=True)
        lower = html.lower()
        if any(sign in lower for sign in NO_TEXT_SIGNS):
            for node in tree.css(_NO_TEXT):
                node.decompose()
    return tree


def text_of_source(markdown: str) -> str:
    """All text of Markdown source in one line: code, images and marks gone, formulas named."""
    return tidy(_written_text(markdown))


def _written_text(markdown: str) -> str:
    text = _LINK.sub(r"\1", _IMAGE.sub("", without_fences(markdown)))
    text = _INLINE.sub(_inline_formula, _DISPLAYED.sub(" [公式] ", text))
    # After the last `>` nothing can be a tag, and looking for one there would take quadratic time.
    last = text.rfind(">") + 1
    return (_TAG.sub("", text[:last]) + text[last:]).translate(_MARKS)


def tidy(text: str) -> str:
    """`text` in NFKC, each run of white space (`str.isspace`) one blank, none at the ends."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _before_more(post: Post, html: str, rule: ExcerptRule) -> Chosen:
    """What stands before a "more" mark: nothing where there is no mark, or nothing before it."""
    if "<!--" not in (html if post.markdown is None else post.markdown):
        return Chosen("")
    if rule == "rendered" or post.markdown is None:
        mark = _MORE.search(html)
        tree = _tree(html[: mark.start()]) if mark else None
        return Chosen(tidy(tree.text(separator=" ")), tree=tree) if tree else Chosen("")
    source = without_fences(post.markdown)
    mark = _MORE.search(source)
    written = _written_text(source[: mark.start()]) if mark else ""
    return Chosen(tidy(written), written)


def _inline_formula(found: re.Match[str]) -> str:
    return " [Math] " if found["tex"] is not None else f" {found['plain']} "


def _cut(text: str, limit: int) -> str:
    """The first `limit` code points, less where that would split a character a reader sees as one."""
    return text if len(text) <= limit else text[: cluster_start(text, limit)] + ELLIPSIS
