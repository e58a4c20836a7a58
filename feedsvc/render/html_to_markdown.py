"""HTML as Markdown that says the same; or as it is, where Markdown has no words for it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

from feedsvc.errors import Origin, RecordError
from feedsvc.posts.post import Post
from feedsvc.render.options import RenderOptions
from feedsvc.render.render import Renderer
from feedsvc.unix_time import moment

# What Markdown (with tables) can write; anything else stays HTML.
_KNOWN = frozenset(
    """
    a b blockquote body br code del div em figcaption figure h1 h2 h3 h4 h5 h6 head hr html i img li ol p pre
    s section span strong table tbody td th thead tr ul
    """.split()  # noqa: SIM905 (a list is easier to read)
)
_WORD = re.compile(r"\w+")
_BLANK = re.compile(r"\n[ \t]*(?=\n)")
_BEFORE_BLANK = re.compile(r"\n(?=[ \t]*\n)")
_PRE = re.compile(r"(<pre\b.*?</pre\s*>)", re.IGNORECASE | re.DOTALL)
_LANGUAGE = re.compile(r"(?:language|lang|brush:)[-\s]*([\w+#-]+)")
_MORE = re.compile(r"<!--\s*more\b.*?-->", re.IGNORECASE)
_MARK = "feedsvcmoremark"


class Converted(NamedTuple):
    """The text of a Markdown file; whether it is HTML; and how many words readers are shown less by it."""

    text: str
    is_html: bool
    lost: int


class MarkdownWriter:
    """Writes HTML as Markdown, and reads it again to compare what readers are shown."""

    def __init__(self, options: RenderOptions) -> None:
        # Formulas stay as typed: MathML would part their words.
        self._renderer = Renderer(replace(options, math="tex"))

    def convert(self, html: str, url: str) -> Converted:
        """The text of a file for a post with this HTML; `url` is where relative links in it begin."""
        marked = _MORE.sub(f"<p>{_MARK}</p>", html, count=1)
        wanted = self._shown(_post(html=_MORE.sub("", html)), url)
        if wanted is None:
            return Converted(_in_lines(html), True, 0)
        if _tags(marked) <= _KNOWN:
            text = _markdown(marked).replace(_MARK, "<!-- more -->")
            if self._missing(wanted, text, url) == 0:
                return Converted(text, False, 0)
        text = _in_lines(_MORE.sub("<!-- more -->", html))
        return Converted(text, True, self._missing(wanted, text, url))

    def _missing(self, wanted: Counter[str], text: str, url: str) -> int:
        shown = self._shown(_post(markdown=text), url)
        return (wanted - shown).total() if shown is not None else wanted.total()

    def _shown(self, post: Post, url: str) -> Counter[str] | None:
        """The words, links and pictures that readers are shown; None for what cannot be rendered."""
        try:
            tree = LexborHTMLParser(self._renderer.render(post, url).html, is_fragment=True)
        except RecordError:
            return None
        found = Counter(_WORD.findall(tree.text(separator=" ")))
        for node in tree.css("a[href], img[src]"):
            found[node.attributes.get("href") or node.attributes.get("src") or ""] += 1
        return found


def _post(*, html: str | None = None, markdown: str | None = None) -> Post:
    """A post of this text alone."""
    origin = Origin("import")
    return Post(key="", origin=origin, slug="", published=moment(0), html=html, markdown=markdown)


def _markdown(html: str) -> str:
    # Here, because only a move needs it, and what it brings takes a while to import.
    from markdownify import ATX, MarkdownConverter

    def language(element: object) -> str:
        classes = " ".join(getattr(element, "attrs", {}).get("class", ()))
        inner = getattr(element, "code", None)
        classes += " " + " ".join(inner.attrs.get("class", ())) if inner is not None else ""
        found = _LANGUAGE.search(classes)
        return found[1] if found else ""

    converter = MarkdownConverter(
        heading_style=ATX,
        bullets="-",
        code_language_callback=language,
        escape_misc=True,
        newline_style="BACKSLASH",
    )
    return str(converter.convert(html)).strip()


def _tags(html: str) -> set[str]:
    return {node.tag for node in LexborHTMLParser(html).css("*") if node.tag}


def _in_lines(html: str) -> str:
    """HTML as a file of Markdown takes it: no blank line ends a block of it, and no indent makes it code."""
    parts = _PRE.split(html.replace("\r\n", "\n"))
    for number in range(0, len(parts), 2):
        parts[number] = _BLANK.sub("", re.sub(r"(?m)^[ \t]+", "", parts[number]))
    for number in range(1, len(parts), 2):
        parts[number] = _BEFORE_BLANK.sub("&#10;", parts[number])
    return "".join(parts).strip()
