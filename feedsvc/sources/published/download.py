"""A document at an address: that one alone is asked, redirects are few, and no answer is endless."""

from __future__ import annotations

import urllib.error
import urllib.request
from http.client import HTTPException, HTTPMessage
from typing import IO, NamedTuple

from feedsvc import __version__
from feedsvc.errors import SourceError
from feedsvc.sources.published.feed_reader import LONGEST

SECONDS = 30
_REDIRECTS = 5
_ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.8, */*;q=0.5"


class Downloaded(NamedTuple):
    """What was at an address, and the one it was found at in the end."""

    data: bytes
    url: str


class _FewRedirects(urllib.request.HTTPRedirectHandler):
    max_redirections = _REDIRECTS

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        if not newurl.startswith(("http://", "https://")):
            raise urllib.error.URLError(f"it leads to {newurl}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def download(url: str) -> Downloaded:
    """What is at a web address. Raises `SourceError` where there is nothing, or more than a feed can be."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        _FewRedirects(),
    ):
        opener.add_handler(handler)
    headers = {"User-Agent": f"feedsvc/{__version__}", "Accept": _ACCEPT}
    try:
        with opener.open(urllib.request.Request(url, headers=headers), timeout=SECONDS) as answer:
            data: bytes = answer.read(LONGEST + 1)
            found = str(answer.url)
    except urllib.error.HTTPError as error:
        raise SourceError(f"{url}: it answers {error.code} {error.reason}") from None
    except (urllib.error.URLError, OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise SourceError(f"{url}: no answer: {reason}") from None
    if len(data) > LONGEST:
        raise SourceError(f"{url}: more than {LONGEST >> 20} MiB; no feed is that long")
    return Downloaded(data, found)
