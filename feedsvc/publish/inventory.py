"""What there is: the path of every document and when it last changed, without building any."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from feedsvc.formats.entry import SITE
from feedsvc.publish.address import FEED_FILES, Address, feed_base
from feedsvc.store.catalog import Catalog, Feed, Publication
from feedsvc.store.touches import sealed

# A document's path, percent-encoded, below the site's URL, and its Last-Modified in seconds.
Item = tuple[str, int]


def inventory(catalog: Catalog, publication: Publication, feeds: Sequence[Feed]) -> Iterator[Item]:
    """Every document, once. What others link to comes before what links to it: posts, archive documents (the
    newest first, as it is the last that gets a link), pages, the lists of feeds, subscription documents;
    the site's own after the others'."""
    feeds = sorted(feeds, key=lambda feed: feed.kind == "site")
    yield from _posts(catalog, publication)
    for feed in feeds:
        yield from _archives(catalog, publication, feed)
    for feed in feeds:
        yield from _pages(catalog, publication, feed)
    yield Address("style").path, publication.changed
    for address in (Address("opml"), Address("index")):
        yield address.path, max(publication.feeds_changed, publication.changed)
    for feed in feeds:
        base = feed_base(feed.kind, feed.slug)
        for file in FEED_FILES:
            yield base + file, max(feed.changed, publication.changed)


def page_count(publication: Publication, feed: Feed) -> int:
    """How many HTML pages a feed has."""
    count = max(1, -(-feed.live // publication.page.size))
    return min(count, publication.page.limit or count)


def _posts(catalog: Catalog, publication: Publication) -> Iterator[Item]:
    start = len(SITE)
    for slug, url, changed in catalog.post_pages():
        path = f"posts/{quote(slug)}/"
        if url[start:] == path:
            yield path, max(changed, publication.changed)


def _archives(catalog: Catalog, publication: Publication, feed: Feed) -> Iterator[Item]:
    count = sealed(feed.size, publication.options(feed).page_size)
    changes = catalog.archives_changed(feed) if count else {}
    base = feed_base(feed.kind, feed.slug)
    for number in range(count, 0, -1):
        changed = max(changes.get(number, 0), publication.changed)
        for file in FEED_FILES:
            yield f"{base}archive/{number}/{file}", changed


def _pages(catalog: Catalog, publication: Publication, feed: Feed) -> Iterator[Item]:
    base, count = feed_base(feed.kind, feed.slug), page_count(publication, feed)
    times = [publication.changed] * (count + 1)
    for first, last, changed in catalog.page_runs(feed):
        for number in range(first, min(last, count) + 1):
            times[number] = max(times[number], changed)
    for number in range(count, 0, -1):
        page = f"{base}page/{number}/" if number > 1 else base
        yield page, times[number]
        yield f"{page}latest.txt", times[number]
