"""What JSON Feed 1.1 (jsonfeed.org) asks of a document."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from feedsvc.checks.fault import Fault, is_date, is_web_address, repeated

_VERSIONS = ("https://jsonfeed.org/version/1.1", "https://jsonfeed.org/version/1")


def faults(body: bytes) -> Iterator[Fault]:
    """What is wrong with a JSON Feed. Raises `ValueError` where it cannot be read."""
    try:
        feed = json.loads(body)
    except ValueError as error:
        raise ValueError(f"no JSON: {error}") from None
    if not isinstance(feed, dict) or feed.get("version") not in _VERSIONS:
        yield None, "version is not that of JSON Feed"
        return
    if not isinstance(feed.get("title"), str) or not feed["title"]:
        yield None, "the feed has no title"
    yield from ((None, fault) for fault in _addresses(feed, "home_page_url", "feed_url", "next_url", "icon"))
    if feed.get("next_url") is not None and feed.get("next_url") == feed.get("feed_url"):
        yield None, "next_url is the feed itself"
    items = feed.get("items")
    if not isinstance(items, list):
        yield None, "the feed has no list of items"
        return
    yield from repeated(item.get("id") for item in items if isinstance(item, dict))
    for item in items:
        if not isinstance(item, dict):
            yield None, "an item is no object"
            continue
        name = item.get("id")
        yield from ((str(name), fault) for fault in _item(item))


def _item(item: dict[str, Any]) -> Iterator[str]:
    if not isinstance(item.get("id"), str) or not item["id"]:
        yield "an item has no id, or one that is no text"
    if not isinstance(item.get("content_html"), str) and not isinstance(item.get("content_text"), str):
        yield "an item has neither content_html nor content_text"
    yield from _addresses(item, "url", "external_url", "image", "banner_image")
    for name in ("date_published", "date_modified"):
        if name in item and not is_date(item[name]):
            yield f"{name} is no RFC 3339 date: {item[name]}"
    tags = item.get("tags", [])
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        yield "tags is no list of texts"
    for author in item.get("authors", []):
        if not isinstance(author, dict) or not any(author.get(name) for name in ("name", "url", "avatar")):
            yield "an author has neither name, url nor avatar"
    for attachment in item.get("attachments", []):
        if not is_web_address(attachment.get("url")) or not attachment.get("mime_type"):
            yield "an attachment needs url and mime_type"


def _addresses(values: dict[str, Any], *names: str) -> Iterator[str]:
    for name in names:
        if name in values and not is_web_address(values[name]):
            yield f"{name} is no web address: {values[name]}"
