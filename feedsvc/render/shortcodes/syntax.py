"""What a tag looks like in the text, for each generator."""

from __future__ import annotations

import re

from feedsvc.render.shortcodes import hexo, hugo, jekyll
from feedsvc.render.shortcodes.tag import Known, Tag

LONGEST_TAG = 4_000  # characters

_LIQUID_TAGS: dict[str, Known] = {**hexo.TAGS, **jekyll.TAGS}
_LIQUID = re.compile(
    r"\{%[-+]?\s*(?P<end>end)?(?P<name>[a-zA-Z][\w-]*)\s*(?P<rest>.*?)\s*[-+]?%\}", re.DOTALL
)
_HUGO = re.compile(
    r"\{\{(?P<mark>[<%])(?P<off>/\*)?\s*(?P<end>/)?\s*(?P<name>[\w.-]*(?:/[\w.-]+)*)"
    # The slash that ends a tag stands by itself: one at the end of an address is part of that.
    r"(?:(?P<short>/)|\s*(?P<rest>.*?)\s*(?P<empty>(?<=[\s\"'`])/)?)\s*(?:\*/)?[>%]\}\}",
    re.DOTALL,
)
# `{{ name(…) }}`, `{% name(…) %} … {% end %}`, each with `/*` and `*/` inside where it is but shown.
_ZOLA = re.compile(
    r"(?P<mark>\{\{|\{%)(?P<off>/\*)?-?\s*(?:(?P<end>end)|(?P<name>[a-zA-Z_]\w*)\((?P<rest>.*)\))\s*-?(?:\*/)?"
    r"(?:\}\}|%\})",
    re.DOTALL,
)
_ZOLA_END = re.compile(r"\{%-?\s*end\s*-?%\}")
_COMMA = re.compile(r"""("(?:\\.|[^"\\])*"|'[^']*'|`[^`]*`|\[[^\]]*\])|,""")
# A name with a dot, a text, or a name between blanks: braces in other texts are left alone.
_OUTPUT = re.compile(
    r"""\{\{-?\s*(?P<rest>(?:[a-zA-Z_]\w*(?:\.[\w-]+|\[[^\]\n]*\])+|"[^"\n]*"|'[^'\n]*'|(?<=\s)[a-zA-Z_]\w*(?=\s))"""
    r"""\s*(?:\|[^{}]*?)?)\s*-?\}\}"""
)


def tag_at(text: str, start: int, generator: str) -> Tag | None:
    """The tag that begins there, if `generator` has such tags ("": any); None."""
    is_liquid = text.startswith("{%", start)
    end = text.find("%}" if is_liquid else "}}", start + 2, start + LONGEST_TAG) + 2
    if end < 2:
        return None
    if generator == "zola":
        return _zola_tag(text, start, end)
    if is_liquid:
        found = _LIQUID.fullmatch(text, start, end)
        # One that does not end takes in the next. Hugo shows such a tag as it is; but what is left of a
        # blog's former generator can be understood.
        if (
            found is None
            or "{%" in found["rest"]
            or (generator == "hugo" and found["name"] not in _LIQUID_TAGS)
        ):
            return None
        return Tag(start, end, "liquid", found["name"], found["rest"], bool(found["end"]))
    if generator in ("", "hugo") and text[start + 2 : start + 3] in ("<", "%"):
        return _hugo_tag(text, start, end)
    if generator != "hugo" and (found := _OUTPUT.fullmatch(text, start, end)):
        return Tag(start, end, "output", "", found["rest"])
    return None


def _hugo_tag(text: str, start: int, end: int) -> Tag | None:
    if found := _HUGO.fullmatch(text, start, end):
        if found["off"]:
            return Tag(start, end, "hugo", "/*", found[0].replace("/*", "", 1).replace("*/", "", 1))
        if found["name"]:
            empty = bool(found["short"] or found["empty"])
            return Tag(start, end, "hugo", found["name"], found["rest"] or "", bool(found["end"]), empty)
    return None


def _zola_tag(text: str, start: int, end: int) -> Tag | None:
    found = _ZOLA.fullmatch(text, start, end)
    if found is None or (found["mark"] == "{{") != (found[0][-2:] == "}}"):
        return None
    if found["off"]:
        return Tag(start, end, "zola", "/*", found[0].replace("/*", "", 1).replace("*/", "", 1))
    if found["end"]:
        return Tag(start, end, "zola", "", "", closing=True) if found["mark"] == "{%" else None
    rest = _COMMA.sub(lambda part: part[1] or " ", found["rest"])
    return Tag(start, end, "zola", found["name"], rest, empty=found["mark"] == "{{")


def end_of(text: str, tag: Tag) -> Tag | None:
    """The next tag that can close `tag`, whatever stands between; None."""
    name = re.escape(tag.name)
    if tag.syntax == "zola":
        found = _ZOLA_END.search(text, tag.end)
        return Tag(found.start(), found.end(), "zola", "", "", closing=True) if found else None
    liquid, hugo_form = rf"\{{%[-+]?\s*end{name}\s*[-+]?%\}}", rf"\{{\{{[<%]\s*/\s*{name}\s*[>%]\}}\}}"
    found = re.compile(liquid if tag.syntax == "liquid" else hugo_form).search(text, tag.end)
    return Tag(found.start(), found.end(), tag.syntax, tag.name, "", closing=True) if found else None


def known_tag(tag: Tag) -> Known | None:
    """How a tag of this name is shown; None for one that is not known."""
    return (_LIQUID_TAGS if tag.syntax == "liquid" else hugo.TAGS).get(tag.name) if tag.name else None
