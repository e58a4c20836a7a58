"""What a page runs, frames or hides, as something that a reader shows."""

from __future__ import annotations

import re
from html import escape

from selectolax.lexbor import LexborNode

from feedsvc.render.links import MEDIA_SCHEMES, absolute
from feedsvc.render.page import Page, fragment
from feedsvc.render.players import player

_PERMALINKS = ", ".join(
    f"{heading} > a.{name}"
    for heading in ("h1", "h2", "h3", "h4", "h5", "h6")
    for name in (
        "headerlink",
        "header-anchor",
        "anchor",
        "heading-link",
        "heading-anchor",
        "anchor-link",
        "hash-link",
    )
)
_PERMALINK_SIGNS = ("headerlink", "anchor", "heading-link", "heading-anchor", "hash-link")
_CONTENTS_SIGN = re.compile(r"\[_?toc_?\]", re.IGNORECASE)
_CONTENTS_MARKS = frozenset(("[toc]", "[[toc]]", "@[toc]", "[[_toc_]]"))
# Scripts that show nothing that is not there without them.
_HELPER = re.compile(
    r"platform\.(?:twitter|x)\.com|instagram\.com/embed|iframely?\.|mathjax|katex|highlight|prism|pangu|adsbygoogle"
    r"|googletagmanager|google-analytics|connect\.facebook|embed\.bsky|player\.vimeo\.com/api",
    re.IGNORECASE,
)
# Titles that players' own snippets bring along.
_NO_TITLES = frozenset(
    ("", "youtube video player", "vimeo player", "embedded content", "spotify embed", "video")
)
_HOLDS_BLOCKS = frozenset(
    (
        "-document",
        "body",
        "div",
        "section",
        "article",
        "figure",
        "li",
        "td",
        "blockquote",
        "details",
        "main",
        "aside",
    )
)


def drop_hidden(page: Page) -> None:
    """Takes out what no reader shows: scripts and styles. Drawings leave their text, and `noscript` its
    content, because readers run no scripts."""
    if page.holds("<script", "<style", "<template", "<title"):
        for node in page.tree.css("script"):
            _drop_script(page, node)
        for node in page.tree.css("style, template, title"):
            node.decompose()
    if page.holds("<svg"):
        for node in page.tree.css("svg"):
            node.replace_with(node.text(separator=" ", strip=True))
    if page.holds("<noscript"):
        for node in page.tree.css("noscript"):
            node.unwrap()


def drop_signs(page: Page) -> None:
    """Takes out the signs beside headings, and the mark of a table of contents."""
    if page.holds(*_PERMALINK_SIGNS):
        for node in page.nodes(_PERMALINKS):
            # With an id it is what links lead to; its sign alone is dropped.
            if len((node.text() or "").strip()) <= 1 and not node.css_first("img"):
                _keep_id(node)
                node.decompose()
    if "[" in page.html and _CONTENTS_SIGN.search(page.html):
        for node in page.tree.css("p"):
            if (node.text() or "").strip().lower() in _CONTENTS_MARKS:
                node.decompose()


def link_embeds(page: Page) -> None:
    """A frame becomes a link to what it shows, with its picture where that is known; readers show no frames.
    Those of other sites stay where the settings trust them."""
    if not page.holds("<iframe", "<embed", "<object", "<lite-youtube", "<lite-vimeo"):
        return
    for node in page.tree.css("iframe, embed, object, lite-youtube, lite-vimeo"):
        if node.tag == "object" and (
            node.text(strip=True) or node.css_first("img, iframe, embed, video, audio")
        ):
            node.unwrap()
        elif (address := absolute(_address(node), page.url, MEDIA_SCHEMES)) is None:
            _leave_text(page, node)
        elif page.options.trusted and node.tag == "iframe":
            _keep_frame(node, address)
        else:
            _link(page, node, address)


def _drop_script(page: Page, node: LexborNode) -> None:
    address = absolute(node.attributes.get("src") or "", page.url, MEDIA_SCHEMES)
    if address and player(address):
        _link(page, node, address)
        return
    if address:
        shows = _HELPER.search(address) is None
        page.notice("script", f"script left out: {address[:100]}", node.attributes["src"] or "", loss=shows)
    elif "json" not in (kind := node.attributes.get("type") or "") and not kind.startswith("math/"):
        code = (node.text() or "").strip()
        page.notice("script", "script left out", code.partition("\n")[0], loss=True)
    node.decompose()


def _keep_id(link: LexborNode) -> None:
    heading, name = link.parent, link.attributes.get("id") or link.attributes.get("name")
    if heading is not None and name and not heading.attributes.get("id"):
        heading.attrs["id"] = name


def _address(node: LexborNode) -> str:
    attributes = node.attributes
    if str(node.tag).startswith("lite-"):
        name = attributes.get("videoid") or ""
        on = (
            "https://www.youtube.com/embed/"
            if node.tag == "lite-youtube"
            else "https://player.vimeo.com/video/"
        )
        return on + name if name else ""
    return attributes.get("data" if node.tag == "object" else "src") or ""


def _leave_text(page: Page, node: LexborNode) -> None:
    page.notice("frame", "frame without an address left out", _address(node), loss=True)
    node.replace_with(node.text() or "")


def _keep_frame(node: LexborNode, address: str) -> None:
    if address.startswith("http:"):
        address = "https:" + address[5:]  # a reader's own page is https, and would not load it
    node.attrs["src"] = address


def _link(page: Page, node: LexborNode, address: str) -> None:
    title = " ".join((node.attributes.get("title") or "").split())
    if title.lower() in _NO_TITLES:
        title = " ".join((node.text() or "").split()) if str(node.tag).startswith("lite-") else ""
    found = player(address)
    if found is None:
        label, target, picture = title or address, address, ""
        page.notice("frame", f"frame shown as a link: {address[:100]}", _address(node))
    else:
        label = found.label(title)
        target = found.page
        picture = f'<img src="{escape(found.picture)}" alt=""><br>' if found.picture else ""
        page.notice(
            "frame", f"{found.name} shown as a link: {target}", _address(node), target.rpartition("=")[2]
        )
    link = f'<a href="{escape(target)}">{picture}{escape(label, quote=False)}</a>'
    parent = node.parent
    block = parent is None or parent.tag in _HOLDS_BLOCKS
    node.replace_with(fragment(f"<p>{link}</p>" if block else link), move=True)
