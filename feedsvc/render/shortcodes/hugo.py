"""Hugo's shortcodes, its own and those that many themes have: `{{< name arguments >}}` and `{{% name %}}`."""

from __future__ import annotations

import re
from functools import partial

from feedsvc.render.references import post_reference
from feedsvc.render.shortcodes import markup
from feedsvc.render.shortcodes.tag import Handler, Known, Place, Tag, gone

_NOTES = (
    "note notice admonition alert callout hint tip info warning danger caution important attention success"
    " error question quote-box lead message box"
)
_KINDS = frozenset(_NOTES.split()) - {
    "notice",
    "admonition",
    "alert",
    "callout",
    "hint",
    "lead",
    "message",
    "box",
}


def _figure(tag: Tag, inner: str | None, place: Place) -> str | None:
    arguments = tag.arguments
    address = arguments.first("src", "url", "image", "href", "dark", "light", word=0)
    if not address:
        return None
    title, caption = arguments.first("title"), arguments.first("caption", word=1) or (inner or "").strip()
    alt = arguments.first("alt") or markup.without_marks(caption or title)
    picture = markup.image(address, alt, "", arguments.first("width"), arguments.first("height"))
    if title:
        caption = f"<strong>{title}</strong> {caption}".strip()
    link = arguments.first("link")
    credit, credit_link = arguments.first("attr"), arguments.first("attrlink")
    return markup.figure(picture, place, caption, link, credit, credit_link)


def _highlight(tag: Tag, inner: str | None, place: Place) -> str:
    return markup.code(inner or "", tag.arguments.first("lang", "language", word=0), place)


def _diagram(tag: Tag, inner: str | None, place: Place) -> str:
    return markup.code(inner or "", tag.name, place)


def _reference(tag: Tag, _inner: str | None, place: Place) -> str | None:
    path = tag.arguments.first("path", word=0)
    language = tag.arguments.first("lang") or place.language
    if path.startswith("#"):
        return path
    return post_reference(path, language) if path else None


def _player(kind: str, tag: Tag, _inner: str | None, place: Place) -> str | None:
    name = tag.arguments.first("id", "bvid", "bv", "url", word=0)
    title = tag.arguments.first("title")
    return markup.frame(markup.player_address(kind, name), place, title) if name else None


def _status(tag: Tag, _inner: str | None, place: Place) -> str | None:
    arguments = tag.arguments
    name = arguments.first("id", word=1) or arguments.first(word=0)
    user = arguments.first("user") or (arguments.words[0] if len(arguments.words) > 1 else "i")
    if not name:
        return None
    address = f"https://x.com/{user}/status/{name}"
    return markup.block(markup.link(address, address.removeprefix("https://")), place)


def _page_of(template: str, tag: Tag, _inner: str | None, place: Place) -> str | None:
    words = tag.arguments.words or tuple(tag.arguments.named.values())
    if not words:
        return None
    address = template.format("/".join(words[: template.count("{}") and 2]))
    return markup.block(markup.link(address, address.removeprefix("https://").rstrip("/")), place)


def _pen(tag: Tag, _inner: str | None, place: Place) -> str | None:
    arguments = tag.arguments
    name = arguments.first("id", "slug", "hash", "pen", word=-1)
    user = arguments.first("user", "author") or (arguments.words[0] if len(arguments.words) > 1 else "")
    if not name:
        return None
    title = arguments.first("title") or name
    address = f"https://codepen.io/{user or 'anon'}/pen/{name}"
    shown = f"See the Pen {title} by {user} on CodePen" if user else f"See the Pen {title} on CodePen"
    return markup.block(markup.link(address, shown), place)


def _gist(tag: Tag, _inner: str | None, place: Place) -> str | None:
    words = tag.arguments.words
    if not words:
        return None
    address = f"https://gist.github.com/{'/'.join(words[:2])}"
    return markup.block(markup.link(address, address.removeprefix("https://")), place)


def _note(tag: Tag, inner: str | None, place: Place) -> str:
    arguments = tag.arguments
    kind, title = (
        arguments.first("type", "kind", "level", "color", "style"),
        arguments.first("title", "header"),
    )
    words = list(arguments.words)
    if tag.name in _KINDS:
        kind = tag.name
    elif not kind and words and re.fullmatch(r"[a-z-]+", words[0]):
        kind = words.pop(0)
    if not title and words:
        title = words[0]
    text = inner if inner is not None else arguments.first("text", "content")
    return markup.note(text, kind or "note", title, place)


def _details(tag: Tag, inner: str | None, place: Place) -> str:
    title = tag.arguments.first("title", "summary", "header", word=0)
    return markup.details(inner or "", title, place)


