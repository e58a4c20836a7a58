"""HTML whose tags show what the sanitiser would make of it.

Most posts hold nothing but paragraphs, lists, code, links and pictures, and a look at their tags takes a
tenth of the time of reading all of it again.
"""

from __future__ import annotations

import re

from feedsvc.render.sanitise import ATTRIBUTES, kept_classes

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_TEXT = '[^"<>&]*+(?:&amp;[^"<>&]*+)*+'
_VALUE = f'"{_TEXT}"'
_ADDRESS = rf"(?:mailto:[\w.+-]+@[\w.-]+|https?://[A-Za-z0-9.-]+(?::\d+)?(?:[/?#]{_TEXT})?)"
_BARE = "|".join(
    """
    p h[1-6] ul ol li blockquote pre code em strong b i u s del ins mark kbd sub sup hr br samp var small q
    table thead tbody tr td th dl dt dd figure figcaption center details summary aside cite dfn abbr
    """.split()  # noqa: SIM905 (a table is easier to read)
)
_CLEAN = re.compile(
    rf"</?(?:{_BARE})>|</(?:a|span|div|section)>|<(?:span|div|section)>"
    rf'|<a href="{_ADDRESS}"(?: id={_VALUE})?(?: class="footnote-backref")?(?: title={_VALUE})?>'
    rf'|<img(?: src="{_ADDRESS}"| (?:alt|title)={_VALUE}| (?:width|height)="\d+%?")+>'
    r'|<code class="language-[\w+#.-]+">|<(?:span|div) class="arithmatex">|<ol start="\d+">'
    r'|<t[dh] align="(?:left|right|center)">|<section class="footnotes">|<sup class="footnote-ref">'
    r'|<(?:blockquote|p|div) class="admonition[\w -]*">'
    rf"|<(?:li|p|h[1-6]) id={_VALUE}>"
)
# What the sanitiser takes off a tag, where nothing of what stays has to be looked into.
_WITH_ATTRIBUTES = re.compile(rf"<([a-z][a-z0-9]*)((?: [a-z][a-z-]*={_VALUE})+)>")
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
_LOOKED_INTO = frozenset(("style", "srcset"))
_known: set[str] = set()  # clean tags without addresses or texts: the same few in every post


def cleaned(html: str) -> str | None:
    """`html`, the serialisation of a tree, as the sanitiser gives it back; None where its tags alone do not
    show that."""
    if "<!--" in html:
        html = _COMMENT.sub("", html)
    tags = _TAG.findall(html)
    if len(tags) != html.count("<"):
        return None
    instead: dict[str, str] = {}
    for tag in set(tags) - _known:
        if _CLEAN.fullmatch(tag):
            if len(tag) < 20:
                _known.add(tag)
        elif (less := _with_less(tag)) and _CLEAN.fullmatch(less):
            instead[tag] = less
        else:
            return None
    return _TAG.sub(lambda tag: instead.get(tag[0], tag[0]), html) if instead else html


def _with_less(tag: str) -> str | None:
    """`tag` without the attributes and classes that are on no list; None for one that is not so plain."""
    found = _WITH_ATTRIBUTES.fullmatch(tag)
    if found is None:
        return None
    name, attributes, at = found[1], _ATTRIBUTE.findall(found[2]), 0
    while at < len(attributes):
        attribute, value = attributes[at]
        kept: str | None = None
        if attribute in ATTRIBUTES["*"] or attribute in ATTRIBUTES.get(name, ()):
            if attribute in _LOOKED_INTO:
                return None
            kept = kept_classes(value) if attribute == "class" else value
        if kept is None:  # the last comes into its place, as in the sanitiser
            attributes[at] = attributes[-1]
            attributes.pop()
        else:
            attributes[at] = attribute, kept
            at += 1
    return "".join((f"<{name}", *(f' {attribute}="{value}"' for attribute, value in attributes), ">"))
