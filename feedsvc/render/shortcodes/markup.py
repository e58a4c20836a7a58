"""The Markdown, and the HTML in it, that tags become."""

from __future__ import annotations

import re
from html import escape
from urllib.parse import quote

from feedsvc.render.shortcodes.tag import Place

# What begins with this is part of a paragraph (CommonMark 0.31, section 4.6).
_INLINE = "<span></span>"
_NO_LETTER = re.compile(r"[^0-9A-Za-z \u0080-\U0010ffff]")
_TICKS = re.compile(r"`{3,}")
_SOME_MARKUP = re.compile(r"[\[*_`$\\]")
_PICTURE = re.compile(r"data:image/|.*\.(?:png|jpe?g|gif|webp|svg|avif|bmp|ico)(?:[?#].*)?$", re.IGNORECASE)
_TARGET = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
_MARKS = re.compile(r"<[^<>]*>|[*_`$]")
_BLANK_LINES = re.compile(r"\A(?:[ \t]*\n)+")
_LANGUAGE = re.compile(r"[\w+#.-]+")


def block(text: str, place: Place) -> str:
    """`text` as a block of its own where the tag stands alone, else within the line."""
    if not place.alone:
        return " ".join(text.split("\n"))
    lines = [place.indent + line if line else "" for line in text.split("\n")]
    return "\n".join(("", *lines, ""))


def code(text: str, language: str, place: Place, title: str = "") -> str:
    """`text` as a fenced block."""
    longest = max((len(ticks) for ticks in _TICKS.findall(text)), default=2)
    ticks = "`" * (longest + 1)
    language = language if _LANGUAGE.fullmatch(language) else ""
    if place.in_paragraph and not title and (place.alone or "\n" in text):
        return _code_in_paragraph(text, language)
    heading = f"{title}\n\n" if title else ""
    body = _BLANK_LINES.sub("", text).rstrip()
    if not place.alone:
        return f"`` {' '.join(body.split())} ``" if body.strip() else ""
    if place.indent:
        body = "\n".join(line.removeprefix(place.indent) for line in body.split("\n"))
    return block(f"{heading}{ticks}{language}\n{body}\n{ticks}", place)


def _code_in_paragraph(text: str, language: str) -> str:
    """`text` as code within the paragraph around it: nothing in it is Markdown or the end of a line."""
    written = _NO_LETTER.sub(lambda found: f"&#{ord(found[0])};", text.strip("\n"))
    named = f' class="language-{escape(language)}"' if language else ""
    return f"{_INLINE}<pre><code{named}>{written}</code></pre>"


def quotation(text: str, place: Place, source: str = "") -> str:
    """`text` as a quotation, with its source after it."""
    lines = [line.removeprefix(place.indent) for line in text.strip("\n").split("\n")]
    if source:
        lines += ["", f"— {source}"]
    return block("\n".join(f"> {line}".rstrip() for line in lines), place)


def note(text: str, kind: str, title: str, place: Place) -> str:
    """`text` as a note of this kind."""
    kind = "-".join(re.findall(r"[a-z0-9]+", kind.lower())) or "note"
    title = title or kind.replace("-", " ").capitalize()
    if not place.alone:
        return text.strip()
    heading = f'<p class="admonition-title">{escape(title, quote=False)}</p>'
    return _around(f'<div class="admonition {kind}" markdown="1">\n{heading}', text, "</div>", place)


def details(text: str, title: str, place: Place) -> str:
    """`text` behind `title`, to be opened."""
    title = escape(title or "…", quote=False)
    if not place.alone:
        return f"{title} {text.strip()}"
    return _around(f'<details markdown="1">\n<summary>{title}</summary>', text, "</details>", place)


def _around(begin: str, text: str, end: str, place: Place) -> str:
    """The Markdown `text` in an element. Empty lines end the HTML before and after it (CommonMark 0.31,
    section 4.6, and Python-Markdown's `markdown="1"`)."""
    lines = [line.removeprefix(place.indent) for line in text.strip("\n").split("\n")]
    return block("\n".join((begin, "", *lines, "", end)), place)


