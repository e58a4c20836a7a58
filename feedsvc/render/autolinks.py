"""Bare addresses that are links, as Goldmark and marked find them where GitHub's rule says otherwise."""

from __future__ import annotations

import re
from html import escape, unescape

from feedsvc.render.fences import CodeParts
from feedsvc.render.fillers import FILLER
from feedsvc.render.text_pieces import in_text

# A link whose text is its address: the engine made it of a bare one, or of one between angle brackets.
_LINK = re.compile(r'<a href="([^"<>]*)">((?:https?|ftp)://[^<>]*|www\.[^<>]*)</a>')
_MAIL = re.compile(r'<a href="mailto:([^"<>]*)">\1</a>')
# Goldmark, extension/linkify.go.
_TAIL = r"(?:[/#?][-a-zA-Z0-9@:%_+.~#$!?&/=();,'\">^{}\[\]`]*)?"
_GOLDMARK = re.compile(
    rf"(?:(?:https?|ftp)://[-a-zA-Z0-9@:%._+~#=]{{1,256}}\.[a-z]+(?::\d+)?|www\.[-a-zA-Z0-9@:%._+~#=]{{1,256}}\.[a-z]+){_TAIL}"
)
# A quotation mark that became typographic is before them as good as a blank.
_QUOTES = "\u2018\u2019\u201c\u201d"
_QUOTED = re.compile(
    r"(?<=[\u2018\u2019\u201c\u201d])(?:(?:https?|ftp)://|www\.)[^\s<\u2018\u2019\u201c\u201d]+"
)
_BEFORE = frozenset(" *_~(\n>")
_TRAILING = "?!.,:*_~'\""
# marked, src/rules.ts: `url`, and `_backpedal`, which finds its end.
_MARKED_ADDRESS = re.compile(r"(?:(?:https?|ftp)://|www\.)(?:[a-zA-Z0-9-]+\.?)+[^\s<]*", re.IGNORECASE)
_MARKED_END = re.compile(
    r"(?:[^?!.,:;*_'\"~()&]++|\([^)]*\)|&(?![a-zA-Z0-9]+;$)|[?!.,:;*_'\"~)]+(?!$))++", re.IGNORECASE
)
_MARKED = re.compile(r"(?:(?:https?|ftp)://|www\.)[^\s<]+", re.IGNORECASE)
_RAW_BLOCK = re.compile(r"^ {0,3}<[a-zA-Z/!](?:[^\n]+\n?)*", re.MULTILINE)
_VERBATIM = ("a", "pre", "code", "kbd", "samp", "script", "style", "textarea")
# A bare address before a letter that Goldmark takes for none of it.
_BOUND = re.compile(rf"https?://[-a-zA-Z0-9@:%._+~#=]{{1,256}}{_TAIL}(?=[^\x00-\x7f])")
_MARK = f"<!--{FILLER}-->"
_MARKS = re.compile(f"{_MARK}|&lt;!--{FILLER}--&gt;")


def with_bounds(text: str) -> str:
    """Markdown in which a bare address ends where Goldmark ends it; by GitHub's rule a blank does."""
    if "://" not in text or text.isascii():
        return text

    def bound(found: re.Match[str]) -> str:
        is_bare = _is_bare(text, found.start()) and "](" not in found[0]
        return found[0] + _MARK if is_bare else found[0]

    return _BOUND.sub(bound, text)


def _is_bare(text: str, start: int) -> bool:
    before = text[max(0, start - 3) : start]
    return not (
        before.endswith(("](", "]: ", "]:")) or (before and (before[-1] in "<\"'=]" or before[-1].isalnum()))
    )


def without_bounds(html: str) -> str:
    """`html` without the marks of `with_bounds`."""
    return _MARKS.sub("", html) if FILLER in html else html


# An address with escaped marks in it, or right before a code span: GitHub's rule takes all that as its end.
_ESCAPED = re.compile(r"https?://(?:[^\s<>`\\]++|\\[!-/:-@[-`{-~])++(?P<code>`?)")
_ESCAPE = re.compile(r"\\([!-/:-@[-`{-~])")


