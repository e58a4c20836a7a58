"""Formulas as MathML, which browsers show by themselves. TeX that cannot be converted stays TeX."""

from __future__ import annotations

import re
from html import escape, unescape

from math_core import LatexError, LatexToMathML

# As `Renderer.render` writes them: the content is escaped text.
_FORMULA = re.compile(
    r'<(?P<tag>span|div) class="arithmatex">\\(?P<open>[(\[])(?P<tex>[^<]*)\\[)\]]</(?P=tag)>'
)
# The converter is recursive and has no bound of its own; each of these characters may go one level down.
_NESTING = re.compile(r"[\\{^_\[&]")
_MAX_NESTING = 500
_NUMBERED = re.compile(r"\\(?:tag|label)\b")


def with_mathml(html: str) -> str:
    """Rendered, sanitised `html` with each formula as `<math>`; the TeX goes along as its annotation.

    Numbers of equations run through the post. Safe for several threads.
    """
    if 'class="arithmatex"' not in html:
        return html
    converter = LatexToMathML(annotation=True, fancy_error=False)
    return _FORMULA.sub(lambda found: _mathml(converter, found), html)


def _mathml(converter: LatexToMathML, formula: re.Match[str]) -> str:
    tex = unescape(formula["tex"]).strip()
    displayed = formula["open"] == "["
    if len(_NESTING.findall(tex)) > _MAX_NESTING:
        return formula[0]
    numbered = displayed and _NUMBERED.search(tex) and not tex.startswith("\\begin")
    equation = f"\\begin{{equation}}{tex}\\end{{equation}}" if numbered else tex
    try:
        math = converter.convert_with_global_state(equation, displaystyle=displayed)
    except LatexError:
        return formula[0]
    return math.replace(
        f">{escape(equation, quote=False)}</annotation>", f">{escape(tex, quote=False)}</annotation>"
    )
