"""Tags of Hexo and of its themes (NexT, Butterfly, Fluid, Volantis): `{% name arguments %}`."""

from __future__ import annotations

import re
from functools import partial

from feedsvc.render.references import post_reference
from feedsvc.render.shortcodes import markup
from feedsvc.render.shortcodes.tag import Handler, Known, Place, Tag, gone

_OPTION = re.compile(r"(?:lang|line_number|line_threshold|highlight|first_line|mark|wrap|from|to|title):\S*")
_ADDRESS = re.compile(r"(?:https?:)?//\S+|/\S*")
_TAB = re.compile(
    r"<!--\s*(?:tab|timeline)(?P<title>[^>]*?)-->(?P<text>.*?)(?:<!--\s*end(?:tab|timeline)\s*-->|\Z)",
    re.DOTALL,
)
_ICON = re.compile(r"\s*(?:@|\bfa[srb]?\b|\bfa-)[\w\s-]*$")
_NOTE_OPTIONS = frozenset(("no-icon", "simple", "modern", "flat", "disabled", "icon-padding", "open"))
_COLOURS = frozenset(
    """
    default primary success info warning danger red orange yellow green cyan blue purple pink gray grey
    """.split()  # noqa: SIM905 (a table is easier to read)
)


def _codeblock(tag: Tag, inner: str | None, place: Place) -> str:
    language = re.search(r"\blang:(\S+)", tag.rest)
    words = [word for word in _OPTION.sub("", tag.rest).split() if word]
    at = next((index for index, word in enumerate(words) if _ADDRESS.match(word)), len(words))
    title, address, text = " ".join(words[:at]), "".join(words[at : at + 1]), " ".join(words[at + 1 :])
    source = f"[{text or 'link'}]({address})" if address else ""
    named = language[1] if language else ""
    return markup.code(inner or "", named, place, " ".join(part for part in (title, source) if part))


def _quote(tag: Tag, inner: str | None, place: Place) -> str:
    words = tag.rest.split()
    at = next((index for index, word in enumerate(words) if _ADDRESS.match(word)), len(words))
    author, comma, work = " ".join(words[:at]).partition(",")
    work = " ".join([*words[at + 1 :]]) or work.strip()
    if at < len(words):
        address = words[at]
        shown = re.sub(r"^(?:https?:)?//(?:www\.)?|/$", "", address)
        work = f"[{work or shown}]({address})"
    source = ", ".join(part for part in (author.strip(), f"*{work}*" if work and comma else work) if part)
    return markup.quotation(inner or "", place, source)


def _inner(_tag: Tag, inner: str | None, _place: Place) -> str:
    return inner or ""


def _plain_text(tag: Tag, inner: str | None, _place: Place) -> str:
    """The words of a tag that only colours them."""
    if inner:
        return inner
    words = tag.parts if "," in tag.rest else list(tag.arguments.words)
    if "@" in tag.rest:  # NexT: `{% label primary@text %}`
        return tag.rest.partition("@")[2].strip()
    if len(words) > 1 and words[-1].lower() in _COLOURS:
        words = words[:-1]
    if len(words) > 1 and "," in tag.rest:
        words = words[1:]
    return " ".join(words)


def _wrapped(element: str, tag: Tag, inner: str | None, place: Place) -> str:
    return f"<{element}>{_plain_text(tag, inner, place)}</{element}>"


def _image(tag: Tag, _inner: str | None, place: Place) -> str | None:
    """`[classes] address [width] [height] ["title" "text"]`; in other themes `address, alt=…`."""
    arguments = tag.arguments
    words = [word for part in arguments.words for word in ([part] if " " in part else part.split(","))]
    address = markup.picture_in(*words) or next((word for word in words if _ADDRESS.match(word)), "")
    if not address:
        return None
    rest = [word for word in words[words.index(address) + 1 :] if word]
    sizes = [word for word in rest[:2] if word.removesuffix("px").isdecimal()]
    texts = rest[len(sizes) :]
    if len(texts) == 1 and (both := re.fullmatch(r"""\s*"([^"]*)"\s*"([^"]*)"\s*""", texts[0])):
        texts = list(both.groups())
    title = texts[0] if texts else ""
    alt = arguments.first("alt") or (texts[1] if len(texts) > 1 else title)
    width, height = (*sizes, "", "")[:2]
    picture = markup.image(address, alt, title if title != alt else "", width, height)
    return markup.figure(picture, place)


