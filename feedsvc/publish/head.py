"""What a feed document says of itself (its title, its links to the other documents of its feed, its times),
and what it takes of an entry."""

from __future__ import annotations

from collections.abc import Sequence

from feedsvc.feed_formats import BY_FILE
from feedsvc.formats.entry import SITE, BrowserView, Head, Heading, Part, Tombstone
from feedsvc.posts.post import Author
from feedsvc.publish.address import WHOLE_SITE, Address, feed_base
from feedsvc.publish.archive import archive_count, links
from feedsvc.publish.latest import feed_title
from feedsvc.publish.look import look
from feedsvc.publish.ttl import ttl_minutes
from feedsvc.settings import FilterFeed
from feedsvc.store.catalog import Shown
from feedsvc.store.listed import Feed
from feedsvc.store.publication import Publication
from feedsvc.unix_time import moment


def feed_head(
    publication: Publication,
    feed: Feed,
    address: Address,
    shown: Sequence[Shown],
    tombstones: tuple[Tombstone, ...],
    root: str,
) -> Head:
    """The head of the feed document at `address` with the entries `shown`, whose newest `updated` is, or was,
    the feed's; `root` is the path of the site's URL."""
    site, page_size = publication.site, publication.options(feed).page_size
    own = publication.definition(feed) or FilterFeed()
    is_archive = address.document_type == "archive"
    number = address.number if is_archive else None
    media_type = BY_FILE[address.file].media_type
    words = look(publication.templates).words(publication.site.language)
    return Head(
        id=feed.id,
        title=feed_title(publication, feed),
        subtitle=own.description or site.description,
        page=SITE + feed_base(feed.kind, feed.slug),
        self=SITE + address.path,
        links=links(feed, number, address.file, media_type, page_size),
        updated=moment(feed.updated),
        language=publication.language(feed),
        rights=site.rights,
        authors=tuple(Author(person.name, person.email, person.uri) for person in site.authors),
        logo=own.image or site.logo,
        icon=site.icon,
        archive=is_archive,
        complete=not archive_count(feed.size, page_size),
        tombstones=tombstones,
        browser=BrowserView(root + WHOLE_SITE["style"], words["feed"], words["feed_page"]),
        ttl=None if is_archive else ttl_minutes(entry.published for entry in shown),
    )


def entry_part(publication: Publication, entry: Shown, full: bool) -> Part:
    """An entry as a feed document takes it, with its body where it is to be `full`."""
    day = moment(entry.published).astimezone(publication.site.zone).date().isoformat()
    part = entry.part._replace(heading=Heading(entry.title, entry.url, day))
    return part if full else part._replace(html=None, markdown=None)
