"""The ids of entries in the feeds that generators make themselves, byte for byte.

Each rule gets the post's address, absolute and percent-encoded, with the site's part as the blog's
configuration writes it. Sources: hexo-generator-feed 4 (`lib/generator.js`, `encodeURL` of hexo-util 3) and
1.2 (`atom.xml`), jekyll-feed 0.17 (`feed.xml`) with `Document#id` of Jekyll 4 and Addressable 2.8, Hugo 0.168
(`templates/rss.xml`, `url.URL.EscapedPath` of Go), Zola 0.22 (`atom.xml`, `make_permalink`), Pelican 4.12
(`writers.py`, `get_tag_uri` of feedgenerator 2).
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from datetime import date
from urllib.parse import quote, unquote, urlparse, urlsplit, urlunsplit

from feedsvc.addresses import site_url

# RFC 3986, 3.3: what a segment may hold as it is.
_PCHAR = "-._~!$&'()*+,;=:@"
# What Go writes as it is in a path that it encodes, and what it leaves in one that is encoded already.
_GO_PATH = "-_.~$&+,/:;=@"
# What the URL standard leaves as it is in a path; `%` begins what is encoded already.
_URL_PATH = "%/!$&'()*+,-.:;=@[\\]^_|~"
_GO_HOST = "-_.~!$&'()*+,;=:[]@"
_GO_VALID = re.compile(r"(?:[A-Za-z0-9\-_.~$&+,/:;=@!'()*\[\]]|%[0-9A-Fa-f]{2})*")
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def hexo_id(address: str) -> str:
    """The address, encoded, with a host of another script as its owner writes it."""
    parts = urlsplit(address)
    host = ".".join(_in_letters(label) for label in parts.netloc.lower().split("."))
    return urlunsplit(parts._replace(netloc=host, path=quote(parts.path, safe=_URL_PATH)))


def address_in_letters(address: str) -> str:
    """The address with no letter encoded: hexo-generator-feed before 2.1, and Zola."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}{unquote(parts.path)}"


def hugo_id(address: str) -> str:
    """The address as Go's `net/url` encodes it."""
    parts = urlsplit(address)
    path = unquote(parts.path)
    if not _GO_VALID.fullmatch(path):
        path = quote(path, safe=_GO_PATH)
    return f"{parts.scheme}://{quote(parts.netloc, safe=_GO_HOST)}{path}"


def jekyll_id(address: str, slug: str) -> str:
    """The folder of the address and the post's `slug`, as Addressable normalises both."""
    parts = urlsplit(site_url(address))
    host = parts.netloc.removesuffix(_DEFAULT_PORTS[parts.scheme])
    path = f"{posixpath.dirname(parts.path.rstrip('/')).rstrip('/')}/{slug}"
    segments = (unicodedata.normalize("NFC", unquote(segment)) for segment in path.split("/"))
    return f"{parts.scheme}://{host}{'/'.join(quote(segment, safe=_PCHAR) for segment in segments)}"


def pelican_id(address: str, day: date) -> str:
    """A tag URI of the host, the day on which the post appeared, and the path with no letter encoded."""
    parts = urlparse(address_in_letters(address))
    return f"tag:{parts.hostname},{day:%Y-%m-%d}:{parts.path}"


def _in_letters(label: str) -> str:
    try:
        return label[4:].encode().decode("punycode") if label.startswith("xn--") else label
    except UnicodeError:
        return label
