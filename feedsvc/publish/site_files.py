"""Small files that browsers, hosts and search engines ask any site for."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from feedsvc.formats.entry import SITE
from feedsvc.publish.address import Address
from feedsvc.publish.look import look
from feedsvc.publish.pages import failure_page
from feedsvc.resources import templates_folder
from feedsvc.store.publication import Publication

CSS = "text/css; charset=utf-8"
ICON = "image/x-icon"


class SiteFile(NamedTuple):
    """A content and its media type."""

    body: bytes
    media_type: str


def made(publication: Publication, document_type: str) -> SiteFile:
    """The file of this document type."""
    return _FILES[document_type](publication)


def failure(publication: Publication, status: int) -> bytes:
    """The page for an HTTP error, as the site's pages look."""
    site = publication.site
    return failure_page(status, SITE, site.title, site.language, look(publication.templates))


def _style(publication: Publication) -> SiteFile:
    return SiteFile(look(publication.templates).feed_style, CSS)


def _robots(_publication: Publication) -> SiteFile:
    text = f"User-agent: *\nAllow: /\nSitemap: {SITE}{Address('sitemap').path}\n"
    return SiteFile(text.encode(), "text/plain; charset=utf-8")


def _missing(publication: Publication) -> SiteFile:
    return SiteFile(failure(publication, 404), "text/html; charset=utf-8")


def _icon(_publication: Publication) -> SiteFile:
    return SiteFile((templates_folder() / "favicon.ico").read_bytes(), ICON)


_FILES: dict[str, Callable[[Publication], SiteFile]] = {
    "style": _style,
    "robots": _robots,
    "missing": _missing,
    "icon": _icon,
}
