"""Which feeds a post belongs to."""

from __future__ import annotations

from collections.abc import Mapping

from feedsvc.posts.post import Category, Post
from feedsvc.settings import FilterFeed, PostFilter

FeedName = tuple[str, str]  # kind, name
SITE_FEED: FeedName = ("site", "")


def feeds_of(post: Post, filters: Mapping[str, FilterFeed]) -> list[FeedName]:
    """The feeds of a post: the site's, one for each tag, category (with those around it), author and
    language, and those of `filters` (by name) that choose it."""
    names: list[FeedName] = [SITE_FEED]
    names += [("tags", tag) for tag in post.tags]
    names += [("categories", path) for category in post.categories for path in _paths(category)]
    names += [("authors", author.name) for author in post.authors]
    if post.language:
        names.append(("languages", post.language))
    names += [("feeds", name) for name in sorted(filters) if _is_chosen(post, filters[name])]
    return list(dict.fromkeys(names))


def _is_chosen(post: Post, filter_feed: FilterFeed) -> bool:
    include, exclude = filter_feed.include, filter_feed.exclude
    return all(_matches(post, include)) and not any(_matches(post, exclude))


def _matches(post: Post, choice: PostFilter) -> list[bool]:
    """For each list of the choice that is not empty, whether the post has a match."""
    paths = {path for category in post.categories for path in _paths(category)}
    found = [
        not set(names).isdisjoint(own)
        for names, own in (
            (choice.tags, post.tags),
            (choice.categories, paths),
            (choice.authors, [author.name for author in post.authors]),
            (choice.languages, [post.language]),
        )
        if names
    ]
    if choice.text:
        text = f"{post.title}\n{post.html or post.markdown}".casefold()
        found.append(any(words.casefold() in text for words in choice.text))
    return found


def _paths(category: Category) -> list[str]:
    """The category and those around it, the outermost first."""
    return ["/".join(category.path[: depth + 1]) for depth in range(len(category.path))]
