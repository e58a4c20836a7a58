"""What the pages show: the latest-updates page of a feed, and the built-in page of a post."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from feedsvc.feed_formats import BY_FILE
from feedsvc.feed_kinds import SITE_FEED
from feedsvc.formats.entry import SITE
from feedsvc.publish import pages
from feedsvc.publish.address import Address, feed_base, feed_files
from feedsvc.publish.look import look
from feedsvc.publish.months import Month, Months
from feedsvc.publish.pages import latest_page, latest_text
from feedsvc.publish.views import (
    Alternate,
    CalendarView,
    DateLink,
    PagePost,
    PageView,
    PostLink,
    PostView,
    TagLink,
)
from feedsvc.render.math import with_mathml
from feedsvc.settings import FilterFeed
from feedsvc.store.catalog import Catalog
from feedsvc.store.listed import Feed, Listed
from feedsvc.store.publication import Publication
from feedsvc.unix_time import moment

DESCRIPTION_LENGTH = 160
__all__ = [
    "alternates",
    "feed_title",
    "latest_page",
    "latest_text",
    "month_page",
    "page_view",
    "post_page",
    "year_page",
]


def feed_title(publication: Publication, feed: Feed) -> str:
    """The title of a feed: its own, where it was given one; else the site's, with the feed's name."""
    own = publication.definition(feed)
    if own is not None and own.title:
        return own.title
    return f"{publication.site.title}: {feed.name}" if feed.name else publication.site.title


def page_view(
    catalog: Catalog,
    publication: Publication,
    feed: Feed,
    posts: list[Listed],
    address: Address,
    count: int,
    months: Months,
) -> PageView:
    """The view of the latest-updates page at `address`, which lists `posts`."""
    older = months.older(count + 1) if address.number == count else None
    own = publication.definition(feed) or FilterFeed()
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
        posts=_page_posts(catalog, publication, posts),
        alternates=alternates(publication, feed),
        self_url=SITE + page.path,
        feeds_url=SITE + Address("index").path,
        older=SITE + older.path if older else "",
        years=_year_links(months),
        description=own.description or publication.site.description,
        image=publication.site.logo,
        icon=publication.site.icon,
    )


def month_page(
    catalog: Catalog,
    publication: Publication,
    feed: Feed,
    posts: list[Listed],
    address: Address,
    months: Months,
) -> bytes:
    """The page of the `posts` of a month, or of a part of one."""
    month, part = Month(address.year, address.month), address.number
    count = months.parts(month)
    before, after = months.before(month), months.after(month)
    older = newer = None
    if part > 1:
        older = months.address(month, part - 1)
    elif before:
        older = months.address(before, months.parts(before))
    if part < count:
        newer = months.address(month, part + 1)
    elif after:
        newer = months.address(after)
    return pages.month_page(
        _calendar_view(
            publication,
            feed,
            address,
            title=_month_title(publication, month) + (f" · {part}" if part > 1 else ""),
            up=DateLink(str(month.year), SITE + months.year_address(month.year).path),
            posts=_page_posts(catalog, publication, posts),
            older=SITE + older.path if older else "",
            newer=SITE + newer.path if newer else "",
        ),
        look(publication.templates),
    )


def year_page(publication: Publication, feed: Feed, months: Months, address: Address) -> bytes:
    """The page that lists the months of a year."""
    years = months.years()
    at = years.index(address.year)
    older, newer = years[at + 1 : at + 2], years[max(at - 1, 0) : at]
    return pages.month_page(
        _calendar_view(
            publication,
            feed,
            address,
            title=str(address.year),
            dates=tuple(
                DateLink(_month_names(publication)[month.number - 1], SITE + months.address(month).path)
                for month in months.of_year(address.year)
            ),
            older=SITE + months.year_address(older[0]).path if older else "",
            newer=SITE + months.year_address(newer[0]).path if newer else "",
        ),
        look(publication.templates),
    )


def _month_title(publication: Publication, month: Month) -> str:
    pattern = _words(publication)["month_of_year"]
    name = _month_names(publication)[month.number - 1]
    return pattern.replace("{month}", name).replace("{year}", str(month.year))


def _month_names(publication: Publication) -> list[str]:
    return _words(publication)["months"].split()


def _words(publication: Publication) -> Mapping[str, str]:
    return look(publication.templates).words(publication.site.language)


def _calendar_view(
    publication: Publication,
    feed: Feed,
    address: Address,
    *,
    title: str,
    older: str,
    newer: str,
    up: DateLink | None = None,
    dates: tuple[DateLink, ...] = (),
    posts: tuple[PagePost, ...] = (),
) -> CalendarView:
    return CalendarView(
        site_title=publication.site.title,
        banner=publication.page.banner,
        title=title,
        subtitle=feed.name,
        language=publication.site.language,
        home=SITE,
        base=SITE + feed_base(feed.kind, feed.slug),
        up=up,
        dates=dates,
        posts=posts,
        alternates=alternates(publication, feed),
        self_url=SITE + address.path,
        feeds_url=SITE + Address("index").path,
        older=older,
        newer=newer,
        description=publication.site.description,
        image=publication.site.logo,
        icon=publication.site.icon,
    )


def _year_links(months: Months) -> tuple[DateLink, ...]:
    return tuple(DateLink(str(year), SITE + months.year_address(year).path) for year in months.years())


def _page_posts(catalog: Catalog, publication: Publication, posts: list[Listed]) -> tuple[PagePost, ...]:
    tags = _tag_links(catalog, posts)
    return tuple(
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
    )


def post_page(catalog: Catalog, publication: Publication, post: Listed, html: str) -> bytes:
    """The built-in page of a post with the body `html`."""
    site_feed = catalog.feed(*SITE_FEED)
    tags = _tag_links(catalog, [post])
    earlier, later = catalog.neighbours(site_feed, post.number) if site_feed else (None, None)
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
            description=_beginning(post.excerpt),
            image=post.image or publication.site.logo,
            icon=publication.site.icon,
            earlier=_link(earlier),
            later=_link(later),
        ),
        look(publication.templates),
    )


def _link(post: Listed | None) -> PostLink | None:
    return None if post is None else PostLink(url=post.url, title=post.title)


def _beginning(excerpt: str) -> str:
    """As much as a search engine shows of a description."""
    if len(excerpt) <= DESCRIPTION_LENGTH:
        return excerpt
    blank = excerpt.rfind(" ", DESCRIPTION_LENGTH // 2, DESCRIPTION_LENGTH)
    return excerpt[: blank if blank > 0 else DESCRIPTION_LENGTH].removesuffix("...") + "…"


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
