"""What is done to a post's HTML before it is sanitised: named steps over one parsed tree, in this order.

Each step takes the page and changes its tree in place. A step has its own golden pairs: files in
`tests/golden/render` whose names begin with the step's name.
"""

from __future__ import annotations

from collections.abc import Callable

from selectolax.lexbor import LexborNode

from feedsvc.render.asset_links import link_assets
from feedsvc.render.code import plain_code
from feedsvc.render.embeds import drop_hidden, drop_signs, link_embeds
from feedsvc.render.images import plain_images
from feedsvc.render.links import absolute, absolute_image, absolute_set
from feedsvc.render.math import plain_math
from feedsvc.render.notes import drop_empty, own_ids, show_checkboxes, show_notes
from feedsvc.render.page import Page, Step
from feedsvc.render.references import link_posts

__all__ = ["STEPS", "apply"]


_FRAMES = ("<object", "<lite-", "<amp-")  # of which links and pictures are made


def absolute_links(page: Page) -> None:
    """Every address absolute; a link that leads nowhere keeps its text, a picture its description."""
    tree, url, kept = page.tree, page.url, page.options.fragments == "kept"
    for node in page.nodes("[href], [src]") if page.holds("href", "src", *_FRAMES) else ():
        attributes = node.attributes
        if "src" in attributes:
            _set(node, "src", attributes["src"], absolute_image(attributes["src"] or "", url))
        if "href" in attributes:
            address = attributes["href"]
            if not (kept and address and address[0] == "#" and len(address) > 1):
                _set(node, "href", address, absolute(address or "", url))
    if page.holds("cite=", "poster=", "srcset="):
        for node in tree.css("[cite]"):
            cited = node.attributes["cite"]
            _set(node, "cite", cited, absolute(cited or "", url))
        for node in tree.css("[poster]"):
            poster = node.attributes["poster"]
            _set(node, "poster", poster, absolute_image(poster or "", url))
        for node in tree.css("[srcset]"):
            candidates = node.attributes["srcset"]
            _set(node, "srcset", candidates, absolute_set(candidates or "", url))
    for node in tree.css("a:not([href]):not([id]):not([name])") if page.holds("<a") else ():
        page.notice("link", f"link to nowhere: {(node.text() or '').strip()[:60]}", node.text() or "")
        node.unwrap()
    for node in tree.css("img:not([src])") if page.holds("<img", "<amp-") else ():
        alt = node.attributes.get("alt") or ""
        page.notice("image", f"picture without an address left out: {alt[:60]}", alt, loss=True)
        node.replace_with(alt)


STEPS: tuple[Step, ...] = (
    plain_math,
    plain_code,
    plain_images,
    drop_hidden,
    drop_signs,
    link_embeds,
    show_checkboxes,
    show_notes,
    link_assets,
    link_posts,
    own_ids,
    absolute_links,
    drop_empty,
)


def apply(steps: tuple[Step, ...], page: Page, watch: Callable[[str, str], None] | None = None) -> str:
    """The page's HTML after `steps`; `watch` is told each step's name and the HTML after it."""
    for step in steps:
        step(page)
        if watch is not None:
            watch(step.__name__, page.tree.html or "")
    return page.tree.html or ""


def _set(node: LexborNode, name: str, old: str | None, value: str | None) -> None:
    if value is None:
        del node.attrs[name]
    elif value != old:
        node.attrs[name] = value
