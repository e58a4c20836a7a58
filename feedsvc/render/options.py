"""The settings that decide how a post is rendered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from feedsvc.posts.post import ExcerptRule
from feedsvc.settings import Settings

# Counts up whenever the same post would come out differently: stored posts are then rendered again.
PIPELINE_VERSION = 11


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """The configuration's excerpt rule, and its limit in code points (None: the rule's own); `math`,
    `markdown`, `fragments` and `trusted` as the `content` section of the settings says."""

    rule: ExcerptRule = "rendered"
    limit: int | None = None
    math: Literal["mathml", "tex"] = "mathml"
    fragments: Literal["absolute", "kept"] = "absolute"
    trusted: bool = False
    markdown: Literal["auto", "commonmark", "python-markdown"] = "auto"

    @classmethod
    def of(cls, settings: Settings) -> RenderOptions:
        excerpt, content = settings.excerpt, settings.content
        return cls(
            excerpt.rule, excerpt.limit, content.math, content.fragments, content.trusted, content.markdown
        )
