"""What there is: the path of every document and when it last changed, without building any."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from feedsvc.formats.entry import SITE
from feedsvc.publish.address import Address, feed_base, feed_files
from feedsvc.store.catalog import Catalog, Feed, Publication
from feedsvc.store.times import FORMS, SUBSCRIPTION
from feedsvc.store.touches import sealed

# A document's path, percent-encoded, below the site's URL, and its Last-Modified in seconds.
Item = tuple[str, int]


def inventory(catalog: Catalog, publication: Publication, feeds: Sequence[Feed]) -> Iterator[Item]:
    """Every document, once. What others link to comes before what links to it: posts, archive documents (the
    newest first, as it is the last that gets a link), pages, the lists of feeds, subscription documents;
    the site's own after the others'."""
    feeds = sorted(feeds, key=lambda feed: feed.kind == "site")
    yield from _posts(catalog)
    for feed in feeds:
        yield from _archives(catalog, publication, feed)
    for feed in feeds:
        yield from _pages(catalog, publication, feed)
    for address in (Address("style"), Address("opml"), Address("index")):
        yield address.path, catalog.site_changed(address.what)
    for feed in feeds:
        base = feed_base(feed.kind, feed.slug)
        for file, form in feed_files(publication.feed.formats).items():
            yield base + file, catalog.changed(feed, form, SUBSCRIPTION)


def page_count(publication: Publication, feed: Feed) -> int:
    """How many HTML pages a feed has."""
    count = max(1, -(-feed.live // publication.page.size))
    return min(count, publication.page.limit or count)


def _posts(catalog: Catalog) -> Iterator[Item]:
    start = len(SITE)
    for slug, url, changed in catalog.post_pages():
        path = f"posts/{quote(slug)}/"
        if url[start:] == path:
            yield path, changed


def _archives(catalog: Catalog, publication: Publication, feed: Feed) -> Iterator[Item]:
    count = sealed(feed.size, publication.options(feed).page_size)
    if not count:
        return
    base, times = feed_base(feed.kind, feed.slug), _times(catalog, feed, count)
    files = feed_files(publication.feed.formats)
    for number in range(count, 0, -1):
        for file, form in files.items():
            yield f"{base}archive/{number}/{file}", times[form][number]


def _pages(catalog: Catalog, publication: Publication, feed: Feed) -> Iterator[Item]:
    base, count = feed_base(feed.kind, feed.slug), page_count(publication, feed)
    times = _times(catalog, feed, count)
    for number in range(count, 0, -1):
        page = f"{base}page/{number}/" if number > 1 else base
        yield page, times["html"][number]
        yield f"{page}latest.txt", times["text"][number]


def _times(catalog: Catalog, feed: Feed, count: int) -> dict[str, list[int]]:
    """When the documents of a feed last changed, by form and number, up to number `count`."""
    times: dict[str, list[int]] = {form: [0] * (count + 1) for form in FORMS}
    for form, first, last, changed in catalog.runs(feed):
        of_form = times[form]
        for number in range(first, min(last, count) + 1):
            of_form[number] = max(of_form[number], changed)
    return times
