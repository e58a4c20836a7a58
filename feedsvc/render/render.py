"""A post's text as readers see it."""

from __future__ import annotations

from dataclasses import dataclass

from feedsvc.errors import RecordError
from feedsvc.posts.post import Post
from feedsvc.render.excerpt import RenderOptions, excerpt
from feedsvc.render.limits import too_deep, too_long
from feedsvc.render.markdown import Converter
from feedsvc.render.sanitise import sanitised
from feedsvc.render.steps import STEPS, apply

__all__ = ["PIPELINE_VERSION", "RenderOptions", "Rendered", "Renderer"]

# Counts up whenever the same post would come out differently: stored posts are then rendered again.
PIPELINE_VERSION = 1


@dataclass(frozen=True, slots=True)
class Rendered:
    """`html` is the body, an HTML fragment with absolute links; `excerpt` one line of plain text."""

    html: str
    excerpt: str


class Renderer:
    """Renders posts, one after another. One per process or thread: it keeps a Markdown converter."""

    def __init__(self, options: RenderOptions) -> None:
        self._options = options
        self._converter = Converter()

    def render(self, post: Post, url: str) -> Rendered:
        """`post` rendered; `url` is the absolute URL of its page, on which relative links rest.

        Formulas stay TeX in their delimiters (see `render.math`). Raises `RecordError` for a text that is too
        long, or nested too deep, to be rendered.
        """
        if post.html is None:
            field, html = "content", self._converter.convert(post.markdown or "", post.origin)
        else:
            field, html = "content_html", post.html
        if reason := too_deep(html) or (post.html and too_long(post.html)):
            raise RecordError(post.origin, field, reason)
        return Rendered(sanitised(apply(STEPS, html, url)), excerpt(post, html, self._options))
