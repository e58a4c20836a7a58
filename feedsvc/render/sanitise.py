"""The last word on a post's HTML: an allow-list of what a feed reader can show and nobody can abuse.

An element that is not on the list goes, its text stays. The one exception is what was never text.
"""

from __future__ import annotations

import re
from functools import lru_cache

import nh3

from feedsvc.render.links import LINK_SCHEMES, is_inline_image

_TEXT = "a abbr b bdi br cite code data del dfn em i ins kbd mark q rp rt ruby s samp small span strike strong sub sup time tt u var wbr"  # noqa: E501
_BLOCKS = "address article aside blockquote center dd details div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr li nav ol p pre section summary ul"  # noqa: E501
_TABLES = "caption col colgroup table tbody td tfoot th thead tr"
_MEDIA = "audio img picture source track video"
_MATH = "annotation maction math menclose merror mfenced mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none semantics"  # noqa: E501

_MATH_ATTRIBUTES = "accent accentunder columnalign columnlines columnspacing depth dir displaystyle encoding fence form height largeop linethickness lspace mathbackground mathcolor mathsize mathvariant maxsize minsize movablelimits notation rowlines rowspacing rspace scriptlevel separator stretchy symmetric voffset width"  # noqa: E501
_MEDIA_ATTRIBUTES = {"controls", "height", "loop", "muted", "poster", "preload", "src", "width"}
_CELL = {"align", "colspan", "headers", "rowspan", "scope", "style", "valign"}
ATTRIBUTES: dict[str, set[str]] = {
    "*": {"class", "dir", "id", "lang", "title"},
    "a": {"href", "hreflang", "name", "rel", "type"},
    "audio": _MEDIA_ATTRIBUTES,
    "blockquote": {"cite"},
    "col": {"span"},
    "colgroup": {"span"},
    "data": {"value"},
    "del": {"cite", "datetime"},
    "details": {"open"},
    "img": {"align", "alt", "height", "loading", "sizes", "src", "srcset", "width"},
    "ins": {"cite", "datetime"},
    "li": {"value"},
    "ol": {"reversed", "start", "type"},
    "q": {"cite"},
    "source": {"media", "sizes", "src", "srcset", "type"},
    "td": _CELL,
    "th": _CELL,
    "time": {"datetime"},
    "track": {"default", "kind", "label", "src", "srclang"},
    "video": _MEDIA_ATTRIBUTES,
    **{tag: set(_MATH_ATTRIBUTES.split()) for tag in _MATH.split()},
    "math": {*_MATH_ATTRIBUTES.split(), "alttext", "display", "xmlns"},
}

# Classes by which a reader or a style sheet knows a part; a note of whatever kind keeps the name of its kind.
_CLASS = re.compile(
    r"lang(?:uage)?-[\w+#.-]+|arithmatex|footnotes?|footnote-\w+|task-list(?:-item)?|admonition-title"
)


@lru_cache(maxsize=1024)
def kept_classes(value: str) -> str | None:
    classes = value.split()
    if "admonition" not in classes:
        classes = [item for item in classes if _CLASS.fullmatch(item)]
    return " ".join(classes) or None


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "class":
        return kept_classes(value)
    if value[:5].lower() == "data:":
        return value if tag == "img" and name == "src" and is_inline_image(value) else None
    return value


_TAGS = set(" ".join((_TEXT, _BLOCKS, _TABLES, _MEDIA, _MATH)).split())
_FRAME_ATTRIBUTES = {"allow", "allowfullscreen", "height", "src", "width"}


def _cleaner(*, frames: bool) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_TAGS | {"iframe"} if frames else _TAGS,
        clean_content_tags={"script", "style", "template", "title"},
        attributes=ATTRIBUTES | {"iframe": _FRAME_ATTRIBUTES} if frames else ATTRIBUTES,
        attribute_filter=_attribute,
        set_tag_attribute_values={"audio": {"controls": ""}, "video": {"controls": ""}},
        filter_style_properties={"text-align"},
        url_schemes=set(LINK_SCHEMES | {"data"}),
        link_rel=None,
    )


_CLEANERS = {frames: _cleaner(frames=frames) for frames in (False, True)}


def sanitised(html: str, *, frames: bool = False) -> str:
    """`html` as a well-formed fragment that holds nothing but listed elements and attributes; with `frames`
    also those of other sites (`iframe`), never their scripts."""
    return _CLEANERS[frames].clean(html)
