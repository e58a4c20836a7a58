"""Posts of another publishing system, from a file or an address, whatever it is."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from feedsvc.errors import Origin, RecordError, SourceError
from feedsvc.sources.json_text import JsonError, decode_document
from feedsvc.sources.published.download import download
from feedsvc.sources.published.feed_reader import read_feed
from feedsvc.sources.published.ghost_export import is_ghost_export, read_ghost
from feedsvc.sources.published.published_post import PublishedPosts
from feedsvc.sources.published.wordpress_export import is_wordpress_export, read_wordpress

_PAGES = 1000
_HEAD = 64 * 1024
_NUMBERED = re.compile(r"[?&]paged=\d+")


def is_address(name: str) -> bool:
    """Whether this is the address of a document, not a file."""
    return name.startswith(("http://", "https://"))


def read_published(name: str) -> PublishedPosts:
    """The posts in a feed (a file or an address, with all its pages), or in an export of WordPress or Ghost.

    Raises `SourceError` where there is none, or it cannot be read.
    """
    try:
        return _at_address(name) if is_address(name) else _in_file(Path(name))
    except RecordError as error:
        raise SourceError(str(error)) from None


def _in_file(path: Path) -> PublishedPosts:
    name = str(path)
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
            file.seek(0)
            if is_wordpress_export(head):
                return read_wordpress(file, name)
            data = file.read()
    except OSError as error:
        raise SourceError(f"{name}: cannot be read: {error.strerror}") from None
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        try:
            document = decode_document(data)
        except JsonError as error:
            raise RecordError(Origin(name, error.line), None, str(error)) from None
        if is_ghost_export(document):
            return read_ghost(document, name)
    return read_feed(data, name)


def _at_address(url: str) -> PublishedPosts:
    first = download(url)
    found = read_feed(first.data, first.url)
    found.addresses = tuple(dict.fromkeys((url, first.url, *found.addresses)))
    host, seen = urlsplit(first.url).netloc, {url, first.url}
    page, number = found, 1
    known = {post.id for post in found.posts}
    while number < _PAGES:
        number += 1
        following = page.next_page or _numbered(found, first.url, number)
        if not following or following in seen or urlsplit(following).netloc != host:
            break
        seen.add(following)
        try:
            page = read_feed(download(following).data, following)
        except SourceError:
            if page.next_page:
                raise
            break  # WordPress answers 404 after its last page
        fresh = [post for post in page.posts if post.id not in known]
        if not fresh and not page.next_page:
            break
        known |= {post.id for post in fresh}
        found.posts += fresh
        found.left_out += page.left_out
    return found


def _numbered(feed: PublishedPosts, url: str, number: int) -> str:
    """A page of a WordPress feed, which has pages and says nothing of them."""
    if "wordpress.org" not in feed.generator or not feed.posts or _NUMBERED.search(url):
        return ""
    return f"{url}{'&' if '?' in url else '?'}paged={number}"
