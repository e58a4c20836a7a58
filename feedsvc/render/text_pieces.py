"""What of some HTML is text: neither in a tag, nor in a comment, nor in an element whose text is verbatim."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

VERBATIM = ("pre", "code", "kbd", "samp", "math", "textarea", "script", "style")


def in_text(
    html: str,
    change: Callable[[str], str],
    other: Callable[[str], str] | None = None,
    verbatim: tuple[str, ...] = VERBATIM,
    sign: str = "",
) -> str:
    """`html` with `change` applied to each piece of text, and `other` to what is between them. What stands in
    an element named in `verbatim` is no text; a tag counts as text too unless `sign` is in it."""
    search = _tags(verbatim, sign).search
    out: list[str] = []
    inside, begun, at = "", 0, 0  # the verbatim element at hand; where what is no text began; and the text
    closed = True  # whether a comment may still end
    while found := search(html, at):
        start, at = found.span()
        name = (found["name"] or "").lower()
        if not inside and start > begun:
            out.append(change(html[begun:start]))
            begun = start
        if found[0] == "<!--" and not inside and closed:
            end = html.find("-->", start + 2)
            closed = end >= 0
            at = end + 3 if closed else at
        elif inside:
            inside = "" if found["end"] and name == inside else inside
        elif name and not found["end"]:
            inside = name
        if not inside:
            out.append(other(html[begun:at]) if other else html[begun:at])
            begun = at
    rest = html[begun:]
    if rest:
        out.append(change(rest) if not inside else other(rest) if other else rest)
    return "".join(out)


@cache
def _tags(names: tuple[str, ...], sign: str) -> re.Pattern[str]:
    # No `<` in a tag: one that never ends is found to be none at the next, however many there are.
    within = f"[^<>{sign}]*+{sign}[^<>]*+" if len(sign) == 1 else f"[^<>]*{sign}[^<>]*" if sign else "[^<>]*+"
    return re.compile(rf"<!--|<(?P<end>/?)(?P<name>{'|'.join(names)})\b[^<>]*>|<{within}>", re.IGNORECASE)