def with_ends(text: str) -> str:
    """Markdown in which a bare address ends before a code span, and holds no escapes."""
    if "://" not in text or ("`" not in text and "\\" not in text):
        return text
    code: CodeParts | None = None
    out, copied = [], 0
    for found in _ESCAPED.finditer(text):
        if not (found["code"] or "\\" in found[0]) or not _is_bare(text, found.start()):
            continue
        code = code or CodeParts(text)
        if not code.holds(found.start()):
            address = _ESCAPE.sub(r"\1", found[0].removesuffix("`"))
            out += [text[copied : found.start()], f"<{address}>"]
            copied = found.end() - len(found["code"])
    return "".join((*out, text[copied:]))


# A target with blanks in it that is a file's name: CommonMark reads no link there, everybody else a picture.
_BLANKS = re.compile(r"\]\([^\s()<>\"']+(?: [^\s()<>\"']+)+\.[A-Za-z0-9]{2,5}(?=\))")


def with_whole_targets(text: str) -> str:
    """Markdown in which a link leads to a file whose name has blanks."""
    if "](" not in text or not _BLANKS.search(text):
        return text
    code = CodeParts(text)
    return _BLANKS.sub(
        lambda found: found[0] if code.holds(found.start()) else found[0].replace(" ", "%20"), text
    )


def goldmark_links(html: str, source: str, scheme: str) -> str:
    """`html`, made from `source` by GitHub's rule, with the links that Goldmark makes; `scheme` is that of an
    address which begins with www."""
    if "://" not in html and "www." not in html and "mailto:" not in html:
        return html

    def mend(found: re.Match[str]) -> str:
        text = unescape(found[2])
        if f"<{text}>" in source or f"[{text}]" in source or f">{text}<" in source:
            return found[0]  # no bare one
        begin = found.start()
        match = _GOLDMARK.match(text) if begin == 0 or html[begin - 1] in _BEFORE else None
        if match is None:
            return found[2]
        address = _trimmed(match[0])
        if address == text and "://" in address:
            return found[0]
        target = address if "://" in address else f"{scheme}://{address}"
        return _link(target, address) + escape(text[len(address) :], quote=False)

    def mail(found: re.Match[str]) -> str:
        begin = found.start()
        is_one = begin == 0 or html[begin - 1] in _BEFORE or f"<{unescape(found[1])}>" in source
        return found[0] if is_one else found[1]

    def after_quote(found: re.Match[str]) -> str:
        text = unescape(found[0])
        match = _GOLDMARK.match(text)
        address = _trimmed(match[0]) if match else ""
        if not address:
            return found[0]
        target = address if "://" in address else f"{scheme}://{address}"
        return _link(target, address) + escape(text[len(address) :], quote=False)

    html = _LINK.sub(mend, html)
    if "mailto:" in html:
        html = _MAIL.sub(mail, html)
    if any(sign in html for sign in _QUOTES) and _QUOTED.search(html):
        html = in_text(html, lambda text: _QUOTED.sub(after_quote, text), verbatim=_VERBATIM)
    return html


def marked_links(html: str, source: str) -> str:
    """`html`, made from `source` by GitHub's rule, with the links that marked makes: of addresses anywhere in
    a text, with an end of its own."""
    if "://" not in html and "www." not in html:
        return html
    html = _LINK.sub(lambda found: _marked_link(unescape(found[2]), found[0]), html)
    raw: str | None = None

    def link(found: re.Match[str]) -> str:
        nonlocal raw
        text = unescape(found[0])
        raw = "\n".join(_RAW_BLOCK.findall(source)) if raw is None else raw
        return found[0] if text in raw else _marked_link(text)

    return in_text(html, lambda text: _MARKED.sub(link, text), verbatim=_VERBATIM)


def _marked_link(text: str, made: str = "") -> str:
    """A link to the address that `text` begins with, and what else it holds; `made`, where that is right."""
    found = _MARKED_ADDRESS.match(text)
    end = _MARKED_END.match(found[0]) if found else None
    if end is None:
        return made or escape(text, quote=False)
    address = end[0]
    if made and address == text:
        return made
    target = address if "://" in address else f"http://{address}"
    return _link(target, address) + escape(text[len(address) :], quote=False)


def _link(target: str, text: str) -> str:
    return f'<a href="{escape(target)}">{escape(text, quote=False)}</a>'


def _trimmed(address: str) -> str:
    """`address` without the punctuation that ends a sentence, and without brackets that it does not open."""
    while True:
        kept = address.rstrip(_TRAILING)
        if kept.endswith(")") and kept.count(")") > kept.count("("):
            kept = kept[:-1]
        if kept == address:
            return address
        address = kept
