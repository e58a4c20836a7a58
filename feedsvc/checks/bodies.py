"""Rules about the text of posts as readers get it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from feedsvc.checks.checked_record import CheckedRecord
from feedsvc.checks.finding import Finding, finding
from feedsvc.checks.link_targets import LinkTargets, WrittenAddress, lines_of
from feedsvc.formats.entry import ORIGIN
from feedsvc.render.placeholders import POST, TITLED

_RAW_TAG = re.compile(r"\{\{[<%].{0,200}?[%>]\}\}|\{%-?\s*\w.{0,200}?%\}", re.DOTALL)
_SCRIPT = re.compile(r"<script\b|\son\w+\s*=\s*[\"']|(?:href|src)\s*=\s*[\"']?\s*javascript:", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_ADDRESSES = {"href": "a, area", "src": "img, audio, video, source, iframe", "poster": "video"}


class Bodies:
    """Checks bodies. `resolved` gives the address that the placeholder for another post's URL becomes,
    None where it is no link."""

    def __init__(self, site: LinkTargets, entry_size: int, resolved: Callable[[str], str | None]) -> None:
        self._site, self._entry_size, self._resolved = site, entry_size, resolved

    def check(self, record: CheckedRecord, url: str, html: str, excerpt: str, text: str) -> Iterator[Finding]:
        """Findings about one live post: its URL, body and excerpt, and its text as written."""
        first = record.lines.get("text", record.first_line or 1)
        if not excerpt:
            yield finding("empty-excerpt", "the post has no excerpt", record.file, record.line("text"))
        for name in self._site.missing(record):
            is_image = name == record.post.image
            rule, field = ("missing-image", "image") if is_image else ("dead-link", "enclosures")
            what = "picture" if is_image else "enclosure"
            yield finding(rule, f"the {what} {name} leads to nothing", record.file, record.line(field))
        size = len(html.encode())
        if size > self._entry_size * 1024:
            message = f"{size // 1024} KiB of HTML, more than {self._entry_size}"
            yield finding("large-entry", message, record.file, record.line("text"))
        if "{" in html:
            yield from self._raw_tags(record, html, text, first)
        if "<" not in html:
            return
        tree = LexborHTMLParser(html, is_fragment=True)
        yield from self._safety(record, tree, html)
        written = self._site.written(record, url, text)
        for node in tree.css("a[href], img, audio[src], video[src], source[src]"):
            yield from self._link(record, node, url, written, text)

    def _link(
        self, record: CheckedRecord, node: LexborNode, url: str, written: dict[str, WrittenAddress], text: str
    ) -> Iterator[Finding]:
        first = record.lines.get("text", record.first_line or 1)
        is_media = node.tag != "a"
        address = node.attributes.get("src" if is_media else "href") or ""
        place, _, _ = address.partition("#")
        given = written.get(unquote(place))
        line = given.line if given else None
        shown = given.address if given else unquote(place).replace(ORIGIN, "/").replace("/~site/", "/")
        if node.tag == "img" and not (node.attributes.get("alt") or "").strip():
            yield finding("image-alt", f"no text for the picture {shown}", record.file, line or first)
        if address.startswith((POST, TITLED)):
            target = self._resolved(address)
            place = (target or "").partition("#")[0]
            is_dead = target is None or self._site.is_dead(place, url, record, given, is_media=False)
            shown = shown.partition("?")[0].replace("/~post/", "").replace("/~titled/", "")
            line = line or lines_of(text, shown.rpartition("/")[2], first)
        else:
            is_dead = self._site.is_dead(place, url, record, given, is_media=is_media)
        if is_dead:
            rule, what = ("missing-image", "picture") if node.tag == "img" else ("dead-link", "link")
            yield finding(rule, f"the {what} {shown} leads to nothing", record.file, line or first)

    def _raw_tags(self, record: CheckedRecord, html: str, text: str, first: int) -> Iterator[Finding]:
        tree = LexborHTMLParser(html, is_fragment=True)
        for node in tree.css("pre, code, annotation, math"):
            node.decompose()
        body = tree.body or tree.root
        for match in _RAW_TAG.finditer(body.text() if body else ""):
            tag = " ".join(match[0].split())
            yield finding("raw-tag", f"readers see {tag}", record.file, lines_of(text, match[0], first))

    def _safety(self, record: CheckedRecord, tree: LexborHTMLParser, html: str) -> Iterator[Finding]:
        if _SCRIPT.search(html) and tree.css_first("script, [onclick], [onload], [onerror]"):
            yield finding("unsafe-content", "the body holds a script", record.file, record.line("text"))
        for attribute, tags in _ADDRESSES.items():
            for node in tree.css(tags):
                address = node.attributes.get(attribute)
                if address and not _SCHEME.match(address) and not address.startswith("#"):
                    message = f"the address {address} is not absolute"
                    yield finding("unsafe-content", message, record.file, record.line("text"))
