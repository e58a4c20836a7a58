"""Attributes as HTML has them today: looks are a style, and a value that says nothing is left out."""

from __future__ import annotations

import re

# The attributes of a tag in their order, as they stand in HTML.
Attributes = dict[str, str]

_ATTRIBUTE = re.compile(r' ([a-z-]+)(?:="([^"]*)")?')
# HTML, 2.3.4.4: what browsers read as a length, and as a share of it.
_LENGTH = re.compile(r"[\t\n\f\r ]*\+?(?P<whole>\d+)(?P<part>\.\d+)?(?P<share>%?)")
# HTML, 15.3.8 and 15.4.3: what browsers make of `align` and `valign`.
_ALIGNED = {value: f"text-align: {value}" for value in ("left", "right", "center", "justify")}
_VALIGNED = {value: f"vertical-align: {value}" for value in ("top", "middle", "bottom", "baseline")}
_PICTURE_ALIGNED = {
    "left": "float: left",
    "right": "float: right",
    "top": "vertical-align: top",
    "texttop": "vertical-align: text-top",
    **dict.fromkeys(("middle", "absmiddle", "abscenter", "center"), "vertical-align: middle"),
    **dict.fromkeys(("bottom", "absbottom", "baseline"), "vertical-align: bottom"),
}
# Attributes of which only some values say anything.
_INTEGER, _NATURAL, _POSITIVE = re.compile(r"-?\d+"), re.compile(r"\d+"), re.compile(r"0*[1-9]\d*")
_VALUES = {
    "dir": re.compile("ltr|rtl|auto"),
    "lang": re.compile(r"(?:[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*)?"),
    "loading": re.compile("lazy|eager"),
    "preload": re.compile("none|metadata|auto"),
    "scope": re.compile("(?:row|col)(?:group)?"),
    "span": _POSITIVE,
    "colspan": _POSITIVE,
    "rowspan": _NATURAL,
    "start": _INTEGER,
}
_VALUES_OF = {("ol", "type"): re.compile("[1aAiI]"), ("li", "value"): _INTEGER}
_FLAGS = frozenset(("allowfullscreen", "loop", "muted", "open", "reversed"))
_SIZED = frozenset(("iframe", "img", "source", "video"))
_NOT_OF = frozenset((("audio", "height"), ("audio", "poster"), ("audio", "width"), ("td", "scope")))
_CHANGED = frozenset(
    ("align", "height", "id", "name", "poster", "type", "valign", "value", "width", *_VALUES, *_FLAGS)
)
_LOOKED_AT = re.compile(rf" (?:{'|'.join(sorted(_CHANGED))})[ =]")


def is_looked_at(rest: str) -> bool:
    """Whether among the attributes in `rest`, what follows a tag's name, some may not be as HTML has them."""
    return _LOOKED_AT.search(rest) is not None


def attributes(rest: str) -> Attributes:
    """The attributes in `rest`."""
    return dict(_ATTRIBUTE.findall(rest))


def written(given: Attributes) -> str:
    """`given` as it follows a tag's name."""
    return "".join(f' {name}="{value}"' for name, value in given.items())


def of_today(tag: str, given: Attributes, ids: set[str]) -> Attributes:
    """`given`, attributes of `tag`, without what HTML no longer knows, or never did.

    `ids` are those of the page so far: only the first of a name can be led to, and is added.
    """
    if _CHANGED.isdisjoint(given):
        return given
    kept: Attributes = {}
    styles = [given["style"].strip().rstrip(";")] if given.get("style") else []
    for name, value in given.items():
        if name == "style" or (tag, name) in _NOT_OF:
            continue
        if name in ("align", "valign"):
            if (style := _alignment(tag, name, value)) and not _is_said(style, styles):
                styles.append(style)
        elif name in ("width", "height") and tag in _SIZED:
            length, style = _dimension(name, value)
            kept |= {name: length} if length else {}
            styles += [style] if style else []
        elif name in ("id", "name"):
            kept |= _place(tag, name, value, given, ids)
        elif (kind := _VALUES_OF.get((tag, name)) or _VALUES.get(name)) is not None:
            value = value.strip().replace("_", "-").lower() if name != "type" else value  # noqa: PLW2901
            kept |= {name: value} if kind.fullmatch(value) else {}
        else:
            kept[name] = "" if name in _FLAGS else value
    return {**kept, "style": "; ".join(styles)} if styles else kept


def _alignment(tag: str, name: str, value: str) -> str | None:
    known = _VALIGNED if name == "valign" else _PICTURE_ALIGNED if tag == "img" else _ALIGNED
    return known.get(value.strip().lower())


def _is_said(style: str, styles: list[str]) -> bool:
    """Whether the tag has a style of this property, which goes before an attribute."""
    name = style.partition(":")[0]
    return any(one.startswith(name) for one in styles)


def _dimension(name: str, value: str) -> tuple[str, str]:
    """A length as attribute or as style; neither where it says nothing."""
    found = _LENGTH.match(value)
    if found is None:
        return "", ""
    if not found["share"]:
        return str(round(float(found["whole"] + (found["part"] or "")))), ""
    # A share of the height of a text, which has none, is none.
    return "", f"width: {found['whole']}{found['part'] or ''}%" if name == "width" else ""


def _place(tag: str, name: str, value: str, given: Attributes, ids: set[str]) -> Attributes:
    """The place of this name; `a` with a `name` is how places were named."""
    if name == "name" and tag != "a":
        return {name: value}
    if not value or value in ids or len(value.split()) != 1 or (name == "name" and given.get("id")):
        return {}
    ids.add(value)
    return {"id": value}
