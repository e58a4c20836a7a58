"""Links to other posts by the names of their files.

Where a post is found is not known while another is rendered: it may come later, move, or go. So a link is
written to a stand-in with a *reference*, and the store puts the post's URL in its place whenever a document
is made. A reference is a path without its ending: from the source's own folder where it begins with `./`,
else the end of one. After `?` stands the language of the post that refers, because a translation refers to
others, and after `~` the address to lead to where there is no such post.
"""

from __future__ import annotations

import posixpath
import re
from typing import NamedTuple
from urllib.parse import quote, unquote, urljoin

from feedsvc.posts.post import LinkedFile
from feedsvc.render.links import absolute
from feedsvc.render.page import Page
from feedsvc.render.placeholders import ORIGIN, POST, SITE, TITLED
from feedsvc.sources.file_names import ENDINGS, POST_ENDINGS, parse_file_name

_REFERENCE = re.compile(re.escape(ORIGIN) + r'~(?:post|titled)/([^"#?\s]+)')
# A path, not an address elsewhere.
_TO_FILE = re.compile(r"(?!//)(?P<path>[^:?#]+)(?P<query>\?[^#]*)?(?P<place>#.*)?")
_MEDIA = {"src": "img[src], audio[src], video[src], source[src]", "poster": "video[poster]"}
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


def post_reference(
    path: str, language: str | None = None, *, titled: bool = False, otherwise: str | None = None
) -> str:
    """The stand-in for the URL of the post whose file is `path`, or ends so, and for `otherwise` where there
    is none; a `#place` goes along."""
    path, mark, place = path.partition("#")
    exact = path.startswith("./")
    path = _ENDED.sub("", posixpath.normpath(path).lstrip("/"))
    reference = quote(("./" if exact else "") + path, safe="/~")
    query = (language or "") + (f"~{quote(otherwise, safe='')}" if otherwise else "")
    return (TITLED if titled else POST) + reference + (f"?{query}" if query else "") + mark + place


def referred(html: str) -> tuple[str, ...]:
    """The names of the posts that a body refers to, in order."""
    if ORIGIN + "~" not in html:
        return ()
    paths = (unquote(path) for path in _REFERENCE.findall(html))
    return tuple(sorted({file_place(path.removeprefix("./") + ".md").name for path in paths}))


def link_posts(page: Page) -> None:
    """A relative link to another post's source file leads to that post; what names another file of the blog,
    to where the blog publishes it."""
    files = {file.written: file for file in page.post.linked_files}
    is_file = page.post.key.lower().endswith(ENDINGS)
    if not files and not (is_file and page.holds("@/", *ENDINGS)):
        return
    for node in page.tree.css("a[href]"):
        href = (node.attributes["href"] or "").strip()
        if href.startswith(POST):
            node.attrs["href"] = _from_tag(page, href)
        elif (found := _TO_FILE.fullmatch(href)) is None:
            continue
        elif file := files.get(unquote(found["path"])):
            node.attrs["href"] = _to_file(page, file, found)
        elif href.startswith("@/") and page.post.variant.tags == "zola":
            del node.attrs["href"]  # which the author is told of where links become absolute
        elif is_file and found["path"].lower().endswith(ENDINGS):
            node.attrs["href"] = _to_key(page, found) or href
    for name, selector in _MEDIA.items() if files else ():
        for node in page.tree.css(selector):
            file = files.get(unquote(node.attributes[name] or ""))
            if file is not None and (address := _address(file)):
                node.attrs[name] = address


def _address(file: LinkedFile) -> str | None:
    return None if file.address is None else urljoin(SITE, file.address.lstrip("/"))


def _from_tag(page: Page, href: str) -> str:
    """The reference that a tag became, with the address of its file."""
    reference, mark, place = href.removeprefix(POST).partition("#")
    path, _, language = reference.partition("?")
    for file in page.post.linked_files:
        if _ENDED.sub("", file.key) == unquote(path).removeprefix("./"):
            return post_reference(f"./{file.key}{mark}{place}", language or None, otherwise=_address(file))
    return href


def _to_file(page: Page, file: LinkedFile, found: re.Match[str]) -> str:
    address, place = _address(file), found["place"] or ""
    if address is not None and not file.key.lower().endswith(POST_ENDINGS):
        return address + (found["query"] or "") + place
    return post_reference(f"./{file.key}{place}", file.language or page.post.language, otherwise=address)


def _to_key(page: Page, found: re.Match[str]) -> str | None:
    """The reference to a file that is not there, or that no dialect knows: as it is, where it is no post."""
    path, place = unquote(found["path"]), found["place"] or ""
    if not path.startswith("/"):
        path = posixpath.normpath(posixpath.join(posixpath.dirname(page.post.key), path))
        if path.startswith("../"):
            return None
        path = f"./{path}"
    otherwise = absolute(found["path"] + (found["query"] or ""), page.url)
    return post_reference(path + place, page.post.language, otherwise=otherwise)
