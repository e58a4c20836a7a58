"""The settings that a revision was published with, and all that its documents share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from feedsvc.feed_kinds import FEED_KINDS, definition, feed_options
from feedsvc.settings import STORED, FeedOptions, FilterFeed, PageOptions, Site
from feedsvc.store.values import DamagedError, json_value


class OfKind(Protocol):
    """A feed, as far as settings know it."""

    @property
    def kind(self) -> str: ...

    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Publication:
    """What all documents of a revision share."""

    revision: int
    site: Site
    feed: FeedOptions
    feeds: dict[str, FilterFeed]
    page: PageOptions
    url: str
    version: tuple[str, ...]  # of what published it: another may write the same document otherwise
    templates: tuple[tuple[str, str], ...] = ()  # the site's own, by name, with their content

    def options(self, feed: OfKind) -> FeedOptions:
        """How the documents of `feed` are cut and what they carry."""
        return feed_options(self.feed, self.feeds, feed.kind, feed.name)

    def definition(self, feed: OfKind) -> FilterFeed | None:
        """What the configuration says of `feed` alone."""
        return definition(self.feeds, feed.kind, feed.name)

    def language(self, feed: OfKind) -> str | None:
        """The language of `feed` (BCP 47): that of its posts where it is theirs by definition."""
        return feed.name if FEED_KINDS[feed.kind].is_language else self.site.language


@lru_cache(maxsize=4)
def publication(site: str, revision: int) -> Publication:
    """The publication of a revision, from what its sync wrote down of the settings (JSON)."""
    values = json_value(site, "the settings of the revision")
    try:
        return Publication(
            revision=revision,
            site=Site.model_validate(values["site"], context=STORED),
            feed=FeedOptions.model_validate(values["feed"]),
            feeds={name: FilterFeed.model_validate(feed) for name, feed in values["feeds"].items()},
            page=PageOptions.model_validate(values["page"], context=STORED),
            url=str(values["site"]["url"]),
            version=tuple(map(str, values["version"])),
            templates=tuple(sorted(values.get("templates", {}).items())),
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        raise DamagedError("the settings of the revision are not as they were written") from None
