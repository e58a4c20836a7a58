"""The formats of feed documents, a line each: whatever else knows of a format has it from here.

The syntax of a format is `feedsvc.formats.NAME_feed` (`fragment`, `document`), what its standard asks of a
document `feedsvc.checks.NAME_feeds` (`faults`).
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class FeedFormat:
    """A format by its `name` in settings, store and modules; `label` is its name for people.

    Its documents are called `file` and sent as `content_type`; `also_accepted` are other media types that a
    client may ask for it by. `carries_markdown` where entries have room for their source.
    """

    name: str
    file: str
    content_type: str
    label: str
    also_accepted: tuple[str, ...] = ()
    carries_markdown: bool = False

    @property
    def media_type(self) -> str:
        """The media type without parameters, as links tell it."""
        return self.content_type.partition(";")[0]

    @property
    def accepted(self) -> tuple[str, ...]:
        """All media types that a client may ask for it by."""
        return (self.media_type, *self.also_accepted)

    @property
    def is_xml(self) -> bool:
        """Whether documents are XML (RFC 7303, 8)."""
        return self.media_type.endswith("+xml")


# The first of those that a site publishes is what a link to a feed leads to, and what a client gets that asks
# for none by name. JSON is UTF-8 by definition and its types know no charset (RFC 8259, 11).
FORMATS = (
    FeedFormat("atom", "atom.xml", "application/atom+xml; charset=utf-8", "Atom"),
    FeedFormat("rss", "rss.xml", "application/rss+xml; charset=utf-8", "RSS", carries_markdown=True),
    FeedFormat("json", "feed.json", "application/feed+json", "JSON Feed", ("application/json",)),
)
FORMAT_NAMES = tuple(form.name for form in FORMATS)
BY_FILE = MappingProxyType({form.file: form for form in FORMATS})
