"""A post as plain text: what readers get of one that cannot be rendered, so that no word is lost."""

from __future__ import annotations

import re
from html import escape

from feedsvc.posts.post import Post
from feedsvc.render.excerpt import LIMITS
from feedsvc.render.options import RenderOptions
from feedsvc.render.report import Notice, Rendered, ShownExcerpt

_TAG = re.compile(r"<[^<>]*>")
_LONGEST_EXCERPT = 20_000  # characters that one is looked for in


def as_plain_text(post: Post, options: RenderOptions, reason: str) -> Rendered:
    """The text of `post` as its author wrote it, in paragraphs; of HTML, what stands between the tags. Takes
    a time in proportion to its length, whatever it is. `reason` is told to the author."""
    text = post.markdown if post.html is None else _TAG.sub(" ", post.html)
    paragraphs = [part.strip() for part in (text or "").split("\n\n")]
    body = "\n".join(f"<p>{escape(part)}</p>".replace("\n", "<br>\n") for part in paragraphs if part)
    limit = post.excerpt_limit or options.limit or LIMITS["rendered"]
    line = post.excerpt or " ".join((text or "")[:_LONGEST_EXCERPT].split())[:limit]
    notice = Notice("limit", f"shown as plain text: rendering {reason}", loss=True)
    return Rendered(body, line, ShownExcerpt(line, ""), (notice,))