def titled(parts: list[tuple[str, str]]) -> str:
    """Texts one after the other, each under its title: what a page shows as tabs."""
    shown = (f"**{title}**\n\n{text.strip(chr(10))}" if title else text.strip("\n") for title, text in parts)
    return "\n" + "\n\n".join(shown) + "\n"


def image(address: str, alt: str = "", title: str = "", width: str = "", height: str = "") -> str:
    """A picture."""
    extra = "".join(
        f' {name}="{escape(value)}"'
        for name, value in (("title", title), ("width", _length(width)), ("height", _length(height)))
        if value
    )
    alt = escape(alt).replace("$", "&#36;")  # no formula
    return f'<img src="{escape(address)}" alt="{alt}"{extra}>'


def figure(
    picture: str, place: Place, caption: str = "", link: str = "", credit: str = "", credit_link: str = ""
) -> str:
    """A picture with its caption, which may hold Markdown, as a link where one is given."""
    if link:
        picture = f'<a href="{escape(link)}">{picture}</a>'
    if credit:
        credit = f'<a href="{escape(credit_link)}">{credit}</a>' if credit_link else credit
        caption = f"{caption} {credit}".strip()
    if place.in_paragraph:
        shown = f"<figcaption>{caption}</figcaption>" if caption else ""
        return f"{_INLINE}<figure>{picture}{shown}</figure>"
    if not place.alone:
        return picture + (f" {caption}" if caption else "")
    if not caption:
        return block(f"<p>{picture}</p>" if not place.indent else picture, place)
    if _SOME_MARKUP.search(caption):
        begin = f'<figure markdown="1">\n{picture}\n<figcaption markdown="1">'
        return _around(begin, caption, "</figcaption>\n</figure>", place)
    return block(f"<figure>{picture}<figcaption>{caption}</figcaption></figure>", place)


def frame(address: str, place: Place, title: str = "") -> str:
    """A frame, which a later step turns into a link."""
    named = f' title="{escape(title)}"' if title else ""
    html = f'<iframe src="{escape(address)}"{named}></iframe>'
    return block(html if place.indent else f"<p>{html}</p>", place) if place.alone else html


def media(kind: str, address: str, place: Place, poster: str = "") -> str:
    """A film (`video`) or a recording (`audio`)."""
    shown = f' poster="{escape(poster)}"' if poster else ""
    html = f'<{kind} controls src="{escape(address)}"{shown}></{kind}>'
    return block(html if place.indent else f"<p>{html}</p>", place) if place.alone else html


def link(address: str, text: str, title: str = "") -> str:
    """A link. An address in `text` is none of its own: links hold no links."""
    named = f' title="{escape(title)}"' if title else ""
    shown = escape(text, quote=False).replace("://", "&#58;//").replace("www.", "www&#46;")
    return f'<a href="{escape(address)}"{named}>{shown}</a>'


def without_marks(text: str) -> str:
    """`text` for an attribute: without tags, marks of Markdown and the targets of links."""
    return " ".join(_MARKS.sub("", _TARGET.sub(r"\1", text)).split())


def picture_in(*addresses: str) -> str:
    """The first of these that is the address of a picture; ""."""
    return next((address for address in addresses if _PICTURE.match(address)), "")


def player_address(kind: str, name: str, kind_of_list: str = "") -> str:
    """The frame of a film by its name at YouTube, Vimeo or Bilibili; `name` may be the frame's address."""
    if name.startswith(("http://", "https://", "//")):
        found = re.search(r"(?:youtu\.be/|[?&]v=|vimeo\.com/|/video/)([\w-]{6,})", name)
        if found is None:
            return name
        name = found[1]
    name = quote(name, safe="")
    match kind:
        case "vimeo":
            return f"https://player.vimeo.com/video/{name}"
        case "bilibili":
            number = name.lower().removeprefix("av")
            which = f"bvid={name}" if name[:2] in ("BV", "bv") else f"aid={number}"
            return f"https://player.bilibili.com/player.html?{which}"
    if kind_of_list == "playlist":
        return f"https://www.youtube.com/embed/videoseries?list={name}"
    return f"https://www.youtube.com/embed/{name}"


def _length(value: str) -> str:
    """A width or height in pixels, or ""."""
    number = value.strip().removesuffix("px")
    return number if number.isdecimal() else ""
