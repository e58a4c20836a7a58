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


def count(catalog: Catalog) -> int:
    """How many documents there are: one, or a list of parts and the parts from number 2 on."""
    posts = catalog.own_pages()
    return 1 if posts <= PART else 1 + -(-posts // PART)


def sitemap(catalog: Catalog, feeds: list[Feed], number: int) -> bytes | None:
    """Document `number`: the pages of feeds and posts; None where there is none."""
    documents = count(catalog)
    if number > documents:
        return None
    if number == 1 and documents > 1:
        parts = "".join(
            f"<sitemap><loc>{SITE}{Address('sitemap', number=part).path}</loc></sitemap>\n"
            for part in range(2, documents + 1)
        )
        return _document("sitemapindex", parts)
    urls = [] if number > 2 else [_url(_page(feed)) for feed in feeds]
    own = ((url, updated) for slug, url, _, updated in catalog.post_pages() if _is_own(slug, url))
    start = max(0, number - 2) * PART
    urls += [_url(url, updated) for url, updated in islice(own, start, start + PART)]
    return _document("urlset", "".join(urls))


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
