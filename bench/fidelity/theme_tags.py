"""Whether a post uses tags that its generator alone does not know: those of a theme, or the blog's own."""

from __future__ import annotations

import re

_FENCED = re.compile(r"^ {0,3}(`{3,}|~{3,}).*?^ {0,3}\1[`~]*[ \t]*$", re.MULTILINE | re.DOTALL)
_HUGO = re.compile(r"\{\{[<%]-?\s*/?\s*([\w./-]+)")
_LIQUID = re.compile(r"\{%-?\s*([A-Za-z_][\w-]*)(?!\w*\()")
_ZOLA = re.compile(r"\{[{%]-?\s*[A-Za-z_][\w:]*\([^{}]*\)\s*-?[%}]\}")
_OF_HUGO = frozenset(
    """
    comment details figure gist highlight instagram param qr ref relref tweet twitter
    vimeo vimeo_simple x x_simple youtube
    """.split()  # noqa: SIM905 (a table is easier to read)
)
_OF_LIQUID = frozenset(
    """
    assign break capture case comment continue cycle decrement doc echo else elsif for if
    ifchanged increment liquid raw tablerow unless when highlight link post_url gist
    render asset_img asset_link asset_path blockquote code codeblock full_url_for iframe
    img include_code include-code post_link post_path pullquote quote url_for jsfiddle
    vimeo youtube
    """.split()  # noqa: SIM905 (a table is easier to read)
)


def uses_theme_tags(text: str) -> bool:
    """`text` is the post as its author wrote it."""
    if "{{" not in text and "{%" not in text:
        return False
    text = _FENCED.sub("", text)
    if _ZOLA.search(text) or any(name not in _OF_HUGO for name in _HUGO.findall(text)):
        return True
    return any(name.removeprefix("end") not in _OF_LIQUID for name in _LIQUID.findall(text))
