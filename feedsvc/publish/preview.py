"""Posts whose own page is on the blog itself, which is not here: how many there are, and what stands in."""

from __future__ import annotations

from urllib.parse import quote, unquote

from feedsvc.formats.entry import SITE
from feedsvc.publish.documents import Answer, Edition
from feedsvc.publish.publisher import Publisher


class Preview(Publisher):
    """Where the blog itself would show a post, feedsvc's page of it stands in."""

    def document(self, path: str) -> Answer:
        answer = super().document(path)
        if answer is not None:
            return answer
        with self.edition() as edition:
            return _stand_in(edition, path)


def _stand_in(edition: Edition, path: str) -> Answer:
    """The built-in page of the live post that the blog shows at `path` (decoded)."""
    wanted = _page(path)
    for slug, url, *_ in edition.catalog.post_pages():
        if url.startswith(SITE) and _page(unquote(url.removeprefix(SITE))) == wanted:
            found = edition.catalog.post_and_body(slug)
            return None if found is None else edition.post_page(*found)
    return None


def _page(path: str) -> str:
    """A page's path without what a server adds."""
    return path.strip("/").removesuffix("index.html").removesuffix(".html").rstrip("/")


def on_the_blog(edition: Edition) -> tuple[int, str]:
    """How many live posts have their page on the blog itself, and the address of one of them."""
    count, last = 0, ""
    for slug, url, *_ in edition.catalog.post_pages():
        if url.startswith(SITE) and url != f"{SITE}posts/{quote(slug)}/":
            count, last = count + 1, url
    return count, last.replace(SITE, edition.url)
