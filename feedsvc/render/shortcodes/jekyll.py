"""Tags and values of Jekyll (Liquid): `{% name arguments %}` and `{{ value | filter }}`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from feedsvc.render.placeholders import ORIGIN, SITE
from feedsvc.render.references import post_reference
from feedsvc.render.shortcodes import markup
from feedsvc.render.shortcodes.tag import Known, Place, Tag, gone

_FILTER = re.compile(r"""\|\s*(\w+)\s*(?::\s*("[^"]*"|'[^']*'|[\w.]+))?""")
_VALUE = re.compile(r"""\s*("[^"]*"|'[^']*'|[\w.-]+)\s*((?:\|[^|]*)*)""")
_ASSIGNED = re.compile(r"""([\w-]+)\s*=\s*("[^"]*"|'[^']*')""")
_BASES = ("site.baseurl", "site.url", "site.github.url")


def _highlight(tag: Tag, inner: str | None, place: Place) -> str:
    return markup.code(inner or "", tag.arguments.first(word=0), place)


def _post_url(tag: Tag, _inner: str | None, place: Place) -> str | None:
    path = tag.arguments.first(word=0)
    return post_reference(path, place.language) if path else None


def _include(tag: Tag, _inner: str | None, place: Place) -> str | None:
    """What common includes show, told by what they are given: a picture, a film, a note."""
    arguments = tag.arguments
    file = arguments.first(word=0).lower()
    named = arguments.named
    kind = next(
        (kind for kind in ("vimeo", "bilibili", "youtube") if kind in file + named.get("provider", "")), ""
    )
    name = arguments.first("id", "video_id", "videoid", "youtubeid", "youtube_id", "vid", "url", "src")
    if kind and name and not name.startswith("page."):
        title = arguments.first("title", "caption")
        return markup.frame(markup.player_address(kind, name), place, title)
    address = markup.picture_in(
        *(
            named.get(word, "")
            for word in (
                "src",
                "url",
                "image_path",
                "path",
                "image",
                "file",
                "img",
                "filename",
                "name",
                "link",
            )
        )
    )
    if address:
        caption = arguments.first("caption", "description", "title")
        alt = arguments.first("alt", "alt_text", "caption", "description", "title")
        size = (named.get("width", ""), named.get("height", ""))
        picture = markup.image(address, markup.without_marks(alt), "", *size)
        link = arguments.first("link", "href")
        return markup.figure(picture, place, caption, link if link != address else "")
    text = arguments.first("content", "text", "message", "body")
    if text:
        kind = arguments.first("type", "class", "level") or file.rpartition("/")[2].partition(".")[0]
        return markup.note(text, kind, arguments.first("title"), place)
    return "" if "toc" in file else None


def given(tag: Tag, inner: str | None) -> dict[str, str]:
    """The value that `{% assign … %}` or `{% capture … %}` gives a name."""
    if tag.syntax != "liquid":
        return {}
    if tag.name == "capture" and inner is not None:
        return {tag.arguments.first(word=0): inner.strip()}
    found = _ASSIGNED.fullmatch(tag.rest) if tag.name == "assign" else None
    return {found[1]: found[2][1:-1]} if found else {}


def value(tag: Tag, place: Place, before: str, values: Mapping[str, str]) -> str | None:
    """What `{{ … }}` becomes after the text `before`, where the post itself gives these `values`; None for a
    value that is not known here."""
    found = _VALUE.fullmatch(tag.rest)
    if found is None:
        return None
    name = found[1]
    text = values.get(name) or _plain(name, place)
    if name == "site.baseurl" and before.endswith(ORIGIN.rstrip("/")):
        text = SITE[len(ORIGIN) - 1 : -1]
    if text is None:
        return None
    for filter_name, argument in _FILTER.findall(found[2]):
        match filter_name:
            case "relative_url" | "absolute_url" | "url_for":
                text = text if "://" in text else SITE + text.lstrip("/")
            case "prepend":
                text = _beginning(argument, place, text) + text
            case "append":
                text += _plain(argument, place) or ""
    return text


def _beginning(argument: str, place: Place, text: str) -> str:
    """What `prepend` puts before `text`: of the site's URL and its base path, each only once."""
    if argument == "site.url" and "://" in text:
        return ""
    return _plain(argument, place) or ""


def _plain(name: str, place: Place) -> str | None:
    if name[:1] in "\"'":
        return name[1:-1]
    match name:
        case "site.baseurl" | "site.github.url" | "root" | "config.root" | "site.baseUrl":
            return SITE.rstrip("/")
        case "site.url" | "site.production_url":
            return ORIGIN.rstrip("/")
        case "page.title":
            return place.title
        case "page.url" | "page.permalink" | "page.path" | "page.id":
            return place.url
    return None


TAGS: dict[str, Known] = {
    "highlight": Known(_highlight, paired=True, verbatim=True),
    "comment": Known(gone, paired=True, verbatim=True),
    "post_url": Known(_post_url),
    "include": Known(_include),
    "include_relative": Known(_include),
    "include_cached": Known(_include),
    "assign": Known(gone),
    "capture": Known(gone, paired=True),
}
