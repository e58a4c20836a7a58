"""What each address of a live site should answer: the documents of the store, and the rules for hosts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote, unquote

from feedsvc.delivery.old_addresses import old_files
from feedsvc.export.former_pages import FEW
from feedsvc.export.hosts.names import HIDDEN
from feedsvc.export.rules import FeedMove, Rules
from feedsvc.feed_kinds import SITE_KIND
from feedsvc.publish.address import OF_ANY_SITE
from feedsvc.publish.documents import Document, Edition, FileDocument
from feedsvc.store.listed import Feed

NOWHERE = "feedsvc-no-such-address"


class Expected(NamedTuple):
    """What is expected of an address: `path` is percent-encoded, from the host's root; of a redirect the
    `target`. `aspect` is what of the site it belongs to, as a person would name it."""

    path: str
    aspect: str
    status: int
    target: str = ""
    document: Document | None = None
    file: FileDocument | None = None


def expected(edition: Edition, rules: Rules) -> Iterator[Expected]:
    """Every address that is known, once."""
    for path, changed in edition.inventory():
        document = edition.document(unquote(path), changed)
        # A host has its own ways with what any site has, and does no reader harm by them.
        if isinstance(document, Document) and document.document_type not in OF_ANY_SITE:
            yield Expected(rules.base + path, "documents", 200, document=document)
            if path.endswith("/"):
                without = (rules.base + path).rstrip("/")
                yield Expected(without, "without the last slash", 301, rules.base + path)
    for path, _ in edition.file_inventory():
        file = edition.document(unquote(path))
        if isinstance(file, FileDocument):
            yield Expected(rules.base + path, "files beside posts", 200, file=file)
    yield from _redirects(rules)
    for path in rules.gone:
        yield Expected(quote(path), "deleted", 410)
    feeds = [feed for feed in edition.catalog.feeds() if edition.is_published(feed)]
    for move in rules.feed_moves:
        for feed in _examples(move, feeds):
            yield from _of_feed(rules, move, feed)
    yield Expected(rules.base + NOWHERE, "nothing there", 404)
    for name in HIDDEN:
        yield Expected(rules.base + name, "files for hosts", 404)


def _redirects(rules: Rules) -> Iterator[Expected]:
    old = {rules.root + name for name in old_files()}
    for path, (target, status) in rules.all_redirects(FEW).items():
        is_post = path.startswith(f"{rules.root}posts/")
        aspect = "old addresses of feeds" if path.rstrip("/") in old or path in old else "moved"
        aspect = "numbered pages" if path in rules.former_pages else aspect
        yield Expected(quote(path), "renamed" if is_post else aspect, status, target)


def _examples(move: FeedMove, feeds: list[Feed]) -> list[Feed]:
    """A feed or two for which a rule is tried: one in ASCII, one in another script, where there are such."""
    kind = move.kind or SITE_KIND
    found = [feed for feed in feeds if feed.kind == kind]
    return list({feed.slug.isascii(): feed for feed in found}.values())


def _of_feed(rules: Rules, move: FeedMove, feed: Feed) -> Iterator[Expected]:
    if move.archives:
        return  # whether there are any is known of no feed here; the rule is the same
    slug = quote(feed.slug)
    target = rules.base + move.target(*move.groups(slug, "1"))
    for folder in move.folders:
        for old in move.old:
            yield Expected(
                f"{rules.base}{folder}/{slug}/{old}", "old addresses of feeds", move.status, target
            )
