"""CommonMark with GitHub's extensions, and what docs/reader-html.md promises beside them, by comrak."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape

import comrak

from feedsvc.posts.variant import Variant
from feedsvc.render.abbreviations import taken_out, with_abbreviations
from feedsvc.render.autolinks import goldmark_links, marked_links
from feedsvc.render.kramdown import as_commonmark

# As HTML writes it: the text before it is escaped, so that no tag or other brace is in it.
_HEADING_END = re.compile(r"<h([1-6])>([^\n]*?)[ \t]*\{:?[ \t]*([#.][^{}<>\n]*)\}[ \t]*</h\1>")
_EMPTY_HEAD = re.compile(r"<thead>\n<tr>\n(?:<th></th>\n)+</tr>\n</thead>\n")
_LANGUAGE = re.compile(r'<code class="language-([^"]*)">')
_LANGUAGE_NAME = re.compile(r"\{?[ \t]*\.?([\w+#.-]*)")
_ATTRIBUTE = re.compile(r"([#.])([^\s#.=\"']+)(?=\s|$)")


def commonmark(text: str, variant: Variant) -> str:
    """`text` as HTML, not yet sanitised."""
    if variant.kramdown:
        text = as_commonmark(text)
    abbreviations: dict[str, str] = {}
    if variant.abbreviations and "*[" in text:
        text, abbreviations = taken_out(text)
    html = comrak.markdown_to_html(text, *_options(variant))
    if variant.autolink == "goldmark":
        html = goldmark_links(html, text)
    elif variant.autolink == "marked":
        html = marked_links(html)
    if "<thead>\n<tr>\n<th></th>" in html:
        html = _EMPTY_HEAD.sub("", html)
    if variant.attributes != "none" and "}</h" in html:
        html = _HEADING_END.sub(_heading, html)
    if "<code class=" in html:
        html = _LANGUAGE.sub(_language, html)
    return with_abbreviations(html, abbreviations) if abbreviations else html


@lru_cache(maxsize=16)
def _options(
    variant: Variant,
) -> tuple[comrak.ExtensionOptions, comrak.ParseOptions, comrak.RenderOptions]:
    return (
        extensions_of(variant),
        comrak.ParseOptions(smart=variant.smart),
        comrak.RenderOptions(hardbreaks=variant.hard_breaks, unsafe_=True),
    )


def extensions_of(variant: Variant) -> comrak.ExtensionOptions:
    """What the variant knows beside CommonMark."""
    return comrak.ExtensionOptions(
        autolink=variant.autolink != "",
        cjk_friendly_emphasis=variant.cjk_emphasis,
        description_lists=variant.definition_lists,
        footnotes=variant.footnotes,
        highlight="highlight" in variant.marks,
        insert="insert" in variant.marks,
        link_attributes=variant.attributes == "everywhere",
        shortcodes="emoji" in variant.marks,
        strikethrough=variant.strikethrough,
        subscript="subscript" in variant.marks,
        superscript="superscript" in variant.marks,
        table=variant.tables,
        tasklist=variant.task_lists,
    )


def _heading(found: re.Match[str]) -> str:
    """A heading that ends in `{#id .class}`."""
    given = _ATTRIBUTE.findall(found[3])
    names = [value for mark, value in given if mark == "#"][:1]
    classes = [value for mark, value in given if mark == "."]
    attributes = f' id="{escape(names[0])}"' if names else ""
    attributes += f' class="{escape(" ".join(classes))}"' if classes else ""
    return f"<h{found[1]}{attributes}>{found[2]}</h{found[1]}>"


def _language(found: re.Match[str]) -> str:
    """The first word of a fence's info string, without what other tools write to it: `{.js}`, `js{1,3}`."""
    named = _LANGUAGE_NAME.match(found[1])
    return f'<code class="language-{named[1]}">' if named and named[1] else "<code>"
