"""A post's text as readers see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from selectolax.lexbor import LexborHTMLParser

from feedsvc.errors import RecordError
from feedsvc.posts.post import Post
from feedsvc.posts.variant import Variant
from feedsvc.render.asset_links import excerpt_link
from feedsvc.render.clean import cleaned
from feedsvc.render.elements import known_elements, whole_tags
from feedsvc.render.excerpt import NO_TEXT_SIGNS, chosen
from feedsvc.render.explain import Stages, Watch
from feedsvc.render.html_blocks import with_blocks_closed
from feedsvc.render.limits import too_deep, too_long
from feedsvc.render.markdown import Converter
from feedsvc.render.math import marked_formulas, with_mathml
from feedsvc.render.options import RenderOptions
from feedsvc.render.page import Page, source_of
from feedsvc.render.raw_html import without_raw_html
from feedsvc.render.references import referred
from feedsvc.render.report import Change, Explained, Notice, Rendered
from feedsvc.render.sanitise import sanitised
from feedsvc.render.shortcodes.expand import expand, may_hold_tags
from feedsvc.render.steps import STEPS, apply
from feedsvc.render.words import lost_words, phrase, step_that_lost

__all__ = ["Change", "Explained", "Notice", "RenderOptions", "Rendered", "Renderer"]


class Renderer:
    """Renders posts, one after another. One per process or thread: it keeps a Markdown converter."""

    def __init__(self, options: RenderOptions) -> None:
        self._options = options
        self._converter = Converter()

    def render(self, post: Post, url: str) -> Rendered:
        """`post` rendered; `url` is the absolute URL of its page, on which relative links rest.

        Raises `RecordError` for a text that is too long, or nested too deep, to be rendered.
        """
        return self._rendered(post, url, None)

    def explain(self, post: Post, url: str) -> Explained:
        """`post` rendered as `render` does, with each change made on the way. Raises `RecordError`."""
        watch = Watch(source_of(post))
        rendered = self._rendered(post, url, watch)
        return Explained(rendered, tuple(watch.changes))

    def _rendered(self, post: Post, url: str, watch: Watch | None) -> Rendered:
        page, written = self._page(post, url, watch)
        tree = None if page.holds(*NO_TEXT_SIGNS) else page.tree
        found = chosen(written, page.html, self._options, tree)
        shown = found.shown(partial(excerpt_link, page))
        body = self._body(page, watch)
        self._tell_lost_words(page, body)
        body = self._with_formulas(page, body, watch)
        return Rendered(body, found.text, shown, tuple(page.notices), referred(body))

    def _page(self, post: Post, url: str, watch: Watch | Stages | None) -> tuple[Page, Post]:
        """The page to work on, and the post with its tags as Markdown."""
        notices: list[Notice] = []
        if post.html is None:
            field = "content"
            written = self._with_tags_as_markdown(post, url, notices, watch)
            text = written.markdown or ""
            closed = with_blocks_closed(text)
            if watch is not None:
                watch.compare("with_blocks_closed", text, closed, is_source=True)
            html = self._converter.convert(
                closed, post.origin, self._variant(post.variant), watch.formulas if watch else None
            )
            if isinstance(watch, Stages):
                watch.compare("Markdown", "", html)
        else:
            field, html, written = "content_html", self._with_tags_as_html(post, url, notices, watch), post
        tags = whole_tags(html)
        known = known_elements(html, written=post.html is None, tags=tags)
        if watch is not None:
            watch.compare("known_elements", html, known)
        if known is not html:
            html, tags = known, None
        if reason := too_deep(html) or (post.html and too_long(post.html)):
            raise RecordError(post.origin, field, reason)
        page = Page(post, html, url, self._options, notices, tags)
        if isinstance(watch, Stages):
            watch.compare("the parser of HTML", html, page.tree.html or "")
        return page, written

    def _tell_lost_words(self, page: Page, body: str) -> None:
        """A notice for the words of the post that `body` lacks, with the step that lost them."""
        text = page.source
        told = (notice.text for notice in page.notices)
        # What the tree holds, where the body is all of it and no picture has a text.
        shown = page.tree.text() if page.is_clean and "<img" not in body else None
        if words := lost_words(text, body, told, written=page.post.html is None, shown=shown):
            stages = Stages()
            again, _ = self._page(page.post, page.url, stages)
            self._body(again, stages)
            rarest = min(words, key=text.count)
            step = step_that_lost(rarest, text, stages.after)
            page.notice(
                "words",
                f"words left out by {step or 'the steps together'}: {phrase(words)}",
                rarest,
                loss=True,
            )

    def _variant(self, own: Variant) -> Variant:
        """How a post's Markdown is read: as its blog says, unless the settings say otherwise."""
        engine = self._options.markdown
        if engine == "auto" or engine == own.engine:  # noqa: PLR1714 (as mypy understands it)
            return own
        return replace(own, engine=engine, extensions=None)

    def _with_tags_as_markdown(
        self, post: Post, url: str, notices: list[Notice], watch: Watch | Stages | None
    ) -> Post:
        text = self._without_raw_html(post, notices, watch)
        if not may_hold_tags(text):
            return post if text == post.markdown else replace(post, markdown=text)
        if reason := too_long(text):
            raise RecordError(post.origin, "content", reason)

        def complain(problem: str, at: int) -> None:
            notices.append(Notice("shortcode", problem, text.count("\n", 0, at) + 1, loss=True))

        expanded = expand(text, post.title or "", url, post.language, complain, post.variant.tags)
        if watch is not None:
            watch.compare("shortcodes", text, expanded, is_source=True)
        return replace(post, markdown=expanded)

    def _with_tags_as_html(
        self, post: Post, url: str, notices: list[Notice], watch: Watch | Stages | None
    ) -> str:
        html = post.html or ""
        if not post.has_tags or not may_hold_tags(html) or too_long(html):
            return html

        def complain(problem: str, at: int) -> None:
            notices.append(Notice("shortcode", problem, html.count("\n", 0, at) + 1, loss=True))

        def convert(markdown: str) -> str:
            return self._converter.convert(markdown, post.origin, post.variant)

        tags = post.variant.tags
        expanded = expand(html, post.title or "", url, post.language, complain, tags, convert)
        if watch is not None:
            watch.compare("shortcodes", html, expanded, is_source=True)
        return expanded

    def _without_raw_html(self, post: Post, notices: list[Notice], watch: Watch | Stages | None) -> str:
        """The post's text without the HTML that its blog leaves out."""
        text = post.markdown or ""
        if post.variant.raw_html == "kept" or too_long(text):
            return text
        without, places = without_raw_html(text, post.variant)
        if places:
            shown = "left out" if post.variant.raw_html == "omitted" else "shown as text"
            first = text[places[0] : places[0] + 40].partition("\n")[0]
            problem = f"HTML {shown}, as the blog's configuration says ({len(places)} times, first {first})"
            notices.append(Notice("html", problem, text.count("\n", 0, places[0]) + 1, loss=True))
            if watch is not None:
                watch.compare("without_raw_html", text, without, is_source=True)
        return without

    def _body(self, page: Page, watch: Watch | Stages | None) -> str:
        """The page's HTML after all steps, sanitised."""
        before = (page.tree.html or "") if watch is not None else ""

        def compare(step: str, html: str) -> None:
            nonlocal before
            if watch is not None:
                before = watch.compare(step, before, html)

        html = apply(STEPS, page, compare if watch is not None else None)
        body = cleaned(html)
        page.is_clean = body is not None
        if body is None:
            body = sanitised(html, frames=self._options.trusted)
        if watch is not None:
            compare("sanitised", LexborHTMLParser(body, is_fragment=True).html or "")
        return body

    def _with_formulas(self, page: Page, body: str, watch: Watch | None) -> str:
        """`body` with its formulas as the settings say."""
        steps: list[tuple[str, Callable[[str], str]]] = []
        if page.post.html is not None:
            steps.append(("marked_formulas", marked_formulas))
        if self._options.math == "mathml":
            # After the sanitiser, which would read each formula again: nothing of the author's gets into the
            # markup of a formula but as text.
            steps.append(("with_mathml", partial(self._with_mathml, page)))
        for name, step in steps:
            after = step(body)
            if watch is not None:
                watch.compare(name, body, after)
            body = after
        return body

    def _with_mathml(self, page: Page, html: str) -> str:
        failed: list[str] = []
        html = with_mathml(html, failed)
        for tex in failed:
            page.notice("formula", f"formula cannot be MathML and stays TeX: {tex[:80]}", tex)
        return html
