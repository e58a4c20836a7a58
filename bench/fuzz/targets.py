"""The targets: each takes bytes, and raises where a promise is broken. What refuses an input is no fault."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from random import Random
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

from selectolax.lexbor import LexborHTMLParser

from feedsvc.errors import Origin, RecordError
from feedsvc.feed_formats import FORMATS
from feedsvc.formats.entry import Head, Part
from feedsvc.formats.fragments import document
from feedsvc.posts.make import PostOptions, make_post
from feedsvc.posts.post import Post
from feedsvc.posts.record import Record
from feedsvc.posts.text import clean
from feedsvc.posts.variant import Variant
from feedsvc.render.limits import MAX_DEPTH
from feedsvc.render.options import RenderOptions
from feedsvc.render.page import mark_of
from feedsvc.render.render import Renderer
from feedsvc.sources.front_matter import split
from feedsvc.sources.json_text import JsonError, checked_object, decode_document
from feedsvc.sync.entries import EntryJob, EntryRenderer
from feedsvc.web import negotiation, preconditions
from feedsvc.web.request_reader import LARGEST_BODY, LARGEST_HEAD, SLICE, RequestReader

URL = "https://blog.example.org/posts/a/"
VARIANTS = {
    "commonmark": Variant(smart=True),
    "goldmark": Variant(parser="goldmark", raw_html="omitted", smart=True),
    "kramdown": Variant(parser="kramdown", smart=True),
    "marked": Variant(parser="marked", hard_breaks=True),
    "python-markdown": Variant(engine="python-markdown"),
}
_OPTIONS = PostOptions(zone=ZoneInfo("UTC"), language="en", url="https://blog.example.org/")
_SCRIPT = re.compile(r"^\s*(?:javascript|vbscript|data(?!:image/)):", re.IGNORECASE)
_NUMBERS = Random(0)


class BrokenPromiseError(AssertionError):
    """What a target must never do."""


def front_matter(data: bytes) -> None:
    """A Markdown file: split and made a post, or rejected in words."""
    text = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    try:
        front = split(text, Origin("a.md"))
        if len(front.body) > len(text):
            raise BrokenPromiseError("the text grew")
        _make({**front.fields, "content": front.body})
    except RecordError as error:
        _in_words(error)


def record(data: bytes) -> None:
    """A line of JSON: made a post, or rejected in words."""
    try:
        _make(checked_object(decode_document(data)))
    except (RecordError, JsonError) as error:
        _in_words(error)


def _make(fields: dict[str, object]) -> None:
    record = Record(key="a", origin=Origin("a.md", 1), fields=fields)
    try:
        post = make_post(record, _OPTIONS)
    except RecordError:
        # Again with a date, so that what lies behind it is reached.
        dated = {
            name: value for name, value in fields.items() if not name.lower().startswith(("date", "publ"))
        }
        post = make_post(
            Record(key="a", origin=Origin("a.md", 1), fields={**dated, "date": "2026-01-01"}), _OPTIONS
        )
    for notice in post.notices:
        _in_words_text(str(notice))


def _in_words(error: Exception) -> None:
    _in_words_text(str(error))


def _in_words_text(text: str) -> None:
    if not text or "Traceback" in text:
        raise BrokenPromiseError(f"told as {text!r}")


def text(variant: str, data: bytes) -> None:
    """A post's text: rendered as entries that parse, with nothing in them that runs, or rejected."""
    markdown = clean(data.decode("utf-8", "replace"))
    _entry(Post(**_POST, markdown=markdown, variant=VARIANTS[variant]))


def shortcodes(data: bytes) -> None:
    """A text with the tags of one generator, by its first byte."""
    tags = ("hexo", "jekyll", "hugo", "pelican", "zola")[data[0] % 5] if data else "hexo"
    markdown = clean(data[1:].decode("utf-8", "replace"))
    _entry(Post(**_POST, markdown=markdown, variant=replace(VARIANTS["commonmark"], tags=tags)))


def excerpt(data: bytes) -> None:
    """The excerpt of a text by each rule: no longer than its first byte says, nothing that runs in it."""
    text, limit = clean(data[1:].decode("utf-8", "replace")), 1 + data[0] if data else 1
    for rule in ("rendered", "source"):
        renderer = Renderer(RenderOptions(rule=rule, limit=limit))
        try:
            made = renderer.render(Post(**_POST, markdown=text), URL)
        except RecordError as error:
            _in_words(error)
            continue
        if len(made.excerpt) > limit + len("...") and "<!--" not in text:
            raise BrokenPromiseError(f"{rule}: {len(made.excerpt)} for {limit}")
        _harmless(made.shown_excerpt.html)


