"""Formulas: TeX in its delimiters, or MathML, which browsers show by themselves, with the TeX beside it.

TeX that cannot be converted stays TeX.
"""

from __future__ import annotations

import re
from html import escape, unescape

from math_core import LatexError, LatexToMathML
from selectolax.lexbor import LexborNode

from feedsvc.render.page import Page, classes
from feedsvc.render.sanitise import sanitised

# As the steps leave them: the content is escaped text.
_FORMULA = re.compile(
    r'<(?P<tag>span|div) class="arithmatex">\\(?P<open>[(\[])(?P<tex>[^<]*)\\[)\]]</(?P=tag)>'
)
# The converter is recursive and has no bound of its own; each of these characters may go one level down.
_NESTING = re.compile(r"[\\{^_\[&]")
_MAX_NESTING = 500
# For each bracket that nothing closes math-core reads the rest twice: thirty of them would take hours.
_MAX_UNCLOSED = 10
_OPENING = (
    *("(", "[", "\\{", "\\lbrace", "\\lbrack", "\\langle", "\\lceil", "\\lfloor", "\\lvert", "\\lVert"),
    *("\\lgroup", "\\lmoustache", "\\ulcorner", "\\llbracket"),
)
_CLOSING = (
    *(")", "]", "\\}", "\\rbrace", "\\rbrack", "\\rangle", "\\rceil", "\\rfloor", "\\rvert", "\\rVert"),
    *("\\rgroup", "\\rmoustache", "\\urcorner", "\\rrbracket"),
)
_BRACKET = re.compile(r"\\[a-zA-Z]+|\\.|[()\[\]{}]", re.DOTALL)
# What the converter writes now and then (for \operatorname) and the sanitiser never: elements without an end,
# bare signs, characters by name.
_UNUSUAL = re.compile(r"/>|<(?![a-z/])|>[^<>]*>|&(?!(?:amp|lt|gt|quot|nbsp);)")
# Readers drop styles, and some the element with them.
_STYLE = re.compile(r'(<[^<>]*) style="[^"<>]*"')
_ANNOTATION = '<annotation encoding="application/x-tex">'
_ANNOTATION_END = "</annotation></semantics></math>"
# A combining character alone is no text.
_UNDERLINE, _LOW_LINE = ">\u0332</mo>", ">_</mo>"
# Attributes that HTML knows on neither element; around it they mean the same.
_STYLED = re.compile(r"<mfrac\b[^<>]* displaystyle=|<mtable\b[^<>]* scriptlevel=")
_STYLED_TAG = re.compile(r"<(?P<end>/?)(?P<name>mfrac|mtable)\b(?P<attributes>[^<>]*)>")
_STYLE_OF = re.compile(r' (?:scriptlevel|displaystyle)="[^"]*"')
_NUMBERED = re.compile(r"\\(?:tag|label)\b")

DRAWN = ".katex, mjx-container, .MathJax_Preview, .MathJax, .MathJax_Display, .MathJax_SVG, .MathJax_SVG_Display, .MathJax_CHTML"  # noqa: E501
DRAWN_SIGNS = ("katex", "mathjax", "mjx-", "math/tex")
_DISPLAYED = frozenset(("katex-display", "MathJax_Display", "MathJax_SVG_Display"))
# In given HTML, TeX in its delimiters waits for a script; but not in code. An inline formula between single
# signs begins and ends without a blank and holds a mark of TeX: `$5 and $6` is money.
_WAITING = re.compile(
    r"(?P<skip><(?P<tag>pre|code|kbd|samp|math|textarea)\b[^>]*>.*?</(?P=tag)>"
    r'|<(?:span|div) class="arithmatex">[^<]*|<[^>]*>)'
    r"|\\\((?P<inline>[^<]{1,2000}?)\\\)|\\\[(?P<block>[^<]{1,2000}?)\\\]"
    r"|(?<![\\$])\$\$(?P<dollars>[^<$]+)\$\$"
    r"|(?<![\\$])\$(?![\s$\d])(?P<dollar>[^<$\n]*?[\\^_{][^<$\n]*?)(?<![\s\\])\$(?![\d$])",
    re.DOTALL,
)


def plain_math(page: Page) -> None:
    """Formulas that a script has drawn, or was to draw, become their source again: drawn ones hold each
    formula twice."""
    if not page.holds(*DRAWN_SIGNS):
        return
    for script in page.tree.css('script[type^="math/tex"]'):
        displayed = "mode=display" in (script.attributes["type"] or "")
        tex = (script.text() or "").removeprefix("% <![CDATA[").removesuffix("%]]>")
        while (before := script.prev) is not None and _is_drawn(before):
            before.decompose()
        script.replace_with(_source(page, tex, displayed), move=True)
    for drawn in page.nodes(DRAWN):
        _restore(page, drawn)


def marked_formulas(html: str) -> str:
    """Given `html`, well formed, with each formula in delimiters as the converter of Markdown marks it."""
    if "$" not in html and "\\(" not in html and "\\[" not in html:
        return html
    return _WAITING.sub(_marked, html)


