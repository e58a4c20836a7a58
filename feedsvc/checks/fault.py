"""What the checks of all formats share: faults, dates, addresses, XML."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from lxml import etree

# RFC 3339, section 5.6: what atom:updated and the dates of JSON Feed are.
DATE = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)", re.ASCII)
ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_WEB = re.compile(r"https?://[^\s<>\"{}|\\^`/]+[^\s<>\"{}|\\^`]*", re.IGNORECASE)

# What is wrong, and the id of the entry it is wrong with (None for the document itself).
Fault = tuple[str | None, str]


def is_date(text: str | None) -> bool:
    """Whether `text` is a date and time of RFC 3339 that there is."""
    if text is None or not DATE.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text.upper().replace("Z", "+00:00"))
    except ValueError:
        return False
    return True


def is_web_address(text: str | None) -> bool:
    """Whether `text` is an absolute http or https URL."""
    return text is not None and _WEB.fullmatch(text) is not None


def parse_xml(body: bytes) -> Any:
    """The root of an XML document. Raises `ValueError` where it is not well-formed."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        return etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"not well-formed XML: {error.msg}") from None


def repeated(ids: Iterable[str | None]) -> Iterator[Fault]:
    """The ids that stand there more than once."""
    for name, count in Counter(filter(None, ids)).items():
        if count > 1:
            yield name, f"the id stands there {count} times"
