"""Addresses: every one in a post becomes absolute, percent-encoded and harmless, or goes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from feedsvc.iri import to_uri

# What a link may lead to, beside the web.
LINK_SCHEMES = frozenset(
    {"http", "https", "mailto", "tel", "sms", "xmpp", "irc", "ircs", "ftp", "ftps", "sftp", "news"}
    | {"doi", "gemini", "geo", "magnet", "webcal"}
)
MEDIA_SCHEMES = frozenset({"http", "https"})
# A small picture may be inline; a big one would be sent with every copy of every feed.
MAX_INLINE_IMAGE = 10_240

_CHARACTERS = r"[A-Za-z0-9/._~!$&'()*+,;=:@-]*+"
_PATH = rf"{_CHARACTERS}(?:%[0-9A-Fa-f]{{2}}{_CHARACTERS})*+"
_IN_QUERY = _PATH.replace("@", "@?")
_PLAIN = re.compile(rf"https?://[a-z0-9.-]+(?:/{_PATH}(?:[?#]{_IN_QUERY})?)?")
# Paths on the site without dots to resolve, and places on the page.
_PLAIN_PATH = re.compile(rf"/(?!/){_PATH}(?:[?#](?=.){_IN_QUERY})?|#(?=.){_IN_QUERY}")
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(?=/)")
_INLINE_IMAGE = re.compile(r"data:image/(?:png|gif|jpeg|webp|avif|x-icon)(?:;base64)?,[A-Za-z0-9+/=%]*")
_CANDIDATE = re.compile(r"[\s,]*([^\s,]\S*)")
_SIZE = re.compile(r"(?:\d+(?:\.\d+)?[wx])?")
# As browsers read an address (WHATWG URL, section 4.4): no line breaks, and a backslash is a slash.
_AS_BROWSERS = str.maketrans({"\t": None, "\n": None, "\r": None, "\\": "/"})
_WHITE_SPACE = " \t\n\r\f\v\0"


def absolute(address: str, base: str, schemes: frozenset[str] = LINK_SCHEMES) -> str | None:
    """`address` as an absolute URI (RFC 3986), resolved against `base`; None where it leads nowhere.

    Non-ASCII and forbidden characters are percent-encoded, hosts written in Punycode.
    """
    address = address.strip(_WHITE_SPACE).translate(_AS_BROWSERS)
    if not address:
        return None
    try:
        joined = _joined(address, base) or _encoded(urljoin(base, address))
    except ValueError:  # a host or port that cannot be
        return None
    return joined if joined.partition(":")[0] in schemes else None


def _joined(address: str, base: str) -> str | None:
    """`address` as an absolute URI where nothing in it is to be resolved or encoded, as in most."""
    if address[0] not in "/#":
        return address if _PLAIN.fullmatch(address) else None
    if not _PLAIN_PATH.fullmatch(address) or "/." in address or "//" in address:
        return None
    if address[0] == "#":
        page = base.partition("#")[0]
        return page + address if _PLAIN.fullmatch(page) else None
    origin = _ORIGIN.match(base)
    return origin[0] + address if origin else None


def absolute_image(address: str, base: str) -> str | None:
    """`address` of a picture, absolute; a small inline picture (`data:`, RFC 2397) stays as it is."""
    inline = address.strip(_WHITE_SPACE)
    if is_inline_image(inline):
        return inline
    return absolute(address, base, MEDIA_SCHEMES)


def is_inline_image(address: str) -> bool:
    return len(address) <= MAX_INLINE_IMAGE and _INLINE_IMAGE.fullmatch(address) is not None


def absolute_set(candidates: str, base: str) -> str | None:
    """A `srcset` (HTML, "Images": srcset attributes) with absolute addresses; None when none is left."""
    found = [
        (absolute(address, base, MEDIA_SCHEMES), size)
        for address, size in _candidates(candidates)
        if _SIZE.fullmatch(size)
    ]
    return ", ".join(f"{url} {size}".rstrip() for url, size in found if url) or None


def _candidates(text: str) -> Iterator[tuple[str, str]]:
    """(address, size) of each candidate: an address ends at white space, so it may hold commas."""
    at = 0
    while found := _CANDIDATE.match(text, at):
        address, at = found[1], found.end()
        if address.endswith(","):
            yield address.rstrip(","), ""
        else:
            end = text.find(",", at)
            end = end if end >= 0 else len(text)
            yield address, text[at:end].strip()
            at = end


def _encoded(address: str) -> str:
    parts = urlsplit(to_uri(address))
    if parts.scheme in ("http", "https") and (not parts.hostname or parts.port == 0):
        raise ValueError(address)
    user, at, host = parts.netloc.rpartition("@")
    return parts._replace(netloc=user + at + host.lower()).geturl()
