"""A post's HTML while the steps work on it."""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import blake2b

from selectolax.lexbor import LexborHTMLParser, LexborNode

from feedsvc.posts.post import Post
from feedsvc.render.options import RenderOptions
from feedsvc.render.report import Notice, NoticeKind

_TAG = re.compile(r"<[^<]*>|<[\w-]+")


class Page:
    """One tree, changed in place by one step after another.

    `html` is what was parsed: a step looks there first whether there may be anything for it to do. `url` is
    the absolute URL of the post's page; `tags` are the `whole_tags` of the HTML, where they are known.
    """

    def __init__(
        self,
        post: Post,
        html: str,
        url: str,
        options: RenderOptions,
        notices: list[Notice] | None = None,
        tags: frozenset[str] | None = None,
    ) -> None:
        self.post, self.html, self.url, self.options = post, html, url, options
        self.tree = LexborHTMLParser(html, is_fragment=True)
        # Each tag once, to its last bracket, so that one in an attribute does not hide the rest.
        self._tags = "".join(frozenset(_TAG.findall(html)) if tags is None else tags).lower()
        self.is_clean = False  # whether the sanitiser has nothing to do
        self.notices: list[Notice] = [] if notices is None else notices

    def holds(self, *signs: str) -> bool:
        """Whether any of these stands in the tags of what was parsed: their names are in lower case."""
        for sign in signs:  # noqa: SIM110 (a generator takes twice as long)
            if sign in self._tags:
                return True
        return False

    def nodes(self, selectors: str) -> list[LexborNode]:
        """Each element that one of `selectors` finds, once, in the order of the text."""
        return list({node.mem_id: node for node in self.tree.css(selectors)}.values())

    @property
    def mark(self) -> str:
        return mark_of(self.url)

    @property
    def source(self) -> str:
        return source_of(self.post)

    def notice(self, kind: NoticeKind, text: str, *near: str, loss: bool = False) -> None:
        """Tell the author something about the place where one of `near` stands in the post's text."""
        line = next((line for words in near if (line := line_of(self.source, words))), None)
        self.notices.append(Notice(kind, text, line, loss))


Step = Callable[[Page], None]


def mark_of(url: str) -> str:
    """What tells the ids of the post with this page from those of others, as `-` and this after each: short,
    and the same wherever the site is."""
    return blake2b(url.encode(), digest_size=4).hexdigest()


def source_of(post: Post) -> str:
    """The text of `post` as its author wrote it."""
    return (post.markdown if post.html is None else post.html) or ""


def line_of(source: str, near: str) -> int | None:
    """The line, from 1, on which `near` first stands in `source`; None where it does not."""
    at = source.find(near) if near else -1
    return None if at < 0 else source.count("\n", 0, at) + 1


def fragment(html: str) -> LexborNode:
    """The one element that `html` is."""
    node = LexborHTMLParser(html, is_fragment=True).root
    assert node is not None
    return node


def classes(node: LexborNode) -> list[str]:
    """The element's classes."""
    return (node.attributes.get("class") or "").split()


def only_child(node: LexborNode) -> LexborNode | None:
    """The one element in `node`, where there is nothing beside it but white space."""
    found = None
    for child in node.iter(include_text=True):
        if child.tag == "-text":
            if (child.text() or "").strip():
                return None
        elif found is None:
            found = child
        else:
            return None
    return found
