"""Readers of fields with one value: from whatever a record holds to what a post can carry.

Each takes the raw value, and raises `ValueError` with a reason for the author when it cannot be used.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from feedsvc.iri import to_uri
from feedsvc.posts.text import clean, one_line

_YES = frozenset(("true", "yes", "on", "1", "y"))
_NO = frozenset(("false", "no", "off", "0", "n"))
# RFC 5646, section 2.1, for tags in use: language, script, region, variants, extensions, private use.
_LANGUAGE = re.compile(
    r"[a-z]{2,3}(?:-[a-z]{3})?(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*(?:-[a-wyz0-9](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?"
)
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_UUID = re.compile(
    r"(?:urn:uuid:)?\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?", re.IGNORECASE | re.ASCII
)
_PLACEHOLDER = re.compile(r"(?:^|/):[a-z_]+|\{\{|\{%|\$\{")


def text(value: object) -> str:
    """A single value as text, cleaned and trimmed."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("is no number")
    if isinstance(value, str | int | float | Decimal | UUID):
        return clean(str(value)).strip()
    if isinstance(value, date):
        return value.isoformat()
    raise ValueError(f"must be text, not {kind(value)}")


def line(value: object) -> str:
    """A single value as one line of text."""
    return one_line(text(value))


def kind(value: object) -> str:
    """What `value` is, in words an author of YAML or JSON uses."""
    if isinstance(value, bool):
        return "true or false"
    kinds = {
        "NoneType": "nothing",
        "str": "text",
        "int": "a number",
        "float": "a number",
        "dict": "a mapping",
    }
    of_type = type(value).__name__
    return kinds.get(of_type, f"a {of_type}")


def flag(value: object) -> bool | None:
    """True or False for a boolean or a word for one, None for anything else."""
    word = str(value).strip().lower() if isinstance(value, bool | int | str) else ""
    return True if word in _YES else False if word in _NO else None


def positive(value: object) -> int:
    """A whole number above zero."""
    digits = "" if isinstance(value, bool) else text(value)
    if not re.fullmatch(r"[0-9]{1,9}", digits) or int(digits) == 0:
        raise ValueError("must be a whole number above 0")
    return int(digits)


def language(value: object) -> str:
    """A language tag (BCP 47) in its usual case: zh_cn becomes zh-CN (RFC 5646, section 2.1.1)."""
    given = line(value)
    tag = given.partition(".")[0].replace("_", "-").lower()
    if not _LANGUAGE.fullmatch(tag):
        raise ValueError(f"{shown(given)} is no language tag; write one such as en or zh-CN")
    first, *rest = tag.split("-")
    after_singleton = False
    parts = [first]
    for part in rest:
        usual = part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part
        parts.append(part if after_singleton else usual)
        after_singleton = after_singleton or len(part) == 1
    return "-".join(parts)


def address(value: object) -> str:
    """A web address: absolute (http, https) or relative to the site, as a URI (RFC 3986)."""
    given = "" if flag(value) is not None else line(value)
    absolute = SCHEME.match(given) is not None or given.startswith("//")
    try:
        parts = urlsplit(to_uri(f"https:{given}" if given.startswith("//") else given))
    except ValueError:
        raise ValueError(f"{shown(given)} is no web address") from None
    if not given or (absolute and (parts.scheme not in ("http", "https") or not parts.hostname)):
        raise ValueError(
            f"{shown(given or str(value))} is no web address; write one that begins with https:// or /"
        )
    if _PLACEHOLDER.search(re.split("[?#]", given)[0]):
        raise ValueError(f"{shown(given)} is a pattern; write the address itself")
    return parts.geturl()


def image(value: object) -> str:
    """The address of a picture: text, a mapping that names it, or the first of a list; "" for `false`."""
    if isinstance(value, list | tuple) and value:
        value = value[0]
    if isinstance(value, Mapping):
        value = first_of(value, "url", "src", "href", "path", "image")
    if flag(value) is False:
        return ""
    if isinstance(value, str) and re.fullmatch(r"\s*[^\s./:]+(?:\s+[^\s./:]+)+\s*", value):
        raise ValueError(f"{shown(value)} is no address of a picture; write one, or a file's name")
    return address(value)


def same_id(source_id: str) -> str:
    """The form in which ids are compared: a UUID, however it is spelled, as its URN (RFC 9562, section 4)."""
    found = _UUID.fullmatch(source_id)
    return f"urn:uuid:{found[1].lower()}" if found else source_id


def first_of(member: Mapping[Any, Any], *keys: str) -> Any:
    """The first of these values that is there and not empty."""
    return next((member[key] for key in keys if member.get(key) not in (None, "")), None)


def shown(value: str) -> str:
    """`value` in quotes, on one line and not too long, for a message."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}...{text[0]}"
