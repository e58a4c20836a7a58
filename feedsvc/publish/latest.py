"""What the pages show: the latest-updates page of a feed, and the built-in page of a post."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from feedsvc.feed_formats import BY_FILE
from feedsvc.feed_kinds import SITE_FEED
from feedsvc.formats.entry import SITE
from feedsvc.publish import pages
from feedsvc.publish.address import Address, feed_base, feed_files
from feedsvc.publish.pages import Alternate, PagePost, PageView, PostView, TagLink, latest_page, latest_text
from feedsvc.render.math import with_mathml
from feedsvc.store.catalog import Catalog, Feed, Listed, Publication
from feedsvc.unix_time import moment

__all__ = ["alternates", "feed_title", "latest_page", "latest_text", "page_view", "post_page"]


def feed_title(publication: Publication, feed: Feed) -> str:
    """The title of a feed: its own, where it was given one; else the site's, with the feed's name."""
    own = publication.definition(feed)
    if own is not None and own.title:
        return own.title
    return f"{publication.site.title}: {feed.name}" if feed.name else publication.site.title


def page_view(
    catalog: Catalog, publication: Publication, feed: Feed, posts: list[Listed], address: Address, count: int
) -> PageView:
    """The view of the latest-updates page at `address`, which lists `posts`."""
    tags = _tag_links(catalog, posts)
    page = Address("page", feed.kind, feed.slug, address.number)
    return PageView(
        site_title=publication.site.title,
        banner=publication.page.banner,
        heading=publication.page.heading,
        subtitle=feed.name,
        language=publication.site.language,
        home=SITE,
        base=SITE + feed_base(feed.kind, feed.slug),
        number=address.number,
        count=count,
        posts=tuple(
            PagePost(
                url=post.url,
                title=post.title,
                published=_local(publication, post.published),
                updated=_later(publication, post),
                tags=tuple(tags[name] for name in post.tags),
                excerpt=post.excerpt,
                excerpt_html=post.excerpt_html,
                language=post.language,
            )
            for post in posts
        ),
        alternates=alternates(publication, feed),
        self_url=SITE + page.path,
        feeds_url=SITE + Address("index").path,
    )


def post_page(catalog: Catalog, publication: Publication, post: Listed, html: str) -> bytes:
    """The built-in page of a post with the body `html`."""
    site_feed = catalog.feed(*SITE_FEED)
    tags = _tag_links(catalog, [post])
    return pages.post_page(
        PostView(
            site_title=publication.site.title,
            home=SITE,
            language=post.language or publication.site.language,
            url=post.url,
            title=post.title,
            published=_local(publication, post.published),
            updated=_later(publication, post),
            authors=post.authors,
            tags=tuple(tags[name] for name in post.tags),
            html=with_mathml(html),  # where feeds carry TeX, a browser can still do better
            alternates=alternates(publication, site_feed) if site_feed else (),
            rights=post.rights or publication.site.rights,
        )
    )


def _local(publication: Publication, seconds: int) -> datetime:
    return moment(seconds).astimezone(publication.site.zone)


def _later(publication: Publication, post: Listed) -> datetime | None:
    return _local(publication, post.updated) if post.updated > post.published else None


def _tag_links(catalog: Catalog, posts: list[Listed]) -> dict[str, TagLink]:
    names = sorted({name for post in posts for name in post.tags})
    slugs = catalog.feed_slugs("tags", names) if names else {}
    return {
        name: _tag_link(name, slugs[name]) if name in slugs else TagLink(name=name, href=None)
        for name in names
    }


@lru_cache(maxsize=1024)
def _tag_link(name: str, slug: str) -> TagLink:
    return TagLink(name=name, href=SITE + feed_base("tags", slug))


def alternates(publication: Publication, feed: Feed) -> tuple[Alternate, ...]:
    """The feed in each of its formats, as a page links to it."""
    files = tuple(feed_files(publication.feed.formats))
    return _alternates(feed_title(publication, feed), feed.kind, feed.slug, files)


@lru_cache(maxsize=64)
def _alternates(title: str, kind: str, slug: str, files: tuple[str, ...]) -> tuple[Alternate, ...]:
    return tuple(
        Alternate(
            type=BY_FILE[file].media_type,
            title=title,
            href=SITE + Address("feed", kind, slug, file=file).path,
        )
        for file in files
    )
