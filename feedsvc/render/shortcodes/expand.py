"""Tags in Markdown become Markdown: known ones what they stand for, of others the text between them stays.

Nothing is touched in code, and nothing in formulas but what can only be a tag.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from feedsvc.render.placeholders import ORIGIN, POST, SITE
from feedsvc.render.shortcodes import jekyll, markup
from feedsvc.render.shortcodes.lines import TextLines
from feedsvc.render.shortcodes.marks import may_hold_marks, without_marks
from feedsvc.render.shortcodes.scan import tags_in
from feedsvc.render.shortcodes.syntax import LONGEST_TAG, known_tag
from feedsvc.render.shortcodes.tag import Known, Place, Tag, gone

Complain = Callable[[str, int], None]  # what to tell the author, and the index in the text it is about

MAX_DEPTH = 30

_LINE_BEGIN = re.compile(r"[ \t>]*+(?:(?:[-*+]|\d{1,9}[.)])[ \t]++)*+")
_DEFINES = re.compile(r"\]:[ \t]*$|\]\([ \t]*$")
_NEAR = 200  # characters before an address that may say what it is for
# A block of pictures by tags.
_PICTURE = re.compile(r"\n<p>((?:<img [^<>\n]*>\n?)+)</p>\n")
_PICTURE_END = "</p>\n"
_SOME_MARKUP = re.compile(r"[<\[*`>\n]")
# Words of Liquid that show nothing themselves.
_CONTROL = frozenset(
    """
    if elsif else unless case when for break continue cycle increment decrement tablerow liquid set import
    extends block macro call filter seo feed_meta
    """.split()  # noqa: SIM905 (a table is easier to read)
)
# Parameters that hold words for readers, whatever the tag.
_OF_WORDS = frozenset(
    """
    title subtitle caption footer header heading text content description summary author source attribution
    cite attr label quote
    """.split()  # noqa: SIM905 (a table is easier to read)
)
_WORD = re.compile(r"[^\W\d_]{2,}")
# `{{ site.baseurl }}{% post_url … %}`: Jekyll's own `post_url` had no base once.
_BASE_TWICE = re.compile(f"(?:{re.escape(SITE[:-1])}|{re.escape(ORIGIN[:-1])})+/?{re.escape(POST)}")


@dataclass(slots=True)
class _Text:
    """A text with its tags, in order, and for each opening tag the index of the one that closes it."""

    text: str
    place: Place
    complain: Complain
    convert: Callable[[str], str] | None  # Markdown to HTML, where the text is HTML
    generator: str
    lines: TextLines
    tags: list[Tag] = field(default_factory=list)
    closing: dict[int, int] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)  # of Liquid, given in the text itself
    room: int = 100_000  # how many characters such values may still make; each may hold others


def may_hold_tags(text: str) -> bool:
    """Whether there can be anything in `text` to expand."""
    return "{%" in text or "{{" in text or may_hold_marks(text)


def expand(
    text: str,
    title: str,
    url: str,
    language: str | None,
    complain: Complain,
    generator: str = "",
    convert: Callable[[str], str] | None = None,
) -> str:
    """`text` with its tags as Markdown: those of `generator`, or of all (""). In a text of HTML, what they
    become is converted by `convert`, and nothing but tags of `raw` and the like is code."""
    place = Place(alone=False, indent="", title=title, url=url, language=language)
    found = _Text(text, place, complain, convert, generator, TextLines(text))
    if "{%" in text or "{{" in text:
        found.tags = list(tags_in(text, generator, html=convert is not None))
        _pair(found)
    expanded = _expanded(found, 0, len(found.tags), 0, len(text), 0) if found.tags else text
    if POST in expanded:
        expanded = _BASE_TWICE.sub(POST, expanded)
    if convert is None and may_hold_marks(expanded):
        return without_marks(expanded, generator)
    return expanded


def _pair(found: _Text) -> None:
    """Each closing tag belongs to the nearest opening one of its name; Zola's name none."""
    waiting: dict[tuple[str, str], list[int]] = {}
    for index, tag in enumerate(found.tags):
        if tag.syntax == "zola" and tag.empty:
            continue
        of_name = waiting.setdefault((tag.syntax, "" if tag.syntax == "zola" else tag.name), [])
        if not tag.closing:
            of_name.append(index)
        elif of_name:
            found.closing[of_name.pop()] = index


def _expanded(found: _Text, first: int, last: int, start: int, end: int, depth: int) -> str:
    """What stands from `start` to `end`, where the tags from `first` on are, to before `last`."""
    text, out, at, index = found.text, [], start, first
    while index < last:
        tag, closed = found.tags[index], found.closing.get(index)
        out.append(text[at : tag.start])
        at = tag.end
        known = known_tag(tag)
        index += 1
        if tag.name == "/*":
            out.append(tag.rest)
        elif tag.syntax == "output":
            shown = jekyll.value(tag, found.place, out[-1] or (out[-2] if len(out) > 1 else ""), found.values)
            found.room -= len(shown or "") if found.values else 0
            if shown is None or found.room < 0:
                shown = None
                found.complain(f"unknown value {_source(found, tag)} left out", tag.start)
            out.append(shown or "")
        elif tag.closing:
            continue
        elif known is None or depth > MAX_DEPTH:
            if link := _as_link(tag):
                out.append(link)
                found.complain(f"unknown tag {_source(found, tag)} left out but for its link", tag.start)
            elif tag.name not in _CONTROL:
                found.complain(f"unknown tag {_source(found, tag)} left out", tag.start)
        else:
            inner = None
            if known.paired and not tag.empty and closed is not None and closed < last:
                close = found.tags[closed]
                inner = (
                    text[tag.end : close.start]
                    if known.verbatim
                    else _expanded(found, index, closed, tag.end, close.start, depth + 1)
                )
                index, at = closed + 1, close.end
            shown = _shown(found, tag, known, inner, _place(found, tag, at))
            piece = _as_block(found, tag, shown) if shown is not None else inner or ""
            if not (found.generator == "hexo" and _joined(out, piece)):
                out.append(piece)
    out.append(text[at:end])
    return "".join(out)