def _asset_path(tag: Tag, _inner: str | None, _place: Place) -> str:
    return tag.arguments.first(word=0)


def _asset_link(tag: Tag, _inner: str | None, _place: Place) -> str:
    words = [word for word in tag.arguments.words if word not in ("true", "false")]
    return markup.link(words[0], " ".join(words[1:]) or words[0]) if words else ""


def _post_link(tag: Tag, _inner: str | None, place: Place) -> str | None:
    words = [word for word in tag.arguments.words if word not in ("true", "false")]
    if not words:
        return None
    path, _, mark = words[0].partition("#")
    titled = len(words) == 1
    address = post_reference(path + (f"#{mark}" if mark else ""), place.language, titled=titled)
    name = path.rpartition("/")[2].replace("-", " ").replace("_", " ")
    return markup.link(address, " ".join(words[1:]) or name)


def _post_path(tag: Tag, _inner: str | None, place: Place) -> str | None:
    path = tag.arguments.first(word=0)
    return post_reference(path, place.language) if path else None


def _link(tag: Tag, _inner: str | None, place: Place) -> str | None:
    """Hexo's `text address [external] [title]`, Butterfly's `title, site, address`, Jekyll's `file`."""
    words = tag.arguments.words
    if len(words) == 1 and "," not in tag.rest:
        if re.search(r"\.(?:md|markdown)$", words[0]):
            return post_reference(words[0], place.language)
        return "/" + words[0].lstrip("/")
    parts = tag.parts if "," in tag.rest else list(words)
    at = next((index for index, word in enumerate(parts) if _ADDRESS.match(word)), None)
    if at is None:
        return None
    text = " ".join(parts[:at]) or next(iter(parts[at + 1 :]), "") or parts[at]
    return markup.link(parts[at], text)


def _button(tag: Tag, _inner: str | None, _place: Place) -> str:
    """NexT and Fluid: `address, text, …`; Butterfly: `address text icon`."""
    parts = tag.parts if "," in tag.rest else list(tag.arguments.words)
    at = next(
        (index for index, word in enumerate(parts) if _ADDRESS.match(word) or word.startswith("#")), None
    )
    if at is None:
        return parts[0] if parts else ""
    text = next((part for index, part in enumerate(parts) if index != at and part), "") or parts[at]
    return markup.link(parts[at], text)


def _note(tag: Tag, inner: str | None, place: Place) -> str:
    words = list(tag.arguments.words)
    kind = words.pop(0) if words and re.fullmatch(r"[a-z][a-z-]*", words[0]) else "note"
    words = [word for word in words if word not in _NOTE_OPTIONS and not word.startswith(("fa", "'fa"))]
    if kind in _COLOURS and kind not in ("info", "success", "warning", "danger"):
        kind = "note"
    return markup.note(inner or "", kind, " ".join(words).strip("\"'"), place)


def _tabs(_tag: Tag, inner: str | None, _place: Place) -> str:
    found = [(_ICON.sub("", tab["title"]).strip(), tab["text"]) for tab in _TAB.finditer(inner or "")]
    return markup.titled(found) if found else inner or ""


def _fold(tag: Tag, inner: str | None, place: Place) -> str:
    """`title` or `colour, title` or `title,background,colour`."""
    parts = [part for part in tag.parts if part and part.lower() not in _COLOURS | {"open", "close"}]
    shown = [part for part in parts if not re.fullmatch(r"#[0-9a-fA-F]{3,8}", part)]
    return markup.details(inner or "", " ".join(shown[:1]).removeprefix("open ").strip("\"'@ "), place)


def _hidden(tag: Tag, _inner: str | None, _place: Place) -> str:
    """What a button would show: `{% hideInline content, button %}`."""
    return tag.parts[0]


