"""What the way from a post's text to its reader HTML has to tell: notices always, changes when asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

NoticeKind = Literal["shortcode", "formula", "frame", "script", "image", "link", "words", "html", "limit"]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the author of a post should know.

    `loss` says that readers miss something that the post has; else it is advice. `line` counts from 1 in the
    post's text (not in its file), None where it cannot be told.
    """

    kind: NoticeKind
    text: str
    line: int | None = None
    loss: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One place that a step changed: the text before and after it, "" where it came or went.

    `line` counts from 1 in the post's text, None where it cannot be told.
    """

    step: str
    before: str
    after: str
    line: int | None = None


class ShownExcerpt(NamedTuple):
    """An excerpt as text and as HTML for a paragraph, both as the author wrote it; `html` is "" where that is
    the text alone."""

    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """`html` is the body, an HTML fragment with absolute links; `excerpt` one line of plain text, as its rule
    gives it, and `shown_excerpt` the same as the author wrote it.

    `references` are the names of the posts that the body links to by their files (see `render.standin`).
    """

    html: str
    excerpt: str
    shown_excerpt: ShownExcerpt
    notices: tuple[Notice, ...] = ()
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explained:
    """A rendered post with every change that was made to it, in the order in which they were made."""

    rendered: Rendered
    changes: tuple[Change, ...]

    @property
    def notices(self) -> tuple[Notice, ...]:
        return self.rendered.notices
