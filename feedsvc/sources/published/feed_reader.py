"""Feeds of other publishers: Atom (RFC 4287, and 0.3), RSS (0.9 to 2.0, and RDF), JSON Feed (1 and 1.1).

lxml reads the XML: it forgives what real feeds get wrong and gives an id byte for byte, where parsers made
for feeds resolve or unescape it. It opens no entity and no address.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from lxml import etree
from lxml import html as html_tree

from feedsvc.errors import Origin, RecordError
from feedsvc.posts.text import clean, one_line
from feedsvc.sources.json_text import JsonError, checked_object, decode_document
from feedsvc.sources.published.published_post import PublishedPost, PublishedPosts, time_of

LONGEST = 64 * 1024 * 1024  # bytes of one document
_HREF, _TYPE, _REL = "href", "type", "rel"


def xml_parser(**options: Any) -> dict[str, Any]:
    """How XML of others is read: no entity and no address is opened, no text is endless."""
    safe = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
    return safe | options


def read_feed(data: bytes, name: str) -> PublishedPosts:
    """The entries of a feed; `name` is its file or address. Raises `RecordError` for what is none."""
    origin = Origin(name)
    if len(data) > LONGEST:
        raise RecordError(origin, None, f"more than {LONGEST >> 20} MiB; no feed is that long")
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _json_feed(data, name)
    try:
        root = etree.fromstring(data.lstrip(), etree.XMLParser(**xml_parser(recover=True)))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise RecordError(origin, None, f"no feed: {error}") from None
    kind = _name(root) if root is not None else ""
    if kind not in ("feed", "rss", "RDF"):
        raise RecordError(
            origin, None, "no feed; Atom, RSS, JSON Feed and exports of WordPress and Ghost are read"
        )
    head = root if kind != "rss" else next(iter(_children(root, "channel")), root)
    base = name if "://" in name else ""
    found = PublishedPosts(name, generator=_text(head, "generator"))
    links = [
        *_children(head, "link"),
        *(link for channel in _children(root, "channel") for link in _children(channel, "link")),
    ]
    found.addresses = tuple(
        dict.fromkeys(urljoin(base, link.get(_HREF, "")) for link in links if link.get(_REL) == "self")
    )
    by_rel = {link.get(_REL): link.get(_HREF, "") for link in links}
    following = by_rel.get("prev-archive") or by_rel.get("next") or ""
    found.next_page = urljoin(base, following) if following else ""
    items = (
        _children(root, "item") if kind == "RDF" else _children(head, "entry" if kind == "feed" else "item")
    )
    own = _authors(head) if kind == "feed" else ()
    for item in items:
        post = _entry(item, base, own) if kind == "feed" else _item(item, base)
        if post.id:
            found.posts.append(post)
        else:
            found.left_out["entries without an id or a link"] += 1
    return found


def _entry(entry: Any, base: str, authors: tuple[str, ...]) -> PublishedPost:
    base = urljoin(base, entry.base or "")
    links = [(link.get(_REL) or "alternate", link) for link in _children(entry, "link")]
    url = next((link.get(_HREF, "") for rel, link in links if rel == "alternate"), "")
    content = next(iter(_children(entry, "content")), None)
    summary = next(iter(_children(entry, "summary")), None)
    whole = _markup(content) if content is not None else ""
    updated = time_of(_text(entry, "updated") or _text(entry, "modified"))
    url = urljoin(base, url) if url else ""
    return PublishedPost(
        id=_text(entry, "id") or url,
        url=url,
        title=_title(next(iter(_children(entry, "title")), None)),
        published=time_of(_text(entry, "published") or _text(entry, "issued")) or updated,
        updated=updated,
        html=whole or (_markup(summary) if summary is not None else ""),
        is_whole=bool(whole),
        tags=tuple(
            filter(
                None, (one_line(c.get("label") or c.get("term") or "") for c in _children(entry, "category"))
            )
        ),
        authors=_authors(entry) or authors,
        enclosures=tuple(
            _enclosure(link.get(_HREF), link, base) for rel, link in links if rel == "enclosure"
        ),
    )


def _item(item: Any, base: str) -> PublishedPost:
    url = _text(item, "link") or next((link.get(_HREF, "") for link in _children(item, "link")), "")
    url = urljoin(base, url) if url else ""
    guid = next(iter(_children(item, "guid")), None)
    given = (guid.text or "").strip() if guid is not None else ""
    if not url and guid is not None and guid.get("isPermaLink", "true") == "true":
        url = given
    whole = _text(item, "encoded")
    return PublishedPost(
        id=given or item.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about", "") or url,
        url=url,
        title=_title(next(iter(_children(item, "title")), None)),
        published=time_of(_text(item, "pubDate") or _text(item, "date")),
        updated=time_of(_text(item, "updated") or _text(item, "modified")),
        html=whole or _text(item, "description"),
        is_whole=bool(whole),
        tags=tuple(filter(None, (one_line("".join(c.itertext())) for c in _children(item, "category")))),
        authors=tuple(filter(None, (_text(item, "creator") or _person(_text(item, "author")),))),
        enclosures=tuple(_enclosure(part.get("url"), part, base) for part in _children(item, "enclosure")),
    )


def _json_feed(data: bytes, name: str) -> PublishedPosts:
    origin = Origin(name)
    try:
        feed = checked_object(decode_document(data))
    except JsonError as error:
        raise RecordError(Origin(name, error.line), None, str(error)) from None
    if "jsonfeed.org/version/" not in str(feed.get("version")) or not isinstance(feed.get("items"), list):
        raise RecordError(origin, None, "no JSON Feed: it has no version of one, or no list of items")
    found = PublishedPosts(name, addresses=tuple(filter(None, (_word(feed.get("feed_url")),))))
    found.next_page = urljoin(name if "://" in name else "", _word(feed.get("next_url")))
    found.next_page = found.next_page if feed.get("next_url") else ""
    for item in feed["items"]:
        if not isinstance(item, dict) or not (_word(item.get("id")) or _word(item.get("url"))):
            found.left_out["entries without an id or a link"] += 1
            continue
        html, text = _word(item.get("content_html")), _word(item.get("content_text"))
        people = item.get("authors") or ([item["author"]] if item.get("author") else [])
        tags = item.get("tags")
        found.posts.append(
            PublishedPost(
                id=_word(item.get("id")) or _word(item.get("url")),
                url=_word(item.get("url")),
                title=one_line(_word(item.get("title"))),
                published=time_of(item.get("date_published")),
                updated=time_of(item.get("date_modified")),
                html=html or _paragraphs(text) or _word(item.get("summary")),
                is_whole=bool(html or text),
                tags=tuple(map(_word, tags)) if isinstance(tags, list) else (),
                authors=tuple(_word(p.get("name")) for p in people if isinstance(p, dict) and p.get("name")),
                language=_word(item.get("language")),
                image=_word(item.get("image")),
                enclosures=tuple(
                    {"url": part["url"], "type": _word(part.get("mime_type"))}
                    for part in item.get("attachments") or ()
                    if isinstance(part, dict) and isinstance(part.get("url"), str)
                ),
            )
        )
    return found


def _word(value: object) -> str:
    return clean(str(value)) if isinstance(value, str | int | float) else ""


def _paragraphs(text: str) -> str:
    from html import escape

    return "\n".join(f"<p>{escape(part, quote=False)}</p>" for part in text.split("\n\n") if part.strip())


def _name(element: Any) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _children(element: Any, name: str) -> Iterator[Any]:
    return (child for child in element if _name(child) == name)


def _text(element: Any, name: str) -> str:
    """The text of the first child of this name that has any."""
    found = ("".join(child.itertext()).strip() for child in _children(element, name))
    return clean(next((text for text in found if text), ""))


def _markup(element: Any) -> str:
    """The HTML of an Atom text construct (RFC 4287, 3.1) or content (4.1.3)."""
    kind = element.get(_TYPE, "text")
    if kind == "xhtml" or kind.endswith(("+xml", "/xml")):
        inner = next((child for child in element if _name(child) == "div"), element)
        parts = [inner.text or "", *(etree.tostring(child, encoding="unicode") for child in inner)]
        return clean("".join(parts).replace(' xmlns="http://www.w3.org/1999/xhtml"', "").strip())
    text = clean("".join(element.itertext()).strip())
    return (
        text
        if kind in ("html", "text/html", "application/octet-stream") or "<" in text
        else _paragraphs(text)
    )


def _title(element: Any) -> str:
    return "" if element is None else plain_title("".join(element.itertext()).strip())


def plain_title(text: str) -> str:
    """A title without its tags, as readers show it."""
    return one_line(clean(words_of(text) if "<" in text or "&" in text else text))


def words_of(html: str) -> str:
    """The text of HTML, without its tags."""
    if not html.strip():
        return ""
    try:
        return str(html_tree.fragment_fromstring(html, create_parent="div").text_content())
    except (etree.ParserError, ValueError):
        return html


def _authors(element: Any) -> tuple[str, ...]:
    return tuple(name for person in _children(element, "author") if (name := one_line(_text(person, "name"))))


def _person(author: str) -> str:
    """The name in RSS' `address (name)`."""
    return author.partition("(")[2].rstrip(")").strip() or author


def _enclosure(url: str | None, part: Any, base: str) -> dict[str, str | int]:
    found: dict[str, str | int] = {"url": urljoin(base, url or "")}
    if part.get(_TYPE):
        found["type"] = part.get(_TYPE)
    if (part.get("length") or "").isdecimal():
        found["length"] = int(part.get("length"))
    return found