def _player(kind: str, tag: Tag, _inner: str | None, place: Place) -> str | None:
    words = [word.strip(",") for word in tag.arguments.words] or list(tag.arguments.named.values())
    name = next((word for word in words if word not in ("video", "playlist", "true", "false")), "")
    if not name:
        return None
    kind_of_list = "playlist" if "playlist" in words else ""
    return markup.frame(markup.player_address(kind, name, kind_of_list), place)


def _frame(tag: Tag, _inner: str | None, place: Place) -> str | None:
    address = tag.arguments.first("src", "url", word=0)
    return markup.frame(address, place, tag.arguments.first("title")) if address else None


def _script(template: str, tag: Tag, _inner: str | None, place: Place) -> str | None:
    words = tag.arguments.words
    if not words:
        return None
    address = template.format(words[0].removesuffix(".js"))
    return markup.block(markup.link(address, address.removeprefix("https://")), place)


def _film(kind: str, tag: Tag, _inner: str | None, place: Place) -> str | None:
    address = tag.parts[0].split()[0] if tag.rest else ""
    return markup.media(kind, address.strip("\"'"), place) if address else None


def _document(tag: Tag, _inner: str | None, place: Place) -> str | None:
    address = tag.arguments.first(word=0)
    return (
        markup.block(markup.link(address, address.rpartition("/")[2] or address), place) if address else None
    )


def _diagram(tag: Tag, inner: str | None, place: Place) -> str:
    return markup.code(inner or "", tag.name, place)


def _box(tag: Tag, _inner: str | None, _place: Place) -> str:
    words = [part for part in tag.parts if part]
    checked = any("checked" in part.split() for part in words[:-1])
    return ("☑ " if checked else "☐ ") + (words[-1] if words else "")


def _both(names: str, show: Handler, *, paired: bool = False, verbatim: bool = False) -> dict[str, Known]:
    return {name: Known(show, paired or verbatim, verbatim) for name in names.split()}


TAGS: dict[str, Known] = {
    **_both("codeblock code", _codeblock, verbatim=True),
    **_both("raw", _inner, verbatim=True),
    **_both("blockquote quote", _quote, paired=True),
    **_both(
        "pullquote centerquote cq",
        lambda _tag, inner, place: markup.quotation(inner or "", place),
        paired=True,
    ),
    **_both("img image asset_img full-image fi lazyimage inlineimg inlineImg", _image),
    **_both("asset_path", _asset_path),
    **_both("asset_link", _asset_link),
    **_both("post_link", _post_link),
    **_both("post_path", _post_path),
    **_both("link exturl extlink", _link),
    **_both("btn button", _button),
    **_both("note notel subnote tip hint callout admonition alert", _note, paired=True),
    **_both("tabs subtabs subsubtabs timeline", _tabs, paired=True),
    **_both("hideToggle folding fold details spoiler hideBlock collapse", _fold, paired=True),
    **_both("hideInline", _hidden),
    **_both("label span text", _plain_text, paired=True),
    **_both("u", partial(_wrapped, "u")),
    **_both("del", partial(_wrapped, "del")),
    **_both("kbd", partial(_wrapped, "kbd")),
    **_both("emp wavy mark", partial(_wrapped, "em")),
    **_both("psw", _plain_text),
    **_both("checkbox radio", _box),
    **_both("youtube youtuber", partial(_player, "youtube")),
    **_both("vimeo", partial(_player, "vimeo")),
    **_both("bilibili bvideo bilibiliplayer", partial(_player, "bilibili")),
    **_both("iframe", _frame),
    **_both("gist", partial(_script, "https://gist.github.com/{}")),
    **_both("jsfiddle", partial(_script, "https://jsfiddle.net/{}/")),
    **_both("twitter tweet", _link),
    **_both("video dplayer", partial(_film, "video")),
    **_both("audio", partial(_film, "audio")),
    **_both("pdf", _document),
    **_both("mermaid flow sequence graphviz plantuml", _diagram, verbatim=True),
    **_both(
        "centeredtext center gp grouppicture gallery galleryGroup grid cell swiper endtab",
        _inner,
        paired=True,
    ),
    **_both("toc more", gone),
}
