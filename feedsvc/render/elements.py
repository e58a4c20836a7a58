"""What is an element in a post's HTML and what is text, known_elements before the HTML is parsed.

Authors write `vector<int>`, `<JAVA_HOME>/bin` and `the <title> tag`, and Markdown passes on whatever looks
like a tag. A parser would make an element of each, whose name no reader shows; and one that holds raw text
(`<iframe … />`) takes in all that follows. So a name that HTML does not know is text in what was Markdown,
and goes alone, without what follows it, in HTML that was given as such: there it is what a browser shows.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

# HTML, section 4, and what section 16.2 calls obsolete: browsers know those as well.
_TEXT = "a abbr acronym b bdi bdo big blink br cite code data datalist del dfn em font i input ins kbd keygen label mark meter nobr noscript output progress q rb rp rt rtc ruby s samp slot small span strike strong sub sup time tt u var wbr"  # noqa: E501
_BLOCKS = "address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html isindex legend li listing main marquee menu menuitem multicol nav ol p pre search section spacer summary ul"  # noqa: E501
_TABLES = "caption col colgroup table tbody td tfoot th thead tr"
_OTHERS = "applet area base basefont bgsound button embed frame frameset image img link map meta nextid optgroup option param picture portal selectedcontent source track"  # noqa: E501
_FOREIGN = frozenset(("svg", "math"))
# What a browser reads without looking for tags, or shows only where it cannot show the element itself: where
# one is not closed, everything after it is gone. GitHub's Markdown (section 6.11) makes most of them text.
_SWALLOWING = frozenset(
    """
    script style template title textarea iframe noembed noframes xmp plaintext select video audio object
    canvas
    """.split()  # noqa: SIM905 (a table is easier to read)
)
_KNOWN = frozenset(f"{_TEXT} {_BLOCKS} {_TABLES} {_OTHERS}".split()) | _SWALLOWING | _FOREIGN
# In a sentence these are spoken of: they have no place in a post.
_OF_PAGES = frozenset(("html", "head", "body", "main", "title", "frame", "frameset", "plaintext"))
_HOLD_TEXT = frozenset("p h1 h2 h3 h4 h5 h6 li td th dt dd caption figcaption summary".split())  # noqa: SIM905
_BLOCK = re.compile(
    rf"<(/?(?:{'|'.join(sorted(set(f'{_BLOCKS} {_TABLES}'.split()) - _OF_PAGES))}))(?=[\s/>])"
)
# Names that both have and that no reader of HTML takes for anything else.
_PLAIN = (_KNOWN - _SWALLOWING - _FOREIGN - _OF_PAGES) | {"/" + name for name in _KNOWN}
_BARE_ATTRIBUTES = frozenset(
    """
    allowfullscreen async autofocus autoplay border checked compact controls declare default defer disabled
    download formnovalidate hidden inert ismap itemscope loop markdown multiple muted nomodule noshade
    novalidate nowrap open playsinline readonly required reversed selected
    """.split()  # noqa: SIM905 (a table is easier to read)
)

# A tag's name, with its attributes where they are but names.
_WHOLE_TAG = re.compile(r"<[^<>]*>")
_NAME = re.compile(r"<((?:/?[a-zA-Z]|[!?])[^\s/>]*+(?:\s++(?!/?>)[^<>=\"']*+(?=>))?)")
_TOKEN = re.compile(
    r"<(?:(?P<end>/?)(?P<name>[a-zA-Z][^\s/<>]*)(?P<rest>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+)(?P<closed>>?)|[!?])"
)
# By the standard the beginning of a comment, which would end at the next `>` only (HTML, 13.2.5.7).
_NO_END = re.compile(r"</(?![a-zA-Z>])")
_CUSTOM = re.compile(r"[a-z][\w.]*-[\w.-]*")
_NOTHING = re.compile(r"\s*</(?P<name>[a-zA-Z][^\s/<>]*)>")
_seen: set[str] = set()  # plain tags without attributes: the same few in every post
_LONG = 20
_CAMEL = re.compile(r"[A-Z][a-z]+")


def is_element(name: str) -> bool:
    """Whether HTML knows an element of this name, or it may be a custom one (HTML, 4.13.3)."""
    name = name.lower()
    return name in _KNOWN or _CUSTOM.fullmatch(name) is not None


def whole_tags(html: str) -> frozenset[str] | None:
    """The tags in `html`, each once, where each ends before another begins; None where one does not."""
    tags = _WHOLE_TAG.findall(html)
    return frozenset(tags) if len(tags) == html.count("<") else None


def known_elements(html: str, *, written: bool, tags: frozenset[str] | None = None) -> str:
    """`html` in which every tag is one that HTML knows, and every element ends; `tags` are its `whole_tags`.

    `written` tells that it was Markdown: a tag that is none is shown as its author wrote it. Else the tag
    goes and what is in it stays, as a browser shows it.
    """
    if tags is not None and all(map(_is_plain, tags - _seen)):
        return html
    html = _NO_END.sub("&lt;/", html)
    notable = set(_NAME.findall(html)) - _PLAIN
    if all(name.startswith("!--") for name in notable) and html.count("<!--") == html.count("-->"):
        return html
    return "".join(_Scan(html, written).pieces())


def _is_plain(tag: str) -> bool:
    """Whether a whole tag has a plain name."""
    named = _NAME.match(tag)
    if named is None or named[1] not in _PLAIN:
        return False
    if "=" not in tag and len(tag) < _LONG:
        _seen.add(tag)
    return True


class _Scan:
    """One pass over the tags of `html` that may be none, or may not end."""

    def __init__(self, html: str, written: bool) -> None:
        self._html, self._written = html, written
        self._lower = html.lower()
        self._tags: dict[str, list[int]] = {}  # where each tag that was asked for begins
        self._blocks: list[tuple[int, str]] | None = None
        # The element that holds the text at hand, if that can hold no block.
        self._holder: str | None = None

    def pieces(self) -> Iterator[str]:
        html, done, at = self._html, 0, 0
        for notable in _NAME.finditer(html):
            start = notable.start()
            if notable[1] in _PLAIN or start < at or self._is_in_tag(start):
                continue
            token = _TOKEN.match(html, start)
            if token is None:  # `</!`, a comment to whoever parses it
                continue
            self._holder = self._holder_of(start)
            name, at = (token["name"] or "").lower(), token.end()
            if not name:
                action, at = self._declaration(start)
            elif token["end"]:
                action = self._end(token)
            else:
                action = self._begin(token)
            if action == "text" and (empty := _NOTHING.match(html, at)) and empty["name"] == token["name"]:
                yield html[done:start]
                done = at = empty.end()  # an element that holds nothing shows nothing
            elif action == "text":
                yield html[done:start] + "&lt;"
                done = at = start + 1
            elif action == "gone":
                yield html[done:start]
                done = at
            elif action == "empty":
                yield f"{html[done:at]}</{name}>"
                done = at
            elif not token["end"] and (name in _FOREIGN or name in _SWALLOWING):
                at = self._next(f"</{name}", at) or at
        yield html[done:]

    def _is_in_tag(self, start: int) -> bool:
        """Whether what begins there is part of an attribute of the tag before it."""
        before = self._html.rfind("<", 0, start)
        token = _TOKEN.match(self._html, before) if before >= 0 else None
        return token is not None and token.end() > start

    def _holder_of(self, start: int) -> str | None:
        """The element that holds the text there, if that can hold no block."""
        if self._blocks is None:
            self._blocks = [(found.start(), found[1]) for found in _BLOCK.finditer(self._lower)]
        index = bisect_left(self._blocks, (start, "")) - 1
        name = self._blocks[index][1] if index >= 0 else ""
        return name if name in _HOLD_TEXT else None

    def _declaration(self, start: int) -> tuple[str, int]:
        """A comment, `<!DOCTYPE …>`, `<![CDATA[…]]>`, `<?…>`: what to do with it, and where it ends."""
        html = self._html
        if html.startswith("<!--", start):
            # `<!-->` is a whole comment (HTML, 13.2.5.43).
            end = self._next("-->", start + 2)
            return ("text", start + 1) if end is None else ("keep", end + 3)
        if html.startswith("<!") and start == len(html) - len(html.lstrip()):
            return "keep", start + 2  # of a whole page
        end = None if self._written else self._next(">", start)
        return ("text", start + 1) if end is None else ("keep", end + 1)

    def _end(self, token: re.Match[str]) -> str:
        name = token["name"].lower()
        if name in _KNOWN:
            spoken_of = self._written and self._holder and name in _OF_PAGES
            return "text" if spoken_of or not token["closed"] else "keep"
        if _CUSTOM.fullmatch(name) and self._has(f"<{name}"):
            return "keep"
        return self._no_tag(token)

    def _begin(self, token: re.Match[str]) -> str:
        name, rest = token["name"].lower(), token["rest"]
        if not token["closed"]:
            return "text"
        if name not in _KNOWN:
            return "keep" if self._is_custom(name, rest) else self._no_tag(token)
        if self._written and self._is_spoken_of(token):
            return "text"
        if name in _FOREIGN and not rest.endswith("/") and not self._ends(name, token.end()):
            return self._no_tag(token)
        if name not in _SWALLOWING:
            return "keep"
        if name == "plaintext":  # nothing can end it
            return self._no_tag(token)
        if self._ends(name, token.end()):
            return "keep"
        # Without attributes it can only be the name that is meant.
        return "text" if self._written and not rest.strip("/ \t\r\n") else "empty"

    def _no_tag(self, token: re.Match[str]) -> str:
        return "gone" if not self._written and token["closed"] else "text"

    def _is_custom(self, name: str, rest: str) -> bool:
        """Whether it is a custom element (HTML, 4.13.3), and no `<host-name>` to be filled in."""
        return _CUSTOM.fullmatch(name) is not None and ("=" in rest or self._has(f"</{name}"))

    def _is_spoken_of(self, token: re.Match[str]) -> bool:
        """Whether what could be a tag is part of a sentence or of code: `a<b and c>d`, `List<Map>`."""
        name, rest = token["name"], token["rest"]
        if self._holder and name.lower() in _OF_PAGES:
            return True
        if rest.strip("/ \t\r\n") and "=" not in rest:
            words = rest.lower().strip("/").split()
            return not (
                any(word in _BARE_ATTRIBUTES or "-" in word for word in words)
                or self._ends(name.lower(), token.end())
            )
        return not rest and _CAMEL.fullmatch(name) is not None and not self._has(f"</{name.lower()}")

    def _ends(self, name: str, at: int) -> bool:
        """Whether the element of this name that begins before `at` has an end of its own: where it stands in
        a paragraph, in that; and before another of its name begins."""
        end = self._next(f"</{name}", at)
        if end is None:
            return False
        if self._holder and (limit := self._next(f"</{self._holder}", at)) is not None and limit < end:
            return False
        again = self._next(f"<{name}", at)
        return again is None or again > end or name in ("script", "object", "svg", "math")

    def _has(self, tag: str) -> bool:
        return bool(self._places(tag))

    def _next(self, tag: str, at: int) -> int | None:
        """Where `tag`, or the end of a declaration, begins next, from `at`."""
        return following(self._places(tag), at)

    def _places(self, tag: str) -> list[int]:
        if tag not in self._tags:
            ended = r"(?=[\s/>])" if tag.startswith("<") else ""
            found = re.finditer(re.escape(tag) + ended, self._lower)
            self._tags[tag] = [item.start() for item in found]
        return self._tags[tag]


def following(places: list[int], at: int) -> int | None:
    """The first of `places`, which are in order, that is not before `at`."""
    index = bisect_left(places, at)
    return places[index] if index < len(places) else None
