"""The site's own URL, put into a document in the place of what stands for it (see `render.placeholders`)."""

from __future__ import annotations

from urllib.parse import urlsplit

from feedsvc.render.placeholders import ORIGIN, SITE

_PLACEHOLDER = ORIGIN.rstrip("/").encode()  # every placeholder begins so


class SiteAddress:
    """What each placeholder stands for, where the site is at `url`."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        # Without their last slash the placeholders are what a post's text may have made of them.
        self._real = tuple(
            (placeholder.encode(), real.encode())
            for placeholder, real in (
                (SITE, url),
                (SITE.rstrip("/"), url.rstrip("/")),
                (ORIGIN.rstrip("/"), origin),
            )
        )

    def put_into(self, body: bytes) -> bytes:
        """The document `body` with real addresses."""
        for placeholder, real in self._real:
            if _PLACEHOLDER not in body:
                break
            body = body.replace(placeholder, real)
        return body

    def put_into_text(self, text: str) -> str:
        """A line for people with real addresses."""
        return self.put_into(text.encode()).decode()
