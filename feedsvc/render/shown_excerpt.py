"""An excerpt as people see it: with the author's characters and mark-up, cut where the rule cuts its text.

The rules measure and cut text in Unicode form NFKC; that form belongs to the text alone. Here the author's
own text, or the post's HTML, is followed until it has given what the rule kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from html import escape
from typing import Literal, NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from feedsvc.render.math import with_mathml
from feedsvc.render.page import classes
from feedsvc.render.report import ShownExcerpt

# Elements of a line of text that stay. In a paragraph each is valid, and none holds an address.
_KEPT = frozenset(
    """
    abbr b bdi cite code del dfn em i ins kbd mark q ruby s samp small strong sub sup u var
    """.split()  # noqa: SIM905 (a table is easier to read)
)
# Those that are part of a line, and stay without their meaning: every tag counts as a blank.
_OF_A_LINE = frozenset(
    """
    a acronym big bdo button data dialog font label math maction menclose merror mfrac mi mmultiscripts mn mo
    mover mpadded mphantom mroot mrow ms mspace msqrt mstyle msub msubsup msup mtext munder munderover nobr
    output rb rp rt rtc semantics slot span strike svg text time tspan tt
    """.split()  # noqa: SIM905
)
_OF_RUBY = frozenset(("rp", "rt"))
_RUN = re.compile(r"(?P<blank>\s+)|\S+")
_JAMO = range(0x1160, 0x1200)  # vowels and trailing consonants: they join the letter before

Link = Callable[[str], str | None]


class Cut(NamedTuple):
    """What a rule keeps, in NFKC and without double blanks, and what it puts behind it."""

    text: str
    end: str


def shown_text(written: str, cut: Cut) -> ShownExcerpt:
    """The beginning of `written` that `cut` is."""
    given = _Given(cut.text)
    return _verified(given.take(written) + cut.end, "", cut)


def shown_html(tree: LexborHTMLParser, cut: Cut, link: Link) -> ShownExcerpt:
    """The beginning of the HTML in `tree` that `cut` is the text of.

    `link` gives the address that a link is to lead to, None where it is to be no link.
    """
    given, line = _Given(cut.text), _Line()
    for token, value in _tokens(tree, link):
        if given.is_done:
            break
        if token == "text":
            line.text(given.take(value))
        elif token == "formula":
            text = given.take(value)
            # What is put behind a formula must follow its text, not its tag.
            line.formula(text, is_whole=text == value and not (given.is_done and cut.end))
        else:
            line.tag(token, value)
    line.close(cut.end)
    return _verified(line.plain + cut.end, line.html, cut)


def _verified(text: str, html: str, cut: Cut) -> ShownExcerpt:
    """What was found, where it reads as the rule's text; else that text."""
    text = " ".join(text.split())
    expected = cut.text + cut.end
    if " ".join(unicodedata.normalize("NFKC", text).split()) != expected:
        return ShownExcerpt(expected, "")
    is_plain = "<" not in html
    return ShownExcerpt(text, "" if is_plain else html)


class _Given:
    """How much of `normal` was given so far."""

    def __init__(self, normal: str) -> None:
        self._normal, self._at = normal, 0

    @property
    def is_done(self) -> bool:
        return self._at == len(self._normal)

    def take(self, written: str) -> str:
        """What of `written`, the next piece of text, belongs to what is still to be given, as written."""
        # A text that is far too long for what is left need not be normalised as a whole.
        if len(written) <= 4 * (len(self._normal) - self._at) + 64:
            words = unicodedata.normalize("NFKC", written).split()
            whole = " ".join(words)
            if self._at and words:
                whole = f" {whole}"
            if self._normal.startswith(whole, self._at):
                self._at += len(whole)
                return written
        return "".join(self._beginning(written))

    def _beginning(self, written: str) -> Iterator[str]:
        """Of a text that is not taken whole, the words that are, and of the next its beginning."""
        is_apart = self._at > 0
        for run in _RUN.finditer(written):
            if run["blank"]:
                is_apart = self._at > 0
                yield run[0]
                continue
            word = unicodedata.normalize("NFKC", run[0])
            wanted = f" {word}" if is_apart else word
            if not self._normal.startswith(wanted, self._at) or len(word.split()) > 1 or word[0].isspace():
                yield from self._characters(written[run.start() :], is_apart=is_apart)
                return
            self._at, is_apart = self._at + len(wanted), False
            yield run[0]
            if self.is_done:
                return

    def _characters(self, written: str, *, is_apart: bool) -> Iterator[str]:
        """Of a text that is not taken whole, the characters that are; `is_apart` tells of a blank before."""
        for cluster in _clusters(written):
            shown = ""
            for character in unicodedata.normalize("NFKC", cluster):
                if character.isspace():
                    is_apart = self._at > 0
                    shown += character
                    continue
                wanted = f" {character}" if is_apart else character
                if not self._normal.startswith(wanted, self._at):
                    yield shown if self.is_done else ""
                    return
                self._at, is_apart = self._at + len(wanted), False
                shown += character
                if self.is_done:
                    yield cluster if shown == unicodedata.normalize("NFKC", cluster) else shown
                    return
            yield cluster


