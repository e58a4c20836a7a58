"""Where numbered pages that are no more are now, for hosts that are told of each.

The server looks for the page of an address when it is asked. A host has a list, which is bounded: the site's
own pages come first, then those of all other feeds in the order of their numbers: later ones are asked for
less.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import merge
from itertools import chain, islice

from feedsvc.feed_kinds import SITE_KIND
from feedsvc.publish.address import Address
from feedsvc.publish.documents import Edition
from feedsvc.store.listed import Feed

# So many pages; so many where each costs a file, or a look at each request.
MOST, FEW = 10_000, 1_000


def former_pages(edition: Edition) -> dict[str, str]:
    """Paths of pages, each with the path at which its first post is, both percent-encoded and below the
    site's."""
    feeds = [feed for feed in edition.site.feeds if edition.months(feed)]
    own = (_of_feed(edition, feed) for feed in feeds if feed.kind == SITE_KIND)
    others = merge(*(_of_feed(edition, feed) for feed in feeds if feed.kind != SITE_KIND))
    found = islice(chain(*own, others), MOST)
    return {path: target for _, path, target in found}


def _of_feed(edition: Edition, feed: Feed) -> Iterator[tuple[int, str, str]]:
    for number, target in edition.months(feed).former_pages():
        yield number, Address("page", feed.kind, feed.slug, number).path, target.path