def html(data: bytes) -> None:
    """The same for a text that is HTML."""
    _entry(Post(**_POST, html=clean(data.decode("utf-8", "replace"))))


_POST = {"key": "a", "origin": Origin("a.md"), "slug": "a", "published": datetime(2026, 1, 1, tzinfo=UTC)}
_RENDERER = EntryRenderer(RenderOptions())
_HEAD = Head(id="tag:a,2026:a", title="A", page=URL, self=URL, updated=datetime(2026, 1, 1, tzinfo=UTC))


def _entry(post: Post) -> None:
    made = _RENDERER(EntryJob(post, "tag:blog.example.org,2026:a", URL, 0, 0, with_source=True))
    if isinstance(made, RecordError):
        _in_words(made)
        return
    for feed_format in FORMATS:
        part = Part(made.fragments[feed_format.name], made.rendered.html, made.entry.markdown)
        written = document(feed_format, _HEAD, [part])
        (ElementTree.fromstring if feed_format.is_xml else json.loads)(written)
    _harmless(made.rendered.html)


def _harmless(body: str) -> None:
    tree = LexborHTMLParser(body, is_fragment=True)
    mark = mark_of(URL)
    deepest = 0
    for node in tree.css("*"):
        if node.tag in ("script", "style", "object", "embed", "base", "meta", "link", "form", "iframe"):
            raise BrokenPromiseError(f"<{node.tag}> in the body")
        for name, value in node.attributes.items():
            if name.startswith("on") or name in ("style", "srcdoc", "formaction"):
                raise BrokenPromiseError(f"{name} in the body")
            if name in ("href", "src", "cite", "poster", "xlink:href") and _SCRIPT.match(value or ""):
                raise BrokenPromiseError(f"{name}={value!r}")
            if name in ("id", "name") and value and not value.endswith(f"-{mark}"):
                raise BrokenPromiseError(f"{name}={value!r} is not the post's own")
        depth, at = 0, node.parent
        while at is not None and depth <= 2 * MAX_DEPTH:
            depth, at = depth + 1, at.parent
        deepest = max(deepest, depth)
    if deepest > 2 * MAX_DEPTH:
        raise BrokenPromiseError("nested too deep")


def fields(data: bytes) -> None:
    """Header fields of requests: read, whatever they say."""
    for line in data.decode("latin-1").split("\n"):
        negotiation.coding(line)
        negotiation.tags(line)
        negotiation.asks_for_feed_delta(line)
        negotiation.feed_file(line)
        preconditions.seconds(line)
        for tag in negotiation.tags(line):
            negotiation.is_version(tag, "0123456789abcdef")


def connection(data: bytes) -> None:
    """A stream: read the same, however it is cut, and never kept beyond the bounds."""
    whole, pieces = _requests(data, len(data) or 1), _requests(data, _NUMBERS.randint(1, 97))
    if whole != pieces:
        raise BrokenPromiseError(f"cut, it reads as {pieces}, whole as {whole}")


def _requests(data: bytes, size: int) -> list[object]:
    reader, found = RequestReader(), []
    waiting, at = b"", 0
    while (at < len(data) or waiting) and reader.refusal is None:
        waiting += data[at : at + size]
        at += size
        requests, waiting = reader.read(waiting)
        found += [
            (
                *(request.environ[name] for name in ("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING")),
                request.keeps,
            )
            for request in requests
        ]
        if requests and not requests[-1].keeps:
            return found
        if reader.held > max(LARGEST_HEAD, LARGEST_BODY) + 2 * SLICE:
            raise BrokenPromiseError(f"{reader.held} bytes are held")
    return [*found, reader.refusal.code if reader.refusal else None]


TARGETS: dict[str, Callable[[bytes], None]] = {
    "front-matter": front_matter,
    "record": record,
    **{name: partial(text, name) for name in VARIANTS},
    "html": html,
    "shortcodes": shortcodes,
    "excerpt": excerpt,
    "fields": fields,
    "connection": connection,
}