def with_mathml(html: str, failed: list[str] | None = None, *, spaced: bool = False) -> str:
    """`html` with each marked formula as `<math>`; the TeX goes along as its annotation, without the blanks
    around it, unless it is to be `spaced`.

    Numbers of equations run through the post. TeX that cannot be converted stays, and is added to `failed`.
    Safe for several threads.
    """
    if 'class="arithmatex"' not in html:
        return html
    converter = LatexToMathML(annotation=True, fancy_error=False)
    lost = [] if failed is None else failed
    if spaced:
        return _FORMULA.sub(lambda found: _spaced(_mathml(converter, found, lost), found["tex"]), html)
    return _FORMULA.sub(lambda found: _mathml(converter, found, lost), html)


def _with_styles_around(math: str) -> str:
    """The style of fractions and tables in an element around them."""
    closings: list[str] = []

    def moved(found: re.Match[str]) -> str:
        if found["end"]:
            return found[0] + closings.pop()
        styles = _STYLE_OF.findall(found["attributes"])
        styles = [one for one in styles if found["name"] == "mfrac" or "scriptlevel" in one]
        closings.append("</mstyle>" if styles else "")
        tag = found[0]
        for style in styles:
            tag = tag.replace(style, "", 1)
        return f"<mstyle{''.join(styles)}>{tag}" if styles else tag

    return _STYLED_TAG.sub(moved, math)


def _spaced(math: str, tex: str) -> str:
    before, mark, _ = math.partition(_ANNOTATION)
    return before + mark + tex + _ANNOTATION_END if mark else math


def _mathml(converter: LatexToMathML, formula: re.Match[str], failed: list[str]) -> str:
    tex = unescape(formula["tex"]).strip()
    displayed = formula["open"] == "["
    if _is_too_much(tex):
        failed.append(tex)
        return formula[0]
    numbered = displayed and _NUMBERED.search(tex) and not tex.startswith("\\begin")
    equation = f"\\begin{{equation}}{tex}\\end{{equation}}" if numbered else tex
    try:
        math = converter.convert_with_global_state(equation, displaystyle=displayed)
    except LatexError:
        failed.append(tex)
        return formula[0]
    if " style=" in math:
        math = _STYLE.sub(r"\1", math)
    math = math.replace(_UNDERLINE, _LOW_LINE)
    if _STYLED.search(math):
        math = _with_styles_around(math)
    if _UNUSUAL.search(math):
        math = sanitised(math)
    if "\xa0" in math:
        math = math.replace("\xa0", "&nbsp;")
    if numbered:
        annotation = f">{escape(equation, quote=False)}</annotation>"
        math = math.replace(annotation, f">{escape(tex, quote=False)}</annotation>")
    return math


def _is_too_much(tex: str) -> bool:
    """Whether it is not to be tried to convert `tex`."""
    if len(tex) > _MAX_NESTING and len(_NESTING.findall(tex)) > _MAX_NESTING:
        return True
    brackets = _BRACKET.findall(tex)
    if len(brackets) <= _MAX_UNCLOSED:
        return False
    unclosed, deepest = _brackets(brackets)
    return unclosed > _MAX_UNCLOSED or deepest > _MAX_NESTING


def _brackets(brackets: list[str]) -> tuple[int, int]:
    """How many brackets nothing closes inside the group of braces, or the environment, that they are in; and
    how deep they nest."""
    stack: list[str] = []
    lost = deepest = 0
    for one in brackets:
        deepest = max(deepest, len(stack))
        if one in ("{", "\\begin"):
            stack.append("{")
        elif one in ("}", "\\end"):
            while stack and stack.pop() != "{":
                lost += 1
        elif one in _OPENING:
            stack.append("(")
        elif one in _CLOSING and stack and stack[-1] == "(":
            stack.pop()
    return lost + stack.count("("), max(deepest, len(stack))


def _marked(found: re.Match[str]) -> str:
    if found["skip"] is not None:
        return found[0]
    if (tex := found["inline"] or found["dollar"]) is not None:
        return f'<span class="arithmatex">\\({tex}\\)</span>'
    return f'<span class="arithmatex">\\[{found["block"] or found["dollars"]}\\]</span>'


def _restore(page: Page, drawn: LexborNode) -> None:
    """The MathML or TeX in a drawn formula, in its place."""
    math = drawn.css_first("math")
    source = drawn.css_first('annotation[encoding="application/x-tex"]')
    around = drawn.parent
    displayed = bool(
        _DISPLAYED.intersection([*classes(drawn), *(classes(around) if around is not None else [])])
        or drawn.attributes.get("display") == "true"
        or (math is not None and math.attributes.get("display") == "block")
    )
    if source is not None and (page.options.math == "tex" or math is None):
        drawn.replace_with(_source(page, source.text() or "", displayed), move=True)
    elif math is not None:
        if displayed:
            math.attrs["display"] = "block"
        drawn.replace_with(math, move=True)
    elif not (text := (drawn.text() or "").strip()):
        if drawn.tag == "mjx-container":
            page.notice("formula", "formula drawn as a picture has no source; left out", loss=True)
        drawn.decompose()
    else:
        drawn.replace_with(text)


def _source(page: Page, tex: str, displayed: bool) -> LexborNode:
    span = page.tree.create_node("span")
    span.attrs["class"] = "arithmatex"
    span.insert_child(f"\\[{tex.strip()}\\]" if displayed else f"\\({tex.strip()}\\)")
    return span


def _is_drawn(node: LexborNode) -> bool:
    if node.tag == "-text":
        return not (node.text() or "").strip()
    return any(name.startswith("MathJax") for name in classes(node))
