"""What RSS 2.0 asks of a document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from email.utils import parsedate_to_datetime
from typing import Any

from feedsvc.checks.fault import Fault, is_web_address, parse_xml, repeated

_CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"


def faults(body: bytes) -> Iterator[Fault]:
    """What is wrong with an RSS 2.0 document. Raises `ValueError` where it cannot be read."""
    root = parse_xml(body)
    channel = root.find("channel")
    if root.tag != "rss" or root.get("version") != "2.0" or channel is None:
        yield None, "no RSS 2.0 document with a channel"
        return
    for name in ("title", "link", "description"):
        if len(channel.findall(name)) != 1:
            yield None, f"the channel has {len(channel.findall(name))} elements {name}, not 1"
    if not is_web_address(channel.findtext("link")):
        yield None, "the link of the channel is no web address"
    yield from ((None, fault) for fault in _dates(channel, "lastBuildDate", "pubDate"))
    items = channel.findall("item")
    yield from repeated(item.findtext("guid") for item in items)
    for item in items:
        name = item.findtext("guid")
        yield from ((name, fault) for fault in _item(item))


def _item(item: Any) -> Iterator[str]:
    if item.find("title") is None and item.find("description") is None:
        yield "an item has neither title nor description"
    link = item.findtext("link")
    if link is not None and not is_web_address(link):
        yield f"the link of an item is no web address: {link}"
    guid = item.find("guid")
    if guid is None or not guid.text:
        yield "an item has no guid"
    elif guid.get("isPermaLink", "true") == "true" and not is_web_address(guid.text):
        yield "a guid that is a permalink is no web address"
    yield from _dates(item, "pubDate")
    enclosures = item.findall("enclosure")
    if len(enclosures) > 1:
        yield "an item has more than one enclosure"
    for enclosure in enclosures:
        length = enclosure.get("length", "")
        if not is_web_address(enclosure.get("url")) or not enclosure.get("type") or not length.isdigit():
            yield "an enclosure needs url, type and length"
    if len(item.findall(f"{_CONTENT}encoded")) > 1:
        yield "an item has more than one content:encoded"
    for creator in item.findall(_CREATOR):
        if not (creator.text or "").strip():
            yield "a dc:creator is empty"


def _dates(element: Any, *names: str) -> Iterator[str]:
    for name in names:
        text = element.findtext(name)
        if text is None:
            continue
        with suppress(ValueError):
            if parsedate_to_datetime(text) and re.search(r"\b\d{4}\b", text):
                continue
        yield f"{name} is no RFC 822 date with a year of four digits: {text}"
