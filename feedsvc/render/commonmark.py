"""CommonMark with GitHub's extensions, and what docs/reader-html.md promises beside them, by comrak."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape

import comrak

from feedsvc.posts.variant import Variant
from feedsvc.render import goldmark, kramdown, marked
from feedsvc.render.abbreviations import taken_out, with_abbreviations
from feedsvc.render.autolinks import (
    goldmark_links,
    marked_links,
    with_bounds,
    with_ends,
    with_whole_targets,
    without_bounds,
)
from feedsvc.render.fences import CodeParts
from feedsvc.render.fillers import FILLER, with_open_backticks_hidden, without_fillers
from feedsvc.render.hexo_code import with_code, without_code

# Attributes: whatever follows a colon (kramdown), else names and values alone.
_LIST = (
    r"\{(:[^{}<>\n]*|[ \t]*(?:(?:[#.][^\s{}<>#.=]+"
    r"|[\w-]+=(?:&quot;[^{}<>\n]*?&quot;|\u201c[^{}<>\n\u201d]*\u201d|[^\s{}<>]+))[ \t]*)+)\}"
)
_HEADING_END = re.compile(rf"<h([1-6])>([^\n]*?)[ \t]*{_LIST}[ \t]*</h\1>")
_SPAN_END = re.compile(rf"(?P<image><img [^<>]*?)?(?P<end>(?(image) ?/>|</(?:a|em|strong|code|del)>)){_LIST}")
# comrak knows no footnote whose label holds blanks; Goldmark and pulldown-cmark do.
_NOTE_LABEL = re.compile(r"(?<!\\)\[\^(?P<label>[^\s\[\]]++(?:[ \t]++[^\s\[\]]++)++)\](?P<defines>:?)")
_SIZE = re.compile(r"(width|height)=(?:&quot;|[^\w.])*([\d.]+%?)")
_ADDED_HEAD = re.compile(rf"<thead>\n<tr>\n(?:<th>{FILLER}</th>\n)+</tr>\n</thead>\n")
_FOOTNOTE_DATA = re.compile(
    r' data-footnote[\w-]*(?:="[\w-]*")?(?=[ >])| aria-label="Back to reference [\w-]+"'
)
_LANGUAGE = re.compile(r'<code class="language-([^"]*)">')
_LANGUAGE_NAME = re.compile(r"\{?[ \t]*\.?([\w+#.-]*)")
_ATTRIBUTE = re.compile(r"([#.])([^\s#.=\"']+)(?=\s|$)")


def commonmark(text: str, variant: Variant) -> str:
    """`text` as HTML, not yet sanitised."""
    blocks: list[str] = []
    if variant.tags == "hexo":
        text, blocks = without_code(text)
    text = with_open_backticks_hidden(_as_commonmark(text, variant))
    abbreviations: dict[str, str] = {}
    if variant.abbreviations and "*[" in text:
        text, abbreviations = taken_out(text)
    html = comrak.markdown_to_html(text, *_options(variant))
    if variant.parser == "kramdown":
        html = _ADDED_HEAD.sub("", html)
    if variant.smart and variant.parser == "marked":
        html = marked.with_straight_code(html, text)
    html = _with_links(without_fillers(without_bounds(html)), text, variant)
    if variant.attributes != "none" and "}</h" in html:
        html = _HEADING_END.sub(_heading, html)
    if variant.attributes == "everywhere" and ">{" in html:
        html = _SPAN_END.sub(_span, html)
    if "<code class=" in html:
        html = _LANGUAGE.sub(_language, html)
    if "data-footnote" in html:
        html = _FOOTNOTE_DATA.sub("", html)
    html = with_code(html.rstrip("\n"), blocks)
    return with_abbreviations(html, abbreviations) if abbreviations else html


def _as_commonmark(text: str, variant: Variant) -> str:
    """`text` as CommonMark has it, where the variant's parser has other ways."""
    if variant.footnotes and variant.parser in ("", "goldmark") and "[^" in text:
        text = _with_note_labels(text)
    if variant.parser == "kramdown":
        return kramdown.as_commonmark(text)
    if variant.parser == "marked":
        return marked.as_commonmark(text)
    if variant.parser == "goldmark":
        text = goldmark.as_commonmark(text, variant)
        return with_bounds(text) if variant.autolink else text
    return with_whole_targets(with_ends(text) if variant.autolink else text)


def _with_note_labels(text: str) -> str:
    """`text` in which no label of a footnote that is there holds blanks."""
    found = list(_NOTE_LABEL.finditer(text))
    labels = {label["label"] for label in found if label["defines"]}
    if not labels:
        return text
    code, out, copied = CodeParts(text), [], 0
    for label in found:
        if label["label"] in labels and not code.holds(label.start()):
            out += [text[copied : label.start("label")], "-".join(label["label"].split())]
            copied = label.end("label")
    return "".join((*out, text[copied:]))


def _with_links(html: str, source: str, variant: Variant) -> str:
    """`html` with the links that the variant's parser makes of bare addresses."""
    if variant.autolink and variant.parser == "goldmark":
        return goldmark_links(html, source, variant.www_scheme)
    return marked_links(html, source) if variant.autolink and variant.parser == "marked" else html


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
        autolink=variant.autolink,
        cjk_friendly_emphasis=variant.cjk_emphasis,
        description_lists=variant.definition_lists,
        footnotes=variant.footnotes,
        highlight="highlight" in variant.marks,
        insert="insert" in variant.marks,
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


def _span(found: re.Match[str]) -> str:
    """A picture before its attributes, or the end of a link or emphasis: of a picture the size is kept."""
    if found["image"] is None:
        return found["end"]
    sizes = "".join(f' {name}="{value}"' for name, value in _SIZE.findall(found[3]))
    return f"{found['image']}{sizes}{found['end']}"


def _language(found: re.Match[str]) -> str:
    """The first word of a fence's info string, without what other tools write to it: `{.js}`, `js{1,3}`."""
    named = _LANGUAGE_NAME.match(found[1])
    return f'<code class="language-{named[1]}">' if named and named[1] else "<code>"
