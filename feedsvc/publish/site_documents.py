"""The documents of the whole site: the list of feeds, the sitemap, and what needs the settings alone."""

from __future__ import annotations

from functools import cached_property

from feedsvc.feed_kinds import is_defined
from feedsvc.publish import site_files, sitemap
from feedsvc.publish.address import Address
from feedsvc.publish.directory import OPML, Directory, opml
from feedsvc.store.catalog import Catalog
from feedsvc.store.listed import Feed
from feedsvc.store.publication import Publication

HTML = "text/html; charset=utf-8"


class SiteDocuments:
    """Those of one revision, or what they would be with the settings of another."""

    def __init__(self, catalog: Catalog, publication: Publication) -> None:
        self._catalog, self._publication = catalog, publication

    @cached_property
    def feeds(self) -> list[Feed]:
        """Every feed that is published, also those without posts."""
        return [feed for feed in self._catalog.feeds() if is_published(self._publication, feed)]

    @cached_property
    def directory(self) -> Directory:
        """The list of all feeds with posts."""
        return Directory(self._publication, self.feeds)

    def count(self, document_type: str) -> int:
        """How many documents of this type there are."""
        match document_type:
            case "index":
                return self.directory.count
            case "sitemap":
                return sitemap.count(self._catalog, len(self.feeds))
        return 1

    def changed(self, address: Address) -> int | None:
        """When the document last changed (seconds); None where there is none."""
        if address.number > self.count(address.document_type):
            return None
        return self._catalog.site_changed(address.document_type, address.number)

    def body(self, address: Address) -> tuple[bytes, str]:
        """A document that there is, and its media type."""
        match address.document_type:
            case "index":
                return self.directory.page(address.number), HTML
            case "opml":
                return opml(self._publication, self.directory), OPML
            case "sitemap":
                return sitemap.sitemap(self._catalog, self.feeds, address.number), sitemap.XML
        return site_files.made(self._publication, address.document_type)


def is_published(publication: Publication, feed: Feed) -> bool:
    """A feed once published stays, even when it is empty; unless its definition was taken away."""
    return is_defined(publication.feeds, feed.kind, feed.name)
