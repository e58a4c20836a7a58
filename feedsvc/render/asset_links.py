"""Links and pictures that name files beside a post lead to where these are published."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urljoin

from feedsvc.posts.post import Asset, Post
from feedsvc.render.links import absolute
from feedsvc.render.page import Page
from feedsvc.render.placeholders import POST, SITE
from feedsvc.sources.file_names import ENDINGS

# What may stand as it is in a path (RFC 3986, section 3.3).
_PATH = "/:@!$&'()*+,;=~"
_FILE = re.compile(r"(?!//)([^:?#]+)((?:[?#].*)?)")
_ATTRIBUTES = ("href", "src", "poster")


def asset_url(asset: Asset, url: str) -> str:
    """The URL of a published asset of the post whose page is at `url`."""
    base, place = (SITE, asset.place[1:]) if asset.place.startswith("/") else (url, asset.place)
    return urljoin(base, "./" + quote(place, safe=_PATH))


def published_at(post: Post, url: str, address: str) -> str:
    """The absolute URL of what a field of the post names."""
    found = _FILE.fullmatch(address)
    for asset in post.assets if found else ():
        if found and asset.place and asset.written == unquote(found[1]):
            return asset_url(asset, url) + found[2]
    try:
        return urljoin(url, address)
    except ValueError:  # a host that cannot be
        return address


def excerpt_link(page: Page, href: str) -> str | None:
    """Where a link in the excerpt of a post leads; None for one to a place in the post, and to another post,
    whose address may change."""
    href = href.strip()
    found = _FILE.fullmatch(href)
    if href.startswith(("#", POST)) or (found and found[1].lower().endswith(ENDINGS)):
        return None
    if found and any(file.written == unquote(found[1]) for file in page.post.linked_files):
        return None
    return absolute(published_at(page.post, page.url, href), page.url)


def link_assets(page: Page) -> None:
    """The address of each file that goes with the post, where it is not the one that the text names."""
    urls = {asset.written: asset_url(asset, page.url) for asset in page.post.assets if asset.place}
    moved = {written: url for written, url in urls.items() if urljoin(page.url, quote(written)) != url}
    if not moved:
        return
    for node in page.nodes("[href], [src], [poster]"):
        for name in _ATTRIBUTES:
            found = _FILE.fullmatch((node.attributes.get(name) or "").strip())
            if found and (url := moved.get(unquote(found[1]))):
                node.attrs[name] = url + found[2]
    for node in page.tree.css("[srcset]") if page.holds("srcset=") else ():
        candidates = (node.attributes["srcset"] or "").split(",")
        node.attrs["srcset"] = ", ".join(_candidate(one, moved) for one in candidates)


def _candidate(text: str, moved: dict[str, str]) -> str:
    address, blank, size = text.strip().partition(" ")
    return moved.get(unquote(address), address) + blank + size
