"""What a sync would do to subscribers, found by a sync that is not committed."""

from __future__ import annotations

from dataclasses import dataclass

from feedsvc.publish.address import Address
from feedsvc.publish.documents import Document, Edition
from feedsvc.store.listed import Feed
from feedsvc.sync.invalidations import FeedInvalidations
from feedsvc.sync.revision import Revision
from feedsvc.sync.sync_report import SyncReport


@dataclass(frozen=True, slots=True)
class FeedPlan:
    """What subscribers of one feed would see. `path` is the feed's, below the site's URL; `sizes` are those
    of the subscription documents, in bytes, by file name."""

    path: str
    name: str
    new: int
    updated: int
    vanished: int
    resurfacing: int
    sizes: dict[str, int]


@dataclass(frozen=True, slots=True)
class Plan:
    """The report of the sync, and each feed it would touch: the site's first, then by path."""

    report: SyncReport
    feeds: tuple[FeedPlan, ...]

    @property
    def unchanged(self) -> int:
        """Posts that would stay exactly as they are."""
        touched = {outcome.id for outcome in self.report.outcomes if outcome.what != "vanished"}
        return self.report.published - len(touched)

    @property
    def resurfacing(self) -> int:
        """Archived posts that subscribers of the site's feed would be shown again."""
        return self.feeds[0].resurfacing if self.feeds else 0


def plan_of(rehearsal: Revision, edition: Edition) -> Plan:
    """The plan of a revision that is not committed, and its edition."""
    touched = dict(rehearsal.invalidations.items())
    feeds = [feed for feed in edition.catalog.feeds() if feed.number in touched]
    plans = (_feed_plan(edition, rehearsal, feed, touched[feed.number]) for feed in feeds)
    return Plan(rehearsal.report, tuple(plans))


def _feed_plan(edition: Edition, rehearsal: Revision, feed: Feed, touched: FeedInvalidations) -> FeedPlan:
    sizes = {}
    for file in edition.files:
        address = Address("feed", feed.kind, feed.slug, file=file)
        document = edition.at(address, address.path)
        if isinstance(document, Document):
            sizes[file] = len(document.body)
    page_size = edition.publication.options(feed).page_size
    return FeedPlan(
        path=Address("page", feed.kind, feed.slug).path,
        name=feed.name,
        new=touched.new,
        updated=touched.updated,
        vanished=touched.vanished,
        resurfacing=rehearsal.invalidations.resurfacing(feed.number, feed.size, page_size),
        sizes=sizes,
    )