def _tab(tag: Tag, inner: str | None, _place: Place) -> str:
    title = tag.arguments.first("title", "name", "tabname", "header", "tabName", word=0)
    return markup.titled([(title, inner or "")])


def _inner(_tag: Tag, inner: str | None, _place: Place) -> str:
    return inner or ""


def _formula(tag: Tag, inner: str | None, place: Place) -> str:
    tex = (inner or "").strip()
    displayed = place.alone and ("\n" in (inner or "") or "display" in tag.rest)
    if not tex or tex.startswith(("$", "\\(", "\\[")):
        return tex
    return markup.block(f"$$\n{tex}\n$$", place) if displayed else f"${tex}$"


def _film(kind: str, tag: Tag, _inner: str | None, place: Place) -> str | None:
    address = tag.arguments.first("src", "url", "mp4", "file", "webm", word=0)
    return markup.media(kind, address, place, tag.arguments.first("poster")) if address else None


def _link(tag: Tag, inner: str | None, place: Place) -> str | None:
    address = tag.arguments.first("href", "url", "link", "relref", word=0)
    text = (inner or "").strip() or tag.arguments.first("text", "title", "content", word=1) or address
    if not address:
        return text or None
    return f"[{text}]({address})" if inner else markup.link(address, text)


def _quote(tag: Tag, inner: str | None, place: Place) -> str:
    arguments = tag.arguments
    author, work = (
        arguments.first("author", "source", "attribution", "footer", word=0),
        arguments.first("cite", "title"),
    )
    address = arguments.first("link", "url")
    source = ", ".join(part for part in (author, work) if part) or address
    return markup.quotation(inner or "", place, f"[{source}]({address})" if address else source)


def _frame(tag: Tag, _inner: str | None, place: Place) -> str | None:
    address = tag.arguments.first("src", "url", word=0)
    return markup.frame(address, place, tag.arguments.first("title")) if address else None


def _element(element: str, tag: Tag, inner: str | None, _place: Place) -> str:
    text = (inner or "").strip() or tag.arguments.first("text", "content", word=0)
    return f"<{element}>{text}</{element}>" if text else ""


def _all(names: str, show: Handler, *, paired: bool = False, verbatim: bool = False) -> dict[str, Known]:
    return {name: Known(show, paired or verbatim, verbatim) for name in names.split()}


TAGS: dict[str, Known] = {
    **_all("figure img image imgproc lightbox zoom-img picture imgcap", _figure, paired=True),
    **_all("highlight code codeblock code-block codes prism", _highlight, verbatim=True),
    **_all("mermaid goat plantuml chart echarts dot viz", _diagram, verbatim=True),
    **_all("ref relref", _reference),
    **_all("youtube youtube-lite youtubelite youtube-enhanced yt", partial(_player, "youtube")),
    **_all("vimeo vimeo_simple vimeo-simple", partial(_player, "vimeo")),
    **_all("bilibili", partial(_player, "bilibili")),
    **_all("tweet x twitter x_simple twitter_simple", _status),
    **_all("instagram instagram_simple", partial(_page_of, "https://www.instagram.com/p/{}/")),
    **_all("github", partial(_page_of, "https://github.com/{}")),
    **_all("asciinema", partial(_page_of, "https://asciinema.org/a/{}")),
    **_all("codepen", _pen),
    **_all("gist", _gist),
    **_all(_NOTES, _note, paired=True),
    **_all("details expand collapse accordion spoiler dropdown fold toggle", _details, paired=True),
    **_all("tab tabitem tabItem codetab", _tab, paired=True),
    **_all("tabs tabpane tabPane tabgroup code-tabs codetabs", _inner, paired=True),
    **_all(
        "columns column cols center left right row div section wrap card cards steps step gallery",
        _inner,
        paired=True,
    ),
    **_all(
        "rawhtml raw-html raw html unsafe typeit markdown md timeline timelineItem accordionItem",
        _inner,
        paired=True,
    ),
    **_all("math katex latex mathjax tex equation", _formula, verbatim=True),
    **_all("video", partial(_film, "video")),
    **_all("audio music mp3", partial(_film, "audio")),
    **_all("link button btn a cta", _link, paired=True),
    **_all("quote blockquote pullquote epigraph", _quote, paired=True),
    **_all("iframe embed", _frame),
    **_all("kbd", partial(_element, "kbd"), paired=True),
    **_all("mark keyword badge", partial(_element, "mark"), paired=True),
    **_all("sub", partial(_element, "sub"), paired=True),
    **_all("sup", partial(_element, "sup"), paired=True),
    **_all("comment hide", gone, paired=True),
    **_all("toc icon emoji br hr space more summary adsense katex-init math-init", gone),
}
