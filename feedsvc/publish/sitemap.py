"""The site's pages for search engines (https://www.sitemaps.org/protocol.html)."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import islice
from urllib.parse import quote

from feedsvc.formats.entry import SITE
from feedsvc.publish.address import Address
from feedsvc.store.catalog import Catalog
from feedsvc.store.listed import Feed, Listed
from feedsvc.unix_time import moment

XML = "application/xml; charset=utf-8"
PART = 40_000  # addresses in one document; 50,000 are allowed
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def count(catalog: Catalog, feeds: int) -> int:
    """How many documents there are for so many feeds: one, or a list of parts and the parts from number 2
    on. Feeds have parts of their own, as a new one comes between others, and a post after all others."""
    posts = catalog.own_pages()
    return 1 if feeds + posts <= PART else 1 + _parts(feeds) + _parts(posts)


def sitemap(catalog: Catalog, feeds: list[Feed], number: int) -> bytes:
    """Document `number`, which there is: the pages of feeds and posts."""
    documents = count(catalog, len(feeds))
    if number == 1 and documents > 1:
        parts = "".join(
            f"<sitemap><loc>{SITE}{Address('sitemap', number=part).path}</loc></sitemap>\n"
            for part in range(2, documents + 1)
        )
        return _document("sitemapindex", parts)
    feed_part, post_part = number - 2, number - 2 - _parts(len(feeds))
    if documents == 1:
        feed_part = post_part = 0
    urls = [_url(_page(feed)) for feed in feeds[feed_part * PART : (feed_part + 1) * PART]]
    if post_part >= 0:
        own = ((url, at) for slug, url, _, at in catalog.post_pages() if _is_own(slug, url))
        urls += [_url(url, at) for url, at in islice(own, post_part * PART, (post_part + 1) * PART)]
    return _document("urlset", "".join(urls))


def _parts(addresses: int) -> int:
    return -(-addresses // PART)


def of_posts(posts: Iterable[Listed]) -> set[tuple[str, int]]:
    """What it says of some posts: the address of each that has its page here, and when its text changed."""
    return {(post.url, post.updated) for post in posts if post.live and _is_own(post.slug, post.url)}


def _is_own(slug: str, url: str) -> bool:
    return url == f"{SITE}posts/{quote(slug)}/"


def _document(element: str, content: str) -> bytes:
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return f"{head}\n<{element} {_NAMESPACE}>\n{content}</{element}>\n".encode()


def _page(feed: Feed) -> str:
    return SITE + Address("page", feed.kind, feed.slug).path


def _url(address: str, updated: int | None = None) -> str:
    lastmod = "" if updated is None else f"<lastmod>{moment(updated):%Y-%m-%dT%H:%M:%SZ}</lastmod>"
    return f"<url><loc>{escape(address)}</loc>{lastmod}</url>\n"
