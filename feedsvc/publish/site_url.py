"""The site's own URL, put into a document in the place of what stands for it (see `render.placeholders`)."""

from __future__ import annotations

from urllib.parse import urlsplit

from feedsvc.render.placeholders import ORIGIN, SITE

_STAND_IN = ORIGIN.rstrip("/").encode()  # every stand-in begins so


class SiteAddress:
    """What each stand-in stands for, where the site is at `url`."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        # Without their last slash the stand-ins are what a post's text may have made of them.
        self._real = tuple(
            (stand_in.encode(), real.encode())
            for stand_in, real in (
                (SITE, url),
                (SITE.rstrip("/"), url.rstrip("/")),
                (ORIGIN.rstrip("/"), origin),
            )
        )

    def put_into(self, body: bytes) -> bytes:
        """The document `body` with real addresses."""
        for stand_in, real in self._real:
            if _STAND_IN not in body:
                break
            body = body.replace(stand_in, real)
        return body
