"""Addresses in ASCII: from an IRI (RFC 3987) to the URI (RFC 3986) that any reader can follow."""

from __future__ import annotations

import re
from ipaddress import IPv6Address
from urllib.parse import quote, unquote

_MAX_LABEL = 63  # bytes between two dots of a host name (RFC 1035, 2.3.4)
_MAX_PORT = 65_535

# Most addresses: nothing in them is to be written otherwise.
_PLAIN = re.compile(r"https?://[A-Za-z0-9.-]+(?:/(?:[A-Za-z0-9\-._~:/?@!$&'()*+,;=]++|%[0-9A-Fa-f]{2})*+)?")
# RFC 3986, appendix B: scheme, authority, path, query, fragment. It matches any text.
_PARTS = re.compile(
    r"([A-Za-z][A-Za-z0-9+.-]*:)?(?:(//)([^/?#]*))?([^?#]*)(?:(\?)([^#]*))?(?:(#)(.*))?", re.DOTALL
)
_AUTHORITY = re.compile(r"(?:(.*)@)?(\[[^\]]*\]|[^:]*)(?::([0-9]*))?", re.DOTALL)
_REG_NAME = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=-]*")
_NOT_URI = re.compile(r"(?:[^A-Za-z0-9\-._~:/?@!$&'()*+,;=%]|%(?![0-9A-Fa-f]{2}))+")


def to_uri(iri: str) -> str:
    """`iri`, absolute or relative, as a URI in ASCII (RFC 3987, 3.1).

    A host becomes what browsers ask the DNS for (UTS 46, non-transitional, A-labels of RFC 5890). Everything
    else that a URI cannot hold is percent-encoded in UTF-8; what is encoded already stays as it is, and a `%`
    that encodes nothing becomes `%25`. So a URI stays itself, but for a host that was percent-encoded.

    Raises `ValueError` for a host or a port that cannot be, and for text that UTF-8 cannot write.
    """
    if _PLAIN.fullmatch(iri):
        return iri
    found = _PARTS.fullmatch(iri)
    assert found is not None
    scheme, slashes, authority, path, question, query, sharp, fragment = found.groups("")
    start = scheme + slashes + (_authority(authority) if slashes else "")
    return (
        start + percent_encoded(path) + question + percent_encoded(query) + sharp + percent_encoded(fragment)
    )


def percent_encoded(text: str) -> str:
    """`text` with what no part of a URI can hold percent-encoded (RFC 3986, 2.1); what is encoded stays."""
    return _NOT_URI.sub(lambda match: quote(match[0], safe=""), text)


def _authority(authority: str) -> str:
    found = _AUTHORITY.fullmatch(authority)
    if found is None or int(found[3] or 0) > _MAX_PORT:
        raise ValueError(f"{authority!r} is no host with a port")
    user, host, port = found.groups()
    written = "" if user is None else percent_encoded(user).replace("@", "%40") + "@"
    return written + _host(host) + ("" if port is None else f":{port}")


def _host(host: str) -> str:
    if host.startswith("["):
        if "%" in host:  # a zone means something on one machine alone (RFC 6874)
            raise ValueError(f"{host!r} is no host name")
        IPv6Address(host[1:-1])  # raises for what is none
        return host
    name = unquote(host, errors="strict")
    if not name.isascii():
        from idna import uts46_remap  # its tables take 25 ms, and most sites have no such host

        name = ".".join(map(_a_label, uts46_remap(name, std3_rules=False).split(".")))
    if not _REG_NAME.fullmatch(name):
        raise ValueError(f"{host!r} is no host name")
    return name


def _a_label(label: str) -> str:
    """A label of a host as the DNS has it (RFC 3492). Whether it may be registered is not asked: `encode` of
    `idna` refuses names that are in use, of emoji or with underscores."""
    if label.isascii():
        return label
    written = "xn--" + label.encode("punycode").decode()
    if len(written) > _MAX_LABEL:
        raise ValueError(f"{label!r} is too long for a part of a host name")
    return written
