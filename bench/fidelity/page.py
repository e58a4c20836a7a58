"""A post's HTML as a reader sees it, so that two renderings can be compared.

What counts as the same, and why:

- Blanks, line ends and characters without width (and U+FFFD, which feeds may not have) count only between two
  words of letters that need them. Line breaks (`<br>`) are counted by themselves.
- Quotes, dashes, dots and signs such as (c) outside code are alike in every typography: whether they are
  curled is a setting of the generator, and no word changes.
- A run of text is a paragraph wherever it stands: `<li>one</li>` is `<li><p>one</p></li>`. Boxes without a
  look of their own (`div`, `section`, `details`) are nothing, nor is a block with nothing in it.
- A formula is the letters and digits of its TeX, whether it is MathML, a drawing, or TeX between marks that a
  script would find (dollars by pandoc's rule, or the marks of MathJax).
- A caption of code stands before it.
- Code loses the indentation that all its lines have, as Hexo takes it off.
- A note is what is in it, whatever sets it apart; the word that only says its kind is left out. A link to
  what a frame shows stands for that frame.
- Permalink signs, a heading's link to itself, footnote numbers and the links back, tables of contents, line
  numbers and the colours of code are left out on both sides; check boxes and emoji pictures are their
  characters: docs/reader-html.md says so.
- Readers run no scripts: what a page shows without them (`noscript`) counts, but for a picture's twin.
- A picture without an address, or written into its page with more than 10 KB, is none; a link without one is
  text, and so is one that leads nowhere: to a host that cannot be, or by a scheme that nothing opens.
- Links and pictures are compared by their whole address, resolved as a browser would on the post's page; the
  page itself and every place on it are the same.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bench.fidelity.addresses import address_on, frame_keys
from bench.fidelity.words import BLOCK, BREAK, dedented, formula, literal, prose, words_of

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_NAMED = frozenset(("ul", "ol", "li", "blockquote", "dl", "dt", "dd"))
_BOXES = frozenset(
    """
    address article aside body caption center details dialog dir div fieldset figcaption
    figure footer form header hgroup legend main menu nav p section summary tbody td tfoot
    th thead tr
    """.split()  # noqa: SIM905 (a table is easier to read)
)
_UNSEEN = frozenset(("head", "link", "meta", "script", "style", "template", "title"))
_FRAMES = frozenset(("iframe", "embed", "object", "lite-youtube", "lite-vimeo"))
_MARKS = {"i": "em", "b": "strong", "s": "del", "strike": "del"} | {
    name: name for name in ("em", "strong", "del", "code", "sup", "sub", "kbd", "mark", "u", "ins")
}
_CODE = frozenset(("code", "kbd", "samp", "tt", "pre"))
_LEFT_OUT = (
    "a.headerlink, a.header-anchor, a.markdownIt-Anchor, a.anchor, a.md-anchor, a.heading-anchor,"
    "a.zola-anchor, a.footnote-backref, a.reversefootnote, a.footnote-back, a.footnote-return,"
    "a.data-footnote-backref,"
    ".footnotes-sep, div.footnotes > hr, div.footnote > hr, section.footnotes > hr,"
    "div.toc, div.table-of-contents, ul#markdown-toc, ol#markdown-toc, nav#TableOfContents,"
    "span.lnt, span.ln, span.lineno, span.linenos, span[style*='user-select:none'],"
    "annotation-xml, td.gutter, td.rouge-gutter, .linenodiv, td.linenos"
)
_KINDS = frozenset(("note", "tip", "info", "important", "warning", "caution", "danger"))
_CONTENTS = frozenset(("[toc]", "[[toc]]", "@[toc]", "[[_toc_]]"))
_DATA_BYTES = 10 * 1024
_ALERT = re.compile(r"\s*\[!\w{2,20}\][+-]?")
_PLAYER = re.compile(r"\([\w .]+\)$|^▶")
_FOOTNOTE = re.compile(r"#(?:user-content-)?(?:fn|footnote)(?:ref)?[-:_]?[\w-]*$", re.IGNORECASE)


@dataclass(slots=True)
class Page:
    """`words` and signs in their order; `outline`, the blocks; `links` and `images` by address, with how
    often each is there; `breaks`, lines broken; `marks`, how often each kind of emphasis is there; `code`,
    the text of code blocks; `frames`, addresses of other pages shown in frames, and their `titles`; what
    links and pictures are `described` with beside their text, addresses as they are written, too; how many
    `formulas` there are."""

    words: list[str] = field(default_factory=list)
    outline: list[str] = field(default_factory=list)
    links: Counter[str] = field(default_factory=Counter)
    images: Counter[str] = field(default_factory=Counter)
    breaks: int = 0
    marks: Counter[str] = field(default_factory=Counter)
    code: list[str] = field(default_factory=list)
    frames: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    described: list[str] = field(default_factory=list)
    formulas: int = 0


def page(html: str, url: str, own: frozenset[str], beside: Page | None = None) -> Page:
    """The page of this HTML, shown at `url` by the hosts `own`. A link as feedsvc puts it in a frame's place
    stands for that frame of the page `beside`."""
    return _Reading(url, own, beside or Page()).page(html)


class _Reading:
    def __init__(self, url: str, own: frozenset[str], beside: Page) -> None:
        self._url, self._own = url, own
        self._frames = {key for address in beside.frames for key in frame_keys(address)}
        self._titles = set(beside.titles)
        self._links = beside.links
        self._page = Page()
        self._text: list[str] = []
        self._in_run = False

    def page(self, html: str) -> Page:
        tree = LexborHTMLParser(html or "")
        for node in tree.css(_LEFT_OUT):
            node.decompose()
        for node in tree.css("p"):
            if (node.text() or "").strip().lower() in _CONTENTS:
                node.decompose()
        for node in tree.css("blockquote, .admonition"):
            _drop_kind(node)
        if tree.body is not None:
            self._walk(tree.body, in_code=False)
        self._end_run()
        self._page.outline = _without_empty(self._page.outline)
        self._page.words, self._page.breaks, self._page.formulas = words_of("".join(self._text))
        return self._page

    def _walk(self, parent: LexborNode, *, in_code: bool) -> None:
        child = parent.child
        while child is not None:
            self._node(child, in_code=in_code)
            child = child.next

    def _node(self, node: LexborNode, *, in_code: bool) -> None:  # noqa: PLR0912 (a table of tags)
        tag = str(node.tag)
        if tag == "-text":
            self._add(node.text_content or "", in_code=in_code)
        elif tag == "script":
            self._script(node)
        elif tag[0] in "-!" or tag in _UNSEEN:
            pass
        elif tag == "math" or _is_drawn(node, tag):
            self._formula(_tex_of(node), block=False)
        elif tag in _FRAMES:
            self._frame(node, tag)
        elif tag == "br":
            self._text.append(BREAK)
        elif tag in ("img", "video", "audio"):
            self._picture(node, tag)
        elif tag == "noscript":
            self._without_script(node, in_code=in_code)
        elif tag == "input":
            self._box(node)
        elif tag == "pre" or (tag == "table" and _is_code(node)):
            self._code_block(node)
        elif tag in _BOXES or tag in _NAMED or tag in _HEADINGS or tag in ("hr", "table"):
            self._block(node, tag, in_code=in_code)
        elif tag == "a":
            self._link(node, in_code=in_code)
        else:
            if name := _MARKS.get(tag):
                self._page.marks[name] += 1
            self._walk(node, in_code=in_code or tag in _CODE)

    def _script(self, node: LexborNode) -> None:
        if (kind := node.attributes.get("type") or "").startswith("math/tex"):
            self._formula(node.text() or "", block="display" in kind)
        elif source := node.attributes.get("src"):
            self._page.frames.append(source)

    def _without_script(self, node: LexborNode, *, in_code: bool) -> None:
        """Readers run no scripts, so they see this; a picture that a script would load is there already."""
        for picture in node.css("img"):
            source = picture.attributes.get("src") or ""
            if address_on(self._url, source, self._own) in self._page.images:
                picture.decompose()
        self._walk(node, in_code=in_code)

    def _frame(self, node: LexborNode, tag: str) -> None:
        source = node.attributes.get("data" if tag == "object" else "src")
        self._page.frames.append(source or node.attributes.get("videoid") or "")
        self._page.titles.append(" ".join((node.attributes.get("title") or "").split()))

    def _box(self, node: LexborNode) -> None:
        if (node.attributes.get("type") or "").lower() == "checkbox":
            self._add("☑" if "checked" in node.attributes else "☐", in_code=True)

    def _block(self, node: LexborNode, tag: str, *, in_code: bool) -> None:
        self._end_run()
        self._text.append(BLOCK)
        outline = self._page.outline
        first = len(outline)
        if tag in _NAMED and "admonition" not in (node.attributes.get("class") or ""):
            outline.append(f"{tag}(")
            self._walk(node, in_code=in_code)
            self._end_run()
            outline.append(")")
        elif tag == "hr":
            outline.append("hr")
        elif tag == "table":
            outline.append(f"table[{len(node.css('tr'))}x{len(node.css('td, th'))}]")
            self._walk(node, in_code=in_code)
            self._in_run = False
            outline[first + 1 :] = [name for name in outline[first + 1 :] if name != "p"]
        elif tag in _HEADINGS:
            self._walk(node, in_code=in_code)
            shown = self._in_run or len(outline) > first
            self._in_run = False
            if shown:
                outline[first:] = [tag, *(name for name in outline[first:] if name != "p")]
        else:
            self._walk(node, in_code=in_code)
            self._end_run()
        self._text.append(BLOCK)

    def _end_run(self) -> None:
        if self._in_run:
            self._page.outline.append("p")
        self._in_run = False

    def _add(self, text: str, *, in_code: bool) -> None:
        text = literal(text) if in_code else prose(text)
        if text.strip():
            self._in_run = True
        self._text.append(text)

    def _formula(self, tex: str, *, block: bool) -> None:
        self._in_run = True
        self._text.append(formula(tex))
        if block:
            self._end_run()

    def _picture(self, node: LexborNode, tag: str) -> None:
        attributes = node.attributes
        classes = (attributes.get("class") or "").split()
        character = attributes.get("alt") or ""
        self._page.described += [character, attributes.get("title") or ""]
        if tag == "img" and {"emoji", "wp-smiley"} & set(classes) and not character.isascii():
            self._add(character, in_code=True)
            return
        lazy = (attributes.get(name) for name in ("data-src", "data-original", "data-lazy-src", "src"))
        source = next(filter(None, lazy), "")
        if not source and tag != "img":
            found = node.css_first("source")
            source = (found.attributes.get("src") or "") if found is not None else ""
        if not source or (source.startswith("data:") and len(source) > _DATA_BYTES):
            return
        inline = source.startswith("data:")
        self._page.described += [] if inline else [source, unquote(source)]
        if address := "data:" if inline else address_on(self._url, source, self._own):
            self._page.images[address] += 1
            self._in_run = True

    def _code_block(self, node: LexborNode) -> None:
        self._end_run()
        blocks = node.css("pre")
        inner = blocks[-1] if node.tag == "table" and blocks else node
        for caption in inner.css("div.caption"):  # Hexo's, where it sets no figure around code
            self._walk(caption, in_code=False)
            self._end_run()
            caption.decompose()
        for unseen in inner.css("script, style"):
            unseen.decompose()
        for line_end in inner.css("br"):
            line_end.replace_with("\n")
        for line in inner.css("div") if inner.tag == "table" else ():
            if len(line.css("div")) == 1:  # itself: a line of SyntaxHighlighter's
                line.insert_child("\n")
        code = dedented(inner.text() or "")
        self._page.code.append(code)
        self._page.outline.append("pre")
        self._text.append(BLOCK + literal(code) + BLOCK)

    def _link(self, node: LexborNode, *, in_code: bool) -> None:
        href = node.attributes.get("href")
        if href is not None and self._frames and self._stands_for_frame(node, href):
            return
        if href is not None and _is_footnote(node, href):
            self._text.append(" ⟦note⟧ ")
            self._in_run = True
            return
        self._page.described += [node.attributes.get("title") or "", href or "", unquote(href or "")]
        if href:
            address = address_on(self._url, href, self._own)
            if address and (address != "#" or node.parent is None or node.parent.tag not in _HEADINGS):
                self._page.links[address] += 1
        self._walk(node, in_code=in_code)

    def _stands_for_frame(self, node: LexborNode, href: str) -> bool:
        """Whether this is how a frame is linked to: by its title, the name of the player, or its address."""
        text = " ".join((node.text() or "").split())
        if not self._frames & (frame_keys(href) | frame_keys(text)):
            return False
        is_written = address_on(self._url, href, self._own) in self._links  # the author's own link
        if not (
            text in self._titles
            or _PLAYER.search(text)
            or (frame_keys(text) & self._frames and (text.startswith("http") or not is_written))
        ):
            return False
        self._page.frames.append(href)
        return True


def _is_code(table: LexborNode) -> bool:
    """Whether a highlighter set its code into this table, and not into one that stands in it."""
    cell = table.css_first("td.code, td.rouge-code, td.lntd")
    return cell is not None and len(table.css("table")) == 1  # itself


def _is_footnote(link: LexborNode, href: str) -> bool:
    if "footnote" in (link.attributes.get("class") or ""):
        return True
    parent = link.parent
    if parent is None or parent.tag != "sup":
        return False
    return "footnote" in (parent.attributes.get("class") or "") or _FOOTNOTE.search(href) is not None


def _drop_kind(note: LexborNode) -> None:
    """Take what kind of note this is from its beginning: `[!NOTE]`, or a title that says no more."""
    first = note.css_first("p")
    if first is None:
        return
    text = (first.text() or "").strip()
    kinds = (note.attributes.get("class") or "").lower().split()
    if text.lower() in _KINDS or text.lower() in kinds:
        first.decompose()
    elif found := _ALERT.match(text):
        start = first.child
        if start is not None and start.tag == "-text":
            after = start.next
            if after is not None and after.tag == "br" and found[0] == (start.text_content or "").strip():
                after.decompose()
            start.replace_with(_ALERT.sub("", start.text_content or ""))


def _is_drawn(node: LexborNode, tag: str) -> bool:
    """Whether KaTeX, MathJax or a Markdown extension marked this element as a formula."""
    if tag not in ("span", "div", "p", "eq", "eqn", "mjx-container"):
        return False
    classes = set((node.attributes.get("class") or "").split())
    return tag == "mjx-container" or bool(
        classes & {"katex", "katex-display", "arithmatex", "MathJax", "math"}
    )


def _tex_of(node: LexborNode) -> str:
    annotation = node.css_first("annotation")
    tex = ((annotation if annotation is not None else node).text() or "").strip()
    return re.sub(r"^(?:\\[\[(]|\$+)|(?:\\[\])]|\$+)$", "", tex)


def _without_empty(outline: list[str]) -> list[str]:
    kept: list[str] = []
    for name in outline:
        if name == ")" and kept and kept[-1].endswith("("):
            kept.pop()
        else:
            kept.append(name)
    return kept
