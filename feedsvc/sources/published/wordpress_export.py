"""WordPress' export (WXR, `export_wp` in wp-admin/includes/export.php): posts, with the ids of its feeds.

The feeds' ids are the guids.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, BinaryIO

from lxml import etree

from feedsvc.errors import Origin, RecordError
from feedsvc.posts.text import clean, one_line
from feedsvc.sources.published.feed_reader import plain_title, xml_parser
from feedsvc.sources.published.published_post import PublishedPost, PublishedPosts, time_of
from feedsvc.sources.published.wordpress_text import paragraphs

_PUBLIC = frozenset(("publish", "future"))
_DRAFTS = frozenset(("draft", "pending", "private"))


def is_wordpress_export(head: bytes) -> bool:
    """Whether a document that begins so is one."""
    return b"wordpress.org/export/" in head


def read_wordpress(file: BinaryIO, name: str) -> PublishedPosts:
    """The posts of an export, whatever their number. Raises `RecordError` for what is none."""
    found = PublishedPosts(name, generator="WordPress")
    pictures: dict[str, str] = {}
    thumbnails: dict[int, str] = {}
    people: dict[str, str] = {}
    try:
        for _, element in etree.iterparse(file, **xml_parser(recover=True, tag=("{*}item", "{*}author"))):
            if _local(element) == "author":
                if login := _of(element, "author_login"):
                    people[login] = _of(element, "author_display_name") or login
            elif element.getparent() is not None:
                _take(found, element, people, pictures, thumbnails)
            if _local(element) == "item":
                element.clear()
    except etree.XMLSyntaxError as error:
        raise RecordError(Origin(name), None, f"no WordPress export: {error}") from None
    for number, picture in thumbnails.items():
        if picture in pictures:
            found.posts[number] = replace(found.posts[number], image=pictures[picture])
    return found


def _take(
    found: PublishedPosts,
    item: Any,
    people: dict[str, str],
    pictures: dict[str, str],
    thumbnails: dict[int, str],
) -> None:
    kind, status = _of(item, "post_type") or "post", _of(item, "status") or "publish"
    if kind == "attachment" and (url := _of(item, "attachment_url")):
        pictures[_of(item, "post_id")] = url
    found.left_out["comments"] += sum(_local(child) == "comment" for child in item)
    if kind != "post":
        found.left_out[_KINDS.get(kind, "things that are no posts")] += 1
        return
    if status not in _PUBLIC | _DRAFTS:
        found.left_out["posts in the trash"] += 1
        return
    thumbnail = next(
        (
            _of(meta, "meta_value")
            for meta in item
            if _local(meta) == "postmeta" and _of(meta, "meta_key") == "_thumbnail_id"
        ),
        "",
    )
    if thumbnail:
        thumbnails[len(found.posts)] = thumbnail
    found.posts.append(_post(item, people, status))


_KINDS = {"page": "pages", "attachment": "attachments", "nav_menu_item": "entries of menus"}


def _post(item: Any, people: dict[str, str], status: str) -> PublishedPost:
    # A text behind a password is in no feed: there it has a form that asks for the word.
    is_draft = status in _DRAFTS or bool(_of(item, "post_password"))
    terms = [
        (child.get("domain"), one_line(child.text or "")) for child in item if _local(child) == "category"
    ]
    creator = _of(item, "creator")
    gmt, own = _of(item, "post_date_gmt"), _of(item, "pubDate")
    published = time_of(gmt) if not gmt.startswith("0000") else time_of(own)
    text = _of(item, "encoded", "content")
    url = _of(item, "link")
    return PublishedPost(
        id=_of(item, "guid") or url,
        url=url if "?p=" not in url or not is_draft else "",
        title=plain_title(_of(item, "title")),
        published=published or time_of(own) or time_of(_of(item, "post_date")),
        html=paragraphs(text),
        excerpt=_of(item, "encoded", "excerpt"),
        slug=_of(item, "post_name"),
        tags=tuple(name for domain, name in terms if domain == "post_tag" and name),
        categories=tuple((name,) for domain, name in terms if domain == "category" and name),
        authors=(people.get(creator, creator),) if creator else (),
        draft=is_draft,
        scheduled=status == "future",
    )


def _local(element: Any) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _of(element: Any, name: str, namespace: str = "") -> str:
    """The text of the child of this name, in a namespace with `namespace` in its name."""
    for child in element:
        if _local(child) == name and namespace in (etree.QName(child).namespace or ""):
            return clean("".join(child.itertext())).strip()
    return ""
