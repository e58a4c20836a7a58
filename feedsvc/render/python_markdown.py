"""Python-Markdown, with the extensions that a blog names, or those of docs/reader-html.md."""

from __future__ import annotations

import re
from typing import Any

import markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from feedsvc.posts.variant import Variant
from feedsvc.render.fences import fences

_EXTENSIONS: dict[str, dict[str, Any]] = {
    "abbr": {},
    "admonition": {},
    "attr_list": {},
    "def_list": {},
    "footnotes": {},
    "md_in_html": {},
    # Plain `<pre><code class="language-x">`: readers have no style sheet for anything else.
    "pymdownx.highlight": {"use_pygments": False, "css_class": ""},
    "pymdownx.superfences": {},
    "pymdownx.tasklist": {},
    "pymdownx.tilde": {"subscript": False},
    "sane_lists": {},
    "tables": {"use_align_attribute": True},
}
_LANGUAGE = re.compile(r"[\w+#.-]+")


class PythonMarkdown:
    """Converters by the variants they read. One text at a time: not for use by several threads."""

    def __init__(self) -> None:
        self._made: dict[Variant, markdown.Markdown] = {}

    def convert(self, text: str, variant: Variant) -> str:
        """`text` as HTML, not yet sanitised. Raises whatever an extension raises."""
        converter = self._made.pop(variant, None) or _made(variant)
        html = converter.reset().convert(text)
        # Not where it broke off: its parser would still stand there, and `reset` leaves it there.
        self._made[variant] = converter
        return html


def _made(variant: Variant) -> markdown.Markdown:
    if variant.extensions is None:
        names: list[Any] = [*_EXTENSIONS, _FenceInfos()]
        options = _EXTENSIONS
    else:
        names = [extension.name for extension in variant.extensions]
        options = {extension.name: dict(extension.options) for extension in variant.extensions}
    if variant.smart:
        names.append("smarty")
    return markdown.Markdown(extensions=names, extension_configs=options, output_format="html")


class _FenceInfos(Extension):
    """What other tools write after an opening fence."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802
        md.preprocessors.register(_FenceInfo(md), "fence-info", 27)  # just before the fences are read (25)


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
