"""Pictures that a script was to load, made plain."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from feedsvc.render.links import absolute_image
from feedsvc.render.page import Page

# Where scripts find the address of a picture that is to come when it is looked at.
_LATER = (
    "data-src",
    "data-original",
    "data-lazy-src",
    "data-lazy",
    "data-echo",
    "data-actualsrc",
    "data-original-src",
    "data-orig-file",
    "data-hi-res-src",
    "data-url",
    "lazy-src",
    "lazyload",
)
_LATER_SETS = ("data-srcset", "data-lazy-srcset", "data-original-set")
_NAMES = frozenset((*_LATER, *_LATER_SETS, "loading", "data-sizes", "data-lazy-sizes"))
_SIGNS = ("data-", "lazy", "loading=", "<noscript", "<amp-", "emoji")


def plain_images(page: Page) -> None:
    """Pictures, players and frames get the address that a script would have given them, and lose their twins
    in `noscript`; an emoji that was drawn as a picture is a character again."""
    if page.holds("<img"):
        for node in page.tree.css("img"):
            _notice_missing_text(page, node)
    if not page.holds(*_SIGNS):
        return
    for node in page.tree.css("amp-img, amp-anim"):
        node.replace_with(_image_like(page, node), move=True)
    for node in page.tree.css("img, source, video, audio, iframe"):
        _load(node)
    for node in page.nodes("img.emoji[alt], img.emojione[alt]"):
        if not (alt := node.attributes["alt"] or "").isascii():
            node.replace_with(alt)
    for node in page.tree.css("noscript"):
        _one_of_twins(page, node)


def _notice_missing_text(page: Page, node: LexborNode) -> None:
    alt = node.attributes.get("alt")
    # Markdown has no way to say that a picture means nothing; HTML says it with an empty text.
    if alt is None or (not alt.strip() and page.post.html is None):
        address = node.attributes.get("src") or ""
        page.notice("image", f"picture without a text: {address[:100]}", address)


def _image_like(page: Page, node: LexborNode) -> LexborNode:
    image = page.tree.create_node("img")
    for name, value in node.attributes.items():
        if name in ("src", "srcset", "alt", "width", "height", "title"):
            image.attrs[name] = value or ""
    return image


def _load(node: LexborNode) -> None:
    attributes = node.attributes
    if not _NAMES.intersection(attributes):
        return
    address = next((value for name in _LATER if (value := attributes.get(name)) and _is_address(value)), None)
    if address:
        node.attrs["src"] = address
    candidates = next((value for name in _LATER_SETS if (value := attributes.get(name))), None)
    if candidates:
        node.attrs["srcset"] = candidates
    for name in _NAMES.intersection(attributes):
        del node.attrs[name]
    if attributes.get("sizes") == "auto":
        del node.attrs["sizes"]


def _is_address(value: str) -> bool:
    return value.lower() not in ("true", "false", "lazy", "auto", "1", "0")


def _one_of_twins(page: Page, twin: LexborNode) -> None:
    """`noscript` beside the picture it is the twin of: one of the two goes, the one that shows less."""
    inner = twin.css("img")
    lazy = _beside(twin)
    if len(inner) != 1 or lazy is None or (twin.text() or "").strip():
        return
    shown = absolute_image(inner[0].attributes.get("src") or "", page.url)
    if shown is None:
        twin.decompose()
    elif (own := absolute_image(lazy.attributes.get("src") or "", page.url)) is None or own.startswith(
        "data:"
    ):
        lazy.decompose()
    elif own == shown or "lazy" in (lazy.attributes.get("class") or ""):
        twin.decompose()


def _beside(node: LexborNode) -> LexborNode | None:
    for direction in ("prev", "next"):
        near = getattr(node, direction)
        while near is not None and near.tag == "-text" and not (near.text() or "").strip():
            near = getattr(near, direction)
        if near is not None and near.tag == "img":
            return near  # type: ignore[no-any-return]
    return None
