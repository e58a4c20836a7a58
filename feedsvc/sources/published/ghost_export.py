"""Ghost's export (JSON): posts, with the ids that its feed gives (`guid: post.id`)."""

from __future__ import annotations

from typing import Any

from feedsvc.errors import Origin, RecordError
from feedsvc.posts.text import clean, one_line
from feedsvc.sources.published.published_post import PublishedPost, PublishedPosts, time_of

_SITE = "__GHOST_URL__"


def is_ghost_export(document: Any) -> bool:
    """Whether a JSON document is one."""
    return isinstance(document, dict) and _data(document) is not None


def _data(document: dict[str, Any]) -> dict[str, Any] | None:
    databases = document.get("db")
    data = databases[0].get("data") if isinstance(databases, list) and databases else document.get("data")
    return data if isinstance(data, dict) and isinstance(data.get("posts"), list) else None


def read_ghost(document: dict[str, Any], name: str) -> PublishedPosts:
    """The posts of an export. Raises `RecordError` for what is none."""
    data = _data(document)
    if data is None:
        raise RecordError(Origin(name), None, "no Ghost export: it has no posts")
    found = PublishedPosts(name, generator="Ghost")
    tags = _names(data, "tags")
    people = _names(data, "users")
    tags_of, people_of = _linked(data, "posts_tags", "tag_id"), _linked(data, "posts_authors", "author_id")
    for post in _rows(data, "posts"):
        if post.get("type") == "page" or post.get("page") in (1, True):
            found.left_out["pages"] += 1
            continue
        number = str(post.get("id"))
        named = [tags[key] for key in tags_of.get(number, ()) if key in tags]
        by = people_of.get(number) or [str(post.get("author_id"))]
        slug = str(post.get("slug") or "")
        html = str(post.get("html") or "").replace(_SITE, "")
        found.posts.append(
            PublishedPost(
                id=number,
                url=f"/{slug}/" if slug else "",
                title=one_line(clean(str(post.get("title") or ""))),
                published=time_of(post.get("published_at") or post.get("created_at")),
                updated=time_of(post.get("updated_at")),
                html=clean(html),
                is_whole=bool(html),
                excerpt=clean(str(post.get("custom_excerpt") or "")),
                slug=slug,
                tags=tuple(tag for tag in named if not tag.startswith("#")),
                authors=tuple(people[key] for key in by if key in people),
                image=str(post.get("feature_image") or post.get("image") or "").replace(_SITE, ""),
                draft=post.get("status") not in ("published", "scheduled"),
                scheduled=post.get("status") == "scheduled",
            )
        )
    return found


def _rows(data: dict[str, Any], table: str) -> list[dict[str, Any]]:
    rows = data.get(table)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _names(data: dict[str, Any], table: str) -> dict[str, str]:
    return {str(row.get("id")): one_line(clean(str(row.get("name") or ""))) for row in _rows(data, table)}


def _linked(data: dict[str, Any], table: str, column: str) -> dict[str, list[str]]:
    """Of each post what it is linked with, in the order that Ghost shows."""
    found: dict[str, list[str]] = {}
    for row in sorted(_rows(data, table), key=lambda row: int(row.get("sort_order") or 0)):
        found.setdefault(str(row.get("post_id")), []).append(str(row.get(column)))
    return found
