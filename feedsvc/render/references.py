"""Links to other posts by the names of their files.

Where a post is found is not known while another is rendered: it may come later, move, or go. So a link is
written to a stand-in with a *reference*, and the store puts the post's URL in its place whenever a document
is made. A reference is a path without its ending: from the source's own folder where it begins with `./`,
else the end of one. After `?` stands the language of the post that refers, because a translation refers to
others.
"""

from __future__ import annotations

import posixpath
import re
from typing import NamedTuple
from urllib.parse import quote, unquote

from feedsvc.render.page import Page
from feedsvc.render.placeholders import ORIGIN, POST, TITLED
from feedsvc.sources.file_names import ENDINGS, parse_file_name

_REFERENCE = re.compile(re.escape(ORIGIN) + r'~(?:post|titled)/([^"#?\s]+)')
# A path, not an address elsewhere, to a Markdown file.
_TO_FILE = re.compile(
    r"(?!//)(?P<path>[^:?#]+\.(?:md|markdown|mdown|mkd))(?:\?[^#]*)?(?P<place>#.*)?", re.IGNORECASE
)
_ENDED = re.compile(r"\.(?:md|markdown|mdown|mkd|html?)$", re.IGNORECASE)


class FilePlace(NamedTuple):
    """Where a post's file lies: its path without ending and language, and the language in its name."""

    path: str
    language: str | None

    @property
    def name(self) -> str:
        """What the post is looked up by: the file's name without its date."""
        return parse_file_name(self.path + ".md").stem or self.path


def file_place(key: str) -> FilePlace:
    """The place of the file with this key or path; an `index.md` has its folder's."""
    named = parse_file_name(key)
    folder, _, file = key.rpartition("/")
    stem = _ENDED.sub("", file)
    if named.language and stem.lower().endswith(f".{named.language.lower().replace('_', '-')}"):
        stem = stem[: -len(named.language) - 1]
    if stem.lower() == "index" and folder:
        return FilePlace(folder, named.language)
    return FilePlace(f"{folder}/{stem}" if folder else stem, named.language)


def post_reference(path: str, language: str | None = None, *, titled: bool = False) -> str:
    """The stand-in for the URL of the post whose file is `path`, or ends so; a `#place` goes along."""
    path, mark, place = path.partition("#")
    exact = path.startswith("./")
    path = _ENDED.sub("", posixpath.normpath(path).lstrip("/"))
    reference = quote(("./" if exact else "") + path, safe="/~")
    return (TITLED if titled else POST) + reference + (f"?{language}" if language else "") + mark + place


def referred(html: str) -> tuple[str, ...]:
    """The names of the posts that a body refers to, in order."""
    if ORIGIN + "~" not in html:
        return ()
    paths = (unquote(path) for path in _REFERENCE.findall(html))
    return tuple(sorted({file_place(path.removeprefix("./") + ".md").name for path in paths}))


def link_posts(page: Page) -> None:
    """A relative link to another post's source file leads to that post."""
    key = page.post.key
    if not page.holds(*ENDINGS) or not key.lower().endswith(ENDINGS):
        return
    for node in page.tree.css("a[href]"):
        found = _TO_FILE.fullmatch((node.attributes["href"] or "").strip())
        if found is None:
            continue
        path = unquote(found["path"])
        if not path.startswith("/"):
            path = posixpath.normpath(posixpath.join(posixpath.dirname(key), path))
            if path.startswith("../"):
                continue
            path = f"./{path}"
        node.attrs["href"] = post_reference(path + (found["place"] or ""), page.post.language)
