"""A post's HTML as its own page shows it.

Feeds keep what their readers know, many of which take every style off. A page says the same in today's HTML,
with names where people with aids look for them, with its headings in order, and with nothing wider than the
screen that only a mouse can reach.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import unquote, urlsplit

from feedsvc.publish.screen_attributes import Attributes, attributes, is_looked_at, of_today, written

# Characters that are seen: more may not fit on a phone, displayed and in a line.
_LONG_FORMULA, _LONG_IN_LINE = 16, 24
# Text and tags about which nothing is to be said, most of a post; formulas whole; other tags with all their
# attributes, so that what one says is not taken for a tag.
_TOKEN = re.compile(
    r"(?P<plain>(?:[^<]|</?(?:b|blockquote|br|code|d[dlt]|del|em|figcaption|hr|i|kbd|li|mark|ol|p|small|strong|su[bp]|tbody"
    r"|td|tfoot|thead|tr|u|ul)>)++)"
    r"|(?P<math><math\b[^>]*>.*?</math>)"
    r'|<(?P<end>/?)(?P<name>[a-z][a-z0-9]*)(?P<rest>(?:[^>"]|"[^"]*")*)>',
    re.DOTALL,
)
_TAG = re.compile(r"<[^>]*>")
_PLAIN_BLOCK = re.compile("<(?:blockquote|dl|hr|ol|p|ul)>")
_QUOTE = '"'
_LEAF = re.compile(r"<m(?:[ion]|text)\b[^>]*>([^<]*)")
_TEX = re.compile(r'<annotation encoding="application/x-tex">([^<]*)</annotation>')
_ROW = re.compile(r"<(?P<end>/?)mrow\b(?P<rest>[^<>]*)>")
# An accent that combines with what is before it has nothing to combine with: those that stand alone.
_ALONE = {
    **{"\u0300": "`", "\u0301": "´", "\u0302": "^", "\u0303": "~", "\u0304": "¯", "\u0306": "˘"},
    **{"\u0307": "˙", "\u0308": "¨", "\u030a": "˚", "\u030c": "ˇ", "\u20d6": "←", "\u20d7": "→"},
}
_ACCENT = re.compile(rf"(<mo\b[^>]*>)([{''.join(_ALONE)}])(?=</mo>)")

# Elements that HTML has no more, and what says the same.
_TODAY = {"center": "div", "strike": "s", "tt": "code"}
# Without a heading or a name they tell nobody more, and those that are in a post have none of ours.
_NAMELESS = frozenset(("article", "nav", "section"))
_LEVELS = {f"h{level}": level for level in range(1, 7)}
_NAMED = frozenset(("a", "th", *_LEVELS))  # what is in these is their name
_SHOWN = frozenset(("audio", "iframe", "video"))
_BLOCKS = frozenset(
    """
    address article aside blockquote center details div dl figure footer h1 h2 h3 h4 h5 h6 header hgroup hr
    nav ol p pre section table ul
    """.split()  # noqa: SIM905 (a table is easier to read)
)
_LOOKED_AT = _BLOCKS | _NAMELESS | _SHOWN | _TODAY.keys() | {"img", "span"}


def for_screens(html: str) -> str:
    """`html`, well formed and sanitised, as a post's page shows it."""
    screen = _Screen()
    at = 0
    for found in _TOKEN.finditer(html):
        if at < found.start():
            screen.plain(html[at : found.start()])
        at = found.end()
        if found["plain"]:
            screen.plain(found[0])
        elif found["math"]:
            screen.formula(found[0])
        elif found["end"]:
            screen.end(found["name"])
        else:
            screen.start(found[0], found["name"], found["rest"])
    if at < len(html):
        screen.plain(html[at:])
    return "".join(screen.pieces)


@dataclass(slots=True)
class _Named:
    """An open element whose content is its name: its place among the pieces, and what was in it so far."""

    tag: str
    begin: int
    has_text: bool = False
    formula: tuple[int, str] | None = None  # the first, and its TeX
    pictures: list[tuple[int, Attributes]] = field(default_factory=list)
    levels: tuple[tuple[int, int], ...] = ()  # before this heading


