"""What the name of a file says about its post, and how to write it down."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import date

MARKDOWN = (".md", ".markdown", ".mdown", ".mkd")
MDX = (".mdx",)
HTML = (".html", ".htm")
ENDINGS = (*MARKDOWN, *MDX)  # of files that other posts may name in a link
POST_ENDINGS = (*ENDINGS, *HTML)
# What else posts are written in: no dialect reads it, and whoever has such posts is told.
OTHER_ENDINGS = {
    **{".rst": "reStructuredText", ".adoc": "AsciiDoc", ".asciidoc": "AsciiDoc", ".org": "Org mode"},
    **{".textile": "Textile", ".rmd": "R Markdown", ".rmarkdown": "R Markdown", ".qmd": "Quarto"},
    **{".ipynb": "Jupyter notebooks", ".pug": "Pug", ".haml": "Haml", ".slim": "Slim"},
    **dict.fromkeys(MDX, "MDX"),
    **dict.fromkeys(HTML, "HTML"),
}

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")
_DATED = re.compile(r"(\d{4})([-_])(\d{1,2})\2(\d{1,2})(?:[-_. ]+(.*))?", re.ASCII | re.DOTALL)
_WITH_LANGUAGE = re.compile(r"(.+)\.([A-Za-z]{2})(?:[-_]([A-Za-z]{2}|[A-Za-z]{4}))?", re.DOTALL)
_LANGUAGE = re.compile(r"([A-Za-z]{2})(?:[-_](?:[A-Za-z]{2}|[A-Za-z]{4}))?")
# ISO 639-1, so that only a language is taken for one: `post.zh-cn.md` has one, `node.js.md` has none.
_LANGUAGES = frozenset(
    """
    aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de
    dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia
    id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo
    lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl
    ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk
    tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    """.split()  # noqa: SIM905 (a table is easier to check than 183 lines)
)


@dataclass(frozen=True, slots=True)
class FileName:
    """A file's name taken apart: `2026-03-14-pi-day.en.md` is pi-day, of that day, in English."""

    stem: str
    date: date | None
    language: str | None


def parse_file_name(key: str) -> FileName:
    """Take the path of a Markdown file apart; an `index.md` has its folder's name and date."""
    folder, _, file = key.rpartition("/")
    stem = file.rpartition(".")[0]
    language = None
    if (found := _WITH_LANGUAGE.fullmatch(stem)) and found[2].lower() in _LANGUAGES:
        stem, language = found[1], found[2] + (f"-{found[3]}" if found[3] else "")
    if stem.lower() == "index" and folder:
        stem = folder.rpartition("/")[2]
    if (dated := _DATED.fullmatch(stem)) and (day := _day(dated[1], dated[3], dated[4])):
        return FileName(dated[5] or "", day, language)
    return FileName(stem, None, language)


def language_of(folder: str) -> str | None:
    """The language that a folder is named after, as in `en/` and `zh-cn/`; None where it is not."""
    return folder if (found := _LANGUAGE.fullmatch(folder)) and found[1].lower() in _LANGUAGES else None


def printable(path: str) -> str:
    """`path` on one line and in characters that can be written: other bytes escaped, as in `\\xff`."""
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return _CONTROLS.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
