"""Where the site is found: its links begin with that address, and the ids of new posts are made of it."""

from __future__ import annotations

from urllib.parse import urlsplit

from sqlalchemy import Connection

from feedsvc.addresses import is_local
from feedsvc.errors import UsageError
from feedsvc.settings import Settings
from feedsvc.store.store import get_meta
from feedsvc.store.values import json_value

NO_ADDRESS = (
    "no address: say where the site will be found (--url https://example.com/, or site.url in feedsvc.toml); "
    "links begin with it, and the ids of posts are made of it for good"
)


def published_url(connection: Connection) -> str | None:
    """The address that the store was last synced with; None before the first sync."""
    return url_in(get_meta(connection, "site"))


def url_in(site: str | None) -> str | None:
    """The address in what the store keeps of the settings."""
    return None if site is None else str(json_value(site, "the settings of the revision")["site"]["url"])


def settled_url(connection: Connection, settings: Settings) -> str:
    """The address to publish at: the one that is set, else the one published at last.

    Raises `UsageError` where there is neither; and where a site of this machine alone would become a public
    one, or the other way round: no id with the name of this machine may ever reach a reader, who would know
    the post by it for good.
    """
    known = published_url(connection)
    url = settings.site.url or known
    if url is None:
        raise UsageError(NO_ADDRESS)
    if known is None or is_local(known) == is_local(url) or settings.site.authority:
        return url
    if is_local(url):
        raise UsageError(
            f"the site is published at {known}, and {url} leads to this machine alone; "
            "feedsvc serve --preview shows the site here"
        )
    raise UsageError(
        f"the store was made for {known}: its ids have the name of this machine in them; begin a new one "
        f'(--store), or set site.authority = "{urlsplit(known).hostname}" where readers have them already'
    )


def authority(settings: Settings, url: str) -> str:
    """The domain in the ids of new posts (RFC 4151, 2.1)."""
    return settings.site.authority or urlsplit(url).hostname or ""
