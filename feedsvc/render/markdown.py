"""Markdown to HTML: one interface, and behind it a converter for each kind of Markdown."""

from __future__ import annotations

from collections.abc import Callable

from feedsvc.errors import Origin, RecordError
from feedsvc.posts.variant import PLAIN_VARIANT, Variant
from feedsvc.render.commonmark import commonmark
from feedsvc.render.formulas import Hidden, hide_formulas, show_formulas
from feedsvc.render.limits import too_long, too_slow
from feedsvc.render.python_markdown import PythonMarkdown


class Converter:
    """Converts Markdown to HTML. One at a time: not for use by several threads."""

    def __init__(self) -> None:
        self._python_markdown = PythonMarkdown()

    def convert(
        self,
        text: str,
        origin: Origin,
        variant: Variant = PLAIN_VARIANT,
        tell: Callable[[Hidden], None] | None = None,
    ) -> str:
        """`text` as HTML, not yet sanitised; formulas stay TeX in `\\(…\\)` and `\\[…\\]`. `tell` is told
        which there are.

        Raises `RecordError` for a text that is too long, too slow or nested too deep to convert.
        """
        if reason := too_long(text) or too_slow(text, variant.engine):
            raise RecordError(origin, "content", reason)
        hidden = hide_formulas(text, variant)
        if tell is not None:
            tell(hidden)
        try:
            return show_formulas(self._converted(hidden.text, variant), hidden.formulas)
        except RecursionError:
            reason = "quotations, lists or definitions nest too deep; put blank lines between them"
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:
            # A fault of a converter's own (a panic of native code is no Exception): this post cannot be had,
            # the others can.
            reason = f"the Markdown cannot be converted ({type(error).__name__}: {error}); simplify it"
        raise RecordError(origin, "content", reason)

    def _converted(self, text: str, variant: Variant) -> str:
        if variant.engine == "python-markdown":
            return self._python_markdown.convert(text, variant)
        return commonmark(text, variant)
