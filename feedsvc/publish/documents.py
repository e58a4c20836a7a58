"""From a path to a document. The server and the export are two ways to hand out the same bytes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from urllib.parse import quote, unquote, urlsplit

from feedsvc.feed_formats import BY_FILE
from feedsvc.feed_kinds import SITE_FEED
from feedsvc.formats.entry import SITE, Head, Tombstone
from feedsvc.formats.fragments import document
from feedsvc.publish import latest, site_files
from feedsvc.publish.address import WHOLE_SITE, Address, feed_files, parse
from feedsvc.publish.archive import archive_count, archive_range, subscription_range
from feedsvc.publish.document import Document, Entries, Gone, Keys, Moved, kept_document, made_document
from feedsvc.publish.file_document import FileDocument, file_items, find_file
from feedsvc.publish.head import entry_part, feed_head
from feedsvc.publish.inventory import Item, inventory
from feedsvc.publish.look import look
from feedsvc.publish.months import Month, Months, document_number, numbered_pages
from feedsvc.publish.site_documents import HTML, SiteDocuments, is_published
from feedsvc.publish.site_url import SiteAddress
from feedsvc.publish.views import PageView
from feedsvc.store.catalog import SUBSCRIPTION, Catalog, Shown
from feedsvc.store.listed import NO_POST, Feed, Listed
from feedsvc.store.publication import Publication

__all__ = ["HTML", "Answer", "Document", "Edition", "FileDocument", "Gone", "Moved"]

Answer = Document | FileDocument | Moved | Gone | None

TEXT = "text/plain; charset=utf-8"


class Edition:
    """The documents of one revision, or what they would be with the settings of another, `publication`; feed
    documents leave out the entries in `known`."""

    def __init__(
        self,
        catalog: Catalog,
        url: str | None = None,
        known: Collection[int] = (),
        publication: Publication | None = None,
    ) -> None:
        self.catalog, self._known = catalog, known
        self.publication = publication or catalog.publication()
        self.files = feed_files(self.publication.feed.formats)
        self.url = url or self.publication.url
        self.kept = catalog.kept()
        self.site = SiteDocuments(catalog, self.publication)
        self._viewed: tuple[list[Listed], PageView] | None = None  # the last page
        self._months: dict[int, Months] = {}
        self._real = SiteAddress(self.url)

    def document(self, path: str, changed: int | None = None) -> Answer:
        """What is at `path` (decoded, without the leading slash); `changed` is what the inventory said."""
        address = parse(path)
        answer = None if address is None else self.at(address, path, changed)
        return find_file(self.catalog, path) if answer is None else answer

    def at(self, address: Address, path: str, changed: int | None = None) -> Answer:
        """What is at `address`; `path` is how it was asked for, `changed` its Last-Modified where known.
        Raises `DocumentError` for one that no reader could read."""
        if (kept := self.kept.get(address.path)) and kept.body:
            return kept_document(address, kept, self.url, self.publication.revision)
        match address.document_type:
            case "post":
                answer = self._post(address)
            case name if name in WHOLE_SITE:
                answer = self._of_site(address)
            case _:
                answer = self._of_feed(address, changed)
        lacks_slash = address.path.endswith("/") and path and not path.endswith("/")
        is_other_name = lacks_slash or "/page/1/" in f"/{path}/" or (address.year and path.endswith("/1/"))
        return Moved(address.path) if isinstance(answer, Document) and is_other_name else answer

    def last_modified(self, path: str) -> int | None:
        """When the document at `path` last changed, without making it; None where there is none."""
        address = parse(path)
        if address is None:
            file = self.catalog.files.at(path)
            return file and file.changed
        if address.path != quote(path, safe="/") or address != self._published(address):
            return None
        if address.document_type in WHOLE_SITE:
            return self.site.changed(address)
        if address.document_type == "post":
            post = self.catalog.post(address.slug)
            shown = post and post.live and post.slug == address.slug and post.url == SITE + address.path
            return post.changed if post and shown else None
        feed = self.catalog.feed(address.kind, address.slug)
        if feed is None or not self.is_published(feed) or address.number > self._count(feed, address):
            return None
        return self._changed(feed, address)

    def where(self, path: str) -> str | None:
        """The path (percent-encoded) of the document that `path` (decoded) leads to, if there is one."""
        address = parse(path)
        if address is None:
            return None
        place = self._published(address).path
        return place if self.last_modified(unquote(place)) is not None else None

    def _published(self, address: Address) -> Address:
        """The same document in a format that is published."""
        if not address.file or address.file in self.files:
            return address
        return replace(address, file=next(iter(self.files)))

    def _count(self, feed: Feed, address: Address) -> int:
        """How many documents of its kind the feed has."""
        match address.document_type:
            case "feed":
                return 1
            case "archive":
                return archive_count(feed.size, self.publication.options(feed).page_size)
            case "month":
                return self.months(feed).parts(Month(address.year, address.month))
            case "year":
                return len(self.months(feed).of_year(address.year))
        return numbered_pages(self.publication, feed)

    def months(self, feed: Feed) -> Months:
        """The feed's pages by month."""
        if feed.number not in self._months:
            self._months[feed.number] = Months(self.catalog, self.publication, feed)
        return self._months[feed.number]

    def _changed(self, feed: Feed, address: Address) -> int:
        if address.file:
            number = address.number if address.document_type == "archive" else SUBSCRIPTION
            return self.catalog.changed(feed, BY_FILE[address.file].name, number)
        if address.year:
            return self.catalog.changed(feed, address.document_type, document_number(address))
        return self.catalog.changed(
            feed, "text" if address.document_type == "text" else "html", address.number
        )

    def addresses(self) -> Iterator[Address]:
        """Every document there is: what others link to comes before what links to it."""
        for path, _ in self.inventory():
            address = parse(unquote(path))
            if address is not None:
                yield address

    def inventory(self) -> Iterator[Item]:
        """The path and the Last-Modified of every document, in the order of `addresses`."""
        return inventory(self.catalog, self.publication, self.site)

    def file_inventory(self) -> Iterator[Item]:
        """The same of every file that goes with posts. They come before what links to them."""
        return file_items(self.catalog)

    def frame(self, feed: Feed, address: Address) -> bytes:
        """The feed document, or one of a single page, at `address` without entries or posts: what of it is
        decided by the settings."""
        if address.file:
            return self._feed_document(feed, address, self._head(feed, address, []), [], 0).body
        return self._page(feed, address, [], 1, 0).body

    def post_frame(self, language: str | None, rights: str | None) -> bytes:
        """The same of the page of a post with this language and these rights."""
        post = replace(NO_POST, language=language, rights=rights)
        return self._made(
            Address("post"), latest.post_page(self.catalog, self.publication, post, ""), HTML, 0
        ).body

    def opening(self, file: str) -> bytes:
        """What stands at the site's `index.html`, or at one of its feed documents, before there is anything:
        a page that leads only to itself, or a feed without entries."""
        if file not in BY_FILE:
            return self._made(Address("page"), site_files.failure(self.publication, 503), HTML, 0).body
        feed = self.catalog.feed(*SITE_FEED)
        if feed is None:
            return b""
        address = Address("feed", file=file)
        head = replace(self._head(feed._replace(size=0), address, []), complete=False)
        return self._feed_document(feed, address, head, [], 0).body

    def _of_feed(self, address: Address, changed: int | None) -> Answer:
        feed = self.catalog.feed(address.kind, address.slug)
        if feed is None:
            return None
        if not self.is_published(feed):
            return Gone()
        count = self._count(feed, address)
        if address.number > count:
            is_page = address.document_type in ("page", "text")
            older = self.months(feed).older(address.number) if is_page else None
            return None if older is None else Moved(older.path)
        if address != (published := self._published(address)):
            return Moved(published.path)
        changed = self._changed(feed, address) if changed is None else changed
        match address.document_type:
            case "feed":
                return self._subscription(feed, address, changed)
            case "archive":
                return self._archive(feed, address, changed)
            case "month":
                return self._month(feed, address, changed)
            case "year":
                body = latest.year_page(self.publication, feed, self.months(feed), address)
                return self._made(address, body, HTML, changed, _keys(feed, ()))
        posts = self.catalog.page(feed, address.number, self.publication.page.size)
        return self._page(feed, address, posts, count, changed)

    def _page(self, feed: Feed, address: Address, posts: list[Listed], count: int, changed: int) -> Document:
        if self._viewed is None or self._viewed[0] is not posts:  # the text shows what the HTML did
            months = self.months(feed)
            view = latest.page_view(self.catalog, self.publication, feed, posts, address, count, months)
            self._viewed = posts, view
        view = self._viewed[1]
        keys = _keys(feed, (post.number for post in posts))
        if address.document_type == "text":
            return self._made(address, latest.latest_text(view), TEXT, changed, keys)
        return self._made(
            address, latest.latest_page(view, look(self.publication.templates)), HTML, changed, keys
        )

    def _month(self, feed: Feed, address: Address, changed: int) -> Document:
        months = self.months(feed)
        posts = months.posts(Month(address.year, address.month), address.number)
        body = latest.month_page(self.catalog, self.publication, feed, posts, address, months)
        return self._made(address, body, HTML, changed, _keys(feed, (post.number for post in posts)))

    def is_published(self, feed: Feed) -> bool:
        """A feed once published stays, even when it is empty; unless its definition was taken away."""
        return is_published(self.publication, feed)

    def _of_site(self, address: Address) -> Document | None:
        changed = self.site.changed(address)
        return None if changed is None else self._made(address, *self.site.body(address), changed)

    def _subscription(self, feed: Feed, address: Address, changed: int) -> Document:
        first, last = subscription_range(feed, self.publication.options(feed).page_size)
        form = BY_FILE[address.file].name
        shown = self.catalog.entries(feed, first, last, form)
        shown += self.catalog.resurfaced(feed, first - 1, form, self.publication.feed.resurface_limit)
        tombstones = self.catalog.tombstones(feed)
        head = self._head(feed, address, shown, tombstones)
        return self._feed_document(feed, address, head, shown, changed)

    def _archive(self, feed: Feed, address: Address, changed: int) -> Document:
        first, last = archive_range(address.number, self.publication.options(feed).page_size)
        shown = self.catalog.entries(feed, first, last, BY_FILE[address.file].name)
        head = self._head(feed._replace(updated=self.catalog.newest(feed, first, last)), address, shown)
        return self._feed_document(feed, address, head, shown, changed)

    def _feed_document(
        self, feed: Feed, address: Address, head: Head, shown: list[Shown], changed: int
    ) -> Document:
        full = self.publication.options(feed).content == "full"
        entries = tuple(hash(entry.part) for entry in shown)
        keys = _keys(feed, (entry.post for entry in shown))
        if self._known:
            shown = [entry for entry, mark in zip(shown, entries, strict=True) if mark not in self._known]
            head = replace(head, complete=False)  # "complete" would have readers drop what is left out
        feed_format = BY_FILE[address.file]
        body = document(feed_format, head, (entry_part(self.publication, entry, full) for entry in shown))
        return self._made(address, body, feed_format.content_type, changed, keys, entries)

    def _head(
        self, feed: Feed, address: Address, shown: list[Shown], tombstones: tuple[Tombstone, ...] = ()
    ) -> Head:
        return feed_head(self.publication, feed, address, shown, tombstones, urlsplit(self.url).path)

    def _post(self, address: Address) -> Answer:
        found = self.catalog.post_and_body(address.slug)
        if found is None:
            return None
        post, html = found
        page = Address("post", slug=post.slug).path
        if post.url not in (SITE + page, ""):  # "": known from a ledger alone
            return None
        if not post.live:
            return Gone()
        if post.slug != address.slug:
            return Moved(page)
        return self.post_page(post, html)

    def post_page(self, post: Listed, html: str) -> Document:
        """The built-in page of a post, wherever its own page is."""
        address = Address("post", slug=post.slug)
        body = latest.post_page(self.catalog, self.publication, post, html)
        return self._made(address, body, HTML, post.changed, (f"post-{post.number}",))

    def resolved(self, text: str) -> str:
        """`text` of the store with the site's real address."""
        return self._real.put_into(text.encode()).decode()

    def _made(
        self, address: Address, body: bytes, kind: str, changed: int, keys: Keys = (), entries: Entries = ()
    ) -> Document:
        revision = self.publication.revision
        return made_document(address, self._real.put_into(body), kind, changed, revision, keys, entries)


def _keys(feed: Feed, posts: Iterable[int]) -> tuple[str, ...]:
    """What a content delivery network can purge a document by: its feed and its posts."""
    return (f"feed-{feed.number}", *(f"post-{number}" for number in posts))
