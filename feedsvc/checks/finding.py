"""What a check finds: findings by rule, each at its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule by its name: how grave a breach is, unless the settings say otherwise, and what it asks for."""

    name: str
    level: Level
    asks: str


RULES = {
    rule.name: rule
    for rule in (
        Rule("rejected-record", "error", "Every record can be published."),
        Rule("unread-file", "warning", "Every file that looks like a post is read."),
        Rule("dropped-field", "warning", "Every field of a record can be used."),
        Rule("lost-content", "warning", "Readers are shown all of a post."),
        Rule("dead-link", "error", "A link inside the site leads to something that is there."),
        Rule("missing-image", "error", "A picture of the site's own is there."),
        Rule("image-alt", "warning", "A picture has a text for those who do not see it."),
        Rule("empty-excerpt", "warning", "A post has an excerpt."),
        Rule("similar-title", "warning", "No two posts have the same title."),
        Rule("tag-variant", "warning", "A tag, category or author is always written in the same way."),
        Rule("large-entry", "warning", "A post is not too large for a feed."),
        Rule("future-date", "note", "A post is not dated in the future."),
        Rule("raw-tag", "warning", "No tag of a site generator is left in a post."),
        Rule("unsafe-content", "error", "A feed holds no relative address and no script."),
        Rule("damaged-store", "error", "A store holds what was put into it."),
        Rule("invalid-document", "error", "A document keeps to the standard of its format."),
    )
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A breach of a rule. `file` is a path, or where there is no record to blame, a document's; `line` counts
    from 1."""

    file: str
    line: int | None
    rule: str
    level: Level
    message: str

    @property
    def place(self) -> str:
        return self.file if self.line is None else f"{self.file}:{self.line}"


def finding(rule: str, message: str, file: str, line: int | None = None) -> Finding:
    """A finding at the level of its rule."""
    return Finding(file, line, rule, RULES[rule].level, message)
