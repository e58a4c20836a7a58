"""A text in WordPress as its author typed it, and the HTML that WordPress and its usual plug-ins make of it.

`wpautop` makes the paragraphs. Code stands unescaped between shortcodes (SyntaxHighlighter Evolved,
CodeColorer) and in `<pre lang="…">` (WP-Syntax).
"""

from __future__ import annotations

import re
from html import escape, unescape

_BLOCK = re.compile(
    r"</?(?:address|article|aside|blockquote|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]"
    r"|header|hr|iframe|li|main|nav|ol|p|pre|script|section|style|table|tbody|td|tfoot|th|thead|tr|ul|video)\b"
    r"|<!--|\[/?(?:caption|gallery)\b",
    re.IGNORECASE,
)
_KEPT = re.compile(r"(<(pre|script|style)\b.*?</\2\s*>)", re.IGNORECASE | re.DOTALL)
_CAPTION = re.compile(
    r"\[caption[^\]]*\]\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*?)\[/caption\]", re.DOTALL
)
_NOTE = re.compile(r"<!--\s*/?wp:.*?-->[ \t]*\n?", re.DOTALL)
# `[code]` and its like; the languages that are shortcodes of their own; `[cc lang="c"]`, `[ccn_php]`.
_CODE = re.compile(
    r"\[(?P<tag>code|source|sourcecode|cc[a-z]*(?:_\w+)?|as3|bash|cpp|csharp|css|diff|go|groovy|html|java|javascript|js"
    r"|latex|matlab|objc|perl|php|plain|powershell|python|ruby|scala|shell|sql|swift|text|xml|yaml)"
    r"(?P<said>\s[^\]]*)?\](?P<code>.*?)\[/(?P=tag)\]",
    re.IGNORECASE | re.DOTALL,
)
_PRE = re.compile(
    r"<(pre|code)(?P<said>\s[^>]*\blang=[^>]*)>(?P<code>.*?)</\1\s*>", re.IGNORECASE | re.DOTALL
)
_LANGUAGE = re.compile(r"""\b(?:lang|language)\s*=\s*["']?([\w+#-]+)""", re.IGNORECASE)
_NO_LANGUAGES = frozenset(("code", "source", "sourcecode", "plain", "text"))


def paragraphs(text: str) -> str:
    """The HTML of a text as typed: blank lines part paragraphs (`wpautop`), blocks have theirs."""
    text = _PRE.sub(_code, _CODE.sub(_code, text.replace("\r\n", "\n")))
    text = _CAPTION.sub(r"<figure>\1<figcaption>\2</figcaption></figure>", text)
    if "<!-- wp:" in text:
        return _NOTE.sub("", text).strip()
    made: list[str] = []
    for number, part in enumerate(_KEPT.split(text)):
        if number % 3 == 2:  # the name of the tag
            continue
        made += (
            [part]
            if number % 3
            else [_paragraph(chunk) for chunk in re.split(r"\n\s*\n", part) if chunk.strip()]
        )
    return "\n\n".join(made).strip()


def _paragraph(chunk: str) -> str:
    chunk = chunk.strip()
    if _BLOCK.search(chunk):
        return chunk
    return "<p>" + re.sub(r"(?<!>)\n", "<br>\n", chunk) + "</p>"


def _code(found: re.Match[str]) -> str:
    """A block of code. Where it has a tag as it is, nothing in it was escaped before."""
    given = found.groupdict()
    tag, said, code = (given.get("tag") or "").lower(), given["said"] or "", given["code"]
    named = _LANGUAGE.search(said)
    language = named[1] if named else tag.partition("_")[2] if tag.startswith("cc") else tag
    if "<" not in code:
        code = unescape(code)
    kind = (
        "" if language.lower() in _NO_LANGUAGES or not language else f' class="language-{language.lower()}"'
    )
    return f"\n\n<pre><code{kind}>{escape(code.strip(chr(10)), quote=False)}</code></pre>\n\n"
