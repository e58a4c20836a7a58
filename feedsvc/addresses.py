"""Addresses that settings hold: the site's, and those that have moved."""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from feedsvc.iri import to_uri

_LABEL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")
_SCHEMES = ("http://", "https://")


def site_url(value: str) -> str:
    """`value` as the beginning of every link: http or https, a host, a path that ends in a slash.

    Raises `ValueError` when it is no such address.
    """
    try:
        parts = urlsplit(to_uri(value.strip()))
        is_one = parts.scheme in ("http", "https") and _is_host(parts.hostname or "")
    except ValueError:
        is_one = False
    if not is_one or parts.query or parts.fragment:
        raise ValueError("no site address; write one such as https://example.com/")
    host, path = parts.netloc.rpartition("@")[2].lower(), parts.path
    url = f"{parts.scheme}://{host}{path if path.endswith('/') else path + '/'}"
    return url.replace("&", "%26").replace("'", "%27")  # documents get it as it is, in XML and HTML too


def _is_host(host: str) -> bool:
    if ":" in host:
        return _ip(host)
    return all(_LABEL.fullmatch(label) for label in host.removesuffix(".").split("."))


def _ip(host: str) -> bool:
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def is_local(url: str) -> bool:
    """Whether an address leads to the machine that asks for it (RFC 6761, 6.3; RFC 1122, 3.2.1.3)."""
    host = (urlsplit(url).hostname or "").removesuffix(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    return _ip(host) and (ip_address(host).is_loopback or ip_address(host).is_unspecified)


def require_redirects(moved: Mapping[str, str]) -> None:
    """Raises `ValueError` for a redirect that leads to itself, in a circle, or to what is no address."""
    paths = {_path(old): new for old, new in moved.items()}
    for old, new in moved.items():
        parts = urlsplit(new)
        if not new.strip() or (parts.scheme and not (new.startswith(_SCHEMES) and parts.hostname)):
            raise ValueError(f"{old!r} leads to {new!r}; write a path such as /atom.xml, or a URL")
        seen = [_path(old)]
        while (then := paths.get(seen[-1])) and not then.startswith(_SCHEMES):
            if _path(then) in seen:
                raise ValueError(f"{old!r} leads back to itself" + " by way of others" * (len(seen) > 1))
            seen.append(_path(then))


def _path(path: str) -> str:
    return unquote(path.partition("?")[0].partition("#")[0]).strip("/")
