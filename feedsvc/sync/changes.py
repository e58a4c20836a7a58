"""Which documents a revision changed: those whose bytes are others now, and no more.

A sync knows which documents it may have changed. Of many it is certain without a look that they did: of one
with a new post, of pages whose posts have all moved on. Each other one is made twice, from the revision
before and from the new one, and compared. What most settings do is seen on documents without posts, one of
each kind for each feed; where any other setting differs, every document that it may show in is compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from urllib.parse import unquote

from pydantic import BaseModel

from feedsvc.errors import DocumentError
from feedsvc.feed_formats import BY_FILE
from feedsvc.feed_kinds import SITE_FEED
from feedsvc.publish import sitemap
from feedsvc.publish.address import Address, parse
from feedsvc.publish.archive import archive_count
from feedsvc.publish.documents import Document, Edition
from feedsvc.publish.months import document_number, numbered_pages
from feedsvc.store.catalog import SUBSCRIPTION
from feedsvc.store.faults import KeptDocument
from feedsvc.store.listed import Feed
from feedsvc.store.schema import TO_THE_END
from feedsvc.sync.invalidations import FeedInvalidations, Invalidations
from feedsvc.sync.last_modified import LastModified
from feedsvc.sync.month_changes import doubtful_months
from feedsvc.sync.page_changes import changed_lines, find_page_changes

# Settings of which no document need be compared: all that they do shows in a document without posts, or in
# the number of pages, or is noted for each format and each post. Where any other differs, a new one too,
# documents are compared.
_SEEN_OF_SITE = {"url", "title", "description", "language", "authors", "rights", "logo", "icon", "authority"}
_SEEN_OF_FEEDS = {"formats", "tombstone_days", "resurface_days"}
_SEEN_OF_PAGES = {"banner", "heading", "limit", "templates"}
# The last two are compared as options of the feed.
_SEEN_OF_OWN = {"title", "description", "image", "include", "exclude", "content", "page_size"}


# Of so many documents a sync compares the bytes; the rest of those in doubt is taken for changed.
COMPARED = 2000
# Of so many the last good version is kept.
MOST_KEPT = 50


class DocumentChanges:
    """The documents of `after` that differ from what they were in `before`, the revision before it.

    `known` are entity tags of documents of `before`, which need not be made for them; `etags` those of the
    documents of `after` that were made: a post is often saved again and again.
    """

    def __init__(
        self,
        before: Edition,
        after: Edition,
        invalidations: Invalidations,
        last_modified: LastModified,
        known: Mapping[Address, str],
    ) -> None:
        self._known = known
        self.etags: dict[Address, str] = {}
        self._before, self._after = before, after
        self._invalidations, self._last_modified = invalidations, last_modified
        old, new = before.publication, after.publication
        self._settings_changed = replace(old, revision=new.revision) != new
        self._site_differs = _differs(old.site, new.site, _SEEN_OF_SITE)
        # Feed documents give every time in UTC.
        self._feeds_differ = _differs(old.site, new.site, _SEEN_OF_SITE | {"timezone"})
        self._look_differs = old.templates != new.templates
        self._pages_differ = (
            self._look_differs or self._site_differs or _differs(old.page, new.page, _SEEN_OF_PAGES)
        )
        self._with_old_settings = Edition(after.catalog, publication=old)
        self._compared = 0
        self._kept: dict[str, KeptDocument] = {}

    def note(self) -> dict[str, KeptDocument]:
        """Note the time of each changed document. Returns the last good versions of those that no reader
        could read as they are now. Raises `DocumentError` where the settings alone make them so."""
        touched = dict(self._invalidations.items())
        catalog = self._after.catalog
        feeds = list(catalog.feeds() if self._settings_changed else catalog.feeds_numbered(list(touched)))
        listed_changed = counts_changed = self._settings_changed
        for feed in feeds:
            was = self._before.catalog.feed(feed.kind, feed.slug)
            if was is None or not self._before.is_published(was):
                self._last_modified.feed(feed.number)
                listed_changed = counts_changed = True
            elif self._after.is_published(feed):
                listed_changed |= bool(was.live) != bool(feed.live)
                counts_changed |= was.live != feed.live
                self._note_feed(feed, was, touched.get(feed.number))
                self._note_pages(feed, was, touched.get(feed.number))
                self._note_months(feed, was, touched.get(feed.number))
        posts = self._note_posts(touched)
        for name in ("opml", "robots", "missing", "style") if listed_changed else ():
            if self._document_differs(Address(name)):
                self._last_modified.of_site(name)
        if counts_changed:
            self._note_lists_of_feeds()
        if self._sitemap_differs(doubtful=counts_changed or posts):
            self._last_modified.of_site("sitemap")
        self._note_kept()
        self._last_modified.write()
        return self._kept

    def _document_differs(self, address: Address) -> bool:
        """Whether what is at this address is another document now; it is made, and what it was, too."""
        if self._compared == COMPARED:
            return True
        self._compared += 1
        try:
            new = self._after.at(address, address.path, changed=0)
        except DocumentError as error:
            self._keep(address, error)
            return False
        if not isinstance(new, Document):
            return True
        self.etags[address] = new.etag
        if address in self._known:
            return new.etag != self._known[address]
        try:
            old = self._before.at(address, address.path, changed=0)
        except DocumentError:
            return True
        return not isinstance(old, Document) or new.etag != old.etag

    def _can_be_made(self, address: Address) -> bool:
        """Whether the document at this address, another for certain, can be published as it is now."""
        if self._compared < COMPARED:
            self._compared += 1
            try:
                self._after.at(address, address.path, changed=0)
            except DocumentError as error:
                self._keep(address, error)
                return False
        return True

    def _keep(self, address: Address, error: DocumentError) -> None:
        """Leave what is at this address as it was."""
        kept = KeptDocument(error.reason)
        try:
            old = self._before.at(address, address.path) if len(self._kept) < MOST_KEPT else None
        except DocumentError:
            old = None
        if isinstance(old, Document):
            body = old.body.decode()
            kept = replace(kept, url=self._before.url, body=body, media_type=old.media_type)
            kept = replace(kept, last_modified=old.last_modified)
        self._kept[address.path] = kept

    def _note_kept(self) -> None:
        """Note the documents that were left as they were, and can be made again."""
        for path in self._before.kept:
            address = parse(unquote(path))
            if path in self._kept or address is None or not self._document_differs(address):
                continue
            feed = self._after.catalog.feed(address.kind, address.slug)
            if not address.file:
                self._last_modified.of_site(address.document_type)
            elif feed is not None:
                number = SUBSCRIPTION if address.document_type == "feed" else address.number
                self._last_modified.run(feed.number, BY_FILE[address.file].name, number)

    def _frame_differs(self, feed: Feed, address: Address) -> bool:
        """Whether the settings alone make the document another, whatever its entries or posts are."""
        if not self._settings_changed:
            return False
        return self._after.frame(feed, address) != self._with_old_settings.frame(feed, address)

    def _own_differ(self, feed: Feed) -> bool:
        """Whether the options that the feed alone has may show in its documents and pages."""
        old, new = (edition.publication.definition(feed) for edition in (self._before, self._after))
        return old is not None and new is not None and _differs(old, new, _SEEN_OF_OWN)

    def _note_feed(self, feed: Feed, was: Feed, touched: FeedInvalidations | None) -> None:
        new, old = self._after.publication.options(feed), self._before.publication.options(was)
        # Cut or filled otherwise, no document tells of the others.
        options_differ = self._feeds_differ or self._own_differ(feed) or _differs(old, new, _SEEN_OF_FEEDS)
        count, had = archive_count(feed.size, new.page_size), archive_count(was.size, old.page_size)
        archives = touched.archives(new.page_size, had, count) if touched else []
        for file, form in self._after.files.items():
            address = Address("feed", feed.kind, feed.slug, file=file)
            if file not in self._before.files:
                self._last_modified.run(feed.number, form, SUBSCRIPTION, TO_THE_END)
                continue
            if feed.size > was.size:  # a new entry has a new id
                differs = self._can_be_made(address)
            else:
                differs = not options_differ and self._frame_differs(feed, address)
                is_doubtful = touched is not None or options_differ
                differs = differs or (is_doubtful and self._document_differs(address))
            if differs:
                self._last_modified.run(feed.number, form, SUBSCRIPTION)
            address = replace(address, document_type="archive")
            if count and not options_differ and self._frame_differs(feed, address):
                self._last_modified.run(feed.number, form, 1, TO_THE_END)
                continue
            for number in range(1, count + 1) if options_differ else archives:
                if self._document_differs(replace(address, number=number)):
                    self._last_modified.run(feed.number, form, number)

    def _note_pages(self, feed: Feed, was: Feed, touched: FeedInvalidations | None) -> None:
        new, old = self._after.publication, self._before.publication
        count, size = numbered_pages(new, feed), new.page.size
        if self._before.months(was).years() != self._after.months(feed).years():  # which each page names
            self._last_modified.run(feed.number, "html", 1, TO_THE_END)
        if count != numbered_pages(old, was):  # every pager names the last page
            self._last_modified.run(feed.number, "html", 1, TO_THE_END)
            self._last_modified.run(feed.number, "text", 1, TO_THE_END)
            return
        if self._pages_differ or self._own_differ(feed):
            self._compare_pages(feed, range(1, count + 1))
            return
        html_differs = self._frame_differs(feed, Address("page", feed.kind, feed.slug))
        text_differs = self._frame_differs(feed, Address("text", feed.kind, feed.slug))
        if html_differs:
            self._last_modified.run(feed.number, "html", 1, TO_THE_END)
        if text_differs:
            self._last_modified.run(feed.number, "text", 1, TO_THE_END)
        if touched is None or (html_differs and text_differs):
            return
        catalogs = (self._before.catalog, self._after.catalog)
        found = find_page_changes(*catalogs, was, feed, touched, size)
        for first, last in found.shifted:
            self._last_modified.run(feed.number, "html", first, last)
        for first, last in changed_lines(*catalogs, was, feed, found.shifted, size):
            self._last_modified.run(feed.number, "text", first, last)
        found.doubtful.add(count)  # which leads to the next post by month
        self._compare_pages(feed, (number for number in sorted(found.doubtful) if number <= count))

    def _note_months(self, feed: Feed, was: Feed, touched: FeedInvalidations | None) -> None:
        before, after = self._before.months(was), self._after.months(feed)
        if self._settings_changed or bool(before) != bool(after):
            addresses = after.addresses()
        elif after and touched is not None:
            addresses = doubtful_months(before, after, touched)
        else:
            return
        for address in addresses:
            if self._document_differs(address):
                self._last_modified.run(feed.number, address.document_type, document_number(address))

    def _compare_pages(self, feed: Feed, numbers: Iterable[int]) -> None:
        for number in numbers:
            if self._document_differs(Address("page", feed.kind, feed.slug, number)):
                self._last_modified.run(feed.number, "html", number)
            if self._document_differs(Address("text", feed.kind, feed.slug, number)):
                self._last_modified.run(feed.number, "text", number)

    def _note_lists_of_feeds(self) -> None:
        before, after = self._before.site.directory, self._after.site.directory
        for number in range(1, after.count + 1) if self._settings_changed else after.unlike(before):
            if self._document_differs(Address("index", number=number)):
                self._last_modified.of_site("index", number)

    def _sitemap_differs(self, *, doubtful: bool) -> bool:
        """It tells when the text of each post changed: where one of those written did, it need not be made. A
        large one is taken for changed."""
        posts = sorted(self._invalidations.posts)
        old, new = (edition.catalog.posts(posts) for edition in (self._before, self._after))
        if sitemap.of_posts(old) != sitemap.of_posts(new):
            return True
        is_large = self._after.catalog.own_pages() > COMPARED
        return doubtful and (is_large or self._document_differs(Address("sitemap")))

    def _neighbours(self, touched: FeedInvalidations | None) -> set[int]:
        """The posts whose pages lead to one that came, went or changed, then or now."""
        found = set[int]()
        if touched is None:
            return found
        for edition in (self._before, self._after):
            feed = edition.catalog.feed(*SITE_FEED)
            if feed is None:
                continue
            for place in (*touched.came, *touched.went, *touched.edited):
                found.update(post.number for post in edition.catalog.around(feed, place) if post)
        return found

    def _note_posts(self, touched: dict[int, FeedInvalidations]) -> bool:
        """Note the pages of posts; says whether any changed, or may be there no more."""
        site_feed = self._after.catalog.feed(*SITE_FEED)
        of_site = touched.get(site_feed.number) if site_feed else None
        changed = set[int]()
        doubtful = self._invalidations.posts | self._neighbours(of_site)
        if self._site_differs or self._look_differs:
            doubtful = {post.number for post in self._after.catalog.live_posts()}
        elif self._settings_changed:
            changed = self._posts_whose_frame_differs()
        for post in self._after.catalog.posts(sorted(doubtful - changed)):
            if self._document_differs(Address("post", slug=post.slug)):
                changed.add(post.number)
        self._last_modified.posts(changed)
        return bool(changed) or bool(of_site and (of_site.came or of_site.went or of_site.edited))

    def _posts_whose_frame_differs(self) -> set[int]:
        """The posts whose pages the settings alone make others: where a post says nothing, its page has the
        site's language and rights."""
        others = {
            (bool(language), bool(rights)): self._after.post_frame(language, rights)
            != self._with_old_settings.post_frame(language, rights)
            for language in (None, "x")
            for rights in (None, "x")
        }
        if not any(others.values()):
            return set()
        posts = self._after.catalog.live_posts()
        return {post.number for post in posts if others[bool(post.language), bool(post.rights)]}


def _differs(old: BaseModel, new: BaseModel, seen: set[str]) -> bool:
    """Whether any of the options differs but those in `seen`."""
    return old.model_dump(exclude=seen) != new.model_dump(exclude=seen)
