"""Task lists, notes set apart from the text, footnotes, and boxes with nothing in them."""

from __future__ import annotations

import re
from urllib.parse import unquote

from selectolax.lexbor import LexborNode

from feedsvc.render.page import Page, classes, fragment

_ALERT = re.compile(r"\s*\[!(\w{2,20})\][+-]?[ \t]*([^\n]*)\n?")
# Ids of footnotes and of the places that refer to them: Markdown, kramdown, Goldmark, GitHub, Pandoc, Sphinx.
_FOOTNOTE = re.compile(
    r"(?:user-content-)?(?:fn|fnref|footnote|footnote-ref|footnote-reference|cite_note|cite_ref)\d*(?:[-:_.].*)?"
)
_BOXES = frozenset(
    """
    p div span section article header footer aside figure figcaption blockquote ul ol li dl pre
    em strong b i u s del mark small sub sup font center h1 h2 h3 h4 h5 h6
    """.split()  # noqa: SIM905 (a table is easier to read)
)
_KEEP = "[id], [name], ol > li"  # the items after it count on


def show_checkboxes(page: Page) -> None:
    """The boxes of a task list as characters: readers take form fields away."""
    if not page.holds("<input"):
        return
    for node in page.tree.css("input"):
        if (node.attributes.get("type") or "").lower() == "checkbox":
            after = node.next
            blank = "" if after is None or after.tag != "-text" or (after.text() or " ")[0].isspace() else " "
            node.replace_with(("☑" if "checked" in node.attributes else "☐") + blank)


def show_notes(page: Page) -> None:
    """A note, tip or warning as a quotation that begins with its kind: without a style sheet nothing else
    would tell it from the text around it."""
    if page.holds("admonition"):
        for node in page.tree.css("div.admonition, aside.admonition"):
            _quote(page, node)
    if "[!" in page.html:
        for first in page.tree.css("blockquote > p:first-child"):
            _show_alert(first)


def _quote(page: Page, node: LexborNode) -> None:
    title = next((child for child in node.iter() if "admonition-title" in classes(child)), None)
    if title is not None and title.css_first("strong") is None:
        strong = page.tree.create_node("strong")
        for child in list(title.iter(include_text=True)):
            strong.insert_child(child, move=True)
        title.insert_child(strong, move=True)
    quote = page.tree.create_node("blockquote")
    quote.attrs["class"] = node.attributes["class"]
    for child in list(node.iter(include_text=True)):
        quote.insert_child(child, move=True)
    node.replace_with(quote, move=True)


def _show_alert(first: LexborNode) -> None:
    """`[!NOTE]` at the beginning of a quotation, as GitHub and Obsidian read it."""
    begin = first.first_child
    if begin is None or begin.tag != "-text" or not (found := _ALERT.match(begin.text() or "")):
        return
    name = found[2].strip() or found[1].capitalize()
    rest = (begin.text() or "")[found.end() :]
    title = fragment("<p class=admonition-title><strong></strong></p>")
    strong = title.css_first("strong")
    assert strong is not None
    strong.insert_child(name)
    quote = first.parent
    if quote is not None:
        quote.attrs["class"] = f"admonition {found[1].lower()}"
    first.insert_before(title, move=True)
    begin.replace_with(rest)


def own_ids(page: Page) -> None:
    """Ids and names that neither another post nor the page around it has, and links that lead to them: a
    reader shows many posts on one page, and what scripts call `document.location` an id could take (HTML,
    7.2.2.3, "Named access on the Window object").

    Where the post's page is another site's, only links of footnotes change: its places have the names that
    it gives them.
    """
    if not page.holds("id=", "name="):
        return
    ending, followed = f"-{page.mark}", page.options.fragments == "kept" or not page.post.url
    renamed = {}
    for node in page.nodes("[id], [name]"):
        for attribute in ("id", "name"):
            name = node.attributes.get(attribute)
            if name and not name.endswith(ending):
                node.attrs[attribute] = renamed[name] = name + ending
    for node in page.tree.css("[headers]"):
        names = (node.attributes["headers"] or "").split()
        node.attrs["headers"] = " ".join(renamed.get(name, name) for name in names)
    for node in page.tree.css('a[href*="#"]'):
        address, _, name = (node.attributes["href"] or "").partition("#")
        if address not in ("", page.url):
            continue
        own = renamed.get(name) or renamed.get(unquote(name))
        if own and (followed or _FOOTNOTE.fullmatch(name)):
            node.attrs["href"] = f"#{own}"


def drop_empty(page: Page) -> None:
    """Boxes with nothing in them, which would stand as gaps in the text; but not where a link may lead, nor
    an item that is counted."""
    for _ in range(20):  # a box around an empty box is empty then; nobody nests twenty
        # One selector and a look at the tags: a selector for each tag takes ten times as long.
        blank = page.tree.css(":blank")
        empty = [node for node in blank if node.tag in _BOXES and not node.css_matches(_KEEP)]
        if not empty:
            return
        for node in empty:
            node.decompose()
