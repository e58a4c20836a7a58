"""The pages people see: latest updates (HTML and plain text), a post, an error.

Every page carries the same style block and asks for nothing else: no script, no font, no picture of its own.
Same view, same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from dataclasses import replace

from feedsvc.publish.look import Look, look
from feedsvc.publish.pager import window
from feedsvc.publish.screens import for_screens
from feedsvc.publish.views import CalendarView, IndexView, PageView, PostView

OURS = look()

_ERRORS = {404: "not_found", 405: "not_allowed", 410: "gone", 503: "unready"}
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def page_url(base: str, number: int) -> str:
    """The address of page `number` of the feed whose first page is `base` (ending in a slash)."""
    return base if number == 1 else f"{base}page/{number}/"


def latest_page(view: PageView, look: Look = OURS) -> bytes:
    """The latest-updates page as HTML."""
    pager = window(view.number, view.count)
    return look.render("latest.html", view.language, view=view, pager=pager, page_url=page_url)


def month_page(view: CalendarView, look: Look = OURS) -> bytes:
    """The page of a month or of a year as HTML."""
    return look.render("month.html", view.language, view=view)


def latest_text(view: PageView) -> bytes:
    """The latest-updates page as plain text in Unicode form NFKC, without a newline at its end.

    Banner, empty line, heading, one excerpt a line (a post without one has no line), and the pager where
    there is more than one page.
    """
    excerpts = (line(post.excerpt) for post in view.posts)
    lines = [line(view.banner), "", line(view.heading), *filter(None, excerpts)]
    if numbers := window(view.number, view.count):
        lines.append(" ".join("..." if number is None else str(number) for number in numbers))
    return "\n".join(lines).encode("utf-8", "replace")


def line(text: str) -> str:
    """`text` as one line of plain text."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def post_page(view: PostView, look: Look = OURS) -> bytes:
    """The built-in page of a post as HTML."""
    return look.render("post.html", view.language, view=replace(view, html=for_screens(view.html)))


def index_page(view: IndexView, look: Look = OURS) -> bytes:
    """The list of all feeds as HTML."""
    pager = window(view.number, view.count)
    return look.render("feeds.html", view.language, view=view, pager=pager, page_url=page_url)


def error_page(
    status: int,
    title: str,
    message: str,
    home: str,
    site_title: str,
    language: str | None = "en",
    look: Look = OURS,
) -> bytes:
    """The page for an HTTP error: its `status`, its name as `title`, and what the reader can do.

    `site_title` may be "" where the site is not known.
    """
    values = {"status": status, "title": title, "message": message, "home": home, "site_title": site_title}
    return look.render("error.html", language, **values)


def failure_page(
    status: int, home: str, site_title: str, language: str | None, look: Look = OURS, name: str = ""
) -> bytes:
    """The page for an HTTP error in the words of the site's language; `name` is that of an error without
    words of its own."""
    words = look.words(language)
    key = _ERRORS.get(status)
    title, message = (words[f"{key}_title"], words[key]) if key else (name, words["cannot"])
    return error_page(status, title, message, home, site_title, language if key else "en", look)


def moved_page(
    target: str, site_title: str, feed_type: str = "", language: str | None = "en", look: Look = OURS
) -> bytes:
    """The page where a host can send no redirect: it leads to the URL `target`, which is a feed where
    `feed_type` gives its media type."""
    values = {"target": target, "site_title": site_title, "feed_type": feed_type}
    return look.render("moved.html", language, **values)


def style_sources(page: str) -> str:
    """The style blocks of a page as sources of a Content-Security-Policy (CSP Level 3, 2.3.1)."""
    return " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(found[1].encode()).digest()).decode()}'"
        for found in _STYLE.finditer(page)
    )


def style_source() -> str:
    """The same of our own style."""
    return style_sources(f"<style>{OURS.text('style.css').strip()}</style>")
