"""Pages that never shift: which ordinals a feed document holds, and its links to the others (RFC 5005)."""

from __future__ import annotations

from feedsvc.formats.entry import SITE, Link
from feedsvc.publish.address import Address
from feedsvc.store.listed import Feed


def archive_count(size: int, page_size: int) -> int:
    """How many archive documents a feed of `size` ordinals has; the rest, between `page_size` and
    2·`page_size`-1 of them (or all), is in the subscription document."""
    return max(0, size // page_size - 1)


def archive_of(ordinal: int, page_size: int) -> int:
    """The number of the archive document that holds an ordinal, or will once it is archived."""
    return (ordinal - 1) // page_size + 1


def subscription_range(feed: Feed, page_size: int) -> tuple[int, int]:
    """The first and last ordinal of the subscription document."""
    return archive_count(feed.size, page_size) * page_size + 1, feed.size


def archive_range(number: int, page_size: int) -> tuple[int, int]:
    """The first and last ordinal of archive document `number`."""
    return (number - 1) * page_size + 1, number * page_size


def links(feed: Feed, number: int | None, file: str, media_type: str, page_size: int) -> tuple[Link, ...]:
    """The links of archive document `number`, or of the subscription document (None).

    Both kinds lead along the same documents: those of archived feeds (RFC 5005, section 4) and those of
    paged feeds (section 3), where `next` goes back in time. A feed that fits whole has none.
    """
    count = archive_count(feed.size, page_size)
    if not count:
        return ()

    def to(rel: str, target: int | None) -> Link:
        what = Address("feed", feed.kind, feed.slug, file=file)
        if target is not None:
            what = Address("archive", feed.kind, feed.slug, target, file)
        return Link(rel, SITE + what.path, media_type)

    found = [to("first", None), to("last", 1)]
    if number is None:
        return (*found, to("next", count), to("prev-archive", count))
    found += [to("current", None), to("previous", number + 1 if number < count else None)]
    if number < count or count == 1:
        # An only archive has no archive to lead to, but one without any such link is taken for incomplete
        # (by the W3C validator, too): its next document is the subscription document.
        found.append(to("next-archive", number + 1 if number < count else None))
    if number > 1:
        found += [to("next", number - 1), to("prev-archive", number - 1)]
    return tuple(found)
