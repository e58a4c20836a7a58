"""The kinds of feed, one a line: which posts are in a feed of that kind, and where the feed is found.

Everything that differs between kinds stands in this table; addresses, lists of feeds, documents, the export's
rules and the checks are derived from it. Where posts say a kind's names, `settings.PostFilter` has a list of
that name, so that a feed of the user's own can choose by them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from feedsvc.posts.post import Category, Post
from feedsvc.posts.text import slug
from feedsvc.settings import FeedOptions, FilterFeed, PostFilter

FeedName = tuple[str, str]  # kind, name
SITE_KIND = "site"
SITE_FEED: FeedName = (SITE_KIND, "")


@dataclass(frozen=True, slots=True)
class FeedKind:
    """A kind of feed.

    `name` is the first segment of its feeds' paths, and what the store calls it; `heading` stands above the
    list of its feeds. `names_of` gives the names of the feeds that a post belongs to; None where these are
    defined in the configuration (`[feeds.NAME]`) and choose their posts. `singular` is the word for one name,
    in messages and in the addresses of other publishing systems. `to_slug` makes a name a segment of a path.
    Where `is_language`, a feed's name is the language it is in (BCP 47).
    """

    name: str
    heading: str
    names_of: Callable[[Post], Iterable[str]] | None
    singular: str | None = None
    to_slug: Callable[[str], str] = slug
    is_language: bool = False

    def slug(self, name: str) -> str:
        """The slug that the feed called `name` should have; "" for the whole site's."""
        return self.to_slug(name) or (self.name if name else "")


def _categories(post: Post) -> Iterator[str]:
    """Each category after those around it."""
    for category in post.categories:
        yield from (Category(category.path[:end]).term for end in range(1, len(category.path) + 1))


def _languages(post: Post) -> tuple[str, ...]:
    return (post.language,) if post.language else ()


# In the order in which feeds are listed.
_KINDS = (
    FeedKind(SITE_KIND, "The whole site", lambda post: ("",)),
    FeedKind("feeds", "Selections", None),
    FeedKind("tags", "Tags", lambda post: post.tags, "tag"),
    FeedKind("categories", "Categories", _categories, "category"),
    FeedKind("authors", "Authors", lambda post: (author.name for author in post.authors), "author"),
    FeedKind("languages", "Languages", _languages, "language", to_slug=str, is_language=True),
)
FEED_KINDS: Mapping[str, FeedKind] = MappingProxyType({kind.name: kind for kind in _KINDS})
# The first segments of the paths of all feeds but the site's.
FEED_FOLDERS = tuple(name for name in FEED_KINDS if name != SITE_KIND)


def feeds_of(post: Post, filters: Mapping[str, FilterFeed]) -> list[FeedName]:
    """The feeds of a post: those it names itself, and those of `filters` (by name) that choose it."""
    found: list[FeedName] = []
    for kind in FEED_KINDS.values():
        chosen = (name for name in sorted(filters) if _is_chosen(post, filters[name]))
        found += [(kind.name, name) for name in (kind.names_of(post) if kind.names_of else chosen)]
    return list(dict.fromkeys(found))


def is_defined(filters: Mapping[str, FilterFeed], kind: str, name: str) -> bool:
    """Whether there is such a feed: one that posts name, or one of `filters`."""
    known = FEED_KINDS.get(kind)
    return known is not None and (known.names_of is not None or name in filters)


def definition(filters: Mapping[str, FilterFeed], kind: str, name: str) -> FilterFeed | None:
    """What the configuration says of the feed of this kind and name."""
    known = FEED_KINDS.get(kind)  # a store may have feeds of a kind that another version knew
    return filters.get(name) if known is not None and known.names_of is None else None


def feed_options(common: FeedOptions, filters: Mapping[str, FilterFeed], kind: str, name: str) -> FeedOptions:
    """The options of the feed of this kind and name: its own where it has any, else the common ones."""
    own = definition(filters, kind, name)
    if own is None:
        return common
    given = {"content": own.content, "page_size": own.page_size}
    return common.model_copy(update={key: value for key, value in given.items() if value is not None})


def _is_chosen(post: Post, filter_feed: FilterFeed) -> bool:
    include, exclude = filter_feed.include, filter_feed.exclude
    return all(_matches(post, include)) and not any(_matches(post, exclude))


def _matches(post: Post, choice: PostFilter) -> Iterator[bool]:
    """For each list of the choice that is not empty, whether the post has a match."""
    for kind in FEED_KINDS.values():
        wanted = getattr(choice, kind.name, ())
        if kind.names_of is not None and wanted:
            yield not set(wanted).isdisjoint(kind.names_of(post))
    if choice.text:
        text = f"{post.title}\n{post.html or post.markdown}".casefold()
        yield any(words.casefold() in text for words in choice.text)