def _shown(found: _Text, tag: Tag, known: Known, inner: str | None, place: Place) -> str | None:
    """What a known tag becomes; the author is told of what it does not show."""
    found.values |= jekyll.given(tag, inner)
    shown = known.show(tag, inner, place)
    if problem := _problem(found, tag, known, inner, shown):
        found.complain(problem, tag.start)
    if not (shown or "").strip() and known.show is not gone:
        shown = _as_link(tag) or shown
    elif shown and shown.startswith(POST) and _is_bare(found, tag):
        shown = markup.link(shown, tag.arguments.first(word=0))
    if shown and found.convert and _SOME_MARKUP.search(shown) and not _is_in_tag(found.text, tag.start):
        return _converted(shown, place, found.convert)
    return shown


def _as_block(found: _Text, tag: Tag, shown: str) -> str:
    """`shown`; where its tag begins a line of a Hexo post, as a block of HTML: to Hexo's Markdown such a tag
    is a comment, which ends a paragraph."""
    is_block = (
        found.generator == "hexo"
        and found.convert is None
        and bool(shown)
        and "\n" not in shown
        and _LINE_BEGIN.fullmatch(found.text, found.lines.begin(tag.start), tag.start) is not None
    )
    return f"<!-- -->{shown}" if is_block else shown


def _joined(out: list[str], piece: str) -> bool:
    """Whether the picture of this tag joined that of the tag before: Hexo puts none into a paragraph, so that
    they stand side by side."""
    picture = _PICTURE.fullmatch(piece)
    if picture is None or len(out) < 2 or out[-1].strip() or not _PICTURE.fullmatch(out[-2]):
        return False
    out.pop()
    out[-1] = f"{out[-1].removesuffix(_PICTURE_END)}\n{picture[1]}{_PICTURE_END}"
    return True


def _problem(found: _Text, tag: Tag, known: Known, inner: str | None, shown: str | None) -> str:
    """What to tell the author of a tag that became `shown`: that it has no end or says too little, or which
    of its words are not there; "" for nothing."""
    if shown is None:
        return f"tag {_source(found, tag)} says too little; left out"
    if known.show is gone or not tag.rest:
        return ""
    if not shown.strip() and not (inner or "").strip():
        why = "has no end" if known.paired and inner is None and not tag.empty else "has nothing to show"
        return f"tag {_source(found, tag)} {why}; left out{' but for its link' if _as_link(tag) else ''}"
    if "=" not in tag.rest:
        return ""
    hidden = [
        f'{name}="{value}"'
        for name, value in tag.arguments.named.items()
        if name in _OF_WORDS and not all(word in shown for word in _WORD.findall(value))
    ]
    return f"left out of {_source(found, tag)}: {' '.join(hidden)}" if hidden else ""


def _is_bare(found: _Text, tag: Tag) -> bool:
    """Whether an address that stands there is a word of the text, and leads nowhere by itself."""
    before = found.text[max(found.lines.begin(tag.start), tag.start - _NEAR) : tag.start]
    return (
        (not before or before[-1].isspace())
        and not _DEFINES.search(before)
        and before.rfind("<") <= before.rfind(">")
        and (found.text[tag.end : tag.end + 1] or " ") in " \t\n.,;:!?"
    )


def _is_in_tag(html: str, at: int) -> bool:
    """Whether a tag of HTML holds what stands there in an attribute."""
    first = max(0, at - LONGEST_TAG)
    return html.rfind("<", first, at) > html.rfind(">", first, at)


def _converted(markdown: str, place: Place, convert: Callable[[str], str]) -> str:
    html = convert(markdown).strip()
    return html if place.alone else html.removeprefix("<p>").removesuffix("</p>")


def _source(found: _Text, tag: Tag) -> str:
    """The tag as it was written, in one line."""
    return " ".join(found.text[tag.start : tag.end].split())


def _as_link(tag: Tag) -> str:
    """A tag that is not known, but has an address on the web, as a link to it."""
    arguments = tag.arguments
    address = arguments.first("url", "href", "link", "src")
    if not address.startswith(("http://", "https://")):
        return ""
    return markup.link(address, arguments.first("title", "text", "name", "label", "caption") or address)


def _place(found: _Text, tag: Tag, end: int) -> Place:
    text, lines, base = found.text, found.lines, found.place
    alone = lines.is_first(tag.start) and lines.is_last(end)
    indent = text[lines.begin(tag.start) : tag.start] if alone and found.convert is None else ""
    # Hugo puts what such a tag becomes where it stood in the paragraph, once that is HTML.
    in_paragraph = (
        found.convert is None
        and text.startswith("{{<", tag.start)
        and not (alone and lines.is_blank_before(tag.start) and lines.is_blank_after(end))
    )
    return Place(alone, indent, base.title, base.url, base.language, in_paragraph)
