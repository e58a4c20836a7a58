"""What there is: the path of every document and when it last changed, without building any."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from feedsvc.feed_kinds import SITE_KIND
from feedsvc.formats.entry import SITE
from feedsvc.publish.address import WHOLE_SITE, Address, feed_base, feed_files
from feedsvc.publish.archive import archive_count
from feedsvc.publish.months import Months, document_number, numbered_pages
from feedsvc.publish.site_documents import SiteDocuments
from feedsvc.store.catalog import FORMS, SUBSCRIPTION, Catalog, Run
from feedsvc.store.listed import Feed
from feedsvc.store.publication import Publication

# A document's path, percent-encoded, below the site's URL, and its Last-Modified in seconds.
Item = tuple[str, int]


def inventory(catalog: Catalog, publication: Publication, site: SiteDocuments) -> Iterator[Item]:
    """Every document, once. What others link to comes before what links to it: posts, archive documents (the
    newest first, as it is the last that gets a link), pages, those by month before those that are numbered,
    the lists of feeds, subscription documents; the site's own after the others'."""
    feeds = sorted(site.feeds, key=lambda feed: feed.kind == SITE_KIND)
    runs = {feed.number: catalog.runs(feed) for feed in feeds}
    yield from _posts(catalog)
    for feed in feeds:
        yield from _archives(publication, feed, runs[feed.number])
    for feed in feeds:
        yield from _by_month(Months(catalog, publication, feed), runs[feed.number])
    for feed in feeds:
        yield from _pages(publication, feed, runs[feed.number])
    for name in WHOLE_SITE:
        for number in range(site.count(name), 0, -1):
            yield Address(name, number=number).path, catalog.site_changed(name, number)
    for feed in feeds:
        base, times = feed_base(feed.kind, feed.slug), _times(runs[feed.number], SUBSCRIPTION)
        for file, form in feed_files(publication.feed.formats).items():
            yield base + file, times[form][SUBSCRIPTION]


def _posts(catalog: Catalog) -> Iterator[Item]:
    start = len(SITE)
    for slug, url, changed, _ in catalog.post_pages():
        path = f"posts/{quote(slug)}/"
        if url[start:] == path:
            yield path, changed


def _archives(publication: Publication, feed: Feed, runs: list[Run]) -> Iterator[Item]:
    count = archive_count(feed.size, publication.options(feed).page_size)
    if not count:
        return
    base, times = feed_base(feed.kind, feed.slug), _times(runs, count)
    files = feed_files(publication.feed.formats)
    for number in range(count, 0, -1):
        for file, form in files.items():
            yield f"{base}archive/{number}/{file}", times[form][number]


def _pages(publication: Publication, feed: Feed, runs: list[Run]) -> Iterator[Item]:
    base, count = feed_base(feed.kind, feed.slug), numbered_pages(publication, feed)
    times = _times(runs, count)
    for number in range(count, 0, -1):
        page = f"{base}page/{number}/" if number > 1 else base
        yield page, times["html"][number]
        yield f"{page}latest.txt", times["text"][number]


def _by_month(months: Months, runs: list[Run]) -> Iterator[Item]:
    own = [run for run in runs if run.form in ("month", "year")]
    for address in months.addresses():
        number, form = document_number(address), address.document_type
        times = (run.changed for run in own if run.form == form and run.first <= number <= run.last)
        yield address.path, max(times, default=0)


def _times(runs: list[Run], count: int) -> dict[str, list[int]]:
    """When the documents of a feed last changed, by form and number, up to number `count`."""
    times: dict[str, list[int]] = {form: [0] * (count + 1) for form in FORMS}
    for form, first, last, changed in runs:
        of_form = times[form]
        for number in range(first, min(last, count) + 1):
            of_form[number] = max(of_form[number], changed)
    return times
