"""What a revision keeps of the settings: what its documents show, and digests of what made its posts."""

from __future__ import annotations

import json
from collections.abc import Iterable

from feedsvc import __version__
from feedsvc.feed_kinds import FEED_KINDS
from feedsvc.formats.fragments import FORMATS_VERSION, formats_fingerprint
from feedsvc.posts.fingerprint import fields_fingerprint
from feedsvc.posts.make import PostOptions
from feedsvc.render.options import PIPELINE_VERSION, RenderOptions
from feedsvc.settings import Settings
from feedsvc.sync.post_digests import fingerprint

# What documents show of a feed of the site's own making; all its other options decide which posts it has.
_SHOWN_OF_FEEDS = {"title", "description", "content", "page_size", "image"}


def fingerprints(settings: Settings, reading: PostOptions, rendering: RenderOptions) -> dict[str, str]:
    """Of everything but the records that decides what a record becomes."""
    code = (__version__, PIPELINE_VERSION, formats_fingerprint(), fields_fingerprint())
    feeds = {name: feed.model_dump(exclude=_SHOWN_OF_FEEDS) for name, feed in sorted(settings.feeds.items())}
    return {
        "texts": fingerprint(code, reading, rendering, settings.feed.markdown),
        "feeds": fingerprint((tuple(FEED_KINDS), feeds)),
    }


def site_snapshot(settings: Settings, url: str, templates: Iterable[tuple[str, str]]) -> str:
    """The settings that documents show: a revision's documents do not depend on who asks for them.

    And the version that publishes them: another may write the same documents in another way.
    """
    values = settings.model_dump(mode="json", include={"site", "feed", "feeds", "page"})
    values["site"]["url"] = url
    values["templates"] = dict(templates)
    values["version"] = [__version__, FORMATS_VERSION]
    return json.dumps(values, ensure_ascii=False, sort_keys=True)
