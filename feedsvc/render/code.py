"""Code blocks as other tools make them, made plain: no line numbers, no buttons, the language as a class."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from feedsvc.render.page import Page, classes, only_child

# Line numbers of Hexo, Rouge, Chroma, Pygments, highlight.js and Prism.
NUMBERS = (
    "td.gutter, td.rouge-gutter, td.linenos, td.hljs-ln-numbers, td.blob-num, .line-numbers-rows,"
    " pre.lineno, pre .lineno, pre .linenos, pre .lnt, pre .ln, pre .lnlinks, pre .linenodiv,"
    ' pre .line-number, pre [style*="user-select:none"], pre [style*="user-select: none"]'
)
_BUTTONS = (
    ".highlight button, .highlight-tools, figure button, pre button, pre + button, clipboard-copy,"
    " .copy-btn, .copy-button, .copy-code, .copy-code-button, .code-copy, .code-copy-btn, .copybtn,"
    " .btn-copy, .btn-clipboard, .clipboard-button, .code-header, div.code-toolbar > .toolbar"
)
_NUMBERED_TABLE = (
    "figure.highlight table, .highlight table, pre table, table.highlighttable, table.hljs-ln,"
    " table:has(td.gutter + td.code), table:has(> tbody > tr > td.code > .container)"
)
NUMBER_SIGNS = ("lineno", "gutter", "line-number", '"ln"', "class=ln", "lnt", "lnlinks", "user-select")
_BUTTON_SIGNS = ("<button", "copy", "clipboard", "highlight-tools", "code-header", "toolbar")

_PREFIXES = ("language-", "lang-", "highlight-source-", "src-", "brush:")
# Classes beside the language in `highlight go` or `hljs go`.
_NO_LANGUAGE = frozenset(
    """
    highlight highlighter-rouge highlighter-coderay highlight-wrap chroma codehilite hljs rouge code codeblock
    code-block sourcecode source src prettyprint prettyprinted linenums line-numbers line lines notranslate
    literal-block wrap plain none text plaintext code-toolbar prism shiki astro-code
    """.split()  # noqa: SIM905 (a table is easier to read)
)
_NAMED_AFTER = frozenset(("highlight", "hljs", "chroma", "sourcecode", "sourceCode", "src", "prettyprint"))
_WRAPPERS = ("div", "figure", "td", "span")
_WRAPPING = re.compile(
    r"highlight\S*|language-\S+|lang-\S+|chroma|codehilite|rouge\S*|hljs\S*|code\S*|sourceCode|code-toolbar"
)
# A block as it is to be, and what may be a box around one.
_PLAIN = re.compile(r'<pre><code(?: class="language-[\w+#.-]{1,40}")?>[^<]*</code></pre>')
_BOX_SIGNS = ("<div", "<figure", "<button", "<td class", "<span")
_LANGUAGE = re.compile(r"[\w+#.-]{1,40}")


def plain_code(page: Page) -> None:
    """Leaves of a code block its text: readers have no style sheet, so numbers and buttons would join it."""
    if not page.holds("<pre", '<td class="code'):
        return
    if not page.holds(*_BOX_SIGNS) and page.html.count("<pre") == len(_PLAIN.findall(page.html)):
        return
    if page.holds(*_BUTTON_SIGNS):
        for node in page.nodes(_BUTTONS):
            node.decompose()
    if page.holds("<table", *NUMBER_SIGNS):
        for table in page.nodes(_NUMBERED_TABLE):
            _join_table(page, table)
        for node in page.nodes(NUMBERS):
            node.decompose()
    for node in page.tree.css("pre"):
        _plain(page, node)


def _join_table(page: Page, table: LexborNode) -> None:
    """The table that stands numbers beside code becomes its code."""
    cells = table.css("td.code, td.rouge-code, td.hljs-ln-code, td.blob-code") or table.css("td.lntd")[1:]
    if not cells:
        return
    language = next(
        (found for cell in cells for node in [cell, *cell.css("*")] if (found := _named(node))), ""
    )
    lines = [_text(cell) for cell in cells]
    joined = "\n".join(line.rstrip("\n") for line in lines) if len(cells) > 1 else lines[0]
    outer = table.parent
    while outer is not None and outer.tag in ("code", "pre") and only_child(outer) is not None:
        language = language or _named(outer)
        table, outer = outer, outer.parent
    table.replace_with(_block(page, joined, language), move=True)


def _plain(page: Page, node: LexborNode) -> None:
    code = only_child(node)
    if code is None or code.tag != "code":
        if not node.css("span, div, br") and not _language(node):
            return
        inner = node
    else:
        inner = code
    for anchor in inner.css("a:empty"):
        anchor.decompose()
    marked = [child for child in inner.css("*") if child.mem_id != inner.mem_id]
    language = _language(inner)
    if not marked and inner is code and classes(inner) == ([f"language-{language}"] if language else []):
        _unwrap(node)
        return
    if all(child.tag in ("span", "div", "br", "code", "font", "i", "tr", "td") for child in marked):
        plain = _block(page, _text(inner), language)
        node.replace_with(plain, move=True)
        _unwrap(plain)
        return
    # Links and emphasis of an author's own stay; what colours the code goes.
    for line_break in inner.css("br"):
        line_break.replace_with("\n")
    inner.unwrap_tags(["span", "font"])
    if language:
        inner.attrs["class"] = f"language-{language}"


def _unwrap(node: LexborNode) -> None:
    """Frees a block from the boxes that highlighters put around it."""
    while (parent := node.parent) is not None and parent.tag in _WRAPPERS and only_child(parent) is not None:
        if not any(_WRAPPING.fullmatch(name) for name in classes(parent)):
            return
        parent.replace_with(node, move=True)


def _block(page: Page, text: str, language: str) -> LexborNode:
    block, code = page.tree.create_node("pre"), page.tree.create_node("code")
    if language:
        code.attrs["class"] = f"language-{language}"
    code.insert_child(text)
    block.insert_child(code, move=True)
    return block


def _text(node: LexborNode) -> str:
    """The text of `node`, where each `br` and each `div` that holds a line ends one."""
    for line_break in node.css("br"):
        line_break.replace_with("\n")
    for line in node.css("div"):
        if len(line.css("div, pre")) == 1 and not (line.text() or "").endswith("\n"):  # itself
            line.insert_child("\n")
    return node.text() or ""


def _language(node: LexborNode) -> str:
    """The language that a block or one of the boxes around it names; "" where none does."""
    near: LexborNode | None = node
    for _ in range(5):
        if near is None or near.tag in ("-document", "body"):
            break
        if found := _named(near):
            return found
        near = near.parent
    return ""


def _named(node: LexborNode) -> str:
    attributes = node.attributes
    names = (attributes.get("class") or "").split()
    candidates = [name[len(prefix) :] for prefix in _PREFIXES for name in names if name.startswith(prefix)]
    candidates += [attributes.get("data-lang") or "", attributes.get("data-language") or ""]
    if _NAMED_AFTER.intersection(names) and node.tag != "td":
        candidates += [name for name in names if not name.startswith(("highlight-", "language-"))]
    for name in candidates:
        if name.lower() not in _NO_LANGUAGE and _LANGUAGE.fullmatch(name):
            return name
    return ""