def _clusters(text: str) -> Iterator[str]:
    """`text` in parts that normalise independently of each other."""
    begin = 0
    for at in range(1, len(text)):
        first = unicodedata.normalize("NFKD", text[at])[:1]
        if not (unicodedata.category(first)[0] == "M" or ord(first) in _JAMO):
            yield text[begin:at]
            begin = at
    if text:
        yield text[begin:]


class _Line:
    """The HTML of a line of text in the making; `plain` is its text."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._texts: list[str] = []
        self._open: list[str] = []
        self._ends_in_text = False

    @property
    def html(self) -> str:
        return "".join(self._parts)

    @property
    def plain(self) -> str:
        return " ".join(self._texts)

    def text(self, text: str) -> None:
        """More text; what was text before ends with a blank."""
        if not text:
            return
        self._texts.append(text)
        collapsed = " ".join(text.split())
        before = " " if text[0].isspace() or self._ends_in_text else ""
        after = " " if text[-1].isspace() and collapsed else ""
        before = "" if not self._parts or self._parts[-1].endswith(" ") else before
        if shown := before + escape(collapsed, quote=False) + after:
            self._parts.append(shown)
            self._ends_in_text = not shown.endswith(" ")

    def formula(self, text: str, *, is_whole: bool) -> None:
        """A formula: drawn where all of it is there."""
        if is_whole:
            escaped = " ".join(escape(text, quote=False).split())
            drawn = with_mathml(f'<span class="arithmatex">{escaped}</span>', spaced=True)
            if drawn.startswith("<math"):
                self._texts.append(text)
                self._parts.append(drawn)
                self._ends_in_text = False
                return
        self.tag("open", "<span>")
        self.text(text)
        if is_whole:
            self.tag("close", "</span>")

    def tag(self, token: Literal["open", "close", "blank"], value: str) -> None:
        """A tag, or a blank in its place."""
        if token == "blank":
            if self._parts and not self._parts[-1].endswith(" "):
                self._parts.append(" ")
            self._ends_in_text = False
            return
        if token == "open":
            self._open.append("</" + value[1:].partition(" ")[0].rstrip(">") + ">")
        else:
            self._open.pop()
        self._parts.append(value)
        self._ends_in_text = False

    def close(self, end: str) -> None:
        """Nothing more comes: `end` is put right behind the last text, and what is open is closed."""
        if self._parts:
            self._parts[-1] = self._parts[-1].rstrip()
        self._parts.append(end)
        self._parts += reversed(self._open)


Token = tuple[Literal["text", "formula", "open", "close", "blank"], str]


def _tokens(tree: LexborHTMLParser, link: Link) -> Iterator[Token]:
    """The HTML as texts, formulas and tags, in order; what is no part of a line is a blank."""
    waiting: list[LexborNode | Token | None] = [tree.root]  # of a fragment, the first of its nodes
    while waiting:
        node = waiting.pop()
        if isinstance(node, tuple):
            yield node
        elif node is not None:
            waiting.append(node.next)
            name = node.tag or ""
            if name == "-text":
                yield "text", node.text() or ""
            elif name in ("span", "div") and "arithmatex" in classes(node) and node.child is not None:
                yield "formula", node.text() or ""
            elif name and name[0] not in "-_!":
                opening, closing = _tags(node, name, link)
                yield opening
                waiting += (closing, node.child)


def _tags(node: LexborNode, name: str, link: Link) -> tuple[Token, Token]:
    attributes = node.attributes
    # Of a link around a picture nothing is left to be seen.
    target = link(attributes.get("href") or "") if name == "a" and node.text().strip() else None
    is_kept = name in _KEPT or (name in _OF_RUBY and node.parent is not None and node.parent.tag == "ruby")
    kept = "a" if target else name if is_kept else "span" if name in _OF_A_LINE else ""
    if not kept:
        return ("blank", ""), ("blank", "")
    written = f' href="{escape(target)}"' if target else ""
    return ("open", f"<{kept}{written}>"), ("close", f"</{kept}>")
