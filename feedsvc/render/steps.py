"""What is done to a post's HTML before it is sanitised: named steps over one parsed tree, in this order.

Each step takes the tree and the URL of the post's page and changes the tree in place. A step has its own
golden pairs: files in `tests/golden/render` whose names begin with the step's name.
"""

from __future__ import annotations

from collections.abc import Callable

from selectolax.lexbor import LexborHTMLParser, LexborNode

from feedsvc.render.links import absolute, absolute_image, absolute_set

Step = Callable[[LexborHTMLParser, str], None]


def drop_hidden(tree: LexborHTMLParser, url: str) -> None:
    """Takes out what no reader shows; drawings leave their text, and `noscript` its content, because readers
    run no scripts."""
    for node in tree.css("script, style, template, title"):
        node.decompose()
    for node in tree.css("svg"):
        node.replace_with(node.text(separator=" ", strip=True))
    for node in tree.css("noscript"):
        node.unwrap()


def link_embeds(tree: LexborHTMLParser, url: str) -> None:
    """A frame becomes a paragraph that links to it; readers show no frames."""
    for node in tree.css("iframe, embed, object"):
        source = node.attributes.get("data" if node.tag == "object" else "src")
        address = absolute(source or "", url)
        if node.tag == "object" and node.text(strip=True):
            node.unwrap()
        elif address:
            link = tree.create_node("a")
            link.attrs["href"] = address
            link.insert_child(node.attributes.get("title") or address)
            paragraph = tree.create_node("p" if _may_hold_paragraph(node.parent) else "span")
            paragraph.insert_child(link)
            node.replace_with(paragraph)
        else:
            node.decompose()


def show_checkboxes(tree: LexborHTMLParser, url: str) -> None:
    """The boxes of a task list as characters: readers take form fields away."""
    for node in tree.css("input"):
        if (node.attributes.get("type") or "").lower() == "checkbox":
            node.replace_with("☑" if "checked" in node.attributes else "☐")


def absolute_links(tree: LexborHTMLParser, url: str) -> None:
    """Every address absolute; a link that leads nowhere keeps its text, a picture its description."""
    for node in tree.css("[href]"):
        _set(node, "href", absolute(node.attributes["href"] or "", url))
    for node in tree.css("[cite]"):
        _set(node, "cite", absolute(node.attributes["cite"] or "", url))
    for node in tree.css("[poster]"):
        _set(node, "poster", absolute_image(node.attributes["poster"] or "", url))
    for node in tree.css("[srcset]"):
        _set(node, "srcset", absolute_set(node.attributes["srcset"] or "", url))
    for node in tree.css("[src]"):
        _set(node, "src", absolute_image(node.attributes["src"] or "", url))
    for node in tree.css("a:not([href]):not([id]):not([name])"):
        node.unwrap()
    for node in tree.css("img:not([src])"):
        node.replace_with(node.attributes.get("alt") or "")


STEPS: tuple[Step, ...] = (drop_hidden, link_embeds, show_checkboxes, absolute_links)


def apply(steps: tuple[Step, ...], html: str, url: str) -> str:
    """`html` after `steps`, on one parse."""
    tree = LexborHTMLParser(html, is_fragment=True)
    for step in steps:
        step(tree, url)
    return tree.html or ""


def _set(node: LexborNode, name: str, value: str | None) -> None:
    if value is None:
        del node.attrs[name]
    elif value != node.attributes[name]:
        node.attrs[name] = value


def _may_hold_paragraph(parent: LexborNode | None) -> bool:
    return parent is None or parent.tag in (
        "-document",
        "div",
        "section",
        "article",
        "figure",
        "li",
        "td",
        "blockquote",
    )