class _Screen:
    """The page's HTML in the making."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._named: list[_Named] = []
        self._spans: list[tuple[int, bool]] = []
        self._levels: tuple[tuple[int, int], ...] = ()  # of the headings above: as written, and in order
        self._ids: set[str] = set()

    def plain(self, html: str) -> None:
        """Text, and tags that stay as they are."""
        if self._spans and _PLAIN_BLOCK.search(html):
            self._spans_are_blocks()
        self.pieces.append(html)
        if self._named and _TAG.sub("", html).strip():
            for one in self._named:
                one.has_text = True

    def formula(self, math: str) -> None:
        tex = _TEX.search(math)
        for one in self._named:
            one.formula = one.formula or (len(self.pieces), tex[1] if tex else "…")
        math = _formula(math)
        is_displayed = 'display="block"' in math[: math.index(">")]
        length = sum(map(len, _LEAF.findall(math)))
        if length > (_LONG_FORMULA if is_displayed else _LONG_IN_LINE) and not self._is_in_link:
            wide = "wide" if is_displayed else "wide line"
            math = f'<span class="{wide}" tabindex="0">{math}</span>'
        self.pieces.append(math)

    def start(self, whole: str, tag: str, rest: str) -> None:
        if tag in _NAMED and (tag != "a" or ' href="' in rest):
            self._named.append(_Named(tag, len(self.pieces), levels=self._levels))
        if tag not in _LOOKED_AT and not is_looked_at(rest):
            self.pieces.append(whole)
            return
        if tag in _BLOCKS:
            self._spans_are_blocks()
        given = of_today(tag, attributes(rest), self._ids)
        if tag == "center":
            given["style"] = "text-align: center"
        elif tag == "span":
            self._spans.append((len(self.pieces), False))
        elif tag in _LEVELS:
            given |= self._level(_LEVELS[tag])
        elif tag == "iframe" and "title" not in given:
            given["title"] = urlsplit(unescape(given.get("src", ""))).hostname or "iframe"
        elif tag == "img":
            self._picture(given)
        elif tag == "pre" and not self._is_in_link:
            given = {"tabindex": "0", **given}
        if tag in _SHOWN:
            for one in self._named:
                one.has_text = True
        today = "div" if tag in _NAMELESS else _TODAY.get(tag, tag)
        piece = f"<{today}{written(given)}>"
        if tag == "table":
            focus = "" if self._is_in_link else ' tabindex="0"'
            piece = f'<div class="wide"{focus}>{piece}'
        self.pieces.append(piece)

    def end(self, tag: str) -> None:
        today = "div" if tag in _NAMELESS else _TODAY.get(tag, tag)
        piece = f"</{today}></div>" if tag == "table" else f"</{today}>"
        if tag == "span" and self._spans and self._spans.pop()[1]:
            piece = "</div>"
        self.pieces.append(piece)
        if self._named and self._named[-1].tag == tag:
            self._end_of_named(self._named.pop())

    @property
    def _is_in_link(self) -> bool:
        return any(one.tag == "a" for one in self._named)

    def _spans_are_blocks(self) -> None:
        """No part of a line holds a block."""
        for number, (begin, is_block) in enumerate(self._spans):
            if not is_block:
                self.pieces[begin] = f"<div{self.pieces[begin].removeprefix('<span')}"
                self._spans[number] = begin, True

    def _level(self, level: int) -> Attributes:
        """What puts a heading one level at most below the one that it is under; the first is the title."""
        above = tuple(one for one in self._levels if one[0] < level)
        shown = min(level, above[-1][1] + 1 if above else 2)
        self._levels = (*above, (level, shown))
        return {"aria-level": str(shown)} if shown != level else {}

    def _picture(self, given: Attributes) -> None:
        given.setdefault("alt", given.get("title", ""))
        for one in self._named:
            if given["alt"].strip():
                one.has_text = True
            else:
                one.pictures.append((len(self.pieces), given))

    def _end_of_named(self, named: _Named) -> None:
        """A name for what has none, and nothing of what holds nothing."""
        if named.has_text:
            return
        start = self.pieces[named.begin]
        if named.formula:
            # To some aids, a formula is no text.
            at, tex = named.formula
            label = f'<math aria-label="{tex.replace(_QUOTE, "&quot;")}"'
            self.pieces[at] = self.pieces[at].replace("<math", label, 1)
        elif named.pictures:
            at, given = named.pictures[0]
            given["alt"] = _file_name(given.get("src", ""))
            self.pieces[at] = f"<img{written(given)}>"
        else:
            given = attributes(start.removeprefix(f"<{named.tag}").removesuffix(">"))
            if named.tag == "th":
                given.pop("scope", None)
                begin, end = f"<td{written(given)}>", "</td>"
            else:
                self._levels = named.levels
                place = given.get("id")
                begin, end = (f'<span id="{place}">', "</span>") if place else ("", "")
            self.pieces[named.begin], self.pieces[-1] = begin, end


def _formula(math: str) -> str:
    """A formula as HTML's checkers know it: the style of a row in an element of its own."""
    math = _ACCENT.sub(lambda found: found[1] + _ALONE[found[2]], math)
    if "<mrow " not in math:
        return math
    are_styles: list[bool] = []

    def styled(found: re.Match[str]) -> str:
        if found["end"]:
            return "</mstyle>" if are_styles and are_styles.pop() else found[0]
        are_styles.append(" displaystyle=" in found["rest"] or " scriptlevel=" in found["rest"])
        return f"<mstyle{found['rest']}>" if are_styles[-1] else found[0]

    return _ROW.sub(styled, math)


def _file_name(address: str) -> str:
    """What a picture's file is called, as HTML; what stands in the address where it is one itself."""
    path = urlsplit(address.partition(",")[0]).path
    name = unquote(path.rstrip("/").rpartition("/")[2]).rpartition(".")
    return (name[0] or name[2] or "…").replace("&", "&amp;").replace('"', "&quot;")
