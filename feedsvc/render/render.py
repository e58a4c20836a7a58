"""A post's text as readers see it."""

from __future__ import annotations

from feedsvc.errors import RecordError
from feedsvc.posts.post import Post
from feedsvc.render.excerpt import excerpt
from feedsvc.render.limits import too_deep, too_long
from feedsvc.render.markdown import Converter
from feedsvc.render.options import RenderOptions
from feedsvc.render.report import Change, Explained, Notice, Rendered
from feedsvc.render.sanitise import sanitised
from feedsvc.render.steps import STEPS, apply

__all__ = ["PIPELINE_VERSION", "Change", "Explained", "Notice", "RenderOptions", "Rendered", "Renderer"]

# Counts up whenever the same post would come out differently: stored posts are then rendered again.
PIPELINE_VERSION = 1


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

    def explain(self, post: Post, url: str) -> Explained:
        """`post` rendered as `render` does, with each change that was made on the way. Raises `RecordError`."""
        return Explained(self.render(post, url), ())
