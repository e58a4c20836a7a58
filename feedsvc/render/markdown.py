"""Markdown to HTML: the dialects of Hexo, Jekyll, Hugo and Pelican as far as Python-Markdown goes."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.util import AtomicString

from feedsvc.errors import Origin, RecordError
from feedsvc.render.commonmark import with_lists_as_seen
from feedsvc.render.fences import fences
from feedsvc.render.limits import too_long, too_slow
from feedsvc.render.triggers import skip_idle

_EXTENSIONS = [
    "abbr",
    "admonition",
    "attr_list",
    "def_list",
    "footnotes",
    "md_in_html",
    "pymdownx.arithmatex",
    "pymdownx.highlight",
    "pymdownx.superfences",
    "pymdownx.tasklist",
    "pymdownx.tilde",
    "sane_lists",
    "tables",
]
_CONFIGURATION: dict[str, dict[str, object]] = {
    "pymdownx.arithmatex": {"generic": True},
    # Plain `<pre><code class="language-x">`: readers have no style sheet for anything else.
    "pymdownx.highlight": {"use_pygments": False, "css_class": ""},
    "pymdownx.tilde": {"subscript": False},
    "tables": {"use_align_attribute": True},
}
_LANGUAGE = re.compile(r"[\w+#.-]+")


class Converter:
    """Converts Markdown to HTML. One at a time: not for use by several threads."""

    def __init__(self) -> None:
        self._markdown = _markdown()

    def convert(self, text: str, origin: Origin) -> str:
        """`text` as HTML, not yet sanitised; formulas stay TeX in `\\(…\\)` and `\\[…\\]`.

        Raises `RecordError` for a text that is too long, too slow or nested too deep to convert.
        """
        if reason := too_long(text) or too_slow(text):
            raise RecordError(origin, "content", reason)
        try:
            return self._markdown.reset().convert(text)
        except RecursionError:
            reason = "quotations, lists or definitions nest too deep; put blank lines between them"
        except Exception as error:  # an extension's own fault: this post cannot be had, the others can
            reason = f"the Markdown cannot be converted ({type(error).__name__}: {error}); simplify it"
        self._markdown = (
            _markdown()
        )  # its parser still stands where it broke off, and `reset` leaves it there
        raise RecordError(origin, "content", reason)


def _markdown() -> markdown.Markdown:
    converter = markdown.Markdown(
        extensions=[*_EXTENSIONS, _Dialects()], extension_configs=_CONFIGURATION, output_format="html"
    )
    skip_idle(converter)
    return converter


class _Dialects(Extension):
    """What other generators accept and Python-Markdown does not."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802
        # In this order, just before the fences are read (25).
        md.preprocessors.register(_FenceInfo(md), "fence-info", 27)
        md.preprocessors.register(_Lists(md), "lists", 26)
        md.inlinePatterns.register(
            _DisplayedInText(_DisplayedInText.PATTERN, md), "displayed-in-text", 189.95
        )


class _FenceInfo(Preprocessor):
    """Leaves nothing but the language after an opening fence: ```` ```js title="a" ```` is a fence too."""

    def run(self, lines: list[str]) -> list[str]:
        for fence in fences(lines):
            language = _LANGUAGE.match(fence.info)
            if language and language[0] != fence.info:
                lines[fence.start] = f"{fence.prefix}{fence.marks}{language[0]}"
            elif fence.info and not language and not fence.info.startswith("{."):
                lines[fence.start] = f"{fence.prefix}{fence.marks}"
        return lines


class _Lists(Preprocessor):
    """Lists as CommonMark reads them."""

    def run(self, lines: list[str]) -> list[str]:
        return with_lists_as_seen(lines)


class _DisplayedInText(InlineProcessor):
    """`$$…$$` inside a paragraph, displayed all the same."""

    PATTERN = r"(?<![\\$])\$\$(?!\$)((?:\\.|[^\\$\x02\x03])+)\$\$(?!\$)"

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[ET.Element, int, int]:  # type: ignore[override]  # noqa: N802
        element = ET.Element("span", {"class": "arithmatex"})
        element.text = AtomicString(f"\\[{m[1]}\\]")
        return element, m.start(0), m.end(0)
